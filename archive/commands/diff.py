"""`nianbao diff`: which values another version of the parsers moves, and the gate for it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fnmatch import fnmatchcase
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import click

from archive.commands.options import FILE, CannotRunError, json_option
from archive.comparing import CompareError, Move, compare
from archive.wording import counted


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="PLACE",
    help="What the change is meant to move, such as 'requests.granted.*' or status; repeatable.",
)
@click.option("--findings", is_flag=True, help="Also list the findings that came, went or changed.")
@json_option
@click.pass_context
def diff(
    context: click.Context,
    old: Path,
    new: Path,
    allowed: tuple[str, ...],
    *,
    findings: bool,
    as_json: bool,
) -> None:
    """List every value that differs between two archives built from the same store.

    OLD and NEW are `archive.db` files. Documents are compared by address and bytes, so what a
    change of the parsers moves is seen and what the crawl brought is seen as new.

    \b
    Example, the gate for a change of the parsers:
        cp data/archive.db old.db
        nianbao build
        nianbao diff old.db data/archive.db --allow 'requests.granted.*' --allow status

    \b
    Exit codes: 0 no value, report or document differs, but for those allowed; 1 some do; 2 it
    could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    try:
        found = compare(old, new)
    except CompareError as error:
        raise CannotRunError(str(error)) from error

    def is_allowed(move: Move) -> bool:
        return move.what == "finding" or any(fnmatchcase(move.place, place) for place in allowed)

    unmeant = sum(not is_allowed(move) for move in found.moves)
    if as_json:
        moves = [asdict(move) | asdict(found.names[move.document]) for move in found.moves]
        click.echo(json.dumps({"moves": moves, "unmeant": unmeant}, ensure_ascii=False, indent=1))
    else:
        listed = [move for move in found.moves if findings or move.what != "finding"]
        for document, moved in groupby(listed, key=attrgetter("document")):
            name = found.names[document]
            click.echo(f"{name.url}  {name.agency} {name.year or ''}".rstrip())
            for line in _lines(list(moved)):
                click.echo(f"  {line}")
        click.echo(_summary(Counter(move.what for move in found.moves), unmeant))
    context.exit(1 if unmeant else 0)


def _lines(moves: Sequence[Move]) -> Iterator[str]:
    width = max(len(move.place) for move in moves)
    for move in moves:
        yield f"{move.place:{width}}  {move.before or '·'} → {move.after or '·'}"


def _summary(moved: Counter[str], unmeant: int) -> str:
    parts = [counted(moved[what], what) for what in ("value", "field", "document", "finding")]
    return f"moved: {', '.join(parts)}; {unmeant} of them not allowed"
