"""The rows of a page's tables, cut out of its text by their tags: no tree, no spans, no styles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from parsers.text import decode

Tables = list[list[list[str]]]

# What is no text of the page, from its opening to its end.
_UNSEEN = re.compile(r"<!--|<(?=script\b|style\b)", re.IGNORECASE)
_ENDS = (("<!--", re.compile("-->")), ("<", re.compile(r"</(?:script|style)\b", re.IGNORECASE)))
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")

_Table = list[list[list[str]]]  # rows of cells of pieces of text


@dataclass(slots=True)
class _Place:
    """An open table, and whether one of its cells is open."""

    table: _Table
    in_cell: bool = False


def web_tables(body: bytes) -> Tables:
    """Return every table as rows of texts; inner tables are tables of their own."""
    text = "".join(_seen(decode(body)[0]))
    tables: list[_Table] = []
    open_ones: list[_Place] = []
    last = 0
    for tag in _TAG.finditer(text):
        if open_ones and open_ones[-1].in_cell:
            open_ones[-1].table[-1][-1].append(text[last : tag.start()])
        last = tag.end()
        _step(tag[1], tag[2].lower(), tables, open_ones)
    return [[[_text("".join(cell)) for cell in row] for row in table] for table in tables]


def _seen(text: str) -> Iterator[str]:
    """Yield a page without comments, scripts and styles; what has no end reaches to the last."""
    ends, place = dict(_ENDS), 0
    while (start := _UNSEEN.search(text, place)) is not None:
        yield text[place : start.start()]
        end = ends[start[0]].search(text, start.end())
        if end is None:
            return
        place = end.end()
    yield text[place:]


def _step(closing: str, name: str, tables: list[_Table], open_ones: list[_Place]) -> None:
    """Open or close what a tag names; rows and cells end where the next one begins."""
    if name == "table":
        if closing:
            del open_ones[-1:]
        else:
            tables.append([])
            open_ones.append(_Place(tables[-1]))
        return
    if not open_ones:
        return
    place = open_ones[-1]
    place.in_cell = name != "tr" and not closing
    if (name == "tr" and not closing) or (place.in_cell and not place.table):
        place.table.append([])
    if place.in_cell:
        place.table[-1].append([])


def _text(cell: str) -> str:
    return unescape(_MARKUP.sub("", cell))
