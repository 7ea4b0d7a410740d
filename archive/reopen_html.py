"""What stands at a place of an archived page: found by scanning for tags, no tree is built."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from parsers.readers.folded import folded_page
from parsers.text import decode

_DRAWN = re.compile(r"(div|ul|ol|li|dl|dt|dd|span|section)\[(\d+)\]")
_LINE = re.compile(r"L(\d+)")
# Comments and scripts are skipped whole: Word leaves tables in them. An attribute may hold ">".
_SKIPPED = r"<!--.*?-->|<(script|style)\b.*?</\1\s*>"
_ATTRIBUTES = r"""(?:(?:[^>"']|"[^"]*"|'[^']*')*+>|[^>]*>)"""
_TABLE_TAG = re.compile(rf"{_SKIPPED}|<(?P<tag>/?(?:table|tr|td|th))\b{_ATTRIBUTES}", re.I | re.S)
_MARKUP = re.compile(rf"{_SKIPPED}|<[/!?]?[a-z]{_ATTRIBUTES}", re.I | re.S)
_LONGEST_PARAGRAPH = 400  # lines of source that one paragraph of a page may take
_TO_THE_END = 2**31

Opened = Callable[[str], str | None]  # source -> the text there, None where no such place is


@dataclass(slots=True)
class _Table:
    """An open table: its number, rows begun inside it, the open row, its cells, the open cell."""

    number: int
    rows: int = 0
    row: int = 0
    cells: int = 0
    open: str = ""


@dataclass(slots=True)
class _Cells:
    """Where each cell's content begins and ends; unclosed cells end where the next begins."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    tables: int = 0
    stack: list[_Table] = field(default_factory=list)

    def meet(self, tag: str, start: int, end: int) -> None:
        """Take in a tag of a table, its place in the page given."""
        if tag == "table":
            self.tables += 1
            self.stack.append(_Table(self.tables))
        elif self.stack:
            self._close_cell(start)
            if tag == "tr":
                self._begin_row()
            elif tag in ("td", "th"):
                self._begin_cell(end)
            elif tag == "/table":
                self.stack.pop()

    def _close_cell(self, place: int) -> None:
        table = self.stack[-1]
        if table.open:
            self.spans[table.open] = self.spans[table.open][0], place
            table.open = ""

    def _begin_row(self) -> None:
        for table in self.stack:
            table.rows += 1
        self.stack[-1].row, self.stack[-1].cells = self.stack[-1].rows, 0

    def _begin_cell(self, place: int) -> None:
        table = self.stack[-1]
        if table.row == 0:
            self._begin_row()
        table.cells += 1
        table.open = f"table[{table.number}]/tr[{table.row}]/td[{table.cells}]"
        self.spans[table.open] = place, place


def open_html(body: bytes) -> Opened:
    """Return a function from a cell, or the line of a paragraph, to the text there."""
    page = decode(body)[0]
    cells = _Cells()
    for token in _TABLE_TAG.finditer(page):
        if tag := token["tag"]:
            cells.meet(tag.lower(), token.start(), token.end())

    begins = [0, *(end.end() for end in re.finditer("\n", page))]  # of every line
    drawn: dict[str, list[tuple[int, int]]] = {}

    @cache
    def folded() -> Opened:
        return _open_folded(page)

    def span_of(source: str) -> tuple[int, int] | None:
        if line := _LINE.fullmatch(source):
            return _below(begins, int(line[1]))
        if (found := _DRAWN.fullmatch(source)) is None:
            return cells.spans.get(source.replace("/th[", "/td["))
        name, number = found[1], int(found[2]) - 1
        if name not in drawn:
            drawn[name] = _contents(page, name)
        return drawn[name][number] if 0 <= number < len(drawn[name]) else None

    @cache
    def shown(span: tuple[int, int]) -> str:
        return unescape(_MARKUP.sub("", page[slice(*span)]))

    def at(source: str) -> str | None:
        if ":" in source:
            return folded()(source)
        span = span_of(source)
        return None if span is None else shown(span)

    return at


def _contents(page: str, name: str) -> list[tuple[int, int]]:
    """Return where the content of each element of a name begins and ends, by start tags."""
    tags = re.compile(rf"{_SKIPPED}|<(?P<end>/?)(?P<tag>{name})\b{_ATTRIBUTES}", re.I | re.S)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for token in tags.finditer(page):
        if token["tag"] and not token["end"]:
            opened.append(len(spans))
            spans.append((token.end(), len(page)))
        elif token["tag"] and opened:
            number = opened.pop()
            spans[number] = spans[number][0], token.start()
    return spans


def _open_folded(page: str) -> Opened:
    """Return a function from a place in the article folded into a page to its text."""
    folded = folded_page(page)
    if folded is None:
        return lambda _: None
    text_at = open_html(folded.html.encode())
    start = f"{folded.place}:"
    return lambda source: text_at(source[len(start) :]) if source.startswith(start) else None


def _below(begins: Sequence[int], line: int) -> tuple[int, int]:
    """Return the span of a page in which a paragraph that begins on a line stands."""
    start = begins[min(line, len(begins)) - 1]
    last = min(line + _LONGEST_PARAGRAPH, len(begins)) - 1
    return start, begins[last] if last >= line else _TO_THE_END
