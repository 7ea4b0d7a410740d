"""`nianbao sites`: the registry of crawled sites."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.options import json_option, registry, sites_option


@click.group()
def sites() -> None:
    """List and check the sites to crawl.

    \b
    Example:
        nianbao sites list
        nianbao sites check --sites my-sites.toml
    """  # noqa: D301 - \b keeps click from wrapping


@sites.command("list")
@sites_option
@json_option
def list_sites(site_files: tuple[Path, ...], *, as_json: bool) -> None:
    """List the sites: id, name, CMS, state of verification.

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
        click.echo(f"{site.id}\t{site.name}\t{place}\t{site.cms}\t{site.status}")


@sites.command()
@sites_option
@json_option
def check(site_files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check every block of the registry; the first wrong one is named with its remedy.

    \b
    Example:
        nianbao sites check --sites my-sites.toml

    \b
    Exit codes: 0 all right; 2 a block is wrong.
    """  # noqa: D301 - \b keeps click from wrapping
    known = registry(site_files)
    if as_json:
        click.echo(json.dumps({"sites": len(known), "ok": True}))
        return
    click.echo(f"{len(known)} sites, all blocks are valid")
