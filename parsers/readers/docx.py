"""DOCX to blocks: the ZIP and its XML read directly, with merged cells at their origin."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.errors import UnreadableDocument
from parsers.grid import MAX_COLSPAN, span_finding
from parsers.model import Block, Cell, Document, Grid, Heading, Medium, Paragraph, Reading
from parsers.readers.docx_columns import column_widths, without_phantoms
from parsers.readers.docx_parts import metadata, part
from parsers.readers.docx_styles import Styles
from parsers.readers.docx_text import inner_boxes, paragraph_text
from parsers.readers.flaws import CROSSED, may_be_laid_over, with_flaw
from parsers.readers.numbering import Words, numbered
from parsers.readers.xml_names import attribute, children, local, value

_WORDS = Words(("p",), "tbl", "tr", "tr")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
# The height of a row in which nothing can be seen, in twentieths of a point.
_FLAT = 40
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))


def read_docx(document: Document) -> Reading:
    """Return the blocks of a Word file as it prints: insertions kept, deletions left out.

    Raises UnreadableDocument for damaged, encrypted or bomb-like files. Headers, footers and
    automatic numbers are not read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document.body)) as archive:
            body = part(archive, "word/document.xml")
            styles = part(archive, "word/styles.xml", optional=True)
            properties = part(archive, "docProps/core.xml", optional=True)
    except RuntimeError as error:  # zipfile's word for "encrypted"
        raise UnreadableDocument("Word file under a password: ask for an open copy") from error
    except _DAMAGED as error:
        raise UnreadableDocument(f"damaged Word file ({error}): fetch it again") from error
    walk = _Walk(Styles.of(styles), numbered(body, _WORDS))
    blocks = tuple(_blocks(walk, body))
    doubts = (span_finding(rule, "", count) for rule, count in walk.doubts.items())
    return Reading(Medium.DOCX, blocks, tuple(metadata(properties)), tuple(doubts))


@dataclass(slots=True)
class _Walk:
    """What the walk knows of the document, and what it noted on its way."""

    styles: Styles
    numbers: dict[etree._Element, str]  # source of every paragraph, table and row
    n_grids: int = 0
    doubts: Counter[str] = field(default_factory=Counter)

    def doubt(self, rule: str) -> None:
        self.doubts[rule] += 1


def _blocks(walk: _Walk, container: etree._Element) -> Iterator[Block]:
    for child in container:
        name = local(child)
        if name == "p":
            yield from _paragraph(walk, child)
        elif name == "tbl":
            yield from _table(walk, child)
        elif name == "body" or name in _WRAPPERS:
            yield from _blocks(walk, child)


def _paragraph(walk: _Walk, element: etree._Element) -> Iterator[Block]:
    source = walk.numbers[element]
    text = paragraph_text(element, walk.styles)
    level = walk.styles.level(element)
    if level and text:
        yield Heading(text, level, source)
    elif text:
        for line in text.split("\n"):
            yield Paragraph(line, source)
    for box in inner_boxes(element):
        inside = list(_blocks(walk, box))
        if may_be_laid_over(inside):
            walk.doubt("grid.laid_over")
        yield from inside


def _table(walk: _Walk, table: etree._Element) -> Iterator[Block]:
    """Yield a table's grid, or what stands in it where it only arranges other tables."""
    rows = [(row, list(_members(row, "tc"))) for row in _members(table, "tr")]
    own = sum(len(cells) for _, cells in rows)
    inside = sum(_cells_inside(cell) for _, cells in rows for cell in cells)
    if inside and inside >= own:
        for _, cells in rows:
            for cell in cells:
                yield from _blocks(walk, cell)
        return
    if own:
        walk.n_grids += 1
        ordinal = walk.n_grids
        printed = without_phantoms(tuple(_placed(walk, rows)), column_widths(table))
        yield Grid(printed, ordinal, walk.numbers[table])


def _cells_inside(cell: etree._Element) -> int:
    return sum(1 for _ in cell.iterdescendants("{*}tc"))


def _members(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also inside content controls."""
    for child in parent:
        if local(child) == name and not _is_deleted(child):
            yield child
        elif local(child) in _WRAPPERS:
            yield from _members(child, name)


def _is_deleted(member: etree._Element) -> bool:
    """Say whether a row or cell is taken back by a revision, or a row is hidden or flattened."""
    marks = (
        mark
        for name in ("trPr", "tcPr")
        for properties in children(member, name)
        for mark in properties
    )
    return any(
        local(mark) in ("del", "cellDel")
        or (local(mark) == "hidden" and attribute(mark, "val") not in ("0", "false", "off"))
        or (local(mark) == "trHeight" and _is_flat(mark))
        for mark in marks
    )


def _is_flat(height: etree._Element) -> bool:
    """Say whether a row is so low that nothing in it can be seen."""
    is_exact = attribute(height, "hRule") == "exact"
    return is_exact and 0 < _number(attribute(height, "val")) <= _FLAT


def _is_crossed(cell: etree._Element) -> bool:
    """Say whether a line is drawn through a cell from corner to corner."""
    return any(
        local(side) in ("tl2br", "tr2bl") and attribute(side, "val") not in ("", "nil", "none")
        for properties in children(cell, "tcPr")
        for borders in children(properties, "tcBorders")
        for side in borders
    )


@dataclass(slots=True)
class _Origin:
    """A cell that may still grow downwards."""

    cell: etree._Element
    top: int
    left: int
    width: int
    source: str
    height: int = 1


def _placed(walk: _Walk, rows: list[tuple[etree._Element, list[etree._Element]]]) -> Iterator[Cell]:
    origins: list[_Origin] = []
    growing: dict[tuple[int, int], _Origin] = {}  # merged cells open at (left, width)
    for top, (row, cells) in enumerate(rows):
        left = _columns_before(row)
        above, growing = growing, {}
        before: _Origin | None = None
        for number, cell in enumerate(cells, start=1):
            width, merge = _span(walk, cell), _merge(cell, "vMerge")
            if before is not None and _merge(cell, "hMerge") == "continue":
                left += width
                before.width = left - before.left
                continue
            origin = above.get((left, width)) if merge == "continue" else None
            if origin is None:
                origin = _Origin(cell, top, left, width, f"{walk.numbers[row]}/tc[{number}]")
                origins.append(origin)
            else:
                origin.height += 1
            if merge:
                growing[left, width] = origin
            left += width
            before = origin
    for o in origins:
        yield Cell(_cell_text(walk.styles, o.cell), o.top, o.left, o.height, o.width, o.source)


def _columns_before(row: etree._Element) -> int:
    values = (value(properties, "gridBefore") for properties in children(row, "trPr"))
    return min(_number(next(values, "")), MAX_COLSPAN)


def _span(walk: _Walk, cell: etree._Element) -> int:
    values = (value(properties, "gridSpan") for properties in children(cell, "tcPr"))
    span = next(values, "")
    width = _number(span) if span else 1
    if not 0 < width <= MAX_COLSPAN:
        walk.doubt("grid.span_clipped")
    return min(max(width, 1), MAX_COLSPAN)


def _number(value: str) -> int:
    return int(value[:9]) if value.isascii() and value.isdigit() else 0


def _merge(cell: etree._Element, name: str) -> str:
    """Return restart, continue or "" for a cell: a `vMerge` without value continues."""
    for properties in children(cell, "tcPr"):
        for merge in children(properties, name):
            return attribute(merge, "val") or "continue"
    return ""


def _cell_text(styles: Styles, cell: etree._Element) -> str:
    """Return all paragraphs of a cell, one a line, those of tables and boxes inside too."""
    paragraphs: list[str] = []
    walker = etree.iterwalk(cell, ("start",), tag=("{*}p", "{*}Fallback", "{*}del"))
    for _, element in walker:
        if local(element) == "p":
            paragraphs.append(paragraph_text(element, styles))
        else:
            walker.skip_subtree()
    text = "\n".join(text for text in paragraphs if text)
    return with_flaw(text, CROSSED) if _is_crossed(cell) else text
