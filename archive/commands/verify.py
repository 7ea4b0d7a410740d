"""`nianbao verify`: are the originals whole, and do the figures stand where we say they stand?"""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from archive.commands.options import CannotRunError, data_option, json_option, store_folder
from archive.wording import counted

if TYPE_CHECKING:
    from tqdm import tqdm

UNOPENED = "cell of scans"  # there is no second engine for them


@click.command()
@data_option
@click.option("--cells", is_flag=True, help="Also open every figure's cell in its original again.")
@json_option
@click.pass_context
def verify(context: click.Context, data: Path, *, cells: bool, as_json: bool) -> None:
    """Read every record and hash of the store again, and on request every figure's cell.

    Cells of scans are counted but not opened again: no second engine reads pictures.

    \b
    Example:
        nianbao verify
        nianbao verify --cells --json

    \b
    Exit codes: 0 all is well; 1 something is wrong, each thing on a line; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    read: Counter[str] = Counter()
    problems = list(_store_problems(store_folder(data), read))
    if cells:
        problems += _cell_problems(data, read)
    if as_json:
        found = {"records": read["record"], "cells": read["cell"] if cells else None}
        found["cells_of_scans"] = read[UNOPENED] if cells else None
        answer = {**found, "problems": problems, "ok": not problems}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(problem)
        parts = [counted(read[what], what) for what in ("record", *["cell"] * cells)]
        if read[UNOPENED]:
            parts.append(f"{counted(read[UNOPENED], UNOPENED, 'cells of scans')} not opened again")
        said = counted(len(problems), "problem") if problems else "no problems"
        click.echo(", ".join([*parts, said]))
    context.exit(1 if problems else 0)


def _ticker(read: Counter[str], what: str, bar: "tqdm[NoReturn]") -> Callable[..., None]:
    def tick(opened: bool = True) -> None:
        read[what if opened else UNOPENED] += 1
        bar.update()

    return tick


def _store_problems(folder: Path, read: Counter[str]) -> Iterator[str]:
    from tqdm import tqdm

    from crawler.store import Store, StoreError

    try:
        with Store(folder, read_only=True) as store, tqdm(unit=" records", disable=None) as bar:
            for problem in store.verify(_ticker(read, "record", bar)):
                place = f"{problem.warc} at {problem.offset}"
                yield f"{place}: {problem.what}: {problem.url}".rstrip(": ")
    except StoreError as error:
        raise CannotRunError(str(error)) from error


def _cell_problems(data: Path, read: Counter[str]) -> Iterator[str]:
    from tqdm import tqdm

    from archive.cells import reopen_all

    evidence = data / "evidence.db"
    if not evidence.exists():
        raise CannotRunError(f"{evidence}: not there; run `nianbao build` first")
    try:
        with tqdm(unit=" cells", disable=None) as bar:
            yield from reopen_all(evidence, _ticker(read, "cell", bar))
    except (sqlite3.DatabaseError, zlib.error) as error:
        yield f"{evidence}: damaged ({error}); run `nianbao build` again"
