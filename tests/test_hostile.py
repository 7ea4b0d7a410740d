"""Hostile files through the real command and the real build: one line, bounded, nothing else lost.

The bounds are those the command documents: 10 s and 500 MB. Processor time is compared, so that a
busy machine does not decide the test.
"""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from archive.build import build
from benchmarks.pages import page, title
from benchmarks.stores import Got, make_store, site_at
from tests import hostile_media  # noqa: F401 - it adds its files to those of `tests.hostile`
from tests.hostile import FILES, TITLE, make

NIANBAO = (sys.executable, "-c", "from archive.cli import main; main()")
# Started small, so that the peak of memory is the command's and not that of this test run.
MEASURED = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
out, err = child.communicate(timeout=60)
import resource
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump({"code": child.returncode, "out": out.decode(), "err": err.decode(),
           "cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}, sys.stdout)
"""
# These hold the title of a report and something like a table of it: a report with findings is as
# good an answer as a refusal.
MAY_BE_READ = {"spans.html", "long-number.html"}


@dataclass(frozen=True)
class Run:
    """How a command ended and what it used at its peak, its own children included."""

    code: int
    out: str
    err: str
    cpu: float
    megabytes: float


def measured(*command: str) -> Run:
    """Run `nianbao` with these arguments in a process of its own."""
    whole = [sys.executable, "-c", MEASURED, *NIANBAO, *command]
    done = subprocess.run(whole, capture_output=True, check=True, timeout=90)
    return Run(**json.loads(done.stdout))


@pytest.mark.parametrize("name", FILES)
def test_parse_answers_in_one_line_within_its_bounds(tmp_path: Path, name: str) -> None:
    """The reason in one line and exit code 1, within 10 s and 500 MB, whatever the file."""
    path = make(tmp_path, name)
    run = measured("parse", str(path))
    path.unlink()
    assert run.cpu < 10, run
    assert run.megabytes < 500, run
    assert "Traceback" not in run.err
    if name in MAY_BE_READ and run.code == 0:
        assert TITLE in run.out
        return
    assert run.code == 1, run
    assert run.out == ""
    (line,) = run.err.splitlines()
    assert line.startswith(f"{path}: ")
    assert len(line) < len(str(path)) + 300


# ---- a build over all of them ----------------------------------------------------------------

GOOD = page(7, 30_000)


def document(folder: Path, name: str) -> Got:
    """A hostile file as a crawl would have kept it."""
    path = make(folder, name)
    body = path.read_bytes()
    path.unlink()
    return Got(f"/hostile/{name}", body, TITLE)


def test_a_build_over_all_of_them_loses_nothing_else(tmp_path: Path) -> None:
    """Each hostile document is one row with its reason; the good report beside them is whole."""
    good = Got("/good.html", GOOD, title(7))
    documents = (document(tmp_path, name) for name in FILES)
    make_store(tmp_path, chain([good], documents))
    assert build(tmp_path, [site_at()], jobs=2).reports >= 1
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        rows = dict(db.execute("select url, status from document"))
        reasons = dict(db.execute("select url, reason from document where status <> 'current'"))
        figures = db.execute(
            "select count(*) from fact where table_name not in ('fees', 'narrative') and report = "
            "(select report from document where url like '%/good.html')"
        ).fetchone()
    assert {url.rsplit("/", 1)[1] for url in rows} == {"good.html", *FILES}
    assert rows[next(url for url in rows if url.endswith("good.html"))] == "current"
    assert figures == (200,)
    bad = {url.rsplit("/", 1)[1]: status for url, status in rows.items() if "/hostile/" in url}
    assert {name for name, status in bad.items() if status == "current"} <= MAY_BE_READ
    assert all(reason and len(reason.splitlines()) == 1 for reason in reasons.values())


def test_a_row_without_end_takes_no_longer_than_its_cells(tmp_path: Path) -> None:
    """60,000 cells that a damaged text puts into one row of the form; met by the fuzz."""
    header = "\t信息内容\n\t本年新制作数量\n\t本年新公开数量\n\t对外公开总数量\n\n"
    rows = "\t规章\n\t3\n\t0\n\t1\n\n\t规范性文件\n" + "\t0\n\t102\n\t366\n" * 20_000 + "\n"
    path = tmp_path / "row.txt"
    path.write_text(f"{TITLE}\n\n\t第二十条第（一）项\n\n{header}{rows}", encoding="utf-8")
    run = measured("parse", str(path), "--json")
    assert (run.code, run.cpu < 6) == (0, True), run.err
    assert json.loads(run.out)["form"] == "F2019"
