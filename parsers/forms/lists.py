"""A list form turned round for reading: from folded labels to lines, columns and heads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.forms.labels import label_key, line_key, usual_words
from parsers.forms.model import Column, Form, FormBlock, Row
from parsers.text import fold

YEAR = re.compile(r"20[0-3][0-9]|二[〇○零]{1,2}[一二]?[〇○零一二三四五六七八九]")
_UNIT_BRACKET = re.compile(r"\((?:单位:)?[^()0-9]{1,3}\)$")
_ANY_YEAR = "<year>"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line the form prints: a row, or a group without a value.

    `within` are the codes of the lines it stands under, outermost first; `anchor` is the nearest of
    them with a value, "" if none.
    """

    row: Row
    is_group: bool
    within: tuple[str, ...]
    anchor: str

    @property
    def level(self) -> int:
        """How deep the line stands: 1 for 一、, 2 for （一）."""
        return len(self.within) + 1


@dataclass(frozen=True, slots=True)
class ListLookup:
    """A list form by folded labels; `entries` holds several where groups repeat a label.

    `places` are the rows in printed order, `totals` those that others add up to.
    """

    form: Form
    block: FormBlock
    entries: dict[str, tuple[Entry, ...]]
    places: dict[str, int]
    totals: frozenset[str]
    columns: dict[str, Column]
    names: frozenset[str]
    units: frozenset[str]
    numbers: frozenset[str]
    remarks: frozenset[str]
    wholes: frozenset[str]
    aside: re.Pattern[str]


@cache
def list_lookup(form: Form) -> ListLookup:
    """Return a list form by folded labels; made once per process."""
    block = next(block for block in form.blocks if block.heads is not None)
    heads = block.heads
    if heads is None:
        raise AssertionError("chosen for its heads")
    entries: dict[str, tuple[Entry, ...]] = {}
    for entry, label in _labelled(block):
        if entry not in entries.get(key := line_key(label), ()):
            entries[key] = (*entries.get(key, ()), entry)
    words = "|".join(sorted(map(re.escape, map(fold, heads.aside)), key=len, reverse=True))
    return ListLookup(
        form,
        block,
        entries,
        {row.code: place for place, row in enumerate(block.rows)},
        frozenset(code for check in block.checks for code in check.equals),
        {
            head_key(label): column
            for column in block.columns
            for label in (column.path[-1], *column.aliases)
        },
        frozenset(map(label_key, heads.name)),
        frozenset(map(label_key, heads.unit)),
        frozenset(map(label_key, heads.number)),
        frozenset(map(label_key, heads.remark)),
        frozenset(map(head_key, heads.whole)),
        re.compile(rf"(?:{words})(?:\([^()]*\))?(?:$|[::])"),
    )


def head_key(text: str) -> str:
    """Return what identifies the head of a value column: any year is one, a unit is left out.

    Other remarks stay: a column of 本级 alone is another one.

    >>> head_key("2009 年度"), head_key("统计数（件）"), head_key("统计数（本级及下级）")
    ('<year>年度', '统计数', '统计数(本级及下级)')
    """
    return YEAR.sub(_ANY_YEAR, _UNIT_BRACKET.sub("", usual_words(fold(text))))


def _labelled(block: FormBlock) -> Iterator[tuple[Entry, str]]:
    codes = {row.path: row.code for row in (*block.rows, *block.groups)}
    valued = {row.code for row in block.rows}
    groups = {row.code for row in block.groups}
    for row in (*block.rows, *block.groups):
        within = tuple(codes[row.path[:depth]] for depth in range(1, len(row.path)))
        anchor = next((code for code in reversed(within) if code in valued), "")
        entry = Entry(row, row.code in groups, within, anchor)
        yield from ((entry, label) for label in (row.path[-1], *row.aliases))
