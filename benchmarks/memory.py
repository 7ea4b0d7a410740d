"""What a crawl's process holds while pages wait: a thousand on one list, then fifty thousand.

The site's delay is ten minutes, so of a list's reports none is asked for and all of them wait. What
counts is what stays (VmRSS of Linux), not what reading one page of 6 MB takes for a moment.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from benchmarks.server import serving
from benchmarks.stores import site_at
from benchmarks.table import Line, at_most
from crawler import run as starter
from crawler.sites import Site

FEW, MANY = 1_000, 50_000
BOUND = 1.25
DELAY = 600.0  # seconds
SETTLED = 3.0  # seconds after the last was queued: what is free has been given back
PATIENCE = 300.0  # seconds until all are queued


def run(*, quick: bool) -> Iterator[Line]:
    """Yield the memory with few and with many pages waiting, and the ratio."""
    many = 10_000 if quick else MANY
    held = {count: megabytes(count) for count in (FEW, many)}
    for count, size in held.items():
        yield Line(f"memory with {count:,} pages waiting", f"{size:,.0f} MB")
    yield at_most(
        f"memory, {many:,} waiting ÷ {FEW:,} waiting", held[many] / held[FEW], BOUND, " ×"
    )


def megabytes(count: int) -> float:
    """Return what the process of a crawl holds while so many pages wait."""
    with serving(count) as base, TemporaryDirectory() as folder:
        job = _job(replace(site_at(base), delay=DELAY), Path(folder))
        with subprocess.Popen(
            starter.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as crawl:
            assert crawl.stdin is not None
            crawl.stdin.write(job + "\n")
            crawl.stdin.flush()
            try:
                _wait_until_queued(crawl, count)
                time.sleep(SETTLED)
                return _resident(crawl.pid)
            finally:
                crawl.kill()


def _job(site: Site, folder: Path) -> str:
    """Return the job as `crawl` would give it to its process."""
    with patch("crawler.run._done") as done:
        starter.crawl([site], folder, settings={"ROBOTSTXT_OBEY": False})
    return json.dumps(done.call_args.args[0])


def _wait_until_queued(crawl: subprocess.Popen[str], count: int) -> None:
    assert crawl.stdout is not None
    deadline = time.monotonic() + PATIENCE
    for line in crawl.stdout:
        if json.loads(line).get("total", 0) >= count - 1:
            return
        assert time.monotonic() < deadline, f"{count} pages were not queued in {PATIENCE} s"
    raise AssertionError("the crawl ended before its pages were queued")


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    (size,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(size) / 1024
