"""Lonsun (安徽龙讯): `/public/column/<organ>?type=4&…` lists `/public/<organ>/<id>.html`.

Addresses from real pages of 天长 and 蚌埠. How the list is paged was not seen: by the pager's links
or else by `pageIndex`, as far as the page counts.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage
from crawler.paging import following, page_count

ARTICLE = re.compile(r"/public/\d{1,12}/\d{1,12}\.html(?:\?.*)?$")


class LonsunSpider(ReportSpider):
    """Options `link`: narrows the candidates; `heading`, `entries`: see README."""

    cms = "lonsun"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, ARTICLE, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, None after the last that is counted."""
        try:
            return following(listing)
        except BadList:
            if not (page_count(listing.text) or listing.asked.total):
                raise  # a next page that only a script knows, of a list that counts none
            return _by_index(listing)


def _by_index(listing: Listing) -> ListPage | None:
    """Return the list's own address with the index of the next page."""
    asked, number = listing.asked, listing.asked.number + 2
    total = page_count(listing.text) or asked.total
    if number > total:
        return None
    parts = urlsplit(asked.list_url)
    told = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "pageIndex": str(number)}
    url = urlunsplit(parts._replace(query=urlencode(told), fragment=""))
    return ListPage(url, asked.list_url, asked.number + 1, total=total)
