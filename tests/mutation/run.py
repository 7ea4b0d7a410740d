"""Mutants made, read and judged: did a finding arise that was not there before?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import NamedTuple

from parsers.model import Document, Fault, Finding, Outcome, ParseError, Report
from parsers.report import parse_report
from tests.generator.drawing import draw
from tests.generator.labels import FORMS, LABELS
from tests.generator.media import PRINTERS
from tests.generator.paper import Paper
from tests.mutation.mutants import MUTANTS

CONSISTENT = "consistent_change"
# Tables whose every figure is part of a sum; of chapter 二 and of the Fujian list none is.
SUMMED = ("requests.", "appeals.")
Key = tuple[str, str, str]


class Made(NamedTuple):
    """A mutant by its name: what, on which form, in which medium, by which dice."""

    name: str
    form: str
    medium: str
    number: int


class Judged(NamedTuple):
    """What a mutant moved, and whether that was noticed."""

    made: Made
    moved: tuple[str, ...]  # addresses of figures that read otherwise now
    caught: bool

    @property
    def in_sums(self) -> bool:
        """Whether any figure it moved is tied to others by a sum of the form."""
        if self.made.form == "F2014":
            return any(address.split(".")[1] in _TIED for address in self.moved)
        return any(address.startswith(SUMMED) for address in self.moved)


_TIED = {*LABELS["sums"], *(part for parts in LABELS["sums"].values() for part in parts)}


def names(number: int, media: tuple[str, ...] = ("text",)) -> Iterator[Made]:
    """So many of each mutant on each form, media by turns."""
    for name in MUTANTS:
        for form in FORMS:
            for n in range(number):
                yield Made(name, form, media[n % len(media)], n)


def judge(made: Made) -> Judged:
    """Make a mutant, read it, compare it with the sound report of the same numbers."""
    seed = made.number % 5
    before = _sound(made.form, made.medium, seed)
    paper = _paper(made.form, seed)
    MUTANTS[made.name](paper, Random(repr(made)))
    after = _read(PRINTERS[made.medium](paper))
    if after is None or after.form != before.form:
        return Judged(made, tuple(paper.facts), True)
    return Judged(made, moved(before, after), bool(new_findings(before, after)))


def moved(before: Report, after: Report) -> tuple[str, ...]:
    """The addresses whose value or kind is another."""
    told = {figure.address: (figure.value, figure.kind) for figure in after.in_tables}
    return tuple(
        figure.address
        for figure in before.in_tables
        if told.get(figure.address) != (figure.value, figure.kind)
    )


def new_findings(before: Report, after: Report) -> set[Key]:
    """Doubts, failed checks and proofs that were not there before."""
    return _keys(after) - _keys(before)


def _keys(report: Report) -> set[Key]:
    return {_key(each) for each in report.findings if _tells(each)}


def _tells(finding: Finding) -> bool:
    said = finding.outcome in (Outcome.FAIL, Outcome.UNCERTAIN)
    return said or finding.rule == "value.blank_proved"


def _key(finding: Finding) -> Key:
    return finding.rule, finding.where, finding.outcome.value


def publisher_blamed(report: Report) -> set[Key]:
    """The checks that are called the publisher's error."""
    return {_key(each) for each in report.findings if each.fault is Fault.PUBLISHER}


def _paper(form: str, seed: int) -> Paper:
    return draw(form, 100 + seed)


@cache
def _sound(form: str, medium: str, seed: int) -> Report:
    report = _read(PRINTERS[medium](_paper(form, seed)))
    assert report is not None
    return report


def _read(body: bytes) -> Report | None:
    """The report as the archive reads it, None where it is refused."""
    try:
        return parse_report(Document(body), twice=True, ocr=False)
    except ParseError:
        return None


@dataclass
class Count:
    """Mutants that moved a figure, and those noticed; the same where sums tie what moved."""

    moving: int = 0
    caught: int = 0
    tied: int = 0
    tied_caught: int = 0


@dataclass
class Counts:
    """All verdicts by mutant, and what was not noticed by mutant, form and table."""

    by_name: dict[str, Count] = field(default_factory=dict)
    missed: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, judged: Judged) -> None:
        """Count one mutant in, if it changed anything."""
        if not judged.moved:
            return
        count = self.by_name.setdefault(judged.made.name, Count())
        count.moving += 1
        count.caught += judged.caught
        count.tied += judged.in_sums
        count.tied_caught += judged.in_sums and judged.caught
        if not judged.caught:
            tables = sorted({address.split(".")[0] for address in judged.moved})
            self.missed[judged.made.name, judged.made.form, "+".join(tables)] += 1

    def share(self, *, tied: bool) -> float:
        """The share noticed, of all or of those that sums tie; consistent changes left out."""
        rest = [count for name, count in self.by_name.items() if name != CONSISTENT]
        if tied:
            return sum(each.tied_caught for each in rest) / sum(each.tied for each in rest)
        return sum(each.caught for each in rest) / sum(each.moving for each in rest)


def count(number: int, media: tuple[str, ...] = ("text",)) -> Counts:
    """Judge so many of each mutant on each form."""
    counts = Counts()
    for made in names(number, media):
        counts.add(judge(made))
    return counts
