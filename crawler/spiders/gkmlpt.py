"""Guangdong's platform (广东集约化): the catalogue `/gkmlpt/`, and lists of `content/post_N.html`.

The catalogue's page holds a configuration; its articles come from `/gkmlpt/api/all/<category>` as
JSON. Some sites answer page 1 with everything and page 2 with 404. Where a list's address names no
category, `TREE` in the configuration does: every category of annual reports, such as one for each
agency, is a list of its own. Shapes from code that reads five sites; none was seen live.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin

from scrapy import Request

from crawler.addresses import ListAddress
from crawler.answers import answered, count_of, day_of, inner, records, text_of
from crawler.articles import articles
from crawler.base import ReportSpider
from crawler.catalogue import categories
from crawler.listing import BadList, Candidate, Listing, ListPage, absolute
from crawler.paging import following

API = "/gkmlpt/api/all/"
ARTICLE = re.compile(r"/content/(?:\d+/\d+/)?post_\d+\.html$")
SID = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\w{1,40})")


class GkmlptSpider(ReportSpider):
    """Option `category`: of the catalogue, where neither `#` in the list's address nor `TREE` says.

    `link` narrows a static page's candidates; `heading`, `entries`: see README.
    """

    cms = "gkmlpt"
    version = "2"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the articles of an answer or a static page; the catalogue's own page has none."""
        if API in listing.asked.url:
            for row in records(answered(listing.text), "articles"):
                url = absolute(listing.url, text_of(row, "url", "post_url"))
                day = day_of(row, "display_publish_time", "created_at", "date")
                yield Candidate(url, text_of(row, "title"), day)
        elif not _is_catalogue(listing.asked):
            yield from articles(listing, ARTICLE, self.site.options)

    def stated(self, listing: Listing) -> int | None:
        """Return how many articles the category counts."""
        if API not in listing.asked.url:
            return None
        answer = answered(listing.text)
        count = count_of(inner(answer, "classify"), "post_count") if "classify" in answer else 0
        return count or count_of(answer, "total") or None

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the first answer behind the catalogue's page, or the page after this one.

        Of a catalogue's categories that is the first one's; all of them are asked by `_walk`.
        """
        asked = listing.asked
        if API in asked.url:
            return self._after(listing)
        if not _is_catalogue(asked):
            return following(listing)
        category = self._category(asked) or str(categories(listing.text)[0].number)
        return _answer(listing, asked.list_url, category)

    def _category(self, asked: ListPage) -> str:
        return self.site.options.get("category") or urldefrag(asked.list_url)[1]

    def _walk(self, listing: Listing) -> Iterator[Request]:
        """Walk a list; a catalogue that leads to none by its address is one for each category."""
        asked = listing.asked
        if not _is_catalogue(asked) or self._category(asked):
            yield from super()._walk(listing)
            return
        found = categories(listing.text)
        # They stand for its links, so that a catalogue that loses its agencies is noticed.
        self.walked.count(asked.list_url, pages=1, links=len(found), accepted=len(found))
        for each in found:
            whole = self.lists[asked.list_url]
            url = f"{asked.list_url}#{each.number}"
            year, agency = each.year or whole.year, each.agency or whole.agency
            self.open_list(ListAddress(url, whole.pattern, year, agency, may_lack=True))
            yield self.list_request(_answer(listing, url, str(each.number)))

    def closed(self, reason: str) -> None:
        """Note a catalogue of which no category holds anything: one alone may well be empty."""
        for whole in self.lists if reason == "finished" else ():
            parts = [url for url in self.lists if url.startswith(f"{whole}#")]
            if parts and not any(self.walks[url].links for url in parts):
                said = f"{whole}: none of {len(parts)} categories has a link"
                self.walked.fail(whole, said, "bad_list")
        super().closed(reason)

    def _after(self, listing: Listing) -> ListPage | None:
        """Return the answer after this one; a page that holds all the category counts is whole."""
        asked, total = listing.asked, self.stated(listing)
        shown = len(list(records(answered(listing.text), "articles")))
        if not shown or (total is not None and shown * asked.number >= total):
            return None
        address, _, query = asked.url.partition("?")
        return _page(asked, address, dict(parse_qsl(query)), asked.number + 1)


def _is_catalogue(asked: ListPage) -> bool:
    return "/gkmlpt/index" in asked.url


def _answer(listing: Listing, list_url: str, category: str) -> ListPage:
    """Return the first answer on a category; raises `BadList` where nothing says how to ask."""
    sid = SID.search(listing.text)
    if sid is None:
        raise BadList("the catalogue has no SID in the page's configuration")
    address = urljoin(listing.url, f"{API}{category}")
    return _page(ListPage(address, list_url), address, {"sid": sid[1]}, 1)


def _page(asked: ListPage, address: str, told: dict[str, str], number: int) -> ListPage:
    url = f"{address}?{urlencode({**told, 'page': str(number)})}"
    return ListPage(url, asked.list_url, number, may_lack=number > 1)
