"""Hanweb's module of annual reports (大汉): `xxgkAnnualReport.jsp?fbtime=YEAR&area=UNIT`.

There is no list: every year and unit of the block is an address, and each answers with a report or
with nothing. What answers with nothing is a gap, kept with its reason.
"""

from collections.abc import AsyncIterator, Iterator

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.addresses import ListAddress
from crawler.attachments import attachments, framed_pages
from crawler.base import ReportSpider
from crawler.index import GOOD
from crawler.listing import Candidate, Listing, ListPage, Page

UNSEEN = "ancestor::a or ancestor::script or ancestor::style or ancestor::select"
PICTURE = "//img[contains(@src, '/picture/') or contains(@src, '/attach')]"  # an uploaded scan
WORD = "申请"  # every annual report has a chapter on requests; around it, menus are links


class HanwebAnnualSpider(ReportSpider):
    """No options: `lists` holds the module's address with `{Y}` and `{unit}`, `units` its codes."""

    cms = "hanweb_annual"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every year and unit."""
        self.answered = 0
        for address in self.lists.values():
            module = address.url.partition("?")[0]
            of_module = ListAddress(module, address.pattern, address.year, address.agency)
            named = f"{address.agency}{address.year}年政府信息公开年度报告"
            for request in self.report_requests(
                self.keep(Candidate(address.url, named), of_module)
            ):
                yield request

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield nothing: no list is asked for."""
        yield from ()

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return None: no list is asked for."""
        return None

    def refuses(self, text: str) -> str:
        """Return `empty` for the module's page without a report in it."""
        url = self.site.lists[0]
        page = Selector(text=text, type="html")
        shown = "".join(page.xpath(f"//body//text()[not({UNSEEN})]").getall())
        if WORD in shown or page.xpath(PICTURE):
            return ""
        return "" if attachments(text, url) or framed_pages(text, url) else "empty"

    def parse_report(self, response: Response) -> Iterator[Request]:
        """Count what is a report, and ask for what it attaches."""
        page: Page = response.meta["page"]
        self.answered += page.fetch.reason in GOOD
        return super().parse_report(response)

    def closed(self, reason: str) -> None:
        """Note a module that has no report at all: it has moved, or the units' codes are wrong."""
        if reason == "finished" and not self.answered:
            self.notes.append(f"none of {len(self.lists)} addresses answered with a report")
        super().closed(reason)
