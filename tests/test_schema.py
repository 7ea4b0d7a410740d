"""The databases' tables: what they are made of, and what the view `fact` tells of them."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.dictionary import PROSE_TABLES, VALUE_TABLES, addresses, dictionary
from archive.hanzi import segment
from archive.schema import create_archive, create_evidence
from archive.tables import archive_tables


@pytest.fixture
def archive(tmp_path: Path) -> Database:
    return create_archive(tmp_path / "archive.db")


def test_archive_has_the_published_tables(archive: Database) -> None:
    """Every table is there under its published name, and the search index beside them."""
    names = [name for name in archive.table_names() if not name.startswith("report_fts_")]
    assert sorted(names) == sorted([*(table.name for table in archive_tables()), "report_fts"])
    assert {"agency", "site", "report", "report_text", "section", "finding", "rule", "run"} <= {
        *names
    }
    assert archive.view_names() == ["fact", "finding_figure"]


def test_value_tables_carry_every_forms_columns(archive: Database) -> None:
    """A value table has the columns of all forms, each once, between its key and its remarks."""
    assert list(archive.table("requests").columns_dict) == [
        *["report", "row", "natural_person", "company", "research_inst", "public_interest_org"],
        *["law_service", "other_org", "total", "kinds", "inferred", "units"],
    ]
    assert list(archive.table("appeals").columns_dict) == [
        *["report", "route", "upheld", "corrected", "other", "pending", "total"],
        *["kinds", "inferred", "units"],
    ]
    assert archive.table("disclosure").columns_dict["amount"] is float
    assert archive.table("disclosure").columns_dict["made"] is int


def test_references_hold_in_the_empty_schema(archive: Database) -> None:
    """Foreign keys name tables and columns that exist."""
    assert archive.execute("pragma foreign_key_check").fetchall() == []
    assert {key.other_table for key in archive.table("report").foreign_keys} == {
        *["agency", "site", "document"]
    }


def test_sort_key_is_unique(archive: Database) -> None:
    """Pages are sorted by a unique index, or rows get lost between them."""
    unique = [index.columns for index in archive.table("report").indexes if index.unique]
    assert ["sort_key"] in unique
    assert ["fts_id"] in unique


def test_dictionary_names_every_place_once(archive: Database) -> None:
    """198 places of the 2019 form and 200 of the 2021 form are in it, with their labels."""
    per_form = dict(
        archive.execute("select form, count(*) from dictionary group by form").fetchall()
    )
    assert per_form["F2019"] >= 198
    assert per_form["F2021"] >= 200
    granted = archive.table("dictionary").get("F2021/requests.granted.total")
    assert (granted["unit"], granted["chapter"]) == ("件", 3)
    assert "予以公开" in granted["label_zh"]
    assert granted["label_en"]


def test_fact_tells_number_blank_and_inferred_apart(archive: Database) -> None:
    """One row per printed place: its number, or the kind of what stands there instead."""
    archive.table("report").insert(
        {"id": "r", "agency_name": "示例市民政局", "year": 2019, "form": "F2019"}
    )
    archive.table("requests").insert(
        {
            "report": "r",
            "row": "granted",
            "natural_person": 3,
            "total": None,
            "kinds": '{"company":"blank","total":"blank"}',
            "inferred": '{"total":3}',
        }
    )
    archive.table("disclosure").insert(
        {"report": "r", "row": "gov_procurement", "amount": 1076800, "units": '{"amount":"万元"}'}
    )
    facts = archive.execute(
        'select table_name, "row", "column", value, kind, unit, inferred from fact'
    ).fetchall()
    assert sorted(facts) == [
        ("disclosure", "gov_procurement", "amount", 1076800.0, "number", "万元", None),
        ("requests", "granted", "company", None, "blank", "件", None),
        ("requests", "granted", "natural_person", 3, "number", "件", None),
        ("requests", "granted", "total", None, "blank", "件", 3),
    ]


def test_units_of_facts_are_the_forms(archive: Database) -> None:
    """Without a printed unit of its own a fact has the unit of its place in its form."""
    archive.table("report").insert_all(
        [{"id": form, "form": form} for form in {place.form for place in dictionary()}]
    )
    for place in dictionary():
        if place.table_name in PROSE_TABLES:
            unit = {"report": place.form, "code": place.row, "unit": place.unit}
            archive.table(place.table_name).insert(unit)
            continue
        row = "route" if place.table_name == "appeals" else "row"
        archive.table(place.table_name).insert(
            {"report": place.form, row: place.row, place.column: 1},
            pk=("report", row),
            ignore=True,
        )
        archive.table(place.table_name).update((place.form, place.row), {place.column: 1})
    units = archive.execute(
        "select form, table_name || '.' || \"row\" || '.' || \"column\", unit from fact"
    ).fetchall()
    expected = {(place.form, place.address, place.unit) for place in dictionary()}
    assert set(units) == expected


def test_evidence_numbers_figures_by_address(tmp_path: Path) -> None:
    """A figure's number comes from its address, never from the order of insertion."""
    evidence = create_evidence(tmp_path / "evidence.db")
    rows = evidence.execute("select id, address from figure order by id").fetchall()
    assert rows == list(enumerate(addresses(), start=1))
    assert [address for _, address in rows] == sorted({address for _, address in rows})
    assert evidence.table_names() == ["original", "figure", "cell"]


def test_value_tables_are_those_of_the_forms() -> None:
    """Every table a form speaks of has its value table."""
    assert {place.table_name for place in dictionary()} == {*VALUE_TABLES, *PROSE_TABLES}


def test_single_characters_are_found_as_a_phrase(archive: Database) -> None:
    """Stock SQLite finds 民政 inside 市民政局 by the phrase "民 政"."""
    archive.execute(
        "insert into report_fts(rowid, title, agency, body) values (1, ?, ?, ?)",
        [segment("年报"), segment("示例市民政局"), segment("收到申请１２件")],
    )
    found = "select rowid from report_fts where report_fts match ?"
    assert archive.execute(found, ['"民 政"']).fetchall() == [(1,)]
    assert archive.execute(found, ['"政 民"']).fetchall() == []
    assert archive.execute(found, ["12"]).fetchall() == [(1,)]
