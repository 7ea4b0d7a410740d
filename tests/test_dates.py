from datetime import date

import pytest

from parsers.dates import Dated, check_dates, period_years, publication_dates, url_year
from parsers.model import Block, Cell, Grid, Medium, Outcome, Paragraph, Reading

DAY = date(2024, 1, 17)


def reading(*blocks: Block, metadata: tuple[tuple[str, str], ...] = ()) -> Reading:
    return Reading(Medium.HTML, blocks, metadata)


def cells(*texts: str) -> Grid:
    return Grid(tuple(Cell(text, 0, left) for left, text in enumerate(texts)))


EVIDENCE = [
    (reading(metadata=(("meta:PubDate", "2024-01-17 09:30"),)), "", "PubDate"),
    (reading(Paragraph("发布日期：2024-01-17　浏览次数：12")), "", "发布日期"),
    (reading(Paragraph("来源：甲局 发布时间：2024年1月17日 10:00")), "", "发布时间"),
    (reading(cells("发布机构", "甲局", "公开日期", "2024-01-17")), "", "公开日期"),
    (reading(cells("公 开 日 期：", "2024/1/17")), "", "公开日期"),
    (reading(cells("生成日期：2024-01-17")), "", "生成日期"),
    (reading(Paragraph("无"), Paragraph("甲局"), Paragraph("2024年1月17日")), "", "落款"),
    (reading(Paragraph("二〇二四年一月十七日")), "", "落款"),
    (reading(), "http://www.example.gov.cn/zwgk/202401/t20240117_123.html", "URL"),
    (reading(), "http://www.example.gov.cn/art/2024/1/17/art_12_345.html", "URL"),
    (reading(), "http://www.example.gov.cn/nw12344/20240117/0123456789abcdef.html", "URL"),
]


def test_today_and_the_day_of_an_update_are_no_date_of_publication() -> None:
    """日期 with another word before it is another date."""
    for label in ("今天是 当前日期", "更新日期", "统计日期"):
        assert publication_dates(reading(Paragraph(f"{label}：2026年11月23日")), "") == ()
    assert publication_dates(reading(Paragraph("日期：2024-01-17")), "") == (Dated(DAY, "日期"),)


@pytest.mark.parametrize(("document", "url", "evidence"), EVIDENCE)
def test_a_date_is_found_with_its_evidence(document: Reading, url: str, evidence: str) -> None:
    """Meta tag, printed label, foot of the report, address."""
    assert publication_dates(document, url) == (Dated(DAY, evidence),)


def test_the_best_evidence_comes_first() -> None:
    """Meta tag before printed label before foot before address; all candidates are kept."""
    found = publication_dates(
        reading(
            Paragraph("成文日期：2024-01-12"),
            Paragraph("发布日期：2024-01-15"),
            Paragraph("2024年1月10日"),
            metadata=(("meta:pubdate", "2024-01-16"),),
        ),
        "http://www.example.gov.cn/t20240118_1.html",
    )
    assert [(each.evidence, each.day.day) for each in found] == [
        ("PubDate", 16),
        ("发布日期", 15),
        ("成文日期", 12),
        ("落款", 10),
        ("URL", 18),
    ]
    (doubt,) = check_dates(found)
    assert (doubt.rule, doubt.outcome) == ("date.candidates_differ", Outcome.UNCERTAIN)
    assert "PubDate 2024-01-16，发布日期 2024-01-15" in doubt.detail


@pytest.mark.parametrize(
    ("evidence", "day", "is_said"),
    [
        ("成文日期", date(2024, 1, 12), False),
        ("落款", date(2023, 12, 29), False),
        ("成文日期", date(2023, 10, 12), True),
        ("成文日期", date(2024, 1, 18), True),
        ("发布日期", date(2024, 1, 12), True),
    ],
)
def test_a_paper_is_written_some_weeks_before_its_page(
    evidence: str, day: date, is_said: bool
) -> None:
    """That is no contradiction; a day after or months before is."""
    found = check_dates((Dated(DAY, "PubDate"), Dated(day, evidence)))
    assert [each.rule for each in found] == ["date.candidates_differ"] * is_said
    assert check_dates((Dated(day, evidence), Dated(day, "URL"))) == ()


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：无",
        "统计时间：2024-01-17",
        "发布日期：2024-13-45",
        "报告所列统计期限自2024年1月1日至2024年12月31日。",
        "发布日期：1999-01-17",
    ],
)
def test_what_is_no_date_of_publication(line: str) -> None:
    """Impossible and unrelated dates are no evidence."""
    assert publication_dates(reading(Paragraph(line)), "") == ()


@pytest.mark.parametrize(
    "line",
    [
        "报告所列统计期限自 2024 年 1 月 1 日至 2024 年 12 月 31 日。",
        "本年度报告中所列数据统计期限从2024年1月1日到12月31日止。",
        "本年度报告所列数据的统计时限为２０２４年1月1日至2024年12月31日。",
        "本报告数据自2024年1月1日起至2024年12月31日。",
    ],
)
def test_the_stated_period_names_the_year(line: str) -> None:
    """The wording varies, the first of January does not."""
    assert period_years([Paragraph("甲"), Paragraph(line)]) == (2024,)


def test_addresses_name_years_as_folders_only() -> None:
    """A month folder or a date in the address is no report year."""
    base = "http://www.example.gov.cn"
    assert url_year(f"{base}/zfxxgk/zj/2021n/1533676551588134914.html") == 2021
    assert url_year(f"{base}/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=1") == 2017
    assert url_year(f"{base}/gknb/202401/t20240117_1.html") == 0
    assert url_year(f"{base}/2019/2020/a.html") == 0
