"""One run: documents made and parsed in workers that can be lost, and what came of them."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from archive.bounded import Limits, Lost, imap
from parsers.errors import NotAReport, UnreadableDocument
from parsers.model import Document
from parsers.report import parse_report
from tests.fuzz.bases import WEIGHTS, bases
from tests.fuzz.damage import damaged

SECONDS = 10
MEGABYTES = 500
LIMITS = Limits(cpu=SECONDS, clock=4 * SECONDS, memory=MEGABYTES)


class Task(NamedTuple):
    """A document by its name."""

    seed: int
    medium: str
    number: int


class Ended(NamedTuple):
    """How a parse ended: report, no report or unreadable; seconds and peak megabytes."""

    end: str
    seconds: float
    megabytes: int


def tasks(seed: int, documents: int, media: Iterable[str] = ()) -> Iterator[Task]:
    """So many documents, the media in the proportion of their weights."""
    chosen = {medium: WEIGHTS[medium] for medium in (tuple(media) or WEIGHTS)}
    dice = Random(f"{seed} media")
    for number in range(documents):
        yield Task(seed, dice.choices(list(chosen), list(chosen.values()))[0], number)


def make(task: Task) -> bytes:
    """The bytes of a document, the same whenever they are made."""
    dice = Random(f"{task.seed} {task.medium} {task.number}")
    return damaged(task.medium, bases(task.medium), dice)


def parse(task: Task) -> Ended:
    """Parse one document; any exception but the two ends the worker, and with it the task."""
    document = Document(make(task))
    started = time.process_time()
    try:
        parse_report(document, ocr=False)  # pictures have limits of their own
        end = "report"
    except NotAReport:
        end = "no report"
    except UnreadableDocument:
        end = "unreadable"
    seconds = time.process_time() - started
    return Ended(end, seconds, _most_memory())


def _most_memory() -> int:
    """The most megabytes this worker ever held; `ru_maxrss` would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+([0-9]+) kB", status)[0]) >> 10


@dataclass
class Outcome:
    """All ends of a run; `failures` says for each failed document why."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: float = 0
    largest: int = 0
    failures: list[tuple[Task, str]] = field(default_factory=list)

    def add(self, task: Task, ended: Ended | Lost) -> None:
        """Count one document in."""
        if isinstance(ended, Lost):
            self.ends[task.medium, "failed"] += 1
            self.failures.append((task, ended.reason))
            return
        self.ends[task.medium, ended.end] += 1
        self.slowest = max(self.slowest, ended.seconds)
        self.largest = max(self.largest, ended.megabytes)
        if ended.seconds > SECONDS or ended.megabytes > MEGABYTES:
            self.failures.append((task, f"{ended.seconds:.1f} s, {ended.megabytes} MB"))

    def lines(self) -> Iterator[str]:
        """The table: ends by medium."""
        names = ("report", "no report", "unreadable", "failed")
        yield f"{'medium':10}" + "".join(f"{name:>12}" for name in names)
        for medium in sorted({medium for medium, _ in self.ends}):
            yield f"{medium:10}" + "".join(f"{self.ends[medium, name]:12}" for name in names)
        yield f"slowest {self.slowest:.2f} s, largest worker {self.largest} MB"


def run(made: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Ended | Lost]]:
    """Parse all documents in so many workers."""
    yield from imap(parse, made, jobs=jobs, limits=LIMITS)
