"""WARC 1.1 files, gzip by record: written so that a crash tears at most the last record.

A file is `*.warc.gz.open` while it is written; it is fsynced and renamed when closed. The row of
the fetch index rides in its record's header, so the index can be rebuilt from the files alone.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from isal import isal_zlib

from crawler.index import COLUMNS, Fetch, values_of
from crawler.records import OPEN, ROW

Headers = Sequence[tuple[str, str]]
LEVEL = 2  # gzip: a third of zlib's time, of a PDF a fortieth, for some 2 % more bytes
GZIP = 31  # window bits that ask for gzip's header and checksum
HTTP = "application/http; msgtype"
UNTYPED = "application/octet-stream"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
INFO = {
    "software": "nianbao",
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


class WarcFiles:
    """The folder's current WARC file: append, make durable, close; a new one where it gets big."""

    def __init__(self, folder: Path, most: int, info: Mapping[str, str]) -> None:
        self.folder = folder
        self.most = most
        self.info = {**INFO, **info}
        self.file: BinaryIO | None = None
        self.name = ""
        self.size = 0

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
        answer = _packed(_answer(row, digest, exchange, original))
        # A GET is told whole by its address; what else was sent is in the info record.
        request = _packed(_request(row, exchange)) if exchange.method != "GET" else b""
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
        now = datetime.now(UTC)
        self.name = f"nianbao-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.warc.gz"
        self.file = (self.folder / (self.name + OPEN)).open("xb", buffering=0)
        self.size = 0
        info = "".join(f"{name}: {value}\r\n" for name, value in self.info.items() if value)
        fields = {"WARC-Date": f"{now:%Y-%m-%dT%H:%M:%SZ}", "WARC-Filename": self.name}
        self._write(_packed(_record("warcinfo", fields, "application/warc-fields", info.encode())))

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


def _answer(row: Fetch, digest: str, exchange: Exchange, original: Fetch | None) -> bytes:
    """Return the record of an answer, or of the file that stands for one."""
    kind = _kind(exchange, original)
    fields = {
        ROW: _row_json(row, digest=digest, record=kind),
        "WARC-Date": row.fetched_at,
        "WARC-Target-URI": exchange.url,
        "WARC-Payload-Digest": digest,
    }
    if exchange.address:
        fields["WARC-IP-Address"] = exchange.address
    if exchange.of:
        fields["WARC-Refers-To"] = exchange.of
    if not exchange.status:
        return _record(kind, fields, row.content_type or UNTYPED, exchange.body)
    head = _head(f"HTTP/1.1 {exchange.status}", exchange.answered)
    if original is None:
        return _record(kind, fields, f"{HTTP}=response", head + exchange.body)
    fields["WARC-Profile"] = PROFILE
    fields["WARC-Refers-To-Target-URI"] = original.final_url
    fields["WARC-Refers-To-Date"] = original.fetched_at
    return _record(kind, fields, f"{HTTP}=response", head)


def _request(row: Fetch, exchange: Exchange) -> bytes:
    path = "/" + exchange.url.partition("://")[2].partition("/")[2]
    head = _head(f"{exchange.method} {path} HTTP/1.1", exchange.asked)
    fields = {
        "WARC-Date": row.fetched_at,
        "WARC-Target-URI": exchange.url,
        "WARC-Payload-Digest": payload_digest(exchange.sent),
    }
    return _record("request", fields, f"{HTTP}=request", head + exchange.sent)


def _record(kind: str, fields: Mapping[str, str], content_type: str, block: bytes) -> bytes:
    """Return a record: its fields, then *block* as it is, to the byte.

    Written here because warcio, which reads the records, takes three times as long to write them.
    """
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
        **fields,
        "WARC-Block-Digest": payload_digest(block),
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return b"".join((b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"))


def _head(first: str, headers: Headers) -> bytes:
    """Return the first line and the headers of a message as they came: as bytes in Latin-1."""
    text = "".join((first, "\r\n", *(f"{name}: {value}\r\n" for name, value in headers), "\r\n"))
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:  # from a file of others, read as UTF-8
        return text.encode()


def _packed(record: bytes) -> bytes:
    """Return a record as a gzip member of its own."""
    packed: bytes = isal_zlib.compress(record, LEVEL, GZIP)
    return packed


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
