"""The rows of cells of a plain text, cut at its blank lines and tabs."""

import re

# A line that is blank and does not begin a cell.
_ROW_END = re.compile(r"\n(?!\t)[^\S\n]*(?=\n|\Z)")
_CELL = re.compile(r"(?:\A|\n)\t")


def text_tables(body: bytes) -> list[list[list[str]]]:
    """Return all rows of a text as one table; a row that is no cells is left out."""
    text = "\n".join(_text(body).splitlines())
    rows = (_CELL.split(row)[1:] for row in _ROW_END.split(text))
    return [[row for row in rows if row]]


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")
