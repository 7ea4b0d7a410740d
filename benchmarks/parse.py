"""`parse_report` beside `pandas.read_html` and a bare lxml parse, on the same pages in turn.

`pandas.read_html` only makes the tables; the bare parse only makes the tree. Each page is read by
all of them before the next page. What counts is the processor time of the best of some rounds for
each page, and of the pages the median: a busy machine does not decide. Then every medium by itself.

The tables of all pages are laid out alike, as in an archive, which helps `parse_report`: a row of
its own tells what it takes where every layout is new.
"""

import io
import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median

import pandas  # type: ignore[import-untyped]  # no stubs installed
from lxml import html

from benchmarks import media
from benchmarks.pages import page
from benchmarks.table import Line, at_most
from parsers.model import Document
from parsers.report import parse_report

SIZE = 125_000
BOUND = 0.8


def run(*, quick: bool) -> Iterator[Line]:
    """Yield the three medians and the two ratios."""
    times = measure(pages=8 if quick else 20, rounds=4 if quick else 8)
    ours, new, pandas_, tree = times.values()
    yield Line("parse_report, 125 KB of Word markup", f"{ours * 1000:,.1f} ms")
    yield Line("parse_report, every layout new", f"{new * 1000:,.1f} ms")
    yield Line("pandas.read_html, same pages (tables only)", f"{pandas_ * 1000:,.1f} ms")
    yield Line("bare lxml parse, same pages (tree only)", f"{tree * 1000:,.1f} ms")
    yield at_most("parse_report ÷ pandas.read_html", ours / pandas_, BOUND, " ×")
    yield Line("parse_report, every layout new ÷ pandas.read_html", f"{new / pandas_:.2f} ×")
    yield Line("parse_report ÷ bare lxml", f"{ours / tree:.2f} ×")
    yield from media.lines(quick=quick)


def measure(pages: int, rounds: int) -> dict[str, float]:
    """Return the seconds of processor time each reader takes for a page."""
    layouts = count()
    readers: dict[str, Callable[[bytes], object]] = {
        "parse_report": lambda body: parse_report(Document(body)),
        "new layout": lambda body: parse_report(Document(_laid_out_anew(body, next(layouts)))),
        "pandas.read_html": lambda body: pandas.read_html(io.BytesIO(body), encoding="utf-8"),
        "lxml": html.fromstring,
    }
    bodies = [page(seed, SIZE) for seed in range(pages)]
    best = {name: [float("inf")] * pages for name in readers}
    for _ in range(rounds):
        for number, body in enumerate(bodies):
            for name, reader in readers.items():
                start = time.process_time()
                reader(body)
                best[name][number] = min(best[name][number], time.process_time() - start)
    return {name: median(seconds) for name, seconds in best.items()}


def _laid_out_anew(body: bytes, number: int) -> bytes:
    """Return a page with another remark beside a label: no other page has just these labels."""
    return body.replace("规章<".encode(), f"规章（{number}）<".encode(), 1)
