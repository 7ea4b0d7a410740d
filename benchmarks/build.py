"""The build of generated reports: reports a second, with one and two processes, memory, linearity.

Memory is what all processes of the build hold together (shared pages counted once), sampled while
it runs.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pages import page, title
from benchmarks.stores import Got, make_store
from benchmarks.table import Line, at_most

SIZE = 125_000
MEMORY = 400  # MB
LINEAR = 1.3  # seconds a report at the large size ÷ at the small one
COMMAND = (sys.executable, "-c", "from archive.cli import main; main()", "build")


def run(*, quick: bool) -> Iterator[Line]:
    """Yield rates of both sizes with one and two processes, the peak memory and the linearity."""
    small, large = (100, 500) if quick else (500, 5000)
    pace: dict[tuple[int, int], float] = {}
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for count in (small, large):
            data = Path(folder, str(count))
            make_store(data, (Got(f"/{n}.html", page(n, SIZE), title(n)) for n in range(count)))
            for jobs in (1, 2):
                seconds, megabytes = measure(data, jobs)
                pace[count, jobs], peak = seconds / count, max(peak, megabytes)
                name = f"build of {count:,} reports of 125 KB, {jobs} process{'es' * (jobs > 1)}"
                yield Line(name, f"{count / seconds:,.0f} reports/s")
    yield at_most("peak memory of all processes of the build", peak, MEMORY, " MB")
    for jobs in (1, 2):
        ratio = pace[large, jobs] / pace[small, jobs]
        yield at_most(f"time a report, {large:,} ÷ {small:,}, {jobs} process", ratio, LINEAR, " ×")


def measure(data: Path, jobs: int) -> tuple[float, float]:
    """Build once; return seconds and the most megabytes held at any moment."""
    command = [*COMMAND, "--data", str(data), "--jobs", str(jobs)]
    start, peak = time.perf_counter(), 0.0
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_megabytes, _family(process.pid))))
            time.sleep(0.1)
    assert process.returncode == 0, f"the build failed: {command}"
    return time.perf_counter() - start, peak


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all it has started."""
    yield pid
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return
    for child in listed:
        yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return a process's memory, each shared page divided among those who share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
