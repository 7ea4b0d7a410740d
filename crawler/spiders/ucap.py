"""UCAP (开普): lists are static pages, or answered by `/searchList/<channel>` as JSON.

Shapes from real pages of 沭阳 and 宿迁 (static) and from code that reads csrc and nhc (JSON); the
answers of `/es-search/search/<code>` are HTML. None was seen live.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin

from crawler.answers import answered, count_of, day_of, inner, records, text_of
from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute
from crawler.paging import following

ARTICLE = re.compile(
    r"/20\d{4}/(?:[0-9a-f]{32}|\d{4,20})\.s?html?$|/c\d+[a-z]?/20\d{4}/\w+\.s?html?$|/c\d+_\d+\.s?html?$"
)
# A site's own search may stand at /search/ too: a channel's id has at least sixteen digits.
SEARCH = re.compile(r"/(?:searchList/\w{8,64}|search/[0-9a-f]{16,64})(?=[?'\"])")
ELASTIC = re.compile(r"/es-search/search/\w{4,64}\?[^\s'\"<>]{1,500}")
BEFORE = re.compile(r"[\w/.:-]{0,200}$")  # the host, or the folder an application runs in
ASKED = {"_isAgg": "true", "_isJson": "true", "_pageSize": "20", "_template": "index"}
SIZE = int(ASKED["_pageSize"])
COUNTS = ("total", "totalCount", "rowCount")


class UcapSpider(ReportSpider):
    """Option `channel`: the channel's id, where the page asks for its list but does not say how.

    `link` narrows a static page's candidates; `heading`, `entries`: see README.
    """

    cms = "ucap"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the records of an answer, or the articles of a static page that asks nobody."""
        if "_isJson=" in listing.asked.url:
            for row in records(inner(answered(listing.text), "data"), "results"):
                url = absolute(listing.url, text_of(row, "url"))
                yield Candidate(url, text_of(row, "title"), day_of(row, "publishedTimeStr"))
        elif "/es-search/" in listing.asked.url or not self._address(listing):
            yield from articles(listing, ARTICLE, self.site.options)

    def stated(self, listing: Listing) -> int | None:
        """Return how many records a JSON answer counts, if it does."""
        if "_isJson=" not in listing.asked.url:
            return None
        return count_of(inner(answered(listing.text), "data"), *COUNTS) or None

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the first answer of the list behind a page, or the page after this one."""
        asked = listing.asked
        if "page=" in asked.url and ("_isJson=" in asked.url or "/es-search/" in asked.url):
            total = self.stated(listing)
            if total is not None and asked.number * SIZE >= total:
                return None
            address, _, query = asked.url.partition("?")
            return _page(asked, address, dict(parse_qsl(query)), asked.number + 1)
        if found := self._address(listing):
            address, _, query = found.partition("?")
            return _page(asked, address, dict(parse_qsl(query)), 1)
        return following(listing)

    def _address(self, listing: Listing) -> str:
        """Return the address that answers the list of a page, "" where the page is the list."""
        if channel := self.site.options.get("channel"):
            return urljoin(listing.url, f"/searchList/{channel}?{urlencode(ASKED)}")
        text = listing.text.replace("&amp;", "&")
        if elastic := ELASTIC.search(text):
            return _whole(listing, text, elastic)
        search = SEARCH.search(text)
        return f"{_whole(listing, text, search)}?{urlencode(ASKED)}" if search else ""


def _whole(listing: Listing, text: str, found: re.Match[str]) -> str:
    """Return the address whose end was found in *text*; raises `BadList` where it is none."""
    before = BEFORE.search(text[max(0, found.start() - 200) : found.start()])
    url = absolute(listing.url, (before[0] if before else "") + found[0])
    if not url.startswith(("http://", "https://")):
        raise BadList("the address of the list's answers is none")
    return url


def _page(asked: ListPage, address: str, told: dict[str, str], number: int) -> ListPage:
    """Return a page of answers; past its end a list may lack."""
    url = f"{address}?{urlencode({**told, 'page': str(number)})}"
    return ListPage(url, asked.list_url, number, may_lack=number > 1)
