"""The served archive describes itself: every table and column, in both languages."""

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from archive.dictionary import VALUE_TABLES, value_columns
from archive.pages.language import SEPARATOR, words
from archive.serving import metadata
from tests.synthetic_archive import agency_id, make

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
    for table in VALUE_TABLES:
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


def ask(folder: Path, query: str, **params: str) -> list[dict[str, Any]]:
    """Return the answer of a canned query as dictionaries."""
    sql = metadata()["databases"]["archive"]["queries"][query]["sql"]
    with sqlite3.connect(folder / "archive.db") as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(sql, {"year": "", "province": ""} | params).fetchall()
    return [dict(row) for row in rows]


def change(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "archive.db") as conn:
        for statement in statements:
            conn.execute(statement)


def of(rows: list[dict[str, Any]], report: str, column: str) -> list[Any]:
    return [row[column] for row in rows if row["report"] == report]


BLANK = f"{agency_id(0)}-2023"  # the report from which the next tests take numbers away


@pytest.mark.parametrize(
    ("query", "column", "before", "blank", "after"),
    [
        ("denial_rate", "disclosure_pct", [64.7], "update report set partial = null", [None]),
        ("backlog", "backlog_pct", [8.3], "update report set carried_in = null", []),
        (
            *("friction", "share_pct", [52.9]),
            "update requests set total = null where row = 'unhandled_duplicate'",
            [None],
        ),
        (
            *("security_refusals", "share_pct", [35.3]),
            "update requests set total = null where row = 'denied_state_secret'",
            [None],
        ),
        (
            *("corrected_on_appeal", "corrected_pct", [100.0] * 3),
            "update appeals set pending = null",
            [],
        ),
    ],
)
def test_no_answer_takes_a_blank_for_a_zero(
    tmp_path: Path, query: str, column: str, before: list[Any], blank: str, after: list[Any]
) -> None:
    """A rate one of whose members is blank is blank too, or not listed."""
    folder = make(tmp_path)
    assert of(ask(folder, query), BLANK, column) == before
    change(folder, blank)
    assert of(ask(folder, query), BLANK, column) == after


def test_what_the_sums_prove_counts_in_answers(tmp_path: Path) -> None:
    """A blank with a proved value is that value in a rate."""
    folder = make(tmp_path)
    change(folder, """update appeals set pending = null, inferred = '{"pending": 3}'""")
    assert of(ask(folder, "corrected_on_appeal"), BLANK, "n") == [1, 1, 1]


def test_sums_over_reports_say_how_many_they_leave_out(tmp_path: Path) -> None:
    """A report with a blank is left out of every column of a sum, and counted as left out."""
    folder = make(tmp_path)
    latest = ask(folder, "who_asks")[0]
    assert (latest["year"], latest["n_reports"], latest["n_left_out"]) == (2023, 3, 0)
    where = f"where report = '{BLANK}' and row = 'new_received'"
    change(folder, f"update requests set company = null {where}")
    fewer = ask(folder, "who_asks")[0]
    assert (fewer["n_reports"], fewer["n_left_out"]) == (2, 1)
    columns = ("natural_person", "company", "law_service", "n")
    assert [fewer[c] * 3 for c in columns] == [latest[c] * 2 for c in columns]


def test_shares_are_of_reports_with_every_outcome(tmp_path: Path) -> None:
    """A chart of shares leaves a report out whole, so that its other outcomes weigh no more."""
    folder = make(tmp_path)
    charts = metadata()["plugins"]["datasette-dashboards"]["overview"]["charts"]
    change(folder, f"update report set denied = null where id = '{BLANK}'")
    with sqlite3.connect(folder / "archive.db") as conn:
        rows = conn.execute(charts["outcomes"]["query"]).fetchall()
    assert [row[4] for row in rows if row[0] == "2023"] == [40, 4, 13, 6, 8, 0]


def test_requests_by_year_say_how_many_reports_they_count(folder: Path) -> None:
    """The number of reports stands beside the year, as sums of few reports mislead."""
    charts = metadata()["plugins"]["datasette-dashboards"]["overview"]["charts"]
    with sqlite3.connect(folder / "archive.db") as conn:
        rows = conn.execute(charts["requests"]["query"]).fetchall()
    assert [row[0] for row in rows] == [f"{year} n=3" for year in (2020, 2021, 2022, 2023)]


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ("year = 2022, level = 'department@county', published = '2023-01-31'", []),
        ("year = 2022, level = 'department@county', published = '2023-02-01'", [1]),
        ("year = 2018, level = 'department@county', published = '2019-03-31'", []),
        ("year = 2022, level = 'county', published = '2023-03-31'", []),
        ("year = 2022, level = 'township', published = '2023-04-02'", [2]),
        ("year = 2022, published = '2023-05-01', published_evidence = 'URL'", []),
        ("year = 2022, published = null", []),
    ],
)
def test_late_is_after_the_due_date_by_good_evidence(
    tmp_path: Path, facts: str, late: list[int]
) -> None:
    """Departments until 31 January since 2019, all others until 31 March; no address dates."""
    folder = make(tmp_path)
    change(folder, f"update report set {facts} where id = '{BLANK}'")
    assert of(ask(folder, "late"), BLANK, "days_late") == late


def test_a_governments_office_has_the_governments_time(tmp_path: Path) -> None:
    """Whether the office is a department is open to doubt, so it is not called late in February."""
    folder = make(tmp_path)
    assert of(ask(folder, "late"), BLANK, "days_late") == [20]
    change(folder, "update agency set kind = '政府办公室'")
    assert ask(folder, "late") == []


def test_consolidated_and_own_reports_are_not_compared(tmp_path: Path) -> None:
    """A change of scope is no change of requests."""
    folder = make(tmp_path)
    assert of(ask(folder, "biggest_changes"), BLANK, "change") == [1]
    change(folder, "update report set scope = 'consolidated' where year = 2022")
    assert ask(folder, "biggest_changes") == []


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
