"""Hostile files through the real command and the real build: one line, bounded, nothing else lost.

The bounds are those the command documents: 10 s and 500 MB. Processor time is compared, so that a
busy machine does not decide the test.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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
