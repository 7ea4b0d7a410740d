"""Entries of lists in the archive: what left its list, who explains what, on the pages too."""

import asyncio
import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.build import build
from archive.documents import DOCUMENTS
from archive.links import link_rows
from archive.placing import REPORTED
from archive.serving import datasette
from archive.staging import open_staging, stage_links
from benchmarks.pages import title
from crawler.absence import miss
from crawler.checkup import Left, examine
from crawler.index import Fetch, Link
from crawler.store import Store
from tests.archives import BASE, EMPTY, LIST, SITE, Got, make_store, report

ELSEWHERE = f"{BASE}/new.html"
FATES = {  # how each report's address answers once its list has lost it
    1: {"reason": "http_404"},
    2: {"reason": "unchanged", "final_url": ELSEWHERE},
    3: {"reason": "not_modified"},
}


def link(path: str, name: str, **more: Any) -> Link:
    return Link(
        SITE.id,
        LIST,
        BASE + path,
        name,
        "2024-01-20",
        "2024-02-01",
        "2024-03-01",
        accepted=True,
        reason="",
        **more,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four reports, of which the list loses three; the one that stays has an explainer."""
    data = tmp_path_factory.mktemp("data")
    pages = [Got(f"/{n}.html", report(n), title(n)) for n in range(4)]
    attachment = Got("/a.pdf", b"none", "附件", kind="attachment", parent=f"{BASE}/1.html")
    make_store(data, [*pages, attachment])
    with Store(data / "store") as store:
        for n in range(4):
            store.see_link(link(f"/{n}.html", title(n)))
        explainer = link("/e.html", "<b>图解</b>", report=f"{BASE}/0.html")
        store.see_link(replace(explainer, accepted=False, reason="explainer"))
        store.see_link(replace(explainer, url=f"{BASE}/news", report="", accepted=False))
        run = store.begin_run([SITE.id])
        miss(store.index, SITE.id, LIST, {f"{BASE}/0.html"}, "2024-03-05T00:00:00Z")
        for n, told in FATES.items():
            known = store.history.last_good(f"{BASE}/{n}.html")
            assert known is not None
            store.record(later(known, run, **told))
        examine(store.index, run, SITE.id, Left(), date(2024, 3, 6))
        store.end_run(run, "done", {})
    build(data, [SITE])
    return data


def later(known: Fetch, run: str, **told: Any) -> Fetch:
    asked = "2024-03-06T00:00:00Z"
    return replace(known, run=run, fetched_at=asked, record="", warc="", **told)


def test_what_left_its_list_is_told(folder: Path) -> None:
    """Its last day there, the first it was missed, and what its address answers; all kept."""
    archive = Database(folder / "archive.db")
    rows = {row["url"].removeprefix(BASE): row for row in archive.table("link").rows}
    assert sorted(rows) == ["/0.html", "/1.html", "/2.html", "/3.html", "/e.html"]
    told = ("last_seen", "absent_since", "fate", "fate_note", "fate_seen")
    days, asked = ("2024-03-01", "2024-03-05"), "2024-03-06"
    assert {path: tuple(row[key] for key in told) for path, row in rows.items()} == {
        "/0.html": ("2024-03-01", None, None, None, None),
        "/1.html": (*days, "gone", "http_404", asked),
        "/2.html": (*days, "moved", ELSEWHERE, asked),
        "/3.html": (*days, "answered", None, asked),
        "/e.html": ("2024-03-01", None, None, None, None),
    }
    assert archive.table("report").count == 4
    (health,) = archive.table("health").rows
    assert (health["off_list"], health["withdrawn"]) == (3, 1)
    assert archive.execute("pragma foreign_key_check").fetchall() == []


def test_an_explainer_is_tied_to_the_archived_report(folder: Path) -> None:
    """By the address of its report, and by that report's id; other refused links have no row."""
    archive = Database(folder / "archive.db")
    (row,) = archive.table("link").rows_where("explains is not null")
    (page,) = archive.table("document").rows_where("url = ?", [f"{BASE}/0.html"])
    assert (row["explains"], row["report"]) == (page["url"], page["report"])
    assert row["title"] == "<b>图解</b>"


def shown(folder: Path, path: str, language: str, url: str = "") -> str:
    """The page of the document at *path*, or of its report."""
    archive = Database(folder / "archive.db")
    (row,) = archive.table("document").rows_where("url = ? and status <> 'failed'", [BASE + path])
    address = url.format(**row) or f"/archive/document/{row['id']}"
    served = datasette(folder)
    answer = asyncio.run(served.client.get(f"{address}?_lang={language}"))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", str(answer.text))


@pytest.mark.parametrize("url", ["", "/archive/report/{report}"])
def test_the_pages_say_that_a_report_was_taken_down(folder: Path, url: str) -> None:
    """In both languages, with the days; what still stands there is not said to be gone."""
    assert (
        '<p class="off off-gone"><b>原网站已撤下</b>：最后见于列表 2024-03-01，2024-03-05 起不见'
        "，2024-03-06 复查：HTTP 错误 (http_404)。这里保存的原件不受影响。</p>"
    ) in shown(folder, "/1.html", "zh", url)
    assert (
        '<p class="off off-gone"><b>taken down from the site</b>: last on a list 2024-03-01, missed'
        " since 2024-03-05, asked again 2024-03-06: HTTP error (http_404). The original kept"
    ) in shown(folder, "/1.html", "en", url)
    assert f'<a href="{ELSEWHERE}" rel="nofollow noreferrer">' in shown(
        folder, "/2.html", "zh", url
    )
    assert "已不在列表，原网址仍可打开" in shown(folder, "/3.html", "zh", url)
    assert 'class="off' not in shown(folder, "/0.html", "zh", url)


def test_a_document_leads_to_its_report_its_site_and_its_original(folder: Path) -> None:
    """Nobody has to copy an id or a hash into another page's address."""
    (row,) = (
        Database(folder / "archive.db").table("document").rows_where("url = ?", [f"{BASE}/0.html"])
    )
    page = shown(folder, "/0.html", "zh")
    for table in ("report", "agency", "site"):
        assert f'<a href="/archive/{table}/{row[table]}">{row[table]}</a>' in page
    assert f'<a href="/-/original/{row["sha256"]}">{row["sha256"]}</a> · ' in page
    assert f'<a href="/-/original/{row["sha256"]}/download">' in page
    assert "提供者 <code>provenance</code>" in page
    assert "/-/original/" not in shown(folder, "/a.pdf", "zh")  # no report, so not archived


def test_a_facet_without_values_has_no_heading(folder: Path) -> None:
    """Where all entries still stand on their lists there is nothing to choose."""
    heading = "<b>离开列表后</b>"
    served = datasette(folder)
    pages = [
        str(asyncio.run(served.client.get(f"/archive/link?_lang=zh{more}")).text)
        for more in ("", "&fate__isnull=1")
    ]
    assert [heading in page for page in pages] == [True, False]


def test_the_pages_show_lists_and_explainers(folder: Path) -> None:
    """A title of a list is text, never markup; an attachment stands where its page does."""
    text = shown(folder, "/0.html", "zh")
    assert "解读、图解和图片版" in text
    assert "&lt;b&gt;图解&lt;/b&gt;</a>" in text
    assert "示例县人民政府</a></td>" in text
    assert "Explainers and picture versions" in shown(folder, "/0.html", "en")
    assert "原网站已撤下" in shown(folder, "/a.pdf", "zh")


def test_a_row_leads_to_what_its_id_names(folder: Path) -> None:
    """Ids with points too; every address answers."""
    served = datasette(folder)
    (finding,) = Database(folder / "archive.db").query("select id, rule from finding limit 1")
    page = asyncio.run(served.client.get(f"/archive/finding/{finding['id']}"))
    (address,) = re.findall(r'<td class="words"><a href="(/archive/rule/[^"]+)">', page.text)
    assert asyncio.run(served.client.get(address)).status_code == 200


def test_a_facet_of_nothing_has_no_heading(folder: Path) -> None:
    """Where nothing has left its list there is nothing to choose."""
    served = datasette(folder)
    heads = [
        re.findall(r'<div class="facet-info"><p><b>([^<]*)', asyncio.run(answer).text)
        for answer in map(served.client.get, ("/archive/link", "/archive/link?fate__isnull=1"))
    ]
    assert heads == [["离开列表后", "网站"], ["网站"]]


def test_a_link_to_a_list_is_not_one_of_its_reports(tmp_path: Path) -> None:
    """Reports stand on it as files do on their page, but it is no cover page of them."""
    shown_there = Got("/1.html", report(1), title(1), parent=LIST)
    column = Got(LIST.removeprefix(BASE), EMPTY, title(5))
    make_store(tmp_path, [shown_there, column])
    with Store(tmp_path / "store") as store:
        store.see_link(link("/1.html", title(1)))
        store.see_link(link(LIST.removeprefix(BASE), title(5)))
    build(tmp_path, [SITE])
    archive = Database(tmp_path / "archive.db")
    (kept,) = archive.table("report").rows
    links = {row["url"]: row["report"] for row in archive.table("link").rows}
    assert links == {f"{BASE}/1.html": kept["id"], LIST: None}
    (document,) = archive.table("document").rows_where("url = ?", [LIST])
    assert (document["status"], document["report"]) == ("not_a_report", None)


def test_links_and_documents_cost_the_same_each(tmp_path: Path) -> None:
    """However many there are: an archive of the country has hundreds of thousands."""
    steps = {number: staged_steps(tmp_path / f"{number}.db", number) for number in (200, 800)}
    assert steps[800] < 6 * steps[200]


def staged_steps(path: Path, number: int) -> int:
    """What the database does for the links and documents of so many reports, in its own steps."""
    with closing(open_staging(path)) as db:
        for n in range(number):
            stands = {"url": f"{BASE}/{n}.html", "parent": LIST, "kind": "report", "reason": "ok"}
            row = {"id": f"v{n}", "site": SITE.id, "sha256": f"s{n}", "fetch": n, **stands}
            db.execute(
                f"insert into version ({', '.join(row)}) values ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
            db.execute("insert into placed values (?, ?, 'current', '')", (f"v{n}", f"r{n}"))
        stage_links(db, (link(f"/{n}.html", title(n)) for n in range(number)), [])
        db.execute(REPORTED)
        done: list[int] = []
        db.set_progress_handler(lambda: done.append(0), 10)
        assert [row[-1] is not None for row in link_rows(db)] == [True] * number
        assert len(db.execute(DOCUMENTS).fetchall()) == number
        return len(done)
