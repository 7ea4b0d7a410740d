"""`python -m tests.mutation`: count the mutants; what is not noticed goes to docs/not-caught.md."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tqdm import tqdm

from tests.mutation.run import judge, names
from tests.mutation.tally import COUNTED, STRUCTURAL, page, share, tally

PAGE = Path(__file__).parents[2] / "docs" / "not-caught.md"


def main() -> int:
    """Write the page; exit code 1 if a miss has no reason or the publisher was blamed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="seed of numbers and dice")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table is written")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.mutants} mutants", flush=True)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        verdicts = pool.map(judge, names(arguments.mutants, arguments.seed), chunksize=32)
        counted = tally(tqdm(verdicts, total=arguments.mutants, unit="mutant", mininterval=2))
    arguments.page.write_text(page(counted, arguments.seed), encoding="utf-8")
    every, structural = counted.total(COUNTED), counted.total(STRUCTURAL)
    print(f"in sums {share(every.tied, every.tied_caught)}")
    print(f"all figures {share(every.moving, every.caught)}")
    print(f"structure {share(structural.moving, structural.caught)}: {arguments.page}")
    for made in (*counted.unexplained, *counted.blamed):
        print(f"not explained or wrongly blamed: {made}")
    return 1 if counted.unexplained or counted.blamed else 0


if __name__ == "__main__":
    raise SystemExit(main())
