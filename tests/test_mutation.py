"""What a damaged report, or a damaged reading, changes is noticed; what is not is on a page."""

from pathlib import Path

import pytest

from tests.generator.labels import FORMS
from tests.generator.media import PRINTERS
from tests.mutation.mutants import CONSISTENT, MUTANTS
from tests.mutation.reasons import REASONS
from tests.mutation.run import READER, Made, judge, names
from tests.mutation.tally import BY_READER, COUNTED, STRUCTURAL, Tally, page, tally

SEED = 1
MUTANTS_MADE = 1000
PAGE = Path(__file__).parents[1] / "docs" / "not-caught.md"


@pytest.fixture(scope="module")
def counted() -> Tally:
    """The verdicts of one run, every kind on every form."""
    return tally(judge(made) for made in names(MUTANTS_MADE, SEED))


def test_what_sums_tie_cannot_change_unnoticed(counted: Tally) -> None:
    """99 % of the mutants that change a member of a sum raise a finding."""
    every = counted.total(COUNTED)
    assert every.tied > MUTANTS_MADE / 2
    assert every.tied_caught >= 0.99 * every.tied


def test_damaged_tables_are_noticed_whatever_they_say(counted: Tally) -> None:
    """99 % of the rows and columns shifted, lost, doubled or renamed, with sums or without."""
    structural = counted.total(STRUCTURAL)
    assert structural.moving > MUTANTS_MADE / 4
    assert structural.caught >= 0.99 * structural.moving


def test_no_damage_to_the_reader_is_the_publishers(counted: Tally) -> None:
    """A sum that fails by it is the parser's error or nobody's, and all is noticed."""
    assert counted.blamed == []
    by_reader = counted.total(BY_READER)
    assert by_reader.moving > MUTANTS_MADE / 5
    assert by_reader.caught == by_reader.moving


def test_every_miss_has_a_reason(counted: Tally) -> None:
    """What is not noticed is one of the things that nothing printed contradicts."""
    assert counted.unexplained == []
    assert {why for why, _ in counted.reasons} <= REASONS.keys()


def test_a_consistent_change_shows_in_nothing() -> None:
    """Else the mutant is not what it is called, and the page says too much."""
    made = [Made(CONSISTENT, "F2021", "text", SEED, number) for number in range(20)]
    assert sum(judge(each).caught for each in made) == 0


def test_every_kind_meets_every_form_and_medium() -> None:
    """Any run long enough has all; the same seed makes the same."""
    made = list(names(20_000, SEED))
    kinds = {*MUTANTS, *BY_READER}
    assert {(each.name, each.form) for each in made} == {(k, f) for k in kinds for f in FORMS}
    assert {(each.name, each.medium) for each in made} == {(k, m) for k in kinds for m in PRINTERS}
    assert made == list(names(20_000, SEED))


def test_the_page_names_every_kind_and_reason(counted: Tally) -> None:
    """`docs/not-caught.md` is of these mutants and these reasons."""
    written = PAGE.read_text(encoding="utf-8")
    for text in (written, page(counted, SEED)):
        for name in (*MUTANTS, *(kind.removeprefix(READER) for kind in BY_READER)):
            assert f"`{name}`" in text
        for sentence in REASONS.values():
            assert sentence in text
    assert "called the publisher's error: 0." in written
