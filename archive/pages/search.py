"""Chinese full text: what a reader types made into an FTS5 query, and excerpts with marks.

The index holds every Han character as a word (see `archive.hanzi`), so a word of the query is a
phrase of characters. Nothing a reader can type is an FTS5 syntax error.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import escape

from archive.hanzi import segment

LONGEST_QUERY = 200
LONGEST_TEXT = 300_000
EXCERPT = 140
LEAD = 30
NOTHING = '""'  # an empty phrase: matches no row, and is no error

_TERMS = re.compile(r'"([^"]*)"|([^\s"]+)')
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]")
_LATIN = "0-9a-zà-ɏ"


def terms(query: str) -> list[str]:
    """Return the words of a query, folded; quotation marks keep blanks together.

    >>> terms("２０２４年 “民政 局” AND*")
    ['2024年', '民政 局', 'AND*']
    """
    folded = unicodedata.normalize("NFKC", _UNPRINTED.sub(" ", query[:LONGEST_QUERY]))
    folded = folded.translate({ord(mark): '"' for mark in "“”「」『』"})
    found = (quoted or bare for quoted, bare in _TERMS.findall(folded))
    return [term.strip() for term in found if _WORD.search(term)]


def match_query(query: str) -> str:
    """Return the FTS5 query that finds every word of *query*, in any order.

    >>> match_query('民政局 2024')
    '"民 政 局" "2024"'
    >>> match_query('") OR title:*')
    '"OR" "title:*"'
    """
    return " ".join(f'"{segment(term)}"' for term in terms(query)) or NOTHING


def zh_snippet(text: str | None, query: str | None) -> str:
    """Return an excerpt of *text* around the first hit as HTML: escaped, hits in `<mark>`.

    >>> str(zh_snippet("<b>慈溪市民政局</b>", "民政"))
    '&lt;b&gt;慈溪市<mark>民政</mark>局&lt;/b&gt;'
    """
    plain = re.sub(r"\s+", " ", (text or "")[:LONGEST_TEXT])
    spans = _hits(plain, query or "")
    start = max(0, spans[0][0] - LEAD) if spans else 0
    end = min(len(plain), start + EXCERPT)
    marked = "".join(_marked(plain, spans, start, end))
    return f"{'…' if start else ''}{marked}{'…' if end < len(plain) else ''}"


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[str]:
    at = start
    for left, right in spans:
        if left < at or left >= end:
            continue
        yield str(escape(text[at:left]))
        yield f"<mark>{escape(text[left : min(right, end)])}</mark>"
        at = min(right, end)
    yield str(escape(text[at:end]))


def _hits(text: str, query: str) -> list[tuple[int, int]]:
    """Return where the words of a query stand in *text*, in order."""
    patterns = [pattern for term in terms(query) if (pattern := _pattern(term))]
    if not patterns:
        return []
    folded, places = _folded(text)
    found = (match.span() for pattern in patterns for match in pattern.finditer(folded))
    return sorted((places[left], places[right - 1] + 1) for left, right in found)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return text as the index sees it, and for each of its characters the place in *text*."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts = [unicodedata.normalize("NFKC", char).lower() for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=256)
def _pattern(term: str) -> re.Pattern[str] | None:
    """Return what a phrase of the index matches: its words with only punctuation between."""
    words = [re.escape(word.lower()) for word in re.findall(r"[^\W_]+", segment(term))]
    if not words:
        return None
    body = r"[\W_]{0,8}".join(words)
    return re.compile(f"(?<![{_LATIN}]){body}(?![{_LATIN}])" if _is_latin(term) else body)


def _is_latin(term: str) -> bool:
    return re.fullmatch(f"[{_LATIN}\\W_]+", term.lower()) is not None
