"""`nianbao parse`: what a person and a program get of one file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from benchmarks.pages import page, title
from tests.archives import EMPTY, report

KEYS = {
    *["agency", "year", "form", "scope", "title", "published", "published_evidence", "medium"],
    *["sections", "figures", "findings"],
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
    assert len(found["figures"]) == 200
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
    result = parse(path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{path}: ")
    assert result.stderr.count("\n") == 1
    assert "; " in result.stderr


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
