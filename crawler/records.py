"""WARC records read back: which members of a file are whole, and what stands in each.

Everything is checked on the way: gzip's checksum over every byte, then the record's digests.
"""

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # has no types
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped] # has no types

from crawler.index import Fetch
from crawler.payload import unpack

OPEN = ".open"  # the end of a file's name while it is written
ROW = "Nianbao-Fetch"  # the record header with the index's row, as JSON


class DamagedRecord(Exception):  # noqa: N818 - reads as the sentence it stands for
    """The bytes at a place of a WARC file are not one whole, undamaged record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record read back: its type, the index's row (warc, offset, length unset), its payload.

    `id` is its WARC-Record-ID.
    """

    id: str
    type: str
    row: Fetch | None
    payload: bytes


def place(folder: Path, name: str) -> Path:
    """Return where the file of that final name lies, closed or still open."""
    path = folder / name
    return path if path.is_file() else folder / (name + OPEN)


def members(path: Path, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield (offset, length) of each whole gzip member of *path*; stops at the first torn one."""
    end = path.stat().st_size if end is None else end
    with path.open("rb") as file:
        while start < end:
            length = _member_length(file, start)
            if length == 0:
                return
            yield start, length
            start += length


def _member_length(file: BinaryIO, start: int) -> int:
    """Return the length of the gzip member at *start*, 0 where none is whole."""
    file.seek(start)
    stream, length = zlib.decompressobj(31), 0
    while not stream.eof:
        chunk = file.read(65536)
        if not chunk:
            return 0
        try:
            stream.decompress(chunk)
        except zlib.error:
            return 0
        length += len(chunk) - len(stream.unused_data)
    return length


def read_record(path: Path, offset: int, length: int) -> Record:
    """Return the record at a place of *path*, its digests checked.

    Raises `DamagedRecord` where the bytes are not one whole record.
    """
    with path.open("rb") as file:
        file.seek(offset)
        packed = file.read(length)
    stream = zlib.decompressobj(31)
    try:
        plain = stream.decompress(packed)
        if not stream.eof or stream.unused_data:  # the checksum stands at the very end
            raise DamagedRecord("not one whole gzip member")
        record = next(iter(ArchiveIterator(io.BytesIO(plain), check_digests=True)))
        body = record.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, EOFError, zlib.error) as error:
        raise DamagedRecord(f"no record can be read: {error}") from error
    if record.digest_checker.passed is False:
        raise DamagedRecord("; ".join(record.digest_checker.problems))
    headers = record.http_headers
    encoding = headers.get_header("content-encoding", "") if headers else ""
    fetch = _row(record.rec_headers.get_header(ROW))
    id_ = record.rec_headers.get_header("WARC-Record-ID")
    return Record(id_, record.rec_type, fetch, unpack(body, encoding)[0])


def _row(text: str | None) -> Fetch | None:
    try:
        return Fetch(**json.loads(text)) if text else None
    except (ValueError, TypeError) as error:  # of a newer nianbao, or by another hand
        raise DamagedRecord(f"its row cannot be read: {error}") from error
