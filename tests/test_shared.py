"""An address on the lists of two sites: asked for once, a document of both."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.build import build
from benchmarks.pages import page
from crawler.run import crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Web, listing, serving

NAME = "示例县清泉镇人民政府2021年政府信息公开工作年度报告"
PDF = b"%PDF-1.4 " + b"report " * 40 + b"%%EOF"
Row = tuple[str, str, str, str]


def play(web: Web) -> tuple[Site, Site]:
    """Two sites on one host, each with its list; both name one page, which attaches a file."""
    body = page(0, 20_000).replace(
        b"</body>", b'<a href="/a.pdf">\xe9\x99\x84\xe4\xbb\xb6</a></body>'
    )
    web.pages |= {"/1.html": body, "/a.pdf": PDF}
    web.pages["/a/"] = listing(("/1.html", NAME))
    web.pages["/b/"] = listing(
        ("/1.html", f"{NAME}全文"), ("/gone.html", NAME.replace("1年", "2年"))
    )
    first = web.site("links", "/a/", name="a", link="li a")
    return first, replace(web.site("links", "/b/", name="b", link="li a"), name="另一网站")


def rows(folder: Path, base: str) -> list[Row]:
    """Site, path, reason and parent of every report and attachment."""
    with Store(folder, read_only=True) as store:
        return [
            (f.site, f.url.removeprefix(base), f.reason, f.parent.removeprefix(base))
            for f in store.fetches()
            if f.kind in ("report", "attachment")
        ]


@pytest.mark.parametrize("is_one_run", [True, False])
def test_what_two_sites_list_is_asked_for_once(tmp_path: Path, *, is_one_run: bool) -> None:
    """In one run or in two; each site has its row, and one of them says for whom it came."""
    with serving() as web:
        sites = play(web)
        store = tmp_path / "store"
        for part in [sites] if is_one_run else [sites[:1], sites[1:]]:
            last = crawl(part, store, progress=False, settings={"RETRY_TIMES": 0})
        paths = [asked.path for asked in web.log]
        assert (paths.count("/1.html"), paths.count("/a.pdf")) == (1, 1)
        assert sorted(rows(store, web.base)) == [
            ("a", "/1.html", "ok", "/a/"),
            ("a", "/a.pdf", "ok", "/1.html"),
            ("b", "/1.html", "shared", "/b/"),
            ("b", "/a.pdf", "shared", "/1.html"),
            ("b", "/gone.html", "http_404", "/b/"),
        ]
        assert last.sites[-1].line == "b: done: nothing new, 0 unchanged, 1 http_404, 2 shared"
        with Store(store, read_only=True) as kept:
            mine, theirs = kept.fetches(url=f"{web.base}/1.html")
            assert (mine.sha256, theirs.title) == (theirs.sha256, f"{NAME}全文")
            assert theirs.note == "came for a, not asked for again"
            assert kept.payload(theirs) == web.pages["/1.html"]
            assert list(kept.verify()) == []
        before = rows(store, web.base)
        crawl(sites, store, progress=False, settings={"RETRY_TIMES": 0})
        assert rows(store, web.base) == before

        build(tmp_path, sites)
        archive = Database(tmp_path / "archive.db")
        assert archive.table("report").count == 1
        listed = archive.execute("select site, title from link where url like '%/1.html'")
        assert listed.fetchall() == [("a", NAME), ("b", f"{NAME}全文")]
        counts = archive.execute("select id, n_documents from site order by id").fetchall()
        assert counts == [("a", 2), ("b", 3)]
        runs = archive.execute("select sum(n_requests), sum(n_failed) from run").fetchone()
        assert runs == (sum(entry.path != "/robots.txt" for entry in web.log), 1)
