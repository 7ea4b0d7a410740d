"""Originals of every medium as readers see them: the cell marked, nothing that runs."""

import re
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.pages.language import words
from archive.pages.showing import Wanted, show
from archive.reopen import opener
from parsers.model import Document, Medium
from parsers.report import parse_report
from tests.opendocument import odt
from tests.printed import Printed, form
from tests.sheets import xls, xlsx
from tests.words import docx

WRITERS: dict[str, Callable[[Printed], bytes]] = {
    "docx": docx,
    "odt": odt,
    "xlsx": xlsx,
    "xls": xls,
    "doc": docx,
}


def report(writer: Callable[[Printed], bytes]) -> bytes:
    printed = Printed(
        form("F2021"), title="<script>甲市民政局</script>2021年政府信息公开工作年度报告"
    )
    return writer(printed)


def shown(folder: Path, medium: str, body: bytes, source: str) -> str:
    """An original of an evidence database as its page shows it."""
    path = folder / "evidence.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table original (sha256, medium, size, body, converted)")
        converted = zlib.compress(body) if medium == "doc" else None
        kept = zlib.compress(b"old" if medium == "doc" else body)
        db.execute("insert into original values ('a', ?, 1, ?, ?)", (medium, kept, converted))
    return show(Wanted(path, "a", source, "", "zh"))


@pytest.mark.parametrize("medium", WRITERS)
def test_the_cell_of_a_figure_is_marked(tmp_path: Path, medium: str) -> None:
    """One cell carries the mark and the figure's text; markup in the text stays text."""
    body = report(WRITERS[medium])
    document = Document(b"{\\rtf", converted=body) if medium == "doc" else Document(body)
    (figure,) = (f for f in parse_report(document).figures if f.raw == "66")
    assert figure.cell is not None
    html = shown(tmp_path, medium, body, figure.cell.source)
    assert re.findall(r'<td[^>]*id="cell"[^>]*>(.*?)</td>', html) == ["66"]
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert opener(body, Medium(medium))(figure.cell.source) in ("66", "66.0")


def test_every_medium_has_a_name() -> None:
    """In both languages; no page shows a code."""
    assert {f"medium.{medium.value}" for medium in Medium} <= set(words())
