"""Numbers as people type them; where a change alters what is printed, the facts follow."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.generator.paper import Cell, Paper
from tests.generator.quirks.registry import quirk

_FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")
_WORDS = ("items_change", "amount", "fees_collected", "dedicated_budget", "fee_waived")


def _is_count(cell: Cell) -> bool:
    return not any(word in cell.address for word in _WORDS)


def _each(paper: Paper, change: Callable[[str], str], share: float = 1.0) -> None:
    for cell in paper.values():
        if cell.text and paper.random.random() <= share:
            cell.text = change(cell.text)


def _counts(paper: Paper, change: Callable[[str], str], share: float = 1.0) -> None:
    for cell in paper.values():
        if _is_count(cell) and cell.text.isdigit() and paper.random.random() <= share:
            cell.text = change(cell.text)


def _nothing(paper: Paper, cell: Cell, text: str) -> None:
    cell.text = text
    paper.facts[cell.address] = replace(paper.fact(cell), value=None)


@quirk("numbers", clash="digits")
def full_width(paper: Paper) -> None:
    _each(paper, lambda text: text.translate(_FULL))


@quirk("numbers", clash="digits")
def thousands_commas(paper: Paper) -> None:
    _counts(paper, lambda text: f"{int(text):,}")


@quirk("numbers", clash="digits")
def full_width_commas(paper: Paper) -> None:
    _counts(paper, lambda text: f"{int(text):,}".replace(",", "，"))


@quirk("numbers", clash="digits")
def spaced_thousands(paper: Paper) -> None:
    _counts(paper, lambda text: f"{int(text):,}".replace(",", " "))


@quirk("numbers", clash="digits")
def spaces_around(paper: Paper) -> None:
    _each(paper, lambda text: f" {text}　")


@quirk("numbers", clash="digits")
def hard_spaces(paper: Paper) -> None:
    _each(paper, lambda text: f"\u00a0{text}\u00a0")


@quirk("numbers", clash="digits")
def zero_width(paper: Paper) -> None:
    _each(paper, lambda text: f"\u200b{text}\ufeff")


@quirk("numbers", clash="digits")
def units_behind(paper: Paper) -> None:
    for cell in paper.values():
        if _is_count(cell) and cell.text.isdigit():
            cell.text += paper.fact(cell).unit


@quirk("numbers", clash="digits")
def spaced_units(paper: Paper) -> None:
    for cell in paper.values():
        if _is_count(cell) and cell.text.isdigit():
            cell.text += f" {paper.fact(cell).unit} "


@quirk("numbers", clash="digits")
def decimal_counts(paper: Paper) -> None:
    _counts(paper, lambda text: f"{text}.00", 0.5)


@quirk("numbers", clash="digits")
def annotated(paper: Paper) -> None:
    """`22（其中修订 16 件）`: the remark is no part of the number."""
    _counts(paper, lambda text: f"{text}（其中修订 {paper.random.randint(1, 99)} 件）", 0.1)


@quirk("numbers", clash="digits", harmed=True)
def approximate(paper: Paper) -> None:
    _counts(paper, lambda text: f"约{text}", 0.1)


@quirk("numbers", clash="digits", harmed=True)
def per_cent(paper: Paper) -> None:
    _counts(paper, lambda text: f"{text}%", 0.1)


@quirk("numbers", clash="digits", harmed=True)
def letters_for_digits(paper: Paper) -> None:
    _counts(paper, lambda text: text.replace("0", "O").replace("1", "l"), 0.1)


@quirk("numbers", clash="digits", harmed=True)
def digits_apart(paper: Paper) -> None:
    """`1 0`: one number or two."""
    _counts(paper, lambda text: " ".join(text), 0.1)


@quirk("numbers", clash="digits", harmed=True, media=("html", "docx", "odt", "xlsx", "xls"))
def digits_over_lines(paper: Paper) -> None:
    """A number broken by a line end inside its cell."""
    _counts(paper, lambda text: f"{text[0]}\n{text[1:]}" if len(text) > 1 else text, 0.1)


@quirk("numbers", clash="zeros")
def blank_zeros(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text in ("0", "+0"):
            _nothing(paper, cell, "")


@quirk("numbers", clash="zeros")
def hard_spaces_for_zeros(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text == "0":
            _nothing(paper, cell, paper.random.choice("\u00a0\u3000"))


@quirk("numbers", clash="zeros")
def some_blank_zeros(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text == "0" and paper.random.random() < 0.5:
            _nothing(paper, cell, "")


@quirk("numbers", clash="zeros")
def dashes_for_zeros(paper: Paper) -> None:
    mark = paper.random.choice("/-－—–\\／")
    for cell in paper.values():
        if cell.text == "0":
            _nothing(paper, cell, mark)


@quirk("numbers", clash="zeros")
def words_for_zeros(paper: Paper) -> None:
    word = paper.random.choice(("无", "无此项", "不适用", "空", "N/A"))
    for cell in paper.values():
        if cell.text == "0":
            _nothing(paper, cell, word)


@quirk("numbers", clash="zeros")
def blank_totals(paper: Paper) -> None:
    """总计 of the result rows left empty, as one city office did."""
    keep = ("new_received", "carried_in", "outcomes_total", "carried_out")
    for cell in paper.values():
        table, row, column = cell.address.split(".")
        if table == "requests" and column == "total" and row not in keep:
            _nothing(paper, cell, "")


@quirk("numbers", clash="zeros")
def blank_block_totals(paper: Paper) -> None:
    for cell in paper.values():
        if cell.address.startswith("appeals") and cell.address.endswith("total"):
            _nothing(paper, cell, "")


@quirk("numbers", clash="zeros")
def blank_rows(paper: Paper) -> None:
    """A few whole rows left empty that are not zero (in chapter 四 an empty block is zero)."""
    rows = sorted(
        {
            cell.address.rpartition(".")[0]
            for cell in paper.values()
            if not cell.address.startswith("appeals")
        }
    )
    chosen = set(paper.random.sample(rows, min(3, len(rows))))
    for cell in paper.values():
        if cell.address.rpartition(".")[0] in chosen:
            _nothing(paper, cell, "")


@quirk("numbers", clash="zeros")
def random_blanks(paper: Paper) -> None:
    """Cells left empty at random: what stands behind them may or may not be provable."""
    for cell in paper.values():
        if not cell.address.startswith("appeals") and paper.random.random() < 0.05:
            _nothing(paper, cell, "")


def _changes(paper: Paper, words: dict[int, str]) -> None:
    for cell in paper.values():
        if cell.text and cell.address.endswith("items_change"):
            number = paper.fact(cell).meant
            cell.text = words[1 if number > 0 else -1].format(abs(number))


@quirk("numbers", clash="signs digits", forms=("F2019",))
def sign_words(paper: Paper) -> None:
    more, less = paper.random.choice((("增加{}项", "减少{}项"), ("增{}", "减{}"), ("↑{}", "↓{}")))
    _changes(paper, {1: more, -1: less})


@quirk("numbers", clash="signs digits", forms=("F2019",))
def other_minus(paper: Paper) -> None:
    minus = paper.random.choice("－−–")
    _changes(paper, {1: "＋{}", -1: minus + "{}"})


@quirk("numbers", clash="signs digits", forms=("F2019",))
def unsigned(paper: Paper) -> None:
    _changes(paper, {1: "{}", -1: "-{}"})


@quirk("numbers", clash="signs digits", forms=("F2019",))
def accounting_brackets(paper: Paper) -> None:
    _changes(paper, {1: "{}", -1: "（{}）"})


@quirk("numbers", clash="signs digits", forms=("F2019",))
def net_changes(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text and cell.address.endswith("items_change"):
            less = paper.random.randint(1, 9)
            more = int(paper.fact(cell).meant) + less
            if more > 0:
                cell.text = paper.random.choice(("+{}/-{}", "增{}减{}")).format(more, less)


@quirk("numbers", clash="signs digits", forms=("F2019",))
def unchanged(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text and cell.address.endswith("items_change"):
            cell.text = paper.random.choice(("不变", "持平", "无变化", "0"))
            paper.facts[cell.address] = replace(
                paper.fact(cell), value=Decimal(0), meant=Decimal(0)
            )


def _amounts(paper: Paper) -> list[Cell]:
    return [
        cell
        for cell in paper.values()
        if cell.text and cell.address.endswith("gov_procurement.amount")
    ]


@quirk("numbers", clash="money digits", forms=("F2019",))
def amount_in_yuan(paper: Paper) -> None:
    for cell in _amounts(paper):
        cell.text = f"{paper.fact(cell).meant:,}元"


@quirk("numbers", clash="money digits", forms=("F2019",))
def amount_in_yi(paper: Paper) -> None:
    for cell in _amounts(paper):
        cell.text = f"{paper.fact(cell).meant / 100_000_000}亿元"


@quirk("numbers", clash="money digits", forms=("F2019",))
def amount_without_unit(paper: Paper) -> None:
    """A bare number under 采购总金额: yuan or ten thousand, nobody knows."""
    for cell in _amounts(paper):
        bare = paper.fact(cell).meant / 10_000
        cell.text = f"{bare}"
        paper.facts[cell.address] = replace(paper.fact(cell), value=bare, unit="", meant=bare)


@quirk("numbers", clash="money digits", forms=("F2021",))
def fees_in_yuan(paper: Paper) -> None:
    """元 written in a cell under a header that says 万元: the cell wins."""
    for cell in paper.values():
        if cell.text and cell.address == "disclosure.admin_fees.amount":
            cell.text = f"{(paper.fact(cell).meant * 10_000).normalize():f}元"


@quirk("numbers", clash="money digits", forms=("F2014",))
def money_units_in_cells(paper: Paper) -> None:
    for cell in paper.values():
        if cell.text and paper.fact(cell).unit == "万元":
            cell.text += "万元"
