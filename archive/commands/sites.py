"""`nianbao sites`: the registry of crawled sites."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.options import json_option, registry, sites_option
from archive.commands.sites_add import add_site
from archive.commands.sites_check import check_sites
from archive.commands.sites_probe import probe_site


@click.group()
def sites() -> None:
    """List, check, find and add the sites to crawl.

    \b
    Example:
        nianbao sites list
        nianbao sites add http://www.example.gov.cn/ --contact you@example.org --to my-sites.toml
    """  # noqa: D301 - \b keeps click from wrapping


@sites.command("list")
@sites_option
@json_option
def list_sites(site_files: tuple[Path, ...], *, as_json: bool) -> None:
    """List the sites: id, name, place, CMS, and whether and when a live check has passed.

    \b
    Example:
        nianbao sites list --json

    \b
    Exit codes: 0 listed; 2 a block is wrong.
    """  # noqa: D301 - \b keeps click from wrapping
    known = registry(site_files)
    if as_json:
        blocks = [asdict(site) for site in known]
        click.echo(json.dumps(blocks, ensure_ascii=False, indent=2, default=dict))
        return
    for site in known:
        place = f"{site.province}{site.city}"
        state = f"{site.status} {site.verified}".rstrip()
        click.echo(f"{site.id}\t{site.name}\t{place}\t{site.cms}\t{state}")


for _command in (check_sites, probe_site, add_site):
    sites.add_command(_command)
