"""Which body followed which: confirmed ones as data, reforms as rules that only propose.

Nothing is merged by a succession: the bodies and their reports stay what they are.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from archive.agencies import Agency
from archive.divisions import division

DATA = Path(__file__).with_name("successions.toml")
KINDS = ("rename", "merge", "split", "transfer")
_END = re.compile(r"(?:委员会|办公室|局|厅|委)$")
_LONGEST_GAP = 5  # report years: an archive has gaps, but older bodies had other successors
_FLIPPED = (
    "同一地方同一职能，局、委、厅之间改换名称 / "
    "The same function in the same place under another kind of name"
)

_ABOLISHED = (
    "原行政区划已撤销，由接续区划的同名机关接续 / "
    "Its division was abolished; the body of the same name in what followed it"
)


class _Years(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Succession:
    """One body after another; `status` confirmed or proposed, `evidence` in two languages."""

    old: str
    new: str
    year: int
    kind: str
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class _Reform:
    """A rule: bodies of these stems became ones of those, in these report years.

    `first` is 0 where the new body was there before and took the old one in.
    """

    old: frozenset[str]
    new: frozenset[str]
    kind: str
    year: int
    last: int
    evidence: str
    first: int = 0


@dataclass(frozen=True, slots=True)
class _Facts:
    """The file: what is confirmed, by division and names, and the rules."""

    confirmed: tuple[Mapping[str, Any], ...]
    reforms: tuple[_Reform, ...]


@cache
def _facts() -> _Facts:
    return facts_of(tomllib.loads(DATA.read_text(encoding="utf-8")))


def facts_of(content: Mapping[str, Any]) -> _Facts:
    """Return the checked content of a file of successions. Raises ValueError for a wrong kind."""
    blocks = (*content.get("succession", ()), *content.get("reform", ()))
    for block in blocks:
        if block["kind"] not in KINDS:
            raise ValueError(f"{DATA.name}: kind {block['kind']!r}: use one of {', '.join(KINDS)}")
    reforms = tuple(
        _Reform(**{**block, "old": frozenset(block["old"]), "new": frozenset(block["new"])})
        for block in content.get("reform", ())
    )
    return _Facts(tuple(content.get("succession", ())), reforms)


def successions(
    agencies: Mapping[str, Agency], years: Mapping[str, _Years], facts: _Facts | None = None
) -> tuple[Succession, ...]:
    """Return what is known and what is proposed among these bodies, by old and new id.

    A pair is proposed only where both are in the archive, in one place and in fitting years: the
    new one begins no earlier than the old one ends, or goes on after it. What is confirmed is not
    proposed again.
    """
    facts = facts or _facts()
    confirmed = {(each.old, each.new): each for each in _confirmed(agencies, facts)}
    found = dict(confirmed)
    for each in _moved(agencies, years):
        found.setdefault((each.old, each.new), each)
    for bodies in _by_place(agencies).values():
        for each in _proposed(bodies, years, facts.reforms):
            found.setdefault((each.old, each.new), each)
    return tuple(found[pair] for pair in sorted(found))


def stem(agency: Agency) -> str:
    """Return what a body is called in its place, without 局, 厅 or 委员会."""
    return _END.sub("", agency.rest)


def _confirmed(agencies: Mapping[str, Agency], facts: _Facts) -> Iterator[Succession]:
    ids = {(agency.division, agency.name): id_ for id_, agency in agencies.items()}
    for block in facts.confirmed:
        old = ids.get((block["division"], block["old"]))
        new = ids.get((block["division"], block["new"]))
        if old and new:
            said = (block["year"], block["kind"], "confirmed", block["evidence"])
            yield Succession(old, new, *said)


def _moved(agencies: Mapping[str, Agency], years: Mapping[str, _Years]) -> Iterator[Succession]:
    """Yield the bodies of abolished divisions with those of the same name in what followed."""
    bodies = {(agency.division, agency.rest): id_ for id_, agency in agencies.items()}
    for id_, agency in agencies.items():
        place = division(agency.division)
        new = bodies.get((place.now, agency.rest)) if place and place.now else None
        if place and new and years[id_].last <= place.until < years[new].last:
            follower = division(place.now)
            is_same = follower is not None and follower.name[:-1] == place.name[:-1]
            kind = "rename" if is_same else "merge"
            yield Succession(id_, new, place.until, kind, "proposed", _ABOLISHED)


def _by_place(agencies: Mapping[str, Agency]) -> Mapping[tuple[str, str], list[Agency]]:
    places: dict[tuple[str, str], list[Agency]] = defaultdict(list)
    for agency in agencies.values():
        if agency.place and agency.division:
            places[agency.division, agency.place].append(agency)
    return places


def _proposed(
    bodies: Sequence[Agency], years: Mapping[str, _Years], reforms: Sequence[_Reform]
) -> Iterator[Succession]:
    for old in bodies:
        for new in bodies:
            if old is new:
                continue
            if _is_flipped(old, new) and years[old.id].last < years[new.id].first:
                year = years[new.id].first
                yield Succession(old.id, new.id, year, "rename", "proposed", _FLIPPED)
            for reform in reforms:
                is_pair = stem(old) in reform.old and stem(new) in reform.new
                if is_pair and _fits(reform, years[old.id], years[new.id]):
                    said = (reform.year, reform.kind, "proposed", reform.evidence)
                    yield Succession(old.id, new.id, *said)


def _is_flipped(old: Agency, new: Agency) -> bool:
    """Say whether two names differ only in 局, 委员会, 厅 at their end."""
    ends = (_END.search(old.rest), _END.search(new.rest))
    return None not in ends and stem(old) == stem(new)


def _fits(reform: _Reform, old: _Years, new: _Years) -> bool:
    if old.last > reform.last:
        return False
    if not reform.first:
        return new.last > old.last
    return max(old.last, reform.first) <= new.first <= old.last + _LONGEST_GAP
