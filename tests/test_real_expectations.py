"""The reviewed expectations of the four real reports, held against an independent reading.

Nothing here imports the parsers: the expectations were typed from the rendered originals, and this
file proves them by other libraries and by their own arithmetic.
"""

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import independent

FOLDER = Path(__file__).parent / "real_reports"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
SUFFIX = {"html": "html", "pdf": "pdf", "text": "txt"}
PLACES = {"F2019": 198, "F2021": 200}


def expectation(name: str) -> dict[str, Any]:
    """The reviewed expectation of one real report."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def original(shared: Path, name: str) -> bytes:
    """The bytes of one real report."""
    medium = expectation(name)["medium"]
    return (shared / "reports" / f"{name}.{SUFFIX[medium]}").read_bytes()


def values(name: str) -> dict[str, str | None]:
    """Address to value, as expected."""
    return {place: figure[1] for place, figure in expectation(name)["figures"].items()}


def test_the_four_expectations_hold_796_figures() -> None:
    """198 + 198 + 200 + 200 places, none missing, none twice."""
    counts = {name: len(expectation(name)["figures"]) for name in NAMES}
    assert counts == {name: PLACES[expectation(name)["form"]] for name in NAMES}
    assert sum(counts.values()) == 796


@pytest.mark.parametrize("name", NAMES)
def test_an_independent_reading_prints_the_same(shared: Path, name: str) -> None:
    """Another library on another code path reads every expected raw text and value."""
    expected = expectation(name)
    raw = independent.read(original(shared, name), expected["medium"], expected["form"])
    assert {place: figure[0] for place, figure in expected["figures"].items()} == raw
    assert values(name) == {place: independent.value(text) for place, text in raw.items()}


@pytest.mark.parametrize("name", NAMES)
def test_blanks_are_blank_and_numbers_are_numbers(name: str) -> None:
    """A blank has no value and no raw text; every other figure is a plain number here."""
    kinds = {(f[0] == "", f[1] is None, f[2]) for f in expectation(name)["figures"].values()}
    assert kinds <= {(True, True, "blank"), (False, False, "number")}


@pytest.mark.parametrize("name", NAMES)
def test_the_blanks_are_proved_by_the_sums(name: str) -> None:
    """Rule B, worked out by other code, infers exactly what the expectation says."""
    expected = expectation(name)
    assert expected["inferred"] == independent.proved(values(name), expected["form"])


def outcome(known: Mapping[str, str | None], left: list[str], right: list[str]) -> str:
    """How an equation of printed numbers ends: pass, fail, or uncertain where one is blank."""
    operands = [known[place] for place in left + right]
    if None in operands:
        return "uncertain"
    total = sum(Decimal(number or 0) for number in operands[: len(left)])
    return "pass" if total == sum(Decimal(known[place] or 0) for place in right) else "fail"


@pytest.mark.parametrize("name", NAMES)
def test_the_expected_outcomes_follow_from_the_printed_numbers(name: str) -> None:
    """R3.1, R3.2, R3.3 and R4: as many passes and uncertainties as the printed numbers give."""
    expected, known = expectation(name), values(name)
    ended: dict[str, Counter[str]] = {rule: Counter() for rule in expected["checks"]}
    for column in independent.APPLICANTS:
        left = [f"requests.{row}.{column}" for row in ("new_received", "carried_in")]
        right = [f"requests.{row}.{column}" for row in ("outcomes_total", "carried_out")]
        ended["R3.1"][outcome(known, left, right)] += 1
    for rule, parts, total in independent.sums(expected["form"]):
        ended[rule][outcome(known, parts, [total])] += 1
    assert expected["checks"] == {rule: dict(counts) for rule, counts in ended.items()}


@pytest.mark.parametrize("name", NAMES)
def test_with_the_proved_blanks_every_sum_holds(name: str) -> None:
    """After rule B no equation of the four reports is uncertain and none fails."""
    expected = expectation(name)
    known = {**values(name), **expected["inferred"]}
    ended = {outcome(known, p, [t]) for _, p, t in independent.sums(expected["form"])}
    assert ended == {"pass"}
