"""Tables of another year, unit or chapter are said: their labels are those of the form as well.

Synthetic: the bodies do not exist, the numbers are made up and balance.
"""

import pytest

from parsers.model import Document, Finding, Report
from parsers.report import parse_report
from tests.printed import distinct, draw
from tests.quirks import chapters, html

RULES = ("form.table_year", "form.table_unit", "form.table_chapter", "form.table_body")


def said(report: Report) -> list[tuple[str, str]]:
    return [(each.rule, each.actual) for each in report.findings if each.rule in RULES]


def only(report: Report) -> Finding:
    (finding,) = (each for each in report.findings if each.rule in RULES)
    return finding


def page(*, above: str = "", inside: str = "", chapter: int = 2) -> Document:
    """Return a report on 2021 with *above* over its table of requests and *inside* in its top row.

    The table stands in *chapter*, and the heading of its own where it always does.
    """
    printed = distinct("F2021")
    disclosure, requests, appeals = (draw(rows) for rows in printed.tables())
    if inside:
        begin, _, rest = requests.partition(">")
        requests = f"{begin}><tr><td colspan=10>{inside}</td></tr>{rest}"
    parts = chapters(printed, [disclosure, "", appeals])
    parts[chapter] += above + requests
    return html(*parts)


@pytest.mark.parametrize(
    ("above", "inside"),
    [
        ("<p>2020年收到和处理申请情况表</p>", ""),
        ("<p>2020年度申请情况表</p><p>单位：件</p>", ""),
        ("", "2020 年申请情况表"),
        ("<p>上年度情况</p>", ""),
        ("<p>附：去年申请情况表</p><p>单位：件</p>", ""),
    ],
)
def test_a_caption_of_another_year_is_said(above: str, inside: str) -> None:
    """The doubt names every figure of the table, not of the others."""
    finding = only(parse_report(page(above=above, inside=inside)))
    assert (finding.rule, finding.expected, finding.actual) == ("form.table_year", "2021", "2020")
    assert len(finding.figures) == 25 * 7
    assert all(address.startswith("requests.") for address in finding.figures)


@pytest.mark.parametrize(
    "above",
    [
        "<p>2021年申请情况表</p>",
        "<p>2021年与上年申请情况表</p>",
        "<p>与上年相比有增有减</p>",
        "<p>含上年结转的申请</p>",
        "<p>2020年、2021年申请情况表</p>",
        "<p>（2022年1月20日公布）</p>",
        "<p>与2020年相比，申请有所增加。</p>",
        "<p>2020年申请情况表见往年年报</p><p>本年的申请情况如下</p><p>单位：件</p>",
        "<p>单位：件</p>",
    ],
)
def test_what_is_no_caption_of_another_year_is_not_said(above: str) -> None:
    assert said(parse_report(page(above=above))) == []


@pytest.mark.parametrize(
    ("above", "inside", "words"),
    [
        ("<p>下属单位申请情况表</p>", "", "下属单位"),
        ("<p>直属事业单位申请情况</p><p>单位：件</p>", "", "直属事业单位"),
        ("<p>全市申请情况汇总表</p>", "", "全市"),
        ("<p>各镇街道申请情况汇总</p>", "", "各镇街道申请情况"),
        ("", "全系统申请情况表", "全系统"),
        ("<p>填报单位：乙市财政局</p>", "", "乙市财政局"),
        ("", "单位名称：乙县民政局", "乙县民政局"),
    ],
)
def test_a_caption_of_another_body_is_said(above: str, inside: str, words: str) -> None:
    """The doubt names every figure of the table, not of the others."""
    finding = only(parse_report(page(above=above, inside=inside)))
    assert (finding.rule, finding.expected) == ("form.table_body", "甲市民政局")
    assert finding.actual == words
    assert len(finding.figures) == 25 * 7


@pytest.mark.parametrize(
    "above",
    [
        "<p>填报单位：甲市民政局</p>",
        "<p>填报单位（盖章）：甲市民政局</p>",
        "<p>单位名称：市民政局</p>",
        "<p>甲市民政局（含下属单位）申请情况表</p>",
        "<p>单位：件</p>",
        "<p>安全区域申请情况</p>",
    ],
)
def test_what_is_no_caption_of_another_body_is_not_said(above: str) -> None:
    assert said(parse_report(page(above=above))) == []


def test_a_territory_may_say_that_it_counts_all() -> None:
    """全市 above the tables of a city's own report is no doubt."""
    document = page(above="<p>全市申请情况汇总表</p>")
    city = Document(document.body.replace("甲市民政局".encode(), "甲市人民政府".encode()))
    assert said(parse_report(city)) == []


def test_a_unit_above_the_table_is_compared() -> None:
    """十件 would make every number ten times as many."""
    report = parse_report(page(above="<p>（单位：十件、元）</p>"))
    assert said(report) == [("form.table_unit", "元、十件")]
    printed = distinct("F2021")
    tables = [draw(rows) for rows in printed.tables()]
    tables[0] = "<p>单位：件、元</p>" + tables[0]
    report = parse_report(html(*chapters(printed, tables)))
    assert only(report).figures == ("disclosure.admin_fees.amount",)


@pytest.mark.parametrize(("chapter", "found"), [(0, "1"), (4, "5"), (1, ""), (5, "")])
def test_a_table_in_a_chapter_of_text_is_said(chapter: int, found: str) -> None:
    """In 一 or 五 it may be quoted; in 二 a heading may be printed late, below 六 are annexes."""
    expected = [("form.table_chapter", found)] if found else []
    assert said(parse_report(page(chapter=chapter))) == expected
