"""Small annual reports drawn for tests: the official tables as lists of cells, and as a page.

Synthetic: 甲市民政局 does not exist, the numbers are made up and balance.
"""

import random
from dataclasses import dataclass, field
from html import escape

from parsers.forms import Form, FormBlock, Row, forms
from parsers.model import Document

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass
class TD:
    """A cell with its spans."""

    text: str
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[TD]]


def form(name: str) -> Form:
    """The form of this id."""
    return next(each for each in forms() if each.id == name)


@dataclass
class Printed:
    """A report before it is printed: change `values` or `tables` and call `page`.

    Optional rows are not printed.
    """

    form: Form
    alternative: str = ""
    values: dict[str, str] = field(default_factory=dict)
    title: str = "甲市民政局2021年政府信息公开工作年度报告"

    def __post_init__(self) -> None:
        self.values = {".".join(place): "0" for place in self._places()} | _balanced() | self.values
        self.values = {key: text for key, text in self.values.items() if self._has(key)}

    def _has(self, address: str) -> bool:
        return tuple(address.split(".")) in self._places()

    def _places(self) -> list[tuple[str, str, str]]:
        return [
            (block.table, row.code, column.code)
            for block in self.form.blocks
            for row in self._rows(block)
            for column in block.columns
        ]

    def _rows(self, block: FormBlock) -> list[Row]:
        return [row for row in self.form.rows(block, self.alternative) if not row.optional]

    def tables(self) -> list[Rows]:
        """The three tables: 二, 三 and 四."""
        blocks = self.form.blocks
        return [
            [row for block in blocks[:-2] for row in self._flat(block)],
            self._requests(blocks[-2]),
            self._appeals(blocks[-1]),
        ]

    def page(self, tables: list[Rows] | None = None, url: str = "") -> Document:
        """The HTML page of these tables, of its own by default."""
        drawn = [draw(rows) for rows in (self.tables() if tables is None else tables)]
        drawn = ["".join(drawn[:-2]), *["", *drawn][-2:]]
        chapters = [chapter.title for chapter in self.form.chapters]
        bodies = [
            "<p>2021年，共公开信息12条。</p>",
            *drawn,
            "<p>存在公开不够及时的问题。</p>",
            "<p>无</p>",
        ]
        parts = [f"<h1>{escape(self.title)}</h1>"]
        for numeral, title, body in zip("一二三四五六", chapters, bodies, strict=True):
            parts.append(f"<p>{numeral}、{title}</p>{body}")
        return Document(f"<html><body>{''.join(parts)}</body></html>".encode(), url)

    def _text(self, *address: str) -> str:
        return self.values[".".join(address)]

    def _flat(self, block: FormBlock) -> Rows:
        head = [TD(block.corner), *(TD(column.path[-1]) for column in block.columns)]
        lines = [[TD(row.path[-1]), *self._cells(block, row.code)] for row in self._rows(block)]
        return [[TD(block.caption, colspan=len(head))], head, *lines]

    def _cells(self, block: FormBlock, row: str) -> list[TD]:
        return [TD(self._text(block.table, row, column.code)) for column in block.columns]

    def _requests(self, block: FormBlock) -> Rows:
        names = [column.path[-1] for column in block.columns]
        rows: Rows = [
            [TD(CORNER, 3, 3), TD("申请人情况", 1, 7)],
            [TD(names[0], 2), TD("法人或其他组织", 1, 5), TD(names[-1], 2)],
            [TD(name) for name in names[1:-1]],
        ]
        paths = [row.path for row in self.form.rows(block, self.alternative)]
        seen: set[tuple[str, ...]] = set()
        for row in self.form.rows(block, self.alternative):
            labels: list[TD] = []
            for depth in range(1, len(row.path)):
                group = row.path[:depth]
                if group not in seen:
                    labels.append(TD(group[-1], sum(path[:depth] == group for path in paths)))
                    seen.add(group)
            labels.append(TD(row.path[-1], 1, 4 - len(row.path)))
            rows.append(labels + self._cells(block, row.code))
        return rows

    def _appeals(self, block: FormBlock) -> Rows:
        names = [column.path[-1] for column in block.columns]
        first = [TD("行政复议", 1, 5), TD("行政诉讼", 1, 10)]
        second = [TD(name, 2) for name in names]
        second += [TD("未经复议直接起诉", 1, 5), TD("复议后起诉", 1, 5)]
        third = [TD(name) for name in names * 2]
        values = [cell for row in block.rows for cell in self._cells(block, row.code)]
        return [first, second, third, values]


def distinct(name: str, alternative: str = "", seed: int = 1, title: str = "") -> Printed:
    """A report whose numbers are nearly all different and balance: no two can change places."""
    made, rng = form(name), random.Random(seed)
    choice = alternative or made.alternatives[0]
    values = {".".join(place): str(rng.randint(100, 999)) for place in made.places(choice)}
    values |= {place: f"增加{n}" for place, n in values.items() if place.endswith("items_change")}
    values |= {place: f"1{n}" for place, n in values.items() if place.endswith("in_force")}
    values |= {place: f"1{n}" for place, n in values.items() if place.endswith("made")}
    values |= {place: f"2{n}" for place, n in values.items() if place.endswith("disclosed_total")}
    values |= {place: f"{n}万元" for place, n in values.items() if place.endswith(".amount")}
    requests, appeals = made.blocks[-2:]
    rows = [row.code for row in made.rows(requests, choice)]
    outer = ("new_received", "carried_in", "outcomes_total", "carried_out")
    for column in requests.columns[:-1]:
        counts = {row: rng.randint(1, 40) for row in rows}
        counts["outcomes_total"] = sum(n for row, n in counts.items() if row not in outer)
        received = counts["outcomes_total"] + counts["carried_out"] - counts["carried_in"]
        counts["new_received"] = received
        values |= {f"requests.{row}.{column.code}": str(n) for row, n in counts.items()}
    for row in rows:
        parts = [int(values[f"requests.{row}.{column.code}"]) for column in requests.columns[:-1]]
        values[f"requests.{row}.total"] = str(sum(parts))
    for row in (each.code for each in appeals.rows):
        parts = [int(values[f"appeals.{row}.{column.code}"]) for column in appeals.columns[:-1]]
        values[f"appeals.{row}.total"] = str(sum(parts))
    return Printed(made, choice, values, title or f"甲市民政局{made.first_year}年政府信息公开年报")


def draw(rows: Rows) -> str:
    """One HTML table."""
    lines = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in rows)
    return f"<table border=1>{lines}</table>"


def _td(cell: TD) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    return f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}"><p>{text}</p></td>'


def as_text(printed: Printed) -> Document:
    """The report as text copied from a page: cells after tabs, spans lost."""
    lines = [printed.title, ""]
    bodies: list[list[str]] = [["共公开信息12条。"]]
    bodies += [[line for row in _uncovered(rows) for line in row] for rows in printed.tables()]
    bodies += [["存在公开不够及时的问题。"], ["无"]]
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        lines += [f"{numeral}、{chapter.title}", *body, ""]
    return Document("\n".join(lines).encode())


def _uncovered(rows: Rows) -> list[list[str]]:
    """Each row's lines: empty cells below a row span, none beside a column span."""
    lines: list[list[str]] = []
    open_until: dict[int, int] = {}
    for top, row in enumerate(rows):
        texts: list[str] = []
        cells = iter(row)
        column = 0
        while True:
            if open_until.get(column, 0) > top:
                texts.append("\t")
                column += 1
                continue
            cell = next(cells, None)
            if cell is None:
                break
            texts.append("\t" + cell.text)
            if cell.rowspan > 1:
                open_until[column] = top + cell.rowspan
            column += cell.colspan if cell.rowspan == 1 or cell.colspan == 1 else 1
        lines.append([*texts, ""])
    return lines


def _balanced() -> dict[str, str]:
    """Numbers of both forms whose sums hold."""
    values = {
        "disclosure.rules.made": "1",
        "disclosure.rules.newly_disclosed": "1",
        "disclosure.rules.disclosed_total": "4",
        "disclosure.rules.issued": "1",
        "disclosure.rules.in_force": "4",
        "disclosure.normative_docs.issued": "8",
        "disclosure.normative_docs.repealed": "3",
        "disclosure.normative_docs.in_force": "66",
        "disclosure.admin_license.items_prev_year": "17",
        "disclosure.admin_license.items_change": "增加5项",
        "disclosure.admin_license.decisions": "455",
        "disclosure.admin_penalty.decisions": "31",
        "disclosure.admin_fees.amount": "96171.6",
        "disclosure.gov_procurement.projects": "28",
        "disclosure.gov_procurement.amount": "107.68万元",
    }
    column = {
        "new_received": 9,
        "carried_in": 2,
        "granted": 3,
        "partial": 1,
        "denied_state_secret": 1,
        "unable_not_held": 2,
        "unhandled_duplicate": 1,
        "other": 1,
        "other_misc": 1,
        "outcomes_total": 9,
        "carried_out": 2,
    }
    for row, count in column.items():
        values[f"requests.{row}.natural_person"] = str(count)
        values[f"requests.{row}.company"] = str(count * 2)
        values[f"requests.{row}.total"] = str(count * 3)
    for route, counts in {"review": "4 3 2 1 10", "suit_direct": "1 0 2 0 3"}.items():
        names = ("upheld", "corrected", "other", "pending", "total")
        for name, count in zip(names, counts.split(), strict=True):
            values[f"appeals.{route}.{name}"] = count
    return values
