"""The wordings of numbers in sentences, loaded from narrative.toml and compiled once.

What a number counts is data; a wording that cannot be compiled is a `FormError` at once.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from parsers.errors import FormError

_FILE = "narrative.toml"
_NAME = re.compile(r"\{([a-z_]+)\}")
_NUMBER = "#"
_MOST_FILLERS = 4
_KEYS = frozenset(
    ("table", "code", "zh", "en", "unit", "topic", "near", "over", "not")
) | frozenset(("wordings", "bare", "zero", "na", "part", "stock", "before_fees"))


class Wording(NamedTuple):
    """What stands before a number and after it; `is_bare`: only where the subject is known."""

    before: re.Pattern[str]
    after: re.Pattern[str] | None
    is_bare: bool


@dataclass(frozen=True, slots=True)
class Code:
    """What a number may count: names, unit, and the wordings that say so.

    `units` are the printed units that may stand for `unit`. `before_fees`: only in reports on a
    form without the fee codes.
    """

    table: str
    code: str
    zh: str
    en: str
    unit: str
    units: frozenset[str]
    wordings: tuple[Wording, ...]
    zero: tuple[re.Pattern[str], ...]
    na: tuple[re.Pattern[str], ...]
    refused: re.Pattern[str] | None
    near: re.Pattern[str] | None
    over: re.Pattern[str] | None
    topic: str
    is_part: bool
    is_stock: bool
    before_fees: bool

    @property
    def row(self) -> str:
        """The address without its column: `table.code`."""
        return f"{self.table}.{self.code}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The words that say which year, span or part a number is of."""

    markers: re.Pattern[str]
    not_other_year_before: re.Pattern[str]
    not_other_year_after: re.Pattern[str]
    comparison_before: re.Pattern[str]
    cited_before: re.Pattern[str]
    delta_before: re.Pattern[str]
    level_before: re.Pattern[str]
    delta_after: re.Pattern[str]
    never_before: re.Pattern[str]
    other_kinds_after: re.Pattern[str]
    reset: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything narrative.toml says; `topics` are the groups named topic_<name> of the markers."""

    codes: tuple[Code, ...]
    units: tuple[str, ...]
    scope: Scope


@cache
def vocabulary() -> Vocabulary:
    """Return the wordings shipped with the package."""
    return load_vocabulary(files("parsers").joinpath(_FILE).read_text(encoding="utf-8"))


def load_vocabulary(text: str) -> Vocabulary:
    """Return the wordings of a TOML text. Raises FormError for what is doubtful in it."""
    try:
        content = tomllib.loads(text)
        words: Mapping[str, str] = content["words"]
        units: Mapping[str, Sequence[str]] = content["units"]
        codes = tuple(_code(entry, words, units) for entry in content["code"])
        known = tuple(dict.fromkeys(unit for group in units.values() for unit in group))
        return Vocabulary(codes, known, _scope(content["scope"], content["topics"]))
    except (KeyError, ValueError) as error:  # a TOML error is a ValueError
        raise FormError(f"{_FILE}: {error!r}; complete or correct this key") from error
    except re.error as error:
        raise FormError(f"{_FILE}: {error.pattern!r}: {error}; correct the pattern") from error


def _code(
    entry: Mapping[str, Any], words: Mapping[str, str], units: Mapping[str, Sequence[str]]
) -> Code:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"{entry['code']}: unknown keys {sorted(unknown)}")
    bare: Sequence[str] = entry.get("bare", ())
    if bare and "topic" not in entry:
        raise ValueError(f"{entry['code']}: bare wordings need a topic")
    return Code(
        table=entry.get("table", "narrative"),
        code=entry["code"],
        zh=entry["zh"],
        en=entry["en"],
        unit=entry["unit"],
        units=frozenset(units[entry["unit"]]),
        wordings=(
            *(_wording(each, words, is_bare=False) for each in entry.get("wordings", ())),
            *(_wording(each, words, is_bare=True) for each in bare),
        ),
        zero=tuple(re.compile(f"(?:{_spelt(each, words)})$") for each in entry.get("zero", ())),
        na=tuple(re.compile(f"(?:{_spelt(each, words)})$") for each in entry.get("na", ())),
        refused=_optional(entry.get("not", ""), words),
        near=_optional(entry.get("near", ""), words),
        over=_optional(entry.get("over", ""), words),
        topic=entry.get("topic", ""),
        is_part=entry.get("part", False),
        is_stock=entry.get("stock", False),
        before_fees=entry.get("before_fees", False),
    )


def _wording(text: str, words: Mapping[str, str], *, is_bare: bool) -> Wording:
    before, number, after = text.partition(_NUMBER)
    if not number or _NUMBER in after:
        raise ValueError(f"{text}: a wording has one {_NUMBER}")
    fill = f"{words['fill']}{{0,{_MOST_FILLERS}}}$"
    return Wording(
        re.compile(f"(?:{_spelt(before, words)}){fill}"),
        re.compile(_spelt(after, words)) if after else None,
        is_bare,
    )


def _spelt(text: str, words: Mapping[str, str]) -> str:
    """Return a pattern with the lists it names written out; lists may name others."""
    while match := _NAME.search(text):
        text = text[: match.start()] + words[match[1]] + text[match.end() :]
    return text


def _optional(text: str, words: Mapping[str, str]) -> re.Pattern[str] | None:
    return re.compile(_spelt(text, words)) if text else None


def _scope(scope: Mapping[str, Any], topics: Mapping[str, Sequence[str]]) -> Scope:
    groups = {
        "whole": [scope["whole_year"]],
        "cumulative": scope["cumulative"],
        "partial": [*scope["partial"], scope["month"]],
        "year": [scope["year"]],
        "this": scope["this_year"],
        "that": scope["that_year"],
        "other": scope["other_year"],
        "summed": scope["summed"],
        "sub": scope["sub"],
        "wider": scope["wider"],
        "body": scope["own_body"],
        **{f"topic_{name}": list(patterns) for name, patterns in topics.items()},
        "mark": ["[,;()]"],
    }
    markers = "|".join(f"(?P<{name}>{'|'.join(each)})" for name, each in groups.items())
    return Scope(
        markers=re.compile(markers),
        not_other_year_before=re.compile(scope["not_other_year_before"]),
        not_other_year_after=re.compile(scope["not_other_year_after"]),
        comparison_before=re.compile(scope["comparison_before"]),
        cited_before=re.compile(scope["cited_before"]),
        delta_before=re.compile(scope["delta_before"]),
        level_before=re.compile(scope["delta_before_not"]),
        delta_after=re.compile(scope["delta_after"]),
        never_before=re.compile(scope["never_before"]),
        other_kinds_after=re.compile(scope["other_kinds_after"]),
        reset=re.compile("|".join(scope["reset"])),
    )
