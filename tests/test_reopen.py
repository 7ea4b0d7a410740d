"""Cells opened again by other engines: the right place carries the text, a wrong one does not."""

import io
import zipfile
from decimal import Decimal

import pytest

from archive.reopen import carries, mismatches, opener
from parsers.model import CellRef, Figure, Kind, Medium

HTML = """<table><tr><td>a<th>b <b>1</b><br>2</td></tr>
<tr><td><table><tr><td>inner</td></tr></table></td><td>&nbsp;３&#51;</td></tr></table>
<script>document.write("<table><tr><td>no</td></tr></table>")</script>
<table><td>loose</td><tr><td>x<tr><td>y</table>""".encode()
PLACES = {
    "table[1]/tr[1]/td[1]": "a",
    "table[1]/tr[1]/td[2]": "b 12",
    "table[1]/tr[1]/th[2]": "b 12",
    "table[1]/tr[2]/td[2]": "\xa0３3",
    "table[2]/tr[1]/td[1]": "inner",
    "table[3]/tr[1]/td[1]": "loose",
    "table[3]/tr[2]/td[1]": "x",
    "table[3]/tr[3]/td[1]": "y",
    "table[4]/tr[1]/td[1]": None,
    "nonsense": None,
}


@pytest.mark.parametrize("source", PLACES)
def test_html_is_walked_by_tags(source: str) -> None:
    """Tables, rows and cells count as their start tags stand, closed or not."""
    assert opener(HTML, Medium.HTML)(source) == PLACES[source]


def figure(raw: str, source: str) -> Figure:
    cell = CellRef(1, 0, 0, source)
    return Figure("requests", "granted", "total", Decimal(1), Kind.NUMBER, raw, "件", None, cell)


def test_only_wrong_places_are_told() -> None:
    """White space does not matter, anything else does; a missing place has no cell to open."""
    right, wrong = figure("b12", "table[1]/tr[1]/td[2]"), figure("13", "table[1]/tr[1]/td[2]")
    missing = Figure("requests", "granted", "total", None, Kind.MISSING, "", "件")
    assert list(mismatches(HTML, Medium.HTML, (right, wrong, missing))) == [wrong]


def test_docx_cells_are_found() -> None:
    """Rows count as descendants, cells as children."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    row = "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>"
    xml = f'<w:document xmlns:w="{word}"><w:tbl>{row.format(1)}{row.format(3)}</w:tbl></w:document>'
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        package.writestr("word/document.xml", xml)
    text_at = opener(body.getvalue(), Medium.DOCX)
    assert text_at("tbl[1]/tr[2]/tc[1]") == "32"
    assert text_at("tbl[1]/tr[3]/tc[1]") is None


def test_lines_of_plain_text() -> None:
    """A line may hold several cells; a cell may take several lines."""
    text_at = opener("一\r\n\t12\n\t本年\n新制作\n".encode(), Medium.TEXT)
    assert text_at("L2") == "\t12"
    assert text_at("L3-4") == "\t本年\n新制作"
    assert text_at("L9") is None
    assert carries(" ", "", Medium.HTML)
    assert not carries(None, "", Medium.HTML)
    assert carries("合计 12 13", "12", Medium.TEXT)
    assert not carries("合计 12 13", "12", Medium.HTML)


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.DOCX])
def test_what_cannot_be_opened_carries_nothing(medium: Medium) -> None:
    """A damaged original makes every figure a mismatch, never an exception."""
    assert list(mismatches(b"damaged", medium, (figure("1", "p1:0,0,1,1"),)))
