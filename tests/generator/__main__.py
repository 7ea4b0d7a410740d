"""`python -m tests.generator`: the judge's run of `make test`, or with --all the wide one."""

import argparse
from concurrent.futures import ProcessPoolExecutor

from tqdm import tqdm

from tests.generator.plan import Combination, daily, everything, verdict
from tests.generator.tally import accept, tally


def main() -> int:
    """Print the table of shares; exit code 1 if anything was read silently wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every pair in every medium and form")
    parser.add_argument("--seed", type=int, default=1, help="seed of numbers and dice")
    parser.add_argument("--most", type=int, default=0, help="at most this many, by the dice")
    parser.add_argument("--medium", action="append", default=[], help="only this medium")
    parser.add_argument("--quirk", action="append", default=[], help="only with this quirk")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--accept", action="store_true", help="write floors.toml from this run")
    arguments = parser.parse_args()
    made = everything(arguments.seed, arguments.most) if arguments.all else daily(arguments.seed)
    chosen = [each for each in made if _is_asked(each, arguments.medium, arguments.quirk)]
    print(f"seed {arguments.seed}, {len(chosen)} documents")
    with ProcessPoolExecutor(arguments.jobs) as pool:
        verdicts = pool.map(verdict, chosen, chunksize=16)
        shown = tqdm(verdicts, total=len(chosen), unit="doc", mininterval=2)
        counted = tally(zip(chosen, shown, strict=True))
    print("\n".join(counted.lines()))
    print(counted.wrongs())
    if arguments.accept:
        accept(counted)
    return 1 if counted.wrong else 0


def _is_asked(combination: Combination, media: list[str], quirks: list[str]) -> bool:
    wanted = not quirks or bool(set(quirks) & set(combination.quirks))
    return wanted and (not media or combination.medium in media)


if __name__ == "__main__":
    raise SystemExit(main())
