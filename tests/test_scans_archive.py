"""Scans in the archive: published where their sums hold, otherwise listed without a number."""

import importlib.util
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from archive.build import build
from archive.cli import main
from archive.pages.language import Words
from archive.pages.original_paged import marked_page
from parsers.model import Kind
from tests.archives import SITE, Got, make_store
from tests.conftest import absent
from tests.generator.paper import Paper
from tests.scans import Scanner, as_image, as_pdf, paper, scanned

SCANNER = Scanner(150)
NAME = "示例县民政局2023年政府信息公开工作年度报告"


@pytest.fixture(scope="module", autouse=True)
def ocr() -> None:
    """The extra is there, or these tests are loudly left out."""
    if importlib.util.find_spec("rapidocr") is None:
        absent("the extra ocr is not installed: `make install-ocr`")


def unbalanced() -> Paper:
    """A report whose total of requests is another than its parts."""
    printed = paper()
    (cell,) = (each for each in printed.values() if each.address == "requests.new_received.total")
    cell.text = "1" + cell.text
    return printed


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two scans, one in order and one out of balance."""
    folder = tmp_path_factory.mktemp("scans")
    good, bad = (as_pdf(scanned(each, SCANNER), SCANNER.dpi) for each in (paper(), unbalanced()))
    link = NAME.replace("示例县民政局2023", f"{paper().agency}{paper().year}")
    outcomes = [
        Got("/good.pdf", good, link, media_type="application/pdf"),
        Got("/bad.pdf", bad, NAME, media_type="application/pdf"),
    ]
    make_store(folder, outcomes)
    build(folder, [SITE])
    return folder


def test_a_scan_whose_sums_hold_is_a_report_with_a_status_of_its_own(data: Path) -> None:
    """Its numbers are in the archive, and the doubt about all of them with it."""
    archive = Database(data / "archive.db")
    (report,) = archive.table("report").rows
    assert (report["status"], report["medium"]) == ("ocr", "scan")
    expected = paper().facts["requests.new_received.total"].value
    assert report["received"] == expected
    rules = {row["rule"] for row in archive.table("finding").rows_where("outcome <> 'pass'")}
    assert "scan.ocr" in rules


def test_a_scan_out_of_balance_is_listed_without_a_number(data: Path) -> None:
    """Nobody can tell the publisher's slip from a misread digit."""
    archive = Database(data / "archive.db")
    (row,) = archive.table("document").rows_where("status = 'ocr_unconfirmed'")
    assert row["url"].endswith("/bad.pdf")
    assert (row["report"], row["medium"]) == (None, "scan")
    assert "合计" in row["reason"]
    assert archive.table("report").count == 1


def test_cells_of_scans_are_counted_and_not_called_verified(data: Path) -> None:
    """No second engine opens them: `verify` says so."""
    done = CliRunner().invoke(main, ["verify", "--data", str(data), "--cells", "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["cells"], answer["ok"]) == (0, 0, True)
    assert answer["cells_of_scans"] == Database(data / "evidence.db").table("cell").count > 100


def test_the_cell_of_a_figure_is_shown_on_the_page_of_an_image() -> None:
    """A box in pixels of the image, which is scaled to reading size."""
    page = scanned(paper(), Scanner(100))[0]
    html = marked_page(as_image([page], "PNG"), "x", "p1:83.0,117.0,165.0,234.0", "", Words("en"))
    assert "data:image/png;base64," in html
    left = 83 / page.width
    assert f"left:{left:.3%}" in html


def test_an_image_is_read_on_the_command_line(tmp_path: Path) -> None:
    """Within limits of its own: the models alone take more than other files may."""
    path = tmp_path / "report.png"
    path.write_bytes(as_image(scanned(paper(), SCANNER), "PNG"))
    done = CliRunner().invoke(main, ["parse", str(path), "--json"])
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["medium"] == "scan"
    numbers = [figure for figure in report["figures"] if figure["kind"] == Kind.NUMBER]
    assert len(numbers) > 150
