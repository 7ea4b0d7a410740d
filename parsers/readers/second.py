"""An independent second reading of HTML tables, with BeautifulSoup's `html.parser`.

Shares no tree walking and no joining of text with `parsers.readers.web_page`: where both read the
same numbers, the page prints them.
"""

import re
import warnings
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from parsers.grid import RawCell, RawRow, expand, parse_span
from parsers.model import Document, Grid, Medium, Reading
from parsers.readers.second_drawn import SOURCE, name_drawn_tables_again
from parsers.text import decode

# html.parser takes some 60 µs and 2 kB for a tag and 6 µs for a reference: at these limits 3 s
# and 100 MB.
MAX_MARKS = 40_000
MAX_CHARACTERS = 4_000_000

# fmt: off
_SILENT = frozenset(("script", "style", "title", "textarea", "iframe", "noframes"))
_APART = frozenset(("sup", "sub", "del", "s", "strike"))
_LINES = frozenset((
    "body", "div", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "article", "section", "header",
    "footer", "nav", "main", "aside", "blockquote", "hr", "form", "fieldset", "legend", "center",
    "address", "figure", "figcaption", "details", "summary", "caption", "pre", "table", "thead",
    "tbody", "tfoot", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6",
    "drawn-table", "drawn-tr", "drawn-td",
))
# fmt: on


def read_again(document: Document) -> Reading | None:
    """Return the page's grids and nothing else, None where this reading is not possible."""
    text = decode(document.body)[0]
    if len(text) > MAX_CHARACTERS or text.count("<") + text.count("&") > MAX_MARKS:
        return None
    try:
        soup = _soup(text)
    except (ParserRejectedMarkup, ValueError, RecursionError):
        return None
    name_drawn_tables_again(soup, text)
    return Reading(Medium.HTML, tuple(_grids(_survey(soup))))


def _soup(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BeautifulSoup's advice on XHTML and on short documents
        return BeautifulSoup(text, "html.parser")


@dataclass(eq=False, slots=True)
class _Cell:
    """A cell as found; `parts` are its pieces of text, None for a line break."""

    table: "_Table"
    tag: Tag
    source: str
    parts: list[str | None] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Table:
    """A table as found, with the cell of another table it stands in."""

    source: str
    within: _Cell | None
    rows: list[list[_Cell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    rows_before: int = 0  # rows begun in the document when the table began
    n_inside: int = 0  # cells of tables inside
    is_grid: bool = False
    shown_in: _Cell | None = None  # the cell of a grid in which this table is mere text

    @property
    def n_cells(self) -> int:
        return sum(map(len, self.rows))


@dataclass(slots=True)
class _Place:
    """What an element stands in, inherited from its parent."""

    table: _Table | None = None
    cell: _Cell | None = None
    row: int = -1  # index into the table's rows
    n_row: int = 0  # number of the row's start tag in the table
    group: int = 0
    block: int = 0
    silent: bool = False
    preformatted: bool = False
    apart: bool = False  # a footnote mark or struck out: no part of the number beside it


@dataclass(slots=True)
class _Survey:
    """Everything found on one pass: the tables, and the text with the cell it stands in."""

    places: dict[int, _Place]
    holders: set[int]  # elements with a table inside
    tables: list[_Table] = field(default_factory=list)
    texts: list[tuple[_Cell, int, str]] = field(default_factory=list)
    cells_of_row: dict[tuple[str, int], int] = field(default_factory=dict)
    n_tables: int = 0
    n_block: int = 0
    n_rows: int = 0


def _survey(soup: BeautifulSoup) -> list[_Table]:
    survey = _Survey({id(soup): _Place()}, _table_holders(soup))
    for node in soup.descendants:
        place = survey.places[id(node.parent)]
        if isinstance(node, Tag):
            survey.places[id(node)] = _place(survey, node, replace(place))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _note_text(survey, place, str(node))
    _choose_grids(survey.tables)
    _share_out(survey.texts)
    return survey.tables


def _table_holders(soup: BeautifulSoup) -> set[int]:
    holders: set[int] = set()
    for table in soup.find_all("table"):
        element: Tag | None = table
        while element is not None and id(element) not in holders:
            holders.add(id(element))
            element = element.parent
    return holders


def _place(survey: _Survey, tag: Tag, place: _Place) -> _Place:
    """Turn the parent's place into the place of *tag*, noting tables, rows and cells."""
    if tag.name in _LINES:
        survey.n_block += 1
        place.block = survey.n_block
    hidden = _hidden(tag) and id(tag) not in survey.holders
    place.silent = place.silent or hidden or tag.name in _SILENT
    place.preformatted = place.preformatted or tag.name == "pre"
    place.apart = place.apart or tag.name in _APART or "line-through" in str(tag.get("style", ""))
    survey.n_rows += tag.name == "tr"
    if tag.name == "br":
        place.block = 0
        if place.cell is not None:
            survey.texts.append((place.cell, 0, "\n"))
    elif tag.name == "table":
        survey.n_tables += 1
        _place_table(survey, place, f"table[{survey.n_tables}]")
    elif tag.name == "drawn-table":
        _place_table(survey, place, str(tag[SOURCE]))
    elif place.table is not None and tag.name in ("thead", "tbody", "tfoot"):
        place.group, place.row = survey.n_block, -1
    elif place.table is not None and tag.name in ("tr", "drawn-tr"):
        _place_row(survey, place, place.table)
    elif place.table is not None and tag.name in ("td", "th", "drawn-td"):
        _place_cell(survey, tag, place, place.table)
    elif tag.name in _LINES and place.cell is not None:
        survey.texts.append((place.cell, place.block, ""))
    return place


def _hidden(tag: Tag) -> bool:
    style = "".join(str(tag.get("style", "")).casefold().split())
    return tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _place_table(survey: _Survey, place: _Place, source: str) -> None:
    place.table = _Table(source, place.cell, rows_before=survey.n_rows)
    survey.tables.append(place.table)
    place.cell, place.row, place.n_row, place.group = None, -1, 0, 0


def _place_row(survey: _Survey, place: _Place, table: _Table) -> None:
    place.n_row = survey.n_rows - table.rows_before
    place.cell = None
    if not place.silent:
        _begin_row(place, table)


def _begin_row(place: _Place, table: _Table) -> None:
    table.rows.append([])
    table.groups.append(place.group)
    place.row = len(table.rows) - 1


def _place_cell(survey: _Survey, tag: Tag, place: _Place, table: _Table) -> None:
    key = (table.source, place.n_row)
    survey.cells_of_row[key] = number = survey.cells_of_row.get(key, 0) + 1
    source = f"{table.source}/tr[{place.n_row}]/td[{number}]"
    place.cell = _Cell(table, tag, str(tag.get(SOURCE) or source))
    if place.silent:
        return
    if place.row < 0:
        _begin_row(place, table)
    table.rows[place.row].append(place.cell)


def _note_text(survey: _Survey, place: _Place, text: str) -> None:
    if place.cell is None or place.silent:
        return
    if not place.preformatted:
        text = text.replace("\n", " ")
    if place.apart:
        text = f"\n{text}\n"  # a blank could part thousands
    survey.texts.append((place.cell, place.block, text.replace("\r", " ")))


def _choose_grids(tables: list[_Table]) -> None:
    """A table whose inner tables hold as many cells as it has itself only arranges them."""
    for table in reversed(tables):
        if table.within is not None:
            table.within.table.n_inside += table.n_cells + table.n_inside
    for table in tables:
        outer = table.within.table if table.within else None
        if outer is not None:
            table.shown_in = table.within if outer.is_grid else outer.shown_in
        arranges = 0 < table.n_inside >= table.n_cells
        table.is_grid = table.shown_in is None and not arranges


def _share_out(texts: list[tuple[_Cell, int, str]]) -> None:
    """Give every piece of text to its cell, apart from the piece before if the block differs."""
    last: dict[int, int] = {}
    for cell, block, text in texts:
        target = cell if cell.table.is_grid else cell.table.shown_in
        if target is None:
            continue
        if last.setdefault(id(target), block) != block:
            target.parts.append(None)
        last[id(target)] = block
        target.parts.extend(_with_breaks(text))


def _with_breaks(text: str) -> list[str | None]:
    first, *others = text.split("\n")
    parts: list[str | None] = [first]
    for other in others:
        parts += [None, other]
    return parts


def _grids(tables: list[_Table]) -> list[Grid]:
    grids: list[Grid] = []
    for table in tables:
        if table.is_grid and table.n_cells:
            rows = [
                RawRow([_raw(cell) for cell in row], group)
                for row, group in zip(table.rows, table.groups, strict=True)
            ]
            grids.append(expand(rows, len(grids) + 1, table.source)[0])
    return grids


def _raw(cell: _Cell) -> RawCell:
    spans = [cell.tag.get(name) for name in ("rowspan", "colspan")]
    rowspan, colspan = (parse_span(None if span is None else str(span)) for span in spans)
    return RawCell(_printed(cell.parts), rowspan, colspan, cell.source)


def _printed(parts: list[str | None]) -> str:
    lines = "".join("\n" if part is None else part for part in parts).split("\n")
    words = (" ".join(filter(None, re.split(r"[ \t\f]", line))) for line in lines)
    return "\n".join(line.strip() for line in words if line.strip())
