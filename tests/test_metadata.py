"""The served archive describes itself: every table and column, in both languages."""

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from archive.dictionary import value_columns
from archive.pages.language import SEPARATOR, words
from archive.serving import metadata
from tests.synthetic_archive import make

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "archive" / "templates"
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("archive"))


def columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view that a reader can meet."""
    with sqlite3.connect(path) as conn:
        names = conn.execute(
            "select name from sqlite_master where type in ('table', 'view')"
            " and name not like 'sqlite_%' and name not like 'report_fts_%'"
        ).fetchall()
        return {
            name: [row[1] for row in conn.execute(f'pragma table_info("{name}")')]
            for (name,) in names
        }


@pytest.mark.parametrize("database", ["archive", "evidence"])
def test_everything_built_is_described_and_the_reverse(folder: Path, database: str) -> None:
    """No table, view or column without its description, and none described that is not there."""
    built = columns(folder / f"{database}.db")
    described = metadata()["databases"][database]["tables"]
    assert sorted(described) == sorted(built)
    for name, table in described.items():
        assert sorted(table["columns"]) == sorted(built[name]), name


def test_value_columns_of_every_form_are_described() -> None:
    """A new form's columns want their descriptions."""
    described = metadata()["databases"]["archive"]["tables"]
    for table in ("disclosure", "requests", "appeals"):
        assert set(value_columns(table)) <= set(described[table]["columns"])


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield every title and description with its place."""
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        here = f"{at}.{name}"
        if isinstance(item, str) and (name in ("title", "description") or at.endswith(".columns")):
            yield here, item
        yield from texts(item, here)


def test_every_text_has_both_languages() -> None:
    """Texts are written Chinese first, then English."""
    for place, text in texts({k: v for k, v in metadata().items() if k == "databases"}):
        chinese, separator, english = text.partition(SEPARATOR)
        assert separator, place
        assert HAN.search(chinese), place
        assert re.search("[A-Za-z]{2}", english), place


def test_facets_are_plain_columns_of_their_table() -> None:
    """Facets stand on plain columns; search is on the unique number of the index."""
    for database in metadata()["databases"].values():
        for name, table in database["tables"].items():
            assert set(table.get("facets", [])) <= set(table["columns"]), name
            assert set(table["sortable_columns"]) <= set(table["columns"]), name
            assert "units" not in table, name
    report = metadata()["databases"]["archive"]["tables"]["report"]
    assert (report["fts_table"], report["fts_pk"]) == ("report_fts", "fts_id")


def test_published_sorts_are_unique(folder: Path) -> None:
    """A column that may be sorted by is the whole key of its table, or a unique index."""
    for database in ("archive", "evidence"):
        with sqlite3.connect(folder / f"{database}.db") as conn:
            for name, table in metadata()["databases"][database]["tables"].items():
                for column in table["sortable_columns"]:
                    assert column in _unique(conn, name), f"{name}.{column}"


def _unique(conn: sqlite3.Connection, table: str) -> set[str]:
    keys = [row[1] for row in conn.execute(f'pragma table_info("{table}")') if row[5]]
    unique = {keys[0]} if len(keys) == 1 else set()
    for _, index, is_unique, *_ in conn.execute(f'pragma index_list("{table}")').fetchall():
        indexed = [row[2] for row in conn.execute(f'pragma index_info("{index}")')]
        if is_unique and len(indexed) == 1:
            unique.add(indexed[0])
    return unique


def test_questions_run_with_and_without_their_parameters(folder: Path) -> None:
    """Every canned query answers, whatever its parameters, and says its sample size."""
    queries = metadata()["databases"]["archive"]["queries"]
    assert len(queries) >= 10
    with sqlite3.connect(folder / "archive.db") as conn:
        for name, query in queries.items():
            for year in ("", "2023", "x"):
                params = {"year": year, "province": "", **dict.fromkeys(query["params"], "")}
                params |= {"year": year} if "year" in query["params"] else {}
                cursor = conn.execute(query["sql"], params)
                found = [column[0] for column in cursor.description]
                if any(column.endswith("_pct") for column in found):
                    assert {"n", "note"} <= set(found), name
                cursor.fetchall()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("denial_rate", [("示例市教育局", 2023, 19.4), ("示例市公安局", 2023, 17.1)]),
        ("unbalanced", [("示例市民政局", 2023, None)]),
        ("zero_requests", []),
    ],
)
def test_questions_give_the_right_answer(folder: Path, query: str, expected: list[Any]) -> None:
    """Answers are what one counts by hand in the invented archive."""
    sql = metadata()["databases"]["archive"]["queries"][query]["sql"]
    with sqlite3.connect(folder / "archive.db") as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(sql, {"year": "", "province": ""}).fetchall()
    answers = [
        (row["agency_name"], row["year"], row["denial_pct"] if query == "denial_rate" else None)
        for row in rows
    ]
    assert answers[: len(expected) or 1] == expected


def test_unconfirmed_imbalances_are_never_listed_as_the_reports(folder: Path) -> None:
    """Only what two readings agree on is shown as a report's own imbalance."""
    sql = metadata()["databases"]["archive"]["queries"]["unbalanced"]["sql"]
    with sqlite3.connect(folder / "archive.db") as conn:
        rules = [row[4] for row in conn.execute(sql, {"year": "", "province": ""})]
    assert rules == ["R3.1"]


def test_words_used_in_templates_exist() -> None:
    """Every word a template asks for is in words.toml."""
    for path in TEMPLATES.glob("*.html"):
        for name in re.findall(r"""\bt\(["']([a-z_0-9]+\.[a-z_0-9]+)["']""", path.read_text()):
            begins = name.endswith("_") and any(word.startswith(name) for word in words())
            assert begins or name in words(), f"{path.name}: {name}"


def test_templates_hold_no_chinese_of_their_own() -> None:
    """Words stand in words.toml, not scattered over the templates."""
    allowed = {"一二三四五六七八九", "：", "；", "、", "中文"}
    for path in TEMPLATES.glob("*.html"):
        text = re.sub("(?s)<style>.*?</style>|<code>.*?</code>", "", path.read_text())
        for found in re.findall("[\u4e00-\u9fff]+", text):
            assert found in allowed, f"{path.name}: {found}"


def test_words_have_the_same_blanks_in_both_languages() -> None:
    """What is filled in stands in both languages."""
    for name, (chinese, english) in words().items():
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english)), name


def test_words_are_in_the_package() -> None:
    """The catalogue is found as package data."""
    assert files("archive.pages").joinpath("words.toml").is_file()
