"""Whose site it is: the division its pages name, by the tables of GB/T 2260.

Names come first; the 网站标识码 (`SiteIDCode`, whose first six digits are a division) is evidence
only, because pages are copied with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archive.divisions import Division, division, longest_name, named

_CODE = re.compile(r"\d{10}")
_DEEPER = ("province", "prefecture", "county")


class Seat(NamedTuple):
    """A site's division, None where nothing names one, and the evidence in a line."""

    division: Division | None
    evidence: str
    doubt: str = ""


def seat_of(pages: Iterable[Mapping[str, str]]) -> Seat:
    """Return where a site is at home, by how its pages name it and themselves.

    >>> seat = seat_of([{"title": "年报-南京市鼓楼区人民政府", "siteidcode": "3201060001"}])
    >>> seat.division.code, seat.evidence, seat.doubt
    ('320106', 'title 年报-南京市鼓楼区人民政府, SiteIDCode 3201060001', '')
    """
    known = tuple(pages)
    by_code, code = next(_by_code(known), (None, ""))
    for key in ("sitename", "title"):
        for page in known:
            if found := division_in(page.get(key, "")):
                if by_code is None or found == by_code:
                    return Seat(found, ", ".join(filter(None, (f"{key} {page[key]}", code))))
                doubt = f"{code} is {by_code.code} {by_code.name}: which of them is it?"
                return Seat(found, f"{key} {page[key]}", doubt)
    return Seat(by_code, code, "" if by_code is None else "only the SiteIDCode says so")


def division_in(text: str) -> Division | None:
    """Return the division a text names last and lowest; None where several have the name.

    >>> division_in("江苏省南京市鼓楼区").code, division_in("鼓楼区人民政府")
    ('320106', None)
    """
    chosen: Division | None = None
    for several in _named_in(text):
        inside = tuple(each for each in several if chosen is None or chosen.holds(each))
        if len(inside) == 1 and (chosen is None or inside[0].level != chosen.level):
            chosen = inside[0]
        elif chosen is None or (inside and _is_deeper(inside[0], chosen)):
            return None
    return chosen


def _named_in(text: str) -> Iterator[tuple[Division, ...]]:
    """Yield, from left to right, the divisions of each name that stands in a text, the longest."""
    start = 0
    while start < len(text):
        stop = min(len(text), start + longest_name())
        while stop > start + 1 and not _standing(text[start:stop]):
            stop -= 1
        if found := _standing(text[start:stop]):
            yield found
        start = max(stop, start + 1)


def _standing(name: str) -> tuple[Division, ...]:
    """Return the divisions of a name that still stand."""
    return tuple(each for each in named(name) if not each.until)


def _is_deeper(one: Division, other: Division) -> bool:
    return _DEEPER.index(one.level) > _DEEPER.index(other.level)


def _by_code(pages: Iterable[Mapping[str, str]]) -> Iterator[tuple[Division, str]]:
    """Yield the divisions that SiteIDCodes begin with, and the code as it is told."""
    for page in pages:
        code = page.get("siteidcode", "").strip()
        if _CODE.fullmatch(code) and (found := division(code[:6])):
            yield found, f"SiteIDCode {code}"
