"""The process of a crawl with clocks in it: `python -m benchmarks.split FILE`, the job on stdin.

Each part of keeping a page is timed by the processor time of the crawl's own process, in which
nothing waits for the net. A part's time is its own: what it calls and is timed itself is taken off.
At the end the seconds of each part go to FILE, with those of the process from the first page to the
last; what is in no part is Scrapy's and Twisted's: asking, receiving, scheduling.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from crawler import base, process
from crawler.agenda import Agenda
from crawler.index import Index
from crawler.middlewares import recorder, rows
from crawler.store import Store
from crawler.warc import WarcFiles

# Where each function is looked up by the code that calls it, and the part its time belongs to.
PARTS: tuple[tuple[Any, str, str], ...] = (
    *((WarcFiles, name, "warc") for name in ("append", "sync")),
    *((Index, name, "index") for name in ("add", "first", "see", "commit")),
    *((recorder, name, "judging") for name in ("unpack", "decode", "sha256")),
    (rows, "judged", "judging"),
    *((base, name, "judging") for name in ("attachments", "framed_pages")),
    *((Agenda, name, "judging") for name in ("of_report", "of_attachment")),
    (Store, "record", "recording"),
    (recorder.Recorder, "process_response", "recording"),
)


class Clocks:
    """Seconds of processor time by part, since the first answer that was recorded."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self.within: list[float] = []  # of each part that runs, what is timed inside it
        self.first = self.last = 0.0

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return *function* with a clock around it."""

        @wraps(function)
        def run(*args: Any, **options: Any) -> Any:
            began = time.process_time()
            self.within.append(0.0)
            try:
                return function(*args, **options)
            finally:
                self.last = time.process_time()
                took = self.last - began
                self.parts[part] = self.parts.get(part, 0.0) + took - self.within.pop()
                if self.within:
                    self.within[-1] += took

        return run

    def start(self, subject: object) -> None:
        """Begin anew with the first report: start-up and the list's own page are no page's cost."""
        if not self.first and getattr(subject, "kind", "") == "report":
            self.parts.clear()
            self.first = time.process_time()

    def seconds(self) -> dict[str, float]:
        """Return what was measured, `all` of it included."""
        return {**self.parts, "all": self.last - self.first}


def main(file: Path) -> None:
    """Run the crawl's process as ever, but timed."""
    clocks = Clocks()
    for owner, name, part in PARTS:
        setattr(owner, name, clocks.timed(part, getattr(owner, name)))
    recorded = recorder.Recorder.process_response

    def answered(self: Any, request: Any, response: Any) -> Any:
        clocks.start(request.meta.get("subject"))
        return recorded(self, request, response)

    setattr(recorder.Recorder, "process_response", answered)  # noqa: B010 - mypy forbids the plain form
    process.main()
    file.write_text(json.dumps(clocks.seconds()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
