"""Pages that a browser saved with their pictures in one file (MHTML), as captures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from crawler.foreign import Capture, ImportRefused
from crawler.pages import is_binary
from crawler.saved import MOST_BESIDE, NOWHERE, UNDATED, refuse_shell, text_of
from parsers.errors import UnreadableDocument
from parsers.mhtml import is_mhtml, pages_apart, saved_on, saved_pages

SUFFIXES = (".mht", ".mhtml")
SINCE = date(1999, 1, 1)  # MHTML was new; what claims to be older has a wrong clock


def saved_captures(path: Path, body: bytes, day: str, url: str) -> Iterator[Capture]:
    """Yield an MHTML file as it is, then the pages it frames, under their own addresses.

    *day* and *url* are what a person says of it, "" leaves it to the file. Raises `ImportRefused`.
    """
    if not is_mhtml(body):
        raise ImportRefused(f"{path}: no MHTML file in spite of its name; save the page again")
    try:
        pages = saved_pages(body)
    except UnreadableDocument as error:
        raise ImportRefused(f"{path}: {error}") from error
    day, url = day or _day_of(body), url or pages[0].url
    if not day or not url:
        raise ImportRefused(f"{path}: {NOWHERE if day else UNDATED}")
    refuse_shell(path, url, text_of(pages[0].body))
    moment = f"{day}T00:00:00Z"
    yield Capture(url, moment, "", (), "multipart/related", body)
    for page in islice(pages_apart(pages), MOST_BESIDE):
        yield Capture(page.url, moment, "", (), "text/html", page.body)


def kept_text(body: bytes) -> str:
    """Return the text of a document as it is kept: of an MHTML file its page's, "" of binary."""
    if is_binary(body):
        return ""
    try:
        return text_of(saved_pages(body)[0].body if is_mhtml(body) else body)
    except UnreadableDocument:
        return ""


def _day_of(body: bytes) -> str:
    """Return the day an MHTML file says it was saved, "" where that cannot be."""
    day = saved_on(body)
    return day.isoformat() if day and SINCE <= day <= datetime.now(UTC).date() else ""
