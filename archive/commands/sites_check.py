"""`nianbao sites check`: every block, and with --live whether its lists still give reports."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.commands.options import (
    CannotRunError,
    chosen_sites,
    contact_option,
    files_of,
    json_option,
    registry,
    sites_option,
)
from crawler.blocks import file_of, mark_verified
from crawler.checking import Checked, CheckError, check_live
from crawler.sites import Site, SiteError


@click.command("check")
@click.argument("ids", metavar="[SITE]...", nargs=-1)
@click.option("--live", is_flag=True, help="Ask the sites for one page of each list and a report.")
@click.option("--write", is_flag=True, help="With --live: mark the blocks that pass as verified.")
@sites_option
@contact_option
@json_option
@click.pass_context
def check_sites(
    context: click.Context,
    /,
    *,
    ids: tuple[str, ...],
    live: bool,
    write: bool,
    site_files: tuple[Path, ...],
    contact: str,
    as_json: bool,
) -> None:
    """Check every block; with --live also the lists of the sites named, or of all.

    The first wrong block is named with its remedy. A live check asks each site for the first page
    of each list and for one report, and keeps nothing. A site passes when every list held a link
    that names an annual report, and the report came. Only then may its block say
    `status = "verified"`, with the day: --write puts both there. It never takes them away: a site
    that no longer passes is said to fail.

    \b
    Example:
        nianbao sites check --sites my-sites.toml
        nianbao sites check fujian-pingtan --live --write --contact you@example.org

    \b
    Exit codes: 0 all right; 1 some sites failed; 2 a block is wrong, or nothing could be asked.
    """  # noqa: D301 - \b keeps click from wrapping
    known = registry(site_files)
    if not live:
        if write or ids:
            raise click.UsageError("--write and names of sites are for --live")
        told = json.dumps({"sites": len(known), "ok": True})
        click.echo(told if as_json else f"{len(known)} sites, all blocks are valid")
        return
    chosen = chosen_sites(known, ids, site_files) if ids else known
    try:
        checked = check_live(chosen, contact=contact, files=files_of(chosen, site_files))
        passed = [each.site for each in checked if each.ok]
        for site in passed if write else ():
            mark_verified(file_of(site, site_files), site, datetime.now(UTC).date())
    except (CheckError, SiteError) as error:
        raise CannotRunError(str(error)) from error
    if as_json:
        click.echo(json.dumps([asdict(each) for each in checked], ensure_ascii=False))
    else:
        click.echo("\n".join(map(_line, checked, chosen)))
        marked = "marked as verified" if write else "--write marks them as verified"
        click.echo(f"{len(passed)} of {len(checked)} sites passed; {marked}")
    context.exit(0 if len(passed) == len(checked) else 1)


def _line(checked: Checked, site: Site) -> str:
    """Return how a site stands today, and what its lists gave."""
    before = f", verified {site.verified}" if site.verified else ""
    state = "ok" if checked.ok else f"FAILED{before}"
    return "\n".join((f"{site.id}: {state}", *(f"  {line}" for line in checked.lines)))
