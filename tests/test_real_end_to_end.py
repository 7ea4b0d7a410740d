"""From four sites to the numbers in the reader's hands: the real reports, the real spiders.

Nothing is passed between the stages but files: sites are crawled into a store, the store is built
into databases, the databases are served, and only what is served is compared.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
import zlib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from datasette.app import Datasette

from archive import serving as serving_module
from archive.build import build
from crawler.run import crawl
from crawler.store import Store
from tests import independent
from tests.real_sites import Portal, portals, serving
from tests.reopen import bare, reopen
from tests.test_real_expectations import NAMES, expectation, original

DIMENSIONS = {"disclosure": "row", "requests": "row", "appeals": "route"}
LISTS = {
    "/robots.txt",
    "/xxgknb/index.html",
    "/xxgknb/index_1.html",
    "/ndbg/index.html",
    "/sygfj/gknb/list.shtml",
    "/sygfj/gknb/list_2.shtml",
    "/col/col1229214366/index.html",
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """What one crawl and one build left behind."""

    data: Path
    portals: dict[str, Portal]
    base: dict[str, str]

    def rows(self, sql: str, *values: object, db: str = "archive.db") -> list[Row]:
        """The rows of a query, read-only."""
        with closing(sqlite3.connect(f"file:{self.data / db}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def report(self, name: str) -> Row:
        """The row of one real report."""
        agency = expectation(name)["agency"]
        (row,) = self.rows("select * from report where agency_name = ?", agency)
        return row


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The four sites crawled once and built once."""
    data, city = tmp_path_factory.mktemp("real"), portals(shared)
    with serving(city) as sites:
        summary = crawl(tuple(sites.values()), data / "store", progress=False)
    assert summary.exit_code == 0, summary
    with Store(data / "store", read_only=True) as store:
        assert list(store.verify()) == []
    built = build(data, tuple(sites.values()), jobs=2)
    assert built.mismatches == 0
    return Archive(data, city, {name: site.base.rstrip("/") for name, site in sites.items()})


def exact(number: float | None) -> Decimal | None:
    """A number out of the database or out of JSON, without its binary tail."""
    return None if number is None else Decimal(str(number))


def expected_figures(name: str) -> dict[str, tuple[Decimal | None, str, str, Decimal | None]]:
    """Address to (value, kind, unit, inferred), as reviewed."""
    expected = expectation(name)
    inferred = expected["inferred"]
    return {
        place: (
            None if value is None else Decimal(value),
            kind,
            unit,
            Decimal(inferred[place]) if place in inferred else None,
        )
        for place, (_, value, kind, unit) in expected["figures"].items()
    }


def test_four_reports_and_nothing_else_became_reports(archive: Archive) -> None:
    """Decoys, dead links and notices are no reports; each real one is there once."""
    found = archive.rows("select agency_name, year, form from report order by agency_name")
    wanted = [{k: expectation(n)[k] for k in ("agency", "year", "form")} for n in NAMES]
    assert found == sorted(
        ({"agency_name": w["agency"], "year": w["year"], "form": w["form"]} for w in wanted),
        key=lambda row: row["agency_name"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_report_row_says_what_is_printed(archive: Archive, name: str) -> None:
    """Agency, year, form, scope, title, medium; the date printed, or else the list's."""
    expected, row = expectation(name), archive.report(name)
    keys = ("year", "form", "scope", "medium")
    assert {key: row[key] for key in keys} == {key: expected[key] for key in keys}
    assert bare(row["title"]) == expected["title"]
    assert row["status"] == "parsed"
    if expected["published"]:
        assert row["published"] == expected["published"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_exact_in_the_tables(archive: Archive, name: str) -> None:
    """The printed tables: numbers, blanks as blanks, units, what is proved."""
    report = archive.report(name)
    expected = expected_figures(name)
    found = {}
    for table, dimension in DIMENSIONS.items():
        units = archive.rows(
            "select row, column, unit from dictionary where form = ? and table_name = ?",
            report["form"],
            table,
        )
        form_unit = {(unit["row"], unit["column"]): unit["unit"] for unit in units}
        for row in archive.rows(f"select * from {table} where report = ?", report["id"]):
            kinds, inferred, stated = (
                json.loads(row.pop(column) or "{}") for column in ("kinds", "inferred", "units")
            )
            row.pop("report")
            code = row.pop(dimension)
            for column, value in row.items():
                if value is None and column not in kinds:
                    continue
                found[f"{table}.{code}.{column}"] = (
                    exact(value),
                    kinds.get(column, "number"),
                    stated.get(column, form_unit.get((code, column))),
                    exact(inferred.get(column)),
                )
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_exact_in_the_tidy_view(archive: Archive, name: str) -> None:
    """View `fact` says the same, one row a figure."""
    report = archive.report(name)["id"]
    assert facts(archive.rows("select * from fact where report = ?", report)) == expected_figures(
        name
    )


def facts(rows: list[Row]) -> dict[str, tuple[Decimal | None, str, str, Decimal | None]]:
    """Rows of view `fact` in the shape of `expected_figures`; those of sentences are left out."""
    rows = [row for row in rows if row["table_name"] in DIMENSIONS]
    found = {
        f"{row['table_name']}.{row['row']}.{row['column']}": (
            exact(row["value"]),
            row["kind"],
            row["unit"],
            exact(row["inferred"]),
        )
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def operands(form: str) -> dict[tuple[str, str], list[str]]:
    """The operands of each sum of tables 三 and 四 by rule and place, by independent reckoning."""
    found = {}
    for rule, parts, total in independent.sums(form):
        table, row, column = total.split(".")
        found[rule, f"{table}.*.{column}" if rule == "R3.2" else f"{table}.{row}"] = [*parts, total]
    for column in independent.APPLICANTS:
        rows = ("new_received", "carried_in", "outcomes_total", "carried_out")
        found["R3.1", f"requests.*.{column}"] = [f"requests.{row}.{column}" for row in rows]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_check_fails(archive: Archive, name: str) -> None:
    """R3 and R4: of printed numbers all pass; where one is blank it is proved, and said so."""
    report, figures = archive.report(name), expected_figures(name)
    findings = archive.rows("select * from finding where report = ?", report["id"])
    sums = operands(report["form"])
    met: dict[str, Counter[str]] = {rule: Counter() for rule in expectation(name)["checks"]}
    for finding in (finding for finding in findings if finding["rule"] in met):
        members = sums.pop((finding["rule"], finding["place"]))
        blanks = [place for place in members if figures[place][1] == "blank"]
        assert finding["outcome"] in ({"pass", "uncertain"} if blanks else {"pass"})
        assert all(figures[place][3] is not None for place in blanks)
        assert bool(finding["detail"]) == bool(blanks)
        met[finding["rule"]]["uncertain" if blanks else "pass"] += 1
    assert sums == {}
    assert expectation(name)["checks"] == {rule: dict(counts) for rule, counts in met.items()}
    assert [finding for finding in findings if finding["outcome"] == "fail"] == []
    assert {f["rule"] for f in findings} >= {"R3.4", "R3.5", "S1"}
    assert (report["n_fail"], report["n_publisher_fail"]) == (0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_original_is_kept_byte_for_byte(archive: Archive, shared: Path, name: str) -> None:
    """evidence.db holds the very bytes that were served."""
    assert evidence(archive, name)[0] == original(shared, name)


def evidence(archive: Archive, name: str) -> tuple[bytes, list[Row]]:
    """The archived original of a report and the cells of its tables."""
    sql = "select sha256 from document where id = ?"
    (document,) = archive.rows(sql, archive.report(name)["document"])
    sql = "select * from original where sha256 = ?"
    (kept,) = archive.rows(sql, document["sha256"], db="evidence.db")
    sql = "select f.address, c.* from cell c join figure f on f.id = c.figure where c.original = ?"
    cells = archive.rows(sql, kept["id"], db="evidence.db")
    in_tables = [cell for cell in cells if cell["address"].partition(".")[0] in DIMENSIONS]
    return zlib.decompress(kept["body"]), in_tables


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_reopened_in_the_archived_original(archive: Archive, name: str) -> None:
    """All cell references of evidence.db show, by independent code, the text they claim: 100 %."""
    body, cells = evidence(archive, name)
    expected = expectation(name)
    opened = {c["address"]: bare(reopen(body, expected["medium"], c["source"])) for c in cells}
    assert {place: figure[0] for place, figure in expected["figures"].items()} == opened
    assert opened == {cell["address"]: bare(cell["raw"]) for cell in cells}


def test_every_asked_document_is_in_the_archive_with_its_fate(archive: Archive) -> None:
    """Reports, the page around the PDF, the dead links of the real list: each a row, each told."""
    documents = archive.rows("select url, status, reason from document")
    asked = {
        f"{archive.base[name]}{path}"
        for name, portal in archive.portals.items()
        for path in portal.asked
        if path not in LISTS and "dataproxy" not in path
    }
    assert asked <= {document["url"] for document in documents}
    fates = Counter(document["status"] for document in documents)
    assert fates["current"] == 4
    assert all(document["reason"] for document in documents if document["status"] != "current")


def test_refused_titles_were_never_asked_for(archive: Archive) -> None:
    """A notice, a picture version and the website's own report stay links, with the reason."""
    paths = [path for portal in archive.portals.values() for path in portal.asked]
    assert [path for path in paths if "90000" in path and "900003" not in path] == [
        "/art/2020/1/20/art_1229214366_900001.html"
    ]
    assert [path for path in paths if "/wz/" in path] == []


# ---- served ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def app(archive: Archive) -> Datasette:
    """The archive as served, in this process."""
    return serving_module.datasette(archive.data)


def get(app: Datasette, path: str) -> Any:
    """The JSON at a path, as a program would ask for it."""
    response = asyncio.run(app.client.get(path))
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_exact_through_datasettes_json(
    archive: Archive, app: Datasette, name: str
) -> None:
    """The tidy view and the printed tables, as JSON."""
    report = quote(archive.report(name)["id"])
    rows = get(app, f"/archive/fact.json?report={report}&_size=max&_shape=array")
    assert facts(rows) == expected_figures(name)
    found = {}
    for table, dimension in DIMENSIONS.items():
        printed = get(app, f"/archive/{table}.json?report={report}&_size=max&_shape=array")
        for row in printed:
            kinds = row["kinds"] or {}
            kinds = json.loads(kinds) if isinstance(kinds, str) else kinds
            for column, value in row.items():
                if column not in {"report", "kinds", "inferred", "units", dimension} and (
                    value is not None or column in kinds
                ):
                    found[f"{table}.{row[dimension]}.{column}"] = exact(value)
    assert found == {place: figure[0] for place, figure in expected_figures(name).items()}


def test_a_search_finds_the_report_through_json(app: Datasette) -> None:
    """民政 finds 慈溪市民政局 in the search of the report table."""
    path = f"/archive/report.json?_search={quote('民政')}&_shape=array"
    assert "慈溪市民政局" in [row["agency_name"] for row in get(app, path)]


def test_the_figures_come_over_http(archive: Archive) -> None:
    """The real server on a real port gives the same numbers."""
    command = (sys.executable, "-c", "from archive.cli import main; main()", "serve")
    options = ("--data", str(archive.data), "--port", "0")
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            base = server.stdout.readline().split()[-1].rstrip("/")
            for name in NAMES:
                report = quote(archive.report(name)["id"])
                url = f"{base}/archive/fact.json?report={report}&_size=max&_shape=array"
                with urlopen(url) as answer:
                    assert facts(json.load(answer)) == expected_figures(name)
        finally:
            server.terminate()
