"""Mutants made, read and judged: did a finding arise that was not there before?"""

from collections.abc import Iterator
from functools import cache
from itertools import count
from random import Random
from typing import NamedTuple

from parsers.errors import ParseError
from parsers.model import Document, Fault, Finding, Outcome, Reading, Report
from parsers.readers import read
from parsers.report import parse_report
from tests.generator.drawing import draw
from tests.generator.labels import FORMS, LABELS
from tests.generator.media import PRINTERS
from tests.generator.paper import Paper
from tests.mutation.mutants import MUTANTS
from tests.mutation.reader import DAMAGES, damaged, read_as

# PDF takes fifty times as long as text: one of them after three of each other medium.
MEDIA = (*(medium for medium in PRINTERS if medium != "pdf"),) * 3 + ("pdf",)
READER = "reader: "
PAPERS = 5  # sound reports of a form and medium; each carries many mutants
# Tables whose every figure is part of a sum; of chapter 二 none is.
SUMMED = ("requests.", "appeals.")
Key = tuple[str, str, str]


class Made(NamedTuple):
    """A mutant by its name: what, on which form, in which medium, by which dice."""

    name: str
    form: str
    medium: str
    seed: int
    number: int


class Judged(NamedTuple):
    """What a mutant moved, and whether that was noticed."""

    made: Made
    moved: tuple[str, ...]  # addresses of figures that read otherwise now
    caught: bool
    blamed: bool = False  # a check fails by it and is called the publisher's error

    @property
    def in_sums(self) -> bool:
        """Whether any figure it moved is tied to others by a sum of the form."""
        tied = TIED.get(self.made.form)
        if tied is not None:
            return any(address.split(".")[1] in tied for address in self.moved)
        return any(address.startswith(SUMMED) for address in self.moved)


_REPLIES = ("reply_granted", "reply_partial", "reply_denied", "reply_other_types")
# Lines of a list that a sum ties; of the Fujian table the other totals are only bounds.
TIED = {
    "F2014": {*LABELS["sums"], *(part for parts in LABELS["sums"].values() for part in parts)},
    "F2014-FJ": {"replies_total", *_REPLIES},
}
_CHANNELS = tuple(f"channel_{name}" for name in ("gazette", "website", "weibo", "wechat", "other"))
_RECEIVED = tuple(
    f"received_{name}" for name in ("in_person", "online", "mail_fax", "mail", "fax", "email")
)
# Lines of a list that others must not exceed; the generator does not make them balance.
_BOUNDS = {
    "F2014": {
        "disclosed_items_total": ("normative_docs_disclosed", *_CHANNELS),
        "press_conferences": ("press_conferences_by_head",),
        "web_interviews": ("web_interviews_by_head",),
    },
    "F2014-FJ": {
        "replies_total": _REPLIES,
        "disclosed_items_total": _CHANNELS,
        "requests_received": _RECEIVED,
    },
}


def names(mutants: int, seed: int) -> Iterator[Made]:
    """So many mutants: every kind on every form by turns, the media by turns."""
    kinds = (*MUTANTS, *(READER + name for name in DAMAGES))
    every = (
        Made(name, form, MEDIA[(number + at) % len(MEDIA)], seed, number)
        for number in count()
        for at, name in enumerate(kinds)
        for form in FORMS
    )
    return (made for made, _ in zip(every, range(mutants), strict=False))


def judge(made: Made) -> Judged:
    """Make a mutant, read it, compare it with the sound report of the same numbers."""
    document, reading, before = _sound(made.form, made.medium, made.seed, made.number % PAPERS)
    dice = Random(repr(made))
    if made.name.startswith(READER):
        change = DAMAGES[made.name.removeprefix(READER)]
        after = _reread(document, damaged(reading, [change], dice))
    else:
        paper = _paper(made.form, made.seed, made.number % PAPERS)
        MUTANTS[made.name](paper, dice)
        after = _read(Document(PRINTERS[made.medium](paper)))
    if after is None or after.form != before.form:
        return Judged(made, tuple(figure.address for figure in before.in_tables), caught=True)
    new = _keys(after) - _keys(before)
    return Judged(made, moved(before, after), bool(new), bool(publisher_blamed(after)))


def moved(before: Report, after: Report) -> tuple[str, ...]:
    """The addresses whose value or kind is another."""
    told = {figure.address: (figure.value, figure.kind) for figure in after.in_tables}
    return tuple(
        figure.address
        for figure in before.in_tables
        if told.get(figure.address) != (figure.value, figure.kind)
    )


def _keys(report: Report) -> set[Key]:
    """Doubts, failed checks and proofs; a check that holds or has nothing to check says nothing."""
    return {_key(each) for each in report.findings if _tells(each)}


def _tells(finding: Finding) -> bool:
    said = finding.outcome in (Outcome.FAIL, Outcome.UNCERTAIN)
    return said or finding.rule == "value.blank_proved"


def _key(finding: Finding) -> Key:
    return finding.rule, finding.where, finding.outcome.value


def publisher_blamed(report: Report) -> set[Key]:
    """The checks that are called the publisher's error."""
    return {_key(each) for each in report.findings if each.fault is Fault.PUBLISHER}


def _paper(form: str, seed: int, number: int) -> Paper:
    paper = draw(form, 100 + seed * PAPERS + number)
    for whole, parts in _BOUNDS.get(form, {}).items():
        _balance(paper, whole, parts)
    return paper


def _balance(paper: Paper, whole: str, parts: tuple[str, ...]) -> None:
    cells = {cell.address: cell for cell in paper.values()}
    for column in ("value", "cumulative"):
        if (total := cells.get(f"indicators.{whole}.{column}")) is not None:
            printed = [cells.get(f"indicators.{part}.{column}") for part in parts]
            total.text = str(sum(int(cell.text) for cell in printed if cell is not None))


@cache
def _sound(form: str, medium: str, seed: int, number: int) -> tuple[Document, Reading, Report]:
    document = Document(PRINTERS[medium](_paper(form, seed, number)))
    report = _read(document)
    assert report is not None
    assert not publisher_blamed(report), (form, medium)
    return document, read(document, ocr=False), report


def _read(document: Document) -> Report | None:
    """The report as the archive reads it, None where it is refused."""
    try:
        return parse_report(document, twice=True, ocr=False)
    except ParseError:
        return None


def _reread(document: Document, reading: Reading) -> Report | None:
    try:
        return read_as(document, reading)
    except ParseError:
        return None
