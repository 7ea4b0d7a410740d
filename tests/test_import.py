"""Imports: saved pages, files, folders and web archives of others, with whence they came."""

import io
import json
import sqlite3
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.cli import main as warcio
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.cli import main
from benchmarks.pages import page, title
from benchmarks.stores import BASE, site_at
from crawler.payload import MAX_PAYLOAD
from crawler.saved import is_beside, saved_from
from crawler.store import Store

URL = f"{BASE}/report.html"
COMMENT = f"<!-- saved from url=({len(URL):04}){URL} -->\n"
REPORT = page(7, 20_000)
BY = ("--by", "张三", "--date", "2024-03-01")


def nianbao(folder: Path, *words: str) -> Result:
    """The command with a registry of one loopback site and a data folder."""
    site = {k: v for k, v in asdict(site_at()).items() if v not in ("", None, {}, ())}
    options = "options = { link = 'li a' }\n"
    lines = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in site.items()
        if key != "options"
    )
    (folder / "sites.toml").write_text(f"[[site]]\n{lines}{options}", encoding="utf-8")
    known = ("--sites", str(folder / "sites.toml"), "--data", str(folder / "data"))
    return CliRunner().invoke(main, [*words[:1], *known, *words[1:]])


def saved(folder: Path, name: str = "年报.html", body: bytes = REPORT) -> Path:
    """A page as a browser saves it."""
    path = folder / name
    path.write_bytes(COMMENT.encode() + body)
    return path


def rows(folder: Path) -> list[tuple[object, ...]]:
    """What the archive built from the store says of its documents."""
    built = nianbao(folder, "build")
    assert built.exit_code == 0, built.output
    with sqlite3.connect(folder / "data" / "archive.db") as db:
        sql = (
            "SELECT url, kind, status, first_seen, provenance FROM document ORDER BY kind DESC, url"
        )
        return db.execute(sql).fetchall()


def test_a_saved_page_becomes_a_report_with_its_provenance(tmp_path: Path) -> None:
    """From the file to the row: who, when, from where; the same file twice keeps nothing new."""
    done = nianbao(tmp_path, "import", str(saved(tmp_path)), *BY)
    assert (done.exit_code, done.output) == (
        0,
        "imported 1 document, 0 known already, 0 left out\n",
    )
    again = nianbao(tmp_path, "import", str(tmp_path / "年报.html"), *BY)
    assert again.output == "imported nothing new, 1 known already, 0 left out\n"
    with Store(tmp_path / "data" / "store", read_only=True) as store:
        (fetch,) = store.fetches()
        assert (fetch.reason, fetch.record, fetch.site) == ("imported", "resource", site_at().id)
        assert store.payload(fetch) == (tmp_path / "年报.html").read_bytes()
        assert list(store.verify()) == []
        assert [(run.kind, run.state) for run in store.runs()] == [("import", "done")]
        assert list(store.history.visits(site_at().id)) == []
    ((url, kind, status, first_seen, provenance),) = rows(tmp_path)
    assert (url, kind, first_seen) == (URL, "report", "2024-03-01T00:00:00Z")
    assert status == "current"
    assert str(provenance).startswith("由张三提供，")
    assert "年报.html" in str(provenance)
    files = [str(path) for path in (tmp_path / "data" / "store" / "warc").glob("*.gz")]
    with pytest.raises(SystemExit) as ended:
        warcio(["check", *files])
    assert ended.value.code == 0


def test_the_folder_of_a_saved_page_gives_what_the_page_frames(tmp_path: Path) -> None:
    """A framed page and a linked file come in, tied to the page; pictures and scripts do not."""
    beside = tmp_path / "年报_files"
    beside.mkdir()
    (beside / "saved_resource.html").write_bytes(REPORT)
    (beside / "a.pdf").write_bytes(b"%PDF-1.4 no report")
    (beside / "logo.js").write_bytes(b"x")
    shell = (
        f"<html><title>{title(7)}</title><p>{'正文' * 40}</p><a href='年报_files/a.pdf'>附件</a>"
        "<iframe src='./年报_files/saved_resource.html'></iframe><a href='../../secret.pdf'>x</a>"
        "<a href='http://[broken'>x</a><a href='a%00.pdf'>x</a>"  # neither leads to a file
    )
    done = nianbao(tmp_path, "import", str(saved(tmp_path, body=shell.encode())), *BY)
    assert done.output == "imported 3 documents, 0 known already, 0 left out\n"
    rows(tmp_path)
    with sqlite3.connect(tmp_path / "data" / "archive.db") as db:
        assert db.execute("SELECT last_run FROM site").fetchall() == [(None,)]
    with Store(tmp_path / "data" / "store", read_only=True) as store:
        found = {(f.url.removeprefix(URL), f.kind, f.parent) for f in store.fetches()}
    assert found == {
        ("", "report", ""),
        ("#年报_files/a.pdf", "attachment", URL),
        ("#年报_files/saved_resource.html", "attachment", URL),
    }
    assert is_beside(beside / "a.pdf")


def test_a_folder_is_taken_as_far_as_it_goes(tmp_path: Path) -> None:
    """What has no address is named with the remedy; the rest comes in."""
    folder = tmp_path / "mail"
    folder.mkdir()
    saved(folder)
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 mailed")
    (folder / "empty.doc").write_bytes(b"")
    (folder / "notes.md").write_text("x", encoding="utf-8")
    done = nianbao(tmp_path, "import", str(folder), *BY, "--json")
    said = json.loads(done.output)
    assert (done.exit_code, said["taken"], said["left"]) == (1, 1, 1)
    assert "b.pdf: it does not say where it comes from; give --url ADDRESS" in said["problems"][0]
    assert "empty.doc: it is empty" in said["problems"][1]
    pdf = ("import", str(folder / "b.pdf"), *BY, "--url", f"{BASE}/b.pdf", "--title", title(7))
    assert nianbao(tmp_path, *pdf).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--by", "张三"), 1, "give the day it was saved with --date"),
        (("--by", "张三", "--date", "2999-01-01"), 2, "write a day that was"),
        ((*BY, "--url", "http://other.gov.cn/a.html"), 1, "name one with --site ID"),
        ((*BY, "--url", "ftp://x/a.html"), 1, "no http or https address"),
        ((*BY, "--site", "nowhere"), 2, "no such site: nowhere"),
    ],
)
def test_what_is_missing_is_said_with_its_remedy(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """Nothing is written then."""
    done = nianbao(tmp_path, "import", str(saved(tmp_path)), *words)
    assert (done.exit_code, said in done.output) == (code, True), done.output


@pytest.mark.parametrize("name", ["nofile", "a.html", "a.mhtml", "a.pdf", "a.warc.gz"])
def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    """Whatever its name, and whatever else there would be to say of it."""
    done = nianbao(tmp_path, "import", str(tmp_path / name), "--by", "张三")
    said = f"{tmp_path / name}: No such file or directory\n"
    assert (done.exit_code, done.stderr) == (1, said)


def test_a_saved_challenge_is_no_report(tmp_path: Path) -> None:
    """Somebody saved the page before the report had come."""
    trap = b"<html><script>$_ts={};</script><script src=/a.js></script></html>"
    done = nianbao(tmp_path, "import", str(saved(tmp_path, body=trap)), *BY)
    assert (done.exit_code, "save it again once it shows the report" in done.output) == (1, True)


def others(*, gzip: bool, version: str = "1.1") -> bytes:
    """A WARC as pywb, browsertrix and wget write them: a report, its file, a list, a picture."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip, warc_version=version)
    named = REPORT.replace(b"</body>", b"<a href='/f.pdf'>f</a></body>")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(named), named)
    answers = [
        ("/f.pdf", b"%PDF-1.4 file", "200 OK", []),
        ("/report.html", chunked, "200 OK", [("Transfer-Encoding", "chunked")]),
        ("/list.html", b"<html><title>list</title><p>" + "新闻".encode() * 40, "200 OK", []),
        ("/logo.png", b"\x89PNG", "200 OK", []),
        ("/gone.html", b"gone", "404 Not Found", []),
        ("/big.html", b"0" * (MAX_PAYLOAD + 1), "200 OK", []),
    ]
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "other"}))
    for path, body, status, more in answers:
        headers = StatusAndHeaders(status, [("Content-Type", "text/html"), *more], "HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                BASE + path,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2023-02-01T08:00:00Z"},
            )
        )
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_web_archives_of_others_give_their_reports(tmp_path: Path, name: str) -> None:
    """The report and what it attaches, at the time of the capture; lists and pictures are left."""
    data = others(gzip=name != "a.warc")
    if name == "a.wacz":
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("archive/data.warc.gz", data)
            archive.writestr("datapackage.json", "{}")
    else:
        (tmp_path / name).write_bytes(data)
    done = nianbao(tmp_path, "import", str(tmp_path / name), "--by", "某档案馆")
    assert done.output == "imported 2 documents, 0 known already, 2 left out\n", done.output
    found = rows(tmp_path)
    assert [(row[0], row[1], row[3]) for row in found] == [
        (URL, "report", "2023-02-01T08:00:00Z"),
        (f"{BASE}/f.pdf", "attachment", "2023-02-01T08:00:00Z"),
    ]
    assert found[0][2] == "current"
    with Store(tmp_path / "data" / "store", read_only=True) as store:
        assert list(store.verify()) == []
        assert {f.record for f in store.fetches()} == {"response"}
    again = nianbao(tmp_path, "import", str(tmp_path / name), "--by", "某档案馆")
    assert again.output == "imported nothing new, 2 known already, 2 left out\n"


def test_a_broken_archive_gives_what_it_has_and_says_where_it_broke(tmp_path: Path) -> None:
    """Torn in the middle, no archive at all, a bomb in a zip: one line each."""
    whole = others(gzip=True)
    (tmp_path / "torn.warc.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "torn.warc").write_bytes(others(gzip=False)[:-9])
    (tmp_path / "no.warc").write_bytes(b"hello" * 100)
    (tmp_path / "no.warc.gz").write_bytes(b"\x1f\x8b" + b"x" * 100)
    (tmp_path / "no.wacz").write_bytes(b"PK not")
    with zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc", b"0" * 10_000_000)
    for name in ("torn.warc.gz", "torn.warc", "no.warc", "no.warc.gz", "no.wacz", "bomb.wacz"):
        done = nianbao(tmp_path, "import", str(tmp_path / name), "--by", "x")
        lines = done.output.splitlines()
        assert (done.exit_code, len(lines), name in lines[0]) == (1, 2, True), done.output


def test_a_capture_of_no_known_site_is_refused(tmp_path: Path) -> None:
    """Named by its address, and no site of the registry has its host."""
    warc = others(gzip=False).replace(BASE.encode(), b"http://127.0.0.1:9999")
    (tmp_path / "a.warc").write_bytes(warc)
    url = "http://127.0.0.1:9999/report.html"
    done = nianbao(tmp_path, "import", str(tmp_path / "a.warc"), "--by", "x", "--url", url)
    assert (done.exit_code, "name one with --site ID" in done.output) == (1, True), done.output


def test_an_old_capture_is_an_older_version(tmp_path: Path) -> None:
    """What was saved in 2024 is no newer than what came in 2025, though it is imported later."""
    nianbao(tmp_path, "import", str(saved(tmp_path)), "--by", "a", "--date", "2025-03-01")
    old = saved(tmp_path, "alt.html", page(8, 20_000))
    nianbao(tmp_path, "import", str(old), "--by", "b", "--date", "2024-03-01")
    found = {row[3]: row[2] for row in rows(tmp_path)}
    assert found["2025-03-01T00:00:00Z"] == "current"


def test_where_a_page_says_it_comes_from() -> None:
    """Browsers and SingleFile; anything but a web address is none."""
    single = "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: http://a.gov.cn/1 \n"
    assert saved_from(single) == "http://a.gov.cn/1"
    assert saved_from("<!-- saved from url=(0014)about:internet -->") == ""
