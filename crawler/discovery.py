"""Which links of a page may lead to a list of annual reports, by the promises of `discovery.toml`.

No network; where an article stands in place of a list, its address says where its list may be.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from crawler.families import columns_of
from crawler.listing import Listing, absolute, title_of
from parsers.titles import parse_title

ON_THE_WAY = 2  # a link worth less is not followed
STRONG = 8  # a link worth this names the list itself
FRAMED = 5  # what a page frames is a part of it
MAX_LINKS = 3000  # of one page that are looked at: portals have some hundreds
LONGEST_URL = 500  # characters
LONGEST_TEXT = 100  # characters of a link
_ANCHORS = "a[href], area[href]"
_FRAMES = "iframe[src], frame[src]"
_OPENED = re.compile(r"(?:window\.open\s*\(|location(?:\.href)?\s*=)\s*['\"]([^'\"<>\s]{1,300})")
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?)$")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address worth asking for: how much it promises, and the texts of the links to it."""

    url: str
    score: int
    way: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Promise:
    weight: int
    text: tuple[str, ...]
    path: tuple[re.Pattern[str], ...]


def promise(url: str, text: str) -> int:
    """Return what a link is worth by its text and its address, 0 where something speaks against it.

    >>> promise("http://a.gov.cn/zwgk/zfxxgknb/", "政府信息公开年报")
    16
    >>> promise("http://a.gov.cn/zwgk/", "政务公开"), promise("http://a.gov.cn/nb/", "网站工作报表")
    (4, 0)
    """
    promises, refusals = _promises()
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    if any(_by_text(each, text) or _by_path(each, path) for each in refusals):
        return 0
    by_text = max((each.weight for each in promises if _by_text(each, text)), default=0)
    by_path = max((each.weight for each in promises if _by_path(each, path)), default=0)
    return by_text + by_path


def leads(listing: Listing, way: tuple[str, ...]) -> Iterator[Lead]:
    """Yield the links of a page worth following; *way* are the texts that led to the page.

    An article is not followed: the address of its list is, where the article is an annual report.
    """
    for url, text, least in islice(_links(listing), MAX_LINKS):
        if not url.startswith("http") or len(url) > LONGEST_URL:
            continue
        columns = columns_of(url)
        if columns and parse_title(text).accepted:
            why = f"the list of the report {url} by its address"
            yield from (Lead(each, STRONG, (*way, text), why) for each in columns)
        elif not columns and (score := promise(url, text) or least) >= ON_THE_WAY:
            yield Lead(url, score, (*way, text or urlsplit(url).path))


def page_key(url: str) -> str:
    """Return what two addresses of one page share: scheme, index file and slash left out.

    >>> page_key("https://a.gov.cn/nb/index.html") == page_key("http://a.gov.cn/nb/")
    True
    """
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path).rstrip("/")
    return f"{parts.netloc}{path}?{parts.query}".rstrip("?")


def _links(listing: Listing) -> Iterator[tuple[str, str, int]]:
    """Yield (address, text, least worth): of links, of frames, of what scripts open."""
    for anchor in listing.selector.css(_ANCHORS):
        href = anchor.attrib["href"].strip()
        if not href.lower().startswith(("javascript:", "#", "mailto:")):
            yield absolute(listing.url, href), title_of(anchor.root)[:LONGEST_TEXT], 0
    for frame in listing.selector.css(_FRAMES):
        yield absolute(listing.url, frame.attrib["src"].strip()), "", FRAMED
    for opened in _OPENED.finditer(listing.text):
        yield absolute(listing.url, opened[1]), "", ON_THE_WAY


def _by_text(entry: _Promise, text: str) -> bool:
    return any(words in text for words in entry.text)


def _by_path(entry: _Promise, path: str) -> bool:
    return any(pattern.search(path) for pattern in entry.path)


@cache
def _promises() -> tuple[tuple[_Promise, ...], tuple[_Promise, ...]]:
    """Return what speaks for a link and what speaks against it."""
    file = Path(__file__).with_name("discovery.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    kinds = (tables["promise"], tables["refusal"])
    promises, refusals = (
        tuple(
            _Promise(
                entry.get("weight", 0),
                tuple(entry["text"]),
                tuple(re.compile(pattern) for pattern in entry["path"]),
            )
            for entry in kind
        )
        for kind in kinds
    )
    return promises, refusals
