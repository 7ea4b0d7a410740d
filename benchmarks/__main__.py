"""`python -m benchmarks [NAME …] [--quick] [--strict]` prints tables of measures.

The exit code is 0 unless `--strict` is given and a bound is missed (1).
"""

import argparse
import importlib
import os
import platform
import sys

from benchmarks.table import Line, show

NAMES = ("parse", "crawl", "hosts", "memory", "build")


def main() -> int:
    """Run the benchmarks asked for and print each table as it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; default all")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, about a minute")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a bound is missed")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {NAMES}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; read the ratios\n")
    lines: list[Line] = []
    for name in options.names or NAMES:
        done = list(importlib.import_module(f"benchmarks.{name}").run(quick=options.quick))
        print(show(done), flush=True)
        lines += done
    return 1 if options.strict and not all(line.kept for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
