"""Whose error a failed check is: the document is read again, by an independent path."""

from collections.abc import Sequence
from dataclasses import replace

from parsers.figures import Matched, match_form
from parsers.model import (
    Document,
    Fault,
    Figure,
    Finding,
    Grid,
    Outcome,
    Reading,
    UnreadableDocument,
)
from parsers.readers import reread
from parsers.sections import check_chapters, find_chapters


def with_faults(
    checks: Sequence[Finding], document: Document, matched: Matched
) -> tuple[Finding, ...]:
    """Return the checks, each failed one with its fault.

    Publisher where a second reading shows the same operands, parser where it shows others, unknown
    where there is no second reading.
    """
    if all(check.outcome is not Outcome.FAIL for check in checks):
        return tuple(checks)
    second = _second(document)
    again = _match_again(second, matched) if second is not None else None
    return tuple(
        check
        if check.outcome is not Outcome.FAIL
        else replace(check, fault=_fault(check, matched, second, again))
        for check in checks
    )


def _second(document: Document) -> Reading | None:
    try:
        return reread(document)
    except UnreadableDocument:
        return None  # the first reading could read it: nothing is confirmed, nothing refuted


def _match_again(second: Reading, matched: Matched) -> Matched | None:
    grids = [block for block in second.blocks if isinstance(block, Grid)]
    return match_form(grids, matched.form)


def _fault(
    check: Finding, matched: Matched, second: Reading | None, again: Matched | None
) -> Fault:
    if second is None:
        return Fault.UNKNOWN
    if not check.figures:
        same = check_chapters(find_chapters(second.blocks), _tables(again)).detail == check.detail
    else:
        same = _printed(matched, check.figures) == _printed(again, check.figures)
    return Fault.PUBLISHER if same else Fault.PARSER


def tables_found(figures: Sequence[Figure]) -> frozenset[str]:
    """Return the tables of the form that stand in the document."""
    return frozenset(figure.table for figure in figures if figure.cell is not None)


def _tables(matched: Matched | None) -> frozenset[str]:
    return tables_found(matched.figures) if matched is not None else frozenset()


def _printed(matched: Matched | None, addresses: Sequence[str]) -> list[tuple[str, str, str]]:
    wanted = set(addresses)
    figures = matched.figures if matched is not None else ()
    return [
        ("".join(each.raw.split()), each.kind.value, str(each.value))
        for each in figures
        if each.address in wanted
    ]
