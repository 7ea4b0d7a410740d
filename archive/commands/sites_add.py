"""`nianbao sites add`: a site found, its block written, its list kept as a test, in one command."""

import shutil
from pathlib import Path
from typing import Any

import click

from archive.commands.options import FOLDER, CannotRunError, registry
from archive.commands.sites_probe import Searched, search, search_options
from archive.registering import Draft, registry_file
from archive.scaffold import ScaffoldError, save_list
from crawler.blocks import append_block
from crawler.sites import SHIPPED, SiteError

_REAL_ONLY = "the shipped registry is for real places only; name a file with --to"


@click.command("add")
@search_options
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Registry file the block goes into, instead of the province's shipped one.",
)
@click.option(
    "--fixtures",
    type=FOLDER,
    default=Path("tests/sites"),
    show_default=True,
    help="Folder of saved list pages, each a test.",
)
@click.pass_context
def add_site(context: click.Context, /, *, file: Path | None, fixtures: Path, **given: Any) -> None:
    """Find the lists of the site at URL, write its block, and keep its list as a test.

    The search is that of `sites probe`. The block is `unverified` until `sites check --live` has
    passed. The list page is kept below tests/sites with what the spider finds in it: review that,
    and the test fails as soon as the list is read otherwise.

    \b
    Example:
        nianbao sites add http://www.example.gov.cn/ --contact you@example.org --to my-sites.toml

    \b
    Exit codes: 0 written; 1 no list was found, or none that is sure; 2 it could not begin or write.
    """  # noqa: D301 - \b keeps click from wrapping
    if given["loopback"] and file is None:
        raise CannotRunError(_REAL_ONLY)
    searched = search(given)
    click.echo("\n".join(searched.lines()))
    if searched.draft is None or not searched.is_sure:
        click.echo("\nnothing was written")
        context.exit(1)
    place = _place(searched.draft, file)
    kept = _write(searched, searched.draft, place, fixtures)
    id_ = searched.draft.values["id"]
    click.echo(f"\nwrote the block into {place}")
    click.echo(f"kept the list in {kept}: review expected.json against the page")
    click.echo(f"its test: pytest tests/test_spiders.py -k {id_}")
    named = f" --sites {file}" if file else ""
    click.echo(f"next: nianbao sites check {id_} --live{named}")


def _place(drafted: Draft, file: Path | None) -> Path:
    """Return the file the block goes into; ends the command where it would be wrong there."""
    if drafted.lacks:
        raise CannotRunError(f"nothing was written: {drafted.lacks}")
    name = registry_file(str(drafted.values["division"]))
    if file is None and not name:
        raise CannotRunError(f"nothing was written: {_REAL_ONLY}")
    known = registry(()) if file is None else registry((file,)) if file.exists() else ()
    for site in known:
        if site.id == drafted.values["id"]:
            raise CannotRunError(f"site {site.id} is in the registry already; give another --id")
        if shared := set(site.lists) & set(_lists(drafted)):
            raise CannotRunError(f"site {site.id} has the list {shared.pop()} already")
    return file or SHIPPED / name


def _lists(drafted: Draft) -> list[str]:
    lists = drafted.values["lists"]
    assert isinstance(lists, list)
    return lists


def _write(searched: Searched, drafted: Draft, place: Path, fixtures: Path) -> Path:
    """Write fixture and block, or neither; return the fixture's folder."""
    best, id_ = searched.probe.lists[0], str(drafted.values["id"])
    try:
        kept = save_list(best, id_, fixtures)
    except ScaffoldError as error:
        raise CannotRunError(str(error)) from error
    try:
        append_block(place, drafted.toml())
    except SiteError as error:
        shutil.rmtree(kept)
        raise CannotRunError(f"nothing was written: {error}") from error
    return kept
