"""TRS WCM (拓尔思): `index.html`, `index_1.html`, …; how many, only a script in the page says."""

import re
from collections.abc import Iterator

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage
from crawler.paging import following

ARTICLE = re.compile(
    r"/(?:t\d{8}_\d+\.s?html?|[PW]0\d{14,24}\.(?:pdf|docx?|wps|xlsx?))(?:\?[^/]*)?$", re.I
)


class TrsSpider(ReportSpider):
    """Candidates are links to `tYYYYMMDD_N.html`; option `link` narrows them with a selector.

    `heading`, `entries`: see README.
    """

    cms = "trs"
    version = "2"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, ARTICLE, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return `index_N` after page N-1, as long as the script counts that many."""
        return following(listing)
