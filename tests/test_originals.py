"""Archived originals as readers see them: harmless, and the cell a figure came from marked."""

import asyncio
import hashlib
import io
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlite_utils import Database

from archive.pages.original_html import marked_html
from archive.pages.original_paged import boxes
from archive.pages.original_text import marked_text
from archive.serving import datasette
from parsers.model import Document
from parsers.report import parse_report
from tests.synthetic_archive import agency_id, make


def get(served: Any, path: str) -> Any:
    return asyncio.run(served.client.get(path))


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300))
    for page in (1, 2):
        canvas.drawString(100, 200, f"page {page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row in range(2):
        for column in range(3):
            table.cell(row, column).text = f"<{row}-{column}>"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def endless() -> bytes:
    """Return a small PDF whose page is never drawn to its end: a form that draws itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/F Do\nendstream",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</F 5 0 R>>>>"
        b"/Length 240>>stream\n%b\nendstream" % (b"/F Do " * 40),
    ]
    numbered = (b"%d 0 obj\n%b\nendobj\n" % (n, body) for n, body in enumerate(objects, 1))
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


TEXT = "第一行\n<b>第二行</b>\n第三行".encode("gb18030")
BODIES = {"pdf": pdf(), "docx": word(), "text": TEXT, "html": b"<script>x</script>"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = make(tmp_path_factory.mktemp("archive"))
    evidence = Database(folder / "evidence.db")
    evidence["original"].insert_all(
        {"sha256": sha256(body), "medium": medium, "size": len(body), "body": zlib.compress(body)}
        for medium, body in BODIES.items()
    )
    evidence.close()
    return datasette(folder)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def shown(served: Any, medium: str, cell: str, more: str = "") -> str:
    address = f"/-/original/{sha256(BODIES[medium])}?cell={quote(cell)}{more}"
    response = get(served, address)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"
    return str(response.text)


def test_every_figure_of_a_report_leads_to_its_own_cell(served: Any) -> None:
    """Each link of the report page marks one cell of the original, with the same text."""
    page = get(served, f"/archive/report/{agency_id(0)}-2023").text
    cells = re.findall(r'<a href="(/-/original/[^"#]+)#cell"[^>]*>([^<]*)</a>', page)
    assert len(cells) == 200
    for address, number in cells[::9]:
        (marked,) = re.findall(r'<td id="cell">(.*?)</td>', get(served, address).text)
        assert marked == number


def test_a_page_in_a_wrong_charset_is_readable_and_harmless(served: Any) -> None:
    """GB18030 declared as UTF-8 is read; scripts, handlers, links and images are gone."""
    page = get(served, f"/archive/report/{agency_id(0)}-2023").text
    address = re.search(r"/-/original/[0-9a-f]{64}", page)
    assert address is not None
    text = get(served, address[0]).text
    assert "示例市民政局2023年年度报告" in text
    for harm in ("<script", "onload", "javascript:", "example.org", "<img", "href="):
        assert harm not in text, harm


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<form action=http://example.org><input name=a></form>",
    "<base href=http://example.org/>",
    "<meta http-equiv=refresh content='0;url=http://example.org'>",
    "<link rel=stylesheet href=http://example.org/x.css>",
    "<style>@import 'http://example.org/x.css'</style>",
    "<p style='background:url(http://example.org/x)'>x</p>",
    "<p style='position:fixed;top:0;left:0'>x</p>",
    "<object data=http://example.org></object><embed src=http://example.org>",
    "<video poster=http://example.org><source src=http://example.org></video>",
    "<table background=http://example.org><tr><td background=http://example.org>1</td></tr></table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<?xml version='1.0' encoding='gb2312'?><p>x</p>",
    "<div id=cell>fake</div>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_survives(html: str) -> None:
    """Nothing that runs, loads, leads elsewhere or poses as our mark is left."""
    clean = marked_html(
        f"<html><body>{html}</body></html>".encode(), "table[9]/tr[1]/td[1]"
    ).lower()
    for harm in ("<script", "onerror", "example.org", "javascript:", "<iframe", "<svg", "<style"):
        assert harm not in clean, clean
    for harm in ("<form", "<input", "<meta", "<link", "position", 'id="cell"', "href"):
        assert harm not in clean, clean


def test_cells_are_counted_like_the_readers_count_them() -> None:
    """Nested tables' rows count for the outer table too; headers are cells."""
    html = (
        b"<table><tr><th>a</th><td><table><tr><td>b</td></tr></table></td></tr>"
        b"<tr><td>c</td></tr></table>"
    )
    for source, text in {
        "table[1]/tr[1]/td[1]": "a",
        "table[1]/tr[2]/td[1]": "b",
        "table[2]/tr[1]/td[1]": "b",
        "table[1]/tr[3]/td[1]": "c",
    }.items():
        assert re.findall(r'id="cell">(\w)<', marked_html(html, source)) == [text]


@pytest.mark.parametrize(
    "source", ["", "table[1]", "table[0]/tr[1]/td[1]", "') or ('", "table[99]/tr[9]/td[9]", "p1:1"]
)
def test_an_unknown_place_marks_nothing(served: Any, source: str) -> None:
    """A place that is not there shows the original without a mark, whatever the medium."""
    for medium in BODIES:
        assert 'id="cell"' not in shown(served, medium, source)


def test_text_shows_its_lines(served: Any) -> None:
    """A text's lines are numbered, escaped, and those of the figure marked."""
    text = shown(served, "text", "L2-3")
    assert '<span id="cell" class="hit"><i>2</i>&lt;b&gt;第二行&lt;/b&gt;</span>' in text
    assert text.count('class="hit"') == 2
    assert marked_text(b"a\nb", "L9").count("hit") == 0


def test_word_shows_its_tables(served: Any) -> None:
    """A Word file is shown as its tables with the cell marked."""
    text = shown(served, "docx", "tbl[1]/tr[2]/tc[3]")
    assert re.findall(r'id="cell">([^<]*)<', text) == ["&lt;1-2&gt;"]


def test_pdf_shows_the_page_with_its_boxes(served: Any) -> None:
    """The page of the figure is drawn, its place boxed, other pages one click away."""
    text = shown(served, "pdf", "p2:100.0,90.0,140.0,102.0")
    assert 'src="data:image/png;base64,' in text
    assert 'id="cell" style="left:25.000%;top:30.000%;width:10.000%;height:4.000%"' in text
    assert "第 2 页，共 2 页" in text
    assert "&page=1" in text
    both = "p1:1.0,2.0,3.0,4.0+p2:1.0,2.0,3.0,4.0"
    assert "max-width: 100%" in text
    assert "min-width: 780px" not in text  # a page wider than its frame hides the row labels
    assert 'class="box" id="cell"' in shown(served, "pdf", both)
    assert 'class="box" id="cell"' in shown(served, "pdf", both, "&page=2")
    assert "无法显示" in shown(served, "pdf", both, "&page=77")


def test_a_page_that_cannot_be_drawn_costs_only_itself(tmp_path: Path) -> None:
    """An original made to be drawn for ever is said not to be shown; the next one is."""
    folder, hostile = make(tmp_path), endless()
    evidence = Database(folder / "evidence.db")
    evidence["original"].insert_all(
        {"sha256": sha256(body), "medium": "pdf", "size": len(body), "body": zlib.compress(body)}
        for body in (hostile, BODIES["pdf"])
    )
    evidence.close()
    served = datasette(folder)
    response = get(served, f"/-/original/{sha256(hostile)}")
    assert "原件太大或无法显示" in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "data:image/png" in shown(served, "pdf", "")


def test_boxes_of_nonsense_are_none() -> None:
    """A source that is not a place in a PDF has no boxes."""
    assert boxes("p1:a,b,c,d+table[1]/tr[1]/td[1]") == ()


@pytest.mark.parametrize("medium", sorted(BODIES))
def test_originals_can_be_taken_but_never_run(served: Any, medium: str) -> None:
    """The bytes come as fetched, as a download that no browser runs or guesses at."""
    response = get(served, f"/-/original/{sha256(BODIES[medium])}/download")
    assert response.content == BODIES[medium]
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_reports_without_evidence_still_show(tmp_path: Path) -> None:
    """Without evidence.db the report page shows its numbers, without links and frame."""
    folder = make(tmp_path)
    (folder / "evidence.db").unlink()
    response = get(datasette(folder), f"/archive/report/{agency_id(0)}-2023")
    assert response.status_code == 200
    assert "<iframe" not in response.text
    assert 'target="original"' not in response.text


@pytest.mark.parametrize("name", ["shanghai_gov_office_2019.html", "shuyang_fgj_2023.html"])
def test_real_pages_show_the_cell_of_every_figure(shared: Path, name: str) -> None:
    """On a real page each figure's source marks the one cell that holds its printed text."""
    body = (shared / "reports" / name).read_bytes()
    figures = [figure for figure in parse_report(Document(body)).in_tables if figure.cell]
    assert len(figures) > 190
    for figure in figures[::7]:
        assert figure.cell is not None
        marked = marked_html(body, figure.cell.source)
        (cell,) = re.findall(r'(?s)<t[dh][^>]* id="cell"[^>]*>(.*?)</t[dh]>', marked)
        text = re.sub(r"<[^>]+>|&nbsp;|\s", "", cell)
        assert text == re.sub(r"\s", "", figure.raw)


def test_a_real_text_shows_the_lines_of_every_figure(shared: Path) -> None:
    """In a text saved from a page each figure's line is marked and holds its number."""
    body = (shared / "reports" / "cixi_minzheng_2019.txt").read_bytes()
    figures = [figure for figure in parse_report(Document(body)).figures if figure.cell]
    for figure in figures[::7]:
        assert figure.cell is not None
        hits = re.findall(
            r'class="hit"><i>\d+</i>(.*?)</span>', marked_text(body, figure.cell.source)
        )
        assert figure.raw in "".join(hits)
