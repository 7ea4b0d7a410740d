"""List pages of the two CMS shapes: hanweb's embedded records and TRS's numbered files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from archive.demo.city import Site
from archive.demo.pages import Page, html

HANWEB_PER_PAGE = 15
HANWEB_WINDOW = 3 * HANWEB_PER_PAGE  # records embedded in the first page
TRS_PER_PAGE = 10
SHORTENED = 20  # characters of a title shown; the whole one stands in title=


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: what is linked, under which title, with which date beside it."""

    href: str
    title: str
    date: date


def hanweb_list(site: Site, rows: Sequence[Row]) -> str:
    """Return `/col/colN/index.html` with the first window of its records embedded."""
    column = site.list.split("/")[2].removeprefix("col")
    unit = f"{column}77"
    proxy = "/module/jpage/dataproxy.jsp"
    query = f"page=1&webid=1&path=/&columnid={column}&unitid={unit}&webname=demo&permissiontype=0"
    main = (
        f'<div id="{unit}" class="default_pgContainer"></div>\n'
        f'<div id="div{unit}"><script type="text/xml"><datastore>\n'
        f'<nextgroup><![CDATA[<a href="{proxy}?{query}"></a>]]></nextgroup>\n'
        f"{_records(rows[:HANWEB_WINDOW])}</datastore></script></div>\n"
        "<script>\n$(function(){\n"
        f"  $('#{unit}').jpage({{\n    proxyUrl:'{proxy}',\n    perPage:{HANWEB_PER_PAGE},\n"
        f"    totalRecord:{len(rows)},\n    openCookies:false,\n"
        f"    ajaxParam:{{col:1,appid:1,webid:1,path:'/',columnid:{column},sourceContentType:1,"
        f"unitid:'{unit}',webname:'demo',permissiontype:0}}\n  }});\n}});\n</script>"
    )
    return html(Page(site, "政府信息公开年报", main, meta_charset=site.meta))


def hanweb_records(rows: Sequence[Row], first: int, last: int) -> str:
    """Return dataproxy.jsp's answer: the records *first* to *last*, counted from 1."""
    pages = -(-len(rows) // HANWEB_PER_PAGE)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<datastore>"
        f"<totalrecord>{len(rows)}</totalrecord><totalpage>{pages}</totalpage>\n"
        f"{_records(rows[max(first, 1) - 1 : last])}</datastore>\n"
    )


def _records(rows: Sequence[Row]) -> str:
    records = "".join(f"<record><![CDATA[{_hanweb_row(row)}]]></record>\n" for row in rows)
    return f"<recordset>\n{records}</recordset>"


def _hanweb_row(row: Row) -> str:
    shown = row.title if len(row.title) <= SHORTENED else row.title[:SHORTENED] + "..."
    return (
        f'<li><a href="{row.href}" target="_blank" title="{escape(row.title)}">{escape(shown)}</a>'
        f"<span>{row.date}</span></li>"
    )


def trs_lists(site: Site, rows: Sequence[Row]) -> dict[str, str]:
    """Return the numbered files of a TRS list by name (`index.html`, `index_1.html`, …)."""
    pages = [rows[start : start + TRS_PER_PAGE] for start in range(0, len(rows), TRS_PER_PAGE)]
    return {
        "index.html" if number == 0 else f"index_{number}.html": _trs_list(
            site, page, number, len(pages)
        )
        for number, page in enumerate(pages)
    }


def _trs_list(site: Site, rows: Sequence[Row], current: int, total: int) -> str:
    lines = "".join(
        '<tr valign="top"><td width="25"><img src="../images/ico2.jpg"></td>\n<td width="550">\n'
        f'<a href="{row.href}">{escape(row.title)}</a>\n</td>\n<td>\n{row.date}\n</td></tr>\n'
        for row in rows
    )
    main = (
        f'<table class="gl_list" width="682"><tbody>\n{lines}</tbody></table>\n'
        f'<div class="page"><script language="JavaScript">\n{_pager(site, current, total)}\n'
        "</script></div>"
    )
    return html(Page(site, "政府信息公开年报", main, meta_charset=site.meta))


def _pager(site: Site, current: int, total: int) -> str:
    """The next page is named only here, in a script, as on the sites this one imitates."""
    if site.pager == "createPageHTML":
        return f'createPageHTML({total}, {current}, "index", "html");'
    return (
        f"var currentPage = {current};//所在页从0开始\n"
        "var prevPage = currentPage-1//上一页\nvar nextPage = currentPage+1//下一页\n"
        f"var countPage = {total}//共多少页\n"
        "if(countPage>1&&currentPage!=(countPage-1))\n"
        'document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");'
    )
