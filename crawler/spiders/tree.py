"""Sites whose articles are known by their number alone: numeric trees, dates, hashes.

湖南 `…/content_N.html` and `cN/YYYYMMDD/iN.html`, 陕西 19 digits, 河北 20 digits and `index.html`,
上海 32 hexadecimal digits, and others: the shapes are data, those of `tree` in `families.toml`.
"""

import re
from collections.abc import Iterator
from functools import cache

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.families import load_marks
from crawler.listing import Candidate, Listing, ListPage
from crawler.paging import following


class TreeSpider(ReportSpider):
    """Options `link`: narrows the candidates; `heading`, `entries`: see README."""

    cms = "tree"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, _article(), self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the page after this one, by the pager (`crawler.paging`)."""
        return following(listing)


@cache
def _article() -> re.Pattern[str]:
    shapes = (each.pattern for mark in load_marks() if mark.cms == "tree" for each in mark.url)
    return re.compile("|".join(f"(?:{shape})" for shape in shapes))
