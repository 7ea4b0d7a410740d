"""What a site's block must be like: every key, its type, its value, and what goes with what."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from crawler import rendering
from crawler.addresses import problems, title_problems
from crawler.hosts import is_bare_address, is_loopback, split_url

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
MAX_DELAY = 3600.0  # seconds; at that pace a list of fifty reports takes two days
REQUIRED = ("id", "name", "province", "division", "level", "cms", "base", "hosts", "lists")
OPTIONAL = ("city", "delay", "status", "verified", "loopback", "note", "aliases", "options")
KNOWN = frozenset((*REQUIRED, *OPTIONAL, "why_not_gov_cn", "years", "units", "titles", "rendered"))


def problems_of(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong and what to do), in the order a person would correct them.

    Only the first may be asked for: what comes after it takes the keys before for right.
    """
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
    if not (0 if block.get("loopback") else MIN_DELAY) <= delay < MAX_DELAY:  # nan is neither
        yield "delay", f"at least {MIN_DELAY} seconds, out of politeness, and below {MAX_DELAY}"


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
        elif is_bare_address(host) or is_loopback(host):
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
