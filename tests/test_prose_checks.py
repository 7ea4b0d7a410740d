"""T1-T6, F1, F2, R2.1, R2.7, R2.8, S2, P1: what one report says against itself."""

from pathlib import Path
from typing import Any

import pytest

from parsers.model import Document, Fault, Finding, Kind, Outcome, Report
from parsers.report import parse_report
from tests.printed import Printed, form
from tests.test_real_expectations import original

PASS, FAIL = Outcome.PASS, Outcome.FAIL
UNCERTAIN, NOT_ASSESSABLE = Outcome.UNCERTAIN, Outcome.NOT_ASSESSABLE


def page(
    overview: str = "",
    other: str = "无",
    name: str = "F2021",
    title: str = "甲市民政局2021年政府信息公开工作年度报告",
    problems: str = "存在公开不够及时的问题。",
    head: str = "",
    url: str = "",
    **values: str,
) -> Report:
    """A report whose tables hold *values* (`__` for the dots) and whose text says these words."""
    printed = Printed(
        form(name),
        values={key.replace("__", "."): text for key, text in values.items()},
        title=title,
    )
    html = printed.page().body.decode()
    html = html.replace("<p>2021年，共公开信息12条。</p>", f"<p>{overview}</p>", 1)
    html = html.replace("<p>存在公开不够及时的问题。</p>", f"<p>{problems}</p>", 1)
    html = html.replace("<p>无</p>", f"<p>{other}</p>", 1).replace("</h1>", f"</h1>{head}", 1)
    return parse_report(Document(html.encode(), url))


def checks(report: Report, rule: str) -> dict[str, Finding]:
    """The outcomes of a rule by their place."""
    return {each.where: each for each in report.findings if each.rule == rule}


def only(report: Report, rule: str) -> Finding:
    """The one outcome of a rule."""
    (found,) = checks(report, rule).values()
    return found


def total(report: Report, row: str) -> str:
    """What the table prints in a row's total."""
    (figure,) = [f for f in report.figures if f.address == f"requests.{row}.total"]
    return figure.raw


RECEIVED = "2021年，本机关收到政府信息公开申请{}件。"


def test_the_printed_tables_hold_what_these_tests_count_on() -> None:
    """New 27 and carried in 6, outcomes 27 and carried out 6, as `tests.printed` draws them."""
    report = page()
    rows = ("new_received", "carried_in", "outcomes_total", "carried_out")
    assert [total(report, row) for row in rows] == ["27", "6", "27", "6"]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("27", PASS), ("33", PASS), ("25", FAIL), ("6", FAIL), ("约20", UNCERTAIN)],
)
def test_t1_accepts_new_or_new_and_carried_in(said: str, outcome: Outcome) -> None:
    """Both ways of counting are common; any other number is a difference to look at."""
    found = only(page(RECEIVED.format(said)), "T1")
    assert (found.outcome, found.expected) == (outcome, "27 | 33")
    assert found.figures == (
        "narrative.requests_received.value",
        "requests.new_received.total",
        "requests.carried_in.total",
    )
    assert found.fault is (Fault.UNKNOWN if outcome is FAIL else Fault.NONE)


def test_a_difference_names_both_readings_in_two_languages() -> None:
    """The reader sees the words of the text and the numbers of the table."""
    found = only(page(RECEIVED.format("25")), "T1")
    assert found.detail == (
        "文字写“收到申请数”为25件，表格写本年新收27，新收与上年结转之和33；两处口径可能不同。"
    )
    assert "25件" in found.detail_en
    assert "27" in found.detail_en


def test_t1_with_two_candidates_that_both_agree() -> None:
    """新收27 and 受理33 are two readings of the same table, although the figure stays open."""
    report = page("新收政府信息公开申请27件。共受理政府信息公开申请33件。")
    assert only(report, "T1").outcome is PASS
    both = page("新收政府信息公开申请27件。共受理政府信息公开申请30件。")
    assert only(both, "T1").outcome is UNCERTAIN


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("共收到政府信息公开申请24件，答复27件。", PASS),
        ("共收到政府信息公开申请24件，答复26件。", FAIL),
        ("共收到政府信息公开申请24件，其中11件办结，8件撤回。", NOT_ASSESSABLE),
        ("共收到政府信息公开申请24件，其中办结11件。", NOT_ASSESSABLE),
        ("共收到政府信息公开申请24件，答复27件，办结20件。", PASS),  # 答复 says it better
        ("共收到政府信息公开申请24件，办结27件。", PASS),
        ("共收到政府信息公开申请24件，办结20件。", FAIL),
    ],
)
def test_t2_compares_replies_and_leaves_sub_clauses(text: str, outcome: Outcome) -> None:
    """其中 N 件办结 is no total."""
    assert only(page(text), "T2").outcome is outcome


def test_t3_tells_carried_in_from_carried_out() -> None:
    """The wording decides the row."""
    found = checks(page("上年结转政府信息公开申请6件，结转下年度5件。"), "T3")
    assert {place: each.outcome for place, each in found.items()} == {
        "narrative.carried_in.value": PASS,
        "narrative.carried_out.value": FAIL,
    }


def test_t4_compares_appeals_and_their_results() -> None:
    """Lawsuits are both kinds together."""
    text = "政府信息公开行政复议10件，其中结果维持4件，结果纠正2件；行政诉讼3件，其他结果2件。"
    found = checks(page(text), "T4")
    assert {place.split(".")[1]: each.outcome for place, each in found.items()} == {
        "review_total": PASS,
        "review_upheld": PASS,
        "review_corrected": FAIL,
        "suit_total": PASS,
        "suit_other": PASS,
    }


def test_a_blank_in_the_table_leaves_the_comparison_open() -> None:
    """What is not printed cannot differ."""
    text = "因政府信息公开发生行政复议10件，结果维持5件。"
    report = page(text, appeals__review__upheld="—", appeals__review__total="10")
    assert checks(report, "T4")["narrative.review_upheld.value"].outcome is UNCERTAIN


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("主动公开政府信息380条，其中政府网站公开370条，政务微信公开10条。", PASS),
        ("主动公开政府信息380条，其中政府网站公开370条，政务微信公开30条。", FAIL),
        ("主动公开政府信息380条，其中政府网站公开370条。", NOT_ASSESSABLE),
        ("政府网站公开370条，政务微信公开30条。", NOT_ASSESSABLE),
    ],
)
def test_t5_adds_up_the_channels(text: str, outcome: Outcome) -> None:
    """A difference is information: the same item on two channels counts once."""
    found = only(page(text), "T5")
    assert found.outcome is outcome
    if outcome is FAIL:
        assert "不一定是错误" in found.detail


def zeros(**values: str) -> dict[str, str]:
    """Tables in which nothing came in and nothing was done."""
    places = [".".join(place) for place in form("F2021").places()]
    return {each.replace(".", "__"): "0" for each in places if each.startswith("requests")} | values


@pytest.mark.parametrize(
    ("text", "values", "outcome"),
    [
        ("2021年未收到政府信息公开申请。", zeros(), PASS),
        ("2021年未收到政府信息公开申请。", {}, FAIL),
        ("2021年收到政府信息公开申请0件。", {}, FAIL),
        ("2021年收到政府信息公开申请24件。", {}, NOT_ASSESSABLE),
        ("2020年未收到政府信息公开申请。", {}, NOT_ASSESSABLE),
        (
            "2021年未收到政府信息公开申请。",
            zeros(requests__carried_in__total="1", requests__granted__total="1"),
            UNCERTAIN,  # what last year left was answered this year
        ),
    ],
)
def test_t6_no_requests_no_numbers(text: str, values: dict[str, str], outcome: Outcome) -> None:
    """Where the text says that none came in, chapter 三 is all zero."""
    assert only(page(text, **values), "T6").outcome is outcome


def fee(report: Report, code: str) -> tuple[Any, ...]:
    """What a fee code holds."""
    (figure,) = [f for f in report.figures if f.address == f"fees.{code}.value"]
    return figure.value, figure.kind, figure.raw


def test_fees_are_there_in_every_report_on_the_2021_form_and_in_no_other() -> None:
    """Four codes, whatever chapter 六 says."""
    assert [f.row for f in page().figures if f.table == "fees"] == [
        *["fee_notices", "fee_notices_amount", "fee_collected_cases", "fee_collected"]
    ]
    assert [f for f in page(name="F2019").figures if f.table == "fees"] == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("无", (None, Kind.NA_WORD, "无")),
        ("无。", (None, Kind.NA_WORD, "无。")),
        ("没有其他需要报告的事项。", (None, Kind.NA_WORD, "没有其他需要报告的事项。")),
        ("2021年信息处理费收取情况：无。", (None, Kind.NA_WORD, "信息处理费收取情况：无")),
        ("人大建议办理15件。", (None, Kind.MISSING, "")),
        ("2021年未收取信息处理费。", (0, Kind.NUMBER, "未收取信息处理费")),
        ("2021年收取信息处理费380元。", (380, Kind.NUMBER, "380元")),
        ("收取信息处理费380元。收取信息处理费400元。", (None, Kind.TEXT, "380元")),
    ],
)
def test_nothing_is_not_zero_in_chapter_six(other: str, expected: tuple[Any, ...]) -> None:
    """无 says nothing of fees, 未收取 says zero, silence is missing."""
    assert fee(page(other=other), "fee_collected") == expected


@pytest.mark.parametrize(
    ("other", "f1", "f2"),
    [
        ("发出收费通知2件，总金额560元，实际收取380元。", PASS, PASS),
        ("发出收费通知2件，总金额560元，实际收取680元。", FAIL, PASS),
        ("未发出收费通知，未收取信息处理费。", NOT_ASSESSABLE, FAIL),
        ("未收取信息处理费。", NOT_ASSESSABLE, NOT_ASSESSABLE),
    ],
)
def test_f1_and_f2(other: str, f1: Outcome, f2: Outcome) -> None:
    """No more is collected than was asked for; an unpaid fee had a notice."""
    report = page(other=other, requests__other_fee_unpaid__total="1")
    assert (only(report, "F1").outcome, only(report, "F2").outcome) == (f1, f2)


def test_f2_with_nobody_unpaid_holds() -> None:
    """No request was closed for its fee."""
    report = page(other="未发出收费通知。", requests__other_fee_unpaid__total="0")
    assert only(report, "F2").outcome is PASS


def test_r2_1_newly_disclosed_is_no_more_than_made_or_in_all() -> None:
    """Two bounds a row, told apart by their sums."""
    places = {
        "disclosure__normative_docs__made": "3",
        "disclosure__normative_docs__newly_disclosed": "5",
        "disclosure__normative_docs__disclosed_total": "9",
    }
    report = page(name="F2019", title="甲市民政局2019年政府信息公开年报", **places)
    found = [each for each in report.findings if each.rule == "R2.1"]
    assert [each.outcome for each in found if each.where == "disclosure.normative_docs"] == [
        *[FAIL, PASS]
    ]


@pytest.mark.parametrize(
    ("body", "rules", "outcome"),
    [
        ("甲县乙镇人民政府", "6", FAIL),
        ("甲县民政局", "1", FAIL),
        ("甲市乙区丙街道办事处", "1", FAIL),
        ("甲省人民政府", "6", PASS),
        ("甲市人民政府", "6", PASS),
        ("甲市人民政府办公室", "6", PASS),
        ("甲市民政局", "6", NOT_ASSESSABLE),  # may list what the government made
        ("甲县乙镇人民政府", "0", PASS),
    ],
)
def test_r2_7_rules_only_of_bodies_with_the_power(body: str, rules: str, outcome: Outcome) -> None:
    """Judged by the words of the name, and only where they leave no doubt."""
    places = {f"disclosure__rules__{each}": rules for each in ("issued", "repealed", "in_force")}
    found = only(page(title=f"{body}2021年政府信息公开年报", **places), "R2.7")
    assert found.outcome is outcome


def test_r2_8_looks_at_towns_only() -> None:
    """A town that issues normative documents is worth a look; a bureau is not asked."""
    places = {
        "disclosure__normative_docs__issued": "2",
        "disclosure__normative_docs__in_force": "4",
    }
    town = page(title="甲县乙镇人民政府2021年政府信息公开年报", **places)
    assert only(town, "R2.8").outcome is FAIL
    quiet = dict.fromkeys((*places, "disclosure__normative_docs__repealed"), "0")
    none = page(title="甲县乙镇人民政府2021年政府信息公开年报", **quiet)
    assert only(none, "R2.8").outcome is PASS
    assert only(page(**places), "R2.8").outcome is NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("problems", "outcome"),
    [("无", FAIL), ("无。", FAIL), ("有待加强。", FAIL), ("存在公开不够及时的问题。", PASS)],
)
def test_s2_problems_are_told(problems: str, outcome: Outcome) -> None:
    """无, or fewer than ten characters, tells no problem."""
    assert only(page(problems=problems), "S2").outcome is outcome


@pytest.mark.parametrize(
    ("body", "year", "day", "outcome"),
    [
        ("甲市民政局", 2021, "2022-01-31", PASS),
        ("甲市民政局", 2021, "2022-02-01", FAIL),
        ("甲市人民政府", 2021, "2022-03-31", PASS),
        ("甲市人民政府", 2021, "2022-04-01", FAIL),
        ("甲市人民政府办公室", 2021, "2022-03-20", PASS),
        ("甲县乙镇人民政府", 2021, "2022-02-10", PASS),
    ],
)
def test_p1_due_dates(body: str, year: int, day: str, outcome: Outcome) -> None:
    """Departments by 31 January, governments by 31 March of the next year."""
    report = page(title=f"{body}{year}年政府信息公开年报", head=f"<p>发布日期：{day}</p>")
    assert only(report, "P1").outcome is outcome


def test_p1_a_date_known_from_an_address_makes_nobody_late() -> None:
    """It may be the day a site was moved."""
    late = page(url="http://www.example.gov.cn/art/2023/5/6/art_1_2.html")
    assert (late.published_evidence, only(late, "P1").outcome) == ("URL", UNCERTAIN)
    assert only(page(), "P1").outcome is NOT_ASSESSABLE


def test_every_rule_is_stored_with_an_outcome() -> None:
    """None is skipped in silence, whatever the report says."""
    rules = {"T1", "T2", "T3", "T4", "T5", "T6", "F1", "F2", "R2.7", "R2.8", "S2", "P1"}
    for report in (page(), page(name="F2019"), page("没有数字。", other="略")):
        assert rules <= {each.rule for each in report.findings}
        said = [each for each in report.findings if each.rule in rules]
        assert all(each.detail_en for each in said if each.detail)


REAL = {
    "huaian_gov_2024": {"T1": 1, "T2": 1, "T3": 2, "T4": 10},
    "shanghai_gov_office_2019": {"T1": 1, "T2": 1, "T3": 2, "T4": 2, "P1": 1},
    "shuyang_fgj_2023": {"T1": 1, "P1": 1, "F2": 1},
    "cixi_minzheng_2019": {"T1": 1, "T5": 1},
}


@pytest.mark.parametrize("name", REAL)
def test_the_text_of_the_real_reports_agrees_with_their_tables(shared: Path, name: str) -> None:
    """Every comparison that can be made holds exactly."""
    report = parse_report(Document(original(shared, name)))
    rules = {"T1", "T2", "T3", "T4", "T5", "T6", "F1", "F2", "P1"}
    found = [each for each in report.findings if each.rule in rules]
    assert {each.outcome for each in found} <= {PASS, NOT_ASSESSABLE}
    passed = [each.rule for each in found if each.outcome is PASS]
    assert {rule: passed.count(rule) for rule in passed} == REAL[name]


def test_the_fees_of_the_real_reports(shared: Path) -> None:
    """One collected 3940 yuan; the other says that nothing was charged."""
    huaian = parse_report(Document(original(shared, "huaian_gov_2024")))
    assert fee(huaian, "fee_collected") == (3940, Kind.NUMBER, "3940元")
    assert fee(huaian, "fee_notices") == (None, Kind.MISSING, "")
    shuyang = parse_report(Document(original(shared, "shuyang_fgj_2023")))
    assert fee(shuyang, "fee_collected") == (0, Kind.NUMBER, "未发生收费情况")
