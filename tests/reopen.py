"""Re-opens the place a figure names in the original's bytes, by code independent of the parsers.

HTML is tokenised by `html.parser`, PDF text is asked of pypdfium2, DOCX is walked with
`xml.etree`, plain text is cut by lines. The addresses are those of `parsers.readers`:
`table[3]/tr[5]/td[2]`, `p7:x0,top,x1,bottom` (parts joined with `+`), `tbl[2]/tr[3]/tc[4]`,
`L57` or `L57-58`.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pypdfium2  # type: ignore[import-untyped]  # the package has no stubs

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CODECS = ("utf-8-sig", "gb18030")


@dataclass
class HtmlCell:
    """A `td` or `th`: the text inside it and its spans as written."""

    rowspan: str = "1"
    colspan: str = "1"
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass
class HtmlTable:
    """A `table`: all its rows in document order, rows of nested tables among them."""

    rows: list[list[HtmlCell]] = field(default_factory=list)


@dataclass
class _Open:
    """A table that is not closed yet, and what is open inside it."""

    table: HtmlTable
    row: list[HtmlCell] | None = None
    cell: HtmlCell | None = None


class HtmlTables(HTMLParser):
    """Every table of a page in document order; `td`, `tr` may be left unclosed as in old pages."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = []
        self._open: list[_Open] = []
        self._silent = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(HtmlTable())
            self._open.append(_Open(self.tables[-1]))
        elif tag in {"script", "style"}:
            self._silent += 1
        elif tag == "tr" and self._open:
            self._start_row()
        elif tag in {"td", "th"} and self._open:
            self._start_cell({name: value or "1" for name, value in attrs})

    def _start_row(self) -> None:
        row: list[HtmlCell] = []
        for place in self._open:
            place.table.rows.append(row)
        self._open[-1].row, self._open[-1].cell = row, None

    def _start_cell(self, attrs: dict[str, str]) -> None:
        place = self._open[-1]
        if place.row is None:
            self._start_row()
        place.cell = HtmlCell(attrs.get("rowspan", "1"), attrs.get("colspan", "1"))
        assert place.row is not None
        place.row.append(place.cell)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._open:
            self._open.pop()
        elif tag == "tr" and self._open:
            self._open[-1].row = self._open[-1].cell = None
        elif tag in {"td", "th"} and self._open:
            self._open[-1].cell = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        for place in self._open:
            if place.cell is not None:
                place.cell.parts.append(data)


def decode(body: bytes) -> str:
    """The text of a page: the first of UTF-8 and GB18030 that fits without an error."""
    for codec in CODECS:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    raise AssertionError("neither UTF-8 nor GB18030")


@lru_cache(maxsize=64)
def html_tables(body: bytes) -> tuple[HtmlTable, ...]:
    """The tables of a page, read once per page."""
    return tuple(HtmlTables(decode(body)).tables)


def reopen_html(body: bytes, source: str) -> str:
    """The text of the cell `table[i]/tr[j]/td[k]` (1-based)."""
    found = re.fullmatch(r"table\[(\d+)\]/tr\[(\d+)\]/t[dh]\[(\d+)\]", source)
    assert found, f"not an HTML cell: {source}"
    table, row, cell = (int(number) - 1 for number in found.groups())
    return html_tables(body)[table].rows[row][cell].text


def reopen_pdf(body: bytes, source: str) -> str:
    """The text inside the boxes `p7:x0,top,x1,bottom`, joined in order."""
    pdf = pypdfium2.PdfDocument(body)
    try:
        return "".join(_inside(pdf, part) for part in source.split("+"))
    finally:
        pdf.close()


def _inside(pdf: pypdfium2.PdfDocument, part: str) -> str:
    found = re.fullmatch(r"p(\d+):([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)", part)
    assert found, f"not a PDF box: {part}"
    page = pdf[int(found[1]) - 1]
    left, top, right, bottom = (float(number) for number in found.groups()[1:])
    height = page.get_height()
    text: str = page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
    return text


@lru_cache(maxsize=16)
def _document_xml(body: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def reopen_docx(body: bytes, source: str) -> str:
    """The text of the cell `tbl[i]/tr[j]/tc[k]` (1-based) of word/document.xml."""
    found = re.fullmatch(r"tbl\[(\d+)\]/tr\[(\d+)\]/tc\[(\d+)\]", source)
    assert found, f"not a DOCX cell: {source}"
    table, row, cell = (int(number) - 1 for number in found.groups())
    tables = list(_document_xml(body).iter(f"{WORD}tbl"))
    cells = list(tables[table].iter(f"{WORD}tr"))[row].findall(f"{WORD}tc")
    return "".join(text.text or "" for text in cells[cell].iter(f"{WORD}t"))


def reopen_text(body: bytes, source: str) -> str:
    """The text of the lines `L57` or `L57-58` (1-based, both included)."""
    found = re.fullmatch(r"L(\d+)(?:-(\d+))?", source)
    assert found, f"not lines: {source}"
    first, last = int(found[1]), int(found[2] or found[1])
    return "\n".join(re.split(r"\r\n|\r|\n", decode(body))[first - 1 : last])


READERS: dict[str, Callable[[bytes, str], str]] = {
    "html": reopen_html,
    "pdf": reopen_pdf,
    "docx": reopen_docx,
    "text": reopen_text,
}


def reopen(body: bytes, medium: str, source: str) -> str:
    """The text that stands at `source` in the original, read by code independent of ours."""
    return READERS[medium](body, source)


def bare(text: str) -> str:
    """The text without white space and zero-width characters: what two readings must share."""
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", text)
