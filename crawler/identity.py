"""Whether a page is the one its link promised: the same year, the same body."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from parsers.bodies import same_body, take_apart
from parsers.titles import parse_title, years_printed

TITLE = re.compile(r"<title\b[^>]*>([^<]{1,300})", re.IGNORECASE)
HEADING = re.compile(r"<h1\b[^>]*>(.{1,600}?)</h1", re.IGNORECASE | re.DOTALL)
ARTICLE = re.compile(
    r"<meta\b(?=[^>]*\bname\s*=\s*[\"']?ArticleTitle\b)[^>]*\bcontent\s*=\s*[\"']([^\"'>]{1,300})",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*>")
# Where no title names a year: the period the numbers are of, or the sentence that names the report.
STATED = re.compile(
    r"统计期限[^。]{0,20}?(20\d\d)年1月1日"
    r"|(20\d\d)年度?[^。，,；;\d]{0,30}信息公开(?:工作)?年度报告[^。！？]{0,80}[。！？]"
)
BEFORE = 400  # characters of text before it in which the promised year may stand after all


def mismatch(link: str, text: str, visible: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    """Return (wrong_year or wrong_body, what was promised and what came), ("", "") if neither.

    *link* is the title on the list, *text* the page's source, *visible* what it shows, *aliases*
    names as the site prints them by the full ones. Only what all titles of the page say alike
    counts; one that names nothing says nothing.
    """
    printed = []
    for title in _titles(text):
        if link and link in title:  # nearly always, and nearly always in the first
            return "", ""
        printed.append(title)
    promised = parse_title(link)
    if not promised.accepted:
        return "", ""
    titles = [each for each in map(parse_title, printed) if each.accepted]
    if promised.year:
        years = {each.year for each in titles if each.year} or _stated(promised.year, visible)
        if years and promised.year not in years:
            came = "、".join(map(str, sorted(years)))
            return "wrong_year", f"the link names {promised.year}, the page {came}"
    names = [each.agency for each in titles if each.agency]
    if promised.agency and names:
        asked = aliases.get(promised.agency, promised.agency)
        if all(_is_another(asked, aliases.get(name, name)) for name in names):
            return "wrong_body", f"the link names {promised.agency}, the page {names[0]}"
    return "", ""


def _titles(text: str) -> Iterator[str]:
    """Yield the titles of a page as printed, those that are quick to find first."""
    for pattern in (TITLE, HEADING, ARTICLE):
        found = pattern.search(text)
        if found:
            yield unescape(TAG.sub("", found[1]))


def _stated(promised: int, visible: str) -> set[int]:
    """Return the year the text says it is on, none where it speaks of the promised one before."""
    found = STATED.search(visible)
    if found is None or promised in years_printed(visible[: found.start()][-BEFORE:]):
        return set()
    return {int(found[1] or found[2])}


def _is_another(asked: str, name: str) -> bool:
    """Whether two names cannot be one body's: other places, or other functions."""
    if same_body(asked, name):
        return False
    one, other = take_apart(asked), take_apart(name)
    if one.place and other.place and one.place not in other.place and other.place not in one.place:
        return True
    return bool(one.kind and other.kind) and one.kind != other.kind and one.rest not in name
