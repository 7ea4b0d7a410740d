"""Originals saved with their reviewed result: how a quirk enters the tests.

A fixture is a folder: `original.<medium>`, byte for byte; `source.toml`, where it comes from, why
it is kept and who has reviewed it; `expected.json`, what a person finds in it.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.bounded import Limits, Lost
from archive.reading import Refused, read_file
from crawler.store import Fetch, Store
from parsers.model import Figure, Finding, Outcome, Report
from parsers.report import dump

FEWEST_DIGITS = 8
EXPECTED = "expected.json"
SOURCE = "source.toml"


class FixtureError(Exception):
    """An original cannot be saved, or a fixture is not whole; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture as it lies in its folder; `reviewed` is "" until a person has signed it."""

    folder: Path
    original: Path
    sha256: str
    url: str
    why: str
    synthetic: bool
    reviewed: str


def save_fixture(store: Store, sha256: str, folder: Path, why: str) -> Fixture:
    """Save the original whose digest begins with *sha256* below *folder*, with its present result.

    Raises FixtureError where no original or several begin so, or the fixture is there already.
    """
    fetch = _kept(store, sha256)
    home = folder / f"{fetch.site}-{fetch.sha256[:FEWEST_DIGITS]}"
    if home.exists():
        raise FixtureError(f"{home}: already there; remove it to save it again")
    home.mkdir(parents=True)
    draft = home / "original"
    draft.write_bytes(store.payload(fetch))
    found = read_file(draft, fetch.url, Limits())
    medium = found.medium.value if isinstance(found, Report) else "bin"
    draft.rename(draft.with_suffix(f".{medium}"))
    (home / SOURCE).write_text(_source(fetch, why), encoding="utf-8")
    (home / EXPECTED).write_text(as_text(_result(found)), encoding="utf-8")
    return load_fixture(home)


def load_fixture(folder: Path) -> Fixture:
    """Return the fixture of a folder; raises FixtureError naming what is missing."""
    originals = sorted(folder.glob("original.*"))
    if len(originals) != 1:
        raise FixtureError(f"{folder}: {len(originals)} files named original.*; keep one")
    try:
        source = tomllib.loads((folder / SOURCE).read_text(encoding="utf-8"))
        texts = (source["sha256"], source["url"], source["why"])
        fixture = Fixture(folder, originals[0], *texts, source["synthetic"], source["reviewed"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise FixtureError(f"{folder / SOURCE}: {error}; see the other fixtures") from error
    if hashlib.sha256(fixture.original.read_bytes()).hexdigest() != fixture.sha256:
        raise FixtureError(f"{fixture.original}: not the bytes of {SOURCE}'s sha256; restore it")
    return fixture


def result(fixture: Fixture) -> dict[str, Any]:
    """Return what the parsers make of a fixture now, in the shape of `expected.json`."""
    return _result(read_file(fixture.original, fixture.url, Limits()))


def as_text(content: Mapping[str, Any]) -> str:
    """Return a result as JSON that a person reviews line by line: a figure a line."""
    lines = [f"{json.dumps(key)}: {_value(value)}" for key, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        lines = (f"  {json.dumps(key)}: {_on_a_line(inner)}" for key, inner in value.items())
        return "{\n" + ",\n".join(lines) + "\n}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"  {_on_a_line(inner)}" for inner in value) + "\n]"
    return _on_a_line(value)


def _on_a_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _kept(store: Store, sha256: str) -> Fetch:
    if len(sha256) < FEWEST_DIGITS:
        raise FixtureError(f"{sha256}: too short; give {FEWEST_DIGITS} digits of the sha256")
    known = {each.sha256: each for each in store.fetches() if each.sha256.startswith(sha256)}
    if not known:
        raise FixtureError(f"{sha256}: no original begins so; see column sha256 of table document")
    if len(known) > 1:
        raise FixtureError(f"{sha256}: {len(known)} originals begin so; give more digits")
    return next(iter(known.values()))


def _source(fetch: Fetch, why: str) -> str:
    """Return `source.toml`; JSON's strings are TOML's."""
    said = {"sha256": fetch.sha256, "url": fetch.url, "fetched": fetch.fetched_at, "why": why}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    note = "# put your name and the date here once expected.json says what a person reads"
    return "\n".join([*lines, "synthetic = false", f'reviewed = ""  {note}', ""])


def _result(found: Report | Refused | Lost) -> dict[str, Any]:
    if not isinstance(found, Report):
        return {"refused": found.reason}
    whole = dump(found)
    keys = ("agency", "year", "form", "alternative", "scope", "title", "published", "medium")
    return {key: whole[key] for key in keys} | {
        "sections": [[each.number, each.title] for each in found.sections],
        "figures": {each.address: _figure(each) for each in found.figures},
        "findings": [
            [each.rule, each.outcome.value, each.where, each.fault.value]
            for each in found.findings
            if _is_told(each)
        ],
    }


def _is_told(finding: Finding) -> bool:
    """Tell failed checks and doubts of reading (lower-case rules): open checks follow from them."""
    if finding.outcome is Outcome.FAIL:
        return True
    return finding.outcome is Outcome.UNCERTAIN and finding.rule[:1].islower()


def _figure(figure: Figure) -> list[str | None]:
    """Return raw, value, kind and unit, and what was inferred where anything was."""
    inferred = [] if figure.inferred is None else [f"{figure.inferred:f}"]
    value = None if figure.value is None else f"{figure.value:f}"
    return [figure.raw, value, figure.kind.value, figure.unit, *inferred]
