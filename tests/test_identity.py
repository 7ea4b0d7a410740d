"""The page a link promised, another year's, another body's. Synthetic: the bodies are invented."""

import pytest

from crawler.identity import mismatch
from crawler.payload import visible_text

LINK = "示例市民政局2023年政府信息公开工作年度报告"
SAME = [
    f"<title>{LINK}</title>",
    f"<title>{LINK}-示例市人民政府</title><h1>2022年</h1>",
    "<title>示例市人民政府</title><h1>市民政局2023年政府信息公开年度报告</h1>",
    "<title>2023年政府信息公开年报</title>",
    "<title>示例市民政局2022年政府信息公开年度报告</title><h1>2023年政府信息公开年度报告</h1>",
    "<title>政府信息公开年报</title>",
    "<title>2022年政府网站工作年度报表</title>",
    "<p>2022年，我局收到申请5件。</p>",
    "<p>示例市民政局2023年度报告。统计期限自2022年1月1日起。</p>",
    "<p>现公布2023年政府信息公开工作年度报告。与2022年政府信息公开年度报告相比有所增加。</p>",
    '<meta name="ArticleTitle" content="示例市民政局2023年政府信息公开工作年度报告">'
    "<title>示例市财政局2022年政府信息公开工作年度报告</title>",
    "<title>示例市民政局（本级）2023年政府信息公开工作年度报告</title>",
    "<title>市民政部门2023年政府信息公开工作年度报告</title>",
]
OTHER = {
    "<title>示例市民政局2022年政府信息公开工作年度报告</title>": "wrong_year",
    "<h1><span>示例市民政局</span>二〇二二年政府信息公开年报</h1>": "wrong_year",
    '<META content="2021年政府信息公开年度报告" name="ArticleTitle">': "wrong_year",
    "<meta name=ArticleTitle content='2021年政府信息公开年度报告'>": "wrong_year",
    "<p>本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。</p>": "wrong_year",
    "<p>现公布示例市民政局2022年政府信息公开工作年度报告。</p>": "wrong_year",
    "<title>示例市财政局2023年政府信息公开工作年度报告</title>": "wrong_body",
    "<title>乙县民政局2023年政府信息公开工作年度报告</title>": "wrong_body",
}


@pytest.mark.parametrize("page", SAME)
def test_a_page_that_may_be_the_promised_one_is_let_through(page: str) -> None:
    """Shorter names, copied titles, other years in the text: all of it is met in good pages."""
    assert mismatch(LINK, page, visible_text(page), {}) == ("", "")


@pytest.mark.parametrize("page", OTHER)
def test_a_page_that_names_another_year_or_body_is_not_the_promised_one(page: str) -> None:
    """Every title of the page says so, or its first sentence where no title names a year."""
    reason, note = mismatch(LINK, page, visible_text(page), {})
    assert reason == OTHER[page]
    assert note.startswith("the link names ")


def test_a_name_the_site_prints_otherwise_is_known_by_its_alias() -> None:
    """The site's block says which body an old or short name means."""
    page = "<title>示例市行政审批局2023年政府信息公开工作年度报告</title>"
    assert mismatch(LINK, page, visible_text(page), {})[0] == "wrong_body"
    aliases = {"示例市行政审批局": "示例市民政局"}
    assert mismatch(LINK, page, visible_text(page), aliases) == ("", "")


@pytest.mark.parametrize("link", ["", "附件", "政府信息公开年报", "2023年政府网站工作年度报表"])
def test_a_link_that_promises_nothing_is_not_broken(link: str) -> None:
    """Only a title of a report names a year and a body to keep."""
    page = "<title>示例市民政局2022年政府信息公开工作年度报告</title>"
    assert mismatch(link, page, visible_text(page), {}) == ("", "")
