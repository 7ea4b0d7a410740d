"""Numbers as they are written in sentences: 3,119件, 5500余条, 26.8万条, 十二件, 107.68万元."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

# Bounded, so that a row of digits without end is looked at once.
_DIGITS = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,12}(?: [0-9]{1,12}){1,3}"
    r"|[0-9]{1,12}(?:\.[0-9]{1,6})?"
)
_NUMERAL = re.compile("[0-9零〇一二两三四五六七八九十百千万]")
_WRITTEN = "(?<![零〇一二两三四五六七八九十百千万])[零〇一二两三四五六七八九十百千万]{1,9}"
_ABOUT = "大约|约为|约|将近|近|逾|超过|超|突破|不足|不到"
_MULTIPLES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# Not the beginning of an amount: a longer number, an ordinal, the end of a range or of a sum.
_NOT_AFTER = r"(?<![0-9第~+×/\-—–])(?<![0-9][.,])(?<![0-9][.,] )"
_RANGE = re.compile(r"[0-9一二两三四五六七八九十](?:余|多)?(?:万|千)?[件条宗次个人元份]?(?:至|到)$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2} ")
_LONGEST = 12  # digits: no report counts more


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in a folded text: `start` to `end` with all that belongs to it.

    `notes` are names of rules `value.<note>`: approx, rounded, spaced_digits.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    notes: tuple[str, ...]


@cache
def quantity_pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a number with one of the units."""
    known = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return re.compile(
        rf"(?P<about>{_ABOUT})?{_NOT_AFTER}(?:(?P<digits>{_DIGITS})|(?P<written>{_WRITTEN}))"
        r"(?P<some>[余多几来])?(?P<multiple>[百千万亿])?(?P<more>[余多几])?"
        rf"(?P<unit>{known})(?P<around>左右|以上|上下|以内)?"
    )


def quantities(text: str, pattern: re.Pattern[str]) -> Iterator[Quantity]:
    """Yield the numbers of a folded text whose value is beyond doubt.

    >>> pattern = quantity_pattern(("件", "条", "元"))
    >>> [(str(q.value), q.unit, q.notes) for q in quantities("约300条,十二件,1.5万条", pattern)]
    [('300', '条', ('approx',)), ('12', '件', ()), ('15000', '条', ('rounded',))]
    >>> list(quantities("第3件,10-20件,2018 12件", pattern))
    []
    """
    if not _NUMERAL.search(text):
        return  # looking for amounts takes ten times as long
    for match in pattern.finditer(text):
        if (found := _quantity(text, match)) is not None:
            yield found


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start("digits" if match["digits"] else "written")
    if _RANGE.search(text, max(0, start - 6), start):
        return None
    value = _digits(match["digits"]) if match["digits"] else _written(match["written"])
    if value is None:
        return None
    unit, money = match["unit"], match["unit"] == "元"
    if multiple := match["multiple"]:
        value *= _MULTIPLES[multiple]
    if not money and value != value.to_integral_value():
        return None  # half a request: the number means something else
    about = ("about", "some", "more", "around")
    notes = (
        *(("approx",) if any(match[name] for name in about) else ()),
        *(("rounded",) if multiple and match["digits"] and not money else ()),
        *(("spaced_digits",) if match["digits"] and " " in match["digits"] else ()),
    )
    return Quantity(match.start(), match.end(), _plain(value), unit, notes)


def _digits(printed: str) -> Decimal | None:
    """Return the number; a year and a count may stand side by side, and are not one number."""
    if len(printed) > _LONGEST or _YEAR.match(printed):
        return None
    return Decimal(printed.replace(",", "").replace(" ", ""))


def _written(printed: str) -> Decimal | None:
    import cn2an  # type: ignore[import-untyped]  # no stubs; 80 ms to import, seldom needed

    try:
        return Decimal(cn2an.cn2an(printed, "normal"))
    except ValueError:  # 百余, 万: no number stands before the word
        return None


def _plain(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value
