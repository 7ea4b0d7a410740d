"""Visual SiteBuilder (博达): `nb.htm` is the newest page, older ones are `nb/N.htm`, counted down.

With twelve pages the second is `nb/11.htm`, the last `nb/1.htm`. Shapes from real pages; the count
where no link of the pager leads on is from their pagers' texts.
"""

import re
from collections.abc import Iterator

from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute
from crawler.paging import NEXT, address, linked, page_count

ARTICLE = re.compile(r"/info/(?:\w+/){1,6}\d+\.html?(?:\?.*)?$|/content\.jsp\?(?:.*&)?wbnewsid=\d+")
OLDER = re.compile(r"(?P<stem>.*)/(?P<number>\d{1,5})\.(?P<extension>html?)$")
FIRST = re.compile(r"(?P<stem>.*/\w[^/?]*)\.(?P<extension>html?)$")
TOTAL = re.compile(r"共\s?\d{1,6}\s?条[^\d/]{0,20}1/(\d{1,5})(?![\d/])")  # 共57条 1/4


class VsbSpider(ReportSpider):
    """Options `link`: narrows the candidates; `heading`, `entries`: see README."""

    cms = "vsb"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        return articles(listing, ARTICLE, self.site.options)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the next older page, by the pager's link, else by counting down."""
        asked, after = listing.asked, linked(listing, NEXT)
        url = (address(listing, after) if after is not None else "") or _counted_down(listing)
        if not url or url == listing.url:
            return None
        return ListPage(url, asked.list_url, asked.number + 1)


def _counted_down(listing: Listing) -> str:
    """Return the address of the next older page, "" after the oldest or with nothing counted."""
    older = OLDER.match(listing.url) if listing.asked.number else None
    if older is not None:
        number = int(older["number"]) - 1
        return f"{older['stem']}/{number}.{older['extension']}" if number >= 1 else ""
    first, counted = FIRST.match(listing.url), TOTAL.search(_pager(listing))
    total = page_count(listing.text) or (int(counted[1]) if counted else 0)
    if total < 2 or listing.asked.number:
        return ""
    if first is None:
        raise BadList(f"{total} pages, but the list's address ends in no name: give it as nb.htm")
    return absolute(listing.url, f"{first['stem']}/{total - 1}.{first['extension']}")


def _pager(listing: Listing) -> str:
    """Return the text outside of links, where a pager counts."""
    words = listing.selector.xpath("//body//text()[not(ancestor::a or ancestor::script)]")
    return " ".join(words.getall())
