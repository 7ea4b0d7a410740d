"""Whose report it is and on which year, where the page names other reports beside it."""

from parsers.model import Document, Outcome, Scope
from parsers.report import parse_report
from tests.printed import Printed, form

OURS = "甲市民政局2023年政府信息公开工作年度报告"
MENU = "".join(
    f"<p><a>甲市民政局{year}年政府信息公开工作年度报告</a></p>" for year in range(2019, 2023)
)


def named(
    before: str = "", title: str = OURS, head: str = "", url: str = ""
) -> tuple[str, int, Scope, set[str]]:
    """Body, year, scope and the doubts about them; the title is a mere line."""
    page = Printed(form("F2021"), title=title).page().body.decode()
    page = page.replace("<h1>", f"{before}<p>").replace("</h1>", "</p>")
    page = page.replace("<body>", f"<head>{head}</head><body>")
    found = parse_report(Document(page.encode(), url))
    doubts = {each.rule for each in found.findings if each.outcome is Outcome.UNCERTAIN}
    return found.agency, found.year, found.scope, doubts


def test_a_menu_of_other_years_does_not_give_the_year() -> None:
    """What the page says of itself decides; without it the nearest line does, and is disputed."""
    own = ("甲市民政局", 2023, Scope.OWN)
    assert named(MENU, head=f"<title>{OURS}</title>") == (*own, set())
    assert named(MENU, head=f'<meta name="ArticleTitle" content="{OURS}">') == (*own, set())
    assert named(MENU) == (*own, {"title.year_conflict"})
    assert named(MENU, "2023年政府信息公开工作年度报告") == (*own, {"title.year_conflict"})


def test_a_neighbour_in_the_list_does_not_give_the_body() -> None:
    """Links to the next report are left out; other bodies in headings are a dispute."""
    other = "乙市财政局2023年政府信息公开工作年度报告"
    assert named(f"<p>上一篇：{other}</p>") == ("甲市民政局", 2023, Scope.OWN, set())
    assert "title.agency_conflict" in named(f"<h3>{other}</h3>")[3]
    found = named(f"<h3>{other}</h3>", head=f"<title>{OURS}</title>")
    assert found == ("甲市民政局", 2023, Scope.OWN, set())


def test_a_path_or_label_before_the_title_is_no_part_of_the_body() -> None:
    """The body stands after the last colon or slash."""
    for before in ("您现在的位置: 首页 / 年报 / ", "附件1：", "索引号：A1 名称：", "1."):
        assert named(title=before + OURS) == ("甲市民政局", 2023, Scope.OWN, set())


def test_a_title_may_stand_on_several_lines() -> None:
    """Place, body, year and the report's name, cut anywhere; or the body below it."""
    own = ("甲市民政局", 2023, Scope.OWN, set())
    for lines in (
        ("甲市民政局", "2023年政府信息公开工作年度报告"),
        ("甲市", "民政局", "2023年度", "政府信息公开工作年度报告"),
        ("2023年度", "甲市民政局", "政府信息公开工作年度报告"),
        ("甲市民政局政府信息公开工作", "2023年度报告"),
        ("甲市民政局关于2023年度", "政府信息公开工作年度报告"),
        ("2023年政府信息公开工作年度报告", "甲市民政局"),
    ):
        assert named("".join(f"<p>{line}</p>" for line in lines), title="") == own, lines


def test_a_crumb_before_the_title_is_no_part_of_the_body() -> None:
    """A line that ends as a body is joined only to what is no title by itself."""
    assert named("<p>甲市人民政府</p>") == ("甲市民政局", 2023, Scope.OWN, set())


def test_a_body_that_only_the_page_names_is_inferred() -> None:
    """A publisher beside the title may be another office; a newspaper or website is no body."""
    title = "2023年政府信息公开工作年度报告"
    stated = named("<p>发布机构：甲市人民政府办公室</p>", title)
    assert stated == ("甲市人民政府办公室", 2023, Scope.OWN, {"title.agency_inferred"})
    for source in ("甲市日报", "本站", "甲市政府网站"):
        assert named(f"<p>来源：{source} 浏览：3</p>", title)[::3] == ("", {"title.agency_unknown"})


def test_a_report_published_before_its_year_ended_names_the_wrong_year() -> None:
    """Some sites title reports by the year of publication."""
    assert named("<p>发布日期：2023-01-20</p>")[1::2] == (2023, {"title.year_conflict"})
    assert named("<p>发布日期：2024-01-20</p>")[1::2] == (2023, set())


def test_no_zone_and_no_community_is_a_territory() -> None:
    """A zone may report for itself or for all its bodies; a community is no district."""
    for body in ("甲市高新区", "甲市乙社区"):
        found = named(title=f"{body}2023年政府信息公开工作年度报告")
        assert found == (body, 2023, Scope.UNKNOWN, set())


def test_two_reports_on_a_page_are_said() -> None:
    """The first may print its tables as pictures: nothing else tells whose the figures are."""
    first = Printed(form("F2021"), title=OURS)
    page = first.page([[], [], []]).body.decode().replace("12条。", "全年公开工作有序。" * 50)
    other = Printed(form("F2021")).page().body.decode()
    found = parse_report(Document((page + other).encode()))
    assert "title.second_report" in {each.rule for each in found.findings}
    contents = "".join(
        f"<p>{n}、{c.title} {n}</p>" for n, c in zip("一二", first.form.chapters, strict=False)
    )
    assert named(contents) == ("甲市民政局", 2023, Scope.OWN, set())


def test_the_order_of_evidence_for_the_year() -> None:
    """Title, then the stated period, then the folder, then the year before publication."""
    bare = "甲市民政局政府信息公开工作年度报告"
    period = "<p>报告所列统计期限自2022年1月1日至2022年12月31日。</p>"
    day = "<p>发布日期：2024-01-20</p>"
    folder = "http://www.example.gov.cn/gknb/2021n/1.html"
    assert named(period + day, url=folder)[1] == 2023
    assert named(period + day, bare, url=folder)[1] == 2022
    assert named(day, bare, url=folder)[1] == 2021
    assert named(day, bare)[1] == 2023
    assert named("", bare)[1] == 0
