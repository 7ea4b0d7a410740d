"""The story of a crawl, the same for every CMS: lists, links, reports, attachments.

A spider of `crawler.spiders` adds what its CMS's list pages look like.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import ClassVar

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.absence import absences, absent, miss, shrunk
from crawler.addresses import ListAddress
from crawler.agenda import Agenda, Step
from crawler.asking import Callback, document_request, list_request
from crawler.attachments import attachments, framed_pages
from crawler.due import Ask
from crawler.index import GOOD, Link
from crawler.links import understood
from crawler.listing import REPLAY, BadList, Candidate, Listing, ListPage, Page, Subject
from crawler.sharing import share
from crawler.sites import Site
from crawler.store import Store, now
from crawler.ties import tied
from crawler.waiting import Aside
from crawler.walk import Walk
from crawler.walked import Walked

MAX_ATTACHMENTS = 20  # of one page
MAX_ABSENT = 100  # reports off their lists that one crawl asks for; the others stay due
NO_PAGE = ("http_404", "soft_404", "empty")  # what a list answers past its end
REFUSED = "connection refused: is the address right and the site up?"


class ReportSpider(Spider):
    """Walks one site's lists, keeps every candidate, fetches the reports and what they attach."""

    cms: ClassVar[str] = ""
    version: ClassVar[str] = "1"

    def __init__(self, site: Site, store: Store, run: str, agenda: Agenda | None = None) -> None:
        super().__init__(name=site.id)
        self.site = site
        self.store = store
        self.run = run
        self.agenda = agenda or Agenda(store.history, site.id, Ask.DUE, datetime.now(UTC))
        self.lists: dict[str, ListAddress] = {}
        self.walks: dict[str, Walk] = {}
        self.walked = Walked()
        # A year's reports are published in the year after it.
        for address in site.addresses(datetime.now(UTC).year - 1):
            self.open_list(address)
        self.missed: dict[str, tuple[str, ...]] = {}  # reports off their list since this crawl
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

    def stated(self, listing: Listing) -> int | None:
        """Return how many records a page says its list holds, None where it says nothing."""
        return None

    def refuses(self, text: str, url: str) -> str:
        """Return why a page from *url*, a report's by every general sign, is none; "" if it may be.

        The reason is one of the fetch index.
        """
        return ""

    def open_list(self, address: ListAddress) -> None:
        """Begin to walk a list: one of the block's, or one that a page of those leads to."""
        self.lists[address.url] = address
        self.walks[address.url] = Walk()
        self.walked.begin(address.url, may_lack=address.may_lack)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of each list."""
        for address in tuple(self.lists.values()):
            first = self.first_page(address.url)
            yield self.list_request(replace(first, may_lack=first.may_lack or address.may_lack))

    def list_request(self, asked: ListPage) -> Request:
        """Return the request for a page of a list."""
        step = self.agenda.of_list(asked.url, asked.body)
        return list_request(asked, step, self.agenda.ask, self.parse_list, self.list_failed)

    def parse_list(self, response: Response, asked: ListPage) -> Iterator[Request]:
        """Keep the candidates of a list page, ask for its reports, then for the next page."""
        page: Page = response.meta["page"]
        if page.fetch.reason not in GOOD:
            self._list_ended(asked, page.fetch.reason)
            return
        try:
            yield from self._walk(Listing(asked, response.url, page.text))
        except BadList as error:
            self.walked.fail(asked.list_url, f"{asked.url}: {error}", "bad_list")

    def _walk(self, listing: Listing) -> Iterator[Request]:
        asked, walk = listing.asked, self.walks[listing.asked.list_url]
        stated = self.stated(listing)
        walk.stated = walk.stated if stated is None else stated
        address, before = self.lists[asked.list_url], len(walk.seen)
        kept = (self.keep(each, address) for each in walk.fresh(self.candidates(listing)))
        reports = Aside(link for link in kept if link.accepted)
        fresh = len(walk.seen) - before
        self.walked.count(asked.list_url, pages=1, links=fresh, accepted=reports.count)
        walk.barren = 0 if reports.count else walk.barren + 1
        for link in reports:
            yield from self.report_requests(link)
        more = self.next_page(listing) if fresh or asked.number == 0 else None
        following = walk.after(asked, more)
        if following is None:
            self._list_walked(address, walk)
        elif said := walk.stop(following.number):
            self.walked.fail(asked.list_url, f"{asked.list_url}: {said}", "too_many_pages")
        else:
            yield self.list_request(following)

    def keep(self, candidate: Candidate, address: ListAddress) -> Link:
        """Keep a candidate with the verdict on its title; return it as it is known."""
        return self.store.see_link(understood(candidate, address, self.site))

    def _list_walked(self, address: ListAddress, walk: Walk) -> None:
        """Note what a list, now at its end, has not shown; next year's may be empty still."""
        said = walk.missing()
        if said and not (address.may_lack and not walk.links):
            failure = "bad_list" if walk.links else ""
            self.walked.fail(address.url, f"{address.url}: {said}", failure)
        elif not said:
            self._compare(address.url, walk)

    def _compare(self, list_url: str, walk: Walk) -> None:
        """Note, once, the reports that a list walked whole shows no longer."""
        missed = miss(self.store.index, self.site.id, list_url, walk.seen, now())
        if missed:
            self.missed[list_url] = missed
            self.logger.warning("%s: %d reports no longer listed", list_url, len(missed))

    def absent_reports(self) -> Iterator[Request]:
        """Yield the requests for reports that the lists no longer show, those that are due.

        Asked when all lists have been walked: what one has lost may stand on another.
        """
        due = (
            r for each in absent(self.store.index, self.site.id) for r in self.report_requests(each)
        )
        yield from islice(due, MAX_ABSENT)

    def report_requests(self, link: Link) -> Iterator[Request]:
        """Yield the request for a report, tied to the list it stands on, if it is due."""
        subject = Subject("report", link.url, link.list_url, link.title, link.date)
        yield from self._requests(subject, self.parse_report, self.agenda.of_report(link))

    def _requests(self, subject: Subject, callback: Callback, step: Step) -> Iterator[Request]:
        """Yield the request for a document, none where it is left for another day."""
        if step is Step.LEAVE:
            return
        if step is Step.REPLAY:
            share(self.store, subject, self.site.id, self.run)
        yield document_request(subject, step, self.agenda.ask, callback, self.failed)

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
            yield from self._attached(candidate, subject, response, self.kept)
        for candidate in framed_pages(page.text, response.url):
            yield from self._attached(candidate, subject, response, self.parse_framed)

    def parse_framed(self, response: Response) -> Iterator[Request]:
        """Ask for what a framed page attaches: it stands on the page around it."""
        page: Page = response.meta["page"]
        subject: Subject = response.meta["subject"]
        if page.fetch.reason in GOOD and page.text:
            around = replace(subject, url=subject.parent)
            for candidate in attachments(page.text, response.url)[:MAX_ATTACHMENTS]:
                yield from self._attached(candidate, around, response, self.kept)

    def _attached(
        self,
        candidate: Candidate,
        page: Subject,
        response: Response,
        callback: Callback,
    ) -> Iterator[Request]:
        """Yield the request for a document that *response* shows, tied to *page*, if it is due."""
        tied = Subject("attachment", candidate.url, page.url, candidate.title, page.date)
        is_asked = not response.meta.get(REPLAY)
        step = self.agenda.of_attachment(candidate.url, page, is_page_asked=is_asked)
        if step is Step.REPLAY and callback == self.kept:
            share(self.store, tied, self.site.id, self.run)
            return  # there is nothing behind it
        yield from self._requests(tied, callback, step)

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
        """Note why a list ended before its last page.

        Nothing is wrong where this page was no more than a try, or all records stood before it.
        """
        is_whole = asked.number > 0 and self.walks[asked.list_url].whole()
        if not ((asked.may_lack or is_whole) and reason in NO_PAGE):
            said = REFUSED if reason == "refused" else reason
            self.walked.fail(asked.list_url, f"{asked.url}: {said}", reason)

    def closed(self, reason: str) -> None:
        """Tie the explainers to their reports; note why the spider ended before its lists did."""
        for link in tied(self.store.index, self.site.id, self.walks):
            self.store.see_link(link)
        self.ended = reason
        self.walked.notes += shrunk(self.missed, absences(self.store.index, self.site.id))
        self.walked.end(reason)
