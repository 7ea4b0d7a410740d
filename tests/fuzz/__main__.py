"""`python -m tests.fuzz`: many damaged documents; exit code 1 and the documents kept on failure."""

import argparse
import secrets
import time
from itertools import takewhile
from pathlib import Path

from tqdm import tqdm

from tests.fuzz.bases import MEDIA
from tests.fuzz.run import Outcome, Task, make, run, tasks


def main() -> int:
    """Parse the documents, print the table, keep what failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--medium", action="append", choices=MEDIA, default=[])
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--minutes", type=float, default=90, help="begin no document after this")
    parser.add_argument("--only", default="", help="MEDIUM:NUMBER, one document of the seed")
    parser.add_argument("--folder", type=Path, default=Path("fuzz-failures"))
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.minutes * 60
    made = tasks(arguments.seed, arguments.documents, arguments.medium)
    if arguments.only:
        medium, _, number = arguments.only.partition(":")
        made = iter([Task(arguments.seed, medium, int(number))])
    print(f"seed {arguments.seed}", flush=True)
    outcome = Outcome()
    in_time = takewhile(lambda _: time.monotonic() < end, made)
    bar = tqdm(total=1 if arguments.only else arguments.documents, unit="doc", mininterval=2)
    for task, ended in run(in_time, arguments.jobs):
        known = len(outcome.failures)
        outcome.add(task, ended)
        for failed, reason in outcome.failures[known:]:
            bar.write(f"{_kept(failed, arguments.folder)}: {reason}")
        bar.update()
    bar.close()
    print("\n".join(outcome.lines()))
    return 1 if outcome.failures else 0


def _kept(task: Task, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{task.seed}-{task.number}.{task.medium}"
    path.write_bytes(make(task))
    return path


if __name__ == "__main__":
    raise SystemExit(main())
