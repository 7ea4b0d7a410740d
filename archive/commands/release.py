"""`nianbao release`: a site's originals as one WACZ file."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from archive.commands.options import CannotRunError, data_option, json_option, store_folder
from archive.wording import counted


@click.command()
@click.argument("site")
@data_option
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.  [default: SITE.wacz]",
)
@json_option
def release(site: str, data: Path, target: Path | None, *, as_json: bool) -> None:
    """Wrap a site's originals, as they were answered, in a WACZ file for replay programs.

    \b
    Example:
        nianbao release demo-qingquan --to qingquan.wacz

    \b
    Exit codes: 0 written; 2 the store has nothing of that site, or the file cannot be written.
    """  # noqa: D301 - \b keeps click from wrapping
    from archive.wacz import pack
    from crawler.store import Store, StoreError

    target = target or Path(f"{site}.wacz")
    try:
        with Store(store_folder(data), read_only=True) as store:
            packed = pack(store, site, target)
    except (StoreError, ValueError, OSError) as error:
        raise CannotRunError(str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(packed), ensure_ascii=False))
        return
    records, pages = counted(packed.records, "record"), counted(packed.pages, "page")
    click.echo(f"{target}: {records}, {pages}, {packed.size:,} bytes")
