"""Made-up numbers that balance, from a seed: what a report of each form must be read to say."""

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from tests.generator.labels import APPLICANTS, LABELS, RESULTS, disclosure, indicators, requests
from tests.generator.paper import Fact

ROUTES = ("review", "suit_direct", "suit_after_review")
Numbers = dict[str, tuple[int | Decimal, str]]


def facts(form: str, random: Random) -> dict[str, Fact]:
    """Every figure of the form (`F2021`, `F2019`, `F2014`, `F2014-FJ`, or with `/one_row`)."""
    numbers = _indicators(form, random) if form.startswith("F2014") else _chapters(form, random)
    exact = ((address, Decimal(value), unit) for address, (value, unit) in numbers.items())
    return {address: Fact(value, unit, value) for address, value, unit in exact}


def _chapters(form: str, random: Random) -> Numbers:
    return {**_disclosure(form, random), **_requests(form, random), **_appeals(random)}


def _disclosure(form: str, random: Random) -> Numbers:
    numbers: Numbers = {}
    for block in disclosure(form):
        for row, _ in block["rows"]:
            for column, _, unit in block["columns"]:
                numbers[f"disclosure.{row}.{column}"] = (_count(random), unit)
    for row in ("rules", "normative_docs"):
        start = f"disclosure.{row}."
        if form.startswith("F2021"):
            numbers[start + "in_force"] = (numbers[start + "issued"][0] + _count(random), "件")
        else:
            newly = numbers[start + "newly_disclosed"][0]
            numbers[start + "made"] = (newly + random.randint(0, 9), "件")
            numbers[start + "disclosed_total"] = (newly + _count(random), "件")
    for address, (value, unit) in list(numbers.items()):
        if address.endswith("items_prev_year"):
            change = address.replace("items_prev_year", "items_change")
            numbers[address] = (value + 100, unit)
            numbers[change] = (random.choice((-1, 1)) * random.randint(1, 90), unit)
        if address.endswith("amount"):
            numbers[address] = _money(unit, random)
    return numbers


def _money(unit: str, random: Random) -> tuple[Decimal, str]:
    """An amount with two decimals in 万元, whole in 元."""
    hundreds = random.randint(1001, 9_999_999)
    return (Decimal(hundreds * 100) if unit == "元" else Decimal(hundreds) / 100), unit


def _requests(form: str, random: Random) -> Numbers:
    codes = [path[0] for path in requests(form)]
    outcomes = [code for code in codes if code not in _FLOWS]
    counts = {code: [_count(random) for _ in range(6)] for code in outcomes}
    counts["carried_out"] = [_count(random) for _ in range(6)]
    counts["outcomes_total"] = _added(counts[code] for code in outcomes)
    handled = _added((counts["outcomes_total"], counts["carried_out"]))
    counts["carried_in"] = [random.randint(0, min(most, 400)) for most in handled]
    counts["new_received"] = [a - b for a, b in zip(handled, counts["carried_in"], strict=True)]
    names = [code for code, _ in APPLICANTS]
    return {
        f"requests.{row}.{name}": (value, "件")
        for row in codes
        for name, value in zip(names, [*counts[row], sum(counts[row])], strict=True)
    }


_FLOWS = ("new_received", "carried_in", "outcomes_total", "carried_out")


def _appeals(random: Random) -> Numbers:
    numbers: Numbers = {}
    for route in ROUTES:
        counts = [_count(random) for _ in RESULTS[:-1]]
        for (code, _), value in zip(RESULTS, [*counts, sum(counts)], strict=True):
            numbers[f"appeals.{route}.{code}"] = (value, "件")
    return numbers


# Totals of the table of 2014 that are the sum of the lines one level below.
_SUMS = LABELS["sums"]


def _indicators(form: str, random: Random) -> Numbers:
    lines = [line for line in indicators(form, random) if line[0]]
    values: dict[str, int | Decimal] = {
        code: _money(unit, random)[0] if unit in ("万元", "元") else _count(random)
        for code, _, unit, _ in lines
    }
    for whole, parts in _SUMS.items():
        present = [part for part in parts if part in values]
        if whole in values and present:
            values[whole] = sum(values[part] for part in present)
    numbers: Numbers = {
        f"indicators.{code}.value": (values[code], unit) for code, _, unit, _ in lines
    }
    if form == "F2014-FJ":
        for code, _, unit, _ in lines:
            numbers[f"indicators.{code}.cumulative"] = (values[code] + _count(random), unit)
    return numbers


def _added(columns: Iterable[list[int]]) -> list[int]:
    return [sum(values) for values in zip(*columns, strict=True)]


def _count(random: Random) -> int:
    """A count: often 0, mostly small, sometimes in thousands."""
    return random.choice(
        (
            0,
            0,
            1,
            random.randint(2, 9),
            random.randint(10, 99),
            random.randint(100, 999),
            random.randint(1000, 9999),
        )
    )
