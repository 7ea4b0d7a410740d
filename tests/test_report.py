import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import NotAReport, UnreadableDocument
from parsers.model import Document, Kind, Medium, Outcome, Report, Scope
from parsers.report import dump, parse_report
from parsers.rules import rules
from tests.printed import Printed, as_text, form

REAL = {
    "cixi_minzheng_2019.txt": ("慈溪市民政局", 2019, "F2019", Scope.OWN, None, Medium.TEXT, 198),
    "shanghai_gov_office_2019.html": (
        "上海市人民政府办公厅",
        2019,
        "F2019",
        Scope.OWN,
        date(2020, 1, 31),
        Medium.HTML,
        198,
    ),
    "shuyang_fgj_2023.html": (
        "沭阳县发展和改革局",
        2023,
        "F2021",
        Scope.OWN,
        date(2024, 1, 17),
        Medium.HTML,
        200,
    ),
    "huaian_gov_2024.pdf": (
        "淮安市人民政府",
        2024,
        "F2021",
        Scope.CONSOLIDATED,
        None,
        Medium.PDF,
        200,
    ),
}
APPROX = {"huaian_gov_2024.pdf": {"narrative.channel_website.value"}}  # 5500余条
QUIET = {Outcome.PASS, Outcome.NOT_ASSESSABLE}


def read_real(shared: Path, name: str) -> Report:
    return parse_report(Document((shared / "reports" / name).read_bytes()))


@pytest.mark.parametrize("name", REAL)
def test_a_real_report_is_known_and_balances(shared: Path, name: str) -> None:
    """Body, year, form, scope and date; every place printed; only blank totals are in doubt."""
    report = read_real(shared, name)
    known = (report.agency, report.year, report.form, report.scope, report.published)
    assert (*known, report.medium, len(report.in_tables)) == REAL[name]
    assert {each.kind for each in report.in_tables} <= {Kind.NUMBER, Kind.BLANK}
    blank = {
        f"{each.table}.{each.row}"
        for each in report.in_tables
        if each.column == "total" and each.value is None
    }
    doubts = [each for each in report.findings if each.outcome not in QUIET]
    assert {each.where for each in doubts if each.rule == "value.approx"} == APPROX.get(name, set())
    doubts = [each for each in doubts if each.rule != "value.approx"]
    assert {each.where for each in doubts} == blank
    assert {each.rule for each in doubts} <= {"R3.3", "R4.3"}
    assert {each.outcome for each in doubts} <= {Outcome.UNCERTAIN}
    assert len(doubts) == len(blank)
    assert [each.number for each in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_shanghai_balances_by_what_its_blanks_are_proved_to_be(shared: Path) -> None:
    """Seven columns pass R3.1 and R3.2 through `inferred`, and say so."""
    report = read_real(shared, "shanghai_gov_office_2019.html")
    blanks = [each for each in report.in_tables if each.kind is Kind.BLANK]
    assert len(blanks) == 135
    assert all(each.value is None and each.inferred is not None for each in blanks)
    checks = [each for each in report.findings if each.rule in ("R3.1", "R3.2")]
    assert [each.outcome for each in checks] == [Outcome.PASS] * 14
    assert all("推定" in each.detail for each in checks if each.rule == "R3.2")


def test_the_blank_official_form_is_read_as_blank(shared: Path) -> None:
    """The form of 2021 has 200 places, none of them zero; its title is no report's."""
    report = read_real(shared, "template_2021_30hao_blank.docx")
    assert {each.kind for each in report.in_tables} == {Kind.BLANK}
    assert (len(report.in_tables), report.agency, report.year) == (200, "", 0)
    named = {each.rule for each in report.findings if each.outcome is Outcome.UNCERTAIN}
    assert {"title.refused", "title.agency_unknown", "title.year_unknown"} <= named


def test_the_dump_is_plain_json_with_numbers() -> None:
    """Integers stay integers, money is in its unit, what is missing or blank is null."""
    values = {"requests.granted.research_inst": "", "disclosure.gov_procurement.amount": "477.5元"}
    printed = Printed(form("F2019"), values=values, title="甲市民政局2019年政府信息公开年报")
    found = json.loads(json.dumps(dump(parse_report(printed.page()))))
    assert list(found) == [
        "agency",
        "year",
        "form",
        "alternative",
        "scope",
        "title",
        "published",
        "published_evidence",
        "medium",
        "sections",
        "figures",
        "findings",
        "mentions",
        "agency_evidence",
        "credit_code",
    ]
    figures = {f"{each['table']}.{each['row']}.{each['column']}": each for each in found["figures"]}
    assert figures["disclosure.gov_procurement.amount"]["value"] == 477.5
    assert figures["disclosure.admin_license.items_change"]["value"] == 5
    assert figures["requests.granted.research_inst"] == {
        "table": "requests",
        "row": "granted",
        "column": "research_inst",
        "value": None,
        "kind": "blank",
        "raw": "",
        "unit": "件",
        "inferred": 0,
        "cell": {"grid": 2, "top": 5, "left": 5, "source": "table[2]/tr[6]/td[5]"},
    }
    assert found["sections"][1] == {
        "number": 1,
        "title": "一、总体情况",
        "text": "2021年，共公开信息12条。",
    }


def page(title: str, body: str = "", head: str = "", url: str = "") -> Report:
    """A report whose identity stands in other places than a heading."""
    html = Printed(form("F2021"), title="").page().body.decode()
    html = html.replace("<h1></h1>", title).replace("<body>", f"<head>{head}</head><body>{body}")
    return parse_report(Document(html.encode(), url))


def test_the_title_is_found_where_it_stands() -> None:
    """Heading, meta tag, paragraph over one or two lines, metadata table, title tag."""
    title = "甲市民政局2021年政府信息公开年报"
    two_lines = "<p>甲市民政局</p><p>2021年政府信息公开年报</p>"
    table = f"<table><tr><td>名称</td><td>{title}</td></tr></table>"
    for found in (
        page(f"<h2>{title}</h2>"),
        page("", head=f'<meta name="ArticleTitle" content="{title}">'),
        page(f"<p>{title}</p>"),
        page(two_lines),
        page("", table),
        page("", head=f"<title>{title}-甲市人民政府</title>"),
    ):
        assert (found.agency, found.year, found.scope) == ("甲市民政局", 2021, Scope.OWN)


def test_what_the_title_lacks_comes_from_other_evidence() -> None:
    """Body from the metadata table; year from the period, the address, the date, in this order."""
    body = "<table><tr><td>发布机构</td><td>甲县乙镇人民政府</td></tr></table>"
    title = "<h1>政府信息公开年报</h1>"
    period = "<p>统计期限自2020年1月1日至2020年12月31日。</p>"
    dated = "<p>发布日期：2022-01-20</p>"
    found = page(title, body + period + dated)
    assert (found.agency, found.year, found.scope) == ("甲县乙镇人民政府", 2020, Scope.OWN)
    found = page(title, body + dated, url="http://www.example.gov.cn/gknb/2021n/1.html")
    assert (found.year, found.published) == (2021, date(2022, 1, 20))
    found = page(title, body + dated)
    assert found.year == 2021
    assert "title.year_inferred" in {each.rule for each in found.findings}
    found = page(title, body)
    assert found.year == 0
    assert "title.year_unknown" in {each.rule for each in found.findings}


def test_a_title_and_a_period_that_differ_are_reported() -> None:
    """The title's year is taken, the other is named."""
    found = page(
        "<h1>甲局2022年政府信息公开年报</h1>",
        "<p>统计期限自2021年1月1日至2021年12月31日。</p>",
    )
    conflicts = [each for each in found.findings if each.rule == "title.year_conflict"]
    assert (found.year, [each.actual for each in conflicts]) == (2022, ["2021"])


@pytest.mark.parametrize(
    ("agency", "scope"),
    [
        ("甲市人民政府", Scope.CONSOLIDATED),
        ("甲省乙市丙区人民政府", Scope.CONSOLIDATED),
        ("甲县", Scope.CONSOLIDATED),
        ("甲市人民政府办公室", Scope.OWN),
        ("甲县乙镇人民政府", Scope.OWN),
        ("甲区乙街道办事处", Scope.OWN),
        ("甲市卫生健康委员会", Scope.OWN),
        ("甲高新区管委会", Scope.UNKNOWN),
    ],
)
def test_scope_by_the_body(agency: str, scope: Scope) -> None:
    """A territory's government counts all bodies below it, every other body its own."""
    assert page(f"<h1>{agency}2021年政府信息公开年报</h1>").scope is scope


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><h1>\xe6\x96\xb0\xe9\x97\xbb</h1></body></html>",
        "甲局2021年政府信息公开年报\n\n一、总体情况\n共公开12条。".encode(),
        "<table><tr><td>其他</td><td>3</td></tr><tr><td>总计</td><td>3</td></tr></table>".encode(),
    ],
)
def test_a_document_without_the_tables_is_no_report(body: bytes) -> None:
    """Readable, but nothing carries the labels of a form: one line says so."""
    with pytest.raises(NotAReport, match=r"^no table with the labels.+$"):
        parse_report(Document(body))


def test_an_empty_document_is_unreadable() -> None:
    """Nothing can be made of no bytes."""
    with pytest.raises(UnreadableDocument):
        parse_report(Document(b""))


PAGE = Printed(form("F2021")).page().body
TEXT = as_text(Printed(form("F2019"))).body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([PAGE, TEXT]),
    st.lists(
        st.tuples(st.integers(0, 40_000), st.integers(0, 30), st.binary(max_size=12)), max_size=6
    ),
)
def test_no_bytes_raise_anything_but_the_two_errors(
    body: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    """Whatever is cut out of or put into a report, it is read, refused or unreadable."""
    for start, length, inserted in edits:
        body = body[:start] + inserted + body[start + length :]
    known = {rule.id for rule in rules()}
    try:
        report = parse_report(Document(body))
    except (NotAReport, UnreadableDocument):
        return
    assert {each.rule for each in report.findings} <= known
    json.dumps(dump(report))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_no_shuffled_page_raises_anything_but_the_two_errors(rng: Random, count: int) -> None:
    """Tags in any order make no table that breaks the matching."""
    pieces = PAGE.decode().replace("<", "\0<").split("\0")
    for _ in range(count):
        place = rng.randrange(len(pieces))
        pieces.insert(rng.randrange(len(pieces)), pieces.pop(place))
    with suppress(NotAReport, UnreadableDocument):
        parse_report(Document("".join(pieces).encode()))
