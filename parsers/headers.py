"""Which column of the form each printed column is, decided by the header's labels alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.forms.labels import label_key, label_unit
from parsers.forms.lookup import BlockLookup, FormLookup, Head
from parsers.grid import Table
from parsers.model import Cell

_MOST_LINES = 12  # printed headers have three lines at most; more are damage or an attack


@dataclass(frozen=True, slots=True)
class Header:
    """The value columns of a stretch from left to right, with the units their labels state.

    `cells` are the cells that name the columns, empty where the table states no positions (text
    without column spans).
    """

    heads: tuple[Head, ...]
    units: tuple[str, ...]
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a header and the lines under it, up to the next header or caption."""

    header: range
    body: range


def stretches(table: Table, form: FormLookup) -> Iterator[Stretch]:
    """Yield the stretches of a table that stand under a header with labels of the form."""
    texts = {cell.text for cell in table.grid.cells}
    words = {text for text in texts if text and label_key(text) in form.header_words}
    kinds = [_kind(cells, form, words) for cells in table.rows]
    row = 0
    while row < table.height:
        if kinds[row] != "header":
            row += 1
            continue
        body = _end(kinds, row, "header")
        end = _end(kinds, body, "body")
        yield Stretch(range(row, body), range(body, end))
        row = end


def is_caption(cells: tuple[Cell, ...], form: FormLookup) -> bool:
    """Say whether a row prints nothing but a caption of the form."""
    printed = [cell.text for cell in cells if cell.text]
    return len(printed) == 1 and label_key(printed[0]) in form.captions


def find_headers(table: Table, rows: range, form: FormLookup) -> list[tuple[BlockLookup, Header]]:
    """Return the blocks whose every column stands once in these rows, with their headers.

    Two blocks can print the same header. Labels are taken where they stand; where the table states
    no spans, the whole header must read exactly like the form's.
    """
    if len(rows) > _MOST_LINES:
        return []
    words = {label_key(cell.text) for row in rows for cell in table.rows[row]}
    return [
        (block, header)
        for block in form.blocks
        if block.marks <= {block.canonical.get(word, word) for word in words}
        and (header := _by_position(table, rows, block) or _by_reading(table, rows, block))
    ]


def _kind(cells: tuple[Cell, ...], form: FormLookup, words: set[str]) -> str:
    """Say what a row is; *words* are the table's texts that stand in headers only."""
    if not cells:
        return ""
    if any(cell.text in words for cell in cells):
        return "header"
    return "caption" if is_caption(cells, form) else "body"


def _end(kinds: list[str], row: int, kind: str) -> int:
    """Return the first row from *row* on that is neither of the kind nor empty."""
    while row < len(kinds) and kinds[row] in ("", kind):
        row += 1
    return row


def _by_position(table: Table, rows: range, block: BlockLookup) -> Header | None:
    heads: list[Head] = []
    cells: list[Cell] = []
    for leaf, path in _columns(table, rows, block):
        head = block.heads.get(path)
        if head is not None:
            heads.append(head)
            cells.append(leaf)
        elif heads:
            return None  # beside the value columns every label must be known
    if len(heads) != len(block.order) or set(heads) != set(block.order):
        return None
    return Header(tuple(heads), tuple(label_unit(cell.text) for cell in cells), tuple(cells))


def _columns(
    table: Table, rows: range, block: BlockLookup
) -> Iterator[tuple[Cell, tuple[str, ...]]]:
    """Yield each lowest header cell from left to right with the label path down to it."""
    last: Cell | None = None
    for left in sorted({cell.left for row in rows for cell in table.rows[row]}):
        above = [cell for row in rows if (cell := table.at(row, left)) is not None and cell.text]
        if not above or above[-1] is last:
            continue
        last = above[-1]
        distinct = [cell for n, cell in enumerate(above) if not n or cell is not above[n - 1]]
        yield last, tuple(_word(cell, block) for cell in distinct)


def _by_reading(table: Table, rows: range, block: BlockLookup) -> Header | None:
    words = [_word(cell, block) for row in rows for cell in table.rows[row] if cell.text]
    if words and (words[0] == block.corner or words[0] not in block.sequence):
        del words[0]
    wanted = list(block.sequence)
    if words not in (wanted, wanted[block.n_outermost :]):
        return None
    return Header(block.order, ("",) * len(block.order))


def _word(cell: Cell, block: BlockLookup) -> str:
    word = label_key(cell.text)
    return block.canonical.get(word, word)
