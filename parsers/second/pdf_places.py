"""Words with boxes to figures: a value belongs to the label left of it and the label above it.

Nothing is concluded from the order of lines or from ruling lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.forms import Form
from parsers.forms.labels import label_key
from parsers.forms.lookup import BlockLookup, Head, lookup
from parsers.second.pdf_labels import find_labels
from parsers.second.pdf_words import Line, Word
from parsers.second.rows import leaf_rows, unique_places
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

Rows = Mapping[str, Sequence[str]]  # the rows that carry a label


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns under a header from left to right, and the edges between them."""

    block: BlockLookup
    heads: tuple[Head, ...]
    edges: tuple[float, ...]


def placed_words(pages: Iterable[Sequence[Line]], form: Form, alternative: str) -> dict[str, str]:
    """Return the printed text at each address that labels above and beside it name."""
    blocks = lookup(form).blocks
    rows = {id(block): leaf_rows(block, form, alternative) for block in blocks}
    keys = frozenset().union(*rows.values(), *map(_header_keys, blocks))
    return unique_places(
        place
        for header, line, labels in _lines(pages, blocks, keys)
        for place in _placed(header, line, labels, rows[id(header.block)])
    )


def _header_keys(block: BlockLookup) -> set[str]:
    return {*block.marks, *block.canonical, *_sides(block)}


def _sides(block: BlockLookup) -> dict[str, str]:
    """Return label and code of the rows that stand side by side, none where they have lines."""
    if block.block.layout != "one_row":
        return {}
    return {label_key(row.path[-1]): row.code for row in block.block.rows}


def _lines(
    pages: Iterable[Sequence[Line]], blocks: Sequence[BlockLookup], keys: frozenset[str]
) -> Iterator[tuple[_Columns, Line, list[Word]]]:
    """Yield every line of values with the header above it, which may stand on a page before."""
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


def _columns(block: BlockLookup, between: Sequence[Word]) -> Iterator[_Columns]:
    """Yield the columns of a block if each of its labels stands here, and stands once."""
    codes = {label_key(column.path[-1]): column.code for column in block.block.columns}
    labels = [(block.canonical.get(word.text, word.text), word) for word in between]
    found = sorted((word.x0, codes[key], word) for key, word in labels if key in codes)
    words = [word for _, _, word in found]
    rows = _rows_above(block, between, words, len(codes))
    heads = tuple((row, code) for row, (_, code, _) in zip(rows, found, strict=False))
    if len(found) == len(rows) and sorted(heads) == sorted(block.order):
        yield _Columns(block, heads, tuple(_edges(words)))


def _rows_above(
    block: BlockLookup, between: Sequence[Word], words: Sequence[Word], per_row: int
) -> list[str]:
    """Return for each column the row it is of: "" where rows have lines of their own."""
    sides = _sides(block)
    if not sides:
        return [""] * per_row
    named = sorted((word.x0 + word.x1, sides[word.text]) for word in between if word.text in sides)
    rows: list[str] = []
    for number, (twice_middle, code) in enumerate(named):
        below = words[number * per_row : (number + 1) * per_row]
        if below and below[0].x0 <= twice_middle / 2 <= below[-1].x1:
            rows += [code] * per_row
    return rows


def _edges(heads: Sequence[Word]) -> Iterator[float]:
    """Yield where columns begin and end: halfway between their labels."""
    margin = _MARGIN if len(heads) > 1 else _SINGLE_MARGIN
    yield heads[0].x0 - margin
    yield from ((left.x1 + right.x0) / 2 for left, right in pairwise(heads))
    yield heads[-1].x1 + margin


def _placed(
    header: _Columns, line: Line, labels: Sequence[Word], rows: Rows
) -> Iterator[tuple[str, str]]:
    """Yield address and text of a line's values, if each stands in a column of its own."""
    places = [bisect_right(header.edges, (word.x0 + word.x1) / 2) - 1 for word in line]
    if len(set(places)) < len(line) or not all(0 <= n < len(header.heads) for n in places):
        return
    texts = dict(zip(places, (word.text for word in line), strict=True))
    table = header.block.block.table
    if header.heads[0][0]:
        row = "" if len(texts) == len(header.heads) else None
    else:
        row = _row_beside(line[0], labels, rows)
    if row is not None:
        for number, (side, column) in enumerate(header.heads):
            yield f"{table}.{row or side}.{column}", texts.get(number, "")


def _row_beside(value: Word, labels: Sequence[Word], rows: Rows) -> str | None:
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
