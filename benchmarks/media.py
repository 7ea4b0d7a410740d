"""`parse_report` on every medium, beside what a library takes for the tables alone, and its growth.

Each ratio is of processor time on the same file in the same run, of each the best of some rounds.
Growth is how much longer ten times the input takes, for each time that it is longer: 1 is linear.
The garbage collector runs as in the workers of a build.
"""

import gc
import io
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping

import docx
import pandas  # type: ignore[import-untyped]  # no stubs installed
import pdfplumber
from lxml import etree
from python_calamine import CalamineWorkbook

from archive.bounded import COLLECT
from benchmarks.documents import MEDIA, list_page, page_with_rows, writing
from benchmarks.table import Line, at_most
from parsers.model import Document
from parsers.report import parse_report

LINEAR = 1.2
# Paragraphs, some ten times as many; no PDF may print more than 80 000 characters.
LENGTHS, PDF_LENGTHS = (300, 3300), (20, 230)
ROWS = (1700, 18_000)  # of a table below a report; no page may have more than 200 000 tags


def pdf_tables(body: bytes) -> object:
    """Every table of every page, by pdfplumber."""
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def word_tables(body: bytes) -> object:
    """The text of every cell of every row, by python-docx."""
    tables = docx.Document(io.BytesIO(body)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def sheet_rows(body: bytes) -> object:
    """The rows of the first sheet, by calamine."""
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def open_document_tree(body: bytes) -> object:
    """The parsed content of an OpenDocument text, by lxml."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return etree.fromstring(archive.read("content.xml"))


def page_tables(body: bytes) -> object:
    """Every table of a page, by pandas."""
    return pandas.read_html(io.BytesIO(body), encoding="utf-8")


def text_lines(body: bytes) -> object:
    """The lines of a text with their words."""
    return [line.split() for line in body.decode().splitlines()]


# What a medium is compared with, and the bound; 0 where the peer does far less than read a report.
PEERS: Mapping[str, tuple[str, Callable[[bytes], object], float]] = {
    "HTML": ("pandas.read_html", page_tables, 0),  # bound on larger pages: `benchmarks.parse`
    "PDF": ("pdfplumber extract_tables", pdf_tables, 1.5),
    "DOCX": ("python-docx, cells of tables", word_tables, 1.5),
    "text": ("split into lines and words", text_lines, 0),
    "XLSX": ("calamine to_python", sheet_rows, 0),
    "ODT": ("lxml tree of content.xml", open_document_tree, 0),
    "F2014 page": ("pandas.read_html", page_tables, 0),
}


def lines(*, quick: bool) -> Iterator[Line]:
    """Yield time and ratio of every medium, then the growth of each."""
    rounds = 3 if quick else 7
    report = writing()
    bodies = {name: write(report) for name, write in MEDIA.items()} | {"F2014 page": list_page()}
    for name, body in bodies.items():
        peer, bare, bound = PEERS[name]
        ours, theirs = best(body, (parse, bare), rounds)
        yield Line(f"parse_report, {name} of {len(body) / 1000:,.0f} KB", f"{ours * 1000:,.1f} ms")
        ratio = f"parse_report ÷ {peer} ({name})"
        yield at_most(ratio, ours / theirs, bound, " ×") if bound else _told(ratio, ours / theirs)
    gc.freeze()
    gc.set_threshold(*COLLECT)
    rounds = 2 if quick else 4
    for name, write in MEDIA.items():
        short, long = PDF_LENGTHS if name == "PDF" else LENGTHS
        yield growth(name, write(writing(short)), write(writing(long)), rounds)
    for name, make, (few, many) in (
        ("F2014 page", list_page, LENGTHS),
        ("F2014 page, rows of another table", page_with_rows, ROWS),
    ):
        yield growth(name, make(few), make(many), rounds)


def growth(name: str, short: bytes, long: bytes, rounds: int) -> Line:
    """Return the growth of a medium's time over the growth of its input."""
    one, ten = (best(body, (parse,), rounds)[0] for body in (short, long))
    times = size(name, long) / size(name, short)
    label = f"growth of time ÷ of input, {name}, {times:.1f} × the input"
    return at_most(label, ten / one / times, LINEAR, " ×")


def size(name: str, body: bytes) -> float:
    """Return how much there is to read: packed files as they unpack, a PDF by its characters."""
    if name == "PDF":
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            return sum(len(page.chars) for page in pdf.pages)
    if name in ("DOCX", "XLSX", "ODT"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return sum(member.file_size for member in archive.infolist())
    return len(body)


def _told(name: str, ratio: float) -> Line:
    return Line(name, f"{ratio:.2f} ×")


def parse(body: bytes) -> object:
    """Our reading."""
    return parse_report(Document(body))


def best(
    body: bytes, readers: tuple[Callable[[bytes], object], ...], rounds: int
) -> tuple[float, ...]:
    """Return the least processor time of each reader, all of them in turn."""
    found = [float("inf")] * len(readers)
    for _ in range(rounds):
        for number, reader in enumerate(readers):
            start = time.process_time()
            reader(body)
            found[number] = min(found[number], time.process_time() - start)
    return tuple(found)
