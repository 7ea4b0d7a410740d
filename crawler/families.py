"""Which CMS a page or an address belongs to, by the marks of `families.toml`.

Facts there, how they are read and added up here. No network.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from crawler.listing import LONGEST_URL
from crawler.site_rules import OPTIONS

SHIPPED = Path(__file__).with_name("families.toml")
REQUIRED = frozenset({"cms", "says", "weight", "example"})
OPTIONAL = frozenset({"url", "page", "column"})
WEIGHTS = (1, 3, 8)
FALLBACK = "links"  # a list of plain links is what any site has


class FamilyError(Exception):
    """A mark is wrong; the message names the file, the mark and the remedy."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing by which a CMS is known: patterns of addresses, texts of a page's source.

    `column` makes of an article's address those at which its list may stand.
    """

    cms: str
    says: str
    weight: int
    example: str
    url: tuple[re.Pattern[str], ...] = ()
    page: tuple[str, ...] = ()
    column: tuple[str, ...] = ()

    def met(self, urls: Iterable[str], text: str) -> str:
        """Return the first address or text that shows the mark, "" where nothing does."""
        for pattern in self.url:
            for url in urls:
                if len(url) <= LONGEST_URL and pattern.search(url):
                    return url
        return next((words for words in self.page if words in text), "")

    def columns(self, url: str) -> Iterator[str]:
        """Yield where the list of the article at *url* may stand, if it is one of this CMS."""
        is_short = len(url) <= LONGEST_URL
        found = next((found for each in self.url if is_short and (found := each.search(url))), None)
        if found is not None:
            yield from (urljoin(url, found.expand(column)) for column in self.column)


@dataclass(frozen=True, slots=True)
class Guess:
    """A CMS that a page may be of: `weight` in all, and its `evidence` as (mark, what was seen)."""

    cms: str
    weight: int
    evidence: tuple[tuple[str, str], ...]


def recognise(urls: Iterable[str], text: str = "") -> tuple[Guess, ...]:
    """Return the CMSs whose marks are met, the likeliest first; none where no mark is.

    *urls* are the page's own address and those it links to on its host, *text* is its source.

    >>> [(guess.cms, guess.weight) for guess in recognise(["http://a.gov.cn/col/col7/index.html"])]
    [('hanweb', 3)]
    """
    addresses = tuple(urls)
    found: dict[str, Guess] = {}
    for mark in load_marks():
        if seen := mark.met(addresses, text):
            known = found.get(mark.cms, Guess(mark.cms, 0, ()))
            evidence = (*known.evidence, (mark.says, seen))
            found[mark.cms] = Guess(mark.cms, known.weight + mark.weight, evidence)
    return tuple(sorted(found.values(), key=lambda guess: (-guess.weight, guess.cms)))


def columns_of(url: str) -> tuple[str, ...]:
    """Return where the list of an article may stand, by its address; nothing for no article's.

    >>> columns_of("http://a.gov.cn/art/2022/1/11/art_77_1.html")
    ('http://a.gov.cn/col/col77/index.html',)
    """
    return tuple(dict.fromkeys(each for mark in load_marks() for each in mark.columns(url)))


@cache
def load_marks(file: Path = SHIPPED) -> tuple[Mark, ...]:
    """Return the marks of a file; raises `FamilyError` for the first wrong one."""
    try:
        blocks = tomllib.loads(file.read_text(encoding="utf-8")).get("family", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FamilyError(f"{file}: cannot be read: {error}; correct the file") from error
    return tuple(_mark(block, f"{file}: family {n}") for n, block in enumerate(blocks, 1))


def _mark(block: Mapping[str, object], where: str) -> Mark:
    if wrong := (set(block) - OPTIONAL) ^ REQUIRED:
        raise FamilyError(f"{where}: keys {', '.join(sorted(wrong))}: missing or unknown")
    place = f"{where} ({block['cms']}, {block['says']})"
    texts = {key: block.get(key, []) for key in sorted(OPTIONAL)}
    for key, value in texts.items():
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise FamilyError(f"{place}: key {key}: must be a list of texts")
    if block["cms"] not in OPTIONS:
        raise FamilyError(f"{place}: key cms: use one of {', '.join(OPTIONS)}")
    if block["weight"] not in WEIGHTS:
        raise FamilyError(f"{place}: key weight: use one of {', '.join(map(str, WEIGHTS))}")
    mark = _compiled(block, place)
    if not mark.met((mark.example,), mark.example):
        raise FamilyError(f"{place}: key example: no url and no page of this mark fits it")
    return mark


def _compiled(block: Mapping[str, object], place: str) -> Mark:
    patterns, texts, columns = (block.get(key, []) for key in ("url", "page", "column"))
    assert isinstance(patterns, list)
    assert isinstance(texts, list)
    assert isinstance(columns, list)
    try:
        url = tuple(re.compile(pattern) for pattern in patterns)
    except re.error as error:
        raise FamilyError(f"{place}: key url: {error}; correct the pattern") from error
    mark = Mark(
        cms=str(block["cms"]),
        says=str(block["says"]),
        weight=int(str(block["weight"])),
        example=str(block["example"]),
        url=url,
        page=tuple(texts),
        column=tuple(columns),
    )
    try:
        tuple(mark.columns(mark.example))
    except (re.error, IndexError) as error:
        raise FamilyError(f"{place}: key column: {error}; correct the text") from error
    return mark
