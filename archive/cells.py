"""Every figure's cell of `evidence.db`, opened again in the original it belongs to."""

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from archive.reopen import can_open, carries, opener
from parsers.model import Medium

CELLS = """
select f.address, c.grid, c.source, c.raw from cell c join figure f on f.id = c.figure
where c.original = ? order by c.figure
"""


def reopen_all(evidence: Path, tick: Callable[[bool], object] = lambda _: None) -> Iterator[str]:
    """Yield a line for every cell that does not carry its figure's text.

    Tick for every cell, with whether it could be opened: those of scans cannot.
    """
    with closing(sqlite3.connect(f"{evidence.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for id_, sha256, medium, body in db.execute(
            "select id, sha256, medium, coalesce(converted, body) from original order by id"
        ):
            kind = Medium(medium)
            if not can_open(kind):
                for _ in db.execute(CELLS, (id_,)):
                    tick(False)
                continue
            text_at = opener(zlib.decompress(body), kind)
            for address, grid, source, raw in db.execute(CELLS, (id_,)):
                tick(True)
                text = text_at(source)
                if not carries(text, raw, kind, is_sentence=not grid):
                    yield f"{sha256} {address} at {source}: read {raw!r}, there stands {text!r}"
