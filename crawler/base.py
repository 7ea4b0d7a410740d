"""The story of a crawl, the same for every CMS: lists, links, reports, attachments.

A spider of `crawler.spiders` adds what its CMS's list pages look like.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.attachments import attachments, framed_pages
from crawler.index import GOOD, Link
from crawler.listing import BadList, Candidate, Listing, ListPage, Page, Subject
from crawler.sites import Site
from crawler.store import Store
from parsers.titles import parse_title

MAX_LIST_PAGES = 200  # of one list; more is a calendar trap
MAX_ATTACHMENTS = 20  # of one page
NO_PAGE = ("http_404", "soft_404", "empty")  # what a list answers past its end
REFUSED = "connection refused: is the address right and the site up?"


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

    def first_page(self, list_url: str) -> ListPage:
        """Return what to ask for first: the list itself, unless the CMS answers it elsewhere."""
        return ListPage(list_url, list_url)

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield every link of a list page that could be a report, news among them.

        Raises `BadList` where the answer is none of the CMS's.
        """
        raise NotImplementedError

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, None after the last.

        Raises `BadList` where there must be one, but nothing says where.
        """
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of each list."""
        for url in self.site.lists:
            yield self.list_request(self.first_page(url))

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
            self._list_ended(asked, page.fetch.reason)
            return
        try:
            yield from self._walk(Listing(asked, response.url, page.text))
        except BadList as error:
            self.notes.append(f"{asked.url}: {error}")

    def _walk(self, listing: Listing) -> Iterator[Request]:
        asked, fresh = listing.asked, self._fresh(listing)
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
            yield self._attachment(candidate, subject, self.kept)
        for candidate in framed_pages(page.text, response.url):
            yield self._attachment(candidate, subject, self.parse_framed)

    def parse_framed(self, response: Response) -> Iterator[Request]:
        """Ask for what a framed page attaches: it stands on the page around it."""
        page: Page = response.meta["page"]
        subject: Subject = response.meta["subject"]
        if page.fetch.reason in GOOD and page.text:
            around = replace(subject, url=subject.parent)
            for candidate in attachments(page.text, response.url)[:MAX_ATTACHMENTS]:
                yield self._attachment(candidate, around, self.kept)

    def _attachment(
        self, candidate: Candidate, subject: Subject, callback: Callable[..., object]
    ) -> Request:
        """Return the request for a document, tied to the page of *subject*."""
        tied = Subject("attachment", candidate.url, subject.url, candidate.title, subject.date)
        return Request(
            candidate.url, callback=callback, errback=self.failed, meta={"subject": tied}
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
        self._list_ended(asked, page.fetch.reason if page else failure.getErrorMessage())

    def _list_ended(self, asked: ListPage, reason: str) -> None:
        """Note why a list ended before its last page, unless this page was no more than a try."""
        if not (asked.may_lack and reason in NO_PAGE):
            self.notes.append(f"{asked.url}: {REFUSED if reason == 'refused' else reason}")

    def closed(self, reason: str) -> None:
        """Note why the spider ended before its lists did."""
        self.ended = reason
        if reason != "finished":
            self.notes.append(f"stopped: {reason}")
