"""`evidence.db` filled from the scratch database: the originals, and every figure's cell."""

import pickle
import sqlite3
import zlib

from sqlite_utils import Database

from archive.rows import ReportRows

KEPT = """
select r.sha256, r.medium, v.media_type, v.size, r.content, r.body, r.converted
from reading r join version v on v.id = (
    select min(id) from version where sha256 = r.sha256 and reason = 'ok')
where r.content is not null order by r.sha256
"""


def fill_evidence(db: Database, staging: sqlite3.Connection) -> None:
    """Write originals and cells in the order of sha256: ids follow from the content alone."""
    for id_, row in enumerate(staging.execute(KEPT), start=1):
        sha256, medium, media_type, size, content, body, converted = row
        original = (id_, sha256, medium, media_type, size, body, converted)
        db.conn.execute("insert into original values (?, ?, ?, ?, ?, ?, ?)", original)
        rows = pickle.loads(zlib.decompress(content))  # noqa: S301 - written by our own worker
        assert isinstance(rows, ReportRows)
        cells = sorted((id_, *cell) for cell in rows.cells)
        db.conn.executemany("insert into cell values (?, ?, ?, ?, ?, ?, ?)", cells)
