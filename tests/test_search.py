"""Chinese search: every word a reader types finds what it should, and no string is an error."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.pages.search import match_query, terms, zh_snippet
from archive.serving import datasette
from tests.synthetic_archive import YEARS, agency_id, make


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return datasette(make(tmp_path_factory.mktemp("archive")))


def get(served: Any, path: str) -> Any:
    return asyncio.run(served.client.get(path))


def found(served: Any, words: str, more: str = "") -> set[str]:
    path = f"/archive/report.json?_search={quote(words)}&_shape=array{more}"
    response = get(served, path)
    assert response.status_code == 200, response.text
    return {row["id"] for row in response.json()}


ALL = {f"{agency_id(number)}-{year}" for number in range(3) for year in YEARS}
CIVIL = {f"{agency_id(0)}-{year}" for year in YEARS}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("民政", CIVIL),
        ("民政局", CIVIL),
        ("民", CIVIL),
        ("政", ALL),
        ("民政 2023", {f"{agency_id(0)}-2023"}),
        ("2023年", {f"{agency_id(number)}-2023" for number in range(3)}),
        ("２０２３年", {f"{agency_id(number)}-2023" for number in range(3)}),
        ("　民政　", CIVIL),
        ('"民政局"', CIVIL),
        ("“民政局”", CIVIL),
        ("R3.1", ALL),
        ("r3.1 民政", CIVIL),
        ("202", set()),
        ("局政民", set()),
        ("民政 公安", set()),
        ("，", set()),
    ],
)
def test_words_find_what_contains_them(served: Any, words: str, expected: set[str]) -> None:
    """Single characters, words, mixed and full-width queries find exactly the right reports."""
    assert found(served, words) == expected


HOSTILE = [
    '"',
    '""',
    "'",
    '"民',
    '民"政',
    "*",
    "民*",
    "^民",
    "title:民政",
    "-民政",
    "NOT 民政",
    "AND",
    "OR OR",
    "NEAR(民 政, 2)",
    "(((",
    "{a b}: c",
    "民政;drop table report",
    "\x00",
    "民\x00政",
    "\u200b",
    "\ud7ff\ufffe",
    "😀",
    "\\",
    "%_%",
    "民" * 5000,
    "a b c d e f " * 500,
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize(
    "path", ["/archive/report.json?_search=", "/archive/report.csv?_search=", "/search?q="]
)
def test_no_string_is_a_syntax_error(served: Any, path: str, words: str) -> None:
    """Whatever is typed, the answer is a page or rows, never a 400 or 500."""
    assert get(served, path + quote(words)).status_code == 200


def test_an_empty_search_box_means_all_rows(served: Any) -> None:
    """The filter form sends `_search=` when its box is empty."""
    assert found(served, "") == ALL


def test_search_narrows_csv_like_json(served: Any) -> None:
    """The CSV of a search has the same rows as its JSON."""
    lines = get(served, f"/archive/report.csv?_search={quote('民政')}").text.split("\r\n")
    assert {line.split(",")[0] for line in lines[1:] if line} == CIVIL


def test_plain_sqlite_finds_the_same(served: Any) -> None:
    """The index answers a phrase of characters, as the download page says."""
    matches = "select rowid from report_fts where report_fts match :q"
    sql = quote(f"select id from report where fts_id in ({matches})")
    words = quote('"民 政 局"')
    response = get(served, f"/archive.json?sql={sql}&q={words}&_shape=array")
    assert {row["id"] for row in response.json()} == CIVIL


def test_search_page_marks_and_narrows(served: Any) -> None:
    """Hits are marked, facets count under the other choices, hostile text stays text."""
    page = get(served, f"/search?q={quote('民政')}").text
    assert page.count("<mark>民政</mark>") >= len(CIVIL)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    narrowed = get(served, f"/search?q={quote('民政')}&year=2023").text
    assert "“民政”：1 份报告" in narrowed
    assert narrowed.count("<article") == 1
    assert f"/archive/report/{agency_id(0)}-2022" not in narrowed


def test_bodies_of_that_name_come_first_and_the_newest_of_them(tmp_path: Path) -> None:
    """民政 inside 人民政府 is no hit in a name; equal hits are in order of their years."""
    folder = make(tmp_path)
    archive = Database(folder / "archive.db")
    template = next(archive.table("report").rows_where("id = ?", [f"{agency_id(0)}-2023"]))
    for at, (name, year) in enumerate((("示例市人民政府", 2024), ("示例区民政局", 2019))):
        facts = {"id": f"new-{at}", "sort_key": f"{year}-new", "fts_id": 9000 + at, "year": year}
        archive.table("report").insert(template | facts | {"agency_name": name, "title": name})
        with archive.conn as conn:
            words = (9000 + at, " ".join(name), " ".join(name), "民 政")
            conn.execute(
                "insert into report_fts(rowid, title, agency, body) values (?,?,?,?)", words
            )
    archive.close()
    page = get(datasette(folder), f"/search?q={quote('民政')}").text
    order = re.findall(r'<h2><a href="/archive/report/([^"]+)"', page)
    civil = [f"{agency_id(0)}-{year}" for year in sorted(YEARS, reverse=True)]
    assert order == [*civil, "new-1", "new-0"]


def test_search_page_helps_when_nothing_is_found(served: Any) -> None:
    """An empty answer says what to try, and that absence is not silence."""
    page = get(served, f"/search?q={quote('没有这个词')}").text
    assert "没有找到" in page
    assert "不等于没有公布" in page
    assert "民政局" in page


def test_snippets_are_escaped_before_they_are_marked() -> None:
    """A draft that marked first was an XSS: markup in text, query or both stays text."""
    for query in ("<b>", "b", "script", "<script>", "&lt;"):
        snippet = zh_snippet("<b>民政</b> <script>x</script> &lt;", query)
        assert "<b>" not in snippet
        assert "<script>" not in snippet
        assert snippet.replace("<mark>", "").replace("</mark>", "").count("<") == 0


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("慈溪市民政局", "民政", "慈溪市<mark>民政</mark>局"),
        ("民、政", "民政", "<mark>民、政</mark>"),
        ("收到２０２３年", "2023年", "收到<mark>２０２３年</mark>"),
        ("A1 和 a12", "a1", "<mark>A1</mark> 和 a12"),
        ("共十件", "民政", "共十件"),
        (None, "民政", ""),
        ("民政", None, "民政"),
    ],
)
def test_snippet(text: str | None, query: str | None, expected: str) -> None:
    """What the index would match is marked as printed."""
    assert zh_snippet(text, query) == expected


def test_snippet_of_a_long_text_is_short_and_holds_the_hit() -> None:
    """An excerpt begins shortly before the first hit."""
    snippet = zh_snippet("前" * 5000 + "民政局" + "后" * 5000, "民政")
    assert "<mark>民政</mark>" in snippet
    assert len(snippet) < 200


def test_terms_are_bounded() -> None:
    """A query is cut, so that its cost is bounded."""
    assert len(terms("民" * 10_000)[0]) == 200
    assert match_query("") == '""'
    assert json.dumps(terms("民政　局")) == json.dumps(["民政", "局"])
