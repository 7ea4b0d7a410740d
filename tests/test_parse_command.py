"""`nianbao parse`: what a person and a program get of one file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.summary import summary
from benchmarks.pages import page, title
from parsers.model import Document, Fault, Finding, Outcome
from parsers.report import parse_report
from tests.archives import EMPTY, report

KEYS = {
    *["agency", "year", "form", "scope", "title", "published", "published_evidence", "medium"],
    *["alternative", "sections", "figures", "findings", "agency_evidence", "credit_code"],
    "mentions",
}
FIGURE = {"table", "row", "column", "value", "kind", "raw", "unit", "inferred", "cell"}


def parse(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["parse", *map(str, arguments)])


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_bytes(report(0))
    return path


def test_json_is_the_whole_report(page_file: Path) -> None:
    """One object: identity, sections, all 200 figures with their cells, all findings."""
    result = parse(page_file, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert set(found) == KEYS
    assert (found["agency"], found["year"], found["form"]) == (
        "示例县清泉镇人民政府",
        2021,
        "F2021",
    )
    assert found["title"] == title(0)
    assert sum(f["table"] not in ("fees", "narrative") for f in found["figures"]) == 200
    assert all(set(figure) == FIGURE for figure in found["figures"])
    assert [section["number"] for section in found["sections"] if section["number"]] == [
        *range(1, 7)
    ]
    assert {finding["outcome"] for finding in found["findings"]} <= {
        *["pass", "fail", "uncertain", "not_assessable"]
    }


def test_json_values_are_numbers(page_file: Path) -> None:
    """Numbers are JSON numbers, whole ones without a point."""
    figures = json.loads(parse(page_file, "--json").stdout)["figures"]
    granted = next(f for f in figures if (f["row"], f["column"]) == ("granted", "total"))
    assert isinstance(granted["value"], int)
    assert str(granted["value"]) == granted["raw"]


def test_a_person_reads_a_summary(page_file: Path) -> None:
    """Identity, headline totals and the outcome of the checks, in plain words."""
    result = parse(page_file)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert f"标题  {title(0)}" in lines
    assert "机关  示例县清泉镇人民政府" in lines
    assert "年度  2021" in lines
    assert "数据  数字 200" in lines
    assert any(line.startswith("新收申请") and line.split()[-1].isdigit() for line in lines)
    assert any(line.startswith("核对  通过") for line in lines)


def test_a_failed_check_is_told_in_plain_words(tmp_path: Path) -> None:
    """A sum that does not hold is shown with its place, neutrally."""
    path = tmp_path / "report.html"
    marked = page(0, 20_000).decode()
    place = marked.index("（七）总计")
    row_end = marked.index("</tr>", place)
    cell = marked.rindex("<td>", place, row_end) + len("<td>")
    end = marked.index("</td>", cell)
    path.write_text(marked[:cell] + str(int(marked[cell:end]) + 1) + marked[end:])
    result = parse(path)
    assert result.exit_code == 0
    assert "不平衡 0" not in result.stdout
    assert "R3.1" in result.stdout


REFUSED = {
    "empty.html": b"",
    "news.html": EMPTY,
    "image.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "cut.pdf": b"%PDF-1.7 cut",
    "word.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_answered_in_one_line(name: str, tmp_path: Path) -> None:
    """File, reason and remedy on one line of stderr, nothing on stdout, exit code 1."""
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    result = parse(path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{path}: ")
    assert result.stderr.count("\n") == 1


def test_a_program_gets_the_error_as_json(tmp_path: Path) -> None:
    """With --json a failure is an object on stdout as well, and exit code 1."""
    path = tmp_path / "empty.html"
    path.write_bytes(b"")
    result = parse(path, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout) == {
        "error": "empty file: fetch it again; open the original in a browser, save it again and "
        "retry",
        "file": str(path),
    }


@pytest.mark.parametrize(
    ("name", "body", "again"),
    [
        ("empty.html", b"", True),
        ("cut.pdf", b"%PDF-1.7 cut", True),
        ("image.gif", b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;", False),
        ("page.gz", b"\x1f\x8b\x08" + bytes(100), False),
        ("store.db", b"SQLite format 3\0" + bytes(100), False),
        ("missing.html", None, False),
    ],
)
def test_only_what_is_damaged_is_to_be_saved_again(
    name: str, body: bytes | None, again: bool, tmp_path: Path
) -> None:
    """Saving again helps a damaged download, not an image or a file that is not there."""
    if body is not None:
        (tmp_path / name).write_bytes(body)
    assert ("save it again" in parse(tmp_path / name).stderr) is again


def test_only_what_two_readings_agree_on_is_called_unbalanced() -> None:
    """A failed check that may be ours is 未通过; an empty place leaves no space behind."""
    findings = tuple(
        Finding("R3.1", Outcome.FAIL, detail=f"说明{fault.value}", fault=fault)
        for fault in (Fault.PUBLISHER, Fault.PARSER, Fault.UNKNOWN)
    )
    lines = summary(replace(parse_report(Document(report(0))), findings=findings)).splitlines()
    assert lines[-4:] == [
        "核对  通过 0，不平衡 1，未通过 2，不能确定 0，不适用 0",
        f"  R3.1：说明{Fault.PUBLISHER.value}［两次独立读取一致］",
        f"  R3.1：说明{Fault.PARSER.value}［两次读取不一致，可能是读取错误］",
        f"  R3.1：说明{Fault.UNKNOWN.value}［未经第二次读取核实］",
    ]


def test_a_missing_file_is_answered_in_one_line(tmp_path: Path) -> None:
    """So are a file that is not there and a folder."""
    for path in (tmp_path / "none.html", tmp_path):
        result = parse(path)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{path}: ")
        assert result.stderr.count("\n") == 1


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    """More than a crawl would fetch is refused by its size."""
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(300 << 20)
    result = parse(path)
    assert result.exit_code == 1
    assert "300 MB, more than the 64 MB a report may have" in result.stderr


def test_a_page_that_only_shows_a_document_names_its_address(tmp_path: Path) -> None:
    """A viewer's page is no report; the line says what to fetch."""
    path = tmp_path / "viewer.html"
    path.write_text("<iframe src='/pdfjs/web/viewer.html?file=%2Fa%2Fnb.pdf'></iframe>")
    result = parse(path, "--url", "http://a.example/nb/1.html")
    assert result.exit_code == 1
    assert result.stderr.endswith("shows http://a.example/a/nb.pdf: fetch that and read it\n")
    assert result.stderr.count("\n") == 1
