"""Which column of the form each printed column is, decided by the header's labels alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.forms.labels import label_key, label_unit
from parsers.forms.lookup import BlockLookup, FormLookup, Head, PathKey
from parsers.grid import Table
from parsers.model import Cell

_MOST_LINES = 12  # printed headers have three lines at most; more are damage or an attack
_CAPTION_TEXTS = 2  # its own, and that of the blank cells beside it
_REMARKS = frozenset({"备注", "说明", "备注说明"})  # a column beside the values, for words
# Columns reckoned from the others: they may stand among them, and are no column of a form.
_RECKONED = frozenset({"小计", "占比", "比例", "百分比", "所占比例"})


@dataclass(frozen=True, slots=True)
class Header:
    """The value columns of a stretch from left to right, with the units their labels state.

    `cells` are the cells that name the columns, empty where the table states no positions (text
    without column spans). `remarks` name columns that hold no values of the form.
    """

    heads: tuple[Head, ...]
    units: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    remarks: tuple[Cell, ...] = ()

    def values_and_labels(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Return the cells of a line without those that hold remarks."""
        if not self.remarks:
            return cells
        return [cell for cell in cells if not _is_under(cell, self.remarks)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a header and the lines under it, up to the next header or caption."""

    header: range
    body: range


def stretches(table: Table, form: FormLookup) -> Iterator[Stretch]:
    """Yield the stretches of a table that stand under a header with labels of the form."""
    texts = {cell.text for cell in table.grid.cells}
    keys = {text: label_key(text) for text in texts if text}
    words = {text for text, key in keys.items() if key in form.header_words}
    turned = {text for text in words if keys[text] in form.turned_words}
    kinds = [_kind(cells, form, words, turned) for cells in table.rows]
    row = 0
    while row < table.height:
        if kinds[row] != "header":
            row += 1
            continue
        body = _end_of_header(kinds, row)
        end = _end_of_body(kinds, body)
        yield Stretch(range(row, body), range(body, end))
        row = end


def is_caption(cells: Sequence[Cell], form: FormLookup) -> bool:
    """Say whether a row prints nothing but a caption of the form, once or in each of its cells."""
    printed = {cell.text for cell in cells if cell.text} if cells else ()
    return len(printed) == 1 and label_key(*printed) in form.captions


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
        if _has_marks(words, block)
        and (header := _by_position(table, rows, block) or _by_reading(table, rows, block))
    ]


def _has_marks(words: set[str], block: BlockLookup) -> bool:
    return block.marks <= words or (
        not words.isdisjoint(block.canonical)
        and block.marks <= {block.canonical.get(word, word) for word in words}
    )


def _kind(cells: Sequence[Cell], form: FormLookup, words: set[str], turned: set[str]) -> str:
    """Say what a row is; *words* are the table's texts that stand in headers only.

    Those of *turned* may also name a row, which then has numbers.
    """
    if not cells:
        return ""
    texts = {cell.text for cell in cells}
    found = texts & words
    if found and not (found <= turned and any(map(str.isdecimal, texts))):
        return "header"
    if texts == {""}:
        return "blank"
    return "caption" if len(texts) <= _CAPTION_TEXTS and is_caption(cells, form) else "body"


def _end_of_header(kinds: Sequence[str], row: int) -> int:
    """Return the row after a header's last; blank lines inside of it say nothing."""
    end = row
    while row < len(kinds) and kinds[row] in ("", "blank", "header"):
        row += 1
        end = row if kinds[row - 1] == "header" else end
    return end


def _end_of_body(kinds: Sequence[str], row: int) -> int:
    """Return the first row from *row* on that is a header or a caption."""
    while row < len(kinds) and kinds[row] in ("", "blank", "body"):
        row += 1
    return row


def _by_position(table: Table, rows: range, block: BlockLookup) -> Header | None:
    heads: list[Head] = []
    cells: list[Cell] = []
    remarks: list[Cell] = []
    for leaf, path in _columns(table, rows, block):
        head = block.heads.get(path)
        if head is not None:
            heads.append(head)
            cells.append(leaf)
        elif not path:
            return None  # a label of nothing but marks
        elif path[-1] in _RECKONED or (path[-1] in _REMARKS and len(path) == 1):
            remarks.append(leaf)
        elif heads and path not in block.groups:  # an empty column stands under a group alone
            return None  # beside the value columns every label must be known
    if len(heads) != len(block.order) or set(heads) != set(block.order):
        return None
    units = tuple(label_unit(cell.text) for cell in cells)
    return Header(tuple(heads), units, tuple(cells), tuple(remarks))


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
        yield last, label_path(above, block.canonical)


def _by_reading(table: Table, rows: range, block: BlockLookup) -> Header | None:
    """Return the header whose labels read line by line exactly like the form's.

    Its cells state positions only where they stand in the order of the columns.
    """
    found = [(_word(cell, block), cell) for row in rows for cell in table.rows[row] if cell.text]
    known = [word for word, _ in block.sequence]
    if found and (found[0][0] == block.corner or found[0][0] not in known):
        del found[0]
    wanted = block.sequence[len(block.sequence) - len(found) :]
    if len(wanted) not in (len(known), len(known) - block.n_outermost):
        return None
    if [word for word, _ in found] != [word for word, _ in wanted]:
        return None
    leaves = {head: cell for (_, head), (_, cell) in zip(wanted, found, strict=True) if head}
    cells = tuple(leaves[head] for head in block.order)
    units = tuple(label_unit(cell.text) for cell in cells)
    lefts = [cell.left for cell in cells]
    return Header(block.order, units, cells if lefts == sorted(set(lefts)) else ())


def label_path(cells: Iterable[Cell], canonical: Mapping[str, str] | None = None) -> PathKey:
    """Return the keys of the labels, one that is printed again beside or below itself once."""
    path: list[str] = []
    for cell in cells:
        word = label_key(cell.text)
        word = canonical.get(word, word) if canonical else word
        if word and (not path or word != path[-1]):
            path.append(word)
    return tuple(path)


def _is_under(cell: Cell, heads: Sequence[Cell]) -> bool:
    return any(head.left <= cell.left < head.left + head.width for head in heads)


def _word(cell: Cell, block: BlockLookup) -> str:
    word = label_key(cell.text)
    return block.canonical.get(word, word)
