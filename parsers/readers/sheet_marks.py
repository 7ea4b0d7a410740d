"""What a spreadsheet says of its cells beside their values: formats, borders, hidden rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.errors import UnreadableDocument

# Positions from the first to the last cell of a sheet: calamine takes 30 bytes for each, and a
# form of 65 lines covers 400.
MAX_POSITIONS = 500_000
# Characters that the cells of all sheets show of shared strings: calamine makes each anew.
MAX_SHARED = 4_000_000

# Columns with room for any number, in digits of usual type; the smallest type as a share of it.
WIDE, _SMALLEST = 9.0, 0.6

Position = tuple[int, int]  # row and column from 0


def place_name(row: int, column: int) -> str:
    """Return the place of a cell as spreadsheets name it.

    >>> place_name(6, 27), column_number("AB")
    ('AB7', 27)
    """
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """Return the number of a column, from 0, that letters name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass(slots=True)
class Marks:
    """One sheet: where its cells end, and what its reader needs to know of them.

    `formats` are number formats other than the general one; `bordered` the cells with a line round
    them, empty ones too; `unsolved` formulas without a stored result and errors; `flaws` say of
    cells that their font is struck out, raised or white on white; `widths` are those of narrow
    columns, in digits. Some sheets do not show the zeros that are in them.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formats: dict[Position, str] = field(default_factory=dict)
    bordered: set[Position] = field(default_factory=set)
    unsolved: dict[Position, str] = field(default_factory=dict)
    flaws: dict[Position, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    shows_zeros: bool = True

    def is_too_narrow(self, column: int, text: str) -> bool:
        """Say whether a column shows ### in place of a number, however small its type may be."""
        return _SMALLEST * len(text) > self.widths.get(column, len(text))

    def reach(self, row: int, column: int) -> None:
        """Take in that a value stands there; raises UnreadableDocument beyond the limit."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows * self.columns > MAX_POSITIONS:
            raise UnreadableDocument(
                f"spreadsheet with cells up to row {self.rows:,} and column {self.columns:,}: "
                "not a report, or hostile; save the report's own sheet"
            )


@dataclass(slots=True)
class SharedStrings:
    """How long the strings are that cells share, and the room left for showing them."""

    lengths: Sequence[int] = ()
    room: int = MAX_SHARED

    def show(self, number: int) -> None:
        """Take in that a cell shows a string; raises UnreadableDocument beyond the limit."""
        self.room -= self.lengths[number] if number < len(self.lengths) else 0
        if self.room < 0:
            raise UnreadableDocument(
                f"spreadsheet whose cells show over {MAX_SHARED / 1e6:.0f} million characters: "
                "not a report, or hostile"
            )
