"""`archive.sql.gz`: what people download restores in stock `sqlite3` to the same content."""

import gzip
import subprocess
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.build import build
from archive.dump import dump
from archive.tables import archive_tables
from benchmarks.pages import title
from tests.archives import EMPTY, SITE, Got, make_store, report


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built folder with three reports, one of them with quotes and a line break in its title."""
    folder = tmp_path_factory.mktemp("data")
    odd = "示例县'民政'局\n2021年政府信息公开工作年度报告"
    outcomes = [Got(f"/{n}.html", report(n * 5), title(n * 5)) for n in range(2)]
    odd_one = Got("/odd.html", report(0, odd), odd)
    make_store(
        folder, [*outcomes, odd_one, Got("/e.html", EMPTY, "x"), Got("/t", reason="timeout")]
    )
    build(folder, [SITE])
    return folder


@pytest.fixture(scope="module")
def restored(data: Path, tmp_path_factory: pytest.TempPathFactory, sqlite3_shell: str) -> Database:
    """The archive as `gunzip -c archive.sql.gz | sqlite3 new.db` makes it."""
    target = tmp_path_factory.mktemp("restored") / "new.db"
    sql = gzip.decompress((data / "archive.sql.gz").read_bytes())
    done = subprocess.run(
        [sqlite3_shell, "-bail", target], input=sql, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    return Database(target)


def test_tables_and_views_are_restored_whole(data: Path, restored: Database) -> None:
    """Every row of every table, in the same order, and every row of the view."""
    archive = Database(data / "archive.db")
    for name in [*(table.name for table in archive_tables()), "fact", "sqlite_stat1"]:
        query = f"select * from {name}"
        assert restored.execute(query).fetchall() == archive.execute(query).fetchall(), name


def test_the_schema_is_restored_whole(data: Path, restored: Database) -> None:
    """Tables, indexes, views and the search index are made by the same statements."""
    query = (
        "select type, name, sql from sqlite_schema where name not like 'report_fts_%' order by 1, 2"
    )
    archive = Database(data / "archive.db")

    def schema(db: Database) -> list[tuple[str, str, str]]:
        return [(t, n, " ".join((sql or "").split())) for t, n, sql in db.execute(query).fetchall()]

    assert schema(restored) == schema(archive)


@pytest.mark.parametrize(
    "phrase", ['"清 泉"', '"民 政"', '"示 例 省"', '"政 民"', "2021", 'title: "信 息"']
)
def test_search_works_in_the_restored_archive(
    data: Path, sqlite3_shell: str, restored: Database, phrase: str
) -> None:
    """The stock shell finds in the restored file what the published file finds."""
    query = "select rowid from report_fts where report_fts match ? order by rowid"
    found = restored.execute(query, [phrase]).fetchall()
    assert found == Database(data / "archive.db").execute(query, [phrase]).fetchall()
    assert bool(found) is (phrase != '"政 民"')


def test_the_dump_is_always_the_same(data: Path, tmp_path: Path) -> None:
    """One archive gives one file, byte by byte: no time, no name in its header."""
    dump(data / "archive.db", tmp_path / "again.sql.gz")
    assert (tmp_path / "again.sql.gz").read_bytes() == (data / "archive.sql.gz").read_bytes()
