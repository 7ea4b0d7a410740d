"""`nianbao build`: the databases, from the store."""

import json
import shlex
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from archive.commands.options import (
    FOLDER,
    CannotRunError,
    checked_reviews,
    data_option,
    json_option,
    registry,
    reviews_option,
    sites_option,
    store_folder,
)

if TYPE_CHECKING:
    from tqdm import tqdm


@click.command()
@click.argument("shards", metavar="[FOLDER]...", nargs=-1, type=FOLDER)
@data_option
@sites_option
@click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, help="Worker processes."
)
@reviews_option
@json_option
@click.pass_context
def build(
    context: click.Context,
    shards: tuple[Path, ...],
    data: Path,
    site_files: tuple[Path, ...],
    jobs: int,
    reviews: Path,
    *,
    as_json: bool,
) -> None:
    """Read every original of the store and make archive.db, evidence.db and archive.sql.gz anew.

    \b
    Example:
        nianbao build
        nianbao build --data /srv/nianbao --jobs 8 --json
        nianbao build jiangsu zhejiang --data all

    Each FOLDER is the data folder of another crawl, as of a province; all their stores, and that
    of --data where it has one, become one archive in --data, the same in whatever order they are
    named. A site may stand in two of them only if both hold the same captures of it.

    The old files stay in use until the new ones are complete. Documents that cannot be read or
    filed are no failure of the build: they are rows of table `document`, each with its reason.
    A site that the registry lacks is as its crawl kept it in the store. Images and scanned PDFs
    are recognised last, one by one, where the extra `ocr` is installed; only those whose sums all
    hold become reports (status ocr).

    \b
    Exit codes: 0 built; 1 built, but a figure's cell did not carry its text when opened again (an
    error of ours, finding cell.mismatch), or originals are damaged in the store (see `nianbao
    verify`); 2 it could not run, and the old files are as they were.
    """  # noqa: D301 - \b keeps click from wrapping
    from tqdm import tqdm

    from archive.build import BuildError
    from archive.build import build as run
    from archive.joining import SameSiteError
    from crawler.sites import SiteError
    from crawler.store import StoreError

    for folder in shards or (data,):
        store_folder(folder)
    sites, decided = registry(site_files), checked_reviews(reviews)
    with tqdm(desc="build", unit=" documents", disable=None) as bar:
        try:
            summary = run(data, sites, jobs=jobs, tick=_ticker(bar), reviews=decided, shards=shards)
        except (BuildError, SameSiteError, SiteError, StoreError) as error:
            raise CannotRunError(str(error)) from error
        except OSError as error:
            place = error.filename or data
            remedy = "make it a folder one can write to, or give another with --data"
            raise CannotRunError(f"{place}: {error.strerror}; {remedy}") from error
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
    else:
        click.echo(summary)
        next_step = f"nianbao serve --data {shlex.quote(str(data))}"
        click.echo(f"{data / 'archive.db'} is ready; to read it: {next_step}")
    context.exit(1 if summary.mismatches or summary.damaged else 0)


def _ticker(bar: "tqdm[NoReturn]") -> Callable[[int], None]:
    def tick(total: int) -> None:
        if total:
            bar.reset(total)
        else:
            bar.update()

    return tick
