"""Words with boxes to figures: a value belongs to the label left of it and the label above it.

Nothing is concluded from the order of lines or from ruling lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.second.labels import BlockLabels, FormLabels, Head
from parsers.second.pdf_labels import find_labels
from parsers.second.pdf_words import Line, Word
from parsers.second.rows import unique_places
from parsers.text import fold

# How far beyond the outermost headers, in points, a value may have its middle.
_MARGIN = 15.0
# The same for a table with a single column of values, whose header tells less.
_SINGLE_MARGIN = 200.0
# How far beyond a label's lines, in heights of a value, the middle of its values may be.
_BESIDE = 0.3
_VALUE = re.compile(
    r"[-—–/\\]+|无|[-+]?(?:增加?|减少?)?\d[\d,]*(?:\.\d+)?(?:[亿万]?元|[项件个条])?"
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns under a header from left to right, and the edges between them."""

    block: BlockLabels
    heads: tuple[Head, ...]
    edges: tuple[float, ...]


def placed_words(pages: Iterable[Sequence[Line]], form: FormLabels) -> dict[str, str]:
    """Return the printed text at each address that labels above and beside it name."""
    return unique_places(
        place
        for header, line, labels in _lines(pages, form.blocks)
        for place in _placed(header, line, labels)
    )


def _lines(
    pages: Iterable[Sequence[Line]], blocks: Sequence[BlockLabels]
) -> Iterator[tuple[_Columns, Line, list[Word]]]:
    """Yield every line of values with the header above it, which may stand on a page before."""
    keys = frozenset(
        key for block in blocks for keys in (block.columns, block.sides, block.rows) for key in keys
    )
    headers: list[_Columns] = []
    for lines in pages:
        labels = find_labels(lines, keys)
        above = float("-inf")
        for line in filter(None, map(_values, lines)):
            between = [word for word in labels if above < word.middle < line[0].middle]
            headers = [found for block in blocks for found in _columns(block, between)] or headers
            above = line[0].middle
            yield from ((header, line, labels) for header in headers)


def _values(line: Line) -> Line:
    """Return the words at the end of a line that are values."""
    n_values = 0
    for word in reversed(line):
        if not _VALUE.fullmatch(fold(word.text)):
            break
        n_values += 1
    return line[len(line) - n_values :]


def _columns(block: BlockLabels, between: Sequence[Word]) -> Iterator[_Columns]:
    """Yield the columns of a block if each of its labels stands here, and stands once."""
    found = sorted((word.x0, word) for word in between if word.text in block.columns)
    words = [word for _, word in found]
    rows = _rows_above(block, between, words)
    heads = tuple((row, block.columns[word.text]) for row, word in zip(rows, words, strict=False))
    if len(words) == len(rows) and sorted(heads) == sorted(block.order):
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
    """Yield where columns begin and end: halfway between their labels."""
    margin = _MARGIN if len(heads) > 1 else _SINGLE_MARGIN
    yield heads[0].x0 - margin
    yield from ((left.x1 + right.x0) / 2 for left, right in pairwise(heads))
    yield heads[-1].x1 + margin


def _placed(header: _Columns, line: Line, labels: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield address and text of a line's values, if each stands in a column of its own."""
    places = [bisect_right(header.edges, (word.x0 + word.x1) / 2) - 1 for word in line]
    if len(set(places)) < len(line) or not all(0 <= n < len(header.heads) for n in places):
        return
    texts = dict(zip(places, (word.text for word in line), strict=True))
    table = header.block.table
    if header.heads[0][0]:
        row = "" if len(texts) == len(header.heads) else None
    else:
        row = _row_beside(line[0], labels, header.block.rows)
    if row is not None:
        for number, (side, column) in enumerate(header.heads):
            yield f"{table}.{row or side}.{column}", texts.get(number, "")


def _row_beside(
    value: Word, labels: Sequence[Word], rows: Mapping[str, Sequence[str]]
) -> str | None:
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
    last = max(beside, key=lambda word: word.x1)
    rivals = [word for word in beside if word.text != last.text and word.x1 > last.x0]
    codes = rows[last.text]
    return codes[0] if len(codes) == 1 and not rivals else None
