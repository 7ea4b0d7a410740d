"""The story of a crawl, the same for every CMS: lists, links, reports, attachments.

A spider of `crawler.spiders` adds what its CMS's list pages look like.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from parsel import Selector
from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.index import GOOD, Link
from crawler.listing import Candidate, Listing, ListPage, Page, Subject, absolute, title_of
from crawler.sites import Site
from crawler.store import Store
from parsers.titles import parse_title

MAX_LIST_PAGES = 200  # of one list; more is a calendar trap
MAX_ATTACHMENTS = 20  # of one page
ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|xlsx?)$", re.IGNORECASE)
MAY_ATTACH = re.compile(r"\.(?:pdf|doc|wps|xls)", re.IGNORECASE)  # most pages need no parsing
REFUSED = "connection refused: is the address right and the site up?"
FRAMED = "a[href], iframe[src], embed[src], object[data]"


class ReportSpider(Spider):
    """Walks one site's lists, keeps every candidate, fetches the reports and what they attach."""

    cms: ClassVar[str] = ""
    version: ClassVar[str] = "1"

    def __init__(self, site: Site, store: Store, run: str) -> None:
        super().__init__(name=site.id)
        self.site = site
        self.store = store
        self.run = run
        self.seen: dict[str, set[str]] = {url: set() for url in site.lists}
        self.notes: list[str] = []  # why the site has failed, if it has
        self.ended = ""

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield every link of a list page that could be a report, news among them."""
        raise NotImplementedError

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, None after the last."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of each list."""
        for url in self.site.lists:
            yield self.list_request(ListPage(url, url))

    def list_request(self, asked: ListPage) -> Request:
        """Return the request for a page of a list."""
        form = {"Content-Type": "application/x-www-form-urlencoded"} if asked.body else {}
        return Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers=form,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"asked": asked},
            meta={"subject": Subject("list", asked.url, asked.list_url)},
        )

    def parse_list(self, response: Response, asked: ListPage) -> Iterator[Request]:
        """Keep the candidates of a list page, ask for its reports, then for the next page."""
        page: Page = response.meta["page"]
        if page.fetch.reason not in GOOD:
            self.notes.append(f"{asked.url}: {page.fetch.reason}")
            return
        listing = Listing(asked, response.url, page.text)
        fresh = self._fresh(listing)
        if not fresh and asked.number == 0:
            self.notes.append(f"{asked.url}: no link found, has its markup changed?")
        for candidate in fresh:
            if self._keep(candidate, asked.list_url):
                yield self.report_request(candidate, asked.list_url)
        following = self.next_page(listing) if fresh else None
        if following is not None:
            yield from self._go_on(following)

    def _fresh(self, listing: Listing) -> list[Candidate]:
        """Return the candidates no earlier page of the list had; none ends an endless paging."""
        seen, fresh = self.seen[listing.asked.list_url], []
        for candidate in self.candidates(listing):
            if candidate.url and candidate.url not in seen:
                seen.add(candidate.url)
                fresh.append(candidate)
        return fresh

    def _keep(self, candidate: Candidate, list_url: str) -> bool:
        """Keep a candidate with the verdict on its title; return whether to fetch it."""
        title, day = parse_title(candidate.title), f"{datetime.now(UTC):%Y-%m-%d}"
        self.store.see_link(
            Link(
                self.site.id,
                list_url,
                candidate.url,
                candidate.title,
                candidate.date,
                first_seen=day,
                last_seen=day,
                accepted=title.accepted,
                reason=title.reason,
            )
        )
        return title.accepted

    def _go_on(self, following: ListPage) -> Iterator[Request]:
        if following.number < MAX_LIST_PAGES:
            yield self.list_request(following)
        else:
            self.notes.append(f"{following.list_url}: stopped after {MAX_LIST_PAGES} pages")

    def report_request(self, candidate: Candidate, list_url: str) -> Request:
        """Return the request for a report, tied to the list it stands on."""
        subject = Subject("report", candidate.url, list_url, candidate.title, candidate.date)
        return Request(
            candidate.url,
            callback=self.parse_report,
            errback=self.failed,
            meta={"subject": subject},
        )

    def parse_report(self, response: Response) -> Iterator[Request]:
        """Ask for what a report page attaches; the page itself is kept already."""
        page: Page = response.meta["page"]
        if page.fetch.reason not in GOOD or not page.text:
            return
        subject: Subject = response.meta["subject"]
        attached = attachments(page.text, response.url)
        if len(attached) > MAX_ATTACHMENTS:
            self.logger.warning("%s: %d attachments, too many", subject.url, len(attached))
        for candidate in attached[:MAX_ATTACHMENTS]:
            tied = Subject("attachment", candidate.url, subject.url, candidate.title)
            yield Request(
                candidate.url,
                callback=self.kept,
                errback=self.failed,
                meta={"subject": replace(tied, date=subject.date)},
            )

    def kept(self, response: Response) -> None:
        """Do nothing more with an attachment: it was kept when it came."""

    def failed(self, failure: Failure) -> None:
        """Do nothing more with a failed report or attachment: the failure has its row."""

    def list_failed(self, failure: Failure) -> None:
        """Remember that a list could not be read: the site has failed, not fallen silent."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        asked: ListPage = request.cb_kwargs["asked"]
        page: Page | None = request.meta.get("page")
        reason = page.fetch.reason if page else failure.getErrorMessage()
        self.notes.append(f"{asked.url}: {REFUSED if reason == 'refused' else reason}")

    def closed(self, reason: str) -> None:
        """Note why the spider ended before its lists did."""
        self.ended = reason
        if reason != "finished":
            self.notes.append(f"stopped: {reason}")


def attachments(text: str, url: str) -> list[Candidate]:
    """Return the documents a page links or frames, each once, in the order they stand."""
    if not MAY_ATTACH.search(text):
        return []
    found: dict[str, Candidate] = {}
    for element in Selector(text=text).css(FRAMED):
        href = next((element.attrib[a] for a in ("href", "src", "data") if a in element.attrib), "")
        target = absolute(url, href.strip())
        title = title_of(element)
        if target.startswith("http") and (_is_attached(target) or ATTACHED.search(title)):
            found.setdefault(target, Candidate(target, title))
    return list(found.values())


def _is_attached(url: str) -> bool:
    """Whether an address names a document by its path or in a parameter (`?filename=a.pdf`)."""
    parts = urlsplit(url)
    names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    return any(ATTACHED.search(name) for name in names)
