"""A layout met before is read as if it were met for the first time, whatever its numbers."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from parsers import figures
from parsers.amounts import prints_number
from parsers.choosing import labels
from parsers.errors import UnreadableDocument
from parsers.figures import Matched, match_form
from parsers.forms import forms
from parsers.forms.lookup import lookup
from parsers.layouts import Layouts, layout_key
from parsers.model import Cell, Document, Grid
from parsers.readers import read
from tests.generator.media import PRINTERS
from tests.generator.plan import daily, paper_of
from tests.media import placed
from tests.printed import TD, Printed, form

MEDIA = ("html", "docx", "text")
ODD = ("", "—", "1,234", "12件", "1O", "3 1", "0.5", "①", "1\n2", "无")


@pytest.fixture(autouse=True)
def _nothing_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_LAYOUTS", Layouts())


def grids_of(document: Document) -> tuple[Grid, ...]:
    return tuple(block for block in read(document).blocks if isinstance(block, Grid))


def with_texts(grids: Sequence[Grid], change: dict[tuple[int, int], str]) -> tuple[Grid, ...]:
    """The grids with other texts in some cells, by the places of grid and cell."""
    return tuple(
        replace(
            grid,
            cells=tuple(
                cell._replace(text=change.get((number, index), cell.text))
                for index, cell in enumerate(grid.cells)
            ),
        )
        for number, grid in enumerate(grids)
    )


def renumbered(grids: Sequence[Grid], dice: random.Random, odd: int = 0) -> tuple[Grid, ...]:
    """The grids with other whole numbers, small ones mostly, and *odd* other texts in their place.

    Small numbers make lines that count their columns, or begin to.
    """
    places = [
        (number, index)
        for number, grid in enumerate(grids)
        for index, cell in enumerate(grid.cells)
        if cell.text.isdecimal()
    ]
    start = dice.randrange(4)
    counting = dice.random() < 0.5
    change = {
        place: str(start + n if counting else dice.choice((0, 1, 2, dice.randrange(5000))))
        for n, place in enumerate(places)
    }
    for place in dice.sample(places, min(odd, len(places))):
        change[place] = dice.choice(ODD)
    return with_texts(grids, change)


def said(found: Matched | None) -> object:
    """All that is said of tables, with what is known of their units left out."""
    return found and replace(found, units={})


def searched(grids: Sequence[Grid], monkeypatch: pytest.MonkeyPatch) -> Matched | None:
    with monkeypatch.context() as forgetful:
        forgetful.setattr(figures, "_LAYOUTS", Layouts())
        return match_form(grids)


def generated() -> Iterator[tuple[Grid, ...]]:
    """The tables of generated reports, every quirk among them."""
    for each in daily(3)[::9]:
        if each.medium in MEDIA:
            try:
                yield grids_of(Document(PRINTERS[each.medium](paper_of(each))))
            except UnreadableDocument:
                continue


def test_other_numbers_in_a_layout_are_read_as_if_it_were_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Generated reports with every quirk: what is remembered of one changes nothing in another."""
    dice, n_known, n_documents = random.Random(7), 0, 0
    for grids in generated():
        match_form(grids)
        n_documents += 1
        for odd in (0, 0, 1, 3):
            other = renumbered(grids, dice, odd)
            key = layout_key(other)
            n_known += key is not None and figures._LAYOUTS.get(key) is not None
            assert said(match_form(other)) == said(searched(other, monkeypatch))
    assert n_documents > 150
    assert n_known > 150


@pytest.mark.parametrize(
    "name",
    [
        "cixi_minzheng_2019.txt",
        "huaian_gov_2024.pdf",
        "shanghai_gov_office_2019.html",
        "shuyang_fgj_2023.html",
    ],
)
def test_other_numbers_in_real_tables_are_read_as_if_they_were_new(
    name: str, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the tables of real reports."""
    dice = random.Random(11)
    grids = grids_of(Document((shared / "reports" / name).read_bytes()))
    for _ in range(20):
        match_form(grids)
        for odd in (0, 0, 0, 1, 2):
            other = renumbered(grids, dice, odd)
            assert said(match_form(other)) == said(searched(other, monkeypatch))


def test_a_layout_is_found_again() -> None:
    """Two reports of a form with other numbers have one key; another form has another."""
    one, other = Printed(form("F2021")), Printed(form("F2021"))
    other.values["appeals.review.total"] = "4071"
    assert layout_key(grids_of(one.page())) == layout_key(grids_of(other.page()))
    assert layout_key(grids_of(one.page())) != layout_key(grids_of(Printed(form("F2019")).page()))


def test_a_small_table_without_a_word_of_a_form_is_no_part_of_the_layout() -> None:
    """Pages print their index number and date in a table: every page another."""
    printed = Printed(form("F2021"))
    about = Grid((Cell("索引号", 0, 0), Cell("11320000/2022-00001", 0, 1)), ordinal=7)
    other = Grid((Cell("索引号", 0, 0), Cell("11320000/2023-00315", 0, 1)), ordinal=7)
    first = match_form((about, *grids_of(printed.page())))
    known = len(figures._LAYOUTS)
    again = match_form((other, *grids_of(printed.page())))
    assert first is not None
    assert again is not None
    assert first.figures == again.figures
    assert len(figures._LAYOUTS) == known == 1


@pytest.mark.parametrize("text", ["", "—", "12件", "1,234"])
def test_what_is_no_plain_number_is_part_of_the_layout(text: str) -> None:
    """Blanks and words decide what a line is: they are never taken for each other."""
    printed = Printed(form("F2021"))
    plain = layout_key(grids_of(printed.page()))
    printed.values["appeals.review.total"] = text
    assert layout_key(grids_of(printed.page())) != plain


@pytest.mark.parametrize(
    "rows",
    [
        [[TD("1"), TD("2"), TD("3")]],
        [[TD(""), TD("1"), TD(""), TD("2")]],
        [[TD("甲"), TD("7", rowspan=2)], [TD("乙")]],
        [[TD("序号"), TD("名称")], [TD("1"), TD("甲")]],
        [[TD("编 号"), TD("名称")], [TD("1"), TD("甲")]],
    ],
)
def test_tables_whose_numbers_tell_their_layout_are_not_remembered(rows: list[list[TD]]) -> None:
    """Lines that count the columns, numbers over several lines, columns that count the lines."""
    cells = [
        Cell(cell.text, top, left, cell.rowspan, cell.colspan)
        for top, row in enumerate(rows)
        for left, cell in enumerate(row)
    ]
    assert layout_key([Grid(tuple(cells))]) is None


def test_no_label_of_a_form_is_a_number() -> None:
    """Else two numbers in a label's cell could not stand for each other."""
    known = {word for each in forms() for word in labels(each)}
    known |= {word for each in forms() if not each.is_list for word in lookup(each).header_words}
    assert len(known) > 100
    assert [word for word in known if prints_number(word)] == []


def test_only_so_many_layouts_are_kept() -> None:
    """A crawl of a million layouts does not fill the memory."""
    kept = Layouts()
    layout = figures.layout_of(form("F2021"), "", (), {}, ())
    assert layout is not None
    for number in range(1000):
        kept.keep(((number,),), layout)
    remembered = [number for number in range(1000) if kept.get(((number,),)) is not None]
    assert remembered == list(range(1000 - 128, 1000))


def turned_appeals(values: Sequence[int]) -> tuple[Grid, ...]:
    """The tables of a report whose chapter 四 is printed on its side, one number below another."""
    printed = Printed(form("F2021"))
    labels = [(left, top, cell) for top, left, cell in placed(printed.tables()[2]) if top < 3]
    labels.sort(key=lambda each: each[:2])
    rows = [
        [TD(cell.text, cell.colspan, cell.rowspan) for row, _, cell in labels if row == number]
        + [TD(str(value))]
        for number, value in enumerate(values)
    ]
    return grids_of(printed.page([*printed.tables()[:2], rows]))


def test_numbers_that_count_the_columns_of_a_turned_table_are_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """1 to 15 below each other may count the columns, whatever was read in their place before."""
    match_form(turned_appeals([4, 3, 2, 1, 10, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0]))
    counting = turned_appeals(range(1, 16))
    assert said(match_form(counting)) == said(searched(counting, monkeypatch))
