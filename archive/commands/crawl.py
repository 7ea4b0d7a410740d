"""`nianbao crawl`: lists, reports and attachments of sites into the store."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.options import (
    CannotRunError,
    alerts_option,
    chosen_sites,
    contact_option,
    data_option,
    json_option,
    province_option,
    province_sites,
    registry,
    sites_option,
)


@click.command()
@click.argument("ids", metavar="SITE...", nargs=-1)
@click.option("--all", "all_sites", is_flag=True, help="Crawl every site of the registry.")
@province_option
@sites_option
@data_option
@contact_option
@alerts_option
@json_option
@click.pass_context
def crawl(
    context: click.Context,
    ids: tuple[str, ...],
    site_files: tuple[Path, ...],
    data: Path,
    contact: str,
    province: str,
    alerts: Path | None,
    *,
    all_sites: bool,
    as_json: bool,
) -> None:
    """Fetch the lists, reports and attachments of the sites named, and keep every outcome.

    \b
    Example:
        nianbao crawl SITE --contact you@example.org
        nianbao crawl --province 江苏省 --contact you@example.org --alerts alerts.toml
        nianbao crawl --all --contact you@example.org --sites my-sites.toml --data /srv/nianbao

    \b
    Exit codes: 0 done; 1 some sites failed; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    from crawler import run

    if [all_sites, bool(ids), bool(province)].count(True) != 1:
        raise click.UsageError("name the sites to crawl, or give --all or --province")
    known = registry(site_files)
    if ids:
        known = chosen_sites(known, ids, site_files)
    elif province:
        known = province_sites(known, province)
    progress = sys.stderr.isatty()
    summary = run.crawl(known, data / "store", contact=contact, progress=progress, alerts=alerts)
    if summary.error:
        raise CannotRunError(summary.error)
    for warning in summary.warnings:
        click.echo(f"warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
    else:
        for site in summary.sites:
            click.echo(site.line)
    context.exit(summary.exit_code)
