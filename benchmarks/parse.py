"""`parse_report` beside `pandas.read_html` and a bare lxml parse, on the same pages in turn.

`pandas.read_html` only makes the tables; the bare parse only makes the tree. Each page is read by
all three before the next page, so that a busy moment of the machine falls on all.
"""

import io
import time
from collections.abc import Callable, Iterator
from statistics import median

import pandas  # type: ignore[import-untyped]  # no stubs installed
from lxml import html

from benchmarks.pages import page
from benchmarks.table import Line, at_most, milliseconds
from parsers.model import Document
from parsers.report import parse_report

SIZE = 125_000
BOUND = 0.8


def run(*, quick: bool) -> Iterator[Line]:
    """Yield the three medians and the two ratios."""
    times = measure(pages=8 if quick else 25, rounds=2 if quick else 4)
    ours, pandas_, tree = times["parse_report"], times["pandas.read_html"], times["lxml"]
    yield Line("parse_report, 125 KB of Word markup", milliseconds(ours))
    yield Line("pandas.read_html, same pages (tables only)", milliseconds(pandas_))
    yield Line("bare lxml parse, same pages (tree only)", milliseconds(tree))
    yield at_most("parse_report ÷ pandas.read_html", median(ours) / median(pandas_), BOUND, " ×")
    yield Line("parse_report ÷ bare lxml", f"{median(ours) / median(tree):.2f} ×")


def measure(pages: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds each reader took on each page in each round."""
    readers: dict[str, Callable[[bytes], object]] = {
        "parse_report": lambda body: parse_report(Document(body)),
        "pandas.read_html": lambda body: pandas.read_html(io.BytesIO(body), encoding="utf-8"),
        "lxml": html.fromstring,
    }
    bodies = [page(seed, SIZE) for seed in range(pages)]
    times: dict[str, list[float]] = {name: [] for name in readers}
    for number in range(-1, rounds):  # round -1 warms caches and imports and is not counted
        for body in bodies[:1] if number < 0 else bodies:
            for name, reader in readers.items():
                start = time.perf_counter()
                reader(body)
                if number >= 0:
                    times[name].append(time.perf_counter() - start)
    return times
