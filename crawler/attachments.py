"""What a page only points to: linked files, framed ones, and what its viewers and scripts open.

Free of Scrapy. A page that shows a large table has its report itself: then only what it links or
frames as a document is an attachment, and its scripts are not searched.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from parsel import Selector

from crawler.listing import Candidate, absolute, title_of

_KINDS = "pdf|docx?|wps|xlsx?|et|odt|rtf"
ATTACHED = re.compile(rf"[^/\\.]\.(?:{_KINDS})$", re.IGNORECASE)
# One of these stands in every page that points to a document. As one pattern that ignores case
# it would take ten times as long.
_NAMED = re.compile(
    r"\.(?:[pP][dD][fF]|[dD][oO][cC]|[wW][pP][sS]|[xX][lL][sS]|[eE][tT]\b|[oO][dD][tT]|[rR][tT][fF])"
)
_SCRIPT = "/download.jsp"
# Visual SiteBuilder names no file in the address: /system/_content/download.jsp?…&wbfileid=78.
_DOWNLOAD = re.compile(r"/_content/download\.jsp$")
_FRAMED = "a[href], iframe[src], frame[src], embed[src], object[data], [data-src], [data-pdf]"
_ATTRIBUTES = ("href", "src", "data", "data-src", "data-pdf")
_FRAMES = "iframe[src], frame[src]"
_FRAME = re.compile(r"<i?frame\b", re.IGNORECASE)
_FRAME_WORDS = ("rame", "RAME")  # looking for them first takes half of the pattern's time
# A string of a script or a handler: window.open('a.pdf'), {"url": "http:\/\/a.cn\/b.pdf"}.
# In HTML that a string holds the marks are escaped: "<a href=\"/f/c.pdf\">".
_STRING = re.compile(
    rf"""["']((?:[^"'<>\s\\]|\\/){{1,500}}?\.(?:{_KINDS})(?:\?[^"'<>\s\\]{{0,300}})?)\\?["']""",
    re.IGNORECASE,
)
# {"name": "年报.pdf", "url": "/f/d.pdf"}: what a key calls a name is no address.
_NAME = re.compile(r"(?:name|title)['\"]?\s*[:=]\s*$", re.IGNORECASE)
_VIEWER = re.compile(r"(?:\.s?html?|/|viewer\w*)$", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_LARGE = 30  # cells: the smallest table of a form has 39
_MOST_FRAMES = 3  # of one page: statistics and maps stand in frames too


def attachments(text: str, url: str) -> list[Candidate]:
    """Return the documents a page points to, each once, in the order they stand."""
    if not _NAMED.search(text) and _SCRIPT not in text:
        return []
    found: dict[str, Candidate] = {}
    for each in _documents(Selector(text=text, type="html"), url):
        found.setdefault(each.url, each)
    if is_shell(text):
        for match in _STRING.finditer(text):
            if "/" not in match[1] and _NAME.search(
                text, max(0, match.start() - 40), match.start()
            ):
                continue
            target = _document(absolute(url, unescape(match[1]).replace("\\/", "/")))
            if _is_address(target) and is_document(target):
                found.setdefault(target, Candidate(target, ""))
    return list(found.values())


def framed_pages(text: str, url: str) -> list[Candidate]:
    """Return the pages that a page without a large table frames, on its own host only."""
    if not _has_frame(text) or not is_shell(text):
        return []
    targets = (
        absolute(url, f.attrib["src"].strip())
        for f in Selector(text=text, type="html").css(_FRAMES)
    )
    host = urlsplit(url).netloc
    own = (each for each in targets if _is_address(each) and urlsplit(each).netloc == host)
    pages = dict.fromkeys(each for each in own if not is_document(each) and each != url)
    return [Candidate(each, "") for each in pages][:_MOST_FRAMES]


def _has_frame(text: str) -> bool:
    return any(word in text for word in _FRAME_WORDS) and bool(_FRAME.search(text))


def is_shell(text: str) -> bool:
    """Say whether a page shows no table as large as a form's."""
    return sum(1 for _ in _CELL.finditer(text)) < _LARGE


def _documents(page: Selector, url: str) -> Iterator[Candidate]:
    for element in page.css(_FRAMED):
        href = next((element.attrib[a] for a in _ATTRIBUTES if a in element.attrib), "")
        target, title = _document(absolute(url, href.strip())), title_of(element.root)
        if _is_address(target) and (is_document(target) or ATTACHED.search(title)):
            yield Candidate(target, title)


def _is_address(url: str) -> bool:
    return bool(url) and url.split(":")[0].lower() in ("http", "https", url.lower())


def is_document(url: str) -> bool:
    """Whether an address names a document by its path or in a parameter (`?filename=a.pdf`)."""
    parts = urlsplit(url)
    if _DOWNLOAD.search(parts.path):
        return True
    names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    return any(ATTACHED.search(name) for name in names)


def _document(url: str) -> str:
    """Return the document's own address where a viewer's page shows it: `viewer.html?file=a.pdf`.

    >>> _document("http://a.cn/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf")
    'http://a.cn/files/a.pdf'
    >>> _document("http://a.cn/downfile.jsp?filename=a.pdf")
    'http://a.cn/downfile.jsp?filename=a.pdf'
    """
    try:
        parts = urlsplit(url)
        if not _VIEWER.search(parts.path):
            return url
        named = (
            value for _, value in parse_qsl(parts.query) if ATTACHED.search(urlsplit(value).path)
        )
        return next((urldefrag(urljoin(url, value))[0] for value in named), url)
    except ValueError:  # such as http://[broken
        return ""
