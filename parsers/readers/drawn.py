"""Tables drawn without table markup: which elements of a page are shown as rows and cells.

What counts is how they are shown (`display: table-row`, in the element or in the page's style
sheet) or a class that says so. Both readings of a page ask here; each walks the page by itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from parsers.forms import forms
from parsers.forms.labels import label_key
from parsers.forms.lookup import lookup

# Elements that are drawn as tables; a cell is named by its place among those of its name.
ELEMENTS = ("div", "ul", "ol", "li", "dl", "dt", "dd", "span", "section")
MIN_ROWS, MIN_CELLS = 3, 2
# A page whose tables are marked up has no need to draw others: the smallest form has 39 cells.
_MARKED_UP = 39
_MARKED_CELL = re.compile("<td")

_ROWS = frozenset({"tr", "row", "trow", "table-row", "tablerow", "table_row", "tbl-row"})
_CELLS = frozenset(
    {"td", "th", "cell", "tcell", "table-cell", "tablecell", "table_cell", "tbl-cell"}
)
_GROUPS = frozenset({"thead", "tbody", "tfoot", "table-row-group", "table-header-group"})
_CLASSES = re.compile(r"""\bclass\s*=\s*["']?(?:[\w-]+\s+)*(?:t[dh]|\w*cell|\w+[-_]cell)\b""", re.I)
_DISPLAY = re.compile(r"display\s*:\s*table-(cell|row-group|header-group|footer-group|row)", re.I)
_STYLED = re.compile(
    r"\.([\w-]+)\s*\{[^{}]*?display\s*:\s*table-(cell|row-group|header-group|footer-group|row)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a page draws tables: the classes of rows, cells and groups of rows."""

    classes: dict[str, str]

    def role(self, style: str, classes: Iterable[str]) -> str:
        """Return what an element is shown as: row, cell, group or ""."""
        if found := _DISPLAY.search(style):
            return _role(found[1])
        return next((role for name in classes if (role := self.classes.get(name.lower()))), "")


def drawing(page: str) -> Drawing | None:
    """Return how a page draws tables, None if there is no sign that it does."""
    shown = "table-cell" in page
    if not shown and (_is_marked_up(page) or _CLASSES.search(page) is None):
        return None
    classes = dict.fromkeys(_ROWS, "row") | dict.fromkeys(_CELLS, "cell")
    classes |= dict.fromkeys(_GROUPS, "group")
    if shown:
        classes |= {name.lower(): _role(display) for name, display in _STYLED.findall(page)}
    return Drawing(classes)


def _is_marked_up(page: str) -> bool:
    """Say whether a page has that many cells; reads no further than the last it takes."""
    return sum(1 for _ in islice(_MARKED_CELL.finditer(page), _MARKED_UP)) == _MARKED_UP


def is_form(rows: Iterable[Iterable[str]]) -> bool:
    """Say whether rows of texts are a table of a form: large enough, with labels of its header."""
    counts = [list(row) for row in rows]
    if len(counts) < MIN_ROWS or max(map(len, counts)) < MIN_CELLS:
        return False
    words = {label_key(text) for row in counts for text in row}
    return any(words & lookup(form).header_words for form in forms())


def _role(display: str) -> str:
    name = display.lower()
    return "group" if name.endswith("group") else name
