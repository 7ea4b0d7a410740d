"""Lonsun (安徽龙讯): `/public/column/<organ>?type=4&…` lists `/public/<organ>/<id>.html`.

Addresses from real pages of 天长 and 蚌埠. How the list is paged was not seen: by the pager's links
or else by `pageIndex`, as far as the page counts.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage
from crawler.paging import counted

ARTICLE = re.compile(r"/public/\d{1,12}/\d{1,12}\.html(?:\?.*)?$")


class LonsunSpider(ReportSpider):
    """Options `link`: narrows the candidates; `heading`, `entries`: see README."""

    cms = "lonsun"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, ARTICLE, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, None after the last that is counted."""
        return counted(listing, lambda number: _address(listing.asked.list_url, number))


def _address(list_url: str, number: int) -> str:
    """Return the list's own address with the index of a page."""
    parts = urlsplit(list_url)
    told = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "pageIndex": str(number)}
    return urlunsplit(parts._replace(query=urlencode(told), fragment=""))
