"""No input makes a reader do anything but read it or refuse it, in bounded time and space."""

import io
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import UnreadableDocument
from parsers.model import Document, Grid, Medium
from parsers.readers import read, reread, sniff
from tests.opendocument import odt
from tests.printed import Printed, form
from tests.sheets import xls

ROOT = Path(__file__).resolve().parent.parent
PAGE = (
    "<html><head><title>年报</title></head><body><h1>某局年报</h1><p>一、总体情况</p><table>"
    "<tr><td rowspan='2'>a</td><td colspan=2>1</td></tr><tr><td>2<td>3</table></body></html>"
)
COPIED = "二、主动公开\n\t信息内容\n\t本年新\n制作数量\n\n\t规章\n\t0\n\n三、申请\n"


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


MEDIA = [
    (b"%PDF-1.7\n...", Medium.PDF),
    (b"\xef\xbb\xbf  %PDF-1.4", Medium.PDF),
    (PAGE.encode(), Medium.HTML),
    (PAGE.encode("utf-16"), Medium.HTML),
    (PAGE.encode("utf-16-le"), Medium.HTML),
    (b"<TABLE border=1><TR>", Medium.HTML),
    (b'<?xml version="1.0"?><!DOCTYPE html><html>', Medium.HTML),
    (COPIED.encode(), Medium.TEXT),
    (COPIED.encode("gbk"), Medium.TEXT),
    ("第一项 < 第二项".encode(), Medium.TEXT),
    (zipped("word/document.xml"), Medium.DOCX),
    (zipped("xl/workbook.xml"), Medium.XLSX),
    (odt(Printed(form("F2021"))), Medium.ODT),
    (xls(Printed(form("F2021"))), Medium.XLS),
    (b"{\\rtf1 x}", Medium.DOC),
]


@pytest.mark.parametrize(("body", "medium"), MEDIA)
def test_bytes_decide_the_medium(body: bytes, medium: Medium) -> None:
    """The medium is what the bytes are, whatever was declared."""
    assert sniff(body) is medium


REFUSED = [
    (b"", "empty file"),
    (b" \r\n\t\0", "empty file"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "an image"),
    (b"\xff\xd8\xff\xe0" + bytes(50), "an image"),
    (b"GIF89a" + bytes(50), "an image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "damaged Office file"),
    (b"{\\rtf1 x}", "old Word file.*LibreOffice"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b\x08", "gzip"),
    (zipped("xl/workbook.xml"), "damaged spreadsheet"),
    (zipped("xl/workbook.bin"), "XLSB"),
    (zipped("content.xml"), "no text"),
    (zipped("OFD.xml"), "OFD"),
    (b"PK\x03\x04" + bytes(50), "damaged ZIP"),
    (bytes(range(1, 32)) * 20, "no text"),
    (bytes(range(256)) * 20, "no text"),
    (b"<p>" + b"<b" * 200_000, "200,000 tags"),
    (b"<html>" + b"<div>" * 100_000, "2048 deep"),
    (b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">", "300 attributes"),
    (b"<html>" + b"a" * 300_000_000, "HTML of 300 MB"),
    (b"a\n" * 200_001, "200,000 lines"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_is_not_read_is_refused_with_a_remedy(body: bytes, reason: str) -> None:
    """One line says what it is and what to do, at once."""
    begun = time.process_time()
    with pytest.raises(UnreadableDocument, match=reason) as refusal:
        read(Document(body))
    assert "\n" not in str(refusal.value)
    assert time.process_time() - begun < 5


def test_nul_bytes_are_dropped_and_said() -> None:
    """A page with NUL bytes is read without them, and says so."""
    reading = read(Document(PAGE.replace("一", "一\0").encode()))
    assert reading.blocks == read(Document(PAGE.encode())).blocks
    assert [finding.rule for finding in reading.findings] == ["text.undecodable"]


LONG = {
    "cells": b"<table>" + b"<tr><td>1<td>2" * 60_000,
    "spans": b"<table>" + b"<tr><td rowspan=1000000000 colspan=1000000000>1<td>2" * 60_000,
    "nested tables": b"<table><tr><td>a" * 600 + b"<tr><td>1" * 50_000,
    "hidden": b"<div hidden>" * 1900 + b"<p>1" * 100_000 + b"<table><td>1",
    "breaks": b"1<br>" * 150_000,
    "ampersands": b"<p>" + b"&" * 10_000_000,
    "remarks": b"<style>" + b"/* " * 500_000 + b"</style><p>1",
    "contents": b"<style>p:after{" + b"content:" * 200_000 + b"}</style><p>1",
    "fonts": b"<style>p{" + b"font:" * 200_000 + b"}</style><p>1",
    "colours": b"<style>p{" + b"color:rgb(" * 100_000 + b"}</style><p>1",
    "lightness": b"<style>p{" + b"color:hsl(" * 100_000 + b"}</style><p>1",
    "rules in rules": b"<style>div:has(div:has(div:has(p))){display:none}</style>"
    + b"<div>" * 1900
    + b"<table><td>1",
    "rules of what is not": b"<style>div:not(div div div){display:none}</style>"
    + b"<div>" * 1900
    + b"<table><td>1",
}


CHILD = """
import re, sys, time
from parsers.model import Document
from parsers.readers import read, reread
document = Document(sys.stdin.buffer.read())
read(document), reread(document)
print(time.process_time(), re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.parametrize("name", LONG)
def test_long_pages_end_soon(name: str) -> None:
    """Pages just within the limits are read twice within 10 s and 500 MB."""
    child = [sys.executable, "-c", CHILD]
    done = subprocess.run(child, input=LONG[name], capture_output=True, check=True, cwd=ROOT)
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 10
    assert kilobytes < 500_000


def test_layout_of_many_levels_keeps_the_innermost_grid() -> None:
    """Deep layout tables are walked without recursion."""
    page = b"<table><tr><td>" * 500 + b"<table><tr><td>1<td>2</table>"
    grids = [block for block in read(Document(page)).blocks if isinstance(block, Grid)]
    assert [[cell.text for cell in grid.cells] for grid in grids] == [["1", "2"]]


damage = st.tuples(st.integers(0, 300), st.binary(max_size=6), st.integers(0, 300))


@settings(deadline=None)  # other work on the machine is no failure
@given(st.sampled_from([PAGE, COPIED]), st.sampled_from(["utf-8", "gbk", "utf-16"]), damage)
def test_no_damage_breaks_a_reader(text: str, charset: str, damage: tuple[int, bytes, int]) -> None:
    """Truncated and spliced documents are read or refused, by both readings."""
    at, splice, rest = damage
    body = text.encode(charset)
    document = Document(body[:at] + splice + body[rest:])
    with suppress(UnreadableDocument):
        read(document)
        reread(document)


@settings(deadline=None)  # other work on the machine is no failure
@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(body: bytes) -> None:
    """Random bytes are read or refused."""
    with suppress(UnreadableDocument):
        read(Document(body))
        reread(Document(body))


@settings(deadline=None)  # other work on the machine is no failure
@given(st.integers(0, 30_000))
def test_real_page_cut_anywhere(shared: Path, at: int) -> None:
    """A truncated download of a real page never raises anything unexpected."""
    body = (shared / "reports" / "shanghai_gov_office_2019.html").read_bytes()
    with suppress(UnreadableDocument):
        read(Document(body[:at]))
