"""What a spreadsheet's value prints as, by the number format of its cell.

Formats are code of their own; those that reports use print digits, a percentage, or words beside
the number. Of any other nobody knows what it prints: the format then stands beside the stored
number, which makes it no number.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Value = int | float | str | bool | time | date | datetime | timedelta

_PLAIN = frozenset({"", "general", "@", "g/通用格式", "0_ "})
# Formats that a file names by number only (ECMA-376 18.8.30) and that change what is printed.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    48: "##0.0E+0",
}
# Colours, locales and conditions in square brackets; room for a bracket that is not printed.
_UNPRINTED = re.compile(r"\[[^\]]*\]|_.|\*.")
_CONDITION = re.compile(r"\[[<>=]")
# Colours that nobody sees on paper, and what says in its own part that a number is negative.
_PALE = re.compile(r"\[(?:white|白色|(?:color|颜色)\s*2)\]", re.IGNORECASE)
_SIGN = re.compile(r"[-−(（]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DIGITS = re.compile(r"[#,]*[0?#]+(?:\.(0*[#?]*))?(%?)")


def printed(value: Value, code: str = "") -> tuple[str, bool]:
    """Return the text of a value under a number format, and whether the format was understood.

    >>> printed(162.0), printed(0.1 + 0.2)
    (('162', True), ('0.3', True))
    >>> printed(107.678, "0.00"), printed(0.857, "0%"), printed(5.0, '0"件"')
    (('107.68', True), ('86%', True), ('5件', True))
    >>> printed(12345.0, "#,##0_ "), printed(0.5, "# ?/?")
    (('12345', True), ('0.5〔# ?/?〕', False))
    >>> printed(0.0, "0;-0;;@"), printed(3.0, "0;-0;;@")
    (('', True), ('3', True))
    >>> printed(0.0, "#,###"), printed(15000.0, "[<100]0;0,")
    (('', True), ('15000〔[<100]0;0,〕', False))
    >>> printed(0.0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ')
    ('-', True)
    >>> printed(-5.0, "0;0"), printed(5.0, "[White]0"), printed("5", ";;;")
    (('-5〔0;0〕', False), ('5〔[White]0〕', False), ('', True))
    """
    if isinstance(value, bool):
        return str(value).upper(), True
    if isinstance(value, str):
        return _worded(value.strip(), code)
    if not isinstance(value, int | float):
        return str(value).strip(), True
    try:
        number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
        return _formatted(number, code)
    except (InvalidOperation, OverflowError):  # 1E+400, nan
        return str(value), False


def _worded(text: str, code: str) -> tuple[str, bool]:
    """Return what is printed of a text, whose part of a format is the fourth or has an @ in it."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1] if "@" in code else "@"
    if not section.strip():
        return "", True
    is_plain = _UNPRINTED.sub("", section).strip() == "@" and not _PALE.search(section)
    return (text, True) if is_plain else (f"{text}〔{code}〕", False)


def _formatted(number: Decimal, code: str) -> tuple[str, bool]:
    if _CONDITION.search(code):
        return f"{_plain(number)}〔{code}〕", False
    section = _section(code, number)
    sections = _sections(code)
    has_sign = number >= 0 or len(sections) < 2 or _SIGN.search(_UNPRINTED.sub("", sections[1]))
    if _PALE.search(section) or not has_sign:
        return f"{_plain(number)}〔{code}〕", False
    if not section.strip() and ";" in code:
        return "", True  # 0;-0;;@ prints nothing for zero, ;;; nothing at all
    if section.strip().lower() in _PLAIN:
        return _plain(number), True
    before, digits, after = _parted(section)
    if not digits and before:
        return before, True  # accounts print "-" for zero
    match = _DIGITS.fullmatch(digits)
    if match is None:
        return f"{_plain(number)}〔{section}〕", False
    if number == 0 and "0" not in digits:
        return before + after, True  # # and ? print nothing for zero
    decimals, percent = match.groups()
    shown = number * 100 if percent else number
    if decimals is None:
        shown = shown.quantize(Decimal(1), ROUND_HALF_UP)
    else:
        shown = shown.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
        shown = shown.normalize() if decimals.strip("#?") == "" else shown
    return f"{before}{shown:f}{percent}{after}", True


def _section(code: str, number: Decimal) -> str:
    """Return the part of a format for this number; negative ones keep their own sign."""
    sections = _sections(code)
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _sections(code: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code[:200])


def _parted(section: str) -> tuple[str, str, str]:
    """Return the words before the digits, the digits' pattern and the words after it."""
    words: list[str] = []

    def kept(match: re.Match[str]) -> str:
        words.append(match[1] if match[1] is not None else match[2])
        return f"\0{len(words) - 1}\0"

    bare = _UNPRINTED.sub("", _LITERAL.sub(kept, section)).replace(" ", "")
    parts = re.fullmatch(r"((?:\0\d+\0)*)([^\0]*)((?:\0\d+\0)*)", bare)
    if parts is None:
        return "", bare, ""
    outer = [
        "".join(words[int(number)] for number in re.findall(r"\d+", part))
        for part in (parts[1], parts[3])
    ]
    return outer[0], parts[2], outer[1]


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole:f}" if number == whole else f"{number.normalize():f}"
