"""Numbers as they are printed in report tables: value, kind, unit and what is doubtful in them.

Blank, dash and 无 are three things and none of them is zero. Nothing is dropped from a cell: what
is no number by these rules is text.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parsers.model import Kind
from parsers.text import squeezed

_NA_WORDS = frozenset({"无", "无此项", "不适用", "N/A", "空"})
_NO_CHANGE = frozenset({"不变", "持平", "无变化"})
_DASH = re.compile(r"[-‐-―−─/\\]+")
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_UNITS = r"亿元|万元|元|万条|万件|条|件|项|个|次|篇|人次|人|场|宗|页"
_UNIT = re.compile(_UNITS)
_SAME_UNIT = {"宗": "件"}
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_NUMBER_ALONE = re.compile(r"[^\w]*[0-9０-９][0-9０-９.,，\s]*[^\W\d]{0,2}")
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS})(?P<fraction>\.[0-9]+)?(?P<unit>{_UNITS})?")
_UP, _DOWN = r"增加|新增|增|\+|↑", r"减少|减|-|−|–|↓"
_SIGN = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))")
_SIGN_BEHIND = re.compile(r"\(.*[增减少降升+↑↓−-]")
_NET = re.compile(rf"((?:{_UP})[^-−–↓减/]+?)[/,、;]?((?:{_DOWN}).+)")
_REMARK = re.compile(r"(.*[0-9][^()]*)\((.*[^0-9.,].*)\)")
_MULTIPLES = re.compile(r"(?:单位:?)?[十百千万亿]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED_THOUSANDS = re.compile(r"(?<![0-9,.])([0-9]{1,3})((?: [0-9]{3})+)(?![0-9])")
_APART = re.compile(r"[0-9OIl〇]\s+[0-9]")  # "17 O" is one misread number, "1 0" may be two
_MISREAD = str.maketrans("OoIl〇○", "001100")
_MISREAD_NUMBER = re.compile(r"[0-9OoIl〇○]*[OoIl〇○][0-9OoIl〇○]*")
_LONGEST = 200  # no number is longer; prose in a cell is not worth taking apart


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell prints: `value` is None unless `kind` is number.

    `notes` are names of the rules `value.<note>` that tell a reader what is doubtful.
    """

    value: Decimal | None
    kind: Kind
    unit: str
    notes: tuple[str, ...] = ()


def parse_amount(
    raw: str,
    unit: str = "",
    stated: str = "",
    signed: bool = False,
    decimal: bool = False,
    unit_open: bool = False,
) -> Amount:
    """Return what *raw* prints, in *unit* where the printed unit can be converted to it.

    A unit in the cell beats *stated*, the one in the header, and that beats *unit*, the form's.
    With *unit_open* the form fixes none: a bare number then has unit "". *signed* columns hold
    changes and accept words for the sign. *decimal* columns hold fractions normally.

    >>> parse_amount("１,234 件", "件").value
    Decimal('1234')
    >>> parse_amount("107.68万元", "元", unit_open=True)
    Amount(value=Decimal('1076800'), kind=<Kind.NUMBER: 'number'>, unit='元', notes=())
    >>> parse_amount("减少3项", "项", signed=True).value, parse_amount("—").kind
    (Decimal('-3'), <Kind.DASH: 'dash'>)
    """
    if len(raw) > _LONGEST:  # before the cache, which would keep the whole text
        return Amount(None, Kind.TEXT, unit, ("not_a_number",))
    return _parse(raw, unit, stated, signed, decimal, unit_open)


@lru_cache(maxsize=8192)
def _parse(
    raw: str,
    unit: str,
    stated: str,
    signed: bool,
    decimal: bool,
    unit_open: bool,
) -> Amount:
    if not raw.isascii() and any(unicodedata.category(char) == "No" for char in raw):
        return Amount(None, Kind.TEXT, unit, ("not_a_number",))  # ⑩ or a footnote mark such as ²
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", raw)).strip()
    bare = "".join(text.split())
    nothing = _nothing(bare)
    if nothing is not None:
        return Amount(None, nothing, unit)
    reading = _Reading(unit, stated, signed, decimal, unit_open)
    return reading.read(text)


def known_unit(text: str) -> str:
    """Return the unit a cell of units prints, "" if it prints none that is known.

    >>> known_unit(" 宗"), known_unit("万 元"), known_unit("——"), known_unit("百元")
    ('件', '万元', '', '')
    """
    bare = squeezed(text)
    return _SAME_UNIT.get(bare, bare) if _UNIT.fullmatch(bare) else ""


def prints_number(text: str) -> bool:
    """Say whether a text is a number, with its unit perhaps, and no label; how much is not asked.

    >>> prints_number("１,234 件"), prints_number("(3)件"), prints_number("3、其他处理")
    (True, False, False)
    """
    return _NUMBER_ALONE.fullmatch(text) is not None


def is_money(unit: str) -> bool:
    """Say whether a unit is one of money."""
    return unit in _MONEY


def _nothing(bare: str) -> Kind | None:
    if not bare:
        return Kind.BLANK
    if bare.upper() in _NA_WORDS:
        return Kind.NA_WORD
    return Kind.DASH if _DASH.fullmatch(bare) else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """The rules of one column, applied to one cell's text."""

    unit: str
    stated: str
    signed: bool
    decimal: bool
    unit_open: bool

    def text(self, *notes: str) -> Amount:
        return Amount(None, Kind.TEXT, self.unit, notes or ("not_a_number",))

    def read(self, text: str) -> Amount:
        if "\n" in text and _APART.search(text):
            return self.text("broken_digits")
        joined = _SPACED_THOUSANDS.sub(_without_spaces, text)
        if _APART.search(joined):
            return self.text("spaced_digits")
        bare = "".join(joined.split())
        amount = self._change(bare) if self.signed else self._count(bare)
        return _noted(amount, "spaced_digits") if joined != text else amount

    def _change(self, bare: str) -> Amount:
        """Read a change against last year; the sign may be a word, a mark or missing."""
        if bare in _NO_CHANGE:
            return Amount(Decimal(0), Kind.NUMBER, self.unit)
        if net := _NET.fullmatch(bare):
            return self._net(self._change(net[1]), self._change(net[2]))
        if bare.startswith("(") and bare.endswith(")"):
            return _noted(_negated(self._count(bare[1:-1])), "accounting_brackets")
        sign = _SIGN.match(bare)
        if sign is None and _SIGN_BEHIND.search(bare):
            return self.text()  # 19（减）: the remark may be the sign
        amount = self._count(bare[sign.end() :] if sign else bare)
        if sign:
            return _negated(amount) if sign["down"] else amount
        return _noted(amount, "unsigned_change") if amount.value else amount

    def _net(self, up: Amount, down: Amount) -> Amount:
        if up.value is None or down.value is None:
            return self.text()
        notes = ("net_computed", *up.notes, *down.notes)
        return Amount(up.value + down.value, Kind.NUMBER, up.unit, notes)

    def _count(self, bare: str) -> Amount:
        negative = not self.signed and bare[:1] in ("-", "−", "–")
        if remark := _REMARK.fullmatch(bare):
            if remark[2] in _MONEY:
                return self._count(remark[1] + remark[2])
            if _MULTIPLES.match(remark[2]):
                return self.text("wrong_type")
            return _noted(self._count(remark[1]), "annotated")
        if _MISREAD_NUMBER.fullmatch(bare):
            return _noted(self._count(bare.translate(_MISREAD)), "ocr_guess")
        number = _NUMBER.fullmatch(bare[1:] if negative else bare)
        if number is None:
            return self.text("wrong_type") if bare.endswith("%") else self.text()
        amount = self._number(number)
        return _negated(amount) if negative else amount

    def _number(self, number: re.Match[str]) -> Amount:
        if len(number["digits"]) > 1 and number["digits"].startswith("0"):
            return self.text("leading_zero")
        value = Decimal(number["digits"].replace(",", "") + (number["fraction"] or ""))
        if self.unit in _MONEY:
            return self._money(value, number["unit"] or self.stated)
        return self._plain(value, number["unit"] or "", bool(number["fraction"]))

    def _money(self, value: Decimal, unit: str) -> Amount:
        if not unit and self.unit_open:
            return Amount(value, Kind.NUMBER, "", ("unit_missing",))
        if unit and unit not in _MONEY:
            return self.text("wrong_type")
        factor = _MONEY[unit or self.unit]
        return Amount(_scaled(value, factor, _MONEY[self.unit]), Kind.NUMBER, self.unit)

    def _plain(self, value: Decimal, unit: str, fraction: bool) -> Amount:
        if unit in _MONEY or (not unit and _MULTIPLES.match(self.stated)):
            return self.text("wrong_type")
        notes: tuple[str, ...] = ()
        if unit.startswith("万"):
            value, unit, fraction, notes = value * 10_000, unit[1:], False, ("rounded",)
        if fraction and not self.decimal:
            notes = ("decimal_form" if value == value.to_integral_value() else "non_integer",)
            value = value.to_integral_value() if notes == ("decimal_form",) else value
        unit = _SAME_UNIT.get(unit, unit) or self.unit
        notes += ("unit_differs",) if self.unit and unit != self.unit else ()
        return Amount(value, Kind.NUMBER, unit, notes)


def _scaled(value: Decimal, factor: Decimal, unit: Decimal) -> Decimal:
    scaled = value if factor == unit else value * factor / unit
    return scaled.to_integral_value() if scaled == scaled.to_integral_value() else scaled


def _negated(amount: Amount) -> Amount:
    if amount.value is None:
        return amount
    return Amount(-amount.value or Decimal(0), amount.kind, amount.unit, amount.notes)


def _noted(amount: Amount, note: str) -> Amount:
    if amount.value is None:
        return amount
    return Amount(amount.value, amount.kind, amount.unit, (note, *amount.notes))


def _without_spaces(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")
