"""Whose error a failed check is, and where two readings of a document differ.

The document is read again by paths that share nothing with the first but its bytes and the form's
labels: `parsers.second` for single figures of any medium, `parsers.readers.second` for web pages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from parsers.errors import UnreadableDocument
from parsers.figures import Matched, match_form
from parsers.model import Document, Fault, Figure, Finding, Grid, Kind, Medium, Outcome
from parsers.readers import reread
from parsers.second import printed_again
from parsers.text import squeezed
from parsers.wording import Said

# Doubts about what a number should be or how it is written, not about what is printed.
_SURE = frozenset({"value.non_integer", "value.decimal_form"})
_MONEY = frozenset({"元", "万元"})  # may stand for another number than its digits
_DIFFERS = Said(
    "这一行两次读取的结果不同：“{first}”与“{second}”；请查对原件。",
    "Two readings of this row differ: “{first}” and “{second}”; see the original.",
)


def with_faults(
    checks: Sequence[Finding],
    document: Document,
    matched: Matched,
    medium: Medium,
    *,
    ordinals: frozenset[int] | None = None,
    settled: Collection[str] = (),
    twice: bool = False,
) -> tuple[Finding, ...]:
    """Return the checks, each failed one with its fault, and a finding where two readings differ.

    Publisher is said only where all readings show the same operands, parser where they differ. It
    is unknown where an operand cannot be read again, and where the readings would share a doubt:
    an operand was read with reservations, or its table has lines or numbers without a place.

    Args:
        checks: the outcomes of all checks.
        document: the original.
        matched: the figures as they were read.
        medium: what the document is.
        ordinals: the report's own tables where the document holds several reports; single figures
            are then not read again, for nothing says which report they belong to.
        settled: addresses that a person has corrected: nothing is concluded from them.
        twice: read a web page again even where all checks hold, which takes a third as long as
            the first time. Other media always are: it takes a tenth.
    """
    failed = any(check.outcome is Outcome.FAIL for check in checks)
    if not failed and not twice and medium is Medium.HTML:
        return tuple(checks)
    alone = ordinals is None
    again = printed_again(document, matched.form, matched.alternative) if alone else {}
    differing = [each for each in matched.figures if _differs(each, again)]
    unsettled = [each for each in differing if each.address not in settled]
    differences = (*_differences(matched.figures, unsettled, again), *_lost(matched.figures, again))
    if not failed:
        return (*checks, *differences)
    readings = _Readings(
        {figure.address: figure for figure in matched.figures},
        _page_again(document, matched, ordinals),
        again.keys(),
        frozenset(each.address for each in differing),
        _doubtful(matched).union(settled),
    )
    judged = (
        check._replace(fault=_fault(check, readings)) if check.outcome is Outcome.FAIL else check
        for check in checks
    )
    return (*judged, *differences)


@dataclass(frozen=True, slots=True)
class _Readings:
    """What all readings say: the figures of the first, and of a page's second, by address.

    `again` are the addresses that could be read again, `differing` those with another text,
    `doubtful` those that all readings may have misunderstood alike.
    """

    first: Mapping[str, Figure]
    page: Mapping[str, Figure] | None
    again: Collection[str]
    differing: frozenset[str]
    doubtful: frozenset[str]


def _page_again(
    document: Document, matched: Matched, ordinals: frozenset[int] | None
) -> Mapping[str, Figure] | None:
    """Return the figures of a page's second reading, None where there is no such reading."""
    try:
        second = reread(document)
    except UnreadableDocument:
        return None  # the first reading could read it: nothing is confirmed, nothing refuted
    if second is None:
        return None
    grids = [
        block
        for block in second.blocks
        if isinstance(block, Grid) and (ordinals is None or block.ordinal in ordinals)
    ]
    found = match_form(grids, matched.form)
    return {figure.address: figure for figure in found.figures} if found is not None else {}


def _fault(check: Finding, readings: _Readings) -> Fault:
    if not check.figures:
        return Fault.UNKNOWN  # chapters have no figures: the other readings are of tables only
    page = readings.page
    if not readings.differing.isdisjoint(check.figures):
        return Fault.PARSER
    if page is not None and any(
        _print(page, a) != _print(readings.first, a) for a in check.figures
    ):
        return Fault.PARSER
    known = all(address in readings.again for address in check.figures)
    return (
        Fault.PUBLISHER if known and readings.doubtful.isdisjoint(check.figures) else Fault.UNKNOWN
    )


def _print(figures: Mapping[str, Figure], address: str) -> tuple[str, str, str]:
    figure = figures.get(address)
    return (squeezed(figure.raw), figure.kind.value, str(figure.value)) if figure else ("", "", "")


def _doubtful(matched: Matched) -> frozenset[str]:
    """Return the addresses of figures that all readings may have misunderstood alike."""
    noted = (
        address
        for finding in matched.findings
        if finding.rule.startswith("value.") and finding.rule not in _SURE
        for address in finding.figures
    )
    beside = (
        figure.address
        for figure in matched.figures
        if figure.cell is not None and figure.cell.grid in matched.unread
    )
    return frozenset((*noted, *beside))


def _differs(figure: Figure, again: Mapping[str, str]) -> bool:
    """Say whether a figure has another text in the second reading, or another value than its own.

    A place the first reading lacks differs only where the second finds a number.
    """
    printed = squeezed(figure.raw)
    is_count = printed.isascii() and printed.isdigit() and figure.unit not in _MONEY
    if is_count and figure.value != Decimal(printed):
        return True
    text = squeezed(again.get(figure.address, figure.raw))
    return any(map(str.isdigit, text)) if figure.kind is Kind.MISSING else text != printed


def _differences(
    figures: Iterable[Figure], differing: Collection[Figure], again: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a finding for each row in which the readings differ."""
    rows = {(figure.table, figure.row) for figure in differing}
    for (table, row), group in groupby(figures, key=lambda each: (each.table, each.row)):
        if (table, row) not in rows:
            continue
        printed = list(group)
        first = " | ".join(each.raw for each in printed)
        second = " | ".join(again.get(each.address, "") for each in printed)
        addresses = tuple(each.address for each in printed if each in differing)
        yield _difference(f"{table}.{row}", first, second, addresses)


def _lost(figures: Iterable[Figure], again: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each number the second reading finds where the first has no place.

    Only some reports print the line or column, so that the first cannot miss it.
    """
    known = {figure.address for figure in figures}
    for address, text in again.items():
        if address not in known and any(map(str.isdigit, text)):
            yield _difference(address, "", text, ())


def _difference(where: str, first: str, second: str, addresses: tuple[str, ...]) -> Finding:
    return Finding(
        "reading.differs",
        Outcome.UNCERTAIN,
        where,
        expected=second,
        actual=first,
        detail=_DIFFERS.zh.format(first=first, second=second),
        detail_en=_DIFFERS.en.format(first=first, second=second),
        figures=addresses,
    )


def tables_found(figures: Sequence[Figure]) -> frozenset[str]:
    """Return the tables of the form that stand in the document."""
    return frozenset(figure.table for figure in figures if figure.cell is not None)
