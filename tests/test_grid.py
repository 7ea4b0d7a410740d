"""Spans become positions once, for all media."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grid import MAX_COLSPAN, MAX_POSITIONS, RawCell, RawRow, Table, expand, parse_span
from parsers.model import Cell, Grid


def rows(*texts: str) -> list[RawRow]:
    """Draw a table: one string a row, cells apart by blanks, `a:2x3` spans 2 rows × 3 columns."""
    return [RawRow([drawn(cell) for cell in text.split()]) for text in texts]


def drawn(cell: str) -> RawCell:
    name, _, spans = cell.partition(":")
    height, _, width = (spans or "1x1").partition("x")
    return RawCell(name, int(height), int(width), name)


def picture(grid: Grid) -> list[str]:
    """Draw the grid back: the covering cell of every position, `.` where there is none."""
    table = Table(grid)
    cells = [[table.at(r, c) for c in range(table.width)] for r in range(table.height)]
    return ["".join(cell.text if cell else "." for cell in row) for row in cells]


def test_spans_cover_their_positions() -> None:
    """Row and column spans push later cells to the next free column."""
    grid, findings = expand(rows("a:2x2 b:1x3", "c:2x1 d e", "f g h i:1x1"))
    assert (picture(grid), findings) == (["aabbb", "aacde", "fgchi"], ())


def test_every_cell_keeps_its_source_and_origin() -> None:
    """A cell stands once, at its origin, with its size and its source."""
    grid, _ = expand(rows("a:2x1 b", "c"), ordinal=3, source="table[7]")
    a, b, c = Cell("a", 0, 0, 2, 1, "a"), Cell("b", 0, 1, 1, 1, "b"), Cell("c", 1, 1, 1, 1, "c")
    assert grid == Grid((a, b, c), 3, "table[7]")
    assert Table(grid).rows == ((a, b), (c,))


def test_rowspan_zero_reaches_to_the_end_of_its_group() -> None:
    """As HTML says, and without a doubt about it."""
    raw = [RawRow([RawCell("a", 0), RawCell("b")], 1), RawRow([RawCell("c")], 1)]
    raw.append(RawRow([RawCell("d"), RawCell("e")], 2))
    grid, findings = expand(raw)
    assert (picture(grid), findings) == (["ab", "ac", "de"], ())


def test_rowspan_ends_with_its_group() -> None:
    """A span does not run from thead into tbody; that it wanted to is a finding."""
    grid, findings = expand([RawRow([RawCell("a", 5, 1, "s")], 1), RawRow([RawCell("b")], 2)])
    assert picture(grid) == ["a", "b"]
    assert [(f.rule, f.where) for f in findings] == [("grid.span_clipped", "s")]


def test_contradictory_spans_are_clipped_and_said() -> None:
    """A column span that runs into a row span from above ends before it."""
    grid, findings = expand(rows("a b:2x1 c", "d:1x3"))
    assert picture(grid) == ["abc", "db."]
    assert [f.rule for f in findings] == ["grid.contradictory_spans"]


@pytest.mark.parametrize("span", [10**9, -1])
def test_absurd_spans_are_one_finding_a_table(span: int) -> None:
    """A billion rows or columns end at once, clipped, and are said once."""
    raw = [RawRow([RawCell("a", span, span), RawCell("b")]) for _ in range(50)]
    grid, findings = expand(raw)
    assert [f.rule for f in findings if f.rule == "grid.span_clipped"] == ["grid.span_clipped"]
    assert Table(grid).width <= 51 * (MAX_COLSPAN + 1)
    assert len(grid.cells) == 100


def test_positions_are_bounded() -> None:
    """Spans over the limit of positions count as one position each."""
    grid, findings = expand([RawRow([RawCell("a", 0, 1000)]) for _ in range(2000)])
    covered = sum(cell.height * cell.width for cell in grid.cells)
    assert covered <= MAX_POSITIONS + len(grid.cells)
    assert "grid.span_clipped" in [f.rule for f in findings]


def test_positions_outside_are_empty() -> None:
    """Asking outside a table, or in a hole of it, gives None."""
    table = Table(expand(rows("a b", "c"))[0])
    asked = [table.at(1, 1), table.at(-1, 0), table.at(0, -1), table.at(2, 0), table.at(0, 2)]
    assert asked == [None] * 5


def test_empty_table() -> None:
    """A table without cells is a table of no size."""
    table = Table(expand([])[0])
    assert (table.height, table.width, table.rows) == (0, 0, ())


SPANS = [(None, 1), ("", 1), ("3", 3), (" 3 ", 3), ("+2", 2), ("2.5", 2), ("0", 0), ("007", 7)]
SPANS += [("-1", -1), ("x", -1), ("２", -1), ("9" * 10_000, 10**9)]


@pytest.mark.parametrize(("value", "span"), SPANS)
def test_span_attributes(value: str | None, span: int) -> None:
    """Span attributes are read as browsers read them."""
    assert parse_span(value) == span


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, int, list[RawRow]]:
    """Cut a rectangle into cells at random and mark it up as HTML would."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    marked: list[list[RawCell]] = [[] for _ in range(height)]
    for top in range(height):
        for left in range(width):
            if (top, left) in taken:
                continue
            right = left + 1
            while right < width and (top, right) not in taken and draw(st.booleans()):
                right += 1
            bottom = draw(st.integers(top + 1, height))
            taken |= {(r, c) for r in range(top, bottom) for c in range(left, right)}
            name = f"{top},{left}"
            marked[top].append(RawCell(name, bottom - top, right - left, name))
    return height, width, [RawRow(cells) for cells in marked]


@settings(deadline=None)  # other work on the machine is no failure
@given(tilings())
def test_any_tiling_covers_each_position_once(tiling: tuple[int, int, list[RawRow]]) -> None:
    """Whatever way a table is cut into cells, each lands where it was cut."""
    height, width, raw = tiling
    grid, findings = expand(raw)
    covered = Counter(
        (r, c)
        for cell in grid.cells
        for r in range(cell.top, cell.top + cell.height)
        for c in range(cell.left, cell.left + cell.width)
    )
    assert covered == Counter((r, c) for r in range(height) for c in range(width))
    assert findings == ()
    assert all(cell.text == f"{cell.top},{cell.left}" for cell in grid.cells)


cells = st.builds(RawCell, st.just("x"), st.integers(-2, 9), st.integers(-2, 9), st.just("s"))


@settings(deadline=None)  # other work on the machine is no failure
@given(st.lists(st.builds(RawRow, st.lists(cells, max_size=6), st.integers(0, 2)), max_size=6))
def test_no_markup_covers_a_position_twice(raw: list[RawRow]) -> None:
    """Contradictory spans lose room, never cells, and never overlap."""
    grid, _ = expand(raw)
    table = Table(grid)
    assert len(grid.cells) == sum(len(row.cells) for row in raw)
    for cell in grid.cells:
        for row in range(cell.top, cell.top + cell.height):
            for column in range(cell.left, cell.left + cell.width):
                assert table.at(row, column) is cell
