"""Archived originals shown to readers: harmless, with the cell a figure was read from marked.

The raw bytes are only ever sent as a download; what is shown is rebuilt from them elsewhere.
"""

import asyncio
import zlib
from collections.abc import Collection
from typing import Any

from archive.bounded import Lost
from archive.pages.framework import (
    EVIDENCE,
    Datasette,
    NotFound,
    Request,
    Response,
    database_file,
    read_evidence,
)
from archive.pages.language import Words, language_of
from archive.pages.showing import Wanted, viewer
from parsers.model import Medium

LONGEST_SOURCE = 500
# An original comes from another site: whatever got past the sanitiser may neither run nor load.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_SUFFIX = {medium: medium.value for medium in Medium} | {Medium.TEXT: "txt", Medium.SCAN: "bin"}
_IMMUTABLE = "max-age=86400, immutable"


async def kept_originals(
    datasette: Datasette, hashes: Collection[str | None]
) -> dict[str | None, str]:
    """Return the addresses of those originals that are archived, by sha256."""
    sql = f"select sha256 from original where sha256 in ({', '.join('?' * len(hashes))})"  # noqa: S608 - only question marks
    rows = await asyncio.to_thread(read_evidence, datasette, sql, tuple(hashes))
    return {row["sha256"]: f"/-/original/{row['sha256']}" for row in rows}


async def _row(datasette: Datasette, request: Request, columns: str) -> dict[str, Any]:
    sql = f"select {columns} from original where sha256 = ?"  # noqa: S608 - our own names only
    key = (request.url_vars["sha256"],)
    rows = await asyncio.to_thread(read_evidence, datasette, sql, key)
    if not rows:
        raise NotFound(Words(language_of(request))("error.no_original"))
    return rows[0]


async def download(datasette: Datasette, request: Request) -> Response:
    """Answer `/-/original/<sha256>/download`: the bytes as fetched, never to be run in a page."""
    original = await _row(datasette, request, "sha256, medium, body")
    suffix = _SUFFIX[Medium(original["medium"])] if original["medium"] else "bin"
    headers = {
        "Content-Disposition": f'attachment; filename="{original["sha256"][:16]}.{suffix}"',
        "Content-Security-Policy": POLICY,
        "Cache-Control": _IMMUTABLE,
    }
    body = await asyncio.to_thread(zlib.decompress, original["body"])
    return Response(body, headers=headers, content_type="application/octet-stream")


async def view(datasette: Datasette, request: Request) -> Response:
    """Answer `/-/original/<sha256>?cell=<source>`: the original, sanitised, the cell marked."""
    original = await _row(datasette, request, "sha256, medium")
    source = (request.args.get("cell") or "")[:LONGEST_SOURCE]
    place = (source, request.args.get("page") or "", language_of(request))
    evidence = database_file(datasette, EVIDENCE)
    assert evidence is not None  # it has just been read
    body = await asyncio.to_thread(viewer.ask, Wanted(evidence, original["sha256"], *place))
    context = {"original": original, "body": "" if isinstance(body, Lost) else body}
    html = await datasette.render_template("original.html", context, request=request)
    kept = "no-store" if isinstance(body, Lost) else _IMMUTABLE
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": kept}
    return Response.html(html, headers=headers)
