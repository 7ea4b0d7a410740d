"""List pages as the spiders see them: which were asked for, and the candidates they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin

from parsel import Selector
from parsel.csstranslator import css2xpath

from crawler.index import Fetch

DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
FRESH = "fresh"  # request.meta: ask without conditions
KNOWN = "known"  # request.meta: the last good fetch of the address, None where there is none
REPLAY = "replay"  # request.meta: take the page from the store, ask nobody
LONGEST_URL = 2_000  # characters; a longer one is no list and no report, and slow to look at
ROW_DEPTH = 4  # how far above a link its row may reach: a > h3 > div > li


class BadList(Exception):  # noqa: N818 - named after the situation
    """A list's answer is not what its CMS answers, or says of more that cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of an address before it is asked: it stands in `request.meta["subject"]`."""

    kind: str
    url: str
    parent: str = ""
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as recorded, with its decoded text ("" for binary): `request.meta["page"]`."""

    fetch: Fetch
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link of a list page: absolute address, whole title, the date beside it (ISO or "").

    `heading` is the text above it that names its body or year, where the block says so.
    """

    url: str
    title: str
    date: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list to ask for; `list_url` is the list's own address, `number` counts from 0.

    `total` is how many pages or records the first page counted, where later ones do not say.
    `may_lack` marks a page asked for because nothing says where the list ends: that it does not
    exist is the end of the list, not a failure.
    """

    url: str
    list_url: str
    number: int = 0
    method: str = "GET"
    body: str = ""
    total: int = 0
    may_lack: bool = False


@dataclass(frozen=True)
class Listing:
    """A list page as it answered."""

    asked: ListPage
    url: str
    text: str
    selector: Selector = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "selector", Selector(text=self.text or "<html/>", type="html"))

    def candidates(self, css: str, headings: str = "") -> Iterator[Candidate]:
        """Yield the links that *css* selects; template rows without an address are none.

        Each has the text of the last element before it that *headings* selects.
        """
        marks = set(self.elements(headings)) if headings else set()
        above = ""
        for each in self.elements(f"{headings}, {css}" if headings else css):
            if each in marks:
                above = " ".join("".join(each.itertext()).split())
            href = each.get("href", "").strip()
            if href and not href.lower().startswith(("javascript:", "#", "mailto:")):
                yield Candidate(absolute(self.url, href), title_of(each), date_of(each), above)

    def elements(self, css: str) -> list[Any]:  # lxml's, without the weight of a Selector each
        """Return the elements that *css* selects, in order."""
        found: list[Any] = self.selector.root.xpath(css2xpath(css))
        return found


def absolute(base: str, href: str) -> str:
    """Return *href* as an absolute address without fragment, "" where it is none or too long."""
    try:
        url = urldefrag(urljoin(base, href))[0] if len(href) <= LONGEST_URL else ""
    except ValueError:  # such as http://[broken
        return ""
    return url if len(url) <= LONGEST_URL else ""


def title_of(anchor: Any) -> str:  # an element of lxml
    """Return a link's title: `title=` first, because portals shorten the visible text."""
    whole = " ".join(anchor.get("title", "").split())
    return whole or " ".join("".join(anchor.itertext()).split())


def date_of(anchor: Any) -> str:  # an element of lxml
    """Return the date printed in the link's row, ISO; "" where there is none of its own."""
    own = " ".join(anchor.itertext())
    for row in islice(anchor.iterancestors(), ROW_DEPTH):
        links = (link for link in row.iter("a") if link.get("href"))
        if len(list(islice(links, 2))) > 1:
            return ""
        found = DATE.search(" ".join(row.itertext()).replace(own, " ", 1))
        if found:
            return iso_day(found)
    return ""


def iso_day(found: re.Match[str]) -> str:
    """Return the day that `DATE` has found, ISO."""
    year, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"
