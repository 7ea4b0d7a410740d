"""Re-reading the whole store: every byte of every WARC file, every record, every hash."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.index import Fetch, Index
from crawler.payload import sha256
from crawler.records import OPEN, DamagedRecord, members, place, read_record
from crawler.schema import KEPT


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong: where (file and byte offset), whose address, and what."""

    warc: str
    offset: int
    url: str
    what: str


def verify(folder: Path, index: Index, tick: Callable[[], object]) -> Iterator[Problem]:
    """Yield what is wrong with the files of *folder* or with the rows that point into them.

    One damaged record hides no other: each is read at the place its row names, and what lies
    between two rows is read as well.
    """
    end: dict[str, int] = {}
    for fetch in index.fetches("warc <> '' ORDER BY warc, offset"):
        tick()
        yield from _between(folder, fetch.warc, end.get(fetch.warc, 0), fetch.offset)
        end[fetch.warc] = fetch.offset + fetch.length
        what = _fault(place(folder, fetch.warc), fetch, index)
        if what:
            yield Problem(fetch.warc, fetch.offset, fetch.url, what)
    for path in sorted(folder.glob("*.warc.gz*")):
        name = path.name.removesuffix(OPEN)
        if not name.endswith(".torn"):
            yield from _between(folder, name, end.get(name, 0), path.stat().st_size)


def _fault(path: Path, fetch: Fetch, index: Index) -> str:
    try:
        record = read_record(path, fetch.offset, fetch.length)
    except OSError as error:
        return f"missing: {error.strerror}"
    except DamagedRecord as error:
        return f"damaged: {error}"
    if record.type == "revisit":
        known = index.first(f"sha256 = ? AND {KEPT}", fetch.sha256)
        return "" if known else "the body this record refers to is not kept"
    return "" if sha256(record.payload) == fetch.sha256 else "the payload has another sha256"


def _between(folder: Path, warc: str, start: int, end: int) -> Iterator[Problem]:
    """Yield a problem for bytes between two rows that are not whole records without a row."""
    path = place(folder, warc)
    if start >= end or not path.is_file():
        return
    for offset, length in members(path, start, end):
        start = offset + length
        try:
            row = read_record(path, offset, length).row
        except DamagedRecord as error:
            yield Problem(warc, offset, "", f"damaged: {error}")
            continue
        if row is not None:
            yield Problem(warc, offset, row.url, "has no row; the next crawl gives it one")
    if start < end:
        yield Problem(warc, start, "", f"{end - start} bytes are no whole record")
