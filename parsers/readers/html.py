"""HTML to blocks with lxml: one walk over the tree, in document order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.grid import RawCell, RawRow, expand, parse_span
from parsers.model import (
    Block,
    Document,
    Finding,
    Heading,
    Medium,
    Paragraph,
    Reading,
    UnreadableDocument,
)
from parsers.readers.damage import decoded

# A real page has at most some 20,000 tags. lxml takes about 200 bytes and 2 µs for each, our
# cells as much again: at this limit a page of nothing but cells ends within 2 s and 300 MB.
MAX_TAGS = 400_000
# The deepest tree libxml2 builds before it cuts a page off (its XML_MAX_HUGE_DEPTH).
MAX_DEPTH = 2048

_HIDING = re.compile(rb"display\s*:\s*none|\shidden[\s=/>]")
_UNPRINTED = ("script", "style", "title", "textarea", "option", "iframe", "noframes", "object")
_INLINE = ("span", "font", "b", "strong", "i", "em", "u", "a", "sup", "sub", "small", "o:p")
# fmt: off
_BLOCKS = (
    "body", "div", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "article", "section", "header",
    "footer", "nav", "main", "aside", "blockquote", "hr", "form", "fieldset", "legend", "center",
    "address", "figure", "figcaption", "details", "summary", "caption",
)
# fmt: on
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Stands for a line break while pieces of text are collected; no NUL comes out of the parser.
_BREAK = "\0"
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_html(document: Document) -> Reading:
    """Return the blocks of a page; raises UnreadableDocument where no tree can be made of it.

    Hidden text is left out unless it holds a table: tabs hide what a click shows.
    """
    text, damage = decoded(document.body)
    body = text.encode()
    root = _tree(body)
    metadata = tuple(_metadata(root))
    if _hides(body):
        _empty_hidden(root)
    etree.strip_elements(root, *_UNPRINTED, with_tail=False)
    etree.strip_tags(root, *_INLINE)
    walk = _Walk(_layout_tables(root))
    _run(walk, root)
    return Reading(Medium.HTML, tuple(walk.blocks), metadata, (*damage, *walk.findings))


def _tree(body: bytes) -> etree._Element:
    if body.count(b"<") > MAX_TAGS:
        raise UnreadableDocument(
            f"HTML page with more than {MAX_TAGS:,} tags: not a report; save the report's own page"
        )
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableDocument("HTML page without any content: fetch it again")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise UnreadableDocument(
            f"HTML page with tags nested more than {MAX_DEPTH} deep: damaged or hostile; "
            "fetch it again or save it from a browser"
        )
    return root


def _metadata(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            yield "title", _SPACES.sub(" ", element.text or "").strip()
        elif name := element.get("name") or element.get("property"):
            yield f"meta:{name}", (element.get("content") or "").strip()


def _hides(body: bytes) -> bool:
    """Say whether looking for hidden elements is worth the time: plain finds cost almost none."""
    small = body.lower()
    return (b"none" in small or b"hidden" in small) and _HIDING.search(small) is not None


def _empty_hidden(root: etree._Element) -> None:
    """Empty what is not shown; its rows and cells stay, renamed, so that sources still count."""
    walker = etree.iterwalk(root, ("start",))
    for _, hidden in walker:
        if not _is_hidden(hidden) or next(hidden.iter("table"), None) is not None:
            continue
        for element in hidden.iter("*"):
            element.text = None
            if element is not hidden:
                element.tail = None
            if element.tag in ("tr", "td", "th"):
                element.tag = f"hidden-{element.tag}"
        walker.skip_subtree()


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    shown = style is None or "display:none" not in "".join(style.lower().split())
    return not shown or element.get("hidden") is not None


def _layout_tables(root: etree._Element) -> set[etree._Element]:
    """Return the tables that arrange others: those inside have as many cells as they themselves."""
    layouts: set[etree._Element] = set()
    if not any(next(t.iterancestors("table"), None) is not None for t in root.iter("table")):
        return layouts
    open_tables: list[list[int]] = []  # [own cells, cells of tables inside]
    for event, element in etree.iterwalk(root, ("start", "end"), tag=("table", "td", "th")):
        if element.tag != "table":
            if event == "start" and open_tables:
                open_tables[-1][0] += 1
        elif event == "start":
            open_tables.append([0, 0])
        else:
            own, inside = open_tables.pop()
            if inside and inside >= own:
                layouts.add(element)
            if open_tables:
                open_tables[-1][1] += own + inside
    return layouts


@dataclass(slots=True)
class _OpenTable:
    """A table being walked; `rows` is None where it makes no grid (layout, or inside a cell)."""

    number: int
    rows_before: int  # rows begun in the document when the table began
    rows: list[RawRow] | None
    cells: list[RawCell] | None = None  # of the open row
    cell: etree._Element | None = None  # the open cell
    n_cells: int = 0
    group: int = 0


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: pieces of text not yet put into a block, and the open tables."""

    layouts: set[etree._Element]
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    tables: list[_OpenTable] = field(default_factory=list)
    filling: _OpenTable | None = None  # the table whose open cell takes the text
    heading: int = 0
    line: int = 0
    preformatted: int = 0
    n_tables: int = 0
    n_rows: int = 0
    n_grids: int = 0

    def add(self, text: str) -> None:
        self.pieces.append(text.replace("\n", _BREAK) if self.preformatted else text)

    def flush(self) -> None:
        """End the paragraph or heading that is being collected."""
        text = _lines("".join(self.pieces))
        self.pieces.clear()
        if text and self.heading:
            self.blocks.append(Heading(text, self.heading, f"L{self.line}"))
        elif text:
            source = f"L{self.line}"
            self.blocks.extend(Paragraph(line, source) for line in text.split("\n"))

    def break_line(self, element: etree._Element) -> None:
        """Keep what comes apart from what was, in a cell by a line break."""
        if self.filling is not None or self.heading:
            self.pieces.append(_BREAK)
            return
        if self.pieces:
            self.flush()
        self.line = element.sourceline or 0

    def open_pre(self, element: etree._Element) -> None:
        self.break_line(element)
        self.preformatted += 1

    def close_pre(self, element: etree._Element) -> None:
        self.break_line(element)
        self.preformatted -= 1

    def open_heading(self, element: etree._Element) -> None:
        self.break_line(element)
        if self.filling is None:
            self.heading = _HEADINGS[element.tag]

    def close_heading(self, element: etree._Element) -> None:
        if self.filling is None:
            self.flush()
            self.heading = 0
        self.break_line(element)

    def open_table(self, element: etree._Element) -> None:
        self.n_tables += 1
        if self.filling is None:
            self.flush()
            self.heading = 0
        else:
            self.pieces.append(_BREAK)
        plain = self.filling is not None or element in self.layouts
        self.tables.append(_OpenTable(self.n_tables, self.n_rows, None if plain else []))

    def close_table(self, element: etree._Element) -> None:
        table = self.tables[-1]
        self._close_cell(table)
        self.break_line(element)
        self.tables.pop()
        if table.rows and any(row.cells for row in table.rows):
            self.n_grids += 1
            grid, doubts = expand(table.rows, self.n_grids, f"table[{table.number}]")
            self.blocks.append(grid)
            self.findings.extend(doubts)

    def open_group(self, element: etree._Element) -> None:
        self.break_line(element)
        if self.tables:
            self.tables[-1].group += 1
            self.tables[-1].cells = None

    def open_row(self, element: etree._Element) -> None:
        self.n_rows += 1
        if self.tables:
            self._close_cell(self.tables[-1])
            self._open_row(self.tables[-1])
            self.tables[-1].n_cells = 0
        self.break_line(element)

    def skip_row(self, _element: etree._Element) -> None:
        self.n_rows += 1
        if self.tables:
            self._close_cell(self.tables[-1])
            self.tables[-1].n_cells = 0

    def open_cell(self, element: etree._Element) -> None:
        if not self.tables:
            self.break_line(element)
            return
        table = self.tables[-1]
        self._close_cell(table)
        table.n_cells += 1
        self.break_line(element)
        if table.rows is not None:
            if table.cells is None:
                self._open_row(table)
            table.cell = element
            self.filling = table

    def skip_cell(self, _element: etree._Element) -> None:
        if self.tables:
            self.tables[-1].n_cells += 1

    def close_cell(self, element: etree._Element) -> None:
        if self.tables and self.tables[-1].cell is not None:
            self._close_cell(self.tables[-1])
        else:
            self.break_line(element)

    def _open_row(self, table: _OpenTable) -> None:
        table.cells = []
        if table.rows is not None:
            table.rows.append(RawRow(table.cells, table.group))

    def _close_cell(self, table: _OpenTable) -> None:
        if table.cell is None or table.cells is None:
            return
        get = table.cell.get
        row = self.n_rows - table.rows_before
        table.cells.append(
            RawCell(
                _lines("".join(self.pieces)),
                parse_span(get("rowspan")),
                parse_span(get("colspan")),
                f"table[{table.number}]/tr[{row}]/td[{table.n_cells}]",
            )
        )
        self.pieces.clear()
        table.cell = self.filling = None


_Step = Callable[[_Walk, etree._Element], None]
_OPEN: dict[str, _Step] = {
    **dict.fromkeys(_BLOCKS, _Walk.break_line),
    **dict.fromkeys(_HEADINGS, _Walk.open_heading),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _Walk.open_group),
    "pre": _Walk.open_pre,
    "table": _Walk.open_table,
    "tr": _Walk.open_row,
    "hidden-tr": _Walk.skip_row,
    "td": _Walk.open_cell,
    "th": _Walk.open_cell,
    "hidden-td": _Walk.skip_cell,
    "hidden-th": _Walk.skip_cell,
}
_CLOSE: dict[str, _Step] = {
    **dict.fromkeys(_BLOCKS, _Walk.break_line),
    **dict.fromkeys(_HEADINGS, _Walk.close_heading),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _Walk.open_group),
    "pre": _Walk.close_pre,
    "table": _Walk.close_table,
    "td": _Walk.close_cell,
    "th": _Walk.close_cell,
}


def _run(walk: _Walk, root: etree._Element) -> None:
    for event, element in etree.iterwalk(root, ("start", "end")):
        if event == "start":
            step, text = _OPEN.get(element.tag), element.text
        else:
            step, text = _CLOSE.get(element.tag), element.tail
        if step is not None:
            step(walk, element)
        if text:
            walk.add(text)
    walk.flush()


def _lines(raw: str) -> str:
    """Return collected text as printed: white space of the source collapsed, no empty lines."""
    lines = []
    for part in raw.split(_BREAK):
        line = part.strip()
        if line:
            lines.append(line if line.isalnum() else _SPACES.sub(" ", line))
    return "\n".join(lines)
