"""What a column is called on a page: our words first, then the form's own labels."""

import re
from functools import cache

from markupsafe import Markup

from archive.pages.language import LANGUAGES, Words, say, words
from parsers.forms import forms


@cache
def _printed() -> dict[str, tuple[str, str]]:
    """Return every column and row code of the forms with its last label, in both languages."""
    blocks = [block for form in forms() for block in form.blocks]
    columns = {column.code: (column.path[-1], column.en) for b in blocks for column in b.columns}
    return {row.code: (row.path[-1], row.en) for b in blocks for row in b.rows} | columns


def heading(column: str, language: str) -> str:
    """Return the name of a column, the column itself if nobody named it.

    >>> heading("natural_person", "zh"), heading("sort_key", "zh")
    ('自然人', 'sort_key')
    """
    if f"column.{column}" in words():
        return Words(language).code("column", column)
    pair = _printed().get(column)
    return pair[LANGUAGES.index(language)] if pair else column


def answer(column: str, value: object, language: str) -> object:
    """Return a value of a query's answer as read: codes in words, texts in one language."""
    if isinstance(value, Markup):  # what Datasette made of it: a link, or a blank
        return value
    if column in ("note", "rule_name"):
        return say(value, language)
    if column == "reason" and isinstance(value, str):
        return "; ".join(_reason(part, language) for part in value.split("; "))
    if isinstance(value, str) and f"{column}.{value}" in words():
        return Words(language).code(column, value)
    return value


def _reason(text: str, language: str) -> str:
    """Return `2022 blocked` with the state in words; any other text as it is."""
    year, _, status = text.rpartition(" ")
    is_state = f"status.{status}" in words() and (not year or year.isdecimal())
    return f"{year} {Words(language).code('status', status)}".strip() if is_state else text


def renamed(link: object, text: object) -> object:
    """Return a link with another text; the text alone for what is no link.

    >>> str(renamed(Markup('<a href="/x">1</a>'), "a<b"))
    '<a href="/x">a&lt;b</a>'
    """
    address = re.match(r'<a href="([^"]*)">', link) if isinstance(link, Markup) else None
    if address is None:
        return text
    return Markup('<a href="{}">{}</a>').format(Markup(address[1]), text)  # noqa: S704 - escaped


def is_number(value: object) -> bool:
    """Tell whether a shown value is a number, to be set to the right.

    >>> is_number("-12.5"), is_number("2021-01-31"), is_number("R3.1")
    (True, False, False)
    """
    return re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is not None
