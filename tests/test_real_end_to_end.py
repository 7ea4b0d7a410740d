"""From four sites to the numbers in the reader's hands: the real reports, the real spiders.

Nothing is passed between the stages but files: sites are crawled into a store, the store is built
into databases, the databases are served, and only what is served is compared.
"""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.real_sites import Portal, portals, serving
from tests.reopen import bare, reopen
from tests.test_real_expectations import NAMES, expectation, original

DIMENSIONS = {"disclosure": "row", "requests": "row", "appeals": "route"}
CHECKED = ("R3.1", "R3.2", "R3.3", "R3.4", "R3.5", "R4.1", "R4.2", "R4.3")
Row = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """What one crawl and one build left behind."""

    data: Path
    portals: dict[str, Portal]
    exit_code: int

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
    """Rows of view `fact` in the shape of `expected_figures`."""
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


@pytest.mark.parametrize("name", NAMES)
def test_no_check_fails(archive: Archive, name: str) -> None:
    """R3 and R4 end as the printed numbers say; whatever is uncertain is so for a blank."""
    report = archive.report(name)
    findings = archive.rows("select * from finding where report = ?", report["id"])
    ended: dict[str, Counter[str]] = {rule: Counter() for rule in expectation(name)["checks"]}
    for finding in findings:
        if finding["rule"] in ended:
            ended[finding["rule"]][finding["outcome"]] += 1
    assert expectation(name)["checks"] == {rule: dict(counts) for rule, counts in ended.items()}
    assert [f for f in findings if f["outcome"] == "fail"] == []
    assert (report["n_fail"], report["n_publisher_fail"]) == (0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_uncertain_is_so_for_a_blank_that_is_proved(archive: Archive, name: str) -> None:
    """Each uncertain check names operands of which one is blank, and each blank is inferred."""
    expected = expected_figures(name)
    uncertain = archive.rows(
        "select rule, figures from finding where report = ? and outcome = 'uncertain'",
        archive.report(name)["id"],
    )
    for finding in (f for f in uncertain if f["rule"] in CHECKED):
        blanks = [p for p in json.loads(finding["figures"]) if expected[p][1] == "blank"]
        assert blanks, finding
        assert all(expected[place][3] is not None for place in blanks)


@pytest.mark.parametrize("name", NAMES)
def test_the_original_is_kept_byte_for_byte(archive: Archive, shared: Path, name: str) -> None:
    """evidence.db holds the very bytes that were served."""
    assert evidence(archive, name)[0] == original(shared, name)


def evidence(archive: Archive, name: str) -> tuple[bytes, list[Row]]:
    """The archived original of a report and its cells."""
    sql = "select sha256 from document where id = ?"
    (document,) = archive.rows(sql, archive.report(name)["document"])
    sql = "select * from original where sha256 = ?"
    (kept,) = archive.rows(sql, document["sha256"], db="evidence.db")
    sql = "select f.address, c.* from cell c join figure f on f.id = c.figure where c.original = ?"
    return zlib.decompress(kept["body"]), archive.rows(sql, kept["id"], db="evidence.db")


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_reopened_in_the_archived_original(archive: Archive, name: str) -> None:
    """All cell references of evidence.db show, by independent code, the text they claim: 100 %."""
    body, cells = evidence(archive, name)
    expected = expectation(name)
    opened = {c["address"]: bare(reopen(body, expected["medium"], c["source"])) for c in cells}
    assert {place: figure[0] for place, figure in expected["figures"].items()} == opened
    assert opened == {cell["address"]: bare(cell["raw"]) for cell in cells}


def test_nothing_fetched_is_left_out(archive: Archive) -> None:
    """Every address the servers were asked for is a document with its status and reason."""
    documents = {row["url"]: row for row in archive.rows("select * from document")}
    asked = {path.split("?")[0] for portal in archive.portals.values() for path in portal.asked}
    known = {"/" + url.split("/", 3)[3].split("?")[0] for url in documents}
    lists = {
        path for portal in archive.portals.values() for path in portal.answers if "list" in path
    }
    assert {
        path for path in asked if "/t20" in path or "/art_" in path or "gknb/20" in path
    } <= known
    assert lists  # the lists were asked for, and are told apart from documents by kind
    assert all(row["reason"] for row in documents.values() if row["status"] != "current")
