"""Tasks that hang, swell or crash cost themselves and nothing else."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from archive.bounded import Aside, Limits, Lost, imap

QUICK = Limits(cpu=1, clock=5, memory=200)


def work(task: str) -> str:
    """Do what the task says; the first word is the deed."""
    match task.split():
        case ["swell"]:
            return str(len(bytearray(1 << 30)))
        case ["hang"]:
            return str(re.match(r"(a+)+$", "a" * 60 + "b"))
        case ["sleep"]:
            time.sleep(60)
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["raise"]:
            raise KeyError(task)
        case ["exit"]:
            sys.exit("gone")
        case ["large"]:
            return "x" * 3_000_000
    return task.upper()


def results(*tasks: str, jobs: int = 1, limits: Limits = QUICK) -> dict[str, str | Lost]:
    return dict(imap(work, tasks, jobs=jobs, limits=limits))


def test_every_task_has_its_result() -> None:
    """More tasks than workers hold at once come back, each with its own result."""
    tasks = [f"task {number}" for number in range(100)]
    assert results(*tasks, jobs=2) == {task: task.upper() for task in tasks}


def test_no_tasks_no_results() -> None:
    """An empty list of tasks ends at once."""
    assert results() == {}


def test_a_large_result_passes_through() -> None:
    """Results larger than a pipe's buffer do not block the pool."""
    assert results("large", "a", "b") == {"large": "x" * 3_000_000, "a": "A", "b": "B"}


def test_an_endless_task_is_ended() -> None:
    """An endless regular expression, which no exception can interrupt, costs only itself."""
    started = time.monotonic()
    assert results("a", "hang", "b", "c") == {
        "a": "A",
        "hang": Lost("timed out after 1 s"),
        "b": "B",
        "c": "C",
    }
    assert time.monotonic() - started < 10


def test_a_sleeping_task_is_ended_by_the_clock() -> None:
    """A task that uses no processor is ended all the same."""
    limits = Limits(cpu=1, clock=1, memory=200)
    assert results("sleep", "a", limits=limits) == {
        "sleep": Lost("timed out after 1 s"),
        "a": "A",
    }


def test_a_swelling_task_is_refused_its_memory() -> None:
    """A task that asks for more than its share is ended, its machine is not."""
    assert results("a", "swell", "b") == {
        "a": "A",
        "swell": Lost("needed more than 200 MB of memory"),
        "b": "B",
    }


def test_a_crash_costs_one_task() -> None:
    """Even a fault inside a C library loses nothing else."""
    assert results("crash", "crash ", "a", "b", jobs=2) == {
        "crash": Lost("crashed its reader (signal 11)"),
        "crash ": Lost("crashed its reader (signal 11)"),
        "a": "A",
        "b": "B",
    }


def test_an_unforeseen_error_is_told_in_one_line() -> None:
    """The last line of the traceback is the reason."""
    assert results("raise", "exit", "a") == {
        "raise": Lost("broke its reader: KeyError: 'raise'"),
        "exit": Lost("broke its reader: gone"),
        "a": "A",
    }


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    """After kill -9 of the parent no worker is left, not even a hanging one."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent("""
        from test_bounded import QUICK, imap, work
        for task, _ in imap(work, ["a", "hang"], limits=QUICK):
            print(task, flush=True)
        """)
    )
    here = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": here}
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"a\n"
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while alive := [child for child in children if _runs(child)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)
    assert children


def _runs(pid: str) -> bool:
    """Is the process there, and not merely waiting to be reaped?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_worker_at_hand_outlives_its_losses() -> None:
    """Single tasks asked one by one get their results, also after one that was lost."""
    aside = Aside(work, QUICK)
    answers = [aside.ask(task) for task in ("a", "swell", "b", "crash", "c")]
    lost = Lost("needed more than 200 MB of memory"), Lost("crashed its reader (signal 11)")
    assert answers == ["A", lost[0], "B", lost[1], "C"]
