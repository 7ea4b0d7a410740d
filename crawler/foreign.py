"""Web archives that others made (WARC, ARC, WACZ; compressed or not), read record by record.

Nothing is believed of them: sizes are bounded, and a file that breaks off has given what it had.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # has no types
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped] # has no types
from warcio.statusandheaders import (  # type: ignore[import-untyped] # has no types
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from crawler.payload import MAX_PAYLOAD
from crawler.records import members

MAX_RATIO = 200  # of a WACZ's member unpacked to packed; a bomb has thousands
MAX_HEADERS = 2**20  # bytes of an answer's
MOST_RECORDS = 1_000_000  # of one file
SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")
CODED = ("content-encoding", "transfer-encoding", "content-length")


class ImportRefused(Exception):  # noqa: N818 - reads as the sentence it stands for
    """A file cannot be imported, or not to its end; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a web server as somebody kept it, its body without any encoding.

    `date` is ISO to the second; `status` the line behind HTTP/1.1, "" where there was no answer.
    """

    url: str
    date: str
    status: str
    headers: tuple[tuple[str, str], ...]
    media_type: str
    body: bytes


def captures(path: Path) -> Iterator[Capture]:
    """Yield the good captures of a file in order; what is too large is left out.

    Raises `ImportRefused` where the file is no web archive or breaks off.
    """
    count = 0
    try:
        for stream in _streams(path):
            for record in ArchiveIterator(stream, arc2warc=True, no_record_parse=True):
                count += 1
                if count > MOST_RECORDS:
                    raise ImportRefused(f"{path}: more than {MOST_RECORDS:,} records; split it")
                if capture := _capture(record):
                    yield capture
    except (
        ArchiveLoadFailed,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        said = " ".join(str(error).split())[:200]
        raise ImportRefused(f"{path}: broken after {count} records: {said}") from error
    if not count:
        raise ImportRefused(f"{path}: no record in it; is it a WARC?")


def is_whole(path: Path) -> bool:
    """Whether a file has its end: its last gzip member whole, or its last record closed.

    The library ends without a word where a file breaks off.
    """
    size = path.stat().st_size
    if path.suffix.lower() == ".gz":
        return max((offset + length for offset, length in members(path)), default=0) == size
    with path.open("rb") as file:
        file.seek(-4, 2)
        return path.suffix.lower() != ".warc" or file.read() == b"\r\n\r\n"


@contextmanager
def _zip(path: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(path) as archive:
        yield archive


def _streams(path: Path) -> Iterator[BinaryIO]:
    if path.suffix.lower() != ".wacz":
        with path.open("rb") as file:
            yield file
        return
    with _zip(path) as archive:
        for member in archive.infolist():
            if not member.filename.endswith((".warc", ".warc.gz")):
                continue
            if member.file_size > MAX_RATIO * max(member.compress_size, 1):
                raise ImportRefused(f"{path}: {member.filename} is packed like a bomb")
            with archive.open(member) as file:
                yield cast("BinaryIO", file)


def _capture(record: Any) -> Capture | None:
    """Return a record as a capture, None where it is none of a good answer."""
    named = record.rec_headers
    url, date = named.get_header("WARC-Target-URI") or "", named.get_header("WARC-Date") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(
        ("http://", "https://")
    ):
        return None
    if record.length is not None and record.length > MAX_PAYLOAD + MAX_HEADERS:
        return None
    answered = record.http_headers = _answer(record)
    if answered and answered.get_statuscode() != "200":
        return None
    body = record.content_stream().read(MAX_PAYLOAD + 1)
    if not body or len(body) > MAX_PAYLOAD:
        return None
    told = answered.get_header("Content-Type") if answered else named.get_header("Content-Type")
    return Capture(
        url=url,
        date=f"{date[:19]}Z" if len(date) >= 19 else "",
        status=answered.statusline if answered else "",
        headers=_headers(answered.headers, len(body)) if answered else (),
        media_type=told or "",
        body=body,
    )


def _answer(record: Any) -> Any:
    """Return the status line and headers an answer begins with, None where there are none."""
    if record.rec_type != "response":
        return None
    try:
        return StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2"]).parse(record.raw_stream)
    except (EOFError, StatusAndHeadersParserException):
        return None


def _headers(told: list[tuple[str, str]], size: int) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer for its body as it is now; those of before are renamed."""
    said = ((f"X-Archive-Orig-{k}" if k.lower() in CODED else k, v) for k, v in told)
    return (*said, ("Content-Length", str(size)))
