"""Words with boxes to figures: a value belongs to the label left of it and the label above it.

Nothing is concluded from the order of lines or from ruling lines.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from parsers.second.labels import BlockLabels, FormLabels, Head
from parsers.second.pdf_labels import find_labels
from parsers.second.pdf_words import Line, Word
from parsers.second.rows import unique_places
from parsers.text import fold

# A page with more words prints no report; every line of values is compared with every label.
MAX_WORDS = 3000
# How far beyond the outermost headers, in points, a value may have its middle.
_MARGIN = 15.0
# The same for a table with a single column of values, whose header tells less.
_SINGLE_MARGIN = 200.0
# How far beyond a label's lines, in heights of a value, the middle of its values may be.
_BESIDE = 0.3
# A word nearer than this above or below a value, in its heights, may belong to the same cell.
_SPILLED = 0.9
# The room between two cells, in heights of a value, where no header tells more.
_APART = 1.0
_VALUE = re.compile(
    r"[-—–/\\]+|无|[-+]?(?:增加?|减少?)?\d[\d,]*(?:\.\d+)?(?:[亿万]?元|[项件个条次人篇])?"
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns under a header from left to right, and the edges between them."""

    block: BlockLabels
    heads: tuple[Head, ...]
    edges: tuple[float, ...]

    def number(self, word: Word) -> int:
        """Return which column the middle of a word stands in, -1 if in none."""
        number = bisect_right(self.edges, (word.x0 + word.x1) / 2) - 1
        return number if number < len(self.heads) else -1


class _Values(NamedTuple):
    """A line of a page that holds the values of a row, right of `left`."""

    header: _Columns
    row: str
    line: int
    left: float


def placed_words(pages: Iterable[Sequence[Line]], form: FormLabels) -> dict[str, str]:
    """Return the printed text at each address that labels above and beside it name."""
    return unique_places(_places(pages, form))


def _places(pages: Iterable[Sequence[Line]], form: FormLabels) -> Iterator[tuple[str, str]]:
    keys = frozenset(
        key
        for block in form.blocks
        for keys in (block.columns, block.sides, block.rows)
        for key in keys
    )
    headers: list[_Columns] = []
    for lines in pages:
        if sum(map(len, lines)) > MAX_WORDS:
            continue
        labels = find_labels(lines, keys, form.key)
        found, headers = _value_lines(lines, labels, form, headers)
        named = {values.line for values in found}
        for values in found:
            yield from _cells(values, lines, named)


def _value_lines(
    lines: Sequence[Line], labels: Sequence[Word], form: FormLabels, headers: list[_Columns]
) -> tuple[list[_Values], list[_Columns]]:
    """Return the lines of a page that are rows of the form, and the headers that go on below it.

    *headers* stand on a page before; new ones stand between two lines of values.
    """
    found: list[_Values] = []
    above = float("-inf")
    for number, line in enumerate(lines):
        first = next(filter(_is_value, line), None)
        if first is None:
            continue
        between = [word for word in labels if above < word.middle < first.middle]
        headers = [each for block in form.blocks for each in _columns(block, between)] or headers
        for header in headers:
            if (row := _row(header, line, labels)) is not None:
                found.append(_Values(header, row[0], number, row[1]))
                above = first.middle
    return found, headers


def _is_value(word: Word) -> bool:
    return _VALUE.fullmatch(fold(word.text)) is not None


def _columns(block: BlockLabels, between: Sequence[Word]) -> Iterator[_Columns]:
    """Yield the columns of a block if each of its labels stands here, and stands once."""
    found = sorted((word.x0, word) for word in between if word.text in block.columns)
    words = [word for _, word in found]
    rows = _rows_above(block, between, words)
    heads = tuple((row, block.columns[word.text]) for row, word in zip(rows, words, strict=False))
    if block.names:
        is_whole = bool(heads) and len(set(heads)) == len(heads) == len(words)
    else:
        is_whole = len(words) == len(rows) and sorted(heads) == sorted(block.order)
    if is_whole:
        yield _Columns(block, heads, tuple(_edges(words)))


def _rows_above(block: BlockLabels, between: Sequence[Word], words: Sequence[Word]) -> list[str]:
    """Return for each column the row it is of: "" where rows have lines of their own."""
    if not block.sides:
        return [""] * len(block.order)
    per_row = len(block.order) // len(block.sides)
    named = sorted(
        ((word.x0 + word.x1) / 2, block.sides[word.text])
        for word in between
        if word.text in block.sides
    )
    rows: list[str] = []
    for number, (middle, code) in enumerate(named):
        below = words[number * per_row : (number + 1) * per_row]
        if below and below[0].x0 <= middle <= below[-1].x1:
            rows += [code] * per_row
    return rows


def _edges(heads: Sequence[Word]) -> Iterator[float]:
    """Yield where columns begin and end: halfway between their labels.

    Numbers at the right of a wide last column stand no further from its label than the label
    does from the one before.
    """
    margin = _MARGIN if len(heads) > 1 else _SINGLE_MARGIN
    yield heads[0].x0 - margin
    yield from ((left.x1 + right.x0) / 2 for left, right in pairwise(heads))
    room = heads[-1].x0 - heads[-2].x1 if len(heads) > 1 else 0.0
    yield heads[-1].x1 + max(margin, room)


def _row(header: _Columns, line: Line, labels: Sequence[Word]) -> tuple[str, float] | None:
    """Return the row a line is of and where its label ends, None if it is no row."""
    inside = [word for word in line if header.number(word) >= 0]
    values = list(filter(_is_value, inside))
    if not values:
        return None
    if header.block.sides:
        columns = {header.number(word) for word in values}
        return ("", header.edges[0]) if len(columns) == len(header.heads) else None
    return _row_beside(values[0], labels, header.block.rows)


def _row_beside(
    value: Word, labels: Sequence[Word], rows: Mapping[str, Sequence[str]]
) -> tuple[str, float] | None:
    """Return the row whose label stands left of a value at its height, the rightmost of several."""
    reach = _BESIDE * value.height
    beside = [
        word
        for word in labels
        if word.text in rows
        and word.x1 <= value.x0
        and word.top - reach <= value.middle <= word.bottom + reach
    ]
    if not beside:
        return None
    last = max(beside, key=attrgetter("x1"))
    rivals = [word for word in beside if word.text != last.text and word.x1 > last.x0]
    codes = rows[last.text]
    return (codes[0], last.x1) if len(codes) == 1 and not rivals else None


def _cells(
    values: _Values, lines: Sequence[Line], named: Collection[int]
) -> Iterator[tuple[str, str]]:
    """Yield address and text of a row's values, but of those whose cell may have more lines."""
    own = [word for word in lines[values.line] if word.x0 >= values.left]
    header = values.header if len(values.header.heads) > 1 else _narrowed(values.header, own)
    texts = [""] * len(header.heads)
    for word in own:
        if (number := header.number(word)) >= 0:
            texts[number] += word.text
    spilled = {header.number(word) for word in _beside(values.line, lines, named)}
    for number, (side, column) in enumerate(header.heads):
        if number not in spilled:
            yield f"{header.block.table}.{values.row or side}.{column}", texts[number]


def _narrowed(header: _Columns, line: Sequence[Word]) -> _Columns:
    """Return a single column as wide as the value under it: units and remarks stand beside it."""
    value = next(word for word in line if header.number(word) >= 0 and _is_value(word))
    room = _APART * value.height
    return replace(header, edges=(value.x0 - room, value.x1 + room))


def _beside(number: int, lines: Sequence[Line], named: Collection[int]) -> Iterator[Word]:
    """Yield the words right above and below a line, but those of other rows."""
    line = lines[number]
    room = _SPILLED * max(word.height for word in line)
    top, bottom = min(word.top for word in line) - room, max(word.bottom for word in line) + room
    for step in (-1, 1):
        other = number + step
        while 0 <= other < len(lines) and top < lines[other][0].middle < bottom:
            if other not in named:
                yield from lines[other]
            other += step
