"""The demonstration from server to archive.db, compared with what was generated."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.demo.city import City, load_city
from archive.demo.comparison import differences, read_figures
from archive.demo.demo import MARK, DemoError, demo, prepare
from archive.demo.portal import attachment_path, page_path
from archive.demo.truth import expected


@pytest.fixture(scope="module")
def city() -> City:
    return load_city()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one demonstration, made by the command itself."""
    folder = tmp_path_factory.mktemp("demo") / "city"
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--dir", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        yield connection


def test_every_figure_of_every_report_is_read_as_it_was_generated(city: City, folder: Path) -> None:
    """All printed places of all published reports, blanks as blanks, and no report more."""
    truth = expected(city)
    found = read_figures(folder / "archive.db")
    assert found.keys() == truth.keys()
    for key, report in truth.items():
        places = {a: place for a, place in found[key].items() if place[1] != "missing"}
        assert {a: value for a, (value, _, _) in places.items()} == dict(report.printed), key
        kinds = {a: kind for a, (_, kind, _) in places.items() if kind != "number"}
        assert kinds == dict(report.kinds), key


SENTENCES = {
    "narrative.requests_received": "requests.new_received.total",
    "narrative.carried_in": "requests.carried_in.total",
    "narrative.requests_completed": "requests.outcomes_total.total",
    "narrative.carried_out": "requests.carried_out.total",
    "narrative.granted": "requests.granted.total",
    "narrative.partial": "requests.partial.total",
}


def test_every_number_of_the_text_is_read_as_it_was_generated(
    city: City, archive: sqlite3.Connection
) -> None:
    """The sentences of all reports say what happened; every check of them against tables holds."""
    truth = expected(city)
    rows = archive.execute(
        "select agency_name, year, 'narrative.' || code, value from narrative n"
        " join report r on r.id = n.report"
    ).fetchall()
    said = {((agency, year), code): value for agency, year, code, value in rows}
    wanted = {
        (key, code): report.true[address]
        for key, report in truth.items()
        for code, address in SENTENCES.items()
    }
    assert {place: said.get(place) for place in wanted} == wanted
    outcomes = "select rule, outcome, count(*) from finding where rule in ({}) group by 1, 2"
    assert archive.execute(outcomes.format("'T1', 'T2', 'T3', 'T5'")).fetchall() == [
        ("T1", "pass", len(truth)),
        ("T2", "pass", len(truth)),
        ("T3", "pass", 2 * len(truth)),
        *([("T5", "not_assessable", len(truth))]),
    ]
    fees = "select count(*), sum(kind = 'number') from fees where code = 'fee_collected'"
    since_2021 = sum(report.form == "F2021" for report in truth.values())
    assert archive.execute(fees).fetchone() == (since_2021, since_2021)


def test_what_is_inferred_is_true(city: City, folder: Path) -> None:
    """Every blank that the tables' arithmetic fills is filled with what had happened."""
    truth = expected(city)
    inferred = {
        (key, address): place[2]
        for key, places in read_figures(folder / "archive.db").items()
        for address, place in places.items()
        if place[2] is not None
    }
    assert inferred
    assert inferred == {(key, address): truth[key].true[address] for key, address in inferred}


def test_the_comparison_sees_one_wrong_digit(city: City, folder: Path, tmp_path: Path) -> None:
    """The demonstration's own verdict is not blind."""
    copy = shutil.copy(folder / "archive.db", tmp_path)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(
            "update requests set total = total + 1 where rowid ="
            " (select min(rowid) from requests where total > 0)"
        )
    assert len(list(differences(expected(city), read_figures(Path(copy))))) == 1


def test_reports_are_described_as_published(city: City, archive: sqlite3.Connection) -> None:
    """Title, form, scope, day and medium of every report; the late one late.

    The one whose attachment failed is kept, and marked partial.
    """
    rows = archive.execute(
        "select agency_name, year, title, form, scope, published, medium, status from report"
    )
    found = {(agency, year): rest for agency, year, *rest in rows}
    partial = {(p.agency.name, p.year) for p in city.plans if p.attachment == "broken"}
    assert found == {
        key: [r.title, r.form, r.scope, r.published.isoformat(), r.medium]
        + (["partial"] if key in partial else ["parsed"])
        for key, r in expected(city).items()
    }
    assert found["示例市自然资源和规划局", 2023][3] == "2024-05-16"


def test_bodies_have_place_and_level(city: City, archive: sqlite3.Connection) -> None:
    """Sixteen bodies, each with its division, level and six years or what is left of them."""
    found = {
        name: rest
        for name, *rest in archive.execute("select name, division, level, n_reports from agency")
    }
    assert len(found) == 16
    assert found["示例市人民政府"] == ["990100", "prefecture", 6]
    assert found["示例市民政局"] == ["990100", "department@prefecture", 6]
    assert found["示例市卫生健康委员会"] == ["990100", "department@prefecture", 5]
    assert found["示例市城东区民政局"] == ["990101", "department@county", 5]
    assert found["示例市城东区河口镇人民政府"] == ["990101", "township", 6]


def test_only_the_misprinted_report_fails_and_it_is_the_publishers(
    archive: sqlite3.Connection,
) -> None:
    """Its row and its column do not add up, read the same twice; one report came late."""
    rows = archive.execute(
        "select agency_name, year, rule, fault from finding join report on report.id = report"
        " where outcome = 'fail' order by rule"
    ).fetchall()
    assert rows == [
        ("示例市自然资源和规划局", 2023, "P1", "unknown"),
        ("示例市公安局", 2022, "R3.2", "publisher"),
        ("示例市公安局", 2022, "R3.3", "publisher"),
    ]
    counts = archive.execute(
        "select agency_name, year, n_fail, n_publisher_fail from report"
        " where n_fail > 0 order by n_fail"
    ).fetchall()
    assert counts == [("示例市公安局", 2022, 2, 2)]  # a late report is no sum that fails
    sums = "select figures from finding where outcome = 'fail' and rule like 'R3%'"
    operands = archive.execute(sums).fetchall()
    assert all("requests.granted.total" in figures for (figures,) in operands)


def test_the_missing_report_is_nowhere(archive: sqlite3.Connection) -> None:
    """No row of zeros stands for a report that was never published."""
    sql = "select count(*) from report where agency_name = '示例市城东区民政局' and year = 2020"
    assert archive.execute(sql).fetchone() == (0,)
    titles = "select count(*) from document where title like '示例市城东区民政局2020%'"
    assert archive.execute(titles).fetchone() == (0,)


def test_the_edited_report_has_two_versions(city: City, archive: sqlite3.Connection) -> None:
    """The older page is kept, the newer one is the report, and no other has a second version."""
    edited = archive.execute(
        "select agency_name, year, n_versions from report where n_versions <> 1"
    ).fetchall()
    assert edited == [("示例市教育局", 2023, 2)]
    path = next(page_path(city, plan) for plan in city.plans if plan.edited)
    statuses = archive.execute(
        "select status from document where url like '%' || ? order by status", (path,)
    ).fetchall()
    assert statuses == [("current",), ("older_version",)]


def test_what_could_not_be_fetched_is_listed_with_its_reason(
    city: City, archive: sqlite3.Connection
) -> None:
    """The challenge page and the broken attachment, and nothing else."""
    rows = archive.execute(
        "select url, status, reason from document where status in ('blocked', 'failed')"
        " order by status"
    ).fetchall()
    paths = [url.partition("//")[2].partition("/")[2] for url, _, _ in rows]
    blocked = next(page_path(city, plan) for plan in city.plans if plan.blocked)
    broken = next(attachment_path(city, p) for p in city.plans if p.attachment == "broken")
    assert [f"/{path}" for path in paths] == [blocked, broken]
    assert [row[1:] for row in rows] == [("blocked", "blocked"), ("failed", "http_500")]


def test_attachments_are_tied_to_their_pages(city: City, archive: sqlite3.Connection) -> None:
    """A report that only its attachment holds is read there; a second copy is known as one."""
    rows = archive.execute(
        "select document.url, document.status, agency_name, report.year from document"
        " join report on report.id = document.report where document.kind = 'attachment'"
        " and document.status <> 'failed'"
    ).fetchall()
    found = {(agency, year): (url, status) for url, status, agency, year in rows}
    wanted = {
        (plan.agency.name, plan.year): "current" if plan.look.medium != "html" else "attachment_of"
        for plan in city.plans
        if plan.look.medium != "html" or plan.attachment == "copy"
    }
    assert {key: status for key, (_, status) in found.items()} == wanted


def test_rows_that_are_no_reports_were_refused(city: City, folder: Path) -> None:
    """图解, 解读, 网站年度报表, 通知 and news are known as links and were never fetched."""
    with closing(sqlite3.connect(folder / "store" / "store.db")) as store:
        links = store.execute("select title, accepted, reason from link").fetchall()
        fetched = {title for (title,) in store.execute("select title from fetch")}
    noise = {row.title for row in city.noise}
    accepted = {title for title, ok, _ in links if ok}
    assert accepted == {plan.title for plan in city.plans if not plan.missing}
    assert not accepted & noise
    assert not fetched & noise
    assert all(reason for _, ok, reason in links if not ok)


def test_search_finds_the_civil_affairs_bureaus(archive: sqlite3.Connection) -> None:
    """Plain SQLite finds 民政 in the downloaded file."""
    found = archive.execute(
        "select count(distinct agency) from report where fts_id in"
        " (select rowid from report_fts where report_fts match 'agency : \"民 政 局\"')"
    ).fetchone()
    assert found == (2,)


def test_a_second_demonstration_replaces_the_first(folder: Path, tmp_path: Path) -> None:
    """A folder that holds a demonstration is emptied of it, one that holds other things is not."""
    (tmp_path / MARK).touch()
    (tmp_path / "archive.db").touch()
    prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [MARK]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    """One line, and nothing is touched."""
    (tmp_path / "archive.db").write_text("mine")
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--dir", str(tmp_path)])
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
    assert (tmp_path / "archive.db").read_text() == "mine"
    with pytest.raises(DemoError):
        demo(tmp_path, serve=False)
