"""Archived originals made into harmless HTML, in a process that can be lost.

An original may be made to take a viewer's time and memory: a picture of a billion points in a PDF,
a form that draws itself, a tag of a hundred thousand attributes. That costs this worker and the one
answer, never the server.
"""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.bounded import Aside, Limits
from archive.pages.language import Words
from archive.pages.original_html import marked_html
from archive.pages.original_paged import marked_page
from archive.pages.original_text import marked_blocks, marked_text
from parsers.mhtml import unpacked
from parsers.model import Document, Medium
from parsers.readers.doc import PREFIX

LARGEST_SHOWN = 40_000_000  # bytes; larger originals can be downloaded
LIMITS = Limits(cpu=5, clock=15)
_BODY = "select medium, coalesce(converted, body) from original where sha256 = ? and size <= ?"


class Wanted(NamedTuple):
    """An original by its name, the place to mark in it, the page to show if it has pages."""

    evidence: Path
    sha256: str
    source: str
    page: str
    language: str


def show(wanted: Wanted) -> str:
    """Return an original as safe HTML with `id="cell"` on the place; "" if it is too large."""
    uri = f"{wanted.evidence.absolute().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as conn:
        row = conn.execute(_BODY, (wanted.sha256, LARGEST_SHOWN)).fetchone()
    return _body(row[0], zlib.decompress(row[1]), wanted) if row else ""


def _body(medium: str, body: bytes, wanted: Wanted) -> str:
    if medium == Medium.HTML:
        return marked_html(body, wanted.source)
    if medium == Medium.MHTML:
        return marked_html(unpacked(Document(body)).body, wanted.source)
    if medium in (Medium.PDF, Medium.SCAN):
        words = Words(wanted.language)
        return marked_page(body, wanted.sha256, wanted.source, wanted.page, words)
    if medium == Medium.DOC:
        return marked_blocks(body, wanted.source.removeprefix(PREFIX))
    if medium in (Medium.DOCX, Medium.ODT, Medium.XLSX, Medium.XLS):
        return marked_blocks(body, wanted.source)
    return marked_text(body, wanted.source)


viewer = Aside(show, LIMITS)
