"""Hanweb's newer platform, jpaas (大汉): a column's list is answered by `/…/build/unit` as JSON.

What to ask it stands in the column's page, in `querydata` of the element that the list fills.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from crawler.answers import answered, count_of, inner
from crawler.articles import is_article
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
ADDRESS = re.compile(r"[\w/.:-]{0,200}/build/unit\?[^\s'\"<>]{1,2000}")
PAIR = re.compile(r"['\"]?(\w{1,40})['\"]?\s*:\s*['\"]([^'\"]{0,300})['\"]")
ARTICLE = re.compile(r"/art/20\d\d/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html?$")
LIST_TAG = re.compile("列表|内容|信息|list", re.I)  # how the element of a list is called
COUNTS = ("totalCount", "totalRecord", "recordCount", "totalNum", "total", "count")
COUNT = re.compile(
    r"\b(?:totalcount|totalrecord|recordcount|totalnum)['\"]?\s*[=:]\s*['\"]?(\d{1,9})", re.I
)
SIZE = 15
Asked = dict[str, str]


class HanwebJpaasSpider(ReportSpider):
    """Options: `tag` is the tagId of the list where a page has several, `size` records a page.

    `heading`, `entries`: see README.
    """

    cms = "hanweb_jpaas"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the articles of an answer, or of a column's page that asks nothing."""
        if "paramJson=" in listing.asked.url:
            html = inner(answered(listing.text), "data").get("html")
            if not isinstance(html, str):
                raise BadList("the answer has no text data.html")
            listing = Listing(listing.asked, listing.asked.list_url, html)
        elif units(listing):
            return
        for candidate in listing.candidates("a[href]", self.site.options.get("heading", "")):
            if is_article(candidate, ARTICLE, self.site.options):
                yield candidate

    def stated(self, listing: Listing) -> int | None:
        """Return how many records an answer counts."""
        if "paramJson=" not in listing.asked.url:
            return None
        data = inner(answered(listing.text), "data")
        found = COUNT.search(str(data.get("html")))
        return count_of(data, *COUNTS) or (int(found[1]) if found else None)

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the first page of the list behind a column, or the page after this one."""
        asked, size = listing.asked, int(self.site.options.get("size", SIZE))
        if "paramJson=" not in asked.url:
            found = units(listing)
            return self._page(asked, *self._chosen(found), 1, size) if found else None
        address, _, query = asked.url.partition("?")
        told = dict(parse_qsl(query, keep_blank_values=True))
        total = self.stated(listing)
        if total is not None and asked.number * size >= total:
            return None
        return self._page(asked, address, told, asked.number + 1, size)

    def _page(self, asked: ListPage, address: str, told: Asked, number: int, size: int) -> ListPage:
        page = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
        url = f"{address}?{urlencode({**told, 'paramJson': page})}"
        return ListPage(url, asked.list_url, asked.number + 1, may_lack=number > 1)

    def _chosen(self, found: list[tuple[str, Asked]]) -> tuple[str, Asked]:
        """Return the list among a page's units; raises `BadList` where nothing tells which."""
        wanted = self.site.options.get("tag")
        tagged = [each for each in found if each[1].get("tagId") == wanted]
        named = [each for each in found if LIST_TAG.search(each[1].get("tagId", ""))]
        for some in (tagged, named, found):
            if len(some) == 1:
                return some[0]
        tags = ", ".join(told.get("tagId", "?") for _, told in found[:9])
        raise BadList(f"several lists on one page: set option tag to one of {tags}")


def units(listing: Listing) -> list[tuple[str, Asked]]:
    """Return (address, parameters) of everything a column's page has built by the gateway."""
    found: list[tuple[str, Asked]] = []
    for element in listing.selector.xpath("//*[@querydata]"):
        told = dict(PAIR.findall(element.attrib["querydata"]))
        if told:
            found.append((absolute(listing.url, element.attrib.get("url") or UNIT), told))
    for match in ADDRESS.findall(listing.text.replace("&amp;", "&")) if not found else ():
        address, _, query = match.partition("?")
        found.append((absolute(listing.url, address), dict(parse_qsl(query))))
    for _, told in found:
        told.pop("paramJson", None)
    return [each for each in found if each[0]]
