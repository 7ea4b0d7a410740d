"""Numbers of sentences in the archive: their rows, their place in the original, their page."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.build import build
from archive.cells import reopen_all
from archive.serving import datasette
from tests.archives import SITE, Got, make_store
from tests.printed import Printed, form
from tests.test_prose_report import prose

YEARBOOK = "示例县民政局2013年政府信息公开年度报告"
TITLE = "示例县教育局2021年政府信息公开工作年度报告"


def with_tables() -> bytes:
    """A page with the tables of 2021 whose text says two numbers of requests, and its fees."""
    html = Printed(form("F2021"), title=TITLE).page().body.decode()
    said = "收到政府信息公开申请12件。经统计，收到政府信息公开申请15件。"
    html = html.replace("2021年，共公开信息12条。", said)
    return html.replace("<p>无</p>", "<p>收取信息处理费３８０元。</p>").encode()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sentences")
    pages = [(prose(YEARBOOK).body, YEARBOOK), (with_tables(), TITLE)]
    make_store(folder, [Got(f"/{n}.html", *each) for n, each in enumerate(pages)])
    build(folder, [SITE], jobs=1)
    return folder


@pytest.fixture
def archive(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "archive.db")) as connection:
        yield connection


def page(data: Path, archive: sqlite3.Connection, form_id: str, language: str = "zh") -> str:
    (report,) = archive.execute("select id from report where form = ?", (form_id,)).fetchone()
    client: Any = datasette(data).client
    response = asyncio.run(client.get(f"/archive/report/{report}?_lang={language}"))
    assert response.status_code == 200
    return str(response.text)


def test_every_candidate_is_a_row_and_only_agreed_numbers_are_facts(
    archive: sqlite3.Connection,
) -> None:
    """Two candidates stay two; the fact has no value and says why."""
    rows = "select value, raw, sentence from mention where code = ? and report like '%-2021'"
    assert archive.execute(rows, ("requests_received",)).fetchall() == [
        (12, "12件", "收到政府信息公开申请12件。"),
        (15, "15件", "经统计，收到政府信息公开申请15件。"),
    ]
    facts = 'select table_name, "row", value, kind, unit from fact where year = 2021'
    said = archive.execute(f"{facts} and table_name in ('fees', 'narrative')").fetchall()
    assert set(said) == {
        ("fees", "fee_notices", None, "missing", "件"),
        ("fees", "fee_notices_amount", None, "missing", "元"),
        ("fees", "fee_collected_cases", None, "missing", "件"),
        ("fees", "fee_collected", 380, "number", "元"),
        ("narrative", "requests_received", None, "text", "件"),
    }


def test_a_report_in_prose_is_filed_whole(archive: sqlite3.Connection) -> None:
    """It has no tables to be partial."""
    rows = archive.execute("select form, status, agency_name from report where year = 2013")
    assert rows.fetchall() == [("PROSE", "parsed", "示例县民政局")]


def test_every_sentence_is_found_again_in_its_original(
    data: Path, archive: sqlite3.Connection
) -> None:
    """By other means than it was read by, when the archive is built and whenever it is verified."""
    assert archive.execute(
        "select count(*) from finding where rule = 'cell.mismatch'"
    ).fetchone() == (0,)
    assert list(reopen_all(data / "evidence.db")) == []
    with closing(sqlite3.connect(data / "evidence.db")) as evidence, evidence:
        evidence.execute("update cell set raw = '999件' where grid = 0 and raw = '12件'")
    assert len(list(reopen_all(data / "evidence.db"))) == 1
    with closing(sqlite3.connect(data / "evidence.db")) as evidence, evidence:
        evidence.execute("update cell set raw = '12件' where raw = '999件'")


def test_the_page_shows_each_number_with_its_sentence(
    data: Path, archive: sqlite3.Connection
) -> None:
    """Marked in its sentence, with the way to the original; what differs is shown as differing."""
    text = page(data, archive, "F2021")
    assert "<h2>文字中的数字</h2>" in text
    row = re.search(r'<tr id="c-narrative\.requests_received\.value".*?</tr>', text, re.S)
    assert row is not None
    assert "有不同的数，未采用" in row[0]
    assert re.findall(r"<mark>(.*?)</mark>", row[0]) == ["12件", "15件"]
    assert "/-/original/" in row[0]
    fees = re.search(r'<tr id="c-fees\.fee_collected\.value".*?</tr>', text, re.S)
    assert fees is not None
    assert re.sub(r"<[^>]+>|\s", "", fees[0]) == "收取信息处理费金额380元收取信息处理费３８０元。"
    assert text.count("没有写明") >= 3


def test_the_page_speaks_english_beside_the_chinese_sentence(
    data: Path, archive: sqlite3.Connection
) -> None:
    """Names and remarks in English, the sentence as printed; a report without tables has a page."""
    text = page(data, archive, "PROSE", "en")
    assert "Numbers in the text" in text
    assert "Replies: granted" in text
    assert 'lang="zh-CN"' in text
    assert "同意公开<a" in text
