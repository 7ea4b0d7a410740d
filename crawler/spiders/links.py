"""Sites whose listing is plain links; the selectors stand in the site's block."""

from collections.abc import AsyncIterator, Iterator

from scrapy import Request

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage, absolute
from crawler.paging import following, page_count

WRITTEN_OUT = "政府信息公开年度报告"  # of a report that nothing names: it says itself whose


class LinksSpider(ReportSpider):
    """Options, none of them needed where the pager can be read (`crawler.paging`).

    `link` selects the candidates (default `a[href]`), `next` the next page's link. Where a script
    draws the pager: `page` is the address of further pages with `{}` for their number, such as
    `index_{}.html`, and `second` what it is for the second page (default 2). With
    `lists = "reports"` the addresses of `lists` are reports themselves, written out one by one, and
    the block's `titles` say what a list would call them.
    """

    cms = "links"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the lists, or at once for the reports where the block writes them out."""
        if self.site.options.get("lists") != "reports":
            async for request in super().start():
                yield request
            return
        for address in self.lists.values():
            title = self.site.titles.get(address.pattern, WRITTEN_OUT)
            link = self.keep(Candidate(address.url, title), address)
            self.walked.count(address.url, pages=1, links=1, accepted=1)
            for request in self.report_requests(link):
                yield request

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield what the block's selector finds."""
        return listing.candidates(self.site.options.get("link", "a[href]"))

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, by the block's options or by the pager."""
        if "page" in self.site.options:
            return self._made(listing)
        if "next" in self.site.options:
            return self._selected(listing)
        return following(listing)

    def _selected(self, listing: Listing) -> ListPage | None:
        """Return the page the block's `next` selector leads to."""
        href = listing.selector.css(self.site.options["next"]).xpath("@href").get("")
        url = absolute(listing.url, href.strip()) if href.strip() else ""
        if not url.startswith("http") or url == listing.url:
            return None
        return ListPage(url, listing.asked.list_url, listing.asked.number + 1)

    def _made(self, listing: Listing) -> ListPage | None:
        """Return the page whose address the block makes; the last may be known only by its lack."""
        asked, options = listing.asked, self.site.options
        total = page_count(listing.text) or asked.total
        if total and asked.number + 1 >= total:
            return None
        number = int(options.get("second", "2")) + asked.number
        url = absolute(asked.list_url, options["page"].replace("{}", str(number)))
        return ListPage(url, asked.list_url, asked.number + 1, total=total, may_lack=not total)
