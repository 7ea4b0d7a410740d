"""Reports of 2008-2018 in prose: recognised, cut into their chapters, never mistaken for others."""

from datetime import date

import pytest

from parsers.errors import NotAReport
from parsers.model import Document, Kind, Outcome, Report, Scope
from parsers.report import dump, parse_report

# Synthetic: 甲市民政局 does not exist.
CHAPTERS = {
    "一、概述": "2013年，我局认真落实《条例》。全年主动公开政府信息356条。",
    "二、主动公开情况": "通过政府网站公开300条，通过政府公报公开56条。",
    "三、依申请公开情况": (
        "全年共受理申请8件，其中网上申请5件，信函申请3件。答复8件，其中同意公开7件。"
    ),
    "四、咨询处理情况": "全年接受咨询1260人次，其中电话咨询900人次。",
    "五、复议、诉讼和申诉情况": "未发生因政府信息公开引起的行政复议、行政诉讼。",
    "六、收费及减免情况": "本年度未收取任何费用。",
    "七、存在的主要问题及改进措施": "一是公开不够及时；二是人员变动较多。下一步加强培训。",
}


def prose(
    title: str = "甲市民政局2013年政府信息公开年度报告",
    chapters: dict[str, str] | None = None,
    head: str = "",
    tail: str = "",
    url: str = "",
) -> Document:
    """A page with a title and chapters of running text."""
    parts = [f"<h1>{title}</h1>", head]
    for heading, text in (CHAPTERS if chapters is None else chapters).items():
        parts.append(f"<p>{heading}</p>\n<p>{text}</p>\n")
    page = f"<html><body>{''.join(parts)}{tail}</body></html>"
    return Document(page.encode(), url)


def values(report: Report) -> dict[str, str]:
    """What the report's text says, by code."""
    return {f"{f.table}.{f.row}": str(f.value) for f in report.figures}


def test_a_report_in_prose_is_a_report() -> None:
    """Body, year, form, chapters with their own numbers, and its numbers with their places."""
    report = parse_report(prose())
    assert (report.agency, report.year, report.form) == ("甲市民政局", 2013, "PROSE")
    assert report.scope is Scope.OWN
    assert [(e.kind, e.text) for e in report.agency_evidence] == [("title", "甲市民政局")]
    titles = [(each.number, each.title) for each in report.sections if each.number]
    assert titles == [(n, title) for n, title in enumerate(CHAPTERS, start=1)]
    assert [each.text for each in report.sections if each.number] == list(CHAPTERS.values())
    assert values(report) == {
        "narrative.requests_received": "8",
        "narrative.received_online": "5",
        "narrative.received_mail": "3",
        "narrative.reply_granted": "7",
        "narrative.review_total": "0",
        "narrative.suit_total": "0",
        "narrative.disclosed_items_total": "356",
        "narrative.channel_gazette": "56",
        "narrative.channel_website": "300",
        "narrative.fees_collected": "0",
        "narrative.replies_total": "8",
    }
    assert {each.kind for each in report.figures} == {Kind.NUMBER}
    assert {each.section for each in report.mentions} == {1, 2, 3, 5, 6}
    assert [each.outcome for each in report.findings if each.rule == "S1"] == [
        Outcome.NOT_ASSESSABLE
    ]


@pytest.mark.parametrize(
    ("title", "text", "value", "findings"),
    [
        ("甲市民政局", "全市受理政府信息公开申请1200件。", None, 1),
        ("甲市民政局", "全市受理政府信息公开申请1200件，其中我局受理12件。", 12, 0),
        ("甲市人民政府", "全市受理政府信息公开申请1200件。", 1200, 0),
        ("甲经济开发区管理委员会", "全区受理政府信息公开申请1200件。", 1200, 0),
    ],
)
def test_the_number_of_a_whole_city_is_none_of_a_bureau(
    title: str, text: str, value: int | None, findings: int
) -> None:
    """It stays a candidate with its sentence; a report of the city itself speaks so of its own."""
    report = parse_report(
        prose(f"{title}2013年政府信息公开年度报告", CHAPTERS | {"三、依申请公开情况": text})
    )
    (figure,) = (each for each in report.figures if each.row == "requests_received")
    said = [each.where for each in report.findings if each.rule == "value.wider_scope"]
    assert (figure.value, said) == (value, [figure.address] * findings)
    assert 1200 in {each.value for each in report.mentions if each.code == "requests_received"}


def test_every_check_of_a_prose_report_has_an_outcome() -> None:
    """Checks of tables do not apply; those of the text alone do."""
    outcomes = {each.rule: each.outcome for each in parse_report(prose()).findings}
    tables = {"R3.1", "R3.3", "R4.1", "T1", "T2", "T3", "T4", "T6", "F1", "F2", "R2.7", "R2.8"}
    assert {outcomes[rule] for rule in tables} == {Outcome.NOT_ASSESSABLE}
    assert (outcomes["T5"], outcomes["S2"]) == (Outcome.PASS, Outcome.PASS)


def test_a_table_of_contents_is_no_chapter() -> None:
    """Titles printed twice open where their text stands."""
    contents = "".join(f"<p>{title}</p>" for title in CHAPTERS)
    report = parse_report(prose(head=contents))
    assert [each.text for each in report.sections if each.number] == list(CHAPTERS.values())


def test_lists_inside_a_chapter_are_no_chapters() -> None:
    """一、 below chapter 二 numbers something else."""
    chapters = CHAPTERS | {"二、主动公开情况": "主要做法：</p><p>一、抓组织</p><p>二、抓制度"}
    titles = [each.title for each in parse_report(prose(chapters=chapters)).sections if each.number]
    assert titles == list(CHAPTERS)


def test_titles_without_numerals_are_chapters_where_none_has_one() -> None:
    """Known titles alone make chapters, numbered in their order."""
    bare = {title.partition("、")[2]: text for title, text in CHAPTERS.items()}
    sections = [each for each in parse_report(prose(chapters=bare)).sections if each.number]
    assert [each.title for each in sections] == list(bare)
    assert [each.number for each in sections] == [1, 2, 3, 4, 5, 6, 7]


def test_an_annex_ends_the_last_chapter() -> None:
    """附表 without a numeral is a chapter of its own; its unknown table is said to be unread."""
    row = "<tr><td>某指标</td><td>12</td><td>34</td></tr>"
    tail = f"<p>附表</p><table>{row}{row}{row}</table>"
    report = parse_report(prose(tail=tail))
    assert (report.sections[-1].number, report.sections[-1].title) == (8, "附表")
    (unread,) = [each for each in report.findings if each.rule == "form.table_unread"]
    assert "6个数字" in unread.detail


def test_numbers_in_the_cells_of_their_labels_are_said_to_be_unread() -> None:
    """主动公开政府信息数 900 in one cell fits no form; a few index numbers are no such table."""
    row = "<tr><td>{n}．政府网站公开政府信息数 8{n}</td><td>条</td><td></td></tr>"
    unread = []
    for rows in (8, 4):
        table = "".join(row.format(n=n) for n in range(1, rows + 1))
        report = parse_report(prose(tail=f"<p>附表</p><table>{table}</table>"))
        unread.append([each.where for each in report.findings if each.rule == "form.table_unread"])
    assert unread == [["table[1]"], []]


def test_a_list_printed_as_lines_is_said_to_be_unread() -> None:
    """Some editors leave the lines of a table without the table; a few lines are none."""
    labels = (
        "政府公报公开政府信息数",
        "政府网站公开政府信息数",
        "收到申请数",
        "当面申请数",
        "传真申请数",
    )
    many = (*labels, "网络申请数", "信函申请数", "申请办结数", "（三）申请答复数")
    for line in ("<p>1．{} 23件</p>", "<p>（一）{}　件　23</p>", "<p>{}：23</p>"):
        found = []
        for chosen in (many, labels):
            report = parse_report(prose(tail="<p>附表</p>" + "".join(map(line.format, chosen))))
            found.append([f.detail for f in report.findings if f.rule == "form.table_unread"])
        assert found == [["统计表以文字逐行印出，不是表格；其中9行的数字未予采用。"], []]


def test_the_year_may_come_from_the_period() -> None:
    """A title without a year is no obstacle where the text states its period."""
    period = "<p>本报告所列数据的统计期限自2012年1月1日起至2012年12月31日止。</p>"
    report = parse_report(prose("甲市民政局政府信息公开年度报告", head=period))
    assert (report.form, report.year) == ("PROSE", 2012)


@pytest.mark.parametrize(
    "document",
    [
        prose("甲市民政局2019年政府信息公开年度报告"),  # the tables are missing, not unknown
        prose("甲市民政局2023年政府信息公开工作年度报告"),
        prose("关于编制2013年政府信息公开年度报告的通知"),
        prose("图解：甲市民政局2013年政府信息公开年度报告"),
        prose("甲市民政局2013年政府网站工作年度报表"),
        prose("甲市民政局2013年工作总结"),
        prose("甲市民政局政府信息公开年度报告"),  # of no year that anything tells
        prose(chapters={}),
        prose(chapters={"一、概述": "2013年，我局认真落实《条例》。"}),
        prose(chapters={}, tail="<ul><li>乙局2013年政府信息公开年度报告</li></ul>"),
    ],
)
def test_what_is_no_report_in_prose_stays_none(document: Document) -> None:
    """Pages of later years, notices, explainers, other yearbooks, lists and stubs."""
    with pytest.raises(NotAReport, match=r"^no table with the labels.+$"):
        parse_report(document)


def test_numbers_alone_make_a_report_where_chapters_have_other_titles() -> None:
    """Two codes with numbers are enough."""
    text = {"工作回顾": "2013年，共受理政府信息公开申请8件，答复8件。主动公开政府信息356条。"}
    report = parse_report(prose(chapters=text))
    assert (report.form, len(report.figures)) == ("PROSE", 3)


def test_a_candidate_too_many_takes_none() -> None:
    """Two numbers for one thing: no value, both named, both kept with their sentences."""
    chapters = CHAPTERS | {"四、咨询处理情况": "全年共收到政府信息公开申请9件。"}
    report = parse_report(prose(chapters=chapters))
    (figure,) = [each for each in report.figures if each.row == "requests_received"]
    assert (figure.value, figure.kind, figure.raw) == (None, Kind.TEXT, "8件")
    (doubt,) = [each for each in report.findings if each.rule == "narrative.candidates_differ"]
    assert (doubt.actual, doubt.figures) == ("8件；9件", (figure.address,))
    assert doubt.detail_en
    found = [m.value for m in report.mentions if m.code == "requests_received"]
    assert found == [8, 9]


def test_an_exact_number_beats_an_approximate_one() -> None:
    """约350条 beside 356条 is no contradiction; alone it is taken with a note."""
    more = CHAPTERS["一、概述"] + "共主动公开政府信息350余条。"
    report = parse_report(prose(chapters=CHAPTERS | {"一、概述": more}))
    assert values(report)["narrative.disclosed_items_total"] == "356"
    alone = CHAPTERS | {"一、概述": "2013年主动公开政府信息350余条。"}
    report = parse_report(prose(chapters=alone))
    assert values(report)["narrative.disclosed_items_total"] == "350"
    notes = [(each.rule, each.where) for each in report.findings if each.rule == "value.approx"]
    assert notes == [("value.approx", "narrative.disclosed_items_total.value")]


def test_dates_of_publication_are_those_of_the_time() -> None:
    """Before 2019 every body had until 31 March."""
    on_time = parse_report(prose(head="<p>发布日期：2014-03-20</p>"))
    assert on_time.published == date(2014, 3, 20)
    outcome = {each.rule: each.outcome for each in on_time.findings}
    assert outcome["P1"] is Outcome.PASS
    late = parse_report(prose(head="<p>发布日期：2014-04-01</p>"))
    assert {each.rule: each.outcome for each in late.findings}["P1"] is Outcome.FAIL


def test_the_dump_carries_the_sentences() -> None:
    """`--json` gives every candidate with its words."""
    (found,) = [m for m in dump(parse_report(prose()))["mentions"] if m["code"] == "reply_granted"]
    assert found == {
        "table": "narrative",
        "code": "reply_granted",
        "value": 7,
        "unit": "件",
        "raw": "7件",
        "notes": [],
        "sentence": "答复8件，其中同意公开7件。",
        "start": 11,
        "end": 13,
        "section": 3,
        "source": "L6",
    }
