"""Where the cells of a row lead: to the rows they name, and to the archived original."""

from collections.abc import Iterable, Mapping
from typing import Any

from archive.pages.framework import Datasette, tilde_encode
from archive.pages.originals import kept_originals


async def leads(
    datasette: Datasette, database: str, table: str, cells: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """Return addresses by column: of the rows that foreign keys name, of the original of a hash."""
    values = {cell["column"]: cell["raw"] for cell in cells if cell["raw"] is not None}
    sha256 = values.get("sha256")
    kept = await kept_originals(datasette, [sha256])
    addresses = {"sha256": kept[sha256]} if sha256 in kept else {}
    for key in await datasette.get_database(database).foreign_keys_for_table(table):
        if key["column"] in values:
            row = tilde_encode(str(values[key["column"]]))
            addresses[key["column"]] = datasette.urls.row(database, key["other_table"], row)
    return addresses
