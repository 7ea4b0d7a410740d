"""Where the checks of a form apply: each check at each place with the addresses it speaks of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from parsers.forms.model import Check, Column, Form, FormBlock, Row


@dataclass(frozen=True, slots=True)
class CheckPlace:
    """A check at one row or column: `where` is its address, `label` its printed name.

    `label_en` is the name in English.

    `terms` and `equals` are (sign, address) pairs; members that the alternative does not print are
    left out. `counts` are the addresses that must hold counts, with whether fractions are normal;
    `members` are the addresses of all operands.
    """

    check: Check
    where: str
    label: str
    label_en: str
    terms: tuple[tuple[int, str], ...]
    equals: tuple[tuple[int, str], ...]
    counts: tuple[tuple[str, bool], ...]
    members: tuple[str, ...]


@cache
def check_places(form: Form, alternative: str) -> tuple[CheckPlace, ...]:
    """Return every check of a form at every place it applies to, in printed order."""
    return tuple(
        _place(form, block, check, item, alternative)
        for block in form.blocks
        for check in block.checks
        for item in _at(form, block, check, alternative)
    )


def places_among(form: Form, alternative: str, printed: Collection[str]) -> tuple[CheckPlace, ...]:
    """Return the checks of a form without the optional members that are not among *printed*.

    A row by chapters is printed whole or not at all: nothing of a row that is not is checked.
    """
    places = check_places(form, alternative)
    if not form.is_list:
        return tuple(place for place in places if place.members[0] in printed)
    return tuple(_among(place, printed) for place in places)


def _among(place: CheckPlace, printed: Collection[str]) -> CheckPlace:
    if all(member in printed for member in place.members):
        return place
    return replace(
        place,
        terms=tuple(each for each in place.terms if each[1] in printed),
        equals=tuple(each for each in place.equals if each[1] in printed),
        counts=tuple(each for each in place.counts if each[0] in printed),
        members=tuple(member for member in place.members if member in printed),
    )


@cache
def printed_places(form: Form, alternative: str) -> tuple[tuple[str, str, str], ...]:
    """Return the places a form prints under an alternative; made once per process."""
    return form.places(alternative)


@cache
def rule_ids(form: Form) -> frozenset[str]:
    """Return the rules a form has checks for."""
    return frozenset(check.rule for block in form.blocks for check in block.checks)


def _at(form: Form, block: FormBlock, check: Check, alternative: str) -> Iterator[Row | Column]:
    items = form.rows(block, alternative) if check.each == "row" else block.columns
    yield from (item for item in items if not check.at or item.code in check.at)


def _place(
    form: Form, block: FormBlock, check: Check, item: Row | Column, alternative: str
) -> CheckPlace:
    rows = {row.code for row in form.rows(block, alternative)}
    by_row = check.each == "row"

    def signed(names: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
        return tuple(
            (-1 if name[0] == "-" else 1, address(name.removeprefix("-")))
            for name in names
            if by_row or name.removeprefix("-") in rows
        )

    def address(name: str) -> str:
        row, column = (item.code, name) if by_row else (name, item.code)
        return f"{block.table}.{row}.{column}"

    terms, equals = signed(check.terms), signed(check.equals)
    columns = {column.code: column for column in block.columns}
    members = terms + equals + signed(check.counts)
    decimal = {row.code for row in block.rows if row.decimal}

    def count(place: str) -> tuple[str, bool]:
        _, row, column = place.split(".")
        return place, columns[column].decimal or row in decimal

    counts = tuple(
        count(place) for _, place in members if not columns[place.rpartition(".")[2]].signed
    )
    where, named = f"{block.table}.{item.code}", item
    if not by_row:
        where = f"{block.table}.*.{item.code}"
    if block.layout == "list" and check.equals and not by_row:  # its sums are those of one column
        where = equals[0][1]
        named = next(row for row in block.rows if row.code == check.equals[0])
    return CheckPlace(
        check,
        where,
        named.path[-1],
        named.en,
        terms,
        equals,
        counts,
        tuple(place for _, place in members),
    )
