"""Which body published a report: one id for one name of one place, whatever site it stands on.

An id is made of the division and the canonical name (`990100-1a2b3c4d`), never of an order, so it
is the same in every build. The canonical name is the official one with the body's place before it;
the names that were printed are kept as aliases. Rules of names stand in `parsers/bodies.toml`, of
levels in `agencies.toml`.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from archive.divisions import division, parents
from archive.doubts import DIVISION_UNSURE
from archive.homes import Home, home_of
from archive.places import Doubt, Whereabouts, find_place
from crawler.sites import Site
from parsers import bodies
from parsers.bodies import kind_of, official_name
from parsers.model import Finding, Outcome
from parsers.text import fold

RULES = Path(__file__).with_name("agencies.toml")
GOVERNMENT = "人民政府"
_UNSURE: Mapping[Doubt, tuple[str, str]] = {
    "ambiguous": ("同名的区县不止一个，网站也不能说明是哪一个", "several counties have this name"),
    "elsewhere": ("该地不在网站所在的省份", "the place is not in the site's province"),
    "no_county": ("名称没有写明所在的区县", "the name does not say in which county it is"),
    "no_place": ("名称没有写明是哪一个地方的机关", "the name does not say whose body it is"),
    "not_in_tables": (
        "区划表中没有该区县，可能已经撤销",
        "the tables lack the county; it may be former",
    ),
}


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body: its canonical name, and what follows from it and from its site.

    `place` and `rest` make the name; `division` is the body's own, "" where it is not known, and
    `division_evidence` name, site or name+site; `parent` the id of the body above, if there is one.
    """

    id: str
    name: str
    level: str
    kind: str
    division: str
    division_evidence: str
    province: str
    city: str
    site: str
    place: str
    rest: str
    parent: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of the file: suffixes to level, ends of a county's name, vertical bodies."""

    levels: tuple[tuple[tuple[str, ...], str], ...]
    county: tuple[str, ...]
    no_county: tuple[str, ...]
    vertical: tuple[str, ...]


@cache
def _rules() -> _Rules:
    content = tomllib.loads(RULES.read_text(encoding="utf-8"))
    levels = tuple((tuple(rule["suffixes"]), rule["level"]) for rule in content["level"])
    county = content["county"]
    ends = (tuple(county["suffixes"]), tuple(county["except"]))
    return _Rules(levels, *ends, tuple(content["vertical"]["words"]))


def level_of(name: str, place_level: str) -> str:
    """Return the level of a body by the end of its name and the level of its place or site.

    >>> level_of("示例市民政局", "prefecture"), level_of("示例市人民政府", "county")
    ('department@prefecture', 'county')
    >>> level_of("东山镇人民政府", "county"), level_of("税务局", "county"), level_of("无名", "zone")
    ('township', 'vertical', 'other')
    """
    if any(word in name for word in _rules().vertical):
        return "vertical"
    for suffixes, level in _rules().levels:
        if name.endswith(suffixes):
            department = _department(name, place_level)
            return {"site": place_level, "department": department}.get(level, level)
    return "other"


def _department(name: str, place_level: str) -> str:
    """Return the level of a department: its county's if its name begins with one."""
    place = bodies.take_apart(name).place
    if place.endswith(_rules().county) and not place.endswith(_rules().no_county):
        return "department@county"
    if place_level in ("township", "zone", "other"):
        return "other"  # departments of zones and towns have no level of their own
    return f"department@{place_level}"


def agency_of(printed: str, site: Site) -> Agency:
    """Return the body a printed name stands for on a site."""
    aliases = tuple(site.aliases.items())
    return _agency(printed, home_of(site), site.id, aliases)


@lru_cache(maxsize=65536)
def _agency(printed: str, home: Home, site: str, aliases: tuple[tuple[str, str], ...]) -> Agency:
    name = official_name(printed)
    for alias, meant in aliases:
        if fold(printed) == fold(alias) or name == official_name(alias):
            name = official_name(meant)
            break
    found = find_place(name, home)
    canonical = found.place + found.rest
    names = parents(found.division) if division(found.division) else ("", "")
    return Agency(
        id=_id(found.division or home.division, canonical),
        name=canonical,
        level=level_of(found.rest if found.place else name, found.level or home.level),
        kind=kind_of(found.rest),
        division=found.division,
        division_evidence=found.evidence,
        province=names[0] or home.province,
        city=names[1] or ("" if names[0] else home.city),
        site=site,
        place=found.place,
        rest=found.rest,
        parent=_parent(found, home),
        findings=_doubts(canonical, found),
    )


def _id(code: str, name: str) -> str:
    return f"{code}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _parent(found: Whereabouts, home: Home) -> str:
    """Return the id of the government above: of the same place, or of the city for a county's."""
    if not found.place or not found.division:
        return ""
    if found.rest != GOVERNMENT:
        return _id(found.division, found.place + GOVERNMENT)
    if found.level == "township":
        return _id(found.division, home.county + GOVERNMENT)
    above = parents(found.division)[1] if division(found.division) else home.city
    if found.level != "county" or not above:
        return ""
    code = found.division[:4] + "00"
    return _id(code if division(code) or not home.known else code[:2] + "0000", above + GOVERNMENT)


def _doubts(name: str, found: Whereabouts) -> tuple[Finding, ...]:
    if not found.doubt:
        return ()
    said, said_en = _UNSURE[found.doubt]
    known, known_en = (
        ("按名称取", "taken from its name") if found.division else ("不填", "left out")
    )
    doubt = Finding(
        DIVISION_UNSURE.id,
        Outcome.UNCERTAIN,
        actual=found.division,
        detail=f"“{name}”的行政区划未能确定：{said}；区划代码{known}。",
        detail_en=f"The division of “{name}” is not sure: {said_en}; its code is {known_en}.",
    )
    return (doubt,)


def same_body(one: str, other: str, site: Site) -> bool:
    """Can two names printed on a site be one body's? Short forms and left-out places are.

    Names that lead to one body are; else names of one place of which one is short for the other.
    """
    first, second = agency_of(one, site), agency_of(other, site)
    if first.id == second.id:
        return True
    if first.place and second.place and first.place != second.place:
        return False
    return bodies.same_body(first.name, second.name)
