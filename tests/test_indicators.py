"""The lists of indicators before 2019: every figure exact, every oddity a figure or a finding."""

from collections.abc import Callable
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from parsers.model import Document, Fault, Figure, Finding, Kind, Outcome, Report
from parsers.report import parse_report
from parsers.second import printed_again
from tests.lists import MEDIA, PrintedList, draw, table_2014, table_a, table_b, table_fujian
from tests.printed import Printed, form
from tests.printed import draw as draw_table

FORMS: dict[str, tuple[Callable[[], PrintedList], tuple[str, ...]]] = {
    "F2014": (table_2014, ("value",)),
    "F2014-FJ": (table_fujian, ("value", "cumulative")),
    "PRE2014-A": (table_a, ("period", "value")),
    "PRE2014-B": (table_b, ("value", "cumulative")),
}
QUIET = {Outcome.PASS, Outcome.NOT_ASSESSABLE}


def expected(name: str) -> dict[str, str]:
    """The printed texts of a form's own table by address."""
    make, columns = FORMS[name]
    return {
        f"indicators.{code}.{column}": text
        for code, texts in make().codes.items()
        for column, text in zip(columns, texts, strict=True)
    }


def raws(report: Report) -> dict[str, str]:
    return {each.address: each.raw for each in report.figures if each.kind is not Kind.MISSING}


def doubts(report: Report) -> list[Finding]:
    return [each for each in report.findings if each.outcome not in QUIET]


def rules(report: Report) -> list[str]:
    return [each.rule for each in doubts(report)]


def figure(report: Report, code: str, column: str = "value") -> Figure:
    return next(each for each in report.figures if (each.row, each.column) == (code, column))


def value(report: Report, code: str, column: str = "value") -> Decimal | None:
    return figure(report, code, column).value


def read(printed: PrintedList) -> Report:
    return parse_report(printed.page())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("medium", MEDIA)
def test_every_line_of_a_form_is_read(name: str, medium: str) -> None:
    """All figures at their codes, year and body from the title, no doubt, every sum holds."""
    report = parse_report(MEDIA[medium](FORMS[name][0]()))
    assert (report.form, report.agency) == (name, "甲市民政局")
    assert raws(report) == expected(name)
    assert {each.value for each in report.figures} == {Decimal(each.raw) for each in report.figures}
    assert rules(report) == []


def test_numbering_brackets_and_spacing_are_no_part_of_a_label() -> None:
    """Numbering dropped, 1．/1./1、/①, letter-spaced labels: the group printed above decides."""
    for change in (
        lambda text: text.split("）")[-1] if text.startswith("（") else text,
        lambda text: text.lstrip("一二三四五六七八九十、（）123456789．"),
        lambda text: text.replace("．", "、").replace("：", ":"),
        lambda text: text.replace("1．", "① ").replace("2．", "(2)"),
        lambda text: " ".join(text),
        lambda text: text.replace("（", "(").replace("）", ")"),
    ):
        printed = table_2014()
        for line in printed.lines:
            line[0] = change(line[0]) if "（不" not in line[0] else line[0]
        report = read(printed)
        assert raws(report) == expected("F2014")
        assert rules(report) == []


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("（一）收到申请数", "（一）收到申请数量"),
        ("1．参加或举办新闻发布会总次数", "1．参加或举办新闻发布会总数"),
        ("4．微博微信回应事件数", "4．微博微信回应事件次数"),
        ("五、行政诉讼数量", "五、行政诉讼案件数"),
        ("5．其他方式公开政府信息数", "5．其它方式公开政府信息数量"),
        ("7．告知作出更改补充数", "7．告知做出更改补充数"),
    ],
)
def test_a_line_may_end_in_another_word_for_number(label: str, printed: str) -> None:
    """数, 数量, 总数 and 次数 end the same line."""
    table = table_2014()
    original = {each.address: each.value for each in read(table).figures}
    line = next(line for line in table.lines if line[0] == label)
    line[0] = printed
    report = read(table)
    assert {each.address: each.value for each in report.figures} == original
    assert rules(report) == []


def test_of_these_in_a_cell_of_its_own_and_labels_cut_over_cells() -> None:
    """「其中：」, enumerators and merged groups stand in cells left of the label."""
    printed = table_2014()
    printed.head.insert(1, "")
    for line in printed.lines:
        label = line[0]
        if label.startswith("其中："):
            line[:1] = ["其中：", label[3:]]
        elif label[1:2] == "．":
            line[:1] = [label[:2], label[2:]]
        else:
            line.insert(1, "")
    report = read(printed)
    assert raws(report) == expected("F2014")
    assert rules(report) == []


def test_groups_merged_over_their_lines() -> None:
    """The chapter stands once in a cell that spans its lines, beside the first of them."""
    printed = table_2014()
    rows = [f"<tr><td colspan=2>{printed.head[0]}</td><td>单位</td><td>统计数</td></tr>"]
    starts = [n for n, line in enumerate(printed.lines) if line[0][1] == "、"]
    for start, end in zip(starts, [*starts[1:], len(printed.lines)], strict=True):
        group, *inner = printed.lines[start:end]
        if group[1] != "——" or not inner:
            lines, label = printed.lines[start:end], ""
            rows += [
                f"<tr><td colspan=2>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in lines
            ]
            continue
        label = f"<td rowspan={len(inner)}>{group[0]}</td>"
        for n, (a, b, c) in enumerate(inner):
            head = "" if n else label
            rows.append(f"<tr>{head}<td>{a}</td><td>{b}</td><td>{c}</td></tr>")
    report = parse_report(printed.page(f"<table>{''.join(rows)}</table>"))
    assert raws(report) == expected("F2014")
    assert rules(report) == []


def test_lines_in_another_order_keep_their_values() -> None:
    """Chapters five and four change places, and it is said; in Fujian any order is usual."""
    printed = table_2014()
    four, five, six = (
        printed.at(name) for name in ("行政复议数量", "行政诉讼数量", "举报投诉数量")
    )
    printed.lines[four:six] = printed.lines[five:six] + printed.lines[four:five]
    report = read(printed)
    assert raws(report) == expected("F2014")
    assert rules(report) == ["form.row_order"]
    fujian = table_fujian()
    disclosed, requests = fujian.lines[:3], fujian.lines[3:-5]
    fujian.lines = [*fujian.lines[:-6:-1], *requests, *disclosed]
    report = read(fujian)
    assert raws(report) == expected("F2014-FJ")
    assert rules(report) == []


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 1), (3, 1), (3, 2)])
def test_numbers_of_lines_that_changed_places_are_noticed(one: int, other: int) -> None:
    """Where lines come in any order, 2. above 其中：1. still says that labels changed places."""
    printed = table_fujian()
    replies = printed.at("对申请的答复总数")
    first, second = printed.lines[replies + one], printed.lines[replies + other]
    first[0], second[0] = second[0], first[0]
    assert "form.row_order" in rules(read(printed))


@pytest.mark.parametrize("name", ["F2014", "PRE2014-A", "PRE2014-B"])
def test_labels_that_changed_places_are_noticed(name: str) -> None:
    """Any two lines with each other's label, whatever their numbers say."""
    make = FORMS[name][0]
    for one, other in combinations(range(1, len(make().lines), 7), 2):
        printed = make()
        a, b = printed.lines[one], printed.lines[other]
        a[0], b[0] = b[0], a[0]
        if a[2:] != b[2:]:
            assert rules(read(printed)) != []


def test_letters_and_faxes_apart_or_together() -> None:
    """Fujian prints 信函、传真 as one line or as two; neither is missed beside the other."""
    fujian = table_fujian()
    at = fujian.at("信函、传真申请数")
    fujian.lines[at : at + 1] = [
        ["3.信函申请数", "条", "3", "20"],
        ["4.传真申请数", "条", "1", "5"],
        ["5.电子邮件申请数", "条", "0", "6"],
    ]
    report = read(fujian)
    codes = ("received_mail", "received_fax", "received_email")
    assert [value(report, code) for code in codes] == [3, 1, 0]
    assert all(each.row != "received_mail_fax" for each in report.figures)
    assert rules(report) == []
    del fujian.lines[at : at + 3]
    report = read(fujian)
    assert figure(report, "received_mail_fax").kind is Kind.MISSING
    assert "form.row_missing" in rules(report)


def test_two_columns_that_changed_places_do_not_agree() -> None:
    """A year's number above the cumulative one, a period's above the year's."""
    for make, code in ((table_fujian, "replies_total"), (table_a, "column_visits")):
        printed = make()
        for line in printed.lines:
            line[-1], line[-2] = line[-2], line[-1]
        failed = [each for each in read(printed).findings if each.outcome is Outcome.FAIL]
        assert f"indicators.{code}" in {e.where for e in failed if e.rule == "PRE2014.2"}


@pytest.mark.parametrize("lost", ["（一）收到申请数", "3．网络申请数", "（三）接受培训人员数"])
def test_a_missing_line_moves_no_other(lost: str) -> None:
    """It is missing and said so; all others stay."""
    printed = table_2014()
    code = {"收": "requests_received", "网": "received_online", "接": "people_trained"}[
        lost.lstrip("（一三）3．")[0]
    ]
    del printed.lines[printed.at(lost)]
    report = read(printed)
    assert raws(report) == {
        key: text for key, text in expected("F2014").items() if f".{code}." not in key
    }
    assert figure(report, code).kind is Kind.MISSING
    assert "form.row_missing" in rules(report)


def test_a_lost_group_takes_the_lines_that_need_it_along() -> None:
    """Without 五、行政诉讼数量 its 被依法纠错数 cannot be told from that of 四: not taken."""
    printed = table_2014()
    del printed.lines[printed.at("五、行政诉讼数量")]
    report = read(printed)
    lost = ("suit_total", "suit_upheld", "suit_corrected", "suit_other")
    assert {figure(report, code).kind for code in lost} == {Kind.MISSING}
    assert (value(report, "review_corrected"), value(report, "review_other")) == (1, 3)
    assert rules(report).count("form.row_misplaced") == 3


def test_lost_groups_without_a_value_matter_not() -> None:
    """Group lines have no number: where they are left out the labels still say enough."""
    printed = table_2014()
    printed.lines = [line for line in printed.lines if line[1] != "——"]
    report = read(printed)
    assert raws(report) == expected("F2014")
    assert rules(report) == []


EXTRA = [
    ("制发规范性文件总数", "1．机构领导、机构设置及人事", "条"),
    ("制发规范性文件总数", "其中：财政预决算和“三公”经费", "条"),
    ("涉及商业秘密", "其他秘密", "件"),
    ("行政复议数量", "（四）尚未审结数", "件"),
    ("主动公开情况", "（三）按类别公开", "条"),
]


@pytest.mark.parametrize(("above", "label", "unit"), EXTRA)
def test_a_local_line_is_refused_and_moves_no_other(above: str, label: str, unit: str) -> None:
    """An extra line is named with its number; every line of the form keeps its own."""
    printed = table_2014()
    printed.lines.insert(printed.at(above) + 1, [label, unit, "987"])
    report = read(printed)
    assert raws(report) == expected("F2014")
    (doubt,) = doubts(report)
    assert (doubt.rule, doubt.actual) == ("form.label_unknown", f"{label}／987")


def test_a_line_whose_unit_and_number_ran_together_is_named() -> None:
    """条01 behind the label of a line that only some print: else nobody would miss its number."""
    printed = table_fujian()
    printed.lines.insert(printed.at("网络申请数") + 1, ["电子邮件申请数", "条01", "", ""])
    report = read(printed)
    assert raws(report) == expected("F2014-FJ")
    (doubt,) = doubts(report)
    assert (doubt.rule, doubt.actual) == ("form.label_unknown", "电子邮件申请数／条01")


def test_a_local_group_keeps_its_repeated_labels() -> None:
    """Under a group the form has not, 被依法纠错数 is none of the form's."""
    printed = table_2014()
    at = printed.at("六、举报投诉数量")
    printed.lines[at:at] = [
        ["六、行政赔偿数量", "件", "50"],
        ["（一）被依法纠错数", "件", "20"],
        ["（二）其他情形数", "件", "30"],
    ]
    report = read(printed)
    assert raws(report) == expected("F2014")
    assert sorted(rules(report)) == ["form.label_unknown", *["form.row_misplaced"] * 2]


def test_a_local_group_without_numbering_is_not_taken_for_the_one_above() -> None:
    """Where nothing is numbered, a strange line may begin a group of its own."""
    printed = table_2014()
    for line in printed.lines:
        line[0] = line[0].lstrip("一二三四五六七八九十、（）123456789．")
    at = printed.at("举报投诉数量")
    printed.lines[at - 4 : at] = [["行政赔偿数量", "件", "50"], ["被依法纠错数", "件", "20"]]
    report = read(printed)
    assert figure(report, "suit_corrected").kind is Kind.MISSING
    assert value(report, "review_corrected") == 1
    assert {"form.label_unknown", "form.row_misplaced"} <= set(rules(report))


def test_a_line_that_stands_twice_with_two_numbers_has_none() -> None:
    """Neither of two values is chosen; the same value twice is kept and said."""
    printed = table_2014()
    printed.lines.append(["（一）收到申请数", "件", "999"])
    report = read(printed)
    assert (value(report, "requests_received"), figure(report, "requests_received").kind) == (
        None,
        Kind.TEXT,
    )
    assert "form.duplicate_row" in rules(report)


def test_an_email_line_belongs_to_the_sum_where_it_is_printed() -> None:
    """「电子邮件申请数」 is local: taken, and added up, only where it stands."""
    printed = table_2014()
    printed.line("3．网络申请数")[2] = "50"
    printed.lines.insert(printed.at("3．网络申请数") + 1, ["4．电子邮件申请", "件", "11"])
    report = read(printed)
    assert (value(report, "received_email"), value(report, "received_online")) == (11, 50)
    assert rules(report) == []
    assert all(each.row != "received_email" for each in read(table_2014()).figures)


def widened(change: Callable[[int, list[str]], list[str]]) -> PrintedList:
    """The national table with each line changed; line 0 is the header."""
    printed = table_2014()
    printed.head = change(0, printed.head)
    printed.lines = [change(n, line) for n, line in enumerate(printed.lines, start=1)]
    return printed


COLUMNS: dict[str, Callable[[int, list[str]], list[str]]] = {
    "serial numbers": lambda n, line: [str(n) if n else "序号", *line],
    "serial numbers without a head": lambda n, line: [str(n) if n else "", *line],
    "codes": lambda n, line: [*line[:2], f"{n:02}" if n else "代码", line[2]],
    "remarks": lambda n, line: [*line, "" if n else "备注"],
    "no units": lambda _, line: [line[0], line[2]],
    "units in labels": lambda n, line: [f"{line[0]}（{line[1]}）" if n else line[0], line[2]],
    "units without a head": lambda n, line: [line[0], line[1] if n else "", line[2]],
    "units first": lambda _, line: [line[0], line[2], line[1]],
    "blank without a head": lambda n, line: [*line, ""] if n else line,
    "another name": lambda n, line: line if n else ["项 目", "计量单位", "2014年"],
    "units with numbers": lambda n, line: [*line[:2], line[2] and line[2] + line[1] * (n > 0)],
}


@pytest.mark.parametrize("change", COLUMNS.values(), ids=COLUMNS)
def test_columns_beside_the_value(change: Callable[[int, list[str]], list[str]]) -> None:
    """Serial numbers, codes, remarks and units wherever they stand move no value."""
    report = read(widened(change))
    original = {each.address: each.value for each in read(table_2014()).figures}
    assert {each.address: each.value for each in report.figures} == original
    assert rules(report) == []


def columns(printed: PrintedList, *names: str) -> PrintedList:
    """The table with more value columns: each holds ten times the one before."""
    printed.head[2:] = names
    for line in printed.lines:
        number = line[2]
        more = [str(int(number) * 10**n) if number.isdigit() else number for n in range(len(names))]
        line[2:] = more
    return printed


def test_of_several_columns_none_is_the_whole() -> None:
    """区政府, 区直单位 and 乡镇街道: nothing is taken, and the header is quoted."""
    printed = columns(table_2014(), "区政府", "区直单位", "乡镇街道")
    report = read(printed)
    assert {each.kind for each in report.figures} == {Kind.MISSING}
    (doubt,) = [each for each in doubts(report) if each.rule == "form.header_unknown"]
    assert doubt.actual == "统计指标／单位／区政府／区直单位／乡镇街道"


@pytest.mark.parametrize("whole", ["合计", "总计"])
def test_of_several_columns_the_total_is_taken(whole: str) -> None:
    """Where one of the columns says it holds the others it is the value; the others are named."""
    printed = columns(table_2014(), "区政府", whole, "乡镇街道")
    report = read(printed)
    assert (value(report, "requests_received"), value(report, "people_trained")) == (1070, 6400)
    assert [each.actual for each in doubts(report) if each.rule == "form.column_unknown"] == [
        "区政府",
        "乡镇街道",
    ]


def test_two_headers_over_one_value_column_are_undecided() -> None:
    """统计数 twice, or twice of one year: no column is chosen by its place."""
    for names in (("统计数", "数量"), ("2014年", "2014年度"), ("统计数", "2013年")):
        report = read(columns(table_2014(), *names))
        assert {each.kind for each in report.figures} == {Kind.MISSING}
        assert "form.header_unknown" in rules(report)


@pytest.mark.parametrize("names", [("2013年", "2014年"), ("2014年度", "2013年度", "2012年度")])
def test_of_columns_of_several_years_the_latest_is_taken(names: tuple[str, ...]) -> None:
    """It is the report's, or its year is disputed; the others are named."""
    latest = max(names)
    report = read(columns(table_2014(), *names))
    assert value(report, "requests_received") == 107 * 10 ** names.index(latest)
    unknown = [each.actual for each in doubts(report) if each.rule == "form.column_unknown"]
    assert unknown == [name for name in names if name != latest]
    assert "form.column_year" not in rules(report)


def test_a_header_in_two_lines_is_read_at_its_lower_one() -> None:
    """统计数 over 全区合计 and others leaves no column; over 合计 it does."""
    printed = columns(table_2014(), "本级", "合计")
    first = "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=2>统计数</td></tr>"
    second = "<tr><td>本级</td><td>合计</td></tr>"
    body = draw(printed.lines).removeprefix("<table border=1>")
    report = parse_report(printed.page(f"<table>{first}{second}{body}"))
    assert value(report, "requests_received") == 1070
    assert rules(report).count("form.column_unknown") == 1


def test_the_cumulative_column_is_never_the_years() -> None:
    """With 历年累计 before the year, without it, and with nothing but it."""
    for code, texts in (
        ("requests_received", ["15", "96"]),
        ("disclosed_items_total", ["214", "1830"]),
    ):
        swapped = table_fujian()
        for line in (swapped.head, *swapped.lines):
            line[2], line[3] = line[3], line[2]
        report = read(swapped)
        assert [value(report, code, c) for c in ("value", "cumulative")] == list(map(int, texts))
        single = table_fujian()
        for line in (single.head, *single.lines):
            del line[3]
        report = read(single)
        assert value(report, code) == int(texts[0])
        assert {each.column for each in report.figures} == {"value"}
        assert rules(report) == []
        only = table_fujian()
        for line in (only.head, *only.lines):
            del line[2]
        report = read(only)
        assert figure(report, code).kind is Kind.MISSING
        assert "form.header_unknown" in rules(report)


def test_a_column_of_another_year_is_said() -> None:
    """The header's year is compared with the report's."""
    printed = table_fujian(2013)
    printed.title = "甲市民政局2014年政府信息公开工作年度报告"
    report = read(printed)
    assert value(report, "requests_received") == 15
    (doubt,) = doubts(report)
    assert (doubt.rule, doubt.expected, doubt.actual) == ("form.column_year", "2014", "2013")


@pytest.mark.parametrize(
    ("label", "unit", "raw", "number", "kept", "notes"),
    [
        ("（一）收到申请数", "宗", "107", 107, "件", []),
        ("（一）收到申请数", "条", "107", 107, "条", ["value.unit_differs"]),
        ("（一）收到申请数", "条", "107件", 107, "件", []),
        ("（一）收到申请数", "", "107", 107, "件", []),
        ("（一）收到申请数", "篇次", "107", 107, "", ["value.unit_unknown"]),
        ("（一）收到申请数", "万元", "107", None, "件", ["value.wrong_type"]),
        (
            "七、依申请公开信息收取的费用",
            "元",
            "3500",
            Decimal("0.35"),
            "万元",
            ["value.unit_differs"],
        ),
        (
            "七、依申请公开信息收取的费用",
            "万元",
            "3500元",
            Decimal("0.35"),
            "万元",
            ["value.unit_differs"],
        ),
        ("七、依申请公开信息收取的费用", "万元", "3500", 3500, "万元", []),
        ("七、依申请公开信息收取的费用", "", "0.35", Decimal("0.35"), "万元", []),
        ("（三）接受培训人员数", "人", "640", 640, "人", ["value.unit_differs"]),
        ("（一）收到申请数", "件", "1 07", None, "件", ["value.spaced_digits"]),
    ],
)
def test_units(
    label: str, unit: str, raw: str, number: Decimal | None, kept: str, notes: list[str]
) -> None:
    """The cell beats the column, the column the form; fees are converted where 元 is printed."""
    printed = table_2014()
    line = printed.line(label)
    line[1:] = [unit, raw]
    report = read(printed)
    code = {"收": "requests_received", "依": "fees_collected", "接": "people_trained"}[
        label.lstrip("（一三七）、")[0]
    ]
    found = figure(report, code)
    assert (found.value, found.unit, found.raw) == (number, kept, raw)
    assert [rule for rule in rules(report) if rule.startswith("value.")] == notes


def test_a_multiple_above_and_its_unit_beside_name_no_unit() -> None:
    """统计数（万条） above a unit column of 条: as printed, with unknown unit."""
    printed = table_2014()
    printed.head[2] = "统计数（万条）"
    line = printed.line("（一）收到申请数")
    line[1:] = ["条", "107"]
    report = read(printed)
    found = figure(report, "requests_received")
    assert (found.value, found.unit) == (107, "")
    assert any(
        each.rule == "value.unit_unknown" and "requests_received" in each.where
        for each in report.findings
    )


def test_blank_stays_blank_and_is_no_zero() -> None:
    """Rule B is not for this table: a blank channel proves nothing, its sum is uncertain."""
    printed = table_2014()
    printed.line("2．传真申请数")[2] = ""
    printed.line("（一）收到申请数")[2] = "103"
    printed.line("涉及国家秘密")[2] = "/"
    report = read(printed)
    assert figure(report, "received_fax")[3:5] == (None, Kind.BLANK)
    assert figure(report, "denied_state_secret")[3:5] == (None, Kind.DASH)
    assert all(each.inferred is None for each in report.figures)
    check = next(each for each in report.findings if each.rule == "F2014.1")
    assert (check.where, check.outcome) == (
        "indicators.requests_received.value",
        Outcome.UNCERTAIN,
    )


def test_lines_above_and_below_hold_no_figures() -> None:
    """填报单位, 联系电话, 填报日期 in cells of their own: consumed as known, none unclaimed."""
    printed = table_2014()
    printed.above = ["政府信息公开情况统计表（2014年度）", "填报单位（盖章）：甲市民政局"]
    printed.below = []
    printed.lines += [
        ["单位负责人：赵某", "审核人", "钱某"],
        ["填报人：孙某", "联系电话：", "0000-87654321"],
        ["填报日期", "2015年1月20日", ""],
        ["注：本表数据截至2014年12月31日", "", ""],
    ]
    report = read(printed)
    assert raws(report) == expected("F2014")
    assert rules(report) == []


def test_two_tables_side_by_side() -> None:
    """label|unit|value|label|unit|value: the right half goes on where the left one ends."""
    printed = table_2014()
    half = (len(printed.lines) + 1) // 2
    left, right = printed.lines[:half], printed.lines[half:]
    right += [["", "", ""]] * (half - len(right))
    rows = [printed.head * 2, *(a + b for a, b in zip(left, right, strict=True))]
    report = parse_report(printed.page(draw(rows)))
    assert raws(report) == expected("F2014")
    assert rules(report) == []


@pytest.mark.parametrize("again", [True, False], ids=["header again", "header once"])
def test_a_table_cut_into_several(again: bool) -> None:
    """Each chapter in a table of its own, also cut within 四 and 五."""
    printed = table_2014()
    cuts = [0, 4, 20, printed.at("（一）维持具体行政行为数"), printed.at("六、举报投诉数量"), 65]
    parts = [printed.lines[a:b] for a, b in pairwise(cuts)]
    tables = [
        draw([printed.head, *part] if again or not n else part) for n, part in enumerate(parts)
    ]
    report = parse_report(printed.page("<p>续</p>".join(tables)))
    assert raws(report) == expected("F2014")
    assert rules(report) == []


def test_a_table_without_a_header() -> None:
    """label, unit and one value need none; with two columns nobody can tell them apart."""
    printed = table_2014()
    report = parse_report(printed.page(draw(printed.lines)))
    assert raws(report) == expected("F2014")
    fujian = table_fujian()
    report = parse_report(fujian.page(draw(fujian.lines)))
    assert {each.kind for each in report.figures} == {Kind.MISSING}
    assert "form.table_unread" in rules(report)


@pytest.mark.parametrize("shift", ["value lost", "value too many", "pushed out", "swapped"])
def test_a_line_whose_cells_do_not_fit_is_refused(shift: str) -> None:
    """A cell too few or too many: the line is missing and named, the others keep their values."""
    printed = table_2014()
    line = printed.line("（一）收到申请数")
    if shift == "value lost":
        del line[2]
    elif shift == "value too many":
        line.append("5")
    elif shift == "pushed out":
        line[2:] = ["5", ""]
    else:
        line[1], line[2] = line[2], line[1]
    report = read(printed)
    assert figure(report, "requests_received").kind is Kind.MISSING
    assert raws(report) == {
        key: text for key, text in expected("F2014").items() if ".requests_received." not in key
    }
    assert "form.wrong_cell_count" in rules(report)


def test_the_form_is_chosen_by_labels_not_by_the_year() -> None:
    """The table of 2014 in a report on 2021 is read as such and flagged; so is the reverse."""
    printed = table_2014()
    printed.title = "甲市民政局2021年政府信息公开工作年度报告"
    report = read(printed)
    assert (report.form, report.year, rules(report)) == ("F2014", 2021, ["form.year_mismatch"])
    newer = Printed(form("F2021"), title="甲市民政局2014年政府信息公开工作年度报告")
    report = parse_report(newer.page())
    assert (report.form, rules(report)) == ("F2021", ["form.year_mismatch"])


@pytest.mark.parametrize("name", ["F2019", "F2021"])
def test_tables_of_two_forms_are_never_read_as_one(name: str) -> None:
    """A page with the table of 2014 and those of 2019 is read by one form, and flagged."""
    other = Printed(form(name))
    drawn = "".join(draw_table(rows) for rows in other.tables())
    printed = table_2014()
    report = parse_report(printed.page(draw(printed.rows()), drawn))
    assert "form.second_form" in rules(report)
    assert len({each.table for each in report.figures} & {"indicators", "requests"}) == 1


def test_two_lists_on_a_page_are_flagged() -> None:
    """The tables of 2014 and of Fujian: the one with more lines is read, the other named."""
    printed, fujian = table_2014(), table_fujian()
    report = parse_report(printed.page(draw(printed.rows()), draw(fujian.rows())))
    assert report.form == "F2014"
    (doubt,) = [each for each in doubts(report) if each.rule == "form.second_form"]
    assert doubt.actual == "政府信息公开情况统计表（福建省）"


def test_sentences_with_the_words_of_a_table_are_none() -> None:
    """Prose in a layout table holds no list of indicators."""
    words = "收到申请数107件，申请办结数104件，申请答复数99件，行政复议数量9件，行政诉讼数量7件。"
    page = (
        f"<h1>甲市民政局2014年政府信息公开工作年度报告</h1><table><tr><td>{words}</td></tr></table>"
    )
    report = parse_report(Document(page.encode()))
    assert all(each.table != "indicators" for each in report.figures)


FAILING = [
    ("3．网络申请数", "62", "requests_received", "108", "107"),
    ("2．延期办结数", "4", "requests_completed", "105", "104"),
    ("8．告知通过其他途径办理数", "3", "replies_total", "100", "99"),
    ("涉及个人隐私", "4", "reply_denied", "17", "16"),
    ("（一）维持具体行政行为数", "6", "review_total", "10", "9"),
    ("2．兼职人员数", "70", "staff_total", "89", "88"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "3", "suit_total", "6", "7"),
]


@pytest.mark.parametrize("medium", MEDIA)
def test_what_two_readings_show_is_the_publishers(medium: str) -> None:
    """A second path reads the operands in every medium, and agrees."""
    printed = table_2014()
    printed.line("3．网络申请数")[2] = "62"
    (found,) = [
        each
        for each in parse_report(MEDIA[medium](printed)).findings
        if each.outcome is Outcome.FAIL
    ]
    assert (found.rule, found.fault) == ("F2014.1", Fault.PUBLISHER)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("medium", MEDIA)
def test_the_second_reading_shows_nothing_else(name: str, medium: str) -> None:
    """What it can place is what the first reading has; in tables it places every line."""
    document = MEDIA[medium](FORMS[name][0]())
    again = printed_again(document, form(name), "")
    assert again.items() <= expected(name).items()
    assert medium == "pdf" or again == expected(name)


@pytest.mark.parametrize(("label", "raw", "total", "expect", "actual"), FAILING)
def test_a_sum_that_does_not_hold_fails(
    label: str, raw: str, total: str, expect: str, actual: str
) -> None:
    """F2014.1 at the place of its total, in both languages."""
    printed = table_2014()
    printed.line(label)[2] = raw
    (found,) = [each for each in read(printed).findings if each.outcome is Outcome.FAIL]
    assert (found.rule, found.where) == ("F2014.1", f"indicators.{total}.value")
    assert (found.expected, found.actual) == (expect, actual)
    assert found.detail.endswith("报告中的数字不平衡。")
    assert found.detail_en.endswith("do not balance.")


def test_what_need_not_add_up_is_no_doubt() -> None:
    """The disclosed total is no sum of channels; completed and replies differ; FJ channels too."""
    printed = table_2014()
    printed.line("2．政府网站公开政府信息数")[2] = "5"
    assert rules(read(printed)) == []
    fujian = table_fujian()
    fujian.line("2.网络申请数")[2] = "0"
    assert rules(read(fujian)) == []


def test_parts_and_counts() -> None:
    """A part is no more than its whole; a count is whole, money need not be."""
    printed = table_2014()
    printed.line("其中：主要负责同志参加新闻发布会次数")[2] = "7"
    printed.line("3．政策解读稿件发布数")[2] = "4.5"
    failed = {
        each.rule: each.where for each in read(printed).findings if each.outcome is Outcome.FAIL
    }
    assert failed["F2014.2"] == "indicators.press_conferences.value"
    assert failed["F2014.3"] == "indicators.*.value"


def test_each_chapter_keeps_its_own_text() -> None:
    """The prose before the annex is cut at its own numerals; the list is no part of it."""
    said = read(table_2014()).sections
    assert [(each.number, each.title) for each in said] == [
        (0, ""),
        (1, "一、概述"),
        (2, "二、存在的主要问题和改进措施"),
        (3, "附件"),
    ]
    assert said[1].text == "全局按照要求做好政府信息公开工作，各项数字见所附统计表。"
    assert "制发规范性文件总数" not in "".join(each.text for each in said)
