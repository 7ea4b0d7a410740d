"""The empty `archive.db` and `evidence.db`: created here, filled by `archive.build`.

What the tables are stands in `archive.tables`. Nothing newer than SQLite 3.40 and no extension is
used, so the files work in any stock `sqlite3`.
"""

from pathlib import Path

from sqlite_utils import Database

from archive.dictionary import addresses, dictionary
from archive.facts import fact_view
from archive.tables import FIGURE, ORIGINAL, Table, archive_tables

# 16 bytes a fact: the key is the table, so it is stored once; sqlite-utils has no word for that.
CELL = """
create table cell (
    original integer not null references original(id),
    figure integer not null references figure(id),
    grid integer, top integer, "left" integer, source text, raw text,
    primary key (original, figure)
) without rowid
"""
# A check that holds does not repeat the operands its form gives it: 35 KB a report.
FINDING_FIGURE = """
select f.id as finding, f.report, f.rule, f.place, o.figure
from finding f join report r on r.id = f.report
join operand o on o.form = r.form and o.alternative = r.alternative and o.rule = f.rule
  and o.place = f.place
where f.figures is null
union all
select f.id, f.report, f.rule, f.place, j.value
from finding f, json_each(f.figures) j where f.figures is not null
"""
FTS = """
create virtual table report_fts using fts5(title, agency, body, content='', tokenize='unicode61')
"""


def _create(db: Database, table: Table) -> None:
    made = db.table(table.name).create(
        dict(table.columns),
        pk=table.pk,
        foreign_keys=table.references,
    )
    for column in table.unique:
        made.create_index([column], unique=True)
    for columns in table.indexes:
        made.create_index(columns)


def _fresh(path: Path | str) -> Database:
    """Open a new database without waiting for the disk: a broken build begins again."""
    db = Database(path)
    db.execute("pragma journal_mode = memory")
    db.execute("pragma synchronous = off")
    return db


def create_archive(path: Path | str) -> Database:
    """Create the empty tables, view and search index of `archive.db`, and fill `dictionary`."""
    db = _fresh(path)
    for table in archive_tables():
        _create(db, table)
    db.table("report").add_foreign_key("document", "document", "id")
    db.create_view("fact", fact_view())
    db.create_view("finding_figure", FINDING_FIGURE)
    db.execute(FTS)
    db.table("dictionary").insert_all(place._asdict() for place in dictionary())
    return db


def create_evidence(path: Path | str) -> Database:
    """Create the empty tables of `evidence.db`, and fill `figure`."""
    db = _fresh(path)
    _create(db, ORIGINAL)
    _create(db, FIGURE)
    db.execute(CELL)
    numbered = enumerate(addresses(), start=1)
    db.table("figure").insert_all({"id": id_, "address": address} for id_, address in numbered)
    return db
