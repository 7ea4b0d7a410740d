"""Article pages of the two CMS shapes round a report, and the bytes a server would send."""

from dataclasses import dataclass
from html import escape

from archive.demo.city import Plan, Site
from archive.demo.markup import report_body
from archive.demo.writing import Writing

NOTICE = "本网站为演示用途，全部内容为程序生成的示例（合成数据），不对应任何真实机构。"


@dataclass(frozen=True, slots=True)
class Link:
    """An attachment as its page links it."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What any page of a site consists of."""

    site: Site
    title: str
    main: str
    metas: tuple[tuple[str, str], ...] = ()
    meta_charset: str = "utf-8"


def html(page: Page) -> str:
    """Return a page in its site's frame: notice, banner, navigation, main part, foot."""
    charset = f'<meta http-equiv="Content-Type" content="text/html; charset={page.meta_charset}">\n'
    metas = "".join(f'<meta name="{k}" content="{escape(v)}">\n' for k, v in page.metas)
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html>\n<head>\n'
        f"{charset if page.meta_charset else ''}{metas}"
        f"<title>{escape(page.title)}-{page.site.name}</title>\n{STYLE}</head>\n<body>\n"
        f'<div class="notice">{NOTICE}</div>\n<h2 class="banner">{page.site.name}</h2>\n'
        f'<div class="nav"><a href="/">首页</a> | '
        f'<a href="{page.site.list}">政府信息公开年报</a></div>\n'
        f"{page.main}\n"
        f'<div class="foot">主办：{page.site.name}　网站标识码：{page.site.division}0000</div>\n'
        "</body>\n</html>\n"
    )


STYLE = (
    '<style type="text/css">body{font-family:sans-serif;margin:0 auto;max-width:1000px}'
    ".notice{background:#fff3c4;padding:6px}.banner{background:#c0392b;color:#fff;padding:14px;"
    "margin:0}.nav,.foot{background:#eee;padding:6px}table{border-collapse:collapse}"
    "td p{margin:2px}</style>\n"
)


def report_page(site: Site, writing: Writing, links: tuple[Link, ...]) -> str:
    """Return the article page of a report; without its text where only an attachment has it."""
    plan = writing.plan
    body = report_body(writing) if plan.look.medium == "html" else "<p>&nbsp;</p>"
    attachments = "".join(
        f'<p>附件：<a href="{link.href}" target="_blank">{escape(link.text)}</a></p>\n'
        for link in links
    )
    article = (_hanweb if site.cms == "hanweb" else _trs)(plan, body + "\n" + attachments)
    info = _info_table(plan) if plan.look.has("info_table") else ""
    return html(Page(site, plan.title, info + article, _metas(site, plan), plan.look.meta))


def article_page(site: Site, title: str, day: str, charset: str) -> str:
    """Return an article that is no report."""
    main = f'<h1>{escape(title)}</h1>\n<div id="zoom"><p>{escape(title)}（示例，{day}）。</p></div>'
    return html(Page(site, title, main, meta_charset=charset))


def _metas(site: Site, plan: Plan) -> tuple[tuple[str, str], ...]:
    return (
        ("SiteName", site.name),
        ("SiteIDCode", f"{site.division}0000"),
        ("ColumnName", "政府信息公开年报"),
        ("ArticleTitle", plan.title),
        ("PubDate", f"{plan.published} 10:2{plan.year % 10}"),
        ("ContentSource", plan.agency.name),
    )


def _hanweb(plan: Plan, body: str) -> str:
    return (
        '<table width="100%" border="0"><tr><td>'
        f'<p class="title" style="text-align:center">{escape(plan.title)}</p>'
        f'<p align="center">发布日期：{plan.published}　信息来源：{plan.agency.name}　'
        '浏览次数：<script src="/vc/vc/interface/visit.jsp?type=3"></script></p>'
        f'</td></tr></table>\n<div id="zoom">\n<!--<$[信息内容]>begin-->\n{body}\n'
        "<!--<$[信息内容]>end-->\n</div>"
    )


def _trs(plan: Plan, body: str) -> str:
    return (
        f'<div class="detail">\n<h1>{escape(plan.title)}</h1>\n'
        f'<div class="info"><span>来源：{plan.agency.name}</span>　'
        f"<span>发布时间：{plan.published} 10:2{plan.year % 10}</span></div>\n"
        '<div class="TRS_UEDITOR TRS_Editor"><div class="Custom_UnionStyle">\n'
        f"{body}\n</div></div>\n</div>"
    )


def _info_table(plan: Plan) -> str:
    rows = (
        ("索引号", f"99010000{plan.year % 100}/{plan.published.year}-00{plan.year % 89:03d}"),
        ("组配分类", "政府信息公开年报"),
        ("发布机构", plan.agency.name),
        ("发文日期", str(plan.published)),
        ("名称", plan.title),
        ("文号", ""),
    )
    cells = "".join(
        f'<tr><td class="c1">{name}</td><td class="c2">{escape(value)}</td></tr>\n'
        for name, value in rows
    )
    return f'<table class="table_content" width="100%"><tbody>\n{cells}</tbody></table>\n'
