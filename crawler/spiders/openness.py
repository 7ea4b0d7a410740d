"""The openness module of Anhui (安徽): annual reports are `XxgkAnnualReport/show/<id>.html`.

Lists are `…/showList/<department>/<category>/page_N.html`. Addresses from real pages of 宣州, 铜陵
and 石台; lists were not seen live.
"""

import re
from collections.abc import Iterator

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute
from crawler.paging import following, page_count

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
        try:
            return following(listing)
        except BadList:
            if not (page_count(listing.text) or listing.asked.total):
                raise  # a next page that only a script knows, of a list that counts none
            return _by_number(listing)


def _by_number(listing: Listing) -> ListPage | None:
    asked, number = listing.asked, listing.asked.number + 2
    total = page_count(listing.text) or asked.total
    if number > total:
        return None
    stem = NUMBERED.sub("", asked.list_url.partition("?")[0]).rstrip("/")
    url = absolute(listing.url, f"{stem}/page_{number}.html")
    return ListPage(url, asked.list_url, asked.number + 1, total=total)
