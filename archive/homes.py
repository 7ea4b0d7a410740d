"""Where a site is at home: the place whose bodies it calls simply 民政局 or 市民政局."""

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.divisions import Division, division, full_name, parents
from crawler.sites import Site
from parsers.text import fold

# What a site's name has beside its place: 示例市部门信息公开（示例·合成数据）.
_BRACKETS = re.compile(r"\([^()]*\)")
_BESIDE = re.compile(
    r"(?:部门|政府)?(?:信息|政务)公开(?:平台|专栏|网)?$|门户网站$|政府网站?$|网站?$|人民政府(?:办公[厅室])?$|政府$"
)


@dataclass(frozen=True, slots=True)
class Home:
    """A site's place as its bodies put it before their names, and what lies around it.

    `division` is as the site's block says; `known` its entry in the tables, None for a code they
    lack.
    """

    place: str
    level: str
    division: str
    province: str
    city: str
    known: Division | None

    @property
    def county(self) -> str:
        """The place of which it is a part or which it is: towns and zones stand in a county."""
        if self.level in ("township", "zone") and self.known is not None:
            return full_name(self.known)
        return self.place


def home_of(site: Site) -> Home:
    """Return a site's home."""
    return _home(site.name, site.level, site.division, site.province, site.city)


@lru_cache(maxsize=256)
def _home(name: str, level: str, code: str, province: str, city: str) -> Home:
    known = division(code)
    own_province, own_city = parents(code)
    around = (own_province or fold(province), own_city or fold(city))
    if known is not None and level in ("province", "prefecture", "county"):
        return Home(full_name(known), level, code, *around, known)
    return Home(_place(_stripped(name), level, *around, known), level, code, *around, known)


def _stripped(name: str) -> str:
    """Return a site's name without what is no part of its place.

    >>> _stripped("示例市城东区人民政府（示例·合成数据）"), _stripped("平潭综合实验区")
    ('示例市城东区', '平潭综合实验区')
    """
    plain, before = _BRACKETS.sub("", fold(name)), ""
    while plain != before:
        plain, before = _BESIDE.sub("", plain), plain
    return plain


def _place(name: str, level: str, province: str, city: str, known: Division | None) -> str:
    """Return the place of a site whose division the tables lack, of a town or of a zone."""
    if level == "province":
        return province
    if level == "prefecture":
        return city or name
    if known is None:
        county = name.removeprefix(province)
        is_district = county.endswith("区") and level == "county"
        if is_district and city and not county.startswith(city):
            return city + county
        shorter = county.removeprefix(city)
        return county if is_district or not shorter else shorter
    if level == "zone":
        return name
    own, plain = full_name(known), name
    for parent in (province, city, known.name):
        plain = plain.removeprefix(parent) or plain
    return own + plain
