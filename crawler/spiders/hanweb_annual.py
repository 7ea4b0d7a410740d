"""Hanweb's module of annual reports (大汉): `xxgkAnnualReport.jsp?fbtime=YEAR&area=UNIT`.

There is no list: every year and unit of the block is an address, and each answers with a report or
with nothing. What answers with nothing is a gap, kept with its reason. The module stands for a
list: its links are the addresses, and taken are those with a report. Where no known report is due,
some are asked for all the same, or a module that has moved would look like a silent publisher.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from parsel import Selector
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import ListAddress
from crawler.agenda import Agenda, Step
from crawler.attachments import attachments, framed_pages
from crawler.base import NO_PAGE, ReportSpider
from crawler.index import GOOD, Link
from crawler.links import understood
from crawler.listing import Candidate, Listing, ListPage, Page, Subject
from crawler.sites import Site
from crawler.store import Store

UNSEEN = "ancestor::a or ancestor::script or ancestor::style or ancestor::select"
PICTURE = "//img[contains(@src, '/picture/') or contains(@src, '/attach')]"  # an uploaded scan
WORD = "申请"  # every annual report has a chapter on requests; around it, menus are links
NOT_PUBLISHED = "not_published"  # why an address is no link to a report
WITNESSES = 3  # known reports that say whether a module is still there: one may be withdrawn


class HanwebAnnualSpider(ReportSpider):
    """No options: `lists` holds the module's address with `{Y}` and `{unit}`, `units` its codes."""

    cms = "hanweb_annual"
    version = "2"

    def __init__(self, site: Site, store: Store, run: str, agenda: Agenda | None = None) -> None:
        super().__init__(site, store, run, agenda)
        self.links: dict[str, Link] = {}
        self.answers: dict[str, str] = {}  # the reasons of this crawl

    def open_list(self, address: ListAddress) -> None:
        """Know an address; it is no list, and counts for its module's."""
        self.lists[address.url] = address
        self.walked.begin(_module(address.url))

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every year and unit that is due."""
        self.links = {url: self._expected(address) for url, address in self.lists.items()}
        for link in self.links.values():
            for request in self.report_requests(link):
                yield request

    def _expected(self, address: ListAddress) -> Link:
        """Keep an address as a link to a report, unless it is known to have none."""
        named = f"{address.agency}{address.year}年政府信息公开年度报告"
        of_module = replace(address, url=_module(address.url))
        link = understood(Candidate(address.url, named), of_module, self.site)
        last = self.store.history.last_outcome(address.url)
        return self._kept(link, last.reason if last else "")

    def _kept(self, link: Link, reason: str) -> Link:
        """Keep a link as the answer has it: a gap is no report that is owed."""
        is_gap = reason in NO_PAGE and not self._had(link.url)
        return self.store.see_link(
            replace(link, accepted=not is_gap, reason=NOT_PUBLISHED if is_gap else "")
        )

    def _had(self, url: str) -> bool:
        """Whether an address has ever had a report."""
        return self.store.history.last_good(url) is not None

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield nothing: no list is asked for."""
        yield from ()

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return None: no list is asked for."""
        return None

    def refuses(self, text: str, url: str) -> str:
        """Return `empty` for the module's page without a report in it."""
        page = Selector(text=text, type="html")
        shown = "".join(page.xpath(f"//body//text()[not({UNSEEN})]").getall())
        if WORD in shown or page.xpath(PICTURE):
            return ""
        return "" if attachments(text, url) or framed_pages(text, url) else "empty"

    def parse_report(self, response: Response) -> Iterator[Request]:
        """Remember the answer, and ask for what it attaches."""
        page: Page = response.meta["page"]
        self._answered(response.meta["subject"], page.fetch.reason)
        return super().parse_report(response)

    def failed(self, failure: Failure) -> None:
        """Remember why there is no answer."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        page: Page | None = request.meta.get("page")
        if page is not None:
            self._answered(request.meta["subject"], page.fetch.reason)

    def _answered(self, subject: Subject, reason: str) -> None:
        if subject.url in self.links:  # else it is an attachment
            self.answers[subject.url] = reason
            self._kept(self.links[subject.url], reason)

    def absent_reports(self) -> Iterator[Request]:
        """Yield the requests for known reports of modules of which none was due."""
        for module in self.walked.tallies:
            had = [url for url in self._own(module) if self._had(url)]
            newest = sorted(had, key=lambda url: self.lists[url].year)[-WITNESSES:]
            for url in newest if self.answers.keys().isdisjoint(had) else ():
                link = self.links[url]
                subject = Subject("report", url, link.list_url, link.title)
                yield from self._requests(subject, self.parse_report, Step.ASK)

    def closed(self, reason: str) -> None:
        """Count what each module had, and note one without a report: it has moved, or is shut."""
        for module in self.walked.tallies:
            self._judge(module, is_whole=reason == "finished")
        super().closed(reason)

    def _judge(self, module: str, *, is_whole: bool) -> None:
        own = self._own(module)
        answers = Counter(self.answers[url] for url in own if url in self.answers)
        found = sum(answers[reason] for reason in GOOD)
        left = sum(self._had(url) for url in own if url not in self.answers)
        self.walked.count(module, pages=answers.total(), links=len(own), accepted=found + left)
        if is_whole and answers and not found:
            why = [each for each in answers.most_common() if each[0] not in NO_PAGE]
            said = f"none of {answers.total()} addresses answered with a report"
            most = f", {why[0][1]} {why[0][0]}" if why else ""
            failure = why[0][0] if why else "bad_list"
            self.walked.fail(module, f"{module}: {said}{most}", failure)

    def _own(self, module: str) -> list[str]:
        """Return the addresses of a module."""
        return [url for url in self.lists if _module(url) == module]


def _module(url: str) -> str:
    return url.partition("?")[0]
