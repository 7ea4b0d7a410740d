"""How each figure is printed, and what a faithful reader must then find in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from archive.demo.city import Look

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
KINDS = {"": "blank", "/": "dash", "无": "na_word"}
SUMMED_ROWS = frozenset({"new_received", "carried_in", "outcomes_total", "carried_out"})


@dataclass(frozen=True, slots=True)
class Printed:
    """One place of a form as published: `value` is what its cell says, in the form's unit."""

    text: str
    value: Decimal | None
    kind: str = "number"


def print_figures(figures: Mapping[str, Decimal], look: Look) -> dict[str, Printed]:
    """Return every figure as a look prints it, by address."""
    return {address: _print(address, value, look) for address, value in figures.items()}


def _print(address: str, value: Decimal, look: Look) -> Printed:
    table, row, column = address.split(".")
    if row == "rules" and look.rules and not value:
        return _no_number(look.rules)
    if table == "appeals" and look.zeros == "blank" and not value and column != "total":
        return _no_number("")
    if table == "requests" and _is_left_blank(row, column, value, look):
        return _no_number("")
    if column == "items_change":
        return Printed(_change(int(value), look.change), value)
    if address == "disclosure.gov_procurement.amount":
        return Printed(_money(value, look.money), value)
    return Printed(_digits(value, look.digits), value)


def _no_number(text: str) -> Printed:
    return Printed(text, None, KINDS[text])


def _is_left_blank(row: str, column: str, value: Decimal, look: Look) -> bool:
    """In a sparse table zeros are left out, and so are the totals of the detail rows."""
    if look.zeros == "zero":
        return False
    if look.zeros == "sparse" and column == "total" and row not in SUMMED_ROWS:
        return True
    is_anchor = column == "total" and row in SUMMED_ROWS
    return not value and not is_anchor


def _change(value: int, style: str) -> str:
    if not value:
        return "0"
    if style == "words":
        return f"增加{value}项" if value > 0 else f"减少{-value}项"
    if style == "signs":
        return f"{value:+d}"
    return f"{value:+d}".replace("-", "－").replace("+", "＋")


def _money(yuan: Decimal, style: str) -> str:
    if style == "yuan_cell":
        return f"{yuan}元"
    wan = _plain(yuan / 10000)
    return wan if style == "wan_header" else f"{wan}万元"


def _digits(value: Decimal, style: str) -> str:
    if style == "comma":
        return f"{value.normalize():,f}"
    text = _plain(value)
    return text.translate(FULL_WIDTH) if style == "fullwidth" else text


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
