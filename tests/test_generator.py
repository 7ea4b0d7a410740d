"""Every figure of a generated report is read exactly or flagged, none silently wrong."""

import ast
from pathlib import Path

import pytest

from tests.generator.drawing import draw
from tests.generator.labels import FORMS, MIXED
from tests.generator.media import PRINTERS
from tests.generator.plan import Combination, daily, everything, paper_of, verdict
from tests.generator.quirks import QUIRKS
from tests.generator.tally import Tally, floors, tally

SEED = 1
PACKAGE = Path(__file__).parent / "generator"
JUDGE = {"parsers.errors", "parsers.model", "parsers.report"}


@pytest.fixture(scope="module")
def counted() -> Tally:
    """The verdicts of one run."""
    chosen = daily(SEED)
    result = tally((each, verdict(each)) for each in chosen)
    print("\n".join(result.lines()))
    return result


def test_nothing_is_silently_wrong(counted: Tally) -> None:
    """No wrong value, no value in a wrong place, no gap without a finding that names it."""
    assert counted.wrong == [], counted.wrongs()
    assert counted.total.documents >= 2000


def test_most_figures_are_exact(counted: Tally) -> None:
    """To flag everything would be no reading: each quirk keeps the share it once reached."""
    fallen = {
        key: (count.share, floor)
        for key, floor in floors().items()
        if (count := counted.alone.get(key)) and count.share < floor
    }
    assert fallen == {}
    assert counted.alone.keys() == floors().keys()
    assert counted.total.share > 0.8


def test_a_plain_report_is_exact_in_every_medium() -> None:
    """Without a quirk nothing needs a flag, whatever the medium and the form."""
    for form in (*FORMS, *MIXED):
        for medium in PRINTERS:
            judged = verdict(Combination(medium, form, (), SEED))
            assert (judged.flagged, judged.wrong) == (0, ()), (form, medium)


def test_the_generator_shares_no_code_with_the_parsers() -> None:
    """Only the judge imports from the parsers, and only what callers use."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        ours = {name for name in names if name.split(".")[0] in ("parsers", "archive", "crawler")}
        assert ours <= (JUDGE if path.name == "judge.py" else set()), path
        tests = {name for name in names if name.split(".")[0] == "tests"}
        assert all(name.startswith("tests.generator") for name in tests), path


def test_every_quirk_changes_what_is_printed() -> None:
    """A quirk that does nothing judges nothing."""
    for quirk in QUIRKS.values():
        form = next(form for form in FORMS if form.startswith(quirk.forms))
        medium = quirk.media[0]
        changed = [
            PRINTERS[medium](paper_of(Combination(medium, form, (), seed)))
            != PRINTERS[medium](paper_of(Combination(medium, form, (quirk.name,), seed)))
            for seed in range(6)
        ]
        assert any(changed), quirk.name


def test_facts_balance() -> None:
    """The numbers behind the reports hold the sums of the forms."""
    known = draw("F2021", 5).facts
    for applicant in ("natural_person", "company", "total"):
        column = {
            address.split(".")[1]: fact.meant
            for address, fact in known.items()
            if address.startswith("requests.") and address.endswith(f".{applicant}")
        }
        came = column.pop("new_received") + column.pop("carried_in")
        left = column.pop("carried_out")
        total = column.pop("outcomes_total")
        assert came == total + left
        assert total == sum(column.values())


def test_the_wide_run_is_wide() -> None:
    """Far more combinations than the daily run can be asked for."""
    assert len(everything(SEED)) > 50_000
    assert len(everything(SEED, 100)) == 100
