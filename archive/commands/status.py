"""`nianbao status`: which sites are well, which are silent, which want someone."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.commands.options import (
    CannotRunError,
    data_option,
    json_option,
    registry,
    sites_option,
    store_folder,
)
from archive.status import NEVER, SiteStatus, statuses, summary, table
from archive.wording import counted
from crawler.checkup import accept, healths
from crawler.sites import Site, SiteError
from crawler.states import facts
from crawler.store import Store, StoreError


@click.command()
@click.argument("ids", metavar="[SITE...]", nargs=-1)
@click.option(
    "--state",
    "states",
    type=click.Choice(list(facts().states)),
    multiple=True,
    help="Only sites in this state; may be repeated.",
)
@click.option(
    "--accept",
    "accepted",
    metavar="SITE",
    multiple=True,
    help="Take the lists of this site for right as they are; later crawls are measured by them.",
)
@sites_option
@data_option
@json_option
@click.pass_context
def status(
    context: click.Context,
    ids: tuple[str, ...],
    states: tuple[str, ...],
    accepted: tuple[str, ...],
    site_files: tuple[Path, ...],
    data: Path,
    *,
    as_json: bool,
) -> None:
    """Say how every site is: its last crawl, since when it is so, and what to do next.

    FOUND is this season's reports against the bodies that reported last year. A site that was never
    crawled is listed where it, or its state, is asked for, and in JSON.

    \b
    Example:
        nianbao status
        nianbao status --state broken --state blocked --json
        nianbao status --accept jiangsu-shuyang

    \b
    Exit codes: 0 all is well; 1 some site wants someone; 2 it could not run.
    """  # noqa: D301 - \b keeps click from wrapping
    known = {site.id: site for site in registry(site_files)}
    try:
        if accepted:
            _accept(store_folder(data), accepted)
        with Store(store_folder(data), read_only=True) as store:
            found = _found(store, known)
    except (StoreError, SiteError) as error:
        raise CannotRunError(str(error)) from error
    chosen = _chosen(found, ids, states)
    if as_json:
        click.echo(json.dumps([each.answer for each in chosen], ensure_ascii=False))
    else:
        for line in _lines(chosen, hide_never=not (ids or states)):
            click.echo(line)
    context.exit(1 if any(each.step.person for each in chosen) else 0)


def _found(store: Store, known: Mapping[str, Site]) -> tuple[SiteStatus, ...]:
    """Return the status of every site of the registry and of the store."""
    sites = {**{site.id: site for site in store.sites()}, **known}
    return tuple(statuses(sites, healths(store.index), datetime.now(UTC).date()))


def _accept(folder: Path, ids: Iterable[str]) -> None:
    with Store(folder) as store:
        for id_ in ids:
            if not accept(store.index, id_):
                raise CannotRunError(f"{id_}: its lists were never walked; crawl it first")
            click.echo(f"{id_}: taken for right; the next crawl is measured by its last", err=True)


def _chosen(
    found: Iterable[SiteStatus], ids: tuple[str, ...], states: tuple[str, ...]
) -> list[SiteStatus]:
    """Return the sites asked for; an unknown one ends the command."""
    by_id = {each.site.id: each for each in found}
    if unknown := [id_ for id_ in ids if id_ not in by_id]:
        raise CannotRunError(f"no such site: {', '.join(unknown)}; see `nianbao sites list`")
    asked = [by_id[id_] for id_ in dict.fromkeys(ids)] if ids else list(by_id.values())
    return [each for each in asked if not states or each.health.state in states]


def _lines(chosen: Collection[SiteStatus], *, hide_never: bool) -> Iterator[str]:
    shown = [each for each in chosen if not (hide_never and each.health.state == NEVER)]
    hidden = len(chosen) - len(shown)
    if shown:
        yield from table(shown)
    yield summary(shown)
    if hidden:
        never = counted(hidden, "more site was never crawled", "more sites were never crawled")
        yield f"{never}: --state {NEVER}"
