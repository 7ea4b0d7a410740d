"""Chapters and whole reports in places of their own: text and numbers stay with their owner.

Synthetic: the bodies do not exist, the numbers are made up and balance.
"""

import pytest

from parsers.errors import NotAReport
from parsers.model import Document, Fault, Outcome, Report
from parsers.report import parse_report, parse_reports
from tests.printed import TD, Printed, distinct, draw
from tests.quirks import FORMS, assert_exact, chapters, doubts, html

OURS, OTHER = "甲市民政局2021年政府信息公开年报", "甲市财政局2021年政府信息公开年报"
LAST_YEAR = "甲市民政局2020年政府信息公开年报"


def drawn(printed: Printed) -> list[str]:
    return [draw(rows) for rows in printed.tables()]


def texts(report: Report) -> dict[int, str]:
    return {section.number: section.text for section in report.sections if section.text}


def order_of(report: Report) -> list[int]:
    return [section.number for section in report.sections if section.number]


# ---- chapters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_chapters_may_stand_in_any_order(name: str) -> None:
    """The labels of the tables tell what they are; S1 says that the order is another."""
    printed = distinct(name)
    parts = chapters(printed, drawn(printed))
    page = html(*(parts[n] for n in (0, 3, 1, 2, 4, 5)))
    report = assert_exact(page, printed, "S1")
    assert order_of(report) == [1, 4, 2, 3, 5, 6]


def test_chapter_numbers_may_be_shifted() -> None:
    """三 to 八 for the six chapters: numbered by title, S1 says what was printed."""
    printed = distinct("F2021")
    report = assert_exact(html(*chapters(printed, drawn(printed), "三四五六七八")), printed, "S1")
    assert texts(report)[5] == "存在公开不够及时的问题。"
    assert order_of(report) == [1, 2, 3, 4, 5, 6]


def test_headings_may_be_missing() -> None:
    """Tables without any heading above are read; S1 names the chapters that were not found."""
    printed = distinct("F2021")
    first, *_, fifth, sixth = chapters(printed, drawn(printed))
    report = assert_exact(html(first, *drawn(printed), fifth, sixth), printed, "S1")
    assert texts(report) == {0: OURS, 1: "公开信息12条。", 5: "存在公开不够及时的问题。", 6: "无"}


def test_a_heading_below_its_table_moves_no_text() -> None:
    """「三、…」 printed after the table of chapter 三."""
    printed = distinct("F2021")
    tables = drawn(printed)
    parts = chapters(printed, [tables[0] + tables[1], "", tables[2]])
    report = assert_exact(html(*parts), printed)
    assert texts(report) == {0: OURS, 1: "公开信息12条。", 5: "存在公开不够及时的问题。", 6: "无"}


def test_a_heading_printed_twice_is_no_text() -> None:
    """The heading of the chapter again as the caption of its table."""
    printed = distinct("F2021")
    title = printed.form.chapters[2].title
    parts = chapters(printed, drawn(printed))
    parts[2] = f"<h2>三、{title}</h2>{parts[2]}"
    report = assert_exact(html(*parts), printed)
    assert texts(report) == {0: OURS, 1: "公开信息12条。", 5: "存在公开不够及时的问题。", 6: "无"}


@pytest.mark.parametrize("known", [True, False])
def test_tables_after_the_text_may_be_numbered_again(known: bool) -> None:
    """一 to 六 in prose, then 一 to 三 for the tables: the prose keeps its chapters."""
    printed = distinct("F2021")
    titles = [chapter.title for chapter in printed.form.chapters]
    if not known:
        titles[1:4] = ["公开工作开展", "依申请公开办理", "复议和诉讼"]
    numerals = "一二三四五六"
    prose = "".join(
        f"<p>{n}、{t}</p><p>正文{n}，这里写得比较长一些。</p>"
        for n, t in zip(numerals, titles, strict=True)
    )
    official = [chapter.title for chapter in printed.form.chapters[1:4]]
    tables = "".join(
        f"<p>{n}、{t}</p>{table}"
        for n, t, table in zip("一二三", official, drawn(printed), strict=True)
    )
    report = assert_exact(html(prose, tables), printed)
    found = texts(report)
    assert [found[number] for number in range(1, 6)] == [
        f"正文{n}，这里写得比较长一些。" for n in numerals[:5]
    ]
    assert found[6].startswith("正文六，")


def test_instructions_of_the_template_stay_in_their_chapter() -> None:
    """They are printed text, and no chapter."""
    printed = distinct("F2021")
    parts = chapters(
        printed, [f"<p>该部分以表格形式报告。表格如下:</p>{t}" for t in drawn(printed)]
    )
    parts[0] += "<p>编写说明:可先适当综述全年工作。</p>"
    report = assert_exact(html(*parts), printed)
    assert texts(report)[3] == "该部分以表格形式报告。表格如下:"
    assert texts(report)[1] == "公开信息12条。\n编写说明:可先适当综述全年工作。"


@pytest.mark.parametrize("name", FORMS)
def test_a_report_inside_one_table_has_chapters(name: str) -> None:
    """Lines over the whole width are its headings and its text."""
    printed = distinct(name)
    titles = [chapter.title for chapter in printed.form.chapters]
    bodies = [
        [[TD("公开信息12条。", 1, 15)]],
        *printed.tables(),
        [[TD("存在3个方面的问题和不足之处。", 1, 15)]],
        [],
    ]
    rows = [[TD(OURS, 1, 15)]]
    for numeral, title, body in zip("一二三四五六", titles, bodies, strict=True):
        rows += [[TD(f"{numeral}、{title}", 1, 15)], *body]
    page = Document(f"<html><body>{draw(rows)}</body></html>".encode())
    report = assert_exact(page, printed)
    assert (report.agency, report.year) == ("甲市民政局", 2021)
    assert texts(report) == {0: OURS, 1: "公开信息12条。", 5: "存在3个方面的问题和不足之处。"}


# ---- several reports in one page --------------------------------------------------------------


def report_part(printed: Printed, title: str, level: int = 2) -> str:
    body = "".join(chapters(printed, drawn(printed)))
    return f"<h{level}>{title}</h{level}>{body}"


def page_of(*parts: str, title: str = "") -> Document:
    head = f"<title>{title}</title>" if title else ""
    return Document(f"<html><head>{head}</head><body>{''.join(parts)}</body></html>".encode())


def raws(report: Report) -> dict[str, str]:
    return {each.address: each.raw for each in report.in_tables}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("named", ["", OURS, OTHER])
def test_two_reports_in_one_page_never_mix(name: str, named: str) -> None:
    """The one the page's title names is read, else the first; the other is named in a finding."""
    ours, other = distinct(name, seed=1), distinct(name, seed=2)
    page = page_of(report_part(ours, OURS), report_part(other, OTHER), title=named)
    report = parse_report(page)
    mine, title, rest = (other, OTHER, OURS) if named == OTHER else (ours, OURS, OTHER)
    assert raws(report) == mine.values
    assert (report.title, report.agency, report.year) == (title, title[:5], 2021)
    assert doubts(report) - {"form.year_mismatch"} == {"title.second_report"}
    (said,) = [each for each in report.findings if each.rule == "title.second_report"]
    assert (said.expected, said.actual) == (title, rest)
    assert texts(report)[5] == "存在公开不够及时的问题。"


def test_a_report_that_the_page_shows_is_read_before_a_hidden_one() -> None:
    """Tabs of years, or an old report that was left: where no title decides, the shown one is."""
    ours, old = distinct("F2021", seed=1), distinct("F2021", seed=2)
    hidden = f'<div style="display:none">{report_part(old, "")}</div>'
    report = parse_report(page_of(f"<h1>{OURS}</h1>", hidden, report_part(ours, "")))
    assert raws(report) == ours.values
    assert {"grid.hidden", "title.second_report"} <= doubts(report)


def test_hidden_tables_without_a_word_of_the_form_are_not_worth_a_doubt() -> None:
    """Menus, logins and lists of years are hidden on many pages."""
    printed = distinct("F2021")
    hidden = '<div style="display:none"><table><tr>{}</tr></table></div>'
    login = hidden.format("<td>密码</td><td>12</td>")
    years = hidden.format("".join(f"<td>{year}年年报</td>" for year in range(1990, 2025)))
    assert doubts(parse_report(page_of(report_part(printed, OURS), login, years))) == set()
    old = hidden.format("<td>规章</td><td>9</td>")
    assert doubts(parse_report(page_of(report_part(printed, OURS), old))) == {"grid.hidden"}


def test_every_report_of_a_page_can_be_read() -> None:
    """Three of them, the named one first, the others in their order."""
    made = {
        title: distinct("F2021", seed=seed)
        for seed, title in enumerate([OURS, OTHER, LAST_YEAR], start=1)
    }
    page = page_of(*(report_part(p, title) for title, p in made.items()), title=OTHER)
    reports = parse_reports(page)
    assert [each.title for each in reports] == [OTHER, OURS, LAST_YEAR]
    assert [(each.agency, each.year) for each in reports] == [
        ("甲市财政局", 2021),
        ("甲市民政局", 2021),
        ("甲市民政局", 2020),
    ]
    assert [raws(each) for each in reports] == [made[each.title].values for each in reports]


def test_a_page_that_is_titled_by_its_second_report_is_that_reports() -> None:
    """The large heading above both names last year's; this year's stands first."""
    ours, last = distinct("F2021", seed=1), distinct("F2021", seed=2)
    page = page_of(f"<h1>{LAST_YEAR}</h1>", report_part(ours, OURS), report_part(last, LAST_YEAR))
    report = parse_report(page)
    assert (report.year, raws(report)) == (2020, last.values)


def test_reports_without_chapters_are_told_by_their_titles() -> None:
    """Only titles and tables, twice."""
    ours, other = distinct("F2021", seed=1), distinct("F2021", seed=2)
    page = page_of(f"<p>{OURS}</p>", *drawn(ours), f"<p>{OTHER}</p>", *drawn(other))
    reports = parse_reports(page)
    assert [raws(each) for each in reports] == [ours.values, other.values]
    assert [each.agency for each in reports] == ["甲市民政局", "甲市财政局"]


def test_tables_printed_twice_without_a_title_are_refused() -> None:
    """Nothing says whose the second ones are: what differs is not taken."""
    ours, other = distinct("F2021", seed=1), distinct("F2021", seed=2)
    report = parse_report(page_of(f"<p>{OURS}</p>", *drawn(ours), *drawn(other)))
    assert "form.duplicate_row" in doubts(report)
    assert all(
        each.value is None or each.raw == ours.values[each.address] == other.values[each.address]
        for each in report.in_tables
    )


def test_a_failed_sum_beside_another_report_blames_nobody() -> None:
    """The second reading of single figures cannot tell two reports apart."""
    ours, other = distinct("F2021", seed=1), distinct("F2021", seed=2)
    ours.values["appeals.review.total"] = "9999"
    page = page_of(report_part(other, OTHER), report_part(ours, OURS), title=OURS)
    failed = [e for e in parse_report(page).findings if e.outcome is Outcome.FAIL]
    assert [(each.rule, each.fault) for each in failed] == [("R4.1", Fault.UNKNOWN)]


def test_links_to_other_reports_begin_no_report() -> None:
    """「上一篇」 and the like stand under the tables of many pages."""
    printed = distinct("F2021")
    page = html(*chapters(printed, drawn(printed)), f"<p>上一篇：{LAST_YEAR}</p><p>{OTHER}</p>")
    assert parse_reports(page) == (assert_exact(page, printed),)


def test_several_reports_raise_like_one() -> None:
    """A page with none is no report."""
    with pytest.raises(NotAReport):
        parse_reports(page_of("<p>通知</p>"))
