"""MHTML, the single file (.mht, .mhtml) in which a browser or Word saves a page with its pictures.

Only the pages in it are of interest; their bytes are what the browser put there, their transfer
encoding undone. Hostile files are bounded before the library reads them: its time grows with lines
times nested boundaries, and with the square of a header's length.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from parsers.errors import UnreadableDocument
from parsers.model import Document

MAX_LINES = 1_000_000  # a page with its pictures has some 100,000
MAX_NESTED = 8  # parts made of parts; browsers write one, mail programs three
MAX_HEADER = 4_096  # bytes of a Content-Type
MAX_PARTS = 5_000
_HEAD = 16_384
_LONGEST_URL = 2_000
_KINDS = ("multipart/related", "multipart/mixed", "multipart/alternative", "text/html")
_BEFORE = b"\xef\xbb\xbf \t\r\n"  # what may stand before the first header
_FIRST = re.compile(rb"[A-Za-z][A-Za-z-]{1,40}:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LINE = rb"[^\r\n]*+(?:\r\n?|\n)?"  # the library takes all three ends of lines
_TYPE = re.compile(rb"(?:^|\r)content-type:" + _LINE + rb"(?:[ \t]" + _LINE + rb")*", re.I | re.M)


class SavedPage(NamedTuple):
    """A page in the file: where it came from ("" where that is no web address), and its bytes."""

    url: str
    body: bytes


def is_mhtml(body: bytes) -> bool:
    """Say whether bytes are a page in the form of a mail: its headers come first."""
    if not _FIRST.match(body[:_HEAD].lstrip(_BEFORE)):
        return False
    said = _headers(body)
    return "mime-version" in said and said.get_content_type() in _KINDS


def saved_pages(body: bytes) -> tuple[SavedPage, ...]:
    """Return the pages of an MHTML file, the one that was saved first, then those it frames.

    Raises UnreadableDocument where there is none, or the file is built to take time.
    """
    message = _message(body)
    try:
        parts = [part for part, _ in zip(message.walk(), range(MAX_PARTS), strict=False)]
        found = list(filter(None, map(_page, parts)))
    except RecursionError as error:
        raise UnreadableDocument("an MHTML file nested without end, no saved page") from error
    if not found:
        raise UnreadableDocument("an MHTML file without a page in it: save the page again")
    main = _url(message, "Snapshot-Content-Location")
    found.sort(key=lambda page: not main or page.url != main)  # stable: else the first is it
    first = found[0]
    return (first._replace(url=first.url or main), *found[1:])


def saved_on(body: bytes) -> date | None:
    """Return the day an MHTML file says it was saved, None where it says none."""
    try:
        return parsedate_to_datetime(str(_headers(body)["Date"])).date()
    except (ValueError, OverflowError):
        return None


def unpacked(document: Document) -> Document:
    """Return the page of an MHTML file as a document; any other document as it is.

    Raises UnreadableDocument as `saved_pages` does.
    """
    if not is_mhtml(document.body):
        return document
    page = saved_pages(document.body)[0]
    return replace(document, body=page.body, url=document.url or page.url)


def _headers(body: bytes) -> Message:
    """Return a file's own headers, those at its beginning."""
    head = body[:_HEAD].lstrip(_BEFORE)
    return BytesHeaderParser().parsebytes(_BLANK_LINE.split(head, 1)[0])


def _message(body: bytes) -> Message:
    lines = body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n")
    types = [found[0].lower() for found in _TYPE.finditer(body)]
    if lines > MAX_LINES or sum(b"multipart/" in each for each in types) > MAX_NESTED:
        raise UnreadableDocument("an MHTML file of too many lines or parts within parts")
    if any(len(each) > MAX_HEADER for each in types):
        raise UnreadableDocument("an MHTML file with an endless header, no saved page")
    try:
        return message_from_bytes(body.lstrip(_BEFORE))
    except RecursionError as error:
        raise UnreadableDocument("an MHTML file nested without end, no saved page") from error


def _page(part: Message) -> SavedPage | None:
    if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
        return None
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes) or not body.strip():
        return None
    return SavedPage(_url(part, "Content-Location"), body)


def _url(part: Message, header: str) -> str:
    """Return the web address a header names; Word writes its own folder, frames a bare id."""
    url = "".join(str(part[header] or "").split())
    is_address = url.startswith(("http://", "https://")) and len(url) <= _LONGEST_URL
    return url if is_address else ""


def pages_apart(pages: tuple[SavedPage, ...]) -> Iterator[SavedPage]:
    """Yield the framed pages that have an address of their own."""
    known = {pages[0].url}
    for page in pages[1:]:
        if page.url and page.url not in known:
            known.add(page.url)
            yield page
