"""A municipal site as a table of addresses and answers, in one edition."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from archive.demo.city import City, Noise, Plan, Site
from archive.demo.docx import report_docx
from archive.demo.figures import Figures
from archive.demo.lists import Row, hanweb_list, hanweb_records, trs_lists
from archive.demo.pages import Link, Page, article_page, html, report_page
from archive.demo.pdf import report_pdf
from archive.demo.writing import Writing, write_report

PROXY = "/module/jpage/dataproxy.jsp"
ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
CHALLENGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><script type="text/javascript" r="m">'
    "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=52108;$_ts.cd=\"qqqqr0x2\";</script>"
    '<script type="text/javascript" charset="utf-8" src="/4QbVtADbnLVIc/c.FxJzG50F.js" r="m">'
    "</script></head><body></body></html>"
)
EDITED_ON = date(2024, 6, 3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends for an address. Without `modified` it sends no validators."""

    body: bytes
    content_type: str
    status: int = 200
    modified: date | None = None

    @property
    def etag(self) -> str:
        """A strong validator from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Portal:
    """A site in one edition: fixed answers by address, and the rows behind its list."""

    site: Site
    answers: Mapping[str, Answer]
    rows: tuple[Row, ...] = field(default=())

    def answer(self, address: str, parameters: Mapping[str, str]) -> Answer:
        """Return what the site sends for an address (path and query) and a form's fields."""
        if self.site.cms == "hanweb" and address.partition("?")[0] == PROXY:
            first, last = (int(parameters.get(key) or 1) for key in ("startrecord", "endrecord"))
            records = hanweb_records(self.rows, first, last)
            return Answer(records.encode(self.site.encoding), "text/xml; charset=utf-8")
        return self.answers.get(address) or Answer(b"<h1>404</h1>", "text/html", 404)


def page_path(city: City, plan: Plan) -> str:
    """Return the path of a report's page on its site."""
    site = next(s for s in city.sites if s.id == plan.agency.site)
    return _article_path(site, plan.published, 50000 + city.plans.index(plan))


def attachment_path(city: City, plan: Plan) -> str:
    """Return the path of a report's attachment, "" where it has none."""
    if plan.look.medium == "html" and not plan.attachment:
        return ""
    suffix = "docx" if plan.look.medium == "docx" else "pdf"
    page = PurePosixPath(page_path(city, plan))
    number = page.stem.rpartition("_")[2]
    if plan.agency.site == "shili":
        if plan.attachment:
            return f"/module/download/downfile.jsp?classid=0&filename={number}.{suffix}"
        return f"/attach/0/{hashlib.sha256(plan.title.encode()).hexdigest()[:32]}.{suffix}"
    return str(page.with_name(f"P0{plan.published:%Y%m%d}{number}.{suffix}"))


def open_portal(
    city: City, figures: Mapping[tuple[str, int], Figures], site: Site, edition: int
) -> Portal:
    """Return a site of the city as it stands in an edition (1 or 2)."""
    answers = {"/robots.txt": Answer(ROBOTS, "text/plain")}
    answers["/"] = _page_answer(site, html(Page(site, "首页", "<p>欢迎</p>", (), site.meta)))
    for plan in city.of_site(site):
        writing = write_report(plan, figures[plan.agency.name, plan.year], edition)
        answers |= dict(_report_answers(city, site, writing, edition))
    rows = tuple(_rows(city, site))
    for row, noise in _noise(city, site):
        text = article_page(site, noise.title, str(noise.date), site.meta)
        answers[row.href] = _page_answer(site, text, noise.date)
    return Portal(site, answers | _list_answers(site, rows), rows)


def _report_answers(
    city: City, site: Site, writing: Writing, edition: int
) -> Iterator[tuple[str, Answer]]:
    plan = writing.plan
    modified = EDITED_ON if plan.edited and edition > 1 else plan.published
    path, attached = page_path(city, plan), attachment_path(city, plan)
    if plan.blocked:
        yield path, Answer(CHALLENGE.encode(), "text/html; charset=utf-8", 412)
        return
    href = attached if site.cms == "hanweb" else f"./{PurePosixPath(attached).name}"
    links = (Link(href, f"{plan.title}{_suffix(attached)}"),) if attached else ()
    page = report_page(site, writing, links)
    content_type = f"text/html; charset={plan.look.header}" if plan.look.header else "text/html"
    yield path, Answer(page.encode(plan.look.encoding), content_type, 200, modified)
    if plan.attachment == "broken":
        yield attached, Answer(b"<h1>500</h1>", "text/html", 500)
    elif attached:
        write = report_docx if plan.look.medium == "docx" else report_pdf
        # Servers lie about attachments: readers must look at the bytes.
        yield attached, Answer(write(writing), "application/octet-stream", 200, modified)


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2]


def _page_answer(site: Site, text: str, modified: date | None = None) -> Answer:
    content_type = f"text/html; charset={site.header}" if site.header else "text/html"
    return Answer(text.encode(site.encoding), content_type, 200, modified)


def _rows(city: City, site: Site) -> list[Row]:
    """The site's list, newest first, reports and all else mixed."""
    rows = [Row(page_path(city, p), p.title, p.published) for p in city.of_site(site)]
    rows += [row for row, _ in _noise(city, site)]
    return sorted(rows, key=lambda row: (row.date, row.href), reverse=True)


def _noise(city: City, site: Site) -> Iterator[tuple[Row, Noise]]:
    for number, noise in enumerate(city.noise, start=90000):
        if noise.site == site.id:
            yield Row(_article_path(site, noise.date, number), noise.title, noise.date), noise


def _article_path(site: Site, day: date, number: int) -> str:
    if site.cms == "hanweb":
        column = site.list.split("/")[2].removeprefix("col")
        return f"/art/{day.year}/{day.month}/{day.day}/art_{column}_{number}.html"
    return f"{PurePosixPath(site.list).parent}/{day:%Y%m}/t{day:%Y%m%d}_{number}.html"


def _list_answers(site: Site, rows: tuple[Row, ...]) -> dict[str, Answer]:
    newest = rows[0].date
    if site.cms == "hanweb":
        return {site.list: _page_answer(site, hanweb_list(site, rows), newest)}
    folder = str(PurePosixPath(site.list).parent)
    nearby = [Row("." + row.href.removeprefix(folder), row.title, row.date) for row in rows]
    pages = trs_lists(site, nearby)
    answers = {f"{folder}/{name}": _page_answer(site, text, newest) for name, text in pages.items()}
    return answers | {f"{folder}/": answers[site.list]}
