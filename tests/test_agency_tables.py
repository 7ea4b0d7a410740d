"""Bodies in a built archive: names, evidence, codes and successions, and their page."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.build import build
from archive.serving import datasette
from tests.archives import SITE, Got, make_store, report

YEAR = "{}{}年政府信息公开工作年度报告"
CREDIT, OTHER = "11341702486344515H", "12620600MB0523338C"


def got(path: str, body: str, year: int, index: str = "", publisher: str = "") -> Got:
    """A report page of a body and year with a metadata block before its title."""
    name = YEAR.format(body, year)
    info = (
        f"<table><tr><td>索引号</td><td>{index}</td>"
        f"<td>发布机构</td><td>{publisher}</td></tr></table>"
    )
    page = report(0, name).replace(b'<div id="zoom">', f'<div id="zoom">{info}'.encode())
    return Got(path, page, name)


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Database]:
    def make(*outcomes: Got) -> Database:
        make_store(tmp_path, outcomes)
        build(tmp_path, [SITE])
        return Database(tmp_path / "archive.db")

    return make


def test_short_and_full_names_are_one_body_with_its_aliases(
    built: Callable[..., Database],
) -> None:
    """What was printed where stays to be seen, with the years."""
    archive = built(
        got("/1.html", "示例县发展和改革局", 2021, publisher="县发改局"),
        got("/2.html", "示例县发改局", 2022, publisher="示例县发改局"),
        got("/3.html", "发改局", 2023),
    )
    (body,) = archive.table("agency").rows
    assert (body["name"], body["n_reports"]) == ("示例县发展和改革局", 3)
    assert (body["division"], body["division_evidence"]) == ("999901", "site")
    rows = archive.execute(
        "select name, source, first_year, last_year from agency_alias"
        " where source <> 'site' order by first_year, name, source"
    ).fetchall()
    assert rows == [
        ("县发改局", "publisher", 2021, 2021),
        ("示例县发展和改革局", "title", 2021, 2021),
        ("示例县发改局", "publisher", 2022, 2022),
        ("示例县发改局", "title", 2022, 2022),
        ("发改局", "title", 2023, 2023),
    ]
    assert archive.execute("pragma foreign_key_check").fetchall() == []


def test_evidence_stands_beside_the_report(built: Callable[..., Database]) -> None:
    """In its order, with its place; another publisher is a finding and no alias."""
    archive = built(got("/1.html", "示例县民政局", 2021, f"{CREDIT}/2022-00001", "示例县财政局"))
    evidence = archive.execute(
        "select ordinal, kind, text, source from agency_evidence order by ordinal"
    ).fetchall()
    assert [row[:3] for row in evidence] == [
        (1, "title", "示例县民政局"),
        (2, "publisher", "示例县财政局"),
        (3, "index", f"{CREDIT}/2022-00001"),
    ]
    assert evidence[1][3] == "table[1]/tr[1]/td[4]"
    rules = archive.execute("select rule, detail from finding where rule like 'agency.%'")
    (found,) = rules.fetchall()
    assert found[0] == "agency.evidence_differs"
    assert "示例县财政局" in found[1]
    names = archive.execute("select name from agency_alias where source <> 'site'").fetchall()
    assert names == [("示例县民政局",)]


def test_a_credit_code_belongs_to_one_body(built: Callable[..., Database]) -> None:
    """One that two bodies print is nobody's, and a finding on each of their reports."""
    archive = built(
        got("/1.html", "示例县民政局", 2021, f"{CREDIT}/2022-00001"),
        got("/2.html", "示例县民政局", 2022, f"{CREDIT}/2023-00001"),
        got("/3.html", "示例县财政局", 2021, f"{OTHER}/2022-00001"),
        got("/4.html", "示例县教育局", 2021, f"{OTHER}/2022-00002"),
    )
    codes = dict(archive.execute("select name, credit_code from agency").fetchall())
    assert codes == {"示例县民政局": CREDIT, "示例县财政局": None, "示例县教育局": None}
    printed = archive.execute("select credit_code from report order by url").fetchall()
    assert printed == [(CREDIT,), (CREDIT,), (OTHER,), (OTHER,)]
    shared = archive.execute(
        "select agency_name, actual, detail_en from finding f join report r on r.id = f.report"
        " where rule = 'agency.code_shared' order by agency_name"
    ).fetchall()
    assert [row[:2] for row in shared] == [("示例县教育局", OTHER), ("示例县财政局", OTHER)]
    assert all(row[2] for row in shared)


def test_a_listed_short_name_does_not_quarantine_and_another_body_does(
    built: Callable[..., Database],
) -> None:
    """Folding decides: 县发改局 is the body of the page, 县财政局 and the city's bureau are not."""
    page = got("", "示例县发展和改革局", 2021).body
    archive = built(
        Got("/1.html", page, YEAR.format("县发改局", 2021)),
        Got("/2.html", page + b"<!-- -->", YEAR.format("发展改革局", 2021)),
        Got("/3.html", page + b"<!-- 2 -->", YEAR.format("县财政局", 2021)),
        Got("/4.html", page + b"<!-- 3 -->", YEAR.format("示例市发改委", 2021)),
        Got("/5.html", page + b"<!-- 4 -->", YEAR.format("示例县发改局", 2020)),
    )
    found = archive.execute("select status, reason from document order by url").fetchall()
    assert [status for status, _ in found] == [
        *["current", "duplicate", "quarantined", "quarantined", "quarantined"]
    ]
    assert found[2][1] == "列表标题为“县财政局”，文件本身为“示例县发展和改革局”"
    assert found[4][1] == "列表标题为2020年，文件本身为2021年"


def test_a_reform_is_shown_as_proposed_and_merges_nothing(
    tmp_path: Path, built: Callable[..., Database]
) -> None:
    """Two bodies stay two; each page names the other, its aliases, and that it is only proposed."""
    archive = built(
        got("/1.html", "示例县工商局", 2018),
        got("/2.html", "示例县市场监管局", 2019),
        got("/3.html", "示例县人民政府", 2019),
    )
    ids = dict(archive.execute("select name, id from agency").fetchall())
    old, new = ids["示例县工商行政管理局"], ids["示例县市场监督管理局"]
    (row,) = archive.table("agency_succession").rows
    assert (row["old"], row["new"], row["status"]) == (old, new, "proposed")
    parents = archive.execute("select name, parent from agency order by name").fetchall()
    assert dict(parents) == {
        "示例县人民政府": None,
        "示例县工商行政管理局": ids["示例县人民政府"],
        "示例县市场监督管理局": ids["示例县人民政府"],
    }
    assert archive.execute("select count(*) from agency where valid_to is not null").fetchone() == (
        0,
    )
    page = _page(tmp_path, f"/archive/agency/{old}")
    assert "推测，未经确认" in page
    assert f'href="/archive/agency/{new}"' in page
    assert "示例县工商局" in page
    english = _page(tmp_path, f"/archive/agency/{new}?_lang=en")
    assert "Proposed by a rule, not confirmed" in english
    assert "Reform of 2018-19" in english


def _page(folder: Path, address: str) -> str:
    async def answer() -> str:
        response = await datasette(folder).client.get(address)
        assert response.status_code == 200
        return str(response.text)

    return asyncio.run(answer())
