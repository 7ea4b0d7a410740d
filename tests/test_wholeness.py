"""What is whole and what was cut, told from the bytes alone."""

import io
import struct
import zipfile

import pytest

from crawler.wholeness import cut, is_balanced
from tests.conftest import SHARED, absent

TABLE = "<table><tr><td>本年新收</td><td>5</td></tr></table>"
PAGE = f"<!doctype html><html><head></head><body><div>{TABLE}</div></body></html>"


def office(sectors: int, length: int | None = None) -> bytes:
    """An old office file whose table says that so many sectors are used."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    entries = [0xFFFFFFFD, *[0xFFFFFFFE] * (sectors - 1)]
    table = struct.pack("<128I", *entries, *[0xFFFFFFFF] * (128 - sectors))
    whole = bytes(header) + table + b"\1" * 512 * (sectors - 1)
    return whole[:length]


def packed() -> bytes:
    """A packed file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("word/document.xml", "<w:t>5</w:t>" * 99)
    return file.getvalue()


WHOLE = {
    "page": PAGE.encode(),
    "a part of a page": TABLE.encode(),
    "statistics behind the page": (PAGE + "<script>count()</script>" * 99).encode(),
    "capitals": PAGE.upper().encode(),
    "json": b'{"data": []}',
    "pdf": b"%PDF-1.4 text startxref 9 %%EOF\n",
    "pdf with a line of the server's behind": b"%PDF-1.4 text %%EOF\n" + b"<!-- x -->" * 50,
    "packed": packed(),
    "old office": office(9),
    "old office, its last sector not filled": office(9, 512 * 9 + 40),
    "png": b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82",
    "gif": b"GIF89a...;",
    "jpeg": b"\xff\xd8\xff\xe0...\xff\xd9",
}
CUT = {
    "page": PAGE.encode()[:-9],
    "pdf": b"%PDF-1.4 text " * 999,
    "pdf of two parts, the first whole": b"%PDF-1.4 %%EOF" + b"text " * 999,
    "packed": packed()[:-30],
    "old office": office(9, 512 * 8),
    "old office without its table": office(9, 600),
    "old office, its header": office(9, 100),
    "png": b"\x89PNG\r\n\x1a\n....",
    "gif": b"GIF89a...",
    "jpeg": b"\xff\xd8\xff\xe0...",
}


def text(payload: bytes) -> str:
    """What the recorder takes for the text of a payload."""
    return payload.decode() if payload[:1] in (b"<", b"{") else ""


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_whole_is_called_whole(name: str) -> None:
    """Nothing is missing, nothing is said."""
    assert cut(WHOLE[name], text(WHOLE[name])) == ""


@pytest.mark.parametrize("name", CUT)
def test_what_was_cut_is_told_with_what_is_missing(name: str) -> None:
    """In a few words for the note."""
    assert cut(CUT[name], text(CUT[name])) != ""


@pytest.mark.parametrize("end", range(40, len(PAGE) - 14))
def test_a_page_cut_anywhere_in_its_body_is_not_balanced(end: int) -> None:
    """So that coming twice the same does not make it whole."""
    body = PAGE.index("<div>")
    assert not is_balanced(PAGE[:end]) or end <= body or end >= len(PAGE) - len("</body></html>")


def test_real_reports_are_whole_and_not_so_when_cut() -> None:
    """The real originals: whole as they are, cut in the middle they are found out."""
    if not (SHARED / "reports").is_dir():
        absent("the real reports (../shared/reports) are not here")
    for path in (SHARED / "reports").glob("*"):
        if path.suffix in (".pdf", ".docx"):
            payload = path.read_bytes()
            assert cut(payload, "") == ""
            assert cut(payload[: len(payload) // 2], "") != ""
    page = (SHARED / "lists" / "ordos_engebei_trs.html").read_bytes().decode()
    assert (cut(b"", page), cut(b"", page[: len(page) // 2])) == ("", "no </html>")
