"""The plain report of a form: title, six chapters with prose, the official tables."""

from random import Random

from tests.generator.facts import ROUTES, facts
from tests.generator.labels import (
    APPLICANTS,
    CHAPTERS,
    CORNER,
    RESULTS,
    base,
    disclosure,
    indicators,
    requests,
)
from tests.generator.paper import Cell, Fact, Item, Line, Paper, Table

YEARS = {"F2021": 2023, "F2019": 2019, "F2014": 2016, "F2014-FJ": 2013}
AGENCY = "甲市民政局"
NUMERALS = "一二三四五六七八九十"
ROUTE_NAMES = {
    "review": "行政复议",
    "suit_direct": "未经复议直接起诉",
    "suit_after_review": "复议后起诉",
}
PROSE = (
    "本年度坚持以公开为常态、不公开为例外，做好政府信息公开各项工作。",
    "通过政府网站及时公开政府信息。",
    "做好依申请公开办理工作。",
    "没有因政府信息公开工作引起的其他争议。",
    "主动公开的深度还不够，今后将加强业务培训。",
    "没有其他需要报告的事项。",
)


def draw(form: str, seed: int, agency: str = AGENCY) -> Paper:
    """The report of a form with the numbers of a seed."""
    random = Random(f"{form} {seed} {agency}")
    known = facts(form, random)
    year = YEARS[base(form)]
    title = f"{agency}{year}年政府信息公开工作年度报告"
    items: list[Item] = [Line(title, 1)]
    tables = _tables(form, known)
    for number, chapter in enumerate(CHAPTERS, 1):
        items.append(Line(f"{NUMERALS[number - 1]}、{chapter}", 2, number))
        items.append(Line(PROSE[number - 1]))
        items += [table for at, table in tables if at == number]
    return Paper(form, agency, year, title, items, known, random)


def _tables(form: str, known: dict[str, Fact]) -> list[tuple[int, Table]]:
    if form.startswith("F2014"):
        return [(6, indicator_table(form, known))]
    return [
        (2, _disclosure(form, known)),
        (3, _requests(form, known)),
        (4, _appeals(known)),
    ]


def value(address: str, known: dict[str, Fact]) -> Cell:
    """The plain cell of a figure: changes with their sign, money with its unit."""
    fact = known[address]
    number = fact.meant
    text = f"{number:+}" if address.endswith("items_change") else f"{number}"
    if fact.unit == "元" and address.startswith("disclosure"):
        text = f"{number / 10_000}万元"
    return Cell(text, "value", address=address)


def _disclosure(form: str, known: dict[str, Fact]) -> Table:
    rows: list[list[Cell]] = []
    for block in disclosure(form):
        wide = 1 + len(block["columns"])
        heads = [Cell(label, "head", code=code) for code, label, _ in block["columns"]]
        rows.append([Cell(block["caption"], "caption", width=wide)])
        rows.append([Cell("信息内容", "corner"), *heads])
        for row, label in block["rows"]:
            values = [value(f"disclosure.{row}.{code}", known) for code, _, _ in block["columns"]]
            rows.append([Cell(label, "label", code=row), *values])
    return Table("disclosure", _aligned(rows))


def _aligned(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Stretch the last cell of short rows, as Word does where blocks of one table differ."""
    wide = max(sum(cell.width for cell in row) for row in rows)
    for row in rows:
        row[-1].width += wide - sum(cell.width for cell in row)
    return rows


def _requests(form: str, known: dict[str, Fact]) -> Table:
    heads = [Cell(label, "head", code=code) for code, label in APPLICANTS]
    heads[0].height = heads[-1].height = 2
    group = Cell("法人或其他组织", "head", width=5)
    rows = [
        [Cell(CORNER, "corner", 3, 3), Cell("申请人情况", "head", width=7)],
        [heads[0], group, heads[-1]],
        heads[1:-1],
    ]
    paths = [tuple(path) for path in requests(form)]
    seen: set[tuple[str, ...]] = set()
    for code, *labels in paths:
        row: list[Cell] = []
        for depth in range(1, len(labels)):
            outer = tuple(labels[:depth])
            if outer not in seen:
                seen.add(outer)
                height = sum(path[1 : depth + 1] == outer for path in paths)
                row.append(Cell(outer[-1], "label", height))
        row.append(Cell(labels[-1], "label", width=4 - len(labels), code=code))
        rows.append([*row, *(value(f"requests.{code}.{name}", known) for name, _ in APPLICANTS)])
    return Table("requests", rows)


def _appeals(known: dict[str, Fact]) -> Table:
    names = [Cell(label, "head", 2, code=code) for code, label in RESULTS]
    routes = [Cell(ROUTE_NAMES[route], "head", width=5) for route in ROUTES[1:]]
    third = [Cell(label, "head", code=code) for _ in ROUTES[1:] for code, label in RESULTS]
    values = [value(f"appeals.{route}.{code}", known) for route in ROUTES for code, _ in RESULTS]
    top = [Cell("行政复议", "head", width=5), Cell("行政诉讼", "head", width=10)]
    return Table("appeals", [top, [*names, *routes], third, values])


def indicator_table(form: str, known: dict[str, Fact]) -> Table:
    """The statistical table of 2014, or the short one of Fujian with two value columns."""
    columns = ["value"] if form == "F2014" else ["value", "cumulative"]
    heads = ["统计指标", "单位", "统计数"]
    if form == "F2014-FJ":
        heads = ["指标名称", "计量单位", f"{YEARS[form]}年度", "历年累计"]
    rows = [[Cell(text, "head") for text in heads]]
    for code, label, unit, level in indicators(form):
        values = [
            value(f"indicators.{code}.{column}", known) if code else Cell("", "filler")
            for column in columns
        ]
        indent = "　" * (level - 1)
        rows.append([Cell(indent + label, "label", code=code), Cell(unit, "unit"), *values])
    return Table("indicators", rows)
