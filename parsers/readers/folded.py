"""Pages folded into pages: the article as a string of a script, in a textarea, in a JSON answer.

Some portals send an empty frame, and a script puts the article in: `_CONFIG = {DETAIL: {content:
"<table…"}}`. Nothing is run here. Strings are cut out as JSON and JavaScript write them, and the
one with the most cells is the article: a table decides, for scripts are full of other markup.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# The smallest table of an official form has 39 cells: a page that shows one itself hides none.
SMALLEST = 30
_DEEPEST = 3  # strings within strings: JSON in JSON
_MOST_STRINGS = 100_000
_LONGEST_TAG = 1000  # characters
_SHORT = 300  # characters: no title or date is longer

_DATA = re.compile(r"\s*(?:[\w$.]{1,80}\s*\(\s*)?[\[{]\s*[\[{\"']")
# Case is ignored inside only: a literal beginning makes a search ten times faster.
_HOLDER = re.compile(r"<((?i:script|textarea))\b")
_ENDS = {name: re.compile(rf"</(?i:{name})\b") for name in ("script", "textarea")}
_TEMPLATE = re.compile(r"""type\s*=\s*["']?(?:text/(?:html|template|x-)|x-tmpl)""", re.IGNORECASE)
_TOKEN = re.compile(r"""["'`]|//|/\*""")
_STRINGS = {
    quote: re.compile(rf"{quote}((?:[^{quote}\\]++|\\.)*+){quote}", re.DOTALL) for quote in "\"'`"
}
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}
_KEY = re.compile(r"""([\w$-]{1,40})["']?\s*:\s*$""")
_TABLE = re.compile(r"<(?i:table)\b")
_ESCAPED_TABLE = re.compile(r"&lt;(?i:table)\b")
_CELL = re.compile(r"<(?i:t[dh])\b")
# What such data calls the article's title, publisher and date, and what pages call it.
_ABOUT = {
    **dict.fromkeys(("title", "articletitle", "doctitle"), "meta:ArticleTitle"),
    **dict.fromkeys(("publisher", "source", "contentsource"), "meta:ContentSource"),
    **dict.fromkeys(("pubdate", "publishtime", "publish_time"), "meta:PubDate"),
    **dict.fromkeys(("display_publish_time", "publishedtimestr"), "meta:PubDate"),
}


class Folded(NamedTuple):
    """An article: where it stands (`script[2]`, `textarea[1]`, `data`), and what is said of it."""

    place: str
    html: str
    about: tuple[tuple[str, str], ...] = ()


def is_data(text: str) -> bool:
    """Say whether a text is JSON, or JSON in a call: there is no page around what it holds.

    >>> is_data('{"data": {"html": ""}}'), is_data("cb([{a: 1"), is_data("<p>{")
    (True, True, False)
    """
    return _DATA.match(text) is not None


def folded_page(text: str) -> Folded | None:
    """Return the article that is folded into a page or into data, None where there is none."""
    found = [_of_strings("data", text)] if is_data(text) else list(_of_elements(text))
    best = max(filter(None, found), key=lambda each: _n_cells(each.html), default=None)
    return best if best is not None and _n_cells(best.html) >= SMALLEST else None


def _n_cells(html: str) -> int:
    return sum(1 for _ in _CELL.finditer(html))


def _of_elements(text: str) -> Iterator[Folded | None]:
    counts = {"script": 0, "textarea": 0}
    at = 0
    while (tag := _HOLDER.search(text, at)) is not None:
        name = tag[1].lower()
        counts[name] += 1
        begin = text.find(">", tag.end(), tag.end() + _LONGEST_TAG) + 1
        at = begin or tag.end()
        if not begin:
            continue
        end = _ENDS[name].search(text, begin)
        content = text[begin : end.start() if end else len(text)]
        at = begin + len(content)
        place = f"{name}[{counts[name]}]"
        if name == "textarea" or _TEMPLATE.search(text, tag.end(), begin):
            yield _article(place, content)
        elif "table" in content or "TABLE" in content:
            yield _of_strings(place, content)


def _article(place: str, html: str) -> Folded | None:
    if not _TABLE.search(html) and _ESCAPED_TABLE.search(html):
        html = unescape(html)
    return Folded(place, html) if _TABLE.search(html) else None


def _of_strings(place: str, text: str, depth: int = 0) -> Folded | None:
    """Return the string with the most cells, with the title and date that stand nearest to it."""
    best: Folded | None = None
    said: dict[str, str] = {}  # the last of each before the article, the first after it
    for key, string in _strings(text):
        name = _ABOUT.get(key.lower())
        if name and 0 < len(string) <= _SHORT and "<" not in string:
            said = {name: string, **said} if best and name in said else {**said, name: string}
        if len(string) <= _SHORT:
            continue
        is_inner = depth < _DEEPEST and is_data(string)
        found = _of_strings(place, string, depth + 1) if is_inner else _article(place, string)
        if found and (best is None or _n_cells(found.html) > _n_cells(best.html)):
            best, said = found, said | dict(found.about)
    return None if best is None else best._replace(about=tuple(sorted(said.items())))


def _strings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the strings of JSON or a script with the key before each; what never ends is none."""
    at = n_strings = 0
    while n_strings < _MOST_STRINGS and (token := _TOKEN.search(text, at)) is not None:
        mark, start = token[0], token.start()
        if mark in _STRINGS:
            found = _STRINGS[mark].match(text, start)
            if found is None:
                return
            key = _KEY.search(text[max(start - 60, 0) : start])
            yield (key[1] if key else ""), _unescaped(found[1])
            at, n_strings = found.end(), n_strings + 1
        else:
            end = text.find("\n" if mark == "//" else "*/", start)
            if end < 0:
                return
            at = end + 1


def _unescaped(string: str) -> str:
    r"""Return what a string literal stands for.

    >>> _unescaped(r"\u003ctd\x3e1\/2\n\"")
    '<td>1/2\n"'
    """
    if "\\" not in string:
        return string
    plain = _ESCAPE.sub(_character, string)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"
    return "" if match[4] else _ESCAPED.get(match[5], match[5])
