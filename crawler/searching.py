"""The search of a site for its lists of annual reports: one page at a time, the best lead first.

A spider like the others, so that every rule of a crawl holds for it; it ends when its budget of
requests is spent, and leaves what it saw in `probe.json` beside the store.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, replace
from heapq import heappop, heappush
from itertools import count
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.agenda import Agenda
from crawler.base import ReportSpider
from crawler.discovery import ON_THE_WAY, STRONG, Lead, leads, page_key, promise
from crawler.families import Guess, columns_of
from crawler.index import GOOD
from crawler.judging import OWN, Sight, guesses, judge
from crawler.listing import BadList, Candidate, Listing, ListPage, Page, Subject
from crawler.pages import is_shell
from crawler.payload import visible_text
from crawler.sites import Site
from crawler.spiders import SPIDERS
from crawler.store import Store

BUDGET = "PROBE_BUDGET"  # the setting: requests in all, robots.txt and redirects among them
READABLE = (*GOOD, "empty")  # an empty shell may still say in a script where it leads
LONGEST_PAGE = 3 * 10**6  # characters that are looked at
LONGEST_NAME = 200  # characters of a title
MAX_REPORTS = 500  # of a list that are told
FIRST = 1000  # the score of the address asked for


class SearchSpider(ReportSpider):
    """Follows the most promising links of a site until its lists are found or its budget spent."""

    cms = "probe"

    def __init__(self, site: Site, store: Store, run: str, agenda: Agenda | None = None) -> None:
        super().__init__(site, store, run, agenda)
        self.found: list[tuple[Sight, Lead, str, str]] = []
        self.waiting: list[tuple[int, int, Lead, ListPage]] = []
        self.asked: set[str] = set()
        self.met: set[str] = set()  # hosts asked for something
        self.turns = count()
        self.elsewhere: dict[str, Lead] = {}  # by host that is not allowed
        self.expected: dict[str, tuple[Guess, str]] = {}  # by address: whose answer, of which page
        self.shells: list[tuple[Lead, str]] = []  # pages that a script draws, with their titles
        self.named: list[dict[str, str]] = []  # how pages name themselves, by title and meta tags

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield nothing: the spiders of the CMSs read the pages here."""
        yield from ()

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return None: nothing is paged through."""
        return None

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the address given; where it is an article, its list waits behind it."""
        (start,) = self.site.lists
        self._add(Lead(start, FIRST))
        for column in columns_of(start):
            self._add(Lead(column, STRONG, (), f"the list of {start} by its address"))
        for request in self._next():
            yield request

    def parse_list(self, response: Response, asked: ListPage) -> Iterator[Request]:
        """Judge a page, take up its leads, ask for the best one there is."""
        page: Page = response.meta["page"]
        lead: Lead = response.meta["lead"]
        if page.fetch.reason in READABLE and page.text:
            listing = Listing(asked, response.url, page.text[:LONGEST_PAGE])
            self.asked.add(page_key(response.url))
            self._name(listing)
            self._judge(listing, lead)
            if lead.score >= STRONG and is_shell(response.url, page.text, visible_text(page.text)):
                self.shells.append((replace(lead, url=response.url), _title(listing)))
            for each in leads(listing, lead.way):
                self._take(each)
        yield from self._next()

    def list_failed(self, failure: Failure) -> Iterator[Request]:  # type: ignore[override] # goes on
        """Go on with the next lead: the failure has its row."""
        yield from self._next()

    def closed(self, reason: str) -> None:
        """Leave what was seen."""
        super().closed(reason)
        seen = {
            "found": [_told(*each) for each in self.found],
            "shells": [{**asdict(lead), "title": title} for lead, title in self.shells],
            "waiting": [asdict(lead) for lead in self._unasked()],
            "elsewhere": {host: asdict(lead) for host, lead in self.elsewhere.items()},
            "named": self.named,
        }
        text = json.dumps(seen, ensure_ascii=False)
        (self.store.folder / "probe.json").write_text(text, encoding="utf-8")

    def _unasked(self) -> list[Lead]:
        """Return what promises a list by its name and was never asked, best first."""
        leads_left = {
            page_key(lead.url): lead
            for _, _, lead, _ in sorted(self.waiting, reverse=True)
            if lead.score >= STRONG and page_key(lead.url) not in self.asked
        }
        return list(reversed(leads_left.values()))

    def _take(self, lead: Lead) -> None:
        """Let a lead wait, or remember the host it needs that is not allowed."""
        if self.site.allows(lead.url):
            self._add(lead)
        else:
            self.elsewhere.setdefault(urlsplit(lead.url).netloc, lead)

    def _add(self, lead: Lead, asked: ListPage | None = None) -> None:
        """Let an address wait for its turn: the best first, then the one seen first."""
        page = asked or ListPage(lead.url, lead.url)
        heappush(self.waiting, (-lead.score, next(self.turns), lead, page))

    def _next(self) -> Iterator[Request]:
        """Yield the request for the best lead; none without one, or with the budget spent."""
        left = self.settings.getint(BUDGET) - self.store.recorded
        floor = STRONG if any(sight.sure == "high" for sight, *_ in self.found) else ON_THE_WAY
        while self.waiting and left > 0:
            _, _, lead, asked = heappop(self.waiting)
            if lead.score < floor:
                return
            key = page_key(asked.url) + asked.body
            if key not in self.asked:
                self.asked.add(key)
                spare = left - 1 - self._first_words(asked.url)
                yield from [self._request(lead, asked, spare)] if spare >= 0 else []
                return

    def _first_words(self, url: str) -> int:
        """Return what a host costs before its first page: robots.txt, by https and by http."""
        parts = urlsplit(url)
        if parts.netloc in self.met:
            return 0
        self.met.add(parts.netloc)
        return 2 if parts.scheme == "https" else 1

    def _request(self, lead: Lead, asked: ListPage, spare: int) -> Request:
        """Return the request for a page; of its redirects no more are followed than are left."""
        request = self.list_request(asked)
        request.meta["lead"] = lead
        request.meta["redirect_ttl"] = min(spare, self.settings.getint("REDIRECT_MAX_TIMES"))
        request.meta["subject"] = Subject("list", asked.url, lead.url)
        return request

    def _judge(self, listing: Listing, lead: Lead) -> None:
        """Take a page up if it is a list; ask for the list where its CMS answers it elsewhere."""
        expected = self.expected.get(listing.asked.url)
        among = (expected[0],) if expected else tuple(self._answered_here(listing, lead))
        sight = judge(listing, self._reader, among)
        if sight is not None:
            short = replace(sight, reports=sight.reports[:MAX_REPORTS])
            title = expected[1] if expected else _title(listing)
            self.found.append((short, lead, title, listing.asked.url))
            self.asked.add(page_key(sight.next))
        elif lead.score >= STRONG and expected is None:
            self._look_behind(listing, lead, among)

    def _look_behind(self, listing: Listing, lead: Lead, among: tuple[Guess, ...]) -> None:
        """Ask for the list that a page without links only asks for itself, by a script."""
        for guess in among:
            spider = self._reader(guess.cms)
            try:
                behind = None if any(spider.candidates(listing)) else spider.next_page(listing)
            except BadList:
                continue
            if guess.weight >= OWN and behind is not None and self.site.allows(behind.url):
                self._expect(behind, guess, listing, lead)
                return

    def _expect(self, page: ListPage, guess: Guess, listing: Listing, lead: Lead) -> None:
        """Ask for the answer to a list next, and remember which CMS's it is, and of which page."""
        self.expected[page.url] = (guess, _title(listing))
        self._add(replace(lead, score=FIRST), page)

    def _answered_here(self, listing: Listing, lead: Lead) -> Iterator[Guess]:
        """Yield the CMSs that would answer a list in the page itself; ask where others do."""
        for guess in guesses(listing):
            first = self._reader(guess.cms).first_page(listing.asked.list_url)
            if first.url == listing.asked.url:
                yield guess
            elif self.site.allows(first.url):
                self._expect(first, guess, listing, lead)

    def _reader(self, cms: str) -> ReportSpider:
        return SPIDERS[cms](self.site, self.store, self.run)

    def _name(self, listing: Listing) -> None:
        """Note how a page names itself and its site."""
        named = {"url": listing.url, "title": _title(listing)}
        for meta in listing.selector.css("meta[name][content]"):
            named.setdefault(meta.attrib["name"].lower(), meta.attrib["content"])
        kept = ("url", "title", "sitename", "siteidcode", "columnname")
        self.named.append(
            {key: " ".join(named[key].split())[:LONGEST_NAME] for key in kept if named.get(key)}
        )


def _told(sight: Sight, lead: Lead, title: str, answered_at: str) -> dict[str, object]:
    """Return what is told of a list, by the names `crawler.probing` reads."""
    return {
        **asdict(sight),
        "years": sight.years,
        "sure": sight.sure,
        "title": title,
        "promise": promise(sight.url, title),
        "way": lead.way,
        "why": lead.why,
        "answered_at": answered_at,
    }


def _title(listing: Listing) -> str:
    return " ".join(listing.selector.css("title::text").get("").split())[:LONGEST_NAME]
