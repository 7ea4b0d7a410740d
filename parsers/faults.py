"""Whose error a failed check is: the document is read again, by an independent path."""

from collections.abc import Sequence
from dataclasses import replace

from parsers.figures import Matched, match_form
from parsers.model import Document, Fault, Figure, Finding, Grid, Outcome, UnreadableDocument
from parsers.readers import reread

# Doubts about what a number should be or how it is written, not about what is printed.
_SURE = frozenset({"value.non_integer", "value.decimal_form"})


def with_faults(
    checks: Sequence[Finding], document: Document, matched: Matched
) -> tuple[Finding, ...]:
    """Return the checks, each failed one with its fault.

    Publisher where a second reading shows the same operands, parser where it shows others. Unknown
    where there is no second reading, and where it would share the doubt: an operand was read with
    reservations, or its table has lines or numbers that no place was found for.
    """
    if all(check.outcome is not Outcome.FAIL for check in checks):
        return tuple(checks)
    again = _match_again(document, matched)
    doubtful = _doubtful(matched)
    return tuple(
        check
        if check.outcome is not Outcome.FAIL
        else replace(check, fault=_fault(check, matched, again, doubtful))
        for check in checks
    )


def _match_again(document: Document, matched: Matched) -> Matched | None:
    """Return the form in the second reading, None where there is no such reading."""
    try:
        second = reread(document)
    except UnreadableDocument:
        return None  # the first reading could read it: nothing is confirmed, nothing refuted
    if second is None:
        return None
    grids = [block for block in second.blocks if isinstance(block, Grid)]
    return match_form(grids, matched.form) or replace(matched, figures=())


def _doubtful(matched: Matched) -> frozenset[str]:
    """Return the addresses of figures that both readings may have misunderstood alike."""
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


def _fault(
    check: Finding, matched: Matched, again: Matched | None, doubtful: frozenset[str]
) -> Fault:
    if again is None or not check.figures:
        return Fault.UNKNOWN  # chapters have no figures: the second reading is of tables only
    if _printed(matched, check.figures) != _printed(again, check.figures):
        return Fault.PARSER
    return Fault.PUBLISHER if doubtful.isdisjoint(check.figures) else Fault.UNKNOWN


def tables_found(figures: Sequence[Figure]) -> frozenset[str]:
    """Return the tables of the form that stand in the document."""
    return frozenset(figure.table for figure in figures if figure.cell is not None)


def _printed(matched: Matched, addresses: Sequence[str]) -> list[tuple[str, str, str]]:
    wanted = set(addresses)
    return [
        ("".join(each.raw.split()), each.kind.value, str(each.value))
        for each in matched.figures
        if each.address in wanted
    ]
