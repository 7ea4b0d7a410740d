"""Which body published a report: one id for one name on one site's territory.

The rules stand in `agencies.toml`; the division comes from the site until names are matched with
GB/T 2260.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.sites import Site
from parsers.text import fold

RULES = Path(__file__).with_name("agencies.toml")
_ENDINGS = ("人民政府", "政府", "办事处", "委员会", "管委会")


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body: its canonical name, and what follows from it and from its site."""

    id: str
    name: str
    level: str
    kind: str
    division: str
    province: str
    city: str
    site: str


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of the file: suffixes to level, words to function, ends of a county's name."""

    levels: tuple[tuple[tuple[str, ...], str], ...]
    kinds: tuple[tuple[tuple[str, ...], str], ...]
    county: tuple[str, ...]
    no_county: tuple[str, ...]


@cache
def _rules() -> _Rules:
    content = tomllib.loads(RULES.read_text(encoding="utf-8"))
    levels = tuple((tuple(rule["suffixes"]), rule["level"]) for rule in content["level"])
    kinds = tuple((tuple(rule["words"]), rule["name"]) for rule in content["kind"])
    county = content["county"]
    return _Rules(levels, kinds, tuple(county["suffixes"]), tuple(county["except"]))


def level_of(name: str, site_level: str) -> str:
    """Return the level of a body by the end of its name and the level of its site.

    >>> level_of("示例市民政局", "prefecture"), level_of("示例市人民政府", "county")
    ('department@prefecture', 'county')
    >>> level_of("东山镇人民政府", "county"), level_of("无名", "county")
    ('township', 'other')
    """
    for suffixes, level in _rules().levels:
        if name.endswith(suffixes):
            department = _department(name, site_level)
            return {"site": site_level, "department": department}.get(level, level)
    return "other"


def _department(name: str, site_level: str) -> str:
    """Return the level of a department: its county's if its name begins with one."""
    place = _place(name)
    if place.endswith(_rules().county) and not place.endswith(_rules().no_county):
        return "department@county"
    if site_level in ("township", "zone", "other"):
        return "other"  # departments of zones and towns have no level of their own
    return f"department@{site_level}"


def kind_of(name: str) -> str:
    """Return the function of a body by the words in its name, "" if none is known.

    >>> kind_of("示例市民政局"), kind_of("示例市人民政府办公室"), kind_of("示例市人民政府")
    ('民政', '政府办公室', '政府')
    """
    plain = _plain(name)
    for words, kind in _rules().kinds:
        if any(word in plain for word in words):
            return kind
    return ""


def _plain(name: str) -> str:
    """Return a name in which 民政 is not found inside 人民政府."""
    return name.replace("人民政府", "政府")


def _place(name: str) -> str:
    """Return what stands before the word that tells the function: whose bureau it is."""
    plain = _plain(name)
    for words, _ in _rules().kinds:
        for word in words:
            if word in plain:
                return plain.partition(word)[0]
    return ""


def canonical_name(printed: str, site: Site) -> str:
    """Return the name a printed one stands for: folded, then by the site's aliases."""
    folded = fold(printed)
    aliases = {fold(alias): fold(name) for alias, name in site.aliases.items()}
    return aliases.get(folded, folded)


def agency_of(printed: str, site: Site) -> Agency:
    """Return the body a printed name stands for on a site."""
    name = canonical_name(printed, site)
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    names = (f"{site.division}-{digest}", name, level_of(name, site.level), kind_of(name))
    return Agency(*names, site.division, site.province, site.city, site.id)


def same_body(one: str, other: str) -> bool:
    """Can two printed names be the same body's? A short form of a name is the name.

    >>> same_body("市民政局", "示例市民政局"), same_body("沭阳县发改局", "沭阳县发展和改革局")
    (True, True)
    >>> same_body("示例市教育局", "示例市民政局"), same_body("甲县民政局", "乙县民政局")
    (False, False)
    """
    one, other = fold(one), fold(other)
    kinds = {kind_of(one), kind_of(other)}
    if len(kinds) > 1 and "" not in kinds:
        return False
    if _stem(one) in _stem(other) or _stem(other) in _stem(one):
        return True
    if len(kinds) > 1:
        return True  # a function we do not know refutes nothing
    first, second = _place(one), _place(other)
    return first.endswith(second) or second.endswith(first)


def _stem(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name
