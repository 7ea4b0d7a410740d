"""WARC 1.1 files, gzip by record: written so that a crash tears at most the last record.

A file is `*.warc.gz.open` while it is written; it is fsynced and renamed when closed. The row of
the fetch index rides in its record's header, so the index can be rebuilt from the files alone.
"""

import base64
import hashlib
import io
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from isal import isal_zlib
from warcio.statusandheaders import (  # type: ignore[import-untyped] # has no types
    StatusAndHeaders,
)
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped] # has no types

from crawler.index import COLUMNS, Fetch, values_of
from crawler.records import OPEN, ROW

Headers = Sequence[tuple[str, str]]
LEVEL = 2  # gzip: a third of zlib's time, of a PDF a fortieth, for some 2 % more bytes
GZIP = 31  # window bits that ask for gzip's header and checksum
INFO = {
    "software": "nianbao (warcio)",
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "robots": "obey",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they went over the wire (the body still content-encoded).

    `status` is "" for a file that somebody saved: then there is no answer, only its body. `of` is
    the id of the record that the body is another form of: a page as its script has drawn it.
    """

    url: str
    method: str
    asked: Headers
    sent: bytes
    status: str
    answered: Headers
    body: bytes
    address: str = ""
    of: str = ""


def payload_digest(body: bytes) -> str:
    """Return the WARC-Payload-Digest of a body as it was sent."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class AsSent(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """The first line and the headers of a message, written as they came: bytes read as Latin-1.

    By itself warcio writes what is not ASCII in another form.
    """

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Make the bytes that the record's writer takes over."""
        try:
            self.headers_buff = self.to_bytes(header_filter, "latin-1")
        except UnicodeEncodeError:  # from a file of others, read as UTF-8
            self.headers_buff = self.to_bytes(header_filter, "utf-8")


class WarcFiles:
    """The folder's current WARC file: append, make durable, close; a new one where it gets big."""

    def __init__(self, folder: Path, most: int, info: Mapping[str, str]) -> None:
        self.folder = folder
        self.most = most
        self.info = {**INFO, **info}
        self.file: BinaryIO | None = None
        self.name = ""
        self.size = 0
        self.buffer = io.BytesIO()
        self.writer = WARCWriter(self.buffer, gzip=False, warc_version="1.1")

    def append(
        self, row: Fetch, digest: str, exchange: Exchange, original: Fetch | None
    ) -> dict[str, Any]:
        """Append the exchange and return what *row* lacks; a revisit where *original* is.

        *digest* is the body's. The bytes are with the operating system when this returns, on the
        disk after `sync`.
        """
        if self.file is None or self.size >= self.most:
            self.close()
            self._open()
        offset = self.size
        answer = self._packed(self._answer(row, digest, exchange, original))
        # A GET is told whole by its address; what else was sent is in the info record.
        request = self._packed(self._request(row, exchange)) if exchange.method != "GET" else b""
        self._write(answer + request)
        placed = {"warc": self.name, "offset": offset, "length": len(answer)}
        return {"digest": digest, "record": _kind(exchange, original), **placed}

    def sync(self) -> None:
        """Return when every appended byte is on the disk."""
        if self.file is not None:
            os.fsync(self.file.fileno())

    def close(self) -> None:
        """Close the current file under its final name."""
        if self.file is None:
            return
        self.sync()
        self.file.close()
        self.file = None
        finish(self.folder / (self.name + OPEN))

    def _open(self) -> None:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        self.name = f"nianbao-{moment}-{secrets.token_hex(3)}.warc.gz"
        self.file = (self.folder / (self.name + OPEN)).open("xb", buffering=0)
        self.size = 0
        self._write(self._packed(self.writer.create_warcinfo_record(self.name, self.info)))

    def _write(self, data: bytes) -> None:
        assert self.file is not None
        view = memoryview(data)
        try:
            while view:  # a raw file may take less than it is given
                view = view[self.file.write(view) :]
        except OSError:  # a full disk: leave no half record for the next one to follow
            self.file.truncate(self.size)
            raise
        self.size += len(data)

    def _packed(self, record: object) -> bytes:
        """Return a record as a gzip member of its own."""
        try:
            self.writer.write_record(record)
            packed: bytes = isal_zlib.compress(self.buffer.getvalue(), LEVEL, GZIP)
            return packed
        finally:  # at once: the largest page would stay in memory for as long as others wait
            self.buffer.seek(0)
            self.buffer.truncate()

    def _answer(
        self, row: Fetch, digest: str, exchange: Exchange, original: Fetch | None
    ) -> object:
        """Return the record of an answer, or of what stands for one."""
        kind = _kind(exchange, original)
        named = {ROW: _row_json(row, digest=digest, record=kind), "WARC-Date": row.fetched_at}
        if exchange.address:
            named["WARC-IP-Address"] = exchange.address
        if exchange.of:
            named["WARC-Refers-To"] = exchange.of
        answered = exchange.status and AsSent(exchange.status, list(exchange.answered), "HTTP/1.1")
        if original:
            return self.writer.create_revisit_record(
                exchange.url,
                digest,
                original.final_url,
                original.fetched_at,
                http_headers=answered,
                warc_headers_dict=named,
            )
        return self.writer.create_warc_record(
            exchange.url,
            kind,
            payload=io.BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=answered or None,
            warc_content_type="" if answered else row.content_type,
            warc_headers_dict={**named, "WARC-Payload-Digest": digest},
        )

    def _request(self, row: Fetch, exchange: Exchange) -> object:
        path = "/" + exchange.url.partition("://")[2].partition("/")[2]
        line = AsSent(f"{path} HTTP/1.1", list(exchange.asked), exchange.method)
        return self.writer.create_warc_record(
            exchange.url,
            "request",
            payload=io.BytesIO(exchange.sent),
            length=len(exchange.sent),
            http_headers=line,
            warc_headers_dict={"WARC-Date": row.fetched_at},
        )


def _kind(exchange: Exchange, original: Fetch | None) -> str:
    """Return the type of an exchange's record; a file saved by hand came in no answer we know.

    What a script has drawn is a `conversion` by WARC 1.1: another form of a record's content that
    the archive has made. A `resource` would pass for what was retrieved, and replay in its place.
    """
    if not exchange.status:
        return "conversion" if exchange.of else "resource"
    return "revisit" if original else "response"


def finish(path: Path) -> Path:
    """Give a closed `.open` file its final name, durably, and return it."""
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return final


def _row_json(row: Fetch, **kept: str) -> str:
    pairs = dict(zip(COLUMNS, values_of(row), strict=True)) | kept
    return json.dumps({name: value for name, value in pairs.items() if value and name != "id"})
