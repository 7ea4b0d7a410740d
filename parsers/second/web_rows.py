"""The rows of a page's tables, cut out of its text by their tags: no tree, no spans, no styles."""

import re
from collections.abc import Iterator
from html import unescape

from parsers.text import decode

Tables = list[list[list[str]]]

# What is no text of the page, from its opening to its end.
_UNSEEN = re.compile(r"<!--|<(?=script\b|style\b)", re.IGNORECASE)
_ENDS = (("<!--", re.compile("-->")), ("<", re.compile(r"</(?:script|style)\b", re.IGNORECASE)))
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


def web_tables(body: bytes) -> Tables:
    """Return every table as rows of texts; inner tables are tables of their own."""
    text = "".join(_seen(decode(body)[0]))
    tables: Tables = []
    places: list[tuple[list[list[str]], bool]] = []  # the open tables, and whether a cell is open
    last = 0
    for tag in _TAG.finditer(text):
        if places and places[-1][1]:
            places[-1][0][-1][-1] += text[last : tag.start()]
        last = tag.end()
        _step(tag[1], tag[2].lower(), tables, places)
    return [[[_text(cell) for cell in row] for row in table] for table in tables]


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


def _step(
    closing: str, name: str, tables: Tables, places: list[tuple[list[list[str]], bool]]
) -> None:
    """Open or close what a tag names; rows and cells end where the next one begins."""
    if name == "table":
        if closing:
            del places[-1:]
        else:
            tables.append([])
            places.append((tables[-1], False))
        return
    if not places:
        return
    table = places[-1][0]
    is_cell = name != "tr" and not closing
    if (name == "tr" and not closing) or (is_cell and not table):
        table.append([])
    if is_cell:
        table[-1].append("")
    places[-1] = (table, is_cell)


def _text(cell: str) -> str:
    return unescape(_MARKUP.sub("", cell))
