"""What stands at a place of an original, read by engines the readers do not use.

HTML is scanned for the tags of tables, or of what draws them, PDF text is asked of pdfium, DOCX,
ODT and XLSX are walked with `xml.etree`, plain text is cut by lines: a figure whose cell does not
carry the same text here was taken from the wrong place. Scans cannot be opened so: there is one
engine for them, which reads each number three times, and their sums have to hold
(`parsers.scanned`).
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from xml.etree import ElementTree

from archive.reopen_html import open_html
from archive.reopen_office import open_odt, open_xls, open_xlsx, same_number
from parsers.errors import UnreadableDocument
from parsers.mhtml import unpacked
from parsers.model import Document, Figure, Medium, Mention
from parsers.readers.doc import PREFIX
from parsers.text import decode

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = re.compile(r"p(\d+):([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)")
_LINES = re.compile(r"L(\d+)(?:-(\d+))?(?::(\d+))?")
_MARKS = re.compile(r"<br\s*/?>|\*\*|__|\\(?=\|)", re.I)
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


Opened = Callable[[str], str | None]  # source -> the text there, None where no such place is


def bare(text: str) -> str:
    """Return text without white space and zero-width characters: what two engines must share."""
    return _UNSEEN.sub("", text)


def mismatches(
    body: bytes, medium: Medium, figures: Sequence[Figure], mentions: Sequence[Mention] = ()
) -> Iterator[Figure]:
    """Yield the figures whose place does not carry their text when it is opened again.

    *body* is the original, or what it was converted to. A cell must carry the figure's text and
    nothing else, a paragraph the whole sentence of the mention it was taken from.
    """
    if not can_open(medium):
        return
    text_at = opener(body, medium)
    said = {(m.source, m.start, m.end): m.sentence for m in mentions}
    for figure in figures:
        if figure.cell is None:
            continue
        grid, start, end, source = figure.cell
        raw = figure.raw if grid else said.get((source, start, end), figure.raw)
        if not carries(text_at(source), raw, medium, is_sentence=not grid):
            yield figure


def can_open(medium: Medium) -> bool:
    """Is there a second engine for originals of this medium?"""
    return medium is not Medium.SCAN


def carries(text: str | None, raw: str, medium: Medium, *, is_sentence: bool = False) -> bool:
    """Is *raw* what stands in the text? A line of plain text may hold more cells than one.

    *is_sentence*: the place is a paragraph, of which *raw* is a part.

    A place that is not there carries nothing, not even a blank.
    """
    if text is None:
        return False
    if is_sentence or medium is Medium.TEXT:
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
    for number, paragraph in enumerate(root.iter(f"{_WORD}p"), start=1):
        yield f"p[{number}]", "".join(part.text or "" for part in paragraph.iter(f"{_WORD}t"))
    for number, table in enumerate(root.iter(f"{_WORD}tbl"), start=1):
        for row_number, row in enumerate(table.iter(f"{_WORD}tr"), start=1):
            for cell_number, cell in enumerate(row.findall(f"{_WORD}tc"), start=1):
                text = "".join(part.text or "" for part in cell.iter(f"{_WORD}t"))
                yield f"tbl[{number}]/tr[{row_number}]/tc[{cell_number}]", text


def _open_saved(body: bytes) -> Opened:
    """Open the page in an MHTML file: that is where the sources lie."""
    try:
        return open_html(unpacked(Document(body)).body)
    except UnreadableDocument:
        return _nowhere


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
    Medium.HTML: open_html,
    Medium.MHTML: _open_saved,
    Medium.PDF: _open_pdf,
    Medium.DOCX: _open_docx,
    Medium.DOC: _open_converted,
    Medium.ODT: open_odt,
    Medium.XLSX: open_xlsx,
    Medium.XLS: open_xls,
    Medium.TEXT: _open_text,
}
