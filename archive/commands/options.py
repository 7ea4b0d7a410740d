"""Options that several commands share, and the errors they end with."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from archive.reviews import SHIPPED, ReviewError, load_reviews
from crawler.blocks import file_of
from crawler.shards import shard
from crawler.sites import Site, SiteError, load_sites

F = TypeVar("F", bound=Callable[..., Any])  # Any: a click command may take anything

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
PORT = click.IntRange(0, 65_535)
FOLDER = click.Path(path_type=Path, file_okay=False)


class CannotRunError(click.ClickException):
    """The command cannot begin; exit code 2, as for a wrong option."""

    exit_code = 2


def data_option(command: F) -> F:
    """Add `--data DIR`, the folder with store and databases."""
    return click.option(
        "--data",
        type=FOLDER,
        default=Path("data"),
        show_default=True,
        help="Folder with the store and the databases.",
    )(command)


def sites_option(command: F) -> F:
    """Add `--sites FILE` (repeatable), which replaces the shipped registry."""
    return click.option(
        "--sites",
        "site_files",
        type=FILE,
        multiple=True,
        help="Read sites from this TOML file instead of the shipped registry; may be repeated.",
    )(command)


def contact_option(command: F) -> F:
    """Add `--contact`, whom the sites' operators may write to."""
    return click.option(
        "--contact",
        envvar="NIANBAO_CONTACT",
        default="",
        help="Address the crawler names for complaints; also read from NIANBAO_CONTACT.",
    )(command)


def province_option(command: F) -> F:
    """Add `--province`, a shard: the sites of one province, by whole hosts."""
    return click.option(
        "--province",
        default="",
        help="Crawl the sites of this province (江苏省), and what shares a host with them.",
    )(command)


def alerts_option(command: F) -> F:
    """Add `--alerts FILE`, which says whom to tell of a change of a site's state."""
    return click.option(
        "--alerts",
        type=FILE,
        envvar="NIANBAO_ALERTS",
        help="TOML file with a webhook or a command to tell of a site's change of state.",
    )(command)


def reviews_option(command: F) -> F:
    """Add `--reviews DIR`, which replaces the shipped corrections and verdicts."""
    return click.option(
        "--reviews",
        type=FOLDER,
        default=SHIPPED,
        help="Folder with corrections.toml and verdicts.toml instead of the shipped ones.",
    )(command)


def checked_reviews(folder: Path) -> Path:
    """Return the folder of corrections and verdicts; a wrong one ends the command."""
    try:
        load_reviews(folder)
    except ReviewError as error:
        raise CannotRunError(str(error)) from error
    return folder


def json_option(command: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def registry(files: tuple[Path, ...]) -> tuple[Site, ...]:
    """Return the sites of the files, or of the shipped registry; a wrong one ends the command."""
    try:
        return load_sites(*files)
    except SiteError as error:
        raise CannotRunError(str(error)) from error


def chosen_sites(
    known: tuple[Site, ...], ids: tuple[str, ...], files: tuple[Path, ...]
) -> tuple[Site, ...]:
    """Return the sites named, each once; an unknown one ends the command."""
    by_id = {site.id: site for site in known}
    if unknown := [id_ for id_ in ids if id_ not in by_id]:
        raise CannotRunError(f"no such site: {', '.join(unknown)}; see {_listing(files)}")
    return tuple(by_id[id_] for id_ in dict.fromkeys(ids))


def files_of(sites: Iterable[Site], files: tuple[Path, ...]) -> dict[str, Path]:
    """Return the file of the registry that holds each site which needs a browser."""
    return {site.id: file_of(site.id, files) for site in sites if site.rendered}


def province_sites(known: tuple[Site, ...], province: str) -> tuple[Site, ...]:
    """Return the sites of a province's shard; one without sites ends the command."""
    if found := shard(known, province):
        return found
    provinces = ", ".join(sorted({site.province for site in known}))
    raise CannotRunError(f"no site in {province}; the registry has {provinces or 'no sites'}")


def _listing(files: tuple[Path, ...]) -> str:
    """Return the command that shows the registry in use, and how to use another."""
    named = "".join(f" --sites {file}" for file in files)
    return (
        f"`nianbao sites list{named}`{'' if files else '; name another registry with --sites FILE'}"
    )


def store_folder(data: Path) -> Path:
    """Return the store's folder; without one the command ends and says what to do."""
    folder = data / "store"
    if not folder.is_dir():
        raise CannotRunError(f"{folder}: there is no store; run `nianbao crawl SITE` first")
    return folder
