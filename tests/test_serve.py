"""The served archive: its limits, its headers, its downloads, and the four known traps."""

import asyncio
import csv
import gzip
import io
import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.serving import SETTINGS, ServeError, datasette, metadata, serve
from tests.synthetic_archive import agency_id, make

MANY = 230  # more than four pages of 50, so that every sort has to turn pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("archive"))
    archive = Database(folder / "archive.db")
    _add_many(archive)
    with gzip.open(folder / "archive.sql.gz", "wt", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in archive.conn.iterdump() if "report_fts" not in line)
    archive.close()
    return folder


def _add_many(archive: Database) -> None:
    """Add reports that share every value but their keys, as departments of one year do."""
    template = next(archive["report"].rows_where("id = ?", [f"{agency_id(0)}-2023"]))
    copies = (
        template | {"id": f"copy-{n}", "sort_key": f"2023-copy-{n:04}", "fts_id": 10_000 + n}
        for n in range(MANY)
    )
    archive["report"].insert_all(copies)
    archive["document"].insert_all(
        {"id": f"copy-{n}", "url": "http://127.0.0.1/", "status": "blocked", "site": "demo-a"}
        for n in range(MANY)
    )
    archive["agency"].insert_all({"id": f"copy-{n}", "name": "同名机关"} for n in range(MANY))
    archive["run"].insert_all({"id": f"copy-{n}", "state": "done"} for n in range(MANY))
    archive["finding"].insert_all(
        {"id": f"copy-{n}", "report": f"copy-{n}", "rule": "R3.1", "outcome": "pass"}
        for n in range(MANY)
    )


@pytest.fixture(scope="module")
def served(folder: Path) -> Any:
    return datasette(folder)


def get(served: Any, path: str, **options: Any) -> Any:
    return asyncio.run(served.client.get(path, **options))


def sorts() -> Iterator[tuple[str, str]]:
    for name, table in metadata()["databases"]["archive"]["tables"].items():
        assert "sortable_columns" in table, f"{name}: any column could be sorted by"
        if table.get("hidden"):
            continue  # the search index is contentless: it has no rows to stream
        yield name, ""
        for column in table["sortable_columns"]:
            yield name, f"&_sort={column}"
            yield name, f"&_sort_desc={column}"


@pytest.mark.parametrize(("table", "sort"), sorted(sorts()))
def test_streams_lose_no_rows(served: Any, folder: Path, table: str, sort: str) -> None:
    """Trap 1: sorted by an indexed column that is not unique, pages silently lose rows."""
    with sqlite3.connect(folder / "archive.db") as conn:
        count = conn.execute(f'select count(*) from "{table}"').fetchone()[0]
    response = get(served, f"/archive/{table}.csv?_stream=1{sort}")
    rows = list(csv.reader(io.StringIO(response.text)))
    assert len(rows) - 1 == count
    if rows[0][0] in ("id", "sort_key", "code"):
        assert len({row[0] for row in rows[1:]}) == count


def test_pages_of_a_search_lose_nothing(served: Any) -> None:
    """Turning the pages of the search shows every report once."""
    seen: list[str] = []
    for number in range(1, 14):
        page = get(served, f"/search?page={number}").text
        seen += re.findall(r'<h2><a href="/archive/report/([^"]+)"', page)
    assert len(seen) == len(set(seen)) == MANY + 12
    assert "没有找到" in get(served, "/search?page=14").text
    for nonsense in ("0", "-1", "x", "9" * 30, "²"):
        assert get(served, f"/search?page={nonsense}").status_code == 200


@pytest.mark.parametrize("column", ["year", "published", "received", "agency"])
def test_sorting_by_what_is_not_unique_is_refused(served: Any, column: str) -> None:
    """Only the unique sort key may be sorted by."""
    assert get(served, f"/archive/report.json?_sort={column}").status_code >= 400


@pytest.mark.parametrize(
    "sql",
    [
        "select zeroblob(900000000)",
        "select hex(zeroblob(1500000))",
        "select replace(hex(zeroblob(900000)), '0', 'aaaaaaaa')",
        "with recursive c(x) as (select 1 union all select x+1 from c limit 2000)"
        " select zeroblob(1900000) from c",
        f"select {', '.join(['zeroblob(1900000)'] * 200)}",
        "select " + "+".join(["1"] * 2_000),
    ],
)
def test_memory_bombs_are_refused(served: Any, sql: str) -> None:
    """Trap 2: one query took a server to 24 GB; it is the question that is refused, with 400."""
    assert get(served, f"/archive.json?sql={quote(sql)}").status_code == 400


def test_what_grows_inside_a_statement_is_bounded(served: Any) -> None:
    """An aggregate grows past every limit of length; the engine's own limit of memory ends it."""
    sql = (
        "with recursive c(x) as (select 1 union all select x + 1 from c limit 100000)"
        " select length(json_group_array(hex(randomblob(900000)))) from c"
    )
    response = get(served, f"/archive.json?sql={quote(sql)}")
    assert response.status_code == 400
    with closing(sqlite3.connect(":memory:")) as conn:
        assert conn.execute("pragma hard_heap_limit").fetchone() == (256 << 20,)
    assert get(served, "/archive.json?sql=select+1").status_code == 200


def test_connections_have_the_limits(served: Any) -> None:
    """What a plain loop of tests cannot show: every connection Datasette makes is limited."""
    with closing(sqlite3.connect(":memory:")) as conn:
        served._prepare_connection(conn, "archive")
        assert conn.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 2_000_000
        assert conn.getlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH) == 50_000
        assert conn.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "attach database '/etc/passwd' as p",
        "select * from report; drop table report",
        "pragma query_only = 0",
        "delete from report",
        "select load_extension('x')",
    ],
)
def test_only_questions_are_answered(served: Any, sql: str) -> None:
    """Nothing but SELECT runs, and nothing is attached."""
    assert get(served, f"/archive.json?sql={quote(sql)}").status_code == 400


def test_the_bodys_name_leads_to_its_report(served: Any) -> None:
    """The answer to a question shows no report number: the name of the body is the link."""
    page = get(served, "/archive/denial_rate?year=2023").text
    link = f'<td><a href="/archive/report/{agency_id(0)}-2023">示例市民政局</a></td>'
    assert link in page
    assert f">{agency_id(0)}-2023<" not in page


def test_requests_of_a_crawl_add_up(tmp_path: Path) -> None:
    """What has no outcome of its own (a retry) is counted too, and a table's columns have names."""
    folder = make(tmp_path)
    with sqlite3.connect(folder / "archive.db") as conn:
        conn.execute("update run set n_requests = 23")
    served = datasette(folder)
    line = "请求 23 次：收到 15，未变 2，被拦截 1，失败 2，其余（重试等）3"
    assert line in get(served, "/").text
    assert '<th scope="col" title="请求数">请求数</th>' in get(served, "/archive/run").text
    assert "1 rows" not in get(served, "/archive/run?_lang=en").text


def test_rules_are_named_in_the_language_of_the_page(served: Any) -> None:
    """The English page of imbalances names the rule in English, the Chinese one in Chinese."""
    assert "<td>In equals out</td>" in get(served, "/archive/unbalanced?_lang=en").text
    assert "<td>勾稽关系</td>" in get(served, "/archive/unbalanced").text


def test_long_queries_are_stopped(served: Any) -> None:
    """A query without end is stopped at the time limit with a page in plain words."""
    sql = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"
    response = get(served, f"/archive?sql={quote(sql)}&_timelimit=50")
    assert response.status_code == 400
    assert "查询时间太长" in response.text
    assert "<script>" not in response.text


def test_no_units_in_the_metadata(served: Any) -> None:
    """Trap 3: `units:` in Chinese makes every page of a table a 500."""
    assert '"units":' not in json.dumps(_without_columns(metadata()))


def _without_columns(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_columns(item) for name, item in value.items() if name != "columns"}
    return value


def test_the_index_is_of_characters_not_trigrams(folder: Path) -> None:
    """Trap 4: trigrams silently ignore the short word of a mixed query."""
    with sqlite3.connect(folder / "archive.db") as conn:
        (sql,) = conn.execute("select sql from sqlite_master where name = 'report_fts'").fetchone()
    assert "unicode61" in sql
    assert "trigram" not in sql


def test_settings_are_those_decided(served: Any) -> None:
    """The settings of publishing.md hold."""
    assert {name: served.setting(name) for name in SETTINGS} == dict(SETTINGS)
    assert (served.setting("sql_time_limit_ms"), served.setting("suggest_facets")) == (3000, False)


PAGES = [
    "/",
    "/search",
    "/search?q=%E6%B0%91%E6%94%BF",
    f"/archive/report/{agency_id(0)}-2023",
    "/archive",
    "/archive/report",
    "/archive/fact",
    "/archive/absent",
    "/archive/agency/copy-1",
    "/downloads",
    "/-/dashboards",
    "/-/dashboards/overview",
    "/-/dashboards/overview/outcomes",
    "/evidence",
    "/evidence/original",
    "/evidence/cell",
    "/archive?sql=select+1",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_answer_and_are_framed(served: Any, path: str, language: str) -> None:
    """Every page answers in both languages, with its headers and without foreign resources."""
    joint = "&" if "?" in path else "?"
    response = get(served, f"{path}{joint}_lang={language}")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in response.text
    assert 'src="http' not in response.text
    assert "onclick=" not in response.text


def test_language_stays_while_browsing(served: Any) -> None:
    """English is remembered, Chinese needs nothing; only the chosen language is not cached."""
    chosen = get(served, "/?_lang=en")
    assert chosen.headers["set-cookie"].startswith("lang=en")
    assert "no-store" in chosen.headers["cache-control"]
    assert 'lang="en"' in get(served, "/search", cookies={"lang": "en"}).text
    back = get(served, "/?_lang=zh", cookies={"lang": "en"})
    assert "Max-Age=0" in back.headers["set-cookie"]
    plain = get(served, "/")
    assert "set-cookie" not in plain.headers
    assert plain.headers["cache-control"] == "no-cache"


def test_pages_are_asked_for_again_and_data_is_kept_shortly(served: Any) -> None:
    """A browser does not show yesterday's build: HTML is revalidated, data kept for a minute."""
    for path in ("/archive", "/archive/report", "/archive/denial_rate", "/search"):
        assert get(served, path).headers["cache-control"] == "no-cache"
    assert get(served, "/archive/report.json").headers["cache-control"] == "max-age=60"


def test_hostile_language_is_ignored(served: Any) -> None:
    """Neither address nor cookie can put anything but a known language into a page."""
    response = get(served, "/?_lang=%22%3E%3Cscript%3E", cookies={"lang": "xx"})
    assert '<html lang="zh-CN">' in response.text
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("path", ["/nothing", "/archive/report/nothing", "/-/original/" + "0" * 64])
def test_missing_pages_say_so_in_the_house_style(served: Any, path: str) -> None:
    """A 404 is a page of ours, in Chinese."""
    response = get(served, path)
    assert response.status_code == 404
    assert "没有这个页面" in response.text
    assert 'class="find"' in response.text


def test_errors_of_sql_are_pages_and_json(served: Any) -> None:
    """A wrong query is a 400 that shows SQLite's words."""
    for suffix in ("", ".json"):
        response = get(served, f"/archive{suffix}?sql=select+nothing+from+nowhere")
        assert response.status_code == 400
        assert "nowhere" in response.text


@pytest.mark.parametrize("name", ["databases", "threads", "permissions", "messages", "patterns"])
def test_the_workshop_is_closed(served: Any, name: str) -> None:
    """What shows paths and threads of the server is not published."""
    assert get(served, f"/-/{name}").status_code == 404
    assert get(served, f"/-/{name}.json").status_code == 404


@pytest.mark.parametrize("path", ["/_internal", "/_internal.json", "/_internal/databases"])
def test_datasettes_own_tables_are_closed(served: Any, path: str) -> None:
    """Datasette's table of what it serves is nobody's business, and no fault of the server."""
    assert get(served, path).status_code == 404


def test_robots_may_read_the_archive_but_not_ask_it(served: Any) -> None:
    """Search engines index reports, not SQL."""
    text = get(served, "/robots.txt").text
    assert "Disallow: /*?sql=" in text
    assert "Allow: /" in text.splitlines()


def test_databases_and_dump_can_be_taken(served: Any, folder: Path) -> None:
    """The files come byte for byte."""
    for name in ("archive.db", "archive.sql.gz", "evidence.db"):
        assert get(served, f"/{name}").content == (folder / name).read_bytes()


def test_whole_tables_come_as_csv(served: Any, folder: Path) -> None:
    """Every table and view is one CSV with all of its rows, and opens in Excel."""
    with sqlite3.connect(folder / "archive.db") as conn:
        names = conn.execute(
            "select name from sqlite_master where type in ('table', 'view')"
            " and name not like 'report_fts%' and name not like 'sqlite_%'"
        ).fetchall()
        counts = {n: conn.execute(f'select count(*) from "{n}"').fetchone()[0] for (n,) in names}
    page = get(served, "/downloads").text
    for name, count in counts.items():
        assert f'href="/downloads/{name}.csv"' in page
        text = get(served, f"/downloads/{name}.csv").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == count + 1
    assert get(served, "/downloads/sqlite_master.csv").status_code == 404
    assert get(served, "/downloads/report_fts.csv").status_code == 404


def test_large_originals_do_not_fell_their_table(tmp_path: Path) -> None:
    """Originals are larger than open SQL may read; the table page leaves their bodies out."""
    folder = make(tmp_path)
    evidence = Database(folder / "evidence.db")
    evidence["original"].insert(
        {"sha256": "f" * 64, "medium": "pdf", "size": 3_000_000, "body": b"x" * 3_000_000}
    )
    evidence.close()
    served = datasette(folder)
    for path in ("/evidence/original", "/evidence/original.json", "/evidence/original.csv"):
        response = get(served, path)
        assert response.status_code == 200
        assert "f" * 64 in response.text


def test_serving_without_an_archive_names_the_remedy(tmp_path: Path) -> None:
    """A folder without an archive is refused in one line."""
    with pytest.raises(ServeError, match="nianbao build"):
        serve(tmp_path)


def test_a_broken_archive_is_not_served(tmp_path: Path) -> None:
    """A file that is no archive is refused in one line, not answered with 500 page by page."""
    (tmp_path / "archive.db").write_bytes(b"junk" * 1000)
    with pytest.raises(ServeError, match=r"file is not a database.*nianbao build"):
        datasette(tmp_path)


def _build_again(folder: Path, elsewhere: Path) -> None:
    """Put a new build in the place of the old, as `nianbao build` does: by renaming."""
    elsewhere.mkdir()
    make(elsewhere)
    with sqlite3.connect(elsewhere / "archive.db") as conn:
        conn.execute("update report set agency_name = '改名局', title = '改名局'")
        conn.execute("insert into run (id, state) values ('new', 'done')")
    for name in ("archive.db", "evidence.db"):
        (elsewhere / name).replace(folder / name)


def test_a_new_build_is_served_without_a_new_start(tmp_path: Path) -> None:
    """Pages, JSON, counts and downloads all are the new build's, from the next request on."""
    folder = make(tmp_path)
    served = datasette(folder)
    report = f"/archive/report/{agency_id(0)}-2023"

    async def visit() -> None:
        assert "改名局" not in (await served.client.get(report)).text
        assert (await served.client.get("/archive/run.json")).json()[
            "filtered_table_rows_count"
        ] == 1
        before = (await served.client.get("/archive.db")).headers["etag"]
        _build_again(folder, tmp_path / "next")
        assert "改名局" in (await served.client.get(report)).text
        assert (await served.client.get("/archive/run.json")).json()[
            "filtered_table_rows_count"
        ] == 2
        names = await served.client.get("/archive.json?sql=select+agency_name+from+report")
        assert {row[0] for row in names.json()["rows"]} == {"改名局"}
        taken = await served.client.get("/archive.db")
        assert taken.content == (folder / "archive.db").read_bytes()
        assert taken.headers["etag"] != before

    asyncio.run(visit())


def test_a_broken_new_build_leaves_the_old_one_served(tmp_path: Path) -> None:
    """What cannot be opened is not taken up."""
    folder = make(tmp_path)
    served = datasette(folder)

    async def visit() -> None:
        assert (await served.client.get("/archive/run.json")).status_code == 200
        (tmp_path / "junk").write_bytes(b"junk" * 1000)
        (tmp_path / "junk").replace(folder / "archive.db")
        opened = served.databases["archive"]
        assert (await served.client.get("/robots.txt")).status_code == 200
        assert served.databases["archive"] is opened
        _build_again(folder, tmp_path / "next")
        assert (await served.client.get("/archive/run.json")).json()[
            "filtered_table_rows_count"
        ] == 2

    asyncio.run(visit())


def test_a_taken_port_is_refused_in_one_line(folder: Path) -> None:
    """Two servers on one port: the second says what to do."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ServeError, match="--port"):
            serve(folder, port=taken.getsockname()[1])


def test_serves_on_a_free_port_and_says_where(folder: Path) -> None:
    """`serve` prints its address once it answers, and ends when told to."""
    import urllib.request

    code = (
        "from pathlib import Path; from archive.serving import serve; import sys;"
        "serve(Path(sys.argv[1]), port=0)"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(address) as response:
            assert "政府信息公开年报档案" in response.read().decode()
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert errors == ""


def test_ctrl_c_is_a_good_end(folder: Path) -> None:
    """An interrupted server has ended as it should: exit code 0, nothing more said."""
    command = [sys.executable, "-c", "from archive.cli import main; main()", "serve"]
    with subprocess.Popen(
        [*command, "--data", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert "http://127.0.0.1:" in server.stdout.readline()
        server.send_signal(signal.SIGINT)
        said, complained = server.communicate(timeout=30)
    assert (server.returncode, said, complained) == (0, "", "")
