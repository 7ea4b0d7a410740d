"""Our crawl, which keeps everything, beside a bare Scrapy spider that keeps nothing.

The server runs in its own process and keeps the time between the first and the last page, so no
crawler's start or end is counted. The two take turns, and the best round of each counts: a busy
machine only ever makes a crawl slower. Each of our crawls fills a new store.

One more crawl has clocks in its process (`benchmarks.split`): it gives the processor time a page
costs and its split into fetch, WARC, index and what remains, such as judging. The clocks themselves
are in it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from benchmarks.server import serving, span
from benchmarks.stores import site_at
from benchmarks.table import Line, at_least
from crawler.run import crawl

BOUND = 0.7
SPLIT = {
    "fetch": "fetch: Scrapy, Twisted, guards of hosts and pace",
    "warc": "WARC: built, hashed, packed, written, fsynced",
    "index": "index: rows and looks, commits",
    "judging": "judging: decoded, is it a report, what it attaches",
    "recording": "recording: the row made, all between",
}


def run(*, quick: bool) -> Iterator[Line]:
    """Yield pages per second of both, and the ratio."""
    count = 300 if quick else 1000
    with serving(count) as base:
        rates = measure(base, count, rounds=2 if quick else 5)
        costs = split(base, count)
    ours, bare = max(rates["ours"]), max(rates["bare"])
    yield Line(f"crawl of {count:,} pages of 21 KB, all kept", f"{ours:,.0f} pages/s")
    yield Line("bare Scrapy spider, same settings, nothing kept", f"{bare:,.0f} pages/s")
    yield at_least("our crawl ÷ bare spider", ours / bare, BOUND, " ×")
    yield Line("cost of a page, processor time with clocks in it", f"{costs['all']:,.0f} µs")
    for name, said in SPLIT.items():
        yield Line(f"  of it {said}", f"{costs.get(name, 0):,.0f} µs")


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


def split(base: str, count: int) -> Mapping[str, float]:
    """Return microseconds of processor time a page, in all and by part; `fetch` is what is left."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "seconds.json"
        command = [sys.executable, "-m", "benchmarks.split", str(file)]
        with patch("crawler.run.COMMAND", command):
            _ours(base)
        seconds: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    parts = sum(value for name, value in seconds.items() if name != "all")
    seconds["fetch"] = seconds["all"] - parts
    return {name: value / count * 1e6 for name, value in seconds.items()}


def _ours(base: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        summary = crawl((site_at(base),), Path(folder), progress=False)
    assert summary.exit_code == 0, summary


def _bare(base: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.bare", base], check=True)
