"""Slivers between the cells of a Word table are no columns."""

from parsers.model import Cell, Grid
from parsers.readers import read
from parsers.readers.docx_columns import without_phantoms
from tests.test_readers_docx import p, word


def test_cells_that_nearly_end_together_share_a_column() -> None:
    """A hair between two ends is spanned by cells, and carries no text."""
    cells = (
        *(Cell("a", 0, 0, 1, 1), Cell("b", 0, 1, 1, 3), Cell("", 0, 4)),
        *(Cell("c", 1, 0, 1, 2), Cell("d", 1, 2, 1, 1), Cell("e", 1, 3, 1, 2)),
    )
    assert without_phantoms(cells, [1000, 20, 980, 1000, 15]) == (
        *(Cell("a", 0, 0), Cell("b", 0, 1, 1, 2)),
        *(Cell("c", 1, 0), Cell("d", 1, 1), Cell("e", 1, 2)),
    )


def test_columns_with_text_of_their_own_and_unknown_widths_stay() -> None:
    cells = (Cell("a", 0, 0), Cell("1", 0, 1), Cell("", 0, 2))
    assert without_phantoms(cells, [1000, 20, 0]) == cells
    assert without_phantoms(cells, []) == cells


def test_a_reader_takes_the_widths_of_the_table() -> None:
    """The column that a conversion adds behind the last is gone."""
    grid = (
        "<w:tblGrid><w:gridCol w:w='900'/><w:gridCol w:w='900'/><w:gridCol w:w='12'/></w:tblGrid>"
    )
    row = "<w:tr>" + "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("规章", "5", "")) + "</w:tr>"
    (found,) = read(word(f"<w:tbl>{grid}{row}</w:tbl>")).blocks
    assert isinstance(found, Grid)
    assert [(c.text, c.left, c.source) for c in found.cells] == [
        ("规章", 0, "tbl[1]/tr[1]/tc[1]"),
        ("5", 1, "tbl[1]/tr[1]/tc[2]"),
    ]
