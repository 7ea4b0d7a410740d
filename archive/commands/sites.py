"""`nianbao sites`: the registry of crawled sites."""

import json
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
from archive.commands.sites_add import add_site
from archive.commands.sites_check import check_sites
from archive.commands.sites_probe import probe_site
from archive.visited import LastRun, last_runs
from crawler.store import StoreError


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
@data_option
@json_option
def list_sites(site_files: tuple[Path, ...], data: Path, *, as_json: bool) -> None:
    """List the sites: id, name, place, CMS, whether a live check has passed, and the last crawl.

    The last crawl is of the store in the folder of `--data`, if there is one: when, the site's
    state after it, its requests by how they ended, and the reports kept so far.

    \b
    Example:
        nianbao sites list
        nianbao sites list --data /srv/nianbao --json

    \b
    Exit codes: 0 listed; 2 a block is wrong, or the store cannot be read.
    """  # noqa: D301 - \b keeps click from wrapping
    known = registry(site_files)
    try:
        crawled = last_runs(data / "store")
    except StoreError as error:
        raise CannotRunError(str(error)) from error
    if as_json:
        blocks = [{**asdict(site), "last_run": _told(crawled.get(site.id))} for site in known]
        click.echo(json.dumps(blocks, ensure_ascii=False, indent=2, default=dict))
        return
    for site in known:
        place = "".join(dict.fromkeys((site.province, site.city)))  # 北京市 is both
        state = f"{site.status} {site.verified}".rstrip()
        last = crawled[site.id].line if site.id in crawled else "never crawled"
        click.echo(f"{site.id}\t{site.name}\t{place}\t{site.cms}\t{state}\t{last}")


def _told(last: LastRun | None) -> dict[str, object] | None:
    return asdict(last) if last else None


for _command in (check_sites, probe_site, add_site):
    sites.add_command(_command)
