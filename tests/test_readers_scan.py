"""Scans: every figure exact or refused with a finding, whatever the scanner did to the page."""

import builtins
import importlib.util
import io
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from parsers.errors import NeedsOcr, NotAReport, UnreadableDocument
from parsers.model import Document, Grid, Kind, Medium, Outcome, Report
from parsers.readers import read, sniff
from parsers.report import parse_report
from tests.conftest import absent
from tests.generator.paper import Paper
from tests.scans import Scanner, as_image, as_pdf, paper, scanned

SHEETS = {
    "clean": ("F2021", Scanner(200), 1),
    "turned": ("F2021", Scanner(200, turned=1.6), 2),
    "coarse": ("F2021", Scanner(150, turned=-0.7, quality=60), 3),
    "noisy": ("F2019", Scanner(200, noise=6, quality=70), 4),
    "dusty": ("F2019", Scanner(300, turned=0.4, blur=0.8, specks=300), 5),
}


@pytest.fixture(scope="session", autouse=True)
def ocr() -> None:
    """The extra is there, or these tests are loudly left out."""
    if importlib.util.find_spec("rapidocr") is None:
        absent("the extra ocr is not installed: `make install-ocr`")


@pytest.fixture(scope="session")
def sheet() -> Callable[[str], tuple[Paper, Report]]:
    """A scan of SHEETS with its report, read once in the session."""
    known: dict[str, tuple[Paper, Report]] = {}

    def of(name: str) -> tuple[Paper, Report]:
        if name not in known:
            form, scanner, seed = SHEETS[name]
            printed = paper(form, seed)
            body = as_pdf(scanned(printed, scanner, seed), scanner.dpi)
            known[name] = printed, parse_report(Document(body))
        return known[name]

    return of


Sheets = Callable[[str], tuple[Paper, Report]]


def wrong(printed: Paper, report: Report) -> list[tuple[str, str]]:
    """Figures with another value than printed, and gaps that no finding names."""
    named = {
        address
        for finding in report.findings
        if finding.outcome is not Outcome.PASS
        for address in finding.figures
    }
    found = []
    for figure in report.figures:
        fact = printed.facts.get(figure.address)
        if fact is None or figure.value == fact.value:
            continue
        if figure.value is not None or figure.address not in named:
            found.append((figure.address, figure.raw))
    return found


@pytest.mark.parametrize("name", SHEETS)
def test_no_figure_of_a_scan_is_silently_wrong(sheet: Sheets, name: str) -> None:
    """Right, or refused by a finding that names the figure."""
    printed, report = sheet(name)
    assert wrong(printed, report) == []
    assert report.medium is Medium.SCAN
    assert "scan.ocr" in {finding.rule for finding in report.findings}


def test_a_clean_scan_is_read_whole(sheet: Sheets) -> None:
    """All 200 figures of a form, and its sums confirm them."""
    printed, report = sheet("clean")
    read_right = [f for f in report.figures if f.address in printed.facts and f.value is not None]
    assert len(read_right) == len(printed.facts) == 200
    assert "scan.unconfirmed" not in {finding.rule for finding in report.findings}


def test_most_scans_are_confirmed_by_their_sums(sheet: Sheets) -> None:
    """To refuse everything would be no reading."""
    held = [
        name
        for name in SHEETS
        if any(finding.rule == "scan.unconfirmed" for finding in sheet(name)[1].findings)
    ]
    assert len(held) <= 1, held


def test_cells_name_their_place_on_the_scanned_page(sheet: Sheets) -> None:
    """Boxes are those of the page as it was scanned, not of the page set straight."""
    printed, report = sheet("turned")
    cell = report.figures[0].cell
    assert cell is not None
    page, box = cell.source.split(":")
    x0, top, x1, bottom = map(float, box.split(","))
    assert page == "p1"
    assert 0 < x0 < x1 < 600
    assert 0 < top < bottom < 850
    assert printed.facts.keys() >= {f.address for f in report.figures if f.value is not None}


# ---- one table drawn for the case ---------------------------------------------------------------

HEADS = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


def drawn(rows: list[list[str]], *, without: int = 0) -> bytes:
    """A PNG of a ruled table; the upright rule of this number is left out in the last row."""
    from tests.pdfs import drawn as pdf_of

    edges = [60, 200, 310, 420, 530]
    cells = []
    for number, texts in enumerate(rows):
        top = 100 + 30 * number
        for at, text in enumerate(texts):
            cells.append((edges[at], top, edges[at + 1], top + 30, text))
    if without:
        last = [cell for cell in cells if cell[1] == 100 + 30 * (len(rows) - 1)]
        left, right = last[without - 1], last[without]
        cells = [cell for cell in cells if cell not in (left, right)]
        cells.append((left[0], left[1], right[2], right[3], ""))
        words = [(left[0] + 4, left[1] + 2, left[4]), (right[0] + 4, right[1] + 2, right[4])]
        return _png(pdf_of(cells, lines=[words]))
    return _png(pdf_of(cells))


def _png(pdf: bytes) -> bytes:
    import pypdfium2  # type: ignore[import-untyped]  # the package has no stubs

    document = pypdfium2.PdfDocument(pdf)
    out = io.BytesIO()
    document[0].render(scale=200 / 72).to_pil().save(out, "PNG")
    document.close()
    return out.getvalue()


def texts(body: bytes) -> list[str]:
    """The texts of the only table."""
    grids = [block for block in read(Document(body)).blocks if isinstance(block, Grid)]
    assert len(grids) == 1
    return [cell.text for cell in grids[0].cells]


def test_blank_zero_and_dash_are_three_things() -> None:
    """The ink of a cell tells blank from 0, and a dash from both."""
    found = texts(
        drawn([list(HEADS), ["规章", "0", "", "—"], ["行政规范性文件", "13", "8", "101"]])
    )
    assert found[5:8] == ["0", "", "—"]
    assert found[9:] == ["13", "8", "101"]


def test_numbers_of_two_cells_never_grow_together() -> None:
    """Where a ruling line is missing, 1 and 0 are no 10."""
    found = texts(drawn([list(HEADS), ["规章", "3", "1", "0"]], without=3))
    assert "10" not in found
    assert not any(text.replace(" ", "").isdigit() and len(text) == 2 for text in found)


def test_signs_points_and_separators_are_kept() -> None:
    """A minus sign or a decimal point that is lost makes another number."""
    found = texts(drawn([list(HEADS), ["规章", "-8", "96171.6", "1,234"]]))
    assert found[5:] == ["-8", "96171.6", "1,234"]


def test_a_number_in_no_sum_needs_to_be_beyond_doubt(
    sheet: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine is not sure of is taken out where nothing confirms it, and kept in sums."""
    from parsers.readers import scan_evidence

    monkeypatch.setattr(scan_evidence, "_SURE", 1.1)
    form, scanner, seed = SHEETS["clean"]
    report = parse_report(Document(as_pdf(scanned(paper(form, seed), scanner, seed), 200)))
    kinds = {figure.table: figure.kind for figure in report.figures if figure.raw.isdigit()}
    assert kinds["disclosure"] is Kind.TEXT
    assert kinds["requests"] is Kind.NUMBER
    withdrawn = {f.where for f in report.findings if f.rule == "scan.withdrawn"}
    assert "disclosure.rules.issued" in withdrawn


@pytest.mark.parametrize("misread", ["31", ""])
def test_a_misread_number_breaks_a_sum_and_holds_the_report_back(
    monkeypatch: pytest.MonkeyPatch, misread: str
) -> None:
    """Even where all readings agree on the wrong digit."""
    from parsers.readers import scan_text

    honest = scan_text.recognise
    printed = paper("F2021", 1)
    victim = str(printed.facts["requests.new_received.total"].value)

    def lying(crops: list[Any]) -> list[scan_text.Read]:
        return [
            scan_text.Read(misread, 1.0) if read.text == victim else read for read in honest(crops)
        ]

    for module in ("scan_cells", "scan_evidence"):
        monkeypatch.setattr(f"parsers.readers.{module}.recognise", lying)
    report = parse_report(Document(as_pdf(scanned(printed, Scanner(150)), 150)))
    assert "scan.unconfirmed" in {finding.rule for finding in report.findings}


# ---- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_every_kind_of_image_is_a_scan(kind: str) -> None:
    """The bytes decide."""
    assert sniff(as_image([Image.new("L", (40, 30), 255)], kind)) is Medium.SCAN


def test_pages_of_a_tiff_are_pages() -> None:
    """A table on the second page is found, its place in pixels of that page."""
    page = Image.open(io.BytesIO(drawn([list(HEADS), ["规章", "1", "0", "11"]]))).convert("L")
    blank = Image.new("L", page.size, 255)
    grids = [
        block
        for block in read(Document(as_image([blank, page], "TIFF"))).blocks
        if isinstance(block, Grid)
    ]
    assert [cell.text for cell in grids[0].cells][4:] == ["规章", "1", "0", "11"]
    assert grids[0].cells[-1].source.startswith("p2:1166.")  # 420 points at 200 dpi


def test_an_image_without_a_report_is_none() -> None:
    with pytest.raises(NotAReport):
        parse_report(Document(as_image([Image.new("L", (300, 200), 255)], "PNG")))


BAD = {
    "cut": (lambda: drawn([list(HEADS)])[:900], "damaged"),
    "no image": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "damaged"),
    "too many pixels": (
        lambda: as_image([Image.new("1", (9000, 9000))], "PNG"),
        "larger than any report",
    ),
    "too many pages": (
        lambda: as_image([Image.new("1", (8, 8))] * 31, "TIFF"),
        "larger than any report",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_with_the_reason(name: str) -> None:
    make, reason = BAD[name]
    with pytest.raises(UnreadableDocument, match=reason):
        read(Document(make()))


def test_a_moving_picture_is_no_report() -> None:
    out = io.BytesIO()
    first, second = Image.new("L", (9, 9), 0), Image.new("L", (9, 9), 255)
    first.save(out, "GIF", save_all=True, append_images=[second])
    with pytest.raises(UnreadableDocument, match="moving picture"):
        read(Document(out.getvalue()))


def test_ocr_is_done_only_where_it_is_asked_for() -> None:
    """In a process with the limits of other media the picture is named, not read."""
    with pytest.raises(NeedsOcr):
        parse_report(Document(as_image([Image.new("L", (40, 30), 255)], "PNG")), ocr=False)


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("parsers.readers.scan")]:
        monkeypatch.delitem(sys.modules, name)
    honest = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("cv2", "rapidocr"):
            raise ImportError(name)
        return honest(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UnreadableDocument, match=r"pip install nianbao\[ocr\]"):
        read(Document(as_image([Image.new("L", (40, 30), 255)], "PNG")))


def test_models_never_come_from_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is made anew and reads a line with every connection forbidden."""
    from parsers.readers import scan_text

    def forbidden(*_: object) -> None:
        raise AssertionError("a look at the network")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    for made in (scan_text._settings, scan_text._detector, scan_text._recogniser):
        made.cache_clear()
    assert texts(drawn([list(HEADS), ["规章", "1", "0", "11"]]))[-1] == "11"


def test_nothing_of_ocr_is_imported_for_other_media() -> None:
    import subprocess

    code = (
        "import sys\nfrom parsers.errors import NotAReport\nfrom parsers.model import Document\n"
        "from parsers.report import parse_report\n"
        "try: parse_report(Document(b'<html><table><tr><td>1</td></tr></table></html>'))\n"
        "except NotAReport: pass\n"
        "print([n for n in ('cv2', 'rapidocr', 'onnxruntime') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- PDFs of text and pictures ------------------------------------------------------------------


def test_scanned_pages_among_pages_of_text_are_named(shared: Path) -> None:
    """A PDF with tables in its text says which of its pages are pictures only."""
    import pypdfium2

    whole = pypdfium2.PdfDocument((shared / "reports" / "huaian_gov_2024.pdf").read_bytes())
    whole.import_pages(pypdfium2.PdfDocument(as_pdf([Image.new("L", (400, 600), 200)], 72)))
    out = io.BytesIO()
    whole.save(out)
    report = parse_report(Document(out.getvalue()))
    assert report.medium is Medium.PDF
    (finding,) = (f for f in report.findings if f.rule == "scan.page_unread")
    assert "7" in finding.detail


def test_pictures_of_tables_in_a_pdf_of_text_are_read() -> None:
    """The text has no table: then its pictures are looked at."""
    import pypdfium2

    from tests.pdfs import drawn as pdf_of

    printed = paper("F2021", 1)
    whole = pypdfium2.PdfDocument(pdf_of([], lines=[[(80, 100, "一、总体情况")]]))
    whole.import_pages(pypdfium2.PdfDocument(as_pdf(scanned(printed, Scanner(150)), 150)))
    out = io.BytesIO()
    whole.save(out)
    report = parse_report(Document(out.getvalue()))
    assert (report.medium, report.form) == (Medium.SCAN, "F2021")
    assert wrong(printed, report) == []
