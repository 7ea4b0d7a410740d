"""`nianbao fixture`: an original saved with its present result."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.fixtures import FixtureError, load_fixture, result
from benchmarks.pages import title
from tests.archives import Got, make_store, report

BODY = report(0)
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_store(
        tmp_path / "data",
        [Got("/1.html", BODY, title(0)), Got("/2.html", b"<html><body><p>1</p></body></html>")],
    )


def run(data: Path, to: Path, sha256: str = SHA256[:8]) -> Result:
    arguments = ["fixture", sha256, "--why", "一句话", "--data", str(data), "--to", str(to)]
    return CliRunner().invoke(main, arguments)


def test_an_original_is_saved_with_its_present_result(data: Path, tmp_path: Path) -> None:
    """Byte for byte, with where it comes from, unsigned, and every figure on a line."""
    to = tmp_path / "reports"
    assert run(data, to).exit_code == 0
    saved = load_fixture(to / f"example-county-{SHA256[:8]}")
    assert saved.original.name == "original.html"
    assert saved.original.read_bytes() == BODY
    assert (saved.sha256, saved.why, saved.synthetic, saved.reviewed) == (
        SHA256,
        "一句话",
        False,
        "",
    )
    text = (saved.folder / "expected.json").read_text(encoding="utf-8")
    assert json.loads(text) == result(saved)
    assert sum(line.startswith('  "requests.') for line in text.splitlines()) == 25 * 7
    source = tomllib.loads((saved.folder / "source.toml").read_text(encoding="utf-8"))
    assert source["url"].endswith("/1.html")


def test_what_is_no_report_is_saved_with_its_refusal(data: Path, tmp_path: Path) -> None:
    """The result of a refused document is the reason."""
    other = hashlib.sha256(b"<html><body><p>1</p></body></html>").hexdigest()
    assert run(data, tmp_path, other).exit_code == 0
    saved = load_fixture(tmp_path / f"example-county-{other[:8]}")
    assert list(result(saved)) == ["refused"]


@pytest.mark.parametrize(
    ("sha256", "said"),
    [("12", "too short"), ("0" * 64, "no original begins so"), ("", "too short")],
)
def test_a_digest_that_names_nothing_is_refused(
    data: Path, tmp_path: Path, sha256: str, said: str
) -> None:
    """One line, exit code 2, and nothing is written."""
    ended = run(data, tmp_path / "to", sha256)
    assert ended.exit_code == 2
    assert said in ended.output
    assert not (tmp_path / "to").exists()


def test_a_fixture_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    """A review must not be lost to a second save."""
    assert run(data, tmp_path).exit_code == 0
    ended = run(data, tmp_path)
    assert ended.exit_code == 2
    assert "already there" in ended.output


def test_a_changed_original_is_noticed(data: Path, tmp_path: Path) -> None:
    """What was reviewed are these bytes and no others."""
    assert run(data, tmp_path).exit_code == 0
    folder = tmp_path / f"example-county-{SHA256[:8]}"
    (folder / "original.html").write_bytes(BODY + b" ")
    with pytest.raises(FixtureError, match="not the bytes"):
        load_fixture(folder)
