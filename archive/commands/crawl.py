"""`nianbao crawl`: lists, reports and attachments of sites into the store."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.options import (
    CannotRunError,
    data_option,
    json_option,
    registry,
    sites_option,
)
from crawler.sites import Site

NAMED = 10  # ids of a registry in the message about one that it lacks


@click.command()
@click.argument("ids", metavar="SITE...", nargs=-1)
@click.option("--all", "all_sites", is_flag=True, help="Crawl every site of the registry.")
@sites_option
@data_option
@click.option(
    "--contact",
    envvar="NIANBAO_CONTACT",
    default="",
    help="Address the crawler names for complaints; also read from NIANBAO_CONTACT.",
)
@json_option
@click.pass_context
def crawl(
    context: click.Context,
    ids: tuple[str, ...],
    site_files: tuple[Path, ...],
    data: Path,
    contact: str,
    *,
    all_sites: bool,
    as_json: bool,
) -> None:
    """Fetch the lists, reports and attachments of the sites named, and keep every outcome.

    \b
    Example:
        nianbao crawl SITE --contact you@example.org
        nianbao crawl --all --contact you@example.org --sites my-sites.toml --data /srv/nianbao

    \b
    Exit codes: 0 done; 1 some sites failed; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    from crawler import run

    chosen = _chosen(registry(site_files), ids, site_files, all_sites=all_sites)
    progress = sys.stderr.isatty()
    summary = run.crawl(chosen, data / "store", contact=contact, progress=progress)
    if summary.error:
        raise CannotRunError(summary.error)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
    else:
        for site in summary.sites:
            click.echo(site.line)
    context.exit(summary.exit_code)


def _chosen(
    known: tuple[Site, ...], ids: tuple[str, ...], files: tuple[Path, ...], *, all_sites: bool
) -> tuple[Site, ...]:
    """Return the sites named; an unknown one ends the command."""
    if all_sites == bool(ids):
        raise click.UsageError("name the sites to crawl, or give --all")
    by_id = {site.id: site for site in known}
    if unknown := [id_ for id_ in ids if id_ not in by_id]:
        raise CannotRunError(f"no such site: {', '.join(unknown)}; {_known(tuple(by_id), files)}")
    return known if all_sites else tuple(by_id[id_] for id_ in dict.fromkeys(ids))


def _known(ids: tuple[str, ...], files: tuple[Path, ...]) -> str:
    """Return what the registry in use is and which sites it has, the first of many."""
    place = ", ".join(map(str, files)) or "the shipped registry"
    more = f" and {len(ids) - NAMED} more, see `nianbao sites list`" if len(ids) > NAMED else ""
    return f"{place} has {', '.join(ids[:NAMED]) or 'none'}{more}" + (
        "" if files else "; name another with --sites FILE"
    )
