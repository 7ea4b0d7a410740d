"""The two languages of the pages: Chinese first, English one switch away.

All words stand in `words.toml`; texts of the metadata carry both languages as `中文 / English`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from crawler.reasons import reason_of

if TYPE_CHECKING:
    from archive.pages.framework import Request  # Datasette, which a viewer of originals can spare

LANGUAGES = ("zh", "en")
PARAMETER = "_lang"  # begins with "_": Datasette takes every other name for a column
COOKIE = "lang"
SEPARATOR = " / "


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Return every text of the pages by its dotted name, in both languages."""
    text = files("archive.pages").joinpath("words.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{name}": (pair[0], pair[1])
        for section, entries in tomllib.loads(text).items()
        for name, pair in entries.items()
    }


def say(text: object, language: str) -> str:
    """Return one language of a text written `中文 / English`; other texts as they are.

    >>> say("不予公开率 / Denial rate", "en"), say("不予公开率 / Denial rate", "zh")
    ('Denial rate', '不予公开率')
    >>> say("年报", "en")
    '年报'
    """
    chinese, separator, english = str(text or "").partition(SEPARATOR)
    return english if separator and language == "en" else chinese


def say_all(value: object, language: str) -> object:
    """Return a nested value with every text in one language (chart definitions)."""
    if isinstance(value, dict):
        return {key: say_all(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [say_all(item, language) for item in value]
    return say(value, language) if isinstance(value, str) else value


class Words:
    """The texts of one language; called with a name and what stands in its braces."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._side = LANGUAGES.index(language)

    def __call__(self, name: str, **values: object) -> str:
        """Return a text by name. Raises KeyError for a name that is not in `words.toml`."""
        return words()[name][self._side].format(**values)

    def code(self, section: str, code: object) -> str:
        """Return the word for a code of the database, the code itself if there is none yet."""
        pair = words().get(f"{section}.{code}")
        return pair[self._side] if pair else str(code if code is not None else "")

    def reason(self, text: str) -> str:
        """Return why a document is not there in words: a fetch's reason in its own, others as is.

        >>> Words("en").reason("http_404"), Words("zh").reason("没有读到一个数字")
        ('HTTP error (http_404)', '没有读到一个数字')
        """
        known = reason_of(text)
        return f"{(known.zh, known.en)[self._side]} ({text})" if known else text


def language_of(request: "Request | None") -> str:
    """Return the language of a request: its address, else the reader's choice, else Chinese."""
    if request is None:
        return LANGUAGES[0]
    for choice in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
        if choice in LANGUAGES:
            return str(choice)
    return LANGUAGES[0]


def switch_address(request: "Request | None", language: str) -> str:
    """Return the address of the same page in another language."""
    if request is None:
        return f"/?{PARAMETER}={language}"
    kept = [
        pair
        for pair in parse_qsl(request.query_string, keep_blank_values=True)
        if pair[0] != PARAMETER
    ]
    return f"{request.path}?{urlencode([*kept, (PARAMETER, language)])}"
