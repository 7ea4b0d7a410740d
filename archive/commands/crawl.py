"""`nianbao crawl`: lists, reports and attachments of sites into the store."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.crawl_due import DUE, Today, today
from archive.commands.options import (
    CannotRunError,
    alerts_option,
    chosen_sites,
    contact_option,
    data_option,
    files_of,
    json_option,
    province_option,
    province_sites,
    registry,
    sites_option,
)
from crawler.due import Ask


@click.command()
@click.argument("ids", metavar="SITE...|due", nargs=-1)
@click.option("--all", "all_sites", is_flag=True, help="Crawl every site of the registry.")
@province_option
@click.option("--all-pages", is_flag=True, help="Ask for every report on the lists, due or not.")
@click.option("--fresh", is_flag=True, help="As --all-pages, and ask servers for whole pages.")
@click.option("--dry-run", is_flag=True, help="With due: list what is due and why; ask nobody.")
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
    all_pages: bool,
    fresh: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch the lists, reports and attachments of the sites named, and keep every outcome.

    Of the reports known, those are asked for that are due. `due` instead of names takes the sites
    that are due today: daily January to April, weekly otherwise, at once what ended early.

    \b
    Example:
        nianbao crawl SITE --contact you@example.org
        nianbao crawl due --contact you@example.org
        nianbao crawl due --province 江苏省 --contact you@example.org --alerts alerts.toml
        nianbao crawl --all --contact you@example.org --sites my-sites.toml --data /srv/nianbao

    \b
    Exit codes: 0 done; 1 some sites failed; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    from crawler import run

    is_due = ids == (DUE,)
    if [all_sites, bool(ids), bool(province) and not is_due].count(True) != 1:
        raise click.UsageError("name the sites to crawl, or give --all or --province, or say due")
    if dry_run and not is_due:
        raise click.UsageError("--dry-run goes with `crawl due`")
    known = registry(site_files)
    if province:
        known = province_sites(known, province)
    elif ids and not is_due:
        known = chosen_sites(known, ids, site_files)
    plans = today(known, data / "store") if is_due and known else None
    if plans and (dry_run or not plans.due):
        _tell(plans, as_json=as_json)
        return
    chosen = plans.due if plans else known
    summary = run.crawl(
        chosen,
        data / "store",
        contact=contact,
        progress=sys.stderr.isatty(),
        alerts=alerts,
        files=files_of(chosen, site_files),
        ask=Ask.FRESH if fresh else Ask.ALL if all_pages else Ask.DUE,
    )
    if summary.error:
        raise CannotRunError(summary.error)
    for warning in summary.warnings:
        click.echo(f"warning: {warning}", err=True)
    if as_json:
        planned = {"plan": plans.as_json()} if plans else {}
        click.echo(json.dumps({**asdict(summary), **planned}, ensure_ascii=False))
    else:
        for site in summary.sites:
            click.echo(site.line)
    context.exit(summary.exit_code)


def _tell(plans: Today, *, as_json: bool) -> None:
    """Say what is due, where nothing is to be fetched."""
    if as_json:
        nothing = {"sites": [], "plan": plans.as_json()}
        click.echo(json.dumps(nothing, ensure_ascii=False))
        return
    plans.tell()
    if not plans.due:
        click.echo("nothing is due")
