"""`nianbao fixture`: an original with its present result, saved for review and for the tests."""

from pathlib import Path

import click

from archive.commands.options import FOLDER, CannotRunError, data_option, store_folder


@click.command()
@click.argument("sha256")
@click.option("--why", required=True, help="What this original teaches, in a sentence.")
@click.option(
    "--to",
    "folder",
    type=FOLDER,
    default=Path("tests/reports"),
    show_default=True,
    help="Folder of fixtures.",
)
@data_option
def fixture(sha256: str, why: str, folder: Path, data: Path) -> None:
    """Save an original of the store, named by its SHA256 or the first 8 digits, for review.

    The folder it makes holds the original, where it comes from, and what the parsers read in it
    now. Correct `expected.json` until it says what a person reads, sign `reviewed` in
    `source.toml`, and mend the parsers until the tests pass.

    \b
    Example:
        nianbao fixture 3f2a9c01 --why "行名写作“其他法律行政止公开”"

    \b
    Exit codes: 0 saved; 2 no such original, or the fixture is there already.
    """  # noqa: D301 - \b keeps click from wrapping
    from archive.fixtures import FixtureError, save_fixture
    from crawler.store import Store, StoreError

    try:
        with Store(store_folder(data), read_only=True) as store:
            saved = save_fixture(store, sha256.lower(), folder, why)
    except (FixtureError, StoreError) as error:
        raise CannotRunError(str(error)) from error
    click.echo(f"{saved.folder}: review expected.json against {saved.original.name}")
