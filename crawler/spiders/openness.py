"""The openness module of Anhui (安徽): annual reports are `XxgkAnnualReport/show/<id>.html`.

Lists are `…/showList/<department>/<category>/page_N.html`. Addresses from real pages of 宣州, 铜陵
and 石台; lists were not seen live.
"""

import re
from collections.abc import Iterator

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage, absolute
from crawler.paging import counted

ARTICLE = re.compile(
    r"/(?:XxgkAnnualReport|OpennessAnnualReport|Xxgknb|OpennessContent|XxgkContent)"
    r"/show/\d{1,12}(?:\.html?)?(?:\?.*)?$"
)
NUMBERED = re.compile(r"/page_\d{1,6}\.html?$")


class OpennessSpider(ReportSpider):
    """Options `link`: narrows the candidates; `heading`, `entries`: see README."""

    cms = "openness"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, ARTICLE, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one: by the pager's links, else `page_N` if counted."""
        stem = NUMBERED.sub("", listing.asked.list_url.partition("?")[0]).rstrip("/")
        return counted(listing, lambda page: absolute(listing.url, f"{stem}/page_{page}.html"))
