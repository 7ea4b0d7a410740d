"""Names of public bodies: their official form, their function, and when two are one body's.

What is known of names stands in `bodies.toml`; which body it is, with its place, only the archive
can say.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from parsers.text import fold

LONGEST = 40  # characters of a body's name
# What a bracket behind a name may say of the report instead of the body.
_SCOPE = re.compile(
    r"\((?:汇总|综合|合并|本级|本机关|机关本级|局本级|总|全[省市县区州旗盟])(?:版|本|数据|报告)?\)$"
)
# A street's office is one of its district's government, which its full name may say or leave out.
_ABOVE_STREET = re.compile(r"(?<=[市县区旗])(?:人民)?政府(?=.+街道(?:办(?:事处)?)?$)")
_SUFFIXES = "省市县区旗州盟"


class BodyName(NamedTuple):
    """A name taken apart: whose body it is, what it is called there, and its function."""

    place: str
    rest: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """The file: longest short forms first, territories and kinds in their order.

    A kind is its words, its name, and whether a word counts only at the end of a name.
    """

    short: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    territory: tuple[tuple[tuple[str, ...], str], ...]
    ends: tuple[str, ...]
    kinds: tuple[tuple[tuple[str, ...], str, bool], ...]


@cache
def _facts() -> _Facts:
    content = tomllib.loads((files("parsers") / "bodies.toml").read_text(encoding="utf-8"))
    short = sorted(content["short"].items(), key=lambda pair: -len(pair[0]))
    return _Facts(
        tuple(short),
        tuple(content["before"]["dropped"]),
        tuple((tuple(each["ends"]), each["adds"]) for each in content["territory"]),
        tuple(content["body"]["ends"]),
        tuple(
            (tuple(each.get("words") or each["ends"]), each["name"], "ends" in each)
            for each in content["kind"]
        ),
    )


@lru_cache(maxsize=8192)
def official_name(printed: str) -> str:
    """Return a printed name folded, without remarks, its short form written out.

    >>> official_name("沭阳县 发改局"), official_name("示例市政府办"), official_name("示例县")
    ('沭阳县发展和改革局', '示例市人民政府办公室', '示例县人民政府')
    >>> official_name("示例市民政局（本级）"), official_name("国家税务总局示例市税务局")
    ('示例市民政局', '示例市税务局')
    >>> official_name("示例区人民政府东山街道")
    '示例区东山街道办事处'
    """
    name = _SCOPE.sub("", fold(printed)) or fold(printed)
    for before in _facts().dropped:
        if len(name) > len(before) + 2:
            name = name.removeprefix(before)
    name = _ABOVE_STREET.sub("", name)
    for short, full in _facts().short:
        if name.endswith(short) and not name.endswith(full):
            return name.removesuffix(short) + full
    for ends, adds in _facts().territory:
        if name.endswith(ends) and len(name) > 1:
            return name + adds
    return name


def kind_of(name: str) -> str:
    """Return the function of a body by the words in its name, "" if none is known.

    >>> kind_of("示例市民政局"), kind_of("示例市人民政府办公室"), kind_of("示例市人民政府")
    ('民政', '政府办公室', '政府')
    """
    return _apart(_plain(name)).kind


@lru_cache(maxsize=8192)
def take_apart(printed: str) -> BodyName:
    """Return place, rest and function of an official or printed name.

    >>> take_apart("示例市城东区民政局")
    BodyName(place='示例市城东区', rest='民政局', kind='民政')
    >>> take_apart("发改局")
    BodyName(place='', rest='发展和改革局', kind='发展改革')
    """
    return _apart(_plain(official_name(printed)))


def same_body(one: str, other: str) -> bool:
    """Can two printed names be the same body's? A short form of a name is the name.

    >>> same_body("市民政局", "示例市民政局"), same_body("沭阳县发改局", "沭阳县发展和改革局")
    (True, True)
    >>> same_body("示例市教育局", "示例市民政局"), same_body("甲县民政局", "乙县民政局")
    (False, False)
    """
    first, second = take_apart(one), take_apart(other)
    if first == second:
        return True
    if not first.kind or not second.kind:
        return _is_short(first.place + first.rest, second.place + second.rest)
    if first.kind != second.kind or not _is_short(first.rest, second.rest):
        return False
    return _same_place(first.place, second.place)


def is_body(text: str) -> bool:
    """Say whether a folded text may be nothing but the name of a body.

    >>> is_body("示例市民政局"), is_body("我们全部"), is_body("一、总体情况")
    (True, True, False)
    """
    return 3 <= len(text) <= LONGEST and text.endswith(_facts().ends) and ":" not in text


def is_office_of(office: str, government: str) -> bool:
    """Say whether a body is the office of a government, which writes the government's report."""
    first, second = take_apart(office), take_apart(government)
    kinds = (first.kind, second.kind)
    return kinds == ("政府办公室", "政府") and _same_place(first.place, second.place)


def _plain(name: str) -> str:
    """Return a name in which 民政 is not found inside 人民政府."""
    return name.replace("人民政府", "政府")


def _apart(plain: str) -> BodyName:
    for words, kind, at_end in _facts().kinds:
        for word in words:
            if plain.endswith(word) if at_end else word in plain:
                place, _, after = plain.partition(word)
                return BodyName(place, word + after, kind)
    return BodyName("", plain, "")


def _same_place(one: str, other: str) -> bool:
    """Say whether two places can be one: named with its parents or without, 慈溪 for 慈溪市."""
    if one.endswith(other) or other.endswith(one):
        return True
    short, long = sorted((one, other), key=len)
    return long[-1] in _SUFFIXES and short[-1] not in _SUFFIXES and long[:-1].endswith(short)


def _is_short(one: str, other: str) -> bool:
    """Say whether all characters of the shorter but 和 stand in the longer, in their order."""
    short, long = sorted((one.replace("和", ""), other.replace("和", "")), key=len)
    rest = iter(long)
    return all(char in rest for char in short)
