"""`nianbao import`: pages and files saved by hand, and web archives of others, into the store."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.commands.options import (
    CannotRunError,
    chosen_sites,
    data_option,
    json_option,
    registry,
    sites_option,
)
from archive.wording import counted


@click.command("import")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--by", required=True, help="Who saved or crawled it: a name or an address.")
@click.option(
    "--date", "day", default="", help="Day it was saved, YYYY-MM-DD; WARC and MHTML say it."
)
@click.option("--url", default="", help="Address it comes from, where the file does not say.")
@click.option("--title", default="", help="What its site calls it, where the file does not say.")
@click.option("--site", default="", help="Id of its site, where the host does not tell.")
@sites_option
@data_option
@json_option
@click.pass_context
def import_(
    context: click.Context,
    paths: tuple[Path, ...],
    by: str,
    day: str,
    url: str,
    title: str,
    site: str,
    site_files: tuple[Path, ...],
    data: Path,
    *,
    as_json: bool,
) -> None:
    """Bring in saved pages (with folder, or MHTML), PDF and Office files, folders, WARC, ARC, WACZ.

    What is there already is left as it is: the same import twice keeps nothing new.

    \b
    Example:
        nianbao import report.html --by 张三 --date 2026-03-01
        nianbao import report.pdf --by 张三 --date 2026-03-01 --url https://www.example.gov.cn/a.pdf
        nianbao import report.mhtml --by 张三
        nianbao import crawl.warc.gz --by "somebody's crawl"

    \b
    Exit codes: 0 done; 1 some files could not be imported; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    from crawler.accession import Source
    from crawler.imports import import_files, is_day
    from crawler.store import Store, StoreError

    if day and not is_day(day, datetime.now(UTC).date()):
        raise click.UsageError(f"--date {day}: write a day that was, such as 2026-03-01")
    if url and len(paths) > 1:
        raise click.UsageError("--url is the address of one file; import the others apart")
    known = registry(site_files)
    if site:
        chosen_sites(known, (site,), site_files)
    try:
        with Store(data / "store") as store:
            done = import_files(paths, store, known, Source(by, day, url, title, site))
    except StoreError as error:
        raise CannotRunError(str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        for problem in done.problems:
            click.echo(problem, err=True)
        taken = counted(done.taken, "document") if done.taken else "nothing new"
        click.echo(f"imported {taken}, {done.known} known already, {done.left} left out")
    context.exit(1 if done.problems else 0)
