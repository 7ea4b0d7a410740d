"""How single cells of Datasette's tables are shown."""

from typing import Any

import pluggy
from markupsafe import Markup

from archive.pages.framework import ARCHIVE, EVIDENCE, Datasette

hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def render_cell(
    value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Lead from a report's number in an answer to its page, from an original's hash to it."""
    if not isinstance(value, str):
        return None
    if column == "report" and not table and database == ARCHIVE:
        return _link(datasette.urls.row(database, "report", value), value)
    if column == "document" and not table and database == ARCHIVE:
        return _link(datasette.urls.row(database, "document", value), value[:8])
    if column == "sha256" and table == "original" and database == EVIDENCE:
        return _link(datasette.urls.path(f"/-/original/{value}"), value)
    return None


def _link(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)
