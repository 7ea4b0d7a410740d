"""A site's part of the store as one WACZ file, which replay programs open as it is.

WACZ 1.1.1: a ZIP, stored, with the WARC records, a CDXJ index of them, the list of pages, and a
`datapackage.json` with the SHA-256 of each. The same records make the same bytes.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer  # type: ignore[import-untyped] # has no types

from crawler.store import GOOD, Fetch, Store

VERSION = "1.1.1"
WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day a ZIP can name: times of writing say nothing
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Packed:
    """What a file holds: how many records, how many pages, and its size in bytes."""

    path: str
    records: int
    pages: int
    size: int


def pack(store: Store, site: str, target: Path) -> Packed:
    """Write the records of a site to *target*; raises ValueError where the store has none of it.

    Records are copied as they are, byte for byte; where a revisit refers to a body that another
    site's record keeps, that record goes with it.
    """
    rows = list(store.records_of(site))
    if not rows:
        raise ValueError(f"no record of site {site} is kept")
    pages = [row for row in rows if row.kind == "report" and row.reason in GOOD]
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        warc = Path(folder) / Path(WARC).name
        with warc.open("wb") as file:
            for row in rows:
                file.write(store.record_bytes(row))
        index = Path(folder) / Path(INDEX).name
        CDXJIndexer(output=str(index), inputs=[str(warc)], sort=True).process_all()
        parts = {WARC: warc, INDEX: index, PAGES: Path(folder) / Path(PAGES).name}
        parts[PAGES].write_text("".join(_page_lines(pages)), encoding="utf-8")
        made = Path(folder) / target.name
        _write(made, parts, site, max(row.fetched_at for row in rows))
        made.replace(target)
    return Packed(str(target), len(rows), len(pages), target.stat().st_size)


def _page_lines(pages: Iterable[Fetch]) -> Iterator[str]:
    yield json.dumps(PAGES_HEAD) + "\n"
    for row in pages:
        page = {"id": str(row.id), "url": row.final_url, "ts": row.fetched_at, "title": row.title}
        yield json.dumps(page, ensure_ascii=False) + "\n"


def _write(target: Path, parts: dict[str, Path], site: str, created: str) -> None:
    """Write the ZIP: the parts, what they are, and the hash of that."""
    package = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": f"nianbao: {site}",
        "software": "nianbao",
        "created": created,
        "resources": [_resource(name, path) for name, path in parts.items()],
    }
    described = json.dumps(package, indent=2).encode()
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, path in parts.items():
            with (
                path.open("rb") as file,
                archive.open(_entry(name), "w", force_zip64=True) as entry,
            ):
                while piece := file.read(_PIECE):
                    entry.write(piece)
        archive.writestr(_entry("datapackage.json"), described)
        archive.writestr(_entry("datapackage-digest.json"), json.dumps(digest).encode())


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _EPOCH)


def _resource(name: str, path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return {"name": Path(name).name, "path": name, "hash": f"sha256:{digest}", "bytes": size}
