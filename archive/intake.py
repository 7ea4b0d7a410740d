"""Every original of a store read, in bounded processes: what each gave is staged as it comes."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from archive.bounded import Limits, Lost, imap
from archive.converted import fill, kept_in
from archive.joining import Joined
from archive.reading import OCR_LIMITS
from archive.staging import payloads, stage_reading
from archive.worker import NEEDS_OCR, UNCONVERTED, Task, lost, read_payload
from parsers.readers.doc import NOT_CONVERTED

# A busy machine must not turn a report into a failure; see `Limits`.
LIMITS = Limits(clock=90)

Tick = Callable[[int], object]  # called with the number of originals to read, then with 0 for each


class Work(NamedTuple):
    """How the originals are read: by how many processes, with what of people's decisions."""

    jobs: int
    tick: Tick
    reviews: Path


def read_all(staging: sqlite3.Connection, data: Path, store: Joined, work: Work) -> None:
    """Stage what reading every payload of a store gives.

    Old Word files are converted, many at once, and then read; pictures are read last, one by one,
    with more time and memory.
    """
    converted, reviews = kept_in(data).absolute(), work.reviews.absolute()
    tasks = [
        Task(store.folder(site), converted, *payload, reviews)
        for site, payload in payloads(staging)
    ]
    work.tick(len(tasks))
    waiting = list(_read_some(staging, tasks, work))
    words = [task for task, status in waiting if status == UNCONVERTED]
    reasons: dict[str, str] = {}
    for folder in dict.fromkeys(task.store for task in words):
        wanted = [task.sha256 for task in words if task.store == folder]
        reasons |= fill(converted, folder, wanted)
    for task, _ in _read_some(staging, words, work):
        stage_reading(staging, lost(task, reasons.get(task.sha256, NOT_CONVERTED)))
        work.tick(0)
    _read_pictures(staging, [task for task, status in waiting if status == NEEDS_OCR], work)


def _read_pictures(staging: sqlite3.Connection, tasks: Sequence[Task], work: Work) -> None:
    pictures = [task._replace(ocr=True) for task in tasks]
    for task, read in imap(read_payload, pictures, limits=OCR_LIMITS) if pictures else ():
        stage_reading(staging, lost(task, read.reason) if isinstance(read, Lost) else read)
        work.tick(0)


def _read_some(
    staging: sqlite3.Connection, tasks: Sequence[Task], work: Work
) -> Iterator[tuple[Task, str]]:
    """Stage what reading gives; yield the tasks that wait for a conversion or for OCR."""
    for task, read in imap(read_payload, tasks, jobs=work.jobs, limits=LIMITS):
        if isinstance(read, Lost):
            read = lost(task, read.reason)
        if read.status in (UNCONVERTED, NEEDS_OCR):
            yield task, read.status
            continue
        stage_reading(staging, read)
        work.tick(0)
