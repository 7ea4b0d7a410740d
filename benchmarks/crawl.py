"""Our crawl, which keeps everything, beside a bare Scrapy spider that keeps nothing.

The server runs in its own process and keeps the time between the first and the last page, so no
crawler's start or end is counted. The two take turns, and the best round of each counts: a busy
machine only ever makes a crawl slower. Each of our crawls fills a new store.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.server import serving, span
from benchmarks.stores import site_at
from benchmarks.table import Line, at_least
from crawler.run import crawl

BOUND = 0.7


def run(*, quick: bool) -> Iterator[Line]:
    """Yield pages per second of both, and the ratio."""
    count = 300 if quick else 1000
    with serving(count) as base:
        rates = measure(base, count, rounds=2 if quick else 5)
    ours, bare = max(rates["ours"]), max(rates["bare"])
    yield Line(f"crawl of {count:,} pages of 21 KB, all kept", f"{ours:,.0f} pages/s")
    yield Line("bare Scrapy spider, same settings, nothing kept", f"{bare:,.0f} pages/s")
    yield at_least("our crawl ÷ bare spider", ours / bare, BOUND, " ×")


def measure(base: str, count: int, rounds: int) -> dict[str, list[float]]:
    """Return pages per second of each crawler in each round."""
    crawlers: dict[str, Callable[[str], None]] = {"bare": _bare, "ours": _ours}
    rates: dict[str, list[float]] = {name: [] for name in crawlers}
    for _ in range(rounds):
        for name, crawler in crawlers.items():
            crawler(base)
            asked, seconds = span(base)
            assert asked == count, f"{name} asked for {asked} of {count} pages"
            rates[name].append(count / seconds)
    return rates


def _ours(base: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        summary = crawl((site_at(base),), Path(folder), progress=False)
    assert summary.exit_code == 0, summary


def _bare(base: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.bare", base], check=True)
