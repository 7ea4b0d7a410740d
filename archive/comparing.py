"""What differs between two builds of one store: the values a change of the parsers moves.

Documents are compared, not reports: a document's id is made of its address and its bytes, so a
report filed under another body or year is seen as moved, not as gone and come.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

What = Literal["document", "field", "value", "finding"]

ABSENT = ""  # what is said of a place that one of the archives does not have
# What each archive says, a row a statement: (what, document, place, said).
_SAID = """
select 'document', id, 'status', status from {db}.document where sha256 is not null
union all
select 'field', r.document, j.key, j.value from {db}.report r, json_each(json_object(
    'agency', r.agency_name, 'year', r.year, 'form', r.form, 'scope', r.scope, 'title', r.title,
    'published', r.published, 'status', r.status)) j
  where r.document is not null and j.value is not null
union all
select 'value', r.document, f.table_name || '.' || f."row" || '.' || f."column",
    json_array(f.value, f.kind, f.unit, f.inferred)
  from {db}.fact f join {db}.report r on r.id = f.report where r.document is not null
union all
select 'finding', document, at, group_concat(said) from (
    select r.document, trim(f.rule || ' ' || f.place) as at,
        trim(f.outcome || ' ' || f.fault) as said
    from {db}.finding f join {db}.report r on r.id = f.report where r.document is not null
    order by said)
  group by document, at
"""
_NAMES = """
select d.id, d.url, coalesce(r.agency_name, ''), coalesce(r.year, 0)
from {db}.document d left join {db}.report r on r.document = d.id
"""


class CompareError(Exception):
    """A file is no archive of this program; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document by its address, and the body and year of its report ("" and 0 without one)."""

    url: str
    agency: str
    year: int


@dataclass(frozen=True, slots=True)
class Move:
    """One difference: *before* and *after* are what the two archives say, "" where nothing."""

    what: What
    document: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference, in the order of documents and places, and what the documents are called."""

    moves: tuple[Move, ...]
    names: dict[str, Named]


def compare(old: Path, new: Path) -> Comparison:
    """Return what differs between two `archive.db` files; raises CompareError."""
    with closing(sqlite3.connect(":memory:", uri=True)) as db:
        for name, path in (("old", old), ("new", new)):
            _attach(db, name, path)
        moves = tuple(sorted(_moves(db), key=lambda move: (move.document, move.what, move.place)))
        return Comparison(moves, _names(db))


def _attach(db: sqlite3.Connection, name: str, path: Path) -> None:
    try:
        db.execute(f"attach ? as {name}", (f"{path.resolve().as_uri()}?mode=ro",))
        db.execute(f"create temp table said_{name} as {_SAID.format(db=name)}")
    except sqlite3.Error as error:
        remedy = "give the archive.db that `nianbao build` of this version has made"
        raise CompareError(f"{path}: not an archive to compare ({error}); {remedy}") from error


def _moves(db: sqlite3.Connection) -> Iterator[Move]:
    before = _only(db, "old", "new")
    after = _only(db, "new", "old")
    for key in before.keys() | after.keys():
        yield Move(*key, _plain(before.get(key, ABSENT)), _plain(after.get(key, ABSENT)))


def _only(db: sqlite3.Connection, one: str, other: str) -> dict[tuple[What, str, str], str]:
    sql = f"select * from said_{one} except select * from said_{other}"  # noqa: S608 - our names
    return {(what, document, place): str(said) for what, document, place, said in db.execute(sql)}


def _names(db: sqlite3.Connection) -> dict[str, Named]:
    """Return the documents by id, named as the newer archive has them."""
    return {
        id_: Named(url, agency, year)
        for name in ("old", "new")
        for id_, url, agency, year in db.execute(_NAMES.format(db=name))
    }


def _plain(said: str) -> str:
    """Return a value as a person writes it.

    >>> _plain('[12,"number","件",null]'), _plain('[null,"blank","件",0]'), _plain("current")
    ('12 件', 'blank 件 (= 0)', 'current')
    """
    if not said.startswith("["):
        return said
    try:
        value, kind, unit, inferred = json.loads(said)
    except ValueError:
        return said
    proved = "" if inferred is None else f" (= {inferred})"
    return f"{kind if value is None else value} {unit}".rstrip() + proved
