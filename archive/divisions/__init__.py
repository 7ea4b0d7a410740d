"""The administrative divisions of GB/T 2260: provinces, prefectures and counties by code and name.

The tables are vendored, see `README.md` beside this file; `former.toml` adds abolished ones.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
# Entries that only group others: 市辖区, 县, 省直辖县级行政区划.
_GROUPS = re.compile(r"^(?:市辖区|县)$|直辖县级行政区划$")
_STATISTICAL = range(71, 80)  # zones that the statistics count apart: no codes of GB/T 2260
# Prefectures without counties, which the table of counties repeats: 东莞, 中山, 儋州, 嘉峪关.
_REPEATED = frozenset({"441900", "442000", "460400", "620201"})
# 恩施土家族苗族自治州 calls itself 恩施州, 长白朝鲜族自治县 长白县; provinces drop more.
_PEOPLES = re.compile(
    r"(?:各族|满族|蒙古族|蒙古|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?"
    r"|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族"
    r"|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克|怒族|鄂温克族|裕固族|保安族|独龙族|鄂伦春|普米族)+(?=自治)"
)
_PROVINCE_END = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区)$")


@dataclass(frozen=True, slots=True)
class Division:
    """A division: six digits, official name, level.

    `until` is the year in which it ceased, 0 if it stands; `now` the code of what took its place.
    """

    code: str
    name: str
    level: str
    until: int = 0
    now: str = ""

    @property
    def prefix(self) -> str:
        """The digits that all divisions below it begin with."""
        return self.code[: {"province": 2, "prefecture": 4}.get(self.level, 6)]

    def holds(self, other: "Division") -> bool:
        """Say whether another division lies in this one, or is it."""
        return other.code.startswith(self.prefix)


def division(code: str) -> Division | None:
    """Return the division of a code, None for one the tables do not know.

    >>> division("330282")
    Division(code='330282', name='慈溪市', level='county', until=0, now='')
    >>> division("990100") is None
    True
    """
    return _by_code().get(code)


def parents(code: str) -> tuple[str, str]:
    """Return the names of a division's province and prefecture, "" for what it has not.

    >>> parents("321322"), parents("310101"), parents("429004"), parents("350000")
    (('江苏省', '宿迁市'), ('上海市', '上海市'), ('湖北省', ''), ('福建省', ''))
    """
    province = _by_code().get(code[:2] + "0000")
    prefecture = _by_code().get(code[:4] + "00")
    if province is None:
        return "", ""
    if prefecture is None or prefecture is province:
        return province.name, province.name if province.name.endswith("市") else ""
    return province.name, prefecture.name


def full_name(place: Division) -> str:
    """Return a division's name as its bodies put it before theirs: districts with their city.

    >>> [full_name(_by_code()[code]) for code in ("350111", "110118", "321322", "330282", "350000")]
    ['福州市晋安区', '北京市密云区', '沭阳县', '慈溪市', '福建省']
    """
    province, city = parents(place.code)
    if place.level != "county":
        return place.name
    if place.name.endswith("区") or city == province:
        return city + place.name
    return place.name


def named(name: str) -> tuple[Division, ...]:
    """Return the divisions with this very name, in full or as they call themselves.

    >>> [d.code for d in named("鼓楼区")], [d.code for d in named("恩施州")], named("示例市")
    (['320106', '320302', '350102', '410204'], ['422800'], ())
    """
    return _by_name().get(name, ())


def named_short(name: str) -> tuple[Division, ...]:
    """Return the provinces, prefectures and counties called so without 省, 市, 县 or 区.

    >>> [d.code for d in named_short("江苏")], [d.code for d in named_short("内蒙古")]
    (['320000'], ['150000'])
    """
    return _by_short_name().get(name, ())


@cache
def longest_name() -> int:
    """Return the length of the longest name there is."""
    return max(map(len, _by_name()))


@cache
def _by_code() -> Mapping[str, Division]:
    return {each.code: each for each in _all()}


@cache
def _by_name() -> Mapping[str, tuple[Division, ...]]:
    return _index((name, each) for each in _all() for name in {each.name, _plain(each.name)})


@cache
def _by_short_name() -> Mapping[str, tuple[Division, ...]]:
    return _index((short, each) for each in _all() if len(short := _short(each)) > 1)


def _index(pairs: Iterator[tuple[str, Division]]) -> Mapping[str, tuple[Division, ...]]:
    found: dict[str, tuple[Division, ...]] = {}
    for name, each in pairs:
        found[name] = tuple(sorted((*found.get(name, ()), each), key=lambda known: known.code))
    return found


def _plain(name: str) -> str:
    """Return an autonomous division's name as it calls itself.

    >>> _plain("恩施土家族苗族自治州"), _plain("长白朝鲜族自治县"), _plain("博尔塔拉蒙古自治州")
    ('恩施州', '长白县', '博尔塔拉州')
    """
    plain = _PEOPLES.sub("", name).replace("自治州", "州").replace("自治县", "县")
    return plain if len(plain) > 2 and "自治" not in plain else name


def _short(place: Division) -> str:
    if place.level == "province":
        return _PROVINCE_END.sub("", place.name)
    return re.sub(r"(?:地区|[市州盟县区旗])$", "", _plain(place.name))


def _all() -> Iterator[Division]:
    for file, level in (("provinces", "province"), ("cities", "prefecture"), ("areas", "county")):
        for entry in json.loads((_FOLDER / f"{file}.json").read_text(encoding="utf-8")):
            code = entry["code"].ljust(6, "0")
            repeated = level == "county" and code in _REPEATED
            if not repeated and not _is_left_out(code, entry["name"]):
                yield Division(code, entry["name"], level)
    for entry in tomllib.loads((_FOLDER / "former.toml").read_text(encoding="utf-8"))["division"]:
        level = "prefecture" if entry["code"].endswith("00") else "county"
        yield Division(entry["code"], entry["name"], level, entry["until"], entry["now"])


def _is_left_out(code: str, name: str) -> bool:
    return _GROUPS.search(name) is not None or int(code[4:]) in _STATISTICAL
