"""The store: WARC files and the fetch index, their recovery and verification."""

import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from crawler import store as store_module
from crawler.payload import sha256, text_sha256, unpack, visible_text
from crawler.store import Exchange, Fetch, Link, Store, StoreError
from tests.archives import SITE

PAGE = "<html><p>示例市民政局2023年政府信息公开工作年度报告</p></html>".encode()
FETCH = Fetch(
    run="r1",
    site="demo",
    url="http://www.example.gov.cn/a.html",
    final_url="http://www.example.gov.cn/a.html",
    kind="report",
    parent="http://www.example.gov.cn/nb/",
    title="示例市民政局2023年政府信息公开工作年度报告",
    listed_date="2024-01-20",
    fetched_at="2024-02-01T08:00:00Z",
    status=200,
    content_type="text/html; charset=gbk",
    etag='"1"',
    sha256=sha256(PAGE),
    text_sha256="t",
    size=len(PAGE),
    reason="ok",
    spider="links",
    spider_version="1",
)


def exchange(body: bytes = PAGE, url: str = FETCH.url, *headers: tuple[str, str]) -> Exchange:
    """An answer of 200 with *body*, as the crawler hands it over."""
    return Exchange(
        url,
        "GET",
        (("Host", "www.example.gov.cn"), ("User-Agent", "nianbao")),
        b"",
        "200 OK",
        (("Content-Type", "text/html"), ("Content-Length", str(len(body))), *headers),
        body,
    )


def page(number: int) -> tuple[Fetch, Exchange]:
    """The n-th of any number of different pages."""
    body, url = b"<p>%d</p>" % number * 50, f"http://www.example.gov.cn/{number}.html"
    fetch = replace(FETCH, url=url, final_url=url, sha256=sha256(body), size=len(body))
    return fetch, exchange(body, url)


def checked(folder: Path) -> int:
    """What `warcio check` exits with for the closed files of a store."""
    files = [str(path) for path in sorted((folder / "warc").glob("*.warc.gz"))]
    assert files
    with pytest.raises(SystemExit) as ended:
        warcio(["check", *files])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_put_then_get_returns_the_bytes_and_the_row(tmp_path: Path) -> None:
    """A recorded fetch is read back equal, by another process's eyes too."""
    with Store(tmp_path) as store:
        kept = store.record(FETCH, exchange())
        assert store.payload(kept) == PAGE
    with Store(tmp_path, read_only=True) as store:
        assert [kept] == list(store.fetches())
        assert store.payload(kept) == PAGE
        assert list(store.verify()) == []
    assert replace(kept, id=0, warc="", offset=0, length=0, digest="", record="") == FETCH


def test_the_warc_is_standard(tmp_path: Path) -> None:
    """Version 1.1, an info record first, digests that warcio accepts; a POST with its request."""
    with Store(tmp_path, info={"operator": "a@example.org"}) as store:
        store.record(FETCH, exchange())
        posted = replace(exchange(b"<datastore/>"), method="POST", sent=b"columnid=9")
        store.record(replace(FETCH, sha256=sha256(b"<datastore/>")), posted)
    (path,) = (tmp_path / "warc").iterdir()
    with path.open("rb") as file:
        seen = [
            (record.format, record.rec_headers.protocol, record.rec_type)
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [
        ("warc", "WARC/1.1", kind) for kind in ("warcinfo", *["response"] * 2, "request")
    ] == seen
    assert checked(tmp_path) == 0


def test_headers_are_kept_to_the_byte(tmp_path: Path) -> None:
    """Servers write UTF-8 and GBK where only ASCII may stand; the WARC has the same."""
    named = '附件="年报.pdf"'
    sent = {name: named.encode(name) for name in ("utf-8", "gb18030")}
    answered = tuple((f"X-{name}", value.decode("latin-1")) for name, value in sent.items())
    with Store(tmp_path) as store:
        kept = store.record(FETCH, replace(exchange(), answered=answered))
        record = zlib.decompress(store.record_bytes(kept), 31)
    head = b"".join(b"X-%s: %s\r\n" % (name.encode(), value) for name, value in sent.items())
    assert record.endswith(b"\r\n\r\nHTTP/1.1 200 OK\r\n" + head + b"\r\n" + PAGE + b"\r\n\r\n")
    assert checked(tmp_path) == 0


def test_an_identical_body_becomes_a_revisit(tmp_path: Path) -> None:
    """The same bytes from another address or day cost no second copy, and are still readable."""
    with Store(tmp_path) as store:
        store.record(FETCH, exchange())
        url = "http://www.example.gov.cn/b.html"
        again = store.record(replace(FETCH, url=url, final_url=url), exchange(PAGE, url))
        assert (again.record, store.payload(again)) == ("revisit", PAGE)
        assert list(store.verify()) == []
    (path,) = (tmp_path / "warc").iterdir()
    with path.open("rb") as file:
        headers = next(r.rec_headers for r in ArchiveIterator(file) if r.rec_type == "revisit")
    assert headers["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert (FETCH.url, FETCH.fetched_at) == (
        headers["WARC-Refers-To-Target-URI"],
        headers["WARC-Refers-To-Date"],
    )
    assert checked(tmp_path) == 0


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("br", brotli.compress(PAGE)),
        ("gzip", PAGE),
        ("identity", PAGE),
    ],
)
def test_the_warc_keeps_the_wire_and_payload_gives_the_page(
    tmp_path: Path, encoding: str, packed: bytes
) -> None:
    """Content encodings stay in the WARC and are undone when the payload is read."""
    with Store(tmp_path) as store:
        kept = store.record(FETCH, exchange(packed, FETCH.url, ("Content-Encoding", encoding)))
        assert store.payload(kept) == PAGE
        assert list(store.verify()) == []
    (path,) = (tmp_path / "warc").iterdir()
    with path.open("rb") as file:
        bodies = [r.raw_stream.read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert [packed] == bodies


def test_a_body_that_unpacks_to_too_much_stays_packed() -> None:
    """A gzip bomb is kept as it came, with the reason."""
    bomb = gzip.compress(b"0" * 10_000)
    assert (bomb, "too_large") == unpack(bomb, "gzip", 9_999)
    assert unpack(bomb, "gzip", 10_000) == (b"0" * 10_000, "")


def test_a_body_that_cannot_be_unpacked_says_so() -> None:
    """Half a gzip and an unknown encoding keep their bytes."""
    half = gzip.compress(PAGE)[:-9]
    assert (half, "truncated") == unpack(half, "gzip")
    assert (half, "undecodable") == unpack(half, "zstd")
    assert unpack(b"", "gzip") == (b"", "")


COUNTERS = (
    *(
        "浏览次数：{}",
        "浏览次数：{},345",
        "访问量{}次",
        "阅读:{}",
        "点击数：{}",
        "查看{}次",
        "人气：{}",
    ),
    *("今天是20{}年1月2日星期五", "当前时间：20{}年1月2日"),
)


@pytest.mark.parametrize("said", COUNTERS)
def test_what_a_page_prints_of_itself_is_no_text_of_it(said: str) -> None:
    """Every kind of counter and today's date; the report's own numbers are text."""
    one, other = (text_sha256(f"收到5件{said.format(number)}") for number in (17, 21))
    assert one == other != text_sha256(f"收到6件{said.format(17)}")


OF_THE_REPORT = (
    *(
        "网站访问量{}次，同比增长",
        "页面浏览量{}万次。",
        "专栏访问量{}00人次",
        "点击数{}0条",
        "访问量：{}.5万次",
    ),
)


@pytest.mark.parametrize("said", OF_THE_REPORT)
def test_visits_that_a_report_speaks_of_are_its_text(said: str) -> None:
    """In a sentence, or in a table, whose cells run together."""
    assert text_sha256(said.format(17)) != text_sha256(said.format(21))


def test_a_visit_counter_is_not_an_edit() -> None:
    """The text's hash passes over counters, scripts and layout, and sees a changed digit."""
    before = "<script>t=1</script><p>收到 5 件</p><span>浏览次数：<i>17</i>次</span><!-- 1 -->"
    after = "<p>\n收到5件</p><span>浏览次数：<i>18</i>次</span><script>t=2</script>"
    edited = after.replace("5", "6")
    assert text_sha256(visible_text(before)) == text_sha256(visible_text(after))
    assert text_sha256(visible_text(before)) != text_sha256(visible_text(edited))


def test_a_failure_is_a_row_without_a_payload(tmp_path: Path) -> None:
    """A timeout is recorded; asking for its payload is an error in one line."""
    with Store(tmp_path) as store:
        kept = store.record(replace(FETCH, status=None, sha256="", size=0, reason="timeout"))
        assert next(store.fetches()).reason == "timeout"
        with pytest.raises(StoreError, match=r"a\.html: no payload was kept \(timeout\)"):
            store.payload(kept)


def test_last_good_passes_over_failures(tmp_path: Path) -> None:
    """The newest row that knows the document, whatever went wrong since."""
    with Store(tmp_path) as store:
        assert store.history.last_good(FETCH.url) is None
        good = store.record(FETCH, exchange())
        store.record(replace(FETCH, reason="blocked"), exchange(b"<script>$_ts</script>"))
        assert good == store.history.last_good(FETCH.url)


def test_links_keep_the_day_they_were_first_seen(tmp_path: Path) -> None:
    """A link seen again is one row, with its newest title and both dates."""
    link = Link("demo", FETCH.parent, FETCH.url, "年报", "", "2024-01-01", "2024-01-01", True, "")
    with Store(tmp_path) as store:
        store.see_link(link)
        later = replace(link, title="2023年年报", first_seen="2024-02-02", last_seen="2024-02-02")
        store.see_link(later)
        assert [replace(later, first_seen="2024-01-01")] == list(store.links())


def test_runs_count_their_outcomes_and_a_dead_one_is_aborted(tmp_path: Path) -> None:
    """A run left running is aborted when the next begins."""
    with Store(tmp_path) as store:
        first = store.begin_run(["demo"])
        store.record(replace(FETCH, run=first), exchange())
    with Store(tmp_path) as store:
        second = store.begin_run(["demo", "other"])
        store.end_run(second, "done", {"other": "no list could be read"})
        dead, done = sorted(store.runs(), key=lambda run: run.id != first)
    assert (dead.state, dead.reasons) == ("aborted", {"demo": {"ok": 1}})
    assert (done.state, done.sites, done.reasons) == ("done", ("demo", "other"), {})
    assert done.notes == {"other": "no list could be read"}


def test_sites_are_kept_as_last_crawled(tmp_path: Path) -> None:
    """Whoever reads the store knows the sites without their registry."""
    with Store(tmp_path) as store:
        store.keep_sites([SITE])
        store.keep_sites([replace(SITE, name="示例县")])
    with Store(tmp_path, read_only=True) as store:
        assert store.sites() == (replace(SITE, name="示例县"),)


def test_two_writers_cannot_use_one_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is told so in one line; a reader may come any time."""
    monkeypatch.setattr(store_module, "LOCK_WAIT", 0.2)
    with Store(tmp_path) as writer:
        kept = writer.record(FETCH, exchange())
        writer.flush()
        with pytest.raises(StoreError, match="another crawl is writing to this store"):
            Store(tmp_path)
        with Store(tmp_path, read_only=True) as reader:
            assert reader.payload(kept) == PAGE
    Store(tmp_path).close()


def test_a_reader_of_nothing_is_told_what_to_do(tmp_path: Path) -> None:
    """A folder without a store, and a file that is no index, are one line each."""
    with pytest.raises(StoreError, match="no store here; run a crawl first"):
        Store(tmp_path, read_only=True)
    (tmp_path / "store.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path)


def test_files_rotate_by_size_and_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that has reached its size is closed and another begun; all verify."""
    monkeypatch.setattr(store_module, "WARC_SIZE", 2_000)
    with Store(tmp_path) as store:
        for number in range(12):
            store.record(*page(number))
        assert list(store.verify()) == []
    files = sorted((tmp_path / "warc").iterdir())
    assert len(files) > 2
    assert all(path.name.endswith(".warc.gz") for path in files)
    assert checked(tmp_path) == 0


KILLED = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.test_store import page
from crawler.store import Store
store = Store(Path({folder!r}))
for number in range(10_000):
    fetch = store.record(*page(number))
    print(fetch.url, flush=True)
"""


def test_kill_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    """A writer killed by the system: the next one indexes what was on disk, all of it."""
    code = KILLED.format(path=sys.path, folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().decode().strip() for _ in range(137)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.read().decode().splitlines()
    with sqlite3.connect(tmp_path / "store.db") as index:
        rows = index.execute("SELECT count(*) FROM fetch").fetchone()[0]
    index.close()
    with Store(tmp_path) as store:
        fetches = list(store.fetches())
        assert list(store.verify()) == []
        assert [page(n)[1].body for n in range(137)] == [store.payload(f) for f in fetches[:137]]
    assert rows < len(told)  # some rows were only in the WARC
    assert set(filter(None, told)) - {told[-1]} <= {fetch.url for fetch in fetches}
    assert len(fetches) == len({fetch.url for fetch in fetches})
    assert not list((tmp_path / "warc").glob("*.open"))
    assert checked(tmp_path) == 0


def dead_writer(folder: Path, count: int) -> Path:
    """A store whose writer died after *count* pages, none committed; return its open file."""
    store = Store(folder)
    for number in range(count):
        store.record(*page(number))
    store.index.close()  # what a killed process leaves: no commit, no rename
    assert store._lock is not None
    store._lock.close()
    assert store._files.file is not None
    store._files.file.close()
    (path,) = (folder / "warc").glob("*.open")
    return path


@pytest.mark.parametrize("cut", [1, 5, 60, 200])
def test_a_torn_tail_is_cut_and_set_aside(tmp_path: Path, cut: int) -> None:
    """Whole records stay, the torn bytes lie beside them, and every byte is accounted for."""
    path = dead_writer(tmp_path, 5)
    size = path.stat().st_size
    os.truncate(path, size - cut)
    with Store(tmp_path) as store:
        urls = [fetch.url for fetch in store.fetches()]
        assert list(store.verify()) == []
    final, torn = sorted((tmp_path / "warc").iterdir())
    assert [page(number)[0].url for number in range(5)][: len(urls)] == urls
    assert len(urls) >= 4
    assert torn.name == final.name + ".torn"
    assert size - cut == final.stat().st_size + torn.stat().st_size
    assert checked(tmp_path) == 0


def test_rows_past_the_end_of_a_torn_file_go(tmp_path: Path) -> None:
    """If the disk lost more than the index did, no row points into nothing."""
    path = dead_writer(tmp_path, 3)
    with Store(tmp_path) as store:
        rows = list(store.fetches())
    final = path.with_name(path.name.removesuffix(".open"))
    final.rename(path)
    os.truncate(path, rows[2].offset + 3)
    with Store(tmp_path) as store:
        assert rows[:2] == list(store.fetches())


def test_a_lost_index_is_rebuilt_from_the_warcs(tmp_path: Path) -> None:
    """Every fetch that has a record comes back with everything its row said."""
    with Store(tmp_path) as store:
        for number in range(3):
            store.record(*page(number))
        store.record(FETCH, exchange())
        store.record(replace(FETCH, note="again"), exchange())
        before = list(store.fetches())
    (tmp_path / "store.db").unlink()
    with Store(tmp_path) as store:
        assert before == list(store.fetches())


@pytest.mark.parametrize("row", ['{"kind_of_later": 1, ', "{not JSON, "])
def test_a_record_whose_row_nobody_can_read_stops_no_rebuild(tmp_path: Path, row: str) -> None:
    """Of a newer nianbao, or by another hand: the others come back, `verify` names it."""
    with Store(tmp_path) as store:
        rows = [store.record(*page(number)) for number in range(2)]
    path, place = tmp_path / "warc" / rows[0].warc, rows[0].offset
    body = path.read_bytes()
    record = gzip.decompress(body[place : place + rows[0].length])
    told = record.replace(b"Nianbao-Fetch: {", f"Nianbao-Fetch: {row}".encode())
    path.write_bytes(body[:place] + gzip.compress(told) + body[place + rows[0].length :])
    (tmp_path / "store.db").unlink()
    with Store(tmp_path) as store:
        assert [fetch.url for fetch in store.fetches()] == [rows[1].url]
        (problem,) = store.verify()
    assert problem.offset == place
    assert problem.what.startswith("damaged: its row cannot be read: ")


def test_verify_finds_a_flipped_bit_and_nothing_else(tmp_path: Path) -> None:
    """One damaged record is named by file, offset and address; the others still verify."""
    with Store(tmp_path) as store:
        rows = [store.record(*page(number)) for number in range(3)]
    path = tmp_path / "warc" / rows[1].warc
    body = bytearray(path.read_bytes())
    body[rows[1].offset + rows[1].length // 2] ^= 0xFF
    path.write_bytes(body)
    ticks: list[int] = []
    with Store(tmp_path, read_only=True) as store:
        (problem,) = store.verify(lambda: ticks.append(1))
        with pytest.raises(StoreError, match="run verify"):
            store.payload(rows[1])
    assert (rows[1].warc, rows[1].offset, rows[1].url) == (
        problem.warc,
        problem.offset,
        problem.url,
    )
    assert len(ticks) == 3


def test_verify_finds_a_wrong_hash_a_missing_file_and_a_stray_record(tmp_path: Path) -> None:
    """Rows and records are checked against each other in both directions."""
    with Store(tmp_path) as store:
        row = store.record(FETCH, exchange())
    with sqlite3.connect(tmp_path / "store.db") as index:
        index.execute("UPDATE fetch SET sha256 = 'x'")
    index.close()
    with Store(tmp_path, read_only=True) as store:
        assert [p.what for p in store.verify()] == ["the payload has another sha256"]
    with sqlite3.connect(tmp_path / "store.db") as index:
        index.execute("DELETE FROM fetch")
    index.close()
    with Store(tmp_path, read_only=True) as store:
        assert [p.what for p in store.verify()] == ["has no row; the next crawl gives it one"]
    with sqlite3.connect(tmp_path / "store.db") as index:
        index.execute("DELETE FROM fetch")
        names = [c[1] for c in index.execute("PRAGMA table_info(fetch)") if c[1] != "id"]
        values = [getattr(row, name) for name in names]
        marks = ", ".join("?" * len(names))
        index.execute(f"INSERT INTO fetch ({', '.join(names)}) VALUES ({marks})", values)
    index.close()
    (tmp_path / "warc" / row.warc).unlink()
    with Store(tmp_path, read_only=True) as store:
        assert [p.what for p in store.verify()] == ["missing: No such file or directory"]


def test_the_row_rides_in_the_record(tmp_path: Path) -> None:
    """The record's header holds what the index holds, so a WARC explains itself."""
    with Store(tmp_path) as store:
        store.record(FETCH, exchange())
    (path,) = (tmp_path / "warc").iterdir()
    records = ArchiveIterator(io.BytesIO(path.read_bytes()))
    row = next(r.rec_headers["Nianbao-Fetch"] for r in records if r.rec_type == "response")
    assert (FETCH.title, "ok", 200) == tuple(
        json.loads(row)[k] for k in ("title", "reason", "status")
    )
