"""A site's block as a search makes it: what it found, where it is at home, and what is left open.

Everything it writes is TOML: what is no fact stands in comments.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from archive.divisions import Division, division, full_name, parents
from archive.siting import Seat, seat_of
from crawler.hosts import is_loopback
from crawler.probing import Found, Probe

_NO_DIVISION = "no page names a place of the tables: give --division, six digits of GB/T 2260"
_NO_PROVINCE = "the tables do not know this division: give --province too"
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f]+")  # what may not stand in a comment of TOML
_KEYS = ("id", "name", "province", "city", "division", "level", "cms", "base", "hosts", "lists")


@dataclass(frozen=True, slots=True)
class Told:
    """What the operator says instead of leaving it to the search; "" leaves it."""

    id: str = ""
    name: str = ""
    division: str = ""
    level: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block to be: its values, the evidence for its place, and what it still lacks."""

    values: Mapping[str, object]
    place: str
    lacks: str

    def toml(self) -> str:
        """Return the block as it stands in a file of the registry."""
        lines = (f"{key} = {_literal(value)}" for key, value in self.values.items())
        return "\n".join(("[[site]]", *lines)) + "\n"


def draft(probe: Probe, told: Told) -> Draft:
    """Return the block of a search that has found a list; what *told* says goes before all."""
    seat = seat_of(probe.named)
    known = division(told.division) if told.division else seat.division
    code = told.division or (known.code if known else "")
    province, city = parents(code) if known else (told.province, "")
    best = probe.lists[0]
    parts = urlsplit(best.url)
    values: dict[str, object] = {
        "id": told.id or _id(code, parts.netloc),
        "name": told.name or _name(known, probe),
        "province": told.province or province,
        "city": city,
        "division": code,
        "level": told.level or (known.level if known else _level(code)),
        "cms": best.cms,
        "base": f"{parts.scheme}://{parts.netloc}/",
        "hosts": list(probe.site.hosts),
        "lists": [each.url for each in probe.lists],
    }
    values = {key: values[key] for key in _KEYS if values[key] or key != "city"}
    values |= {"rendered": ["lists"]} if best.is_drawn else {}
    values |= _conditions(probe)
    lacks = "" if values["province"] else _NO_PROVINCE if code else _NO_DIVISION
    return Draft(values, _place(told, seat, known), lacks)


def registry_file(code: str) -> str:
    """Return the name of the file the sites of a division's province stand in, "" for no province.

    >>> registry_file("330282"), registry_file("990100")
    ('zhejiang.toml', '')
    """
    name = _files().get(code[:2], "")
    return f"{name}.toml" if name else ""


def evidence(probe: Probe, drafted: Draft) -> Iterator[str]:
    """Yield line by line what speaks for a block."""
    for each in probe.lists:
        yield from _seen(each)
    if others := [each for each in probe.found if each not in probe.lists]:
        yield "not in the block, for another CMS reads them or little speaks for them:"
        yield from (f"  {each.url} ({each.cms}, {each.sure})" for each in others)
    yield drafted.place
    if drafted.lacks:
        yield drafted.lacks


def comment(line: str) -> str:
    """Return a line as a comment of TOML, whatever a page has put into it."""
    return f"# {_NO_TEXT.sub(' ', line)}".rstrip()


def _seen(found: Found) -> Iterator[str]:
    if found.is_drawn:
        yield f"{found.url}: {found.sure}: shows nothing by itself: a script draws it, and no"
        yield "  end-point of a known CMS gave its list; a browser reads it (extra `js`), unless"
        yield "  its requests, seen in a browser's tools, name an address that gives it as data"
        yield from [f"  title: {found.title}"] if found.title else []
        return
    years = f", years {found.years[0]} to {found.years[-1]}" if found.years else ""
    of_all = f"{len(found.reports)} of {found.links} links name annual reports{years}"
    yield f"{found.url}: {found.sure}: {of_all}"
    if found.title:
        yield f"  title: {found.title}"
    if found.why or found.way:
        yield f"  found by: {found.why or ' → '.join(found.way)}"
    yield from (f"  {found.cms}: {says}: {shown}" for says, shown in found.marks)
    if not found.marks:
        yield f"  {found.cms}: no mark of a known CMS, read as plain links"
    yield f"  first: {found.reports[0][0]} {found.reports[0][1]}"
    yield f"  next page: {found.next or found.fault or 'none'}"


def _place(told: Told, seat: Seat, known: Division | None) -> str:
    if told.division:
        return f"division {told.division}: as told"
    if known is None:
        return "division: unknown"
    doubt = f"; {seat.doubt}" if seat.doubt else ""
    return f"division {known.code} {full_name(known)}: {seat.evidence}{doubt}"


def _name(known: Division | None, probe: Probe) -> str:
    if known is not None:
        return f"{full_name(known)}人民政府"
    said = (page.get(key, "") for key in ("sitename", "title") for page in probe.named)
    return next(filter(None, said), "")


def _level(code: str) -> str:
    """Return the level of a code the tables do not know, by its zeros; "" without a code."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county" if code else ""


def _id(code: str, host: str) -> str:
    """Return an id of a province and a host.

    >>> _id("321322", "www.shuyang.gov.cn"), _id("360900", "sj.yichun.gov.cn")
    ('jiangsu-shuyang', 'jiangxi-yichun-sj')
    >>> _id("", "127.0.0.1:80")
    'site-127-0-0-1-80'
    """
    own = host.lower().removeprefix("www.").removesuffix(".gov.cn")
    labels = own.split(".") if is_loopback(host) else reversed(own.split("."))
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join((_files().get(code[:2], "site"), *labels)))
    return slug.strip("-")


def _conditions(probe: Probe) -> dict[str, object]:
    """Return what else a block must say so that its hosts may be asked."""
    more: dict[str, object] = {"status": "unverified"}
    if probe.site.loopback:
        more |= {"loopback": True, "delay": 0}
    if probe.site.why_not_gov_cn:
        more["why_not_gov_cn"] = probe.site.why_not_gov_cn
    return more


def _literal(value: object) -> str:
    """Return a value as TOML writes it; its texts and lists are those of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")


@cache
def _files() -> Mapping[str, str]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["file"])
