"""ODT to blocks: the ZIP and its XML read directly, with covered and repeated cells in place."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.errors import UnreadableDocument
from parsers.grid import MAX_COLSPAN, MAX_POSITIONS, span_finding
from parsers.model import Block, Cell, Document, Finding, Grid, Heading, Medium, Paragraph, Reading
from parsers.readers.docx_parts import part
from parsers.readers.flaws import CROSSED, may_be_laid_over, with_flaw
from parsers.readers.numbering import Words, numbered
from parsers.readers.odt_styles import Styles
from parsers.readers.odt_text import inner_boxes, paragraph_text
from parsers.readers.xml_names import attribute, children, local

_WORDS = Words(("p", "h"), "table", "table-row", "row")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_WHAT = "OpenDocument file"
# Deletions are kept in `tracked-changes`, away from the text they were taken from.
_UNREAD = frozenset(("tracked-changes", "forms", "sequence-decls", "variable-decls"))
_ROWS = frozenset(("table-header-rows", "table-rows", "table-row-group"))
_NOT_SHOWN = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")
_PROPERTIES = {
    "title": "title",
    "subject": "subject",
    "creation-date": "created",
    "date": "modified",
}


def read_odt(document: Document) -> Reading:
    """Return the blocks of a text as it prints: insertions kept, deletions left out.

    Raises UnreadableDocument for damaged, encrypted or bomb-like files. Headers, footers, notes
    and automatic numbers are not read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document.body)) as archive:
            manifest = part(archive, "META-INF/manifest.xml", optional=True, what=_WHAT)
            if next(manifest.iter("{*}encryption-data"), None) is not None:
                raise UnreadableDocument("ODT file under a password: ask for an open copy")
            content = part(archive, "content.xml", what=_WHAT)
            properties = part(archive, "meta.xml", optional=True, what=_WHAT)
            shared = part(archive, "styles.xml", optional=True, what=_WHAT)
    except RuntimeError as error:  # zipfile's word for "encrypted"
        raise UnreadableDocument("ODT file under a password: ask for an open copy") from error
    except (*_DAMAGED, KeyError) as error:
        raise UnreadableDocument(f"damaged ODT file ({error}): fetch it again") from error
    walk = _Walk(Styles.of(shared, content), numbered(content, _WORDS))
    text = content.find("{*}body/{*}text")
    blocks = tuple(_blocks(walk, text)) if text is not None else ()
    return Reading(Medium.ODT, blocks, tuple(_metadata(properties)), tuple(walk.findings()))


@dataclass(slots=True)
class _Walk:
    """What the walk knows of the document, and what it noted on its way."""

    styles: Styles
    numbers: dict[etree._Element, str]  # source of every paragraph, table and row
    n_grids: int = 0
    room: int = MAX_POSITIONS  # positions that tables may still cover
    doubts: dict[str, int] = field(default_factory=dict)

    def doubt(self, rule: str) -> None:
        self.doubts[rule] = self.doubts.get(rule, 0) + 1

    def findings(self) -> Iterator[Finding]:
        return (span_finding(rule, "", count) for rule, count in self.doubts.items())


def _metadata(properties: etree._Element) -> Iterator[tuple[str, str]]:
    for element in properties.iterfind("{*}meta/*"):
        name, text = _PROPERTIES.get(local(element)), (element.text or "").strip()
        if name and text:
            yield name, text


def _blocks(walk: _Walk, container: etree._Element) -> Iterator[Block]:
    for child in container:
        name = local(child)
        if name in ("p", "h"):
            yield from _paragraph(walk, child)
        elif name == "table":
            yield from _table(walk, child)
        elif name not in _UNREAD and not walk.styles.is_hidden(child):
            yield from _blocks(walk, child)  # sections, lists, indexes


def _paragraph(walk: _Walk, element: etree._Element) -> Iterator[Block]:
    source = walk.numbers[element]
    text = paragraph_text(walk.styles, element)
    if text and local(element) == "h":
        level = attribute(element, "outline-level")
        yield Heading(text, min(_count(level), 9), source)
    elif text:
        for line in text.split("\n"):
            yield Paragraph(line, source)
    for box in inner_boxes(element):
        inside = list(_blocks(walk, box))
        if may_be_laid_over(inside):
            walk.doubt("grid.laid_over")
        yield from inside


def _count(text: str, most: int = MAX_COLSPAN) -> int:
    """Return the number an attribute stands for, at least 1 and at most *most*."""
    return min(max(int(text[:9]), 1), most) if text.isascii() and text.isdigit() else 1


def _rows(styles: Styles, table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if local(child) in _ROWS:
            yield from _rows(styles, child)
        elif local(child) == "table-row" and not (
            attribute(child, "visibility") in _NOT_SHOWN
            or attribute(child, "style-name") in styles.flat
        ):
            yield child


def _table(walk: _Walk, table: etree._Element) -> Iterator[Block]:
    """Yield a table's grid, or what stands in it where it only arranges other tables."""
    rows = list(_rows(walk.styles, table))
    cells = [cell for row in rows for cell in children(row, "table-cell")]
    inside = sum(1 for cell in cells for _ in cell.iterdescendants("{*}table-cell"))
    if inside and inside >= len(cells):
        for cell in cells:
            yield from _blocks(walk, cell)
    elif cells:
        walk.n_grids += 1
        ordinal = walk.n_grids
        yield Grid(tuple(_placed(walk, rows)), ordinal, walk.numbers[table])


@dataclass(slots=True)
class _Area:
    """A cell at its place; a later cell may show that it reaches less far than it says."""

    text: str
    top: int
    left: int
    height: int
    width: int
    source: str


def _placed(walk: _Walk, rows: list[etree._Element]) -> Iterator[Cell]:
    """Place cells by counting positions: covered ones are marked up, so no cell can slip.

    A covered position that no cell reaches is blank; a cell that stands where another reaches cuts
    that one short.
    """
    areas: list[_Area] = []
    reached: dict[int, _Area] = {}  # by column: the last area that reaches down into it
    top = 0
    for row in rows:
        for _ in range(_count(attribute(row, "number-rows-repeated"), MAX_POSITIONS)):
            if walk.room <= 0:
                break
            _place_row(walk, row, top, areas, reached)
            top += 1
    for area in areas:
        height = min(area.height, top - area.top)
        yield Cell(area.text, area.top, area.left, height, area.width, area.source)


def _place_row(
    walk: _Walk, row: etree._Element, top: int, areas: list[_Area], reached: dict[int, _Area]
) -> None:
    left, number = 0, 0
    for cell in row:
        if local(cell) not in _CELLS:
            continue
        number += 1
        source = f"{walk.numbers[row]}/cell[{number}]"
        is_covered = local(cell) == "covered-table-cell"
        text = "" if is_covered else _cell_text(walk.styles, cell)
        for _ in range(_repeats(walk, cell, row, left, text)):
            above = reached.get(left)
            if above is not None and above.top + above.height <= top:
                above = None
            if is_covered and above is not None:
                left += 1
                continue
            if above is not None:
                _cut(walk, above, top, left)
            height, width = (1, 1) if is_covered else _spans(walk, cell)
            area = _Area(text, top, left, height, width, source)
            areas.append(area)
            walk.room -= height * width
            reached.update(dict.fromkeys(range(left, left + width), area))
            left += 1
            if walk.room <= 0:
                walk.doubt("grid.span_clipped")
                return


def _repeats(walk: _Walk, cell: etree._Element, row: etree._Element, left: int, text: str) -> int:
    """Return how often a cell stands side by side; blanks that fill up a row count once."""
    wanted = attribute(cell, "number-columns-repeated")
    times = _count(wanted, MAX_COLSPAN - left) if left < MAX_COLSPAN else 0
    if wanted.isdigit() and len(wanted) < 9 and int(wanted) <= times:
        return times
    if wanted and (text or cell.getnext() is not None):
        walk.doubt("grid.span_clipped")
    return min(times, 1) if wanted and not text else times


def _cut(walk: _Walk, area: _Area, top: int, left: int) -> None:
    walk.doubt("grid.contradictory_spans")
    if area.top < top:
        area.height = min(area.height, top - area.top)
    else:
        area.width = min(area.width, left - area.left)


def _spans(walk: _Walk, cell: etree._Element) -> tuple[int, int]:
    height = _count(attribute(cell, "number-rows-spanned"), MAX_POSITIONS)
    width = _count(attribute(cell, "number-columns-spanned"))
    if height * width > walk.room:
        walk.doubt("grid.span_clipped")
        return 1, 1
    return height, width


def _cell_text(styles: Styles, cell: etree._Element) -> str:
    """Return all paragraphs of a cell, one a line, those of tables and boxes inside too."""
    paragraphs: list[str] = []
    style = attribute(cell, "style-name")
    ground = styles.cells.get(style, "")
    walker = etree.iterwalk(cell, ("start",), tag=("{*}p", "{*}h", "{*}note", "{*}annotation"))
    for _, element in walker:
        if local(element) in ("p", "h"):
            paragraphs.append(paragraph_text(styles, element, in_cell=True, ground=ground))
        else:
            walker.skip_subtree()
    text = "\n".join(text for text in paragraphs if text)
    return with_flaw(text, CROSSED) if style in styles.crossed else text
