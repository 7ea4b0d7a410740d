"""Fujian's platform (福建集约化): TRS pages whose lists go on in `/fjdzapp/search`, as JSON.

The first ten records stand in the page; how many there are, and what to ask for the others, stands
in its script.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin

from crawler.answers import Table, answered, count_of, day_of, records, text_of
from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute
from crawler.spiders.trs import ARTICLE

SEARCH = "/fjdzapp/search"
TAG = re.compile(r"<[^<>]{0,200}>")  # <em> around a word that was searched for
COUNT = re.compile(r"\brecordCount['\"]?\s*[:=]\s*['\"]?(\d{1,9})")
SIZE = re.compile(r"\bprepage['\"]?\s*[:=]\s*['\"]?(\d{1,4})")
CHANNEL = re.compile(r"\b(?:channelid|searchId)['\"]?\s*[:=]\s*['\"]?(\d{1,9})")
CLASS = re.compile(r"\bclasssql['\"]?\s*[:=]\s*(?:'([^']{1,300})'|\"([^\"]{1,300})\")")
SORT = re.compile(r"\bsortfield['\"]?\s*[:=]\s*['\"]([\w,+-]{1,200})['\"]")


class FujianSpider(ReportSpider):
    """Options: `channelid` and `classsql` where the page's script names them only elsewhere.

    `link` narrows the first page's candidates; `heading`, `entries`: see README.
    """

    cms = "fujian"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the articles of the static page, or the records of an answer."""
        if not _is_answer(listing.asked):
            yield from articles(listing, ARTICLE, self.site.options)
            return
        for row in records(_good(listing.text), "data"):
            url = absolute(listing.url, text_of(row, "chnldocurl", "docpuburl", "url"))
            title = TAG.sub("", text_of(row, "doctitle", "title"))
            yield Candidate(url, title, day_of(row, "docreltime"))

    def stated(self, listing: Listing) -> int | None:
        """Return the page's recordCount, the answer's where it is one."""
        if _is_answer(listing.asked):
            answer = _good(listing.text)
            return count_of(answer, "recordCount") if "recordCount" in answer else None
        found = COUNT.search(listing.text)
        return int(found[1]) if found else None

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the answer to ask for next, None where all records have been shown."""
        asked = listing.asked
        if _is_answer(asked):
            address, _, query = asked.url.partition("?")
            told = dict(parse_qsl(query))
            number = count_of(told, "page") or 1
            is_last = number >= count_of(_good(listing.text), "pageCount")
            return None if is_last else _page(asked, address, told, number + 1)
        size = SIZE.search(listing.text)
        told = {"prepage": size[1] if size else "10"}
        shown = int(told["prepage"]) if any(articles(listing, ARTICLE, self.site.options)) else 0
        if shown >= (self.stated(listing) or 0):
            return None
        told = {**self._query(listing.text), **told}
        return _page(asked, urljoin(listing.url, SEARCH), told, 2 if shown else 1)

    def _query(self, text: str) -> dict[str, str]:
        """Return what names the list to the search; raises `BadList` where the page does not."""
        options, channel, sort = self.site.options, CHANNEL.search(text), SORT.search(text)
        of_class = CLASS.search(text)
        told = {
            "channelid": options.get("channelid") or (channel[1] if channel else ""),
            "classsql": options.get("classsql")
            or ((of_class[1] or of_class[2]) if of_class else ""),
        }
        for name, value in told.items():
            if not value:
                raise BadList(f"there are more pages, but no {name}: set it in options")
        return {**told, "sortfield": sort[1]} if sort else told


def _good(text: str) -> Table:
    answer = answered(text)
    if answer.get("error") not in (None, False):
        raise BadList("the search answered with an error")
    return answer


def _is_answer(asked: ListPage) -> bool:
    return SEARCH in asked.url


def _page(asked: ListPage, address: str, told: dict[str, str], number: int) -> ListPage:
    url = f"{address}?{urlencode({**told, 'page': str(number)})}"
    return ListPage(url, asked.list_url, asked.number + 1)
