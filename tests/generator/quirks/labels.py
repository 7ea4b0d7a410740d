"""Labels as people retype them."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.generator.labels import EXPLAINED, TYPOS, VARIANTS
from tests.generator.paper import Cell, Fact, Line, Paper
from tests.generator.quirks.registry import CHAPTERED, quirk

_LABELS = ("label", "head", "corner", "caption")
_ARABIC = re.compile(r"^(　*(?:其中：)?)([0-9])[.．]")
_CHINESE = re.compile(r"^(　*)([一二三四五六七八九])、")
_BRACKETED = re.compile(r"^(　*)（([一二三四五六七八九])）")


def _each(paper: Paper, change: Callable[[str], str], *roles: str) -> None:
    for cell in paper.cells(*(roles or _LABELS)):
        cell.text = change(cell.text)


@quirk("labels", clash="words")
def variant_labels(paper: Paper) -> None:
    for cell in paper.cells(*_LABELS):
        others = VARIANTS.get(cell.text.strip("　"))
        if others:
            cell.text = paper.random.choice(others)


@quirk("labels", clash="words", forms=("F2021", "F2019"))
def typo_labels(paper: Paper) -> None:
    for cell in paper.cells(*_LABELS):
        cell.text = TYPOS.get(cell.text, cell.text)


@quirk("labels", clash="enumerators")
def commas_after_numbers(paper: Paper) -> None:
    _each(paper, lambda text: _ARABIC.sub(r"\1\2、", text))


@quirk("labels", clash="enumerators")
def full_width_dots(paper: Paper) -> None:
    _each(paper, lambda text: _CHINESE.sub(r"\1\2．", _ARABIC.sub(r"\1\2．", text)))


@quirk("labels", clash="enumerators")
def bracketed_numbers(paper: Paper) -> None:
    _each(paper, lambda text: _ARABIC.sub(r"\1（\2）", text))


@quirk("labels", clash="enumerators")
def circled_numbers(paper: Paper) -> None:
    _each(paper, lambda text: _ARABIC.sub(lambda m: m[1] + chr(ord("①") + int(m[2]) - 1), text))


@quirk("labels", clash="enumerators", forms=CHAPTERED)
def no_enumerators(paper: Paper) -> None:
    _each(paper, lambda text: _BRACKETED.sub("", _ARABIC.sub("", text)))


@quirk("labels", clash="enumerators", forms=("F2014",))
def no_enumerators_2014(paper: Paper) -> None:
    """The labels of 2014 without numbers and 其中: 当面申请数."""

    def bare(text: str) -> str:
        return _CHINESE.sub("", _BRACKETED.sub("", _ARABIC.sub("", text))).replace("其中：", "")

    _each(paper, bare, "label")


@quirk("labels", clash="spaces")
def letter_spaced(paper: Paper) -> None:
    _each(paper, lambda text: " ".join(text) if len(text) < 8 else text)


@quirk("labels", clash="spaces")
def ideographic_spaces(paper: Paper) -> None:
    _each(paper, lambda text: "　".join(text) if len(text) < 5 else f"　{text}　")


@quirk("labels", clash="spaces")
def unseen_spaces(paper: Paper) -> None:
    _each(paper, lambda text: "\u200b".join(text[:3]) + "\u00a0" + text[3:])


@quirk("labels", clash="spaces")
def broken_labels(paper: Paper) -> None:
    """本年新 / 制作数量: a line end somewhere inside."""

    def broken(text: str) -> str:
        at = paper.random.randint(1, len(text) - 1) if len(text) > 3 else 0
        return f"{text[:at]}\n{text[at:]}" if at else text

    _each(paper, broken)


@quirk("labels", clash="spaces", forms=CHAPTERED)
def vertical_labels(paper: Paper) -> None:
    """三 / 、 / 本 / 年: one character a line in the merged cells at the left."""
    for cell in paper.cells("label"):
        if cell.height > 2:
            cell.text = "\n".join(cell.text)


@quirk("labels", clash="marks")
def half_width_brackets(paper: Paper) -> None:
    table = str.maketrans("（）：，", "():,")
    _each(paper, lambda text: text.translate(table))


@quirk("labels", clash="marks")
def straight_quotes(paper: Paper) -> None:
    mark = paper.random.choice(('""', "‘’", "「」", "''", "＂＂"))
    _each(paper, lambda text: text.replace("“", mark[0]).replace("”", mark[1]))


@quirk("labels", clash="marks", forms=CHAPTERED)
def traditional_forms(paper: Paper) -> None:
    _each(paper, lambda text: text.replace("规", "規").replace("现", "現"))


@quirk("labels", clash="explained", forms=("F2019",))
def explained_labels(paper: Paper) -> None:
    """One province's template explains its labels and has a row of its own."""
    for cell in paper.cells("label", "head"):
        cell.text = EXPLAINED.get(cell.text, cell.text)
    table = paper.table("disclosure")
    assert table is not None
    extra = [Cell("其他主动公开文件", "label", code="other_docs")]
    for column in ("made", "newly_disclosed", "disclosed_total"):
        address = f"disclosure.other_docs.{column}"
        number = paper.random.randint(10, 99)
        paper.facts[address] = Fact(Decimal(number), "件", Decimal(number))
        extra.append(Cell(f"{number}", "value", address=address))
    extra[-1].width = table.rows[3][-1].width
    table.rows.insert(4, extra)


@quirk("labels", clash="explained", forms=("F2021",))
def extra_row(paper: Paper) -> None:
    """A row the form does not have, with numbers."""
    table = paper.table("disclosure")
    assert table is not None
    table.rows.insert(4, [Cell("其他主动公开文件", "label"), *(Cell("11") for _ in range(3))])


def _under(paper: Paper, column: str, label: str, factor: int) -> None:
    """Print a money column in another unit, which its header states."""
    for cell in paper.cells("head"):
        if cell.code == column:
            cell.text = label
    for cell in paper.values():
        if cell.text and cell.address.endswith(f".{column}"):
            cell.text = f"{(paper.fact(cell).meant / factor).normalize():f}"


@quirk("labels", clash="words money digits", forms=("F2019",))
def header_says_wan(paper: Paper) -> None:
    _under(
        paper,
        "amount",
        paper.random.choice(("采购总金额（万元）", "采购总金额(单位：万元)")),
        10_000,
    )


@quirk("labels", clash="words money digits", forms=("F2019",))
def header_says_yuan(paper: Paper) -> None:
    _under(paper, "amount", "采购总金额（元）", 1)


@quirk("labels", clash="words money digits", forms=("F2021",))
def fees_header_says_yuan(paper: Paper) -> None:
    for cell in paper.values():
        if cell.address == "disclosure.admin_fees.amount":
            fact = paper.fact(cell)
            paper.facts[cell.address] = replace(fact, meant=fact.meant * 10_000)
    _under(paper, "amount", "本年收费金额（单位：元）", 1)
    for cell in paper.values():
        if cell.address == "disclosure.admin_fees.amount":
            fact = paper.fact(cell)
            paper.facts[cell.address] = replace(fact, meant=fact.meant / 10_000)


@quirk("labels", clash="explained", forms=CHAPTERED)
def unit_note_above(paper: Paper) -> None:
    """（单位：件） on a line of its own above each table."""
    items = []
    for item in paper.items:
        if not isinstance(item, Line):
            items.append(Line("（单位：件）"))
        items.append(item)
    paper.items = items


@quirk("labels", clash="explained", forms=("F2014",))
def of_which_in_a_cell(paper: Paper) -> None:
    """其中： stands in a cell of its own beside the label."""
    for table in paper.tables():
        for row in table.rows:
            head, _, rest = row[0].text.partition("其中：")
            if rest:
                row[0].text = rest
                row.insert(0, Cell(head + "其中：", "filler"))
            else:
                row[0].width += 1
