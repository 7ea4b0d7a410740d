"""The build: documents of the store become reports, each in its place, none left out."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.build import BuildError, build
from archive.dictionary import addresses
from benchmarks.pages import title
from crawler.reasons import reasons
from crawler.store import StoreError
from tests.archives import BASE, EMPTY, SITE, Got, make_store, report

FILES = ("archive.db", "evidence.db", "archive.sql.gz")


def built(data: Path, *outcomes: Got, jobs: int = 1) -> Database:
    """The archive built from the outcomes."""
    make_store(data, outcomes)
    build(data, [SITE], jobs=jobs)
    return Database(data / "archive.db")


def documents(archive: Database) -> list[tuple[str, str, str | None]]:
    """Path, status and reason of every document."""
    rows = archive.execute("select url, status, reason from document order by url, first_seen")
    return [(url.removeprefix(BASE), status, reason) for url, status, reason in rows.fetchall()]


def statuses(archive: Database) -> list[tuple[str, str]]:
    return [(path, status) for path, status, _ in documents(archive)]


def test_a_report_is_filed_under_body_and_year(tmp_path: Path) -> None:
    """Keys come from content and official codes; everything around the report is filled."""
    archive = built(tmp_path, Got("/1.html", report(0), title(0)))
    (row,) = archive.table("report").rows
    agency = row["agency"]
    assert agency.startswith("999901-")
    assert row["id"] == f"{agency}-2021"
    assert row["sort_key"] == f"2021-{agency}"
    assert (row["agency_name"], row["year"], row["level"]) == (
        "示例县清泉镇人民政府",
        2021,
        "township",
    )
    assert (row["form"], row["medium"], row["status"]) == ("F2021", "html", "parsed")
    assert (row["url"], row["n_versions"]) == (f"{BASE}/1.html", 1)
    assert (row["first_seen"], row["last_seen"]) == ("2024-02-01T00:00:00Z",) * 2
    (body,) = archive.table("agency").rows
    assert (body["id"], body["name"], body["kind"]) == (agency, "示例县清泉镇人民政府", "乡镇街道")
    assert (body["first_year"], body["last_year"], body["n_reports"]) == (2021, 2021, 1)
    (site,) = archive.table("site").rows
    assert (site["id"], site["n_documents"]) == (SITE.id, 1)
    (run,) = archive.table("run").rows
    assert (run["state"], run["n_requests"], run["n_ok"], run["n_failed"]) == ("done", 1, 1, 0)
    assert archive.execute("pragma foreign_key_check").fetchall() == []


def test_every_figure_stands_in_the_archive(tmp_path: Path) -> None:
    """Every place of the form is a row of `fact`, and every printed cell one of `cell`."""
    archive = built(tmp_path, Got("/1.html", report(0), title(0)))
    printed = "from fact where table_name not in ('fees', 'narrative')"
    assert archive.execute(f"select kind, count(*) {printed} group by kind").fetchall() == [
        ("number", 200)
    ]
    evidence = Database(tmp_path / "evidence.db")
    ids = [id_ for (id_,) in evidence.execute("select figure from cell").fetchall()]
    facts = archive.execute(
        "select table_name || '.' || \"row\" || '.' || \"column\" from fact where kind <> 'missing'"
    )
    assert sorted(addresses()[id_ - 1] for id_ in ids) == sorted(fact for (fact,) in facts)


def test_every_check_names_its_operands(tmp_path: Path) -> None:
    """A check that holds does not repeat its operands; the view gives them from the form."""
    db = built(tmp_path, Got("/1.html", report(0), title(0)))
    [(rule_place,)] = db.execute(
        "select place from finding where rule = 'R3.3' and outcome = 'pass' and figures is null"
        " and place = 'requests.granted'"
    ).fetchall()
    figures = db.execute(
        "select figure from finding_figure where rule = 'R3.3' and place = ? order by figure",
        [rule_place],
    ).fetchall()
    columns = "company law_service natural_person other_org public_interest_org research_inst total"
    assert [(f"requests.granted.{column}",) for column in columns.split()] == figures
    printed = {
        address
        for (address,) in db.execute(
            "select table_name || '.' || \"row\" || '.' || \"column\" from fact"
        ).fetchall()
    }
    asked = "select distinct figure from finding_figure where rule = 'R3.2'"
    assert {address for (address,) in db.execute(asked).fetchall()} <= printed


def test_headline_totals_are_the_printed_totals(tmp_path: Path) -> None:
    """Denials are the sum of their reasons; what balances in table 三 balances in the headlines."""
    archive = built(tmp_path, Got("/1.html", report(0), title(0)))
    (row,) = archive.table("report").rows
    denied = archive.execute(
        "select sum(total) from requests where \"row\" like 'denied%'"
    ).fetchone()
    assert (row["denied"],) == denied
    outcomes = ("granted", "partial", "denied", "unable", "unhandled", "other")
    assert sum(row[name] for name in outcomes) == row["outcomes_total"]
    assert row["received"] + row["carried_in"] == row["outcomes_total"] + row["carried_out"]
    suits = "select sum(total) from appeals where route like 'suit%'"
    assert (row["suit_total"],) == archive.execute(suits).fetchone()


def test_full_text_finds_a_body(tmp_path: Path) -> None:
    """Title, body and text are searched by single characters as a phrase."""
    archive = built(tmp_path, *(Got(f"/{n}.html", report(n * 5), title(n * 5)) for n in range(3)))
    found = archive.execute(
        "select r.agency_name from report_fts join report r on r.fts_id = report_fts.rowid"
        " where report_fts match ?",
        ['agency: "清 泉 镇"'],
    )
    assert found.fetchall() == [("示例县清泉镇人民政府",)]


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """One store gives one archive, byte by byte, whatever the number of processes."""
    outcomes = [Got(f"/{n}.html", report(n), title(n)) for n in range(12)]
    make_store(tmp_path, [*outcomes, Got("/x.html", EMPTY, "x"), Got("/y", reason="timeout")])
    build(tmp_path, [SITE], jobs=1)
    first = [(tmp_path / name).read_bytes() for name in FILES]
    build(tmp_path, [SITE], jobs=2)
    assert [
        (tmp_path / name).read_bytes() == old for name, old in zip(FILES, first, strict=True)
    ] == [*[True, True, True]]


def test_a_new_payload_is_the_current_version(tmp_path: Path) -> None:
    """An edited page: the newest payload is the report, the older one stays as a document."""
    archive = built(
        tmp_path,
        Got("/1.html", report(0), title(0)),
        Got("/1.html", report(5, title(0)), title(0), day="2024-03-01"),
        Got("/1.html", day="2024-04-01", reason="not_modified"),
    )
    assert statuses(archive) == [("/1.html", "older_version"), ("/1.html", "current")]
    (row,) = archive.table("report").rows
    assert row["n_versions"] == 2
    assert (row["first_seen"], row["last_seen"]) == ("2024-02-01T00:00:00Z", "2024-04-01T00:00:00Z")
    (current,) = archive.table("document").rows_where("id = ?", [row["document"]])
    assert current["first_seen"] == "2024-03-01T00:00:00Z"
    assert Database(tmp_path / "evidence.db").table("original").count == 2


def test_a_change_is_believed_once_confirmed(tmp_path: Path) -> None:
    """A change seen once waits beside the report; seen again it is an ordinary version."""
    first = Got("/1.html", report(0), title(0))
    changed = report(5, title(0))
    once = Got("/1.html", changed, title(0), day="2024-03-01", reason="unconfirmed")
    archive = built(tmp_path / "once", first, once)
    assert statuses(archive) == [("/1.html", "current"), ("/1.html", "unconfirmed")]
    archive = built(
        tmp_path / "twice", first, once, Got("/1.html", changed, title(0), "2024-03-02")
    )
    assert statuses(archive) == [("/1.html", "older_version"), ("/1.html", "current")]


def test_a_reverted_page_is_current_again(tmp_path: Path) -> None:
    """A page edited and put back: the newest payload is the first one."""
    old, new = report(0), report(5, title(0))
    days = ("2024-02-01", "2024-03-01", "2024-04-01")
    archive = built(
        tmp_path,
        *(
            Got("/1.html", body, title(0), day)
            for body, day in zip((old, new, old), days, strict=True)
        ),
    )
    assert statuses(archive) == [("/1.html", "current"), ("/1.html", "older_version")]


def test_a_vanished_report_stays(tmp_path: Path) -> None:
    """An address that now answers something else, or nothing, keeps its report."""
    archive = built(
        tmp_path,
        Got("/1.html", report(0), title(0)),
        Got("/1.html", EMPTY, title(0), day="2024-03-01"),
        Got("/1.html", title=title(0), day="2024-04-01", reason="http_404"),
    )
    assert [status for _, status in statuses(archive)] == ["current", "not_a_report", "failed"]
    reports = {row["report"] for row in archive.table("document").rows}
    assert reports == {row["id"] for row in archive.table("report").rows}


def test_the_same_report_at_two_addresses_is_one(tmp_path: Path) -> None:
    """A second address of the same body and year is a duplicate that names the one chosen."""
    archive = built(
        tmp_path, Got("/1.html", report(0), title(0)), Got("/2.html", report(5, title(0)), title(0))
    )
    assert archive.table("report").count == 1
    assert statuses(archive) == [("/1.html", "current"), ("/2.html", "duplicate")]
    assert f"{BASE}/1.html" in (documents(archive)[1][2] or "")


def test_a_page_goes_before_its_attachment(tmp_path: Path) -> None:
    """Where page and attachment carry the same figures, the page is the report."""
    page_url = f"{BASE}/1.html"
    attachment = Got("/a.html", report(5, title(0)), "附件", kind="attachment", parent=page_url)
    archive = built(tmp_path, Got("/1.html", report(0), title(0)), attachment)
    assert statuses(archive) == [("/1.html", "current"), ("/a.html", "attachment_of")]


def test_an_attachment_supplies_what_its_page_lacks(tmp_path: Path) -> None:
    """A page without tables is the cover of the report in its attachment."""
    attachment = Got("/a.html", report(0), "附件", kind="attachment", parent=f"{BASE}/1.html")
    archive = built(tmp_path, Got("/1.html", EMPTY, title(0)), attachment)
    assert statuses(archive) == [("/1.html", "cover_page"), ("/a.html", "current")]
    (row,) = archive.table("report").rows
    assert row["url"] == f"{BASE}/a.html"
    assert {document["report"] for document in archive.table("document").rows} == {row["id"]}


def test_a_failed_attachment_leaves_its_page(tmp_path: Path) -> None:
    """A report is not dropped because its attachment failed; it is marked partial."""
    failed = Got(
        "/a.pdf", reason="http_500", kind="attachment", parent=f"{BASE}/1.html", title="附件"
    )
    archive = built(tmp_path, Got("/1.html", report(0), title(0)), failed)
    assert documents(archive) == [("/1.html", "current", None), ("/a.pdf", "failed", "http_500")]
    (row,) = archive.table("report").rows
    assert row["status"] == "partial"


def test_a_cover_whose_attachment_failed_is_incomplete(tmp_path: Path) -> None:
    """A page without tables whose attachment failed says so, and is no report."""
    failed = Got("/a.pdf", reason="http_500", kind="attachment", parent=f"{BASE}/1.html")
    archive = built(tmp_path, Got("/1.html", EMPTY, title(0)), failed)
    assert documents(archive) == [
        ("/1.html", "incomplete", f"附件未能取得：{BASE}/a.pdf (http_500)"),
        ("/a.pdf", "failed", "http_500"),
    ]
    assert archive.table("report").count == 0


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        (
            "示例县清泉镇人民政府2022年政府信息公开工作年度报告",
            "列表标题为2022年，文件本身为2021年",
        ),
        (
            "示例县民政局2021年政府信息公开工作年度报告",
            "列表标题为“示例县民政局”，文件本身为“示例县清泉镇人民政府”",
        ),
    ],
)
def test_a_document_listed_under_another_name_is_quarantined(
    tmp_path: Path, listed: str, reason: str
) -> None:
    """A title that names another year or body than the document: kept, under no name."""
    archive = built(tmp_path, Got("/1.html", report(0), listed))
    assert documents(archive) == [("/1.html", "quarantined", reason)]
    assert archive.table("report").count == 0
    (document,) = archive.table("document").rows
    assert document["report"] is None


def test_a_blank_form_is_no_report(tmp_path: Path) -> None:
    """A template without a single number is quarantined, not turned into an empty report."""
    blank = re.sub(rb"(<td[^>]*>)[-0-9.]+</td>", rb"\1</td>", report(0))
    (document,) = documents(built(tmp_path, Got("/1.html", blank, title(0))))
    assert document == ("/1.html", "quarantined", "没有读到一个数字，可能是空白表样")


def test_the_link_names_what_the_document_does_not(tmp_path: Path) -> None:
    """Without a title of its own a document has body and year of its link, and a finding."""
    archive = built(tmp_path, Got("/1.html", report(0, "附件"), title(0)))
    (row,) = archive.table("report").rows
    assert (row["agency_name"], row["year"]) == ("示例县清泉镇人民政府", 2021)
    assert archive.execute("select outcome from finding where rule = 'title.from_link'").fetchall()


def test_failures_are_documents_with_their_reason(tmp_path: Path) -> None:
    """What was refused, blocked or broken is a row: nothing fetched or failed is left out."""
    archive = built(
        tmp_path,
        Got("/blocked", b"<script>$_ts</script>", reason="blocked"),
        Got("/gone", reason="http_404"),
        Got("/gone", reason="http_404", day="2024-03-01"),
        Got("/slow", reason="timeout"),
        Got("/moved", reason="redirect"),
        Got("/list.html", b"<li>", kind="list"),
        Got("/empty.html", EMPTY, "x"),
        Got("/broken.pdf", b"%PDF-1.7 truncated", "x"),
    )
    found = documents(archive)
    assert [(path, status) for path, status, _ in found] == [
        ("/blocked", "blocked"),
        ("/broken.pdf", "unreadable"),
        ("/empty.html", "not_a_report"),
        ("/gone", "failed"),
        ("/slow", "failed"),
    ]
    assert all(reason and "\n" not in reason for _, _, reason in found)
    (gone,) = archive.table("document").rows_where("url = ?", [f"{BASE}/gone"])
    assert (gone["first_seen"], gone["last_seen"]) == (
        *["2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"],
    )


def test_a_list_that_did_not_come_is_a_document_too(tmp_path: Path) -> None:
    """A site that vanished is not silent; a list that came has no row of its own."""
    archive = built(
        tmp_path,
        Got("/good/", b"<li>", kind="list"),
        Got("/good/", kind="list", reason="not_modified", day="2024-03-01"),
        Got("/gone/", kind="list", reason="retried"),
        Got("/gone/", kind="list", reason="refused"),
        Got("/trap/", b"<script>$_ts</script>", kind="list", reason="blocked"),
    )
    assert documents(archive) == [("/gone/", "failed", "refused"), ("/trap/", "blocked", "blocked")]
    assert {row["kind"] for row in archive.table("document").rows} == {"list"}
    assert archive.table("report").count == 0


def listed(archive: Database) -> dict[str, tuple[str | None, int | None]]:
    """Name of the body and year of every document, by path."""
    rows = archive.execute(
        "select d.url, a.name, d.year from document d left join agency a on a.id = d.agency"
    )
    return {url.removeprefix(BASE): (name, year) for url, name, year in rows.fetchall()}


def test_documents_know_the_body_and_year_they_were_listed_as(tmp_path: Path) -> None:
    """A gap in a body's years is told apart from a report that is there but cannot be read."""
    town, year = "示例县清泉镇人民政府", "{}年政府信息公开工作年度报告"
    archive = built(
        tmp_path,
        Got("/1.html", report(0), title(0)),
        Got("/a.pdf", reason="http_500", kind="attachment", parent=f"{BASE}/1.html"),
        Got("/2.html", reason="http_404", title=town + year.format(2022)),
        Got("/3.html", EMPTY, town + year.format(2019)),
        Got("/b.pdf", b"%PDF-1.7 truncated", "附件", kind="attachment", parent=f"{BASE}/3.html"),
        Got("/4.html", report(0), town + year.format(2023)),
        Got("/5.html", reason="blocked", title="示例县无名局" + year.format(2022)),
        Got("/6.html", reason="blocked", title=town + "政府信息公开工作年度报告"),
        Got("/7.html", reason="blocked", title=year.format(2022)),
    )
    assert listed(archive) == {
        "/1.html": (town, 2021),
        "/a.pdf": (town, 2021),
        "/2.html": (town, 2022),
        "/3.html": (town, 2019),
        "/b.pdf": (town, 2019),
        "/4.html": (town, 2023),  # in quarantine, as its list names it
        "/5.html": (None, None),
        "/6.html": (None, None),
        "/7.html": (None, None),
    }
    assert archive.execute("pragma foreign_key_check").fetchall() == []


def test_aliases_fold_names_into_one_body(tmp_path: Path) -> None:
    """Two printed names that the site declares to be one body share its id."""
    first = "示例县民政局本级2021年政府信息公开工作年度报告"
    second = "示例县民政局2022年政府信息公开工作年度报告"
    archive = built(
        tmp_path, Got("/1.html", report(0, first), first), Got("/2.html", report(1, second), second)
    )
    (agency,) = archive.table("agency").rows
    assert (agency["name"], agency["n_reports"]) == ("示例县民政局", 2)
    assert (agency["kind"], agency["level"]) == ("民政", "department@county")


def test_a_site_out_of_the_registry_is_as_its_crawl_kept_it(tmp_path: Path) -> None:
    """The store knows the sites it was crawled with: no registry need be named to build."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    assert build(tmp_path, []).reports == 1
    archive = Database(tmp_path / "archive.db")
    (row,) = archive.table("report").rows
    assert row["agency"].startswith("999901-")
    assert [(site["id"], site["name"]) for site in archive.table("site").rows] == [
        (SITE.id, SITE.name)
    ]


def test_the_registry_goes_before_what_the_crawl_kept(tmp_path: Path) -> None:
    """A corrected block takes effect with the next build."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    build(tmp_path, [replace(SITE, division="999902")])
    (row,) = Database(tmp_path / "archive.db").table("report").rows
    assert row["agency"].startswith("999902-")


def test_a_site_described_nowhere_stops_the_build(tmp_path: Path) -> None:
    """Ids are made of a site's division: none is invented, and the old archive stays."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0), site="unknown")])
    with pytest.raises(BuildError, match=r"site unknown: .*--sites FILE"):
        build(tmp_path, [SITE])
    assert not (tmp_path / "archive.db").exists()


def test_a_store_older_than_its_site_table_wants_the_registry(tmp_path: Path) -> None:
    """A store made before blocks were kept is read with a registry, refused without."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    with sqlite3.connect(tmp_path / "store" / "store.db") as db:
        db.execute("drop table site")
    with pytest.raises(BuildError, match="--sites FILE"):
        build(tmp_path, [])
    assert build(tmp_path, [SITE]).reports == 1


def test_an_empty_store_makes_an_empty_archive(tmp_path: Path) -> None:
    """No documents are no error."""
    summary = build(make_store(tmp_path, []), [SITE])
    assert (summary.reports, summary.documents) == (0, {})
    assert str(summary).startswith("0 reports")


def test_without_a_store_nothing_is_built(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(StoreError, match="store"):
        build(tmp_path, [SITE])
    assert not (tmp_path / "archive.db").exists()


def test_a_killed_build_leaves_the_old_archive(tmp_path: Path) -> None:
    """After kill -9 the old files are as they were; the next build clears the rest away."""
    make_store(tmp_path, [Got(f"/{n}.html", report(n), title(n)) for n in range(12)])
    build(tmp_path, [SITE])
    old = [(tmp_path / name).read_bytes() for name in FILES]
    script = (
        "import sys; from pathlib import Path; from archive.build import build;"
        "from tests.archives import SITE;"
        "build(Path(sys.argv[1]), [SITE], tick=lambda n: print(n, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(3)] == [b"12\n", b"0\n", b"0\n"]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(tmp_path.glob("*.building*"))
    assert [(tmp_path / name).read_bytes() for name in FILES] == old
    build(tmp_path, [SITE])
    assert not list(tmp_path.glob("*.building*"))
    assert [(tmp_path / name).read_bytes() for name in FILES] == old


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    """A second build in the same folder ends at once and says why."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    refused = []

    def second(_: int) -> None:
        with pytest.raises(BuildError, match="another build"):
            build(tmp_path, [SITE])
        refused.append(True)

    build(tmp_path, [SITE], tick=second)
    assert refused


def test_a_hostile_document_costs_only_itself(tmp_path: Path) -> None:
    """A document that kills its reader is a row with a reason; its neighbours are all there."""
    bomb = b"<html>" + b"<div>" * 1_000_000 + report(50)
    outcomes = [Got(f"/{n}.html", report(n), title(n)) for n in range(4)]
    started = time.monotonic()
    archive = built(tmp_path, *outcomes, Got("/bomb.html", bomb, "x"))
    assert time.monotonic() - started < 30
    assert archive.table("report").count == 4
    assert dict(statuses(archive))["/bomb.html"] in ("unreadable", "not_a_report")


def test_old_databases_are_replaced_whole(tmp_path: Path) -> None:
    """A reader with the old archive open goes on reading it."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    build(tmp_path, [SITE])
    reader = sqlite3.connect(f"file:{tmp_path / 'archive.db'}?mode=ro", uri=True)
    assert reader.execute("select count(*) from report").fetchone() == (1,)
    make_store(tmp_path, [Got("/2.html", report(5), title(5))])
    build(tmp_path, [SITE])
    assert reader.execute("select count(*) from report").fetchone() == (1,)
    assert Database(tmp_path / "archive.db").table("report").count == 2
    reader.close()


def test_every_reason_of_the_fetch_index_is_explained_in_the_archive(tmp_path: Path) -> None:
    """What table `document` says of a failure can be looked up beside it."""
    archive = built(tmp_path, Got("/1.html", b"<p>2022</p>", reason="wrong_year"))
    assert documents(archive) == [("/1.html", "quarantined", "wrong_year")]
    rows = dict(archive.execute("select reason, kind from fetch_reason").fetchall())
    assert rows == {each.id: each.kind for each in reasons().values()}
