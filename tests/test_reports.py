"""The saved reports: each original still yields what a person found in it."""

import json
from pathlib import Path

import pytest

from archive.fixtures import EXPECTED, as_text, load_fixture, result

FOLDERS = sorted((Path(__file__).parent / "reports").glob("*/"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_report_parses_as_reviewed(folder: Path) -> None:
    """A missing result is written, then the test fails until a person has reviewed it."""
    fixture, expected = load_fixture(folder), folder / EXPECTED
    found = result(fixture)
    if not expected.exists():
        expected.write_text(as_text(found), encoding="utf-8")
        pytest.fail(f"wrote {expected}: review it against the original, then run again")
    assert json.loads(expected.read_text(encoding="utf-8")) == found
    assert fixture.reviewed, f"{folder}: sign `reviewed` in source.toml after your review"


def test_there_are_saved_reports() -> None:
    """A folder without a report would let every change of the parsers pass."""
    assert FOLDERS
