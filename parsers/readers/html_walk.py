"""One walk over a page's tree, in document order: the blocks as a reader of the page sees them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from parsers.grid import Marked, RawRow, expand
from parsers.model import Block, Finding, Heading, Paragraph
from parsers.readers.html_drawn import SOURCE
from parsers.readers.html_rows import BREAK, printed, raw_cell, simple_row, simple_text

# fmt: off
_BLOCKS = (
    "body", "div", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "article", "section", "header",
    "footer", "nav", "main", "aside", "blockquote", "hr", "form", "fieldset", "legend", "center",
    "address", "figure", "figcaption", "details", "summary", "caption",
)
# fmt: on
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class _OpenTable:
    """A table being walked; `rows` is None where it makes no grid (layout, or inside a cell)."""

    source: str
    rows_before: int  # rows begun in the document when the table began
    rows: list[RawRow] | None
    cells: list[Marked] | None = None  # of the open row
    cell: etree._Element | None = None  # the open cell
    row_source: str = ""
    cell_source: str = ""  # of the open cell, where it is not told by its row
    n_cells: int = 0
    group: int = 0


@dataclass(slots=True)
class Walk:
    """Where the walk stands: text not yet put into a block, and the open tables.

    `layouts` are the tables that only arrange others; `blocks` and `findings` are the result,
    `places` the element at which each block ended.
    """

    layouts: set[etree._Element]
    blocks: list[Block] = field(default_factory=list)
    places: list[etree._Element] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _tables: list[_OpenTable] = field(default_factory=list)
    _filling: _OpenTable | None = None  # the table whose open cell takes the text
    _heading: int = 0
    _line: int = 0
    _preformatted: int = 0
    _n_tables: int = 0
    _n_rows: int = 0
    _n_grids: int = 0

    def run(self, root: etree._Element) -> None:
        """Walk the tree under *root*, which holds no comments."""
        walker = etree.iterwalk(root, ("start", "end"))
        for event, element in walker:
            if event == "start":
                step, text = _OPEN.get(element.tag), element.text
            else:
                step, text = _CLOSE.get(element.tag), element.tail
            if step is not None and step(self, element):
                walker.skip_subtree()
            elif text:
                self._add(text)
        self._flush(root)

    def _add(self, text: str) -> None:
        pieces = self._pieces
        if (not pieces or pieces[-1] is BREAK) and text.isspace():
            return  # indentation of the source
        pieces.append(text.replace("\n", BREAK) if self._preformatted else text)

    def _flush(self, element: etree._Element) -> None:
        """End, at *element*, the paragraph or heading that is being collected."""
        text = printed("".join(self._pieces))
        self._pieces.clear()
        source = f"L{self._line}"
        if text and self._heading:
            self.blocks.append(Heading(text, self._heading, source))
        elif text:
            self.blocks.extend(Paragraph(line, source) for line in text.split("\n"))
        self.places.extend([element] * (len(self.blocks) - len(self.places)))

    def _break(self, element: etree._Element) -> None:
        """Keep what comes apart from what was, in a cell by a line break."""
        pieces = self._pieces
        if self._filling is not None or self._heading:
            if pieces and pieces[-1] is not BREAK:
                pieces.append(BREAK)
            return
        if pieces:
            self._flush(element)
        line: int | None = element.sourceline  # type: ignore[assignment]  # the stub says `...`
        self._line = line or 0

    def _open_pre(self, element: etree._Element) -> None:
        self._break(element)
        self._preformatted += 1

    def _close_pre(self, element: etree._Element) -> None:
        self._break(element)
        self._preformatted -= 1

    def _open_heading(self, element: etree._Element) -> None:
        self._break(element)
        if self._filling is None:
            self._heading = _HEADINGS[element.tag]

    def _close_heading(self, element: etree._Element) -> None:
        if self._filling is None:
            self._flush(element)
            self._heading = 0
        self._break(element)

    def _open_table(self, element: etree._Element) -> None:
        self._n_tables += 1
        self._begin_table(element, f"table[{self._n_tables}]")

    def _open_drawn_table(self, element: etree._Element) -> None:
        self._begin_table(element, element.get(SOURCE) or "")

    def _begin_table(self, element: etree._Element, source: str) -> None:
        if self._filling is None:
            self._flush(element)
            self._heading = 0
        self._break(element)
        plain = self._filling is not None or element in self.layouts
        table = _OpenTable(source, self._n_rows, None if plain else [])
        table.row_source = f"{source}/tr[0]"
        self._tables.append(table)

    def _close_table(self, element: etree._Element) -> None:
        table = self._tables[-1]
        self._finish_cell(table)
        self._break(element)
        self._tables.pop()
        if table.rows and any(row.cells for row in table.rows):
            self._n_grids += 1
            grid, doubts = expand(table.rows, self._n_grids, table.source)
            self.blocks.append(grid)
            self.places.append(element)
            self.findings.extend(doubts)

    def _open_group(self, element: etree._Element) -> None:
        self._break(element)
        if self._tables:
            self._tables[-1].group += 1
            self._tables[-1].cells = None

    def _open_row(self, element: etree._Element) -> bool:
        """Begin a row; True says that it was read whole and its content needs no walk."""
        self._skip_row(element)
        if not self._tables:
            self._break(element)
            return False
        table = self._tables[-1]
        begun = self._begin_row(table)
        self._break(element)
        return self._read_row(element, table, begun)

    def _read_row(self, row: etree._Element, table: _OpenTable, begun: list[Marked]) -> bool:
        """Read at once a row of nothing but simple cells, as nearly all are; else leave it."""
        if table.rows is None or self._pieces or self._heading or self._preformatted:
            return False
        cells = None if table.cell_source else simple_row(row, table.row_source)
        if cells is None:
            return False
        table.n_cells = len(cells)
        begun.extend(cells)
        return True

    def _open_drawn_row(self, element: etree._Element) -> None:
        if self._tables:
            self._finish_cell(self._tables[-1])
            self._begin_row(self._tables[-1])
        self._break(element)

    def _skip_row(self, _element: etree._Element) -> None:
        self._n_rows += 1
        if self._tables:
            table = self._tables[-1]
            self._finish_cell(table)
            table.n_cells = 0
            table.row_source = f"{table.source}/tr[{self._n_rows - table.rows_before}]"

    def _open_cell(self, element: etree._Element) -> bool:
        """Begin a cell; True says that it was read whole and its content needs no walk."""
        if not self._tables:
            self._break(element)
            return False
        table = self._tables[-1]
        self._finish_cell(table)
        table.n_cells += 1
        if self._pieces:
            self._break(element)
        if table.rows is None:
            return False
        text = None if self._preformatted else simple_text(element)
        if text is None:
            table.cell, self._filling = element, table
            return False
        self._put_cell(table, element, text)
        return True

    def _open_drawn_cell(self, element: etree._Element) -> bool:
        if self._tables:
            self._finish_cell(self._tables[-1])
            self._tables[-1].cell_source = element.get(SOURCE) or ""
        return self._open_cell(element)

    def _skip_cell(self, _element: etree._Element) -> None:
        if self._tables:
            self._tables[-1].n_cells += 1

    def _close_cell(self, element: etree._Element) -> None:
        if self._tables:
            self._finish_cell(self._tables[-1])
        if self._pieces:
            self._break(element)

    def _begin_row(self, table: _OpenTable) -> list[Marked]:
        table.cells = []
        if table.rows is not None:
            table.rows.append(RawRow(table.cells, table.group))
        return table.cells

    def _finish_cell(self, table: _OpenTable) -> None:
        if table.cell is not None:
            self._put_cell(table, table.cell, "".join(self._pieces))
            self._pieces.clear()
            table.cell = self._filling = None

    def _put_cell(self, table: _OpenTable, cell: etree._Element, raw: str) -> None:
        cells = self._begin_row(table) if table.cells is None else table.cells
        source = table.cell_source or f"{table.row_source}/td[{table.n_cells}]"
        cells.append(raw_cell(cell, raw, source))


# A step may say True: nothing below this element is left to walk.
_Step = Callable[[Walk, etree._Element], bool | None]
_GROUPS = dict.fromkeys(("thead", "tbody", "tfoot"), Walk._open_group)
_OPEN: dict[str, _Step] = {
    **dict.fromkeys(_BLOCKS, Walk._break),
    **dict.fromkeys(_HEADINGS, Walk._open_heading),
    **_GROUPS,
    "pre": Walk._open_pre,
    "table": Walk._open_table,
    "tr": Walk._open_row,
    "td": Walk._open_cell,
    "th": Walk._open_cell,
    # what `parsers.readers.html_drawn` makes of tables drawn without table markup
    "drawn-table": Walk._open_drawn_table,
    "drawn-tr": Walk._open_drawn_row,
    "drawn-td": Walk._open_drawn_cell,
    # what `parsers.readers.html_shown` makes of rows and cells that are not shown
    "hidden-tr": Walk._skip_row,
    "hidden-td": Walk._skip_cell,
    "hidden-th": Walk._skip_cell,
}
_CLOSE: dict[str, _Step] = {
    **dict.fromkeys(_BLOCKS, Walk._break),
    **dict.fromkeys(_HEADINGS, Walk._close_heading),
    **_GROUPS,
    "pre": Walk._close_pre,
    "table": Walk._close_table,
    "td": Walk._close_cell,
    "th": Walk._close_cell,
    "drawn-table": Walk._close_table,
    "drawn-td": Walk._close_cell,
}
