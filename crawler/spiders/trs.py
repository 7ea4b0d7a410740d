"""TRS WCM (拓尔思): `index.html`, `index_1.html`, …; how many, only a script in the page says."""

import re
from collections.abc import Iterator, Mapping

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage
from crawler.paging import following
from parsers.titles import parse_title

ARTICLE = re.compile(
    r"/(?:t\d{8}_\d+\.s?html?|[PW]0\d{14,24}\.(?:pdf|docx?|wps|xlsx?))(?:\?[^/]*)?$", re.I
)
COLUMN = re.compile(r"/(?:index(?:_\d+)?\.\w+)?(?:\?.*)?$")


class TrsSpider(ReportSpider):
    """Candidates are links to `tYYYYMMDD_N.html`; option `link` narrows them with a selector.

    `heading`, `entries`: see README.
    """

    cms = "trs"
    version = "2"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return `index_N` after page N-1, as long as the script counts that many."""
        return following(listing)


def articles(listing: Listing, options: Mapping[str, str]) -> Iterator[Candidate]:
    """Yield the links of a TRS page to articles, to files, and to reports on other systems."""
    found = listing.candidates(options.get("link", "a[href]"), options.get("heading", ""))
    for candidate in found:
        if ARTICLE.search(candidate.url) or is_report_elsewhere(candidate):
            yield candidate


def is_report_elsewhere(candidate: Candidate) -> bool:
    """Whether a link is a year's annual report by its title, and no column by its address.

    A department's report may stand on its own site, of another system: its address tells nothing.
    """
    title = parse_title(candidate.title)
    is_named = title.accepted or title.reason == "explainer"
    return bool(is_named and title.year and not COLUMN.search(candidate.url))
