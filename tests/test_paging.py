"""Where a list goes on: every pager known, and what says of more pages without an address."""

import pytest

from crawler.listing import BadList, Listing, ListPage
from crawler.paging import following, page_count

LIST = "http://www.example.gov.cn/nb/"


def after(text: str, name: str = "", number: int = 0, total: int = 0) -> str | None:
    """The address of the page after page *number* (from 0), which stands at *name*."""
    url = LIST + name
    found = following(Listing(ListPage(url, LIST, number, total=total), url, text))
    if found is not None:
        assert (found.list_url, found.number) == (LIST, number + 1)
    return found.url.removeprefix(LIST) if found else None


PAGERS = [  # (what it is, page as it answers, its name, its number from 0, the next page's name)
    ("a link", "<a href='index_1.html'>下一页</a>", "", 0, "index_1.html"),
    ("arrows", "<a href='2.html'>[下一页] &gt;</a>", "", 0, "2.html"),
    ("only title", "<a title='下一页' href='list_2.shtml'><i></i></a>", "", 0, "list_2.shtml"),
    ("spaces", "<a href='?page=2'> 下 一 页 </a>", "", 0, "?page=2"),
    ("parameter", "<a href='list.jsp?pageNo=3&c=1'>下页</a>", "", 1, "list.jsp?pageNo=3&c=1"),
    ("english", "<a href='column-index-2.shtml'>Next</a>", "", 0, "column-index-2.shtml"),
    (
        "handler",
        "<a href='javascript:void(0)' onclick=\"queryArticleByCondition(this,'/nb/list_2.shtml')\">"
        "下一页</a>",
        "",
        0,
        "list_2.shtml",
    ),
    (
        "script address",
        "<a href=\"javascript:go('list_2.shtml')\">下一页</a>",
        "",
        0,
        "list_2.shtml",
    ),
    ("dead first", "<a>下一页</a><a href='t_2.html'>下一页</a>", "", 0, "t_2.html"),
    (
        "numbers",
        "<b>1</b><a href='index_1.html'>2</a><a href='index_2.html'>3</a>",
        "",
        0,
        "index_1.html",
    ),
    ("numbers later", "<a href='/nb/'>1</a><a href='2.htm'>3</a>", "1.htm", 1, "2.htm"),
    ("days", "<a href='?day=2'>2</a><a href='?day=3'>3</a>", "", 0, None),
    ("last, from 1", "共 5 页 <a href='index_5.html'>尾页</a>", "", 0, "index_2.html"),
    (
        "last, from 0",
        "共<b>5</b>页 <a href='index_4.html'>末页</a>",
        "index_1.html",
        2,
        "index_3.html",
    ),
    (
        "last, by script",
        "var totalPage=3; </script><a href='?currPage=3'>末页</a>",
        "",
        0,
        "?currPage=2",
    ),
    ("last page", "共5页 <a href='index_5.html'>尾页</a>", "index_5.html", 4, None),
    ("one page", "共1页 <a href='javascript:go(1)'>下一页</a>", "", 0, None),
    ("itself", "<a href='/nb/'>下一页</a>", "", 0, None),
    ("idle", "<a href='javascript:void(0);'>下一页</a><a href='#'>尾页</a>", "", 0, None),
    ("idle class", "<a class='disabled' href='javascript:go(2)'>下一页</a>", "", 0, None),
    ("script, last", "<a onclick='go(3)'>下一页</a>", "index_1.html", 1, None),
    (
        "created",
        "<script>createPageHTML(3, 1, 'list', 'htm')</script>",
        "list_1.htm",
        1,
        "list_2.htm",
    ),
    (
        "created in a place, from 1",
        "<script>createPageHTML('page_div', 3, 2, 'list', 'shtml', 50)</script>",
        "list_2.shtml",
        1,
        "list_3.shtml",
    ),
    ("created, from 0", "createPageHTML('p', 3, 1, 'a', 'htm')", "a_1.htm", 1, "a_2.htm"),
    ("created, last", "createPageHTML('p', 3, 3, 'a', 'htm')", "a_3.htm", 2, None),
    (
        "created over a link",
        "createPageHTML(1,0,'index','html')<a href=x_2.html>下一页</a>",
        "",
        0,
        None,
    ),
    (
        "huge",
        f"createPageHTML({'9' * 5000}, 0, 'index', 'html') totalPage={'9' * 5000}",
        "",
        0,
        None,
    ),
    ("pictures", "<a onclick='slide(1)'>&gt;</a><a href='2.html'>&gt;</a>", "", 0, None),
    ("article", "<a href='2.html'>下一篇</a><a href='3.html'>下一页新闻发布会</a>", "", 0, None),
    ("nothing", "", "", 0, None),
]


@pytest.mark.parametrize(
    ("page", "name", "number", "expected"),
    [case[1:] for case in PAGERS],
    ids=[case[0] for case in PAGERS],
)
def test_the_next_page_is_found(page: str, name: str, number: int, expected: str | None) -> None:
    """By the script, the link, the numbers, or the last page's address and the count."""
    assert after(page, name, number) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<a href='javascript:nextPage()'>下一页</a>",
        "<a href='#' onclick='go(2)'>下一页</a>",
        "<a href='http://[x/2.html'>下一页</a>",
        "<a href='ftp://a.gov.cn/2.html'>下一页</a>",
        "var pageCount = 7;",
        "共7页 <a href='last.html'>尾页</a>",
        "共7页 <a href='index_9.html'>尾页</a>",
        "totalPage: '7', <a href='1.htm'>尾页</a>",
    ],
)
def test_more_pages_without_an_address_are_loud(page: str) -> None:
    """What is not proved is not tried: the block must say it."""
    with pytest.raises(BadList, match="there are more pages, but no address: set option next"):
        after(page)


def test_a_script_that_counts_other_pages_is_loud() -> None:
    """On the second page it must say 1 or 2, else its numbers are not those of the addresses."""
    with pytest.raises(BadList, match="counts other pages"):
        after("createPageHTML('page_div', 9, 5, 'list', 'shtml')", "list_2.shtml", 1)


def test_the_first_page_counts_for_the_later_ones() -> None:
    """A count rides along, so that a later page without one still knows the last."""
    first = following(Listing(ListPage(LIST, LIST), LIST, "共3页<a href='p_3.html'>尾页</a>"))
    assert first == ListPage(f"{LIST}p_2.html", LIST, 1, total=3)
    assert after("<a href='p_3.html'>尾页</a>", "p_2.html", 1, total=3) == "p_3.html"


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("var totalPages = '12'", 12),
        ('"page_count": 4', 4),
        ("total_page=9", 9),
        ("maxPage : 3", 3),
        ("第 1/12 页", 12),
        ("共有 3 页", 0),
        ("共<span class='n'>\n 8 </span> 页", 8),
        ("subtotal pages", 0),
        ("", 0),
    ],
)
def test_pages_are_counted_as_pagers_say_it(text: str, pages: int) -> None:
    """Scripts and words; anything else counts none."""
    assert page_count(text) == pages
