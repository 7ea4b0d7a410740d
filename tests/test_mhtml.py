"""Pages saved with their pictures in one file: read, brought in, bounded."""

import quopri
import sqlite3
import zlib
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from archive.build import build
from archive.pages.showing import Wanted, show
from archive.reopen import mismatches
from benchmarks.pages import page, title
from benchmarks.stores import BASE, site_at
from crawler.single import kept_text
from crawler.store import Store
from parsers.errors import UnreadableDocument
from parsers.mhtml import is_mhtml, saved_on, saved_pages, unpacked
from parsers.model import Document, Medium
from parsers.readers import read, sniff
from parsers.report import parse_report
from tests.test_import import nianbao

URL, FRAME = f"{BASE}/report.html", f"{BASE}/frame.html"
REPORT = page(7, 20_000)
FRAMED = "<html><body><p>附件一，框架中的文字</p></body></html>".encode()
HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\n"
    "Subject: =?utf-8?Q?=E5=B9=B4?=\r\nDate: Fri, 1 Mar 2024 02:10:23 GMT\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n\r\n'
)


def part(kind: str, url: str, body: bytes) -> bytes:
    """A part as Chrome writes it: synthetic, made by hand."""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    place = f"Content-Location: {url}\r\n" if url else "Content-ID: <frame-0@mhtml.blink>\r\n"
    return b"----b--\r\n" + (head + place + "\r\n").encode() + quopri.encodestring(body) + b"\r\n"


def saved(*parts: bytes, url: str = URL) -> bytes:
    return HEAD.format(url=url).encode() + b"".join(parts) + b"----b----\r\n"


PICTURE = part("image/png", f"{BASE}/a.png", b"\x89PNG")
WHOLE = saved(PICTURE, part("text/html", FRAME, FRAMED), part("text/html", URL, REPORT))


def test_the_page_that_was_saved_comes_first() -> None:
    """By its address, though a frame stands before it; its bytes are the page's own."""
    first, second = saved_pages(WHOLE)
    assert (first.url, second.url) == (URL, FRAME)
    assert first.body.rstrip() == REPORT.rstrip()
    assert second.body.rstrip() == FRAMED
    assert saved_on(WHOLE) == saved_on(b"\r\n\r\n" + WHOLE) == date(2024, 3, 1)
    assert saved_on(WHOLE.replace(b"Date: Fri, 1 Mar 2024", b"Date: some day")) is None


def test_word_writes_its_own_folder() -> None:
    """An address of a disk is none; a file of a single part is a page too."""
    word = saved(part("text/html", "file:///C:/1.files/1.htm", REPORT), url="file:///C:/1.htm")
    assert [each.url for each in saved_pages(word)] == [""]
    alone = b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Location: %s\n\n" % URL.encode()
    assert saved_pages(alone + REPORT)[0] == (URL, REPORT)
    assert unpacked(Document(word, "http://a.gov.cn/1")).url == "http://a.gov.cn/1"


@pytest.mark.parametrize(
    "body", [REPORT, b"Subject: a\n\n<html>", "标题：年报\n\n一、".encode(), b"a: b"]
)
def test_other_files_are_no_mhtml(body: bytes) -> None:
    assert not is_mhtml(body)
    assert unpacked(Document(body)).body is body


def test_a_report_is_read_from_it() -> None:
    """Every number as from the page itself, every cell opened again; the medium is its own."""
    assert sniff(WHOLE) is Medium.MHTML
    found, plain = (
        parse_report(Document(WHOLE), twice=True),
        parse_report(Document(REPORT, URL), twice=True),
    )
    assert found.medium is Medium.MHTML
    assert (found.title, found.year, found.agency) == (plain.title, plain.year, plain.agency)
    assert found.figures == plain.figures
    assert found.findings == plain.findings
    assert list(mismatches(WHOLE, found.medium, found.figures, found.mentions)) == []
    other = WHOLE.replace(b"</td>", b"9</td>")
    assert list(mismatches(other, found.medium, found.figures, found.mentions))
    assert read(Document(WHOLE)).blocks == read(Document(REPORT)).blocks


NESTED = b"".join(
    b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (n, n) for n in range(300)
)
HOSTILE = [
    (b"MIME-Version: 1.0\n" + NESTED, "parts within parts"),
    (b"MIME-Version: 1.0\n" + NESTED.replace(b"boundary=", b"boundary ="), "parts within parts"),
    (b"MIME-Version: 1.0\n" + NESTED.replace(b"boundary=", b"boundary*0="), "parts within parts"),
    (b"MIME-Version: 1.0\r" + NESTED.replace(b"\n", b"\r"), "parts within parts"),
    (WHOLE + b"\r" * 1_000_001, "too many lines"),
    (saved(b"----b--\r\nA: b\rContent-Type: text/html;\r " + b";" * 9_000), "endless header"),
    (saved(PICTURE), "without a page"),
    (saved(part("text/html", URL, b" ")), "without a page"),
    (WHOLE + b"\n" * 1_000_001, "too many lines"),
    (saved(b"----b--\r\nContent-Type: text/html;" + b";" * 9_000 + b"\r\n\r\n"), "endless header"),
    (b"MIME-Version: 1.0\n" + b"Content-Type: multipart/related\n\n", "without a page"),
    (
        saved(b"----b--\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 20_000),
        "nested without end|without a page",
    ),
]


@pytest.mark.parametrize(("body", "why"), HOSTILE)
def test_a_hostile_file_is_one_line(body: bytes, why: str, tmp_path: Path) -> None:
    """To the parser and to an import; and kept, it has no text."""
    with pytest.raises(UnreadableDocument, match=why):
        parse_report(Document(body))
    assert kept_text(body) == ""
    (tmp_path / "a.mhtml").write_bytes(body)
    said = nianbao(tmp_path, "import", str(tmp_path / "a.mhtml"), "--by", "张三")
    assert (said.exit_code, said.stderr.count("\n")) == (1, 1)


def test_it_is_imported_as_it_is_and_its_frame_apart(tmp_path: Path) -> None:
    """Day and address are the file's own; the archive shows the page with the cell marked."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "年报.mhtml").write_bytes(WHOLE)
    said = nianbao(tmp_path, "import", str(folder), "--by", "张三", "--title", title(7))
    assert said.stdout == "imported 2 documents, 0 known already, 0 left out\n"
    with Store(tmp_path / "data" / "store") as store:
        (row,) = store.fetches(url=URL)
        (frame,) = store.fetches(url=FRAME)
        assert (row.fetched_at, row.content_type) == ("2024-03-01T00:00:00Z", "multipart/related")
        assert (row.title, row.reason, store.payload(row)) == (title(7), "imported", WHOLE)
        assert (frame.kind, frame.parent) == ("attachment", URL)
    again = nianbao(tmp_path, "import", str(folder), "--by", "张三")
    assert again.stdout.startswith("imported nothing new, 2 known already")
    build(tmp_path / "data", [site_at()])
    evidence = tmp_path / "data" / "evidence.db"
    with closing(sqlite3.connect(evidence)) as db:
        sha256, medium, body = db.execute("select sha256, medium, body from original").fetchone()
    assert (medium, zlib.decompress(body)) == ("mhtml", WHOLE)
    text = show(Wanted(evidence, sha256, "table[1]/tr[3]/td[2]", "", "zh"))
    assert 'id="cell"' in text
    assert "Content-Location" not in text


def test_an_import_says_what_is_missing(tmp_path: Path) -> None:
    """A file without an address or a day, one that is none, and a login page."""
    bare = WHOLE.replace(b"Date: ", b"X-Date: ")
    word = saved(part("text/html", "", REPORT), url="cid:x")
    cases = ((bare, "--date"), (word, "--url"), (REPORT, "no MHTML file in spite of its name"))
    for number, (body, why) in enumerate(cases):
        path = tmp_path / f"{number}.mht"
        path.write_bytes(body)
        said = nianbao(tmp_path, "import", str(path), "--by", "张三")
        assert (said.exit_code, why in said.stderr) == (1, True), why


@pytest.mark.parametrize(
    ("host", "frame", "said"),
    [
        ("http://other.example.cn", "http://other.example.cn", "imported 2 documents, 0 known"),
        (BASE, "http://count.example.cn", "imported 1 document, 0 known already, 1 left out"),
    ],
)
def test_a_frame_is_taken_with_its_page_or_said_to_be_left_out(
    tmp_path: Path, host: str, frame: str, said: str
) -> None:
    """Also where a person had to name the site, for the registry does not know the host."""
    parts = (
        part("text/html", f"{host}/report.html", REPORT),
        part("text/html", f"{frame}/frame.html", FRAMED),
    )
    file = tmp_path / "a.mhtml"
    file.write_bytes(saved(*parts, url=f"{host}/report.html"))
    done = nianbao(tmp_path, "import", str(file), "--by", "张三", "--site", site_at().id)
    assert (done.exit_code, done.stdout.startswith(said)) == (0, True), done.output
