"""`nianbao verify`: are the originals whole, and do the figures stand where we say they stand?"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import click

from archive.commands.options import CannotRunError, data_option, json_option, store_folder


@click.command()
@data_option
@click.option("--cells", is_flag=True, help="Also open every figure's cell in its original again.")
@json_option
@click.pass_context
def verify(context: click.Context, data: Path, *, cells: bool, as_json: bool) -> None:
    """Read every record and hash of the store again, and on request every figure's cell.

    \b
    Example:
        nianbao verify
        nianbao verify --cells --json

    \b
    Exit codes: 0 all is well; 1 something is wrong, each thing on a line; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    problems = list(_store_problems(store_folder(data)))
    if cells:
        problems += _cell_problems(data)
    if as_json:
        click.echo(json.dumps({"problems": problems, "ok": not problems}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{len(problems) or 'no'} problems")
    context.exit(1 if problems else 0)


def _store_problems(folder: Path) -> Iterator[str]:
    from tqdm import tqdm

    from crawler.store import Store, StoreError

    try:
        with Store(folder, read_only=True) as store, tqdm(unit=" records", disable=None) as bar:
            for problem in store.verify(bar.update):
                place = f"{problem.warc} at {problem.offset}"
                yield f"{place}: {problem.what}: {problem.url}".rstrip(": ")
    except StoreError as error:
        raise CannotRunError(str(error)) from error


def _cell_problems(data: Path) -> Iterator[str]:
    from tqdm import tqdm

    from archive.cells import reopen_all

    evidence = data / "evidence.db"
    if not evidence.exists():
        raise CannotRunError(f"{evidence}: not there; run `nianbao build` first")
    try:
        with tqdm(unit=" cells", disable=None) as bar:
            yield from reopen_all(evidence, bar.update)
    except (sqlite3.DatabaseError, zlib.error) as error:
        yield f"{evidence}: damaged ({error}); run `nianbao build` again"
