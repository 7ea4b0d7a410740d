"""Whether a page is a list of annual reports, of which CMS, and how sure that is.

The CMS's own spider reads the page: what counts is what it would find, not how the page looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from crawler.base import ReportSpider
from crawler.discovery import MAX_LINKS
from crawler.families import FALLBACK, Guess, recognise
from crawler.hosts import split_url
from crawler.listing import BadList, Candidate, Listing, absolute
from crawler.spiders import SPIDERS
from parsers.titles import parse_title

ENOUGH = 3  # reports on a page that make it a list beyond doubt
OWN = 3  # weight of marks that make a CMS sure
SURE = ("high", "medium", "low")
Reader = Callable[[str], ReportSpider]


@dataclass(frozen=True, slots=True)
class Sight:
    """A list page as the spider of a CMS reads it.

    `links` counts all candidates, `reports` holds those whose titles are accepted; `next` is the
    address of the next page, "" where there is none, and `fault` why that cannot be known.
    """

    url: str
    cms: str
    links: int
    reports: tuple[Candidate, ...]
    marks: tuple[tuple[str, str], ...]
    weight: int
    next: str = ""
    fault: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """The years the titles name, in order."""
        return tuple(sorted({parse_title(each.title).year for each in self.reports} - {0}))

    @property
    def sure(self) -> str:
        """How sure it is that this is a list, and its CMS: high, medium or low."""
        doubts = (len(self.reports) < ENOUGH) + (self.weight < OWN) + bool(self.fault)
        return SURE[min(doubts, 2)]


def guesses(listing: Listing) -> tuple[Guess, ...]:
    """Return the CMSs with a spider that a page may be of, likeliest first, plain links last."""
    host = split_url(listing.url).netloc
    hrefs = islice(listing.selector.css("a::attr(href)"), MAX_LINKS)
    links = {absolute(listing.url, each.get().strip()) for each in hrefs}
    own = [url for url in sorted(links) if split_url(url).netloc == host]
    known = [
        guess for guess in recognise([listing.url, *own], listing.text) if guess.cms in SPIDERS
    ]
    return (*known, Guess(FALLBACK, 0, ()))


def judge(listing: Listing, reader: Reader, among: tuple[Guess, ...]) -> Sight | None:
    """Return the page as the likeliest CMS reads it, None where none finds a report in it.

    A CMS whose spider finds less than half of what another finds is not the page's.
    """
    sights = [_sight(listing, reader(guess.cms), guess) for guess in among]
    most = max((len(sight.reports) for sight in sights), default=0)
    return next((each for each in sights if most and 2 * len(each.reports) >= most), None)


def _names_a_report(text: str) -> bool:
    """Whether a link names one report: 政府信息公开年报 alone is what columns are called.

    >>> _names_a_report("政府信息公开年报"), _names_a_report("2023年政府信息公开年报")
    (False, True)
    """
    title = parse_title(text)
    return title.accepted and bool(title.year or title.agency)


def _sight(listing: Listing, spider: ReportSpider, guess: Guess) -> Sight:
    found: dict[str, Candidate] = {}
    following, fault = None, ""
    try:
        found = {each.url: each for each in islice(spider.candidates(listing), MAX_LINKS)}
        following = spider.next_page(listing)
    except BadList as error:
        fault = str(error)
    reports = [each for each in found.values() if _names_a_report(each.title)]
    return Sight(
        url=listing.asked.list_url,
        cms=guess.cms,
        links=len(found),
        reports=tuple(each for each in reports if spider.site.allows(each.url)),
        marks=guess.evidence,
        weight=guess.weight,
        next=following.url if following else "",
        fault=fault,
    )
