"""Whose body it is: the place in front of an official name, known by the tables and the site.

A place may be named with its parents or without, in full or short (江苏沭阳县), or left out where
the site's own is meant. A county's name that several have, or that only another province has, is
decided by the site alone; where the site does not decide, the division stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from archive.divisions import Division, full_name, longest_name, named, named_short
from archive.homes import Home
from parsers.bodies import take_apart

Doubt = Literal["", "ambiguous", "elsewhere", "no_county", "no_place", "not_in_tables"]

_LEVELS = "省市县区旗州盟"
# Words that begin with the sign of a level: 市场 is not a city's 场.
_NO_LEVEL = (
    *("市场", "市政工程", "市政公用", "市政园林", "市政管理", "市容", "市民中心", "市直"),
    *("区域", "县域"),
)
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处)$")
_UNIT = re.compile(r"街道|[镇乡](?!村)")
# A county that the tables lack: 示例市|城东区|民政局; no zone is one, and no 城区街道.
_UNKNOWN_COUNTY = re.compile(
    r"([一-鿿]{1,7}?[县区旗])"
    r"(?<!发区)(?<!新区)(?<!园区)(?<!范区)(?<!社区)(?<!假区)(?<!税区)(?<!景区)(?<!验区)(?<!作区)(?<!理区)"
    r"(?!街道|[镇乡](?!村))(?=.)"
)
_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})


class Whereabouts(NamedTuple):
    """Place and rest of a name; division "" and level "" where they are not known.

    `evidence` is name (the tables know the place), name+site (the site told which of several),
    site (the site's own place) or ""; `doubt` says why a division is not sure.
    """

    place: str
    rest: str
    division: str
    level: str
    evidence: str
    doubt: Doubt = ""


class _Chain(NamedTuple):
    """A way to read the beginning of a name as a division; `n_parents` are named before it."""

    division: Division
    rest: str
    n_parents: int


def find_place(name: str, home: Home) -> Whereabouts:
    """Return the place in an official name as it stands on a site of this home."""
    for find in (_of_home, _of_tables, _of_parent, _of_letter, _of_nobody):
        if found := find(name, home):
            return found
    is_bare_town = _TOWN.search(name) and not _UNKNOWN_COUNTY.match(name)
    doubt: Doubt = "no_county" if is_bare_town else ""
    return Whereabouts("", name, home.division, "", "site", doubt)


def _of_home(name: str, home: Home) -> Whereabouts | None:
    """Read a name that begins with the site's own place, with its parents or without."""
    for plain in _without_parents(name, home):
        for place, is_full in _names_of(home):
            rest = plain.removeprefix(place)
            if rest in (plain, "") or _UNIT.match(rest):
                continue
            if is_full or take_apart(rest).place == "":
                return _below_home(rest, home) or _named_home(rest, home)
    return None


def _named_home(rest: str, home: Home) -> Whereabouts:
    is_known = home.known is not None and home.place == home.county
    evidence = "name" if is_known else "site"
    return Whereabouts(home.place, rest, home.division, home.level, evidence)


def _below_home(rest: str, home: Home) -> Whereabouts | None:
    """Read a county named behind its city: one of the tables, or one they lack."""
    if home.level not in ("province", "prefecture"):
        return None
    if home.known is not None:
        inside = _longest([each for each in _chains(rest) if home.known.holds(each.division)])
        if inside:
            return _known(inside[0], "name")
    found = _beyond_tables(home.place, rest)
    if found is None or home.known is not None:
        return found
    return found._replace(division=home.division, doubt="")  # no county is known there


def _beyond_tables(place: str, rest: str) -> Whereabouts | None:
    """Read a county behind its city that the tables lack, such as one long abolished."""
    county = _UNKNOWN_COUNTY.match(rest)
    if county is None or take_apart(rest).place == "":
        return None
    name = place + county[1] if county[1].endswith("区") else county[1]
    return Whereabouts(name, rest[county.end() :], "", "county", "site", "not_in_tables")


def _without_parents(name: str, home: Home) -> Iterator[str]:
    """Yield a name as it stands and without the province and city of its site."""
    yield name
    plain = name
    for parent in (home.province, home.city):
        for printed in (parent, parent[:-1]):
            if len(printed) > 1 and plain.startswith(printed) and not _cuts(printed, plain):
                plain = plain.removeprefix(printed)
                yield plain
                break


def _cuts(printed: str, name: str) -> bool:
    """Say whether a place would be cut in two: 示例 in 示例市, which is no 示例省."""
    return printed[-1:] not in _LEVELS and name[len(printed) : len(printed) + 1] in _LEVELS


def _names_of(home: Home) -> Iterator[tuple[str, bool]]:
    """Yield the names of a home, the longest first, the last one not full: without 省, 市, 县."""
    yield home.place, True
    tail = home.place
    for parent in (home.province, home.city):
        tail = tail.removeprefix(parent) or tail
    yield tail, True
    yield home.place.removeprefix(home.county) or tail, True
    if home.known is not None and home.place == home.county:
        yield home.known.name, True
    if len(tail) > 2 and tail[-1] in _LEVELS:
        yield tail[:-1], False


def _of_tables(name: str, home: Home) -> Whereabouts | None:
    """Read a name that begins with a division of the tables."""
    chains = _longest(_chains(name))
    if not chains:
        return None
    first = chains[0]
    if first.n_parents or first.division.level != "county":
        is_near = first.division.code[:2] == home.division[:2]
        beyond = first.division.level == "prefecture" and _beyond_tables(
            first.division.name, first.rest
        )
        return beyond or _known(first, "name", "" if is_near else "elsewhere")
    for prefix in (home.division[:4], home.division[:2]):
        near = [each for each in chains if each.division.code.startswith(prefix)]
        if len(near) == 1:
            return _known(near[0], "name" if len(chains) == 1 else "name+site")
        if near:
            return _unknown(near[0], "ambiguous")
    return _unknown(first, "ambiguous" if len(chains) > 1 else "elsewhere")


def _known(chain: _Chain, evidence: str, doubt: Doubt = "") -> Whereabouts:
    found = chain.division
    return Whereabouts(full_name(found), chain.rest, found.code, found.level, evidence, doubt)


def _unknown(chain: _Chain, doubt: Doubt) -> Whereabouts:
    return Whereabouts(chain.division.name, chain.rest, "", "county", "", doubt)


def _longest(chains: Sequence[_Chain]) -> list[_Chain]:
    """Return the chains that read most of a name; divisions that stand go before former ones."""
    shortest = min((len(chain.rest) for chain in chains), default=0)
    best = [chain for chain in chains if len(chain.rest) == shortest]
    standing = [chain for chain in best if not chain.division.until]
    return sorted(standing or best, key=lambda chain: -chain.n_parents)


def _chains(name: str, parent: Division | None = None, n_parents: int = 0) -> list[_Chain]:
    """Return every way to read the beginning of a name as a division, parents before children."""
    found: list[_Chain] = []
    for size in range(min(longest_name(), len(name) - 1), 1, -1):
        head, rest = name[:size], name[size:]
        for each in named(head):
            if parent is None or (parent.holds(each) and parent is not each):
                below = _chains(rest, each, n_parents + 1)
                found += below or ([] if _UNIT.match(rest) else [_Chain(each, rest, n_parents)])
        for each in named_short(head):
            if parent is None or (parent.holds(each) and parent is not each):
                found += _chains(rest, each, n_parents + 1)
    return found


def _of_parent(name: str, home: Home) -> Whereabouts | None:
    """Read a name that begins with the site's city or province where the tables lack it."""
    for place, level, code in _parents(home):
        rest = name.removeprefix(place)
        if place and rest not in (name, ""):
            county = _beyond_tables(place, rest) if level == "prefecture" else None
            return county or Whereabouts(place, rest, code, level, "site")
    return None


def _parents(home: Home) -> Iterator[tuple[str, str, str]]:
    """Yield (place, level, code) of the city and the province above a home."""
    if home.level != "prefecture":
        yield home.city, "prefecture", home.division[:4] + "00"
    yield home.province, "province", home.division[:2] + "0000"


def _of_letter(name: str, home: Home) -> Whereabouts | None:
    """Read 市民政局, 区政府办公室: the place of that level on the site's way up."""
    apart = take_apart(name)
    if not name.startswith(tuple(_LEVELS)) or name.startswith(_NO_LEVEL) or len(name) < 3:
        return None
    if apart.place != name[0] and apart.kind:
        return None
    own = (
        (home.place, home.level, home.division),
        (home.county, "county", home.division),
        *_parents(home),
    )
    for place, level, code in own:
        if place.endswith(name[0]):
            return Whereabouts(place, name[1:], code, level, "site")
    return Whereabouts("", name, home.division, "", "site", "no_place")


def _of_nobody(name: str, home: Home) -> Whereabouts | None:
    """Read a name without a place, and a town's on its county's site: the site's own is meant."""
    here = Whereabouts(home.place, name, home.division, home.level, "site")
    if not _TOWN.search(name):
        apart = take_apart(name)
        return here if apart.kind and apart.place == "" else None
    if _UNKNOWN_COUNTY.match(name):
        return None
    has_counties = home.level in ("province", "prefecture", "township")
    return None if has_counties and home.division not in _WITHOUT_COUNTIES else here
