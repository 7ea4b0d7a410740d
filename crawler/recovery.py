"""What a dead run left behind, put in order: torn tails set aside, records without a row indexed.

Every step may itself be interrupted and done again.
"""

import logging
import os
from dataclasses import replace
from pathlib import Path

from crawler.index import Index
from crawler.records import OPEN, DamagedRecord, members, read_record
from crawler.warc import finish

logger = logging.getLogger(__name__)


def recover(folder: Path, index: Index, *, lost: bool) -> None:
    """Repair and close the files a dead run left open, and index what has no row.

    With *lost* (there was no index) every file is read, so the index is rebuilt from the WARCs.
    """
    left = sorted(folder.glob(f"*{OPEN}"))
    for path in left:
        _cut_torn_tail(path)
    for path in [*(sorted(folder.glob("*.warc.gz")) if lost else ()), *left]:
        found = _adopt(path, index)
        logger.info("%s: %d records of an ended run indexed", path.name, found)
    index.commit()
    for path in left:
        finish(path)


def _cut_torn_tail(path: Path) -> None:
    """Keep the whole records of *path*; what follows goes to `.torn` beside it, for inspection."""
    end = max((offset + length for offset, length in members(path)), default=0)
    size = path.stat().st_size
    if end == size:
        return
    logger.warning("%s: torn after byte %d, %d bytes set aside", path.name, end, size - end)
    with path.open("r+b") as file:
        file.seek(end)
        with path.with_name(path.name.removesuffix(OPEN) + ".torn").open("wb") as torn:
            torn.write(file.read())
            torn.flush()
            os.fsync(torn.fileno())
        file.truncate(end)
        os.fsync(file.fileno())


def _adopt(path: Path, index: Index) -> int:
    """Index the records of *path* that have no row; return how many there were."""
    warc, found = path.name.removesuffix(OPEN), 0
    index.forget_beyond(warc, path.stat().st_size)
    for offset, length in members(path, index.end_of(warc)):
        try:
            row = read_record(path, offset, length).row
        except DamagedRecord as error:
            logger.warning("%s at byte %d: %s", path.name, offset, error)
            continue
        if row is not None:
            placed = replace(row, warc=warc, offset=offset, length=length)
            index.add(replace(placed, id=index.take_id()))
            found += 1
    return found
