"""The registry of sites: blocks of facts in `sites/<province>.toml`, validated whole when loaded.

No network and no Scrapy here; a new site is a new block, never new code.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import ParseResult, SplitResult

from crawler.addresses import ListAddress, addresses
from crawler.hosts import split_url
from crawler.site_rules import problems_of

SHIPPED = Path(__file__).with_name("sites")


class SiteError(Exception):
    """A site's block is wrong or unusable; the message names file, site, key and remedy."""


@dataclass(frozen=True, slots=True)
class Site:
    """One crawled site, as its block states it.

    `hosts` is the allow-list (a name, or `name:port`); `lists` are the addresses of its lists of
    annual reports; `delay` is the least number of seconds between two requests to one host;
    `aliases` map names as printed to canonical ones; `options` are what the CMS's spider needs.
    `verified` is the day (ISO) on which a live check passed, "" for a block that is unverified.
    `years` ("2015-2024", "2019-") and `units` (a site's own code of an agency → its name) fill the
    places `{Y}`, `{Y+1}` and `{unit}` in the addresses of lists. `titles` says of an address of
    `lists` that is a report itself what a list would call it. `rendered` says which pages a script
    draws, so that a browser must: `lists`, and `reports` with them.
    """

    id: str
    name: str
    province: str
    division: str
    level: str
    cms: str
    base: str
    hosts: tuple[str, ...]
    lists: tuple[str, ...]
    city: str = ""
    delay: float = 1.0
    status: str = "unverified"
    verified: str = ""
    loopback: bool = False
    why_not_gov_cn: str = ""
    note: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    years: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    rendered: tuple[str, ...] = ()

    def addresses(self, newest: int) -> tuple[ListAddress, ...]:
        """Return the lists with every year and agency written out, up to the year *newest*."""
        return tuple(addresses(self.lists, self.years, self.units, newest))

    def allows(self, url: str) -> bool:
        """Whether *url* is an http(s) address on one of this site's hosts."""
        return self.allows_parts(split_url(url))

    def allows_parts(self, parts: SplitResult | ParseResult) -> bool:
        """Whether an address taken apart is on one of this site's hosts."""
        netloc = parts.netloc.rpartition("@")[2].lower()
        return parts.scheme in {"http", "https"} and not {parts.hostname, netloc}.isdisjoint(
            self.hosts
        )


def load_sites(*files: Path) -> tuple[Site, ...]:
    """Return the sites of *files*, of the shipped registry where none is named.

    Raises `SiteError` for the first wrong block; the message names file, site, key and remedy.
    """
    shipped = not files
    sites: dict[str, Site] = {}
    for file in files or sorted(SHIPPED.glob("*.toml")):
        for site in _read(file):
            if site.id in sites:
                raise SiteError(f"{file}: site {site.id}: key id: used twice; give it another id")
            if shipped and site.loopback:
                raise SiteError(f"{file}: site {site.id}: key loopback: only for tests; remove it")
            sites[site.id] = site
    return tuple(sites.values())


def site_from(block: Mapping[str, object], where: str = "site") -> Site:
    """Return the site a block of TOML or JSON states; raises `SiteError` beginning with *where*."""
    place = f"{where}: site {block.get('id', '?')}"
    for key, problem in problems_of(block):
        raise SiteError(f"{place}: key {key}: {problem}")
    values = {key: _plain(value) for key, value in block.items()}
    return Site(**values)  # type: ignore[arg-type]  # every key's type was checked above


def _plain(value: object) -> object:
    """Return a value as a `Site` holds it: a list as a tuple, a date of TOML as its text."""
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


def _read(file: Path) -> Iterator[Site]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}; correct the file") from error
    if unknown := sorted(set(told) - {"site"}):  # such as [[sites]]: nobody would miss them
        raise SiteError(f"{file}: key {unknown[0]}: not known; write each site as a [[site]] block")
    blocks = told.get("site", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SiteError(f"{file}: write each site as a [[site]] block")
    for block in blocks:
        yield site_from(block, str(file))
