"""One printed place of a table: what is shown there, in which unit, where the original says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from parsers.forms import Column

UNKNOWN_UNIT = "?"  # a sum of money printed without its unit


@dataclass(frozen=True, slots=True)
class Place:
    """One printed place: what is shown, why it is not a plain number, where it stands.

    `kind` is a kind of the parsers, or `inferred` for a blank whose number the sums prove.
    """

    address: str
    text: str
    kind: str
    raw: str
    unit: str
    href: str
    label: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the archived original says at a place: its text and where it stands."""

    source: str
    raw: str


def shown(stored: Mapping[str, Any], column: str, raw: str) -> tuple[str, str]:
    """Return the kind of a place and what is shown there: blank, zero and inferred differ.

    >>> shown({"total": None, "kinds": {"total": "blank"}, "inferred": {"total": 0}}, "total", "")
    ('inferred', '0')
    >>> shown({"total": 3.0, "kinds": {}, "inferred": {}}, "total", "3件")
    ('number', '3')
    """
    kind = stored["kinds"].get(column, "number")
    inferred = stored["inferred"].get(column)
    if inferred is not None:
        return "inferred", number(inferred)
    if kind == "number":
        return kind, number(stored.get(column))
    return kind, "" if kind in ("blank", "missing") else raw.strip()


def number(value: float | None) -> str:
    """Return a number as printed in a table: no thousands separators, no needless decimals."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def original_address(sha256: str, source: str) -> str:
    """Return the address that shows a place of an archived original."""
    return f"/-/original/{sha256}?cell={quote(source, safe='')}#cell"


def unit_shown(stored: Mapping[str, Any], column: Column, kind: str) -> str:
    """Return the unit to show beside a number: not the form's, or left open by the form."""
    if kind != "number":
        return ""
    if stored["units"].get(column.code) == "":
        return UNKNOWN_UNIT
    form = column.unit if column.unit_stated else ""
    return str(stored["units"].get(column.code, form) or (form and UNKNOWN_UNIT))
