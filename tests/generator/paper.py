"""What is printed: a report as headings, prose and tables of cells that know their figure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random


@dataclass(frozen=True)
class Fact:
    """What must be read at an address: `value` None where nothing is printed.

    `meant` is the number that stands behind a blank or a dash: nothing else may be inferred.
    """

    value: Decimal | None
    unit: str
    meant: Decimal


@dataclass
class Cell:
    """A printed cell; `role` is caption, corner, head, label, value, unit or filler.

    `code` is the row or column a label or head names; `address` the figure a value prints.
    """

    text: str
    role: str = "filler"
    height: int = 1
    width: int = 1
    code: str = ""
    address: str = ""
    hidden: bool = False


@dataclass
class Table:
    """A printed table: its cells row by row, each at its origin."""

    name: str
    rows: list[list[Cell]]

    def cells(self) -> Iterator[Cell]:
        """Every cell in reading order."""
        for row in self.rows:
            yield from row


@dataclass
class Line:
    """A heading (level > 0) or a paragraph (level 0); `chapter` is the number of a heading."""

    text: str
    level: int = 0
    chapter: int = 0


Item = Line | Table


@dataclass
class Look:
    """How a medium prints what is the same in all: the knobs that markup quirks turn."""

    inner: list[Callable[[str, Cell], str]] = field(default_factory=list)
    page: list[Callable[[str], str]] = field(default_factory=list)
    encode: Callable[[str], bytes] = str.encode
    tag: Callable[[Cell], str] = lambda _cell: "td"
    table: str = "plain"  # plain, div, nested, thead, unclosed
    options: dict[str, object] = field(default_factory=dict)  # of PDF and DOCX


@dataclass
class Paper:
    """A report ready to be printed, with what must be read from it, and what may: `said`."""

    form: str
    agency: str
    year: int
    title: str
    items: list[Item]
    facts: dict[str, Fact]
    random: Random
    look: Look = field(default_factory=Look)
    said: dict[str, Decimal] = field(default_factory=dict)  # numbers of the prose, by address

    def tables(self) -> list[Table]:
        """The tables in their order."""
        return [item for item in self.items if isinstance(item, Table)]

    def table(self, name: str) -> Table | None:
        """The table of this name, None where the form has none."""
        return next((table for table in self.tables() if table.name == name), None)

    def cells(self, *roles: str) -> list[Cell]:
        """Every cell with one of these roles."""
        return [cell for table in self.tables() for cell in table.cells() if cell.role in roles]

    def values(self) -> list[Cell]:
        """Every cell that prints a figure."""
        return [cell for cell in self.cells("value") if cell.address]

    def fact(self, cell: Cell) -> Fact:
        """What a value cell stands for."""
        return self.facts[cell.address]


def placed(table: Table) -> list[tuple[int, int, Cell]]:
    """Row and column of each cell as a browser lays them out."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, Cell]] = []
    for top, row in enumerate(table.rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            found.append((top, left, cell))
            taken |= {
                (top + down, left + right)
                for down in range(cell.height)
                for right in range(cell.width)
            }
            left += cell.width
    return found


def width(table: Table) -> int:
    """Number of columns."""
    return max(left + cell.width for _, left, cell in placed(table))
