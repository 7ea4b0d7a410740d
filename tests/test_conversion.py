"""Old Word files are converted by LibreOffice and read with every figure in its place."""

import sqlite3
import subprocess
import time
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive import conversion, converted
from archive.build import build
from archive.cells import reopen_all
from archive.cli import main
from archive.conversion import Unconverted, convert
from archive.pages.showing import Wanted, show
from archive.reopen import mismatches
from parsers.model import Document, Grid, Medium
from parsers.readers import read, sniff
from parsers.report import parse_report
from tests.archives import SITE, Got, make_store
from tests.printed import Printed, form
from tests.test_readers_sheet import FORMS, printed, values
from tests.words import docx, made

Bodies = dict[str, bytes]


@pytest.fixture(scope="module")
def docs(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Bodies:
    """A report of each form as DOC."""
    whole = {name: docx(printed(name)) for name in FORMS}
    return made(soffice, tmp_path_factory.mktemp("doc"), "doc", whole)


@pytest.fixture(scope="module")
def back(docs: Bodies) -> Bodies:
    """The same converted to DOCX."""
    outcomes = dict(convert(docs))
    assert all(isinstance(outcome, bytes) for outcome in outcomes.values())
    return {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, bytes)}


@pytest.mark.parametrize("name", FORMS)
def test_a_report_reads_as_its_page_does(docs: Bodies, back: Bodies, name: str) -> None:
    """Every figure, chapter, the body and the year are those of the same report as a page."""
    assert sniff(docs[name]) is Medium.DOC
    report = parse_report(Document(docs[name], converted=back[name]))
    page = parse_report(printed(name).page())
    assert report.medium is Medium.DOC
    assert values(report) == values(page)
    assert (report.agency, report.year, report.title) == (page.agency, page.year, page.title)
    assert [each.number for each in report.sections] == [each.number for each in page.sections]
    assert list(mismatches(back[name], report.medium, report.figures)) == []
    assert {f.cell.source[:5] for f in report.figures if f.cell} == {"docx:"}


def test_rich_text_takes_the_same_way(soffice: str, tmp_path: Path) -> None:
    (body,) = made(soffice, tmp_path, "rtf", {"a": docx(printed("F2021"))}).values()
    assert sniff(body) is Medium.DOC
    outcome = dict(convert({"a": body}))["a"]
    assert isinstance(outcome, bytes)
    report = parse_report(Document(body, converted=outcome))
    assert values(report) == values(parse_report(printed("F2021").page()))


def test_the_official_form_survives_both_ways(shared: Path, soffice: str, tmp_path: Path) -> None:
    """The blank form as DOC and back has the same cells at the same places."""
    form_ = (shared / "reports" / "template_2021_30hao_blank.docx").read_bytes()
    (body,) = made(soffice, tmp_path, "doc", {"form": form_}).values()
    outcome = dict(convert({"a": body}))["a"]
    assert isinstance(outcome, bytes)
    assert grids(outcome) == grids(form_)


def grids(body: bytes) -> list[list[tuple[str, int, int, int, int]]]:
    blocks = read(Document(body)).blocks
    return [[cell[:5] for cell in block.cells] for block in blocks if isinstance(block, Grid)]


def test_conversions_are_the_same_every_time(docs: Bodies, back: Bodies) -> None:
    assert dict(convert(docs)) == back


def test_a_damaged_file_loses_no_other(docs: Bodies, back: Bodies) -> None:
    """What cannot be converted has its reason; the rest of the batch is there."""
    outcomes = dict(convert({"bad": docs["F2021"][:3000], **docs, "noise": b"{\\rtf" + bytes(99)}))
    assert outcomes["bad"] == Unconverted(conversion.FAILED, is_certain=True)
    assert {name: outcomes[name] for name in FORMS} == back


def test_time_is_limited_and_nothing_is_left(docs: Bodies, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversion that takes too long is ended with all it has started."""
    monkeypatch.setattr(conversion, "START", 0)
    monkeypatch.setattr(conversion, "EACH", 0)
    begun: list[int] = []
    popen = subprocess.Popen

    def noted(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        process: subprocess.Popen[bytes] = popen(*arguments, **options)
        begun.append(process.pid)
        return process

    monkeypatch.setattr(subprocess, "Popen", noted)
    (outcome,) = dict(convert({"a": docs["F2021"]})).values()
    assert outcome == Unconverted(conversion.TOO_SLOW, is_certain=False)
    assert begun
    end = time.monotonic() + 5
    while alive(begun) and time.monotonic() < end:
        time.sleep(0.05)
    assert alive(begun) == []


def alive(groups: list[int]) -> list[str]:
    """The processes of these groups; the dead whom nobody has asked for are none."""
    stats = (_text(path).rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat"))
    return [str(stat) for stat in stats if stat and stat[0] != "Z" and int(stat[2]) in groups]


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def test_parse_converts_first(docs: Bodies, tmp_path: Path) -> None:
    path = tmp_path / "report.wps"
    path.write_bytes(docs["F2021"])
    result = CliRunner().invoke(main, ["parse", str(path)])
    assert result.exit_code == 0
    assert "格式  F2021（doc）" in result.stdout


def test_parse_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice one line says what to install."""
    monkeypatch.setattr(converted, "converter", lambda: "")
    path = tmp_path / "report.doc"
    path.write_bytes(b"{\\rtf1 x}")
    result = CliRunner().invoke(main, ["parse", str(path)])
    assert result.exit_code == 1
    assert "apt install libreoffice-writer-nogui" in result.stderr
    assert result.stderr.count("\n") == 1


def built(data: Path, body: bytes) -> dict[str, object]:
    """The document of an archive that holds this one."""
    if not (data / "store").exists():
        make_store(data, [Got("/a.doc", body, Printed(form("F2021")).title)])
    build(data, [SITE])
    with closing(sqlite3.connect(data / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        return dict(db.execute("select * from document").fetchone())


def test_the_build_converts_once(
    docs: Bodies, back: Bodies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The original is kept, its cells are opened and shown in what it was converted to."""
    first = built(tmp_path, docs["F2021"])
    assert (first["status"], first["medium"]) == ("current", "doc")
    evidence = tmp_path / "evidence.db"
    with closing(sqlite3.connect(evidence)) as db:
        body, made_of_it = db.execute("select body, converted from original").fetchone()
        (source,) = db.execute("select source from cell where raw = '66'").fetchone()
    assert (zlib.decompress(body), zlib.decompress(made_of_it)) == (docs["F2021"], back["F2021"])
    assert list(reopen_all(evidence)) == []
    sha256 = Document(docs["F2021"]).sha256
    assert 'id="cell">66</td>' in show(Wanted(evidence, sha256, source, "", "zh"))
    monkeypatch.setattr(converted, "convert", None)  # it is not asked again
    assert built(tmp_path, b"") == first
    monkeypatch.setattr(converted, "version", lambda: "")  # nor where it is gone
    assert built(tmp_path, b"") == first


def test_a_build_without_libreoffice_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converted, "converter", lambda: "")
    monkeypatch.setattr(converted, "version", lambda: "")
    document = built(tmp_path, b"{\\rtf1 x}")
    assert document["status"] == "unreadable"
    assert "libreoffice-writer-nogui" in str(document["reason"])


def test_a_failed_conversion_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be converted is not tried again at every build."""
    failed = Unconverted(conversion.FAILED, is_certain=True)
    monkeypatch.setattr(converted, "converter", lambda: "soffice")
    monkeypatch.setattr(converted, "version", lambda: "libreoffice-1")
    monkeypatch.setattr(converted, "convert", lambda bodies: [(name, failed) for name in bodies])
    first = built(tmp_path, b"{\\rtf1 x}")
    monkeypatch.setattr(converted, "convert", None)
    assert built(tmp_path, b"") == first
    assert (first["status"], first["reason"]) == ("unreadable", conversion.FAILED)
