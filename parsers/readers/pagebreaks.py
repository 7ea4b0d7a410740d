"""Tables that go on over a page break: parts of pages to one sheet of cells.

What belongs together is told by ruling lines, column edges and where lines were wrapped; the only
thing asked of the text is whether it is a value or begins with an enumerator.
"""

import re
import unicodedata
from collections.abc import Sequence

from parsers.readers.pdf_sheets import SAME_EDGE, Piece, Sheet, sheet
from parsers.readers.pdf_tables import TablePart

# A caption row alone on a page is one cell of one or two lines; more is running text.
_CAPTION_LINES = 2
_MAX_PADDING = 8.0

_VALUE = re.compile(r"[-+\d.,%/()×*~\s]+(?:[件宗项个条元次人]|万元)?")
_ENUMERATOR = re.compile(r"[(\[【]?[一二三四五六七八九十百\d]{1,3}[)\]】、.．:]")


def goes_on(whole: Sheet, part: TablePart) -> bool:
    """Whether the part is the same table on the next page: same outer and inner column edges."""
    after = sheet(part)
    if part.page != whole.page + 1 or not _same(whole, after):
        return False
    one, other = sorted((whole.columns, after.columns), key=len)
    if len(other) < 3 or (len(one) == 2 and not _is_caption(min(whole, after, key=_width))):
        return False
    return all(any(abs(x - y) <= SAME_EDGE for y in other) for x in one)


def _same(one: "Sheet | Piece", other: "Sheet | Piece") -> bool:
    return abs(one.x0 - other.x0) <= SAME_EDGE and abs(one.x1 - other.x1) <= SAME_EDGE


def _width(one: Sheet) -> int:
    return len(one.columns)


def _is_caption(one: Sheet) -> bool:
    return all(len(piece.lines) <= _CAPTION_LINES for piece in one.pieces)


def append(whole: Sheet, part: TablePart) -> None:
    """Add the part of the next page to a sheet, joining the cells that the break cut in two."""
    after = sheet(part)
    _drop_repeated_header(whole, after)
    pairs, is_cut = _continued(whole, after)
    offset = whole.rows - is_cut
    for upper, lower in pairs:
        upper.height = offset + lower.end - upper.top
        upper.lines.extend(lower.lines)
        upper.boxes.extend(lower.boxes)
        upper.is_open_bottom = lower.is_open_bottom
    joined = {id(lower) for _, lower in pairs}
    for piece in after.pieces:
        if id(piece) not in joined:
            piece.top += offset
            whole.pieces.append(piece)
    whole.rows = offset + after.rows
    whole.page = after.page
    whole.boxes.extend(after.boxes)


def _drop_repeated_header(whole: Sheet, after: Sheet) -> None:
    """Forget the first rows of the new page where they are those of the table again."""
    for rows in range(min(whole.rows, after.rows), 0, -1):
        first, again = _band(whole, rows), _band(after, rows)
        if first and _is_header(first) and _alike(first, again):
            after.pieces = [piece for piece in after.pieces if piece.top >= rows]
            for piece in after.pieces:
                piece.top -= rows
            after.rows -= rows
            return


def _band(one: Sheet, rows: int) -> list[Piece]:
    """The cells of the first rows, none where a cell reaches out of them."""
    band = sorted((p for p in one.pieces if p.top < rows), key=lambda p: (p.top, p.x0))
    return band if all(piece.end <= rows for piece in band) else []


def _is_header(band: Sequence[Piece]) -> bool:
    texts = [piece.text for piece in band if piece.text]
    return bool(texts) and not any(_is_value(text) for text in texts)


def _alike(first: Sequence[Piece], again: Sequence[Piece]) -> bool:
    return len(first) == len(again) and all(
        one.top == other.top
        and one.height == other.height
        and _same(one, other)
        and one.text.split() == other.text.split()
        for one, other in zip(first, again, strict=True)
    )


Pairs = list[tuple[Piece, Piece]]


def _continued(whole: Sheet, after: Sheet) -> tuple[Pairs, bool]:
    """The cells that go on over the break, and whether the break runs through a row."""
    bottom = [piece for piece in whole.pieces if piece.end == whole.rows]
    top = sorted((piece for piece in after.pieces if piece.top == 0), key=lambda piece: piece.x0)
    facing = [(upper, lower) for lower in top for upper in bottom if _same(upper, lower)]
    is_whole_row = bool(top) and len(facing) == len(top) == len(bottom)
    unruled = [pair for pair in facing if pair[0].is_open_bottom and pair[1].is_open_top]
    if unruled:
        return unruled, is_whole_row and len(unruled) == len(facing)
    padding = _padding(whole)
    if is_whole_row and _is_cut_row(facing, padding):
        return facing, True
    return _spanning_labels(facing, top, padding), False


def _is_cut_row(facing: Pairs, padding: float) -> bool:
    """Whether a row whose two halves are both ruled is one: no text says otherwise, some says so.

    Each cell has text on one side only, or text that was wrapped at the break; and either one was
    wrapped or the halves complete each other.
    """
    both = [pair for pair in facing if pair[0].lines and pair[1].lines]
    if not all(_is_wrapped(upper, lower, padding) for upper, lower in both):
        return False
    halves = any(upper.lines for upper, _ in facing) and any(lower.lines for _, lower in facing)
    return bool(both) or halves


def _spanning_labels(facing: Pairs, top: Sequence[Piece], padding: float) -> Pairs:
    """Labels that span rows on both pages: from the left, up to a label of a row of its own."""
    pairs: Pairs = []
    for (upper, lower), first in zip(facing, top, strict=False):
        if lower is not first or not _may_go_on(upper, lower, padding):
            break
        pairs.append((upper, lower))
    while pairs and not _is_label(top[len(pairs) : len(pairs) + 1]):
        pairs.pop()
    return pairs


def _may_go_on(upper: Piece, lower: Piece, padding: float) -> bool:
    if not upper.lines or not lower.lines:
        return not _is_value(lower.text)
    return _is_wrapped(upper, lower, padding)


def _is_label(pieces: Sequence[Piece]) -> bool:
    return bool(pieces and pieces[0].lines) and not _is_value(pieces[0].text)


def _is_wrapped(upper: Piece, lower: Piece, padding: float) -> bool:
    """Whether the first character below found no room in the last line above."""
    text = _folded(lower.text)
    if _is_value(lower.text) or _ENUMERATOR.match(text):
        return False
    last = upper.lines[-1]
    room = (upper.x1 - upper.x0) - 2 * padding - (last.x1 - last.x0)
    return room < lower.lines[0].first


def _is_value(text: str) -> bool:
    return bool(text) and _VALUE.fullmatch(_folded(text)) is not None


def _folded(text: str) -> str:
    return re.sub("[-—–―－]", "-", unicodedata.normalize("NFKC", text)).strip()


def _padding(whole: Sheet) -> float:
    """The space between a cell's edge and its text, taken from the cells with least of it."""
    gaps = sorted(line.x0 - piece.x0 for piece in whole.pieces for line in piece.lines)
    return min(_MAX_PADDING, max(0.0, gaps[len(gaps) // 10])) if gaps else 0.0
