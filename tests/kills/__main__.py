"""`make kills`: a crawl of 2,000 pages killed 200 times; exit code 1 where anything is wrong."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.kills.storm import storm


def main() -> int:
    """Run one storm and print its figures, the seed first."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = storm(
            Path(folder),
            pages=options.pages,
            kills=options.kills,
            seed=options.seed,
            tell=lambda text: print(text, flush=True),
        )
    print(
        f"{found.kills} kills in {time.monotonic() - began:.0f} s: {found.documents} documents, "
        f"{found.requests} requests, {found.torn} torn tails set aside; {len(found.doubled)} kept "
        f"twice, {len(found.missing)} missing, {len(found.twice)} asked for again after they were "
        f"recorded, {len(found.problems)} problems found by verify"
    )
    for each in (*found.doubled, *found.missing, *found.twice, *found.problems):
        print(each)
    return 0 if found.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
