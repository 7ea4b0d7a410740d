import pytest

from parsers.titles import Title, parse_title, years_printed

SAMPLES = [
    # shapes of real titles; bodies and places are made up
    ("甲市民政局2019年度政府信息公开工作年度报告", "甲市民政局", 2019),
    ("2019年甲市人民政府办公厅政府信息公开工作年度报告", "甲市人民政府办公厅", 2019),
    ("甲市人民政府\n　2024 年政府信息公开工作年度报告", "甲市人民政府", 2024),
    ("甲县发展和改革局2023年政府信息公开年度报告-甲县发改局", "甲县发展和改革局", 2023),
    ("甲市人民政府-甲县发展和改革局2023年政府信息公开年度报告", "甲县发展和改革局", 2023),
    ("甲县人民政府信息公开工作年度报告（2022年度）", "甲县人民政府", 2022),
    ("甲县乙镇2020年政府信息公开工作告年度报", "甲县乙镇", 2020),
    ("甲市2021年政务信息公开年度报告", "甲市", 2021),
    ("甲局政府信息公开2021年年度报告", "甲局", 2021),
    ("甲局关于2021年度政府信息公开工作的年度报告", "甲局", 2021),
    ("甲局政府信息公开年度工作报告", "甲局", 0),
    ("甲局政府信息公开工作报告", "甲局", 0),
    ("甲市政务公开工作年度报告2021", "甲市", 2021),
    ("二〇二〇年甲镇信息公开年报", "甲镇", 2020),
    ("《甲局２０２１年政府信息公开年报》", "甲局", 2021),
    ("【年报】甲局2021年政府信息公开年报", "甲局", 2021),
    ("2023年度政府信息公开工作年度报告", "", 2023),
    ("信息公开年报", "", 0),
    ("甲局2008年政府信息公开工作情况年度报告", "甲局", 2008),
    # the body behind the title, in brackets or not
    ("2023年度政府信息公开工作年度报告（甲市民政局）", "甲市民政局", 2023),
    ("政府信息公开年度报告（2023年度）（甲县乙镇人民政府）", "甲县乙镇人民政府", 2023),
    ("2023年政府信息公开工作年度报告 甲市民政局", "甲市民政局", 2023),
    # 关于…的报告, reports by another name
    ("甲市民政局关于2023年度政府信息公开工作情况的报告", "甲市民政局", 2023),
    ("甲市民政局关于报送2023年政府信息公开工作年度报告的报告", "甲市民政局", 2023),
    ("甲市民政局2014年政府信息公开工作情况报告", "甲市民政局", 2014),
    ("甲市民政局2023年度政府信息公开工作总结报告", "甲市民政局", 2023),
    ("甲县人民政府办公室2013年政府信息公开工作情况汇报", "甲县人民政府办公室", 2013),
    ("甲市政务公开工作年报2023", "甲市", 2023),
    # brackets that tell the scope, letter-spacing, letters for 〇
    ("甲市人民政府（汇总）2023年政府信息公开工作年度报告", "甲市人民政府", 2023),
    ("甲市人民政府2023年政府信息公开工作年度报告（全市）", "甲市人民政府", 2023),
    ("甲 市 民 政 局 2 0 2 3 年 政 府 信 息 公 开 年 报", "甲市民政局", 2023),
    ("二O二三年甲市民政局政府信息公开年报", "甲市民政局", 2023),
    ("甲市2023年政府信息公开工作年度报告（甲市人民政府门户网站）", "甲市", 2023),
]

BUGS = [
    # site, column and article in a row, as in the title of many pages
    ("甲市人民政府 政府信息公开年报 甲市民政局2023年政府信息公开工作年度报告", "甲市民政局", 2023),
    ("甲市民政局2023年政府信息公开年报 政府信息公开工作年度报告", "甲市民政局", 2023),
    ("甲局2023年政府信息公开年报 乙局2022年政府信息公开年报", "甲局", 2023),
    # a date beside the title is not the report year
    ("甲局政府信息公开年度报告（2020-01-31）", "甲局", 0),
    ("甲局2020年政府信息公开工作年度报告（2021年1月20日）", "甲局", 2020),
    # 编制 in a body's name and 通知 in a column's name refuse nothing
    (
        "中共甲市委机构编制委员会办公室2023年政府信息公开年度报告",
        "中共甲市委机构编制委员会办公室",
        2023,
    ),
    ("甲局2023年政府信息公开年度报告_通知公告_甲市人民政府", "甲局", 2023),
    # two different years name none
    ("2019年甲局2020年政府信息公开年度报告", "甲局", 0),
    # a sentence that mentions the report is no agency
    (
        "根据《中华人民共和国政府信息公开条例》要求，现向社会公布甲县民政局2023年度政府信息公开年度报告",
        "",
        2023,
    ),
]

REFUSED = [
    ("2018年甲市政府网站年度工作报表", "website_report"),
    ("甲局政府信息公开年报：2018年政府网站工作年度报表", "website_report"),
    ("甲局2021年法治政府建设年度报告", "rule_of_law_report"),
    ("关于编制2021年政府信息公开工作年度报告的函", "notice"),
    ("关于做好2021年政府信息公开工作年度报告发布的通知", "notice"),
    ("【图解】甲局2021年政府信息公开年度报告", "explainer"),
    ("甲局2021年政府信息公开年度报告解读", "explainer"),
    ("甲局2021年政府信息公开年度报告（图片版）", "explainer"),
    ("甲市政府信息公开年度报告第三方评估", "evaluation"),
    ("政府信息公开工作年度报告格式模板", "template"),
    ("甲局政府信息公开指南", "not_annual_report"),
    ("甲局2023年上半年政府信息公开工作情况报告", "not_annual_report"),
    ("甲局2023年第一季度政府信息公开工作情况报告", "not_annual_report"),
    ("甲局政府信息公开工作情况报告", "not_annual_report"),
    ("", "not_annual_report"),
]


@pytest.mark.parametrize(("text", "agency", "year"), SAMPLES + BUGS)
def test_a_title_names_body_and_year(text: str, agency: str, year: int) -> None:
    """The body stands before the report's name, the year before or after it."""
    assert parse_title(text) == Title(agency, year, accepted=True)


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_report_is_refused_with_its_reason(text: str, reason: str) -> None:
    """Neighbours of the reports in lists are told apart from them."""
    title = parse_title(text)
    assert (title.accepted, title.reason) == (False, reason)


def test_years_are_read_in_digits_and_numerals_but_not_from_dates() -> None:
    """A year is four digits that belong to no date and no longer number."""
    assert years_printed("2019年、二○二〇年度、２０２１") == (2019, 2020)
    assert years_printed("2020-01-31 2020年1月31日 20200131 2020/1/31") == ()
