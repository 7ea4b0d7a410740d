"""Where requests wait: the first in memory, the others on disk, so that a long list costs little.

A request takes some 5 KB of memory: those of a list of 50,000 would take 250 MB.
"""

import ctypes
import io
import pickle
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy import Request
from scrapy.core.scheduler import Scheduler

from crawler.index import Link, link_values

PLACE = "waiting-"  # so begins, in the store's folder, the name of a site's `JOBDIR`


class SpillingScheduler(Scheduler):
    """Scrapy's scheduler; what is beyond `WAITING_IN_MEMORY` requests waits in `JOBDIR`."""

    def _dqpush(self, request: Request) -> bool:
        """Push a request to the disk; False leaves it to the queue in memory."""
        assert self.crawler is not None
        most = self.crawler.settings.getint("WAITING_IN_MEMORY")
        return len(self.mqs) >= most and super()._dqpush(request)


def clear(folder: Path) -> None:
    """Remove what killed crawls have left in a store's folder; only its one writer may.

    The requests themselves are not missed: a crawl resumes by what its store has recorded.
    """
    for left in folder.glob(f"{PLACE}*"):
        shutil.rmtree(left, ignore_errors=True)


def give_back() -> None:
    """Give the memory that is free back to the system; takes some milliseconds, or none.

    The C library keeps what was freed in pieces between what is in use, until it is told.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc only
    if trim is not None:
        trim(0)


class Aside:
    """Links put aside in one piece of memory: as objects they would take several times as much.

    What many small objects leave between others that stay is never given back.
    """

    def __init__(self, links: Iterable[Link]) -> None:
        self.packed = io.BytesIO()
        self.count = 0
        for link in links:
            pickle.dump(link_values(link), self.packed)
            self.count += 1

    def __iter__(self) -> Iterator[Link]:
        """Yield every link, in order."""
        self.packed.seek(0)
        for _ in range(self.count):
            yield Link(*pickle.load(self.packed))  # noqa: S301 - our own, never outside this process
