"""Sites whose listing is plain links; the selectors stand in the site's block."""

from collections.abc import Iterator

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage, absolute


class LinksSpider(ReportSpider):
    """Options: `link` selects the candidates (default `a[href]`), `next` the next page's link."""

    cms = "links"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield what the block's selector finds."""
        return listing.candidates(self.site.options.get("link", "a[href]"))

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page the block's `next` selector leads to."""
        selected = self.site.options.get("next")
        href = listing.selector.css(selected).xpath("@href").get("") if selected else ""
        url = absolute(listing.url, href.strip()) if href else ""
        if not url.startswith("http") or url == listing.url:
            return None
        return ListPage(url, listing.asked.list_url, listing.asked.number + 1)
