"""The registry of sites: blocks of facts in `sites/<province>.toml`, validated whole when loaded.

No network and no Scrapy here; a new site is a new block, never new code.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import ParseResult, SplitResult, urlsplit

from crawler import rendering
from crawler.addresses import ListAddress, addresses, problems, title_problems

LEVELS = ("province", "prefecture", "county", "township", "zone")
STATUSES = ("unverified", "verified")
ENTRIES = ("heading", "entries")  # for entries that only what stands above them names
OPTIONS: Mapping[str, frozenset[str]] = {  # what a block may say about its CMS
    "links": frozenset({"link", "next", "page", "second", "lists"}),
    "trs": frozenset({"link", *ENTRIES}),
    "hanweb": frozenset({"method", "unit", "proxy", "paging", "content", *ENTRIES}),
    "hanweb_annual": frozenset(),
    "hanweb_jpaas": frozenset({"tag", "size", *ENTRIES}),
    "fujian": frozenset({"channelid", "classsql", "link", *ENTRIES}),
    "ucap": frozenset({"channel", "link", *ENTRIES}),
    "gkmlpt": frozenset({"category", "link", *ENTRIES}),
    "vsb": frozenset({"link", *ENTRIES}),
    "lonsun": frozenset({"link", *ENTRIES}),
    "openness": frozenset({"link", *ENTRIES}),
    "tree": frozenset({"link", *ENTRIES}),
}
MIN_DELAY = 0.5  # seconds; a block may ask for more patience, never for less than this
NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")  # 127.0.0.1, and 127.1, 0177.1, 2130706433
REQUIRED = ("id", "name", "province", "division", "level", "cms", "base", "hosts", "lists")
OPTIONAL = ("city", "delay", "status", "verified", "loopback", "note", "aliases", "options")
KNOWN = frozenset((*REQUIRED, *OPTIONAL, "why_not_gov_cn", "years", "units", "titles", "rendered"))
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
    for key, problem in _problems(block):
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
        blocks = tomllib.loads(file.read_text(encoding="utf-8")).get("site", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}; correct the file") from error
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SiteError(f"{file}: write each site as a [[site]] block")
    for block in blocks:
        yield site_from(block, str(file))


def _problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong and what to do), in the order a person would correct them."""
    for key in REQUIRED:
        if key not in block:
            yield key, "missing; add it"
    for key in sorted(set(block) - KNOWN):
        yield key, f"not a key of a site; use one of {', '.join(sorted(KNOWN))}"
    yield from _type_problems(block)
    yield from _value_problems(block)
    yield from _host_problems(block)


def _type_problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in block.items():
        if key in {"hosts", "lists"}:
            if not _are_texts(value):
                yield key, 'must be a list of texts, such as ["www.example.gov.cn"]'
        elif key == "rendered":
            if value and not _are_texts(value):
                yield key, 'must be a list of texts, such as ["lists"]'
        elif key in {"aliases", "options", "units", "titles"}:
            if not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
                yield key, 'must be a table of texts, such as { link = "li a" }'
        elif key == "loopback":
            if not isinstance(value, bool):
                yield key, "must be true or false"
        elif key == "delay":
            if isinstance(value, bool) or not isinstance(value, int | float):
                yield key, "must be a number of seconds"
        elif key == "verified":
            if not _is_day(value):
                yield key, "must be a day, not in the future, such as 2026-01-31 (no quotes)"
        elif not isinstance(value, str):
            yield key, "must be a text in quotes"


def _is_day(value: object) -> bool:
    """Whether a value is a day up to today: of TOML, or as the text it becomes ("" for none)."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value or date.min))
    except ValueError:
        return False
    return not isinstance(day, datetime) and day <= date.today() + timedelta(days=1)


def _are_texts(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(item, str) and item for item in value)
    )


def _value_problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key in ("name", "province"):
        if not str(block[key]).strip():
            yield key, "empty; write it as it is printed"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(block["id"])):
        yield "id", "use small letters, digits and single hyphens, such as fujian-pingtan"
    if block["id"] == "due":
        yield "id", "`nianbao crawl due` means the sites that are due; give it another id"
    if not re.fullmatch(r"\d{6}", str(block["division"])):
        yield "division", "must be the six digits of GB/T 2260, such as 330282"
    for key, known in (("level", LEVELS), ("cms", tuple(OPTIONS))):
        if block[key] not in known:
            yield key, f"{block[key]!r} is unknown; use one of {', '.join(known)}"
    if block.get("status", STATUSES[0]) not in STATUSES:
        yield "status", f"use one of {', '.join(STATUSES)}"
    if (block.get("status") == "verified") != bool(block.get("verified")):
        yield "verified", "status and day of the live check go together; give both, or neither"
    yield from _option_problems(block)
    yield from _list_problems(block)
    yield from rendering.problems(block)
    delay = float(str(block.get("delay", 1)))
    if delay < (0 if block.get("loopback") else MIN_DELAY):
        yield "delay", f"at least {MIN_DELAY} seconds, out of politeness"


def _option_problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    options = block.get("options", {})
    assert isinstance(options, Mapping)
    known = OPTIONS[str(block["cms"])]
    for key in sorted(set(options) - known):
        yield f"options.{key}", f"{block['cms']} knows only {', '.join(sorted(known)) or 'none'}"
    if options.get("lists", "reports") != "reports":
        yield "options.lists", 'only "reports": the addresses of lists are reports themselves'
    if options.get("method", "GET") not in {"GET", "POST"}:
        yield "options.method", "use GET or POST"
    if options.get("entries", "reports") != "reports":
        yield "options.entries", 'write "reports" where every entry of the list is a report'
    size = str(options.get("size", "15"))
    if not size.isdecimal() or not 0 < int(size[:9]) <= 1_000:
        yield "options.size", "how many records one answer holds, such as 15"
    if not str(options.get("second", "2")).isdecimal():
        yield "options.second", "what number the second page has in its address, such as 1"
    if "{}" not in str(options.get("page", "{}")):
        yield "options.page", "write {} where the number stands, such as index_{}.html"


def _list_problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    lists, units = block["lists"], block.get("units", {})
    assert isinstance(lists, list | tuple)
    assert isinstance(units, Mapping)
    yield from problems(lists, str(block.get("years", "")), units)
    titles, options = block.get("titles", {}), block.get("options", {})
    assert isinstance(titles, Mapping)
    assert isinstance(options, Mapping)
    if titles and options.get("lists") != "reports":
        yield "titles", 'goes with options = { lists = "reports" }; remove it'
    yield from title_problems(titles, lists)


def _host_problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    hosts, lists = block["hosts"], block["lists"]
    assert isinstance(hosts, list | tuple)
    assert isinstance(lists, list | tuple)
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", host):
            yield "hosts", f"{host!r} is no host name; write it in small letters, without http://"
        if block.get("loopback"):
            if not is_loopback(host):
                yield "hosts", f"{host} is not loopback; remove loopback = true or the host"
        elif _is_address(host) or is_loopback(host):
            yield "hosts", f"{host} is a bare or private address; write the site's public name"
        elif not f".{host.split(':')[0]}".endswith(".gov.cn") and not block.get("why_not_gov_cn"):
            yield "hosts", f"{host} is not under .gov.cn; say why in why_not_gov_cn or remove it"
    for key, urls in (("base", (block["base"],)), ("lists", lists)):
        for url in urls:
            parts = split_url(str(url))
            if parts.scheme not in {"http", "https"}:
                yield key, f"{url!r} is no http or https address"
            elif parts.hostname not in hosts and parts.netloc not in hosts:
                yield key, f"{url} is on a host that hosts does not name; add {parts.netloc}"


def split_url(url: str) -> SplitResult:
    """Return the parts of *url*, all empty where it is no URL at all."""
    try:
        return urlsplit(url)
    except ValueError:  # such as an unclosed bracket in a link
        return urlsplit("")


def _is_address(host: str) -> bool:
    return bool(NUMBER.search(host.split(":")[0]))


def is_loopback(host: str) -> bool:
    """Whether a host (with or without port) can only be this machine."""
    name = host.split(":")[0]
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
