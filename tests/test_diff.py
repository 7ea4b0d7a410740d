"""`nianbao diff`: what two archives of one store say differently."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from sqlite_utils import Database

from archive.build import build
from archive.cli import main
from benchmarks.pages import title
from tests.archives import SITE, Got, make_store, report


def archives(folder: Path, change: str = "") -> tuple[Path, Path]:
    """Two archives of one store, the second with a change made to it by hand."""
    make_store(folder, [Got("/1.html", report(0), title(0)), Got("/2.html", report(1), title(1))])
    build(folder, [SITE])
    old, new = folder / "old.db", folder / "archive.db"
    old.write_bytes(new.read_bytes())
    db = Database(new)
    for statement in filter(None, change.split(";")):
        db.execute(statement)
    db.conn.commit()
    db.close()
    return old, new


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_the_same_archive_does_not_differ(tmp_path: Path) -> None:
    """Exit code 0, and the line that says so."""
    ended = run(*archives(tmp_path))
    assert (ended.exit_code, ended.output) == (
        0,
        "moved: 0 values, 0 fields, 0 documents, 0 findings; 0 of them not allowed\n",
    )


CHANGE = """
update requests set total = total + 1 where "row" = 'granted' and report = (
    select report from document where url like '%/1.html');
update report set title = 'x' where id = (select report from document where url like '%/1.html');
update document set status = 'duplicate' where url like '%/2.html';
update finding set outcome = 'fail', fault = 'parser' where rule = 'R3.1' and report = (
    select report from document where url like '%/1.html')
"""


def test_every_moved_value_is_listed(tmp_path: Path) -> None:
    """Values, fields of the report, the state of a document and findings, each once."""
    old, new = archives(tmp_path, CHANGE)
    ended = run(old, new, "--json")
    found = json.loads(ended.output)
    granted = Database(old).execute(
        "select value from fact where \"row\" = 'granted' and \"column\" = 'total'"
        " and report = (select report from document where url like '%/1.html')"
    )
    (value,) = granted.fetchone()
    moves = {
        (m["what"], m["url"][-7:], m["place"]): (m["before"], m["after"]) for m in found["moves"]
    }
    places = ("natural_person", "company", "research_inst", "public_interest_org")
    columns = (*places, "law_service", "other_org", "total")
    assert moves == {
        ("value", "/1.html", "requests.granted.total"): (f"{value} 件", f"{value + 1} 件"),
        ("field", "/1.html", "title"): (title(0), "x"),
        ("document", "/2.html", "status"): ("current", "duplicate"),
    } | {
        ("finding", "/1.html", f"R3.1 requests.*.{column}"): ("pass", "fail parser")
        for column in columns
    }
    assert (ended.exit_code, found["unmeant"]) == (1, 3)


def test_what_the_change_is_meant_to_move_passes_the_gate(tmp_path: Path) -> None:
    """Patterns allow places; findings follow from values and are listed on request."""
    old, new = archives(tmp_path, CHANGE)
    allowed = ("--allow", "requests.granted.*", "--allow", "title", "--allow", "status")
    ended = run(old, new, *allowed)
    assert ended.exit_code == 0
    assert "R3.1" not in ended.output
    assert "R3.1 requests.*.total" in run(old, new, *allowed, "--findings").output
    assert run(old, new, *allowed[:-2]).exit_code == 1


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    """One line, exit code 2."""
    old, _ = archives(tmp_path)
    other = tmp_path / "note.txt"
    other.write_text("no archive")
    ended = run(old, other)
    assert ended.exit_code == 2
    assert f"{other}: not an archive to compare" in ended.output
    assert ended.output.count("\n") == 1
