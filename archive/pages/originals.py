"""Archived originals shown to readers: harmless, with the cell a figure was read from marked.

The raw bytes are only ever sent as a download; what is shown is rebuilt here from them.
"""

import asyncio
import zlib
from dataclasses import dataclass
from typing import Any

from archive.pages.framework import Datasette, NotFound, Request, Response, read_evidence
from archive.pages.language import Words, language_of
from archive.pages.original_html import marked_html
from archive.pages.original_paged import marked_pdf
from archive.pages.original_text import marked_blocks, marked_text
from parsers.model import Medium

LARGEST_SHOWN = 40_000_000  # bytes; larger originals can be downloaded
LONGEST_SOURCE = 500
# An original comes from another site: whatever got past the sanitiser may neither run nor load.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_SUFFIX = {Medium.HTML: "html", Medium.PDF: "pdf", Medium.DOCX: "docx", Medium.TEXT: "txt"}
_IMMUTABLE = "max-age=86400, immutable"


@dataclass(frozen=True, slots=True)
class Original:
    """An archived payload."""

    sha256: str
    medium: str
    media_type: str
    body: bytes


def stored_original(row: dict[str, Any]) -> Original:
    """Return an original from its row of `evidence.db`, whose body is compressed."""
    return Original(row["sha256"], row["medium"], row["media_type"], zlib.decompress(row["body"]))


async def _load(datasette: Datasette, request: Request) -> Original:
    sql = "select * from original where sha256 = ?"
    key = (request.url_vars["sha256"],)
    rows = await asyncio.to_thread(read_evidence, datasette, sql, key)
    if not rows:
        raise NotFound(Words(language_of(request))("error.no_original"))
    return await asyncio.to_thread(stored_original, rows[0])


async def download(datasette: Datasette, request: Request) -> Response:
    """Answer `/-/original/<sha256>/download`: the bytes as fetched, never to be run in a page."""
    original = await _load(datasette, request)
    suffix = _SUFFIX.get(Medium(original.medium), "bin") if original.medium else "bin"
    name = f"{original.sha256[:16]}.{suffix}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": POLICY,
        "Cache-Control": _IMMUTABLE,
    }
    return Response(original.body, headers=headers, content_type="application/octet-stream")


async def view(datasette: Datasette, request: Request) -> Response:
    """Answer `/-/original/<sha256>?cell=<source>`: the original, sanitised, the cell marked."""
    original = await _load(datasette, request)
    source = (request.args.get("cell") or "")[:LONGEST_SOURCE]
    language = language_of(request)
    page = request.args.get("page") or ""
    body = await asyncio.to_thread(_body, original, source, page, language)
    context = {"original": original, "body": body, "source": source}
    html = await datasette.render_template("original.html", context, request=request)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": _IMMUTABLE}
    return Response.html(html, headers=headers)


def _body(original: Original, source: str, page: str, language: str) -> str:
    """Return the original as safe HTML with `id="cell"` on the place of *source*."""
    if len(original.body) > LARGEST_SHOWN:
        return ""
    if original.medium == Medium.HTML:
        return marked_html(original.body, source)
    if original.medium == Medium.PDF:
        return marked_pdf(original.body, original.sha256, source, page, Words(language))
    if original.medium == Medium.DOCX:
        return marked_blocks(original.body, source)
    return marked_text(original.body, source)
