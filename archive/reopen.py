"""What stands at a place of an original, read by engines the readers do not use.

HTML is scanned for the tags of tables, or of what draws them, PDF text is asked of pdfium, DOCX,
ODT and XLSX are walked with `xml.etree`, plain text is cut by lines: a figure whose cell does not
carry the same text here was taken from the wrong place.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from xml.etree import ElementTree

from archive.reopen_office import open_odt, open_xls, open_xlsx, same_number
from parsers.model import Figure, Medium
from parsers.readers.doc import PREFIX
from parsers.readers.folded import folded_page
from parsers.text import decode

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = re.compile(r"p(\d+):([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)")
_DRAWN = re.compile(r"(div|ul|ol|li|dl|dt|dd|span|section)\[(\d+)\]")
_LINES = re.compile(r"L(\d+)(?:-(\d+))?(?::(\d+))?")
# Comments and scripts are skipped whole: Word leaves tables in them. An attribute may hold ">".
_SKIPPED = r"<!--.*?-->|<(script|style)\b.*?</\1\s*>"
_ATTRIBUTES = r"""(?:(?:[^>"']|"[^"]*"|'[^']*')*+>|[^>]*>)"""
_TABLE_TAG = re.compile(rf"{_SKIPPED}|<(?P<tag>/?(?:table|tr|td|th))\b{_ATTRIBUTES}", re.I | re.S)
_MARKUP = re.compile(rf"{_SKIPPED}|<[/!?]?[a-z]{_ATTRIBUTES}", re.I | re.S)
_MARKS = re.compile(r"<br\s*/?>|\*\*|__|\\(?=\|)", re.I)
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")

Opened = Callable[[str], str | None]  # source -> the text there, None where no such place is


def bare(text: str) -> str:
    """Return text without white space and zero-width characters: what two engines must share."""
    return _UNSEEN.sub("", text)


def mismatches(body: bytes, medium: Medium, figures: tuple[Figure, ...]) -> Iterator[Figure]:
    """Yield the figures whose cell does not carry their text when it is opened again.

    *body* is the original, or what it was converted to.
    """
    text_at = opener(body, medium)
    for figure in figures:
        if figure.cell is not None and not carries(text_at(figure.cell.source), figure.raw, medium):
            yield figure


def carries(text: str | None, raw: str, medium: Medium) -> bool:
    """Is *raw* what stands in the text? A line of plain text may hold more cells than one.

    A place that is not there carries nothing, not even a blank.
    """
    if text is None:
        return False
    if medium is Medium.TEXT:
        return bare(raw) in bare(text)
    if medium in (Medium.XLSX, Medium.XLS):
        return bare(raw) == bare(text) or same_number(text, raw)
    return bare(raw) == bare(text)


def opener(body: bytes, medium: Medium) -> Opened:
    """Return a function from a cell's source to its text; the original is read once.

    An original that the second engine cannot open at all has no places.
    """
    return _OPENERS[medium](body)


def _nowhere(_: str) -> None:
    """Say that no place is there: the original cannot be opened."""


# HTML


@dataclass(slots=True)
class _Table:
    """An open table: its number, rows begun inside it, the open row, its cells, the open cell."""

    number: int
    rows: int = 0
    row: int = 0
    cells: int = 0
    open: str = ""


@dataclass(slots=True)
class _Cells:
    """Where each cell's content begins and ends; unclosed cells end where the next begins."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    tables: int = 0
    stack: list[_Table] = field(default_factory=list)

    def meet(self, tag: str, start: int, end: int) -> None:
        """Take in a tag of a table, its place in the page given."""
        if tag == "table":
            self.tables += 1
            self.stack.append(_Table(self.tables))
        elif self.stack:
            self._close_cell(start)
            if tag == "tr":
                self._begin_row()
            elif tag in ("td", "th"):
                self._begin_cell(end)
            elif tag == "/table":
                self.stack.pop()

    def _close_cell(self, place: int) -> None:
        table = self.stack[-1]
        if table.open:
            self.spans[table.open] = self.spans[table.open][0], place
            table.open = ""

    def _begin_row(self) -> None:
        for table in self.stack:
            table.rows += 1
        self.stack[-1].row, self.stack[-1].cells = self.stack[-1].rows, 0

    def _begin_cell(self, place: int) -> None:
        table = self.stack[-1]
        if table.row == 0:
            self._begin_row()
        table.cells += 1
        table.open = f"table[{table.number}]/tr[{table.row}]/td[{table.cells}]"
        self.spans[table.open] = place, place


def _open_html(body: bytes) -> Opened:
    page = decode(body)[0]
    cells = _Cells()
    for token in _TABLE_TAG.finditer(page):
        if tag := token["tag"]:
            cells.meet(tag.lower(), token.start(), token.end())

    drawn: dict[str, list[tuple[int, int]]] = {}

    @cache
    def folded() -> Opened:
        return _open_folded(page)

    def at(source: str) -> str | None:
        if ":" in source:
            return folded()(source)
        if found := _DRAWN.fullmatch(source):
            name, number = found[1], int(found[2]) - 1
            if name not in drawn:
                drawn[name] = _contents(page, name)
            span = drawn[name][number] if 0 <= number < len(drawn[name]) else None
        else:
            span = cells.spans.get(source.replace("/th[", "/td["))
        return None if span is None else unescape(_MARKUP.sub("", page[slice(*span)]))

    return at


def _contents(page: str, name: str) -> list[tuple[int, int]]:
    """Return where the content of each element of a name begins and ends, by start tags."""
    tags = re.compile(rf"{_SKIPPED}|<(?P<end>/?)(?P<tag>{name})\b{_ATTRIBUTES}", re.I | re.S)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for token in tags.finditer(page):
        if token["tag"] and not token["end"]:
            opened.append(len(spans))
            spans.append((token.end(), len(page)))
        elif token["tag"] and opened:
            number = opened.pop()
            spans[number] = spans[number][0], token.start()
    return spans


def _open_folded(page: str) -> Opened:
    """Return a function from a place in the article folded into a page to its text."""
    folded = folded_page(page)
    if folded is None:
        return _nowhere
    text_at = _open_html(folded.html.encode())
    start = f"{folded.place}:"
    return lambda source: text_at(source[len(start) :]) if source.startswith(start) else None


# PDF


def _open_pdf(body: bytes) -> Opened:
    import pypdfium2  # type: ignore[import-untyped]  # no stubs; takes 0.2 s to import

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return _nowhere
    pages: dict[int, tuple[float, pypdfium2.PdfTextPage]] = {}

    def inside(part: str) -> str | None:
        if (found := _BOX.fullmatch(part)) is None or int(found[1]) > len(document):
            return None
        number = int(found[1]) - 1
        if number not in pages:
            page = document[number]
            pages[number] = page.get_height(), page.get_textpage()
        height, text = pages[number]
        left, top, right, bottom = (float(side) for side in found.groups()[1:])
        return str(text.get_text_bounded(left, height - bottom, right, height - top))

    def at(source: str) -> str | None:
        parts = [inside(part) for part in source.split("+")]
        return None if None in parts else "".join(filter(None, parts))

    return at


# DOCX


def _open_docx(body: bytes) -> Opened:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            part = package.read("word/document.xml")
        root = ElementTree.fromstring(part)  # noqa: S314 - in a worker, whose memory is bounded
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return _nowhere
    return dict(_docx_cells(root)).get


def _docx_cells(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for number, table in enumerate(root.iter(f"{_WORD}tbl"), start=1):
        for row_number, row in enumerate(table.iter(f"{_WORD}tr"), start=1):
            for cell_number, cell in enumerate(row.findall(f"{_WORD}tc"), start=1):
                text = "".join(part.text or "" for part in cell.iter(f"{_WORD}t"))
                yield f"tbl[{number}]/tr[{row_number}]/tc[{cell_number}]", text


def _open_converted(body: bytes) -> Opened:
    """Open what an old Word file was converted to: that is what the sources name."""
    text_at = _open_docx(body)
    return lambda source: text_at(source.removeprefix(PREFIX))


# Plain text


def _open_text(body: bytes) -> Opened:
    lines = re.split(r"\r\n|\r|\n", decode(body)[0])

    def between(source: str) -> str | None:
        found = _LINES.fullmatch(source)
        if found is None or int(found[2] or found[1]) > len(lines):
            return None
        text = "\n".join(lines[int(found[1]) - 1 : int(found[2] or found[1])])
        return _cell_of_line(text, int(found[3]) - 1) if found[3] else text

    return between


def _cell_of_line(text: str, number: int) -> str | None:
    """Return a piece of a line that tabs or pipes part, without what Markdown adds to it."""
    if "\t" in text:
        cells = [cell.replace('"', "") for cell in text.split("\t")]
    else:
        cells = [_MARKS.sub("", unescape(cell)) for cell in re.split(r"(?<!\\)\|", text)]
    return cells[number] if number < len(cells) else None


_OPENERS: Mapping[Medium, Callable[[bytes], Opened]] = {
    Medium.HTML: _open_html,
    Medium.PDF: _open_pdf,
    Medium.DOCX: _open_docx,
    Medium.DOC: _open_converted,
    Medium.ODT: open_odt,
    Medium.XLSX: open_xlsx,
    Medium.XLS: open_xls,
    Medium.TEXT: _open_text,
}
