"""How single cells of Datasette's tables are shown."""

from typing import Any

import pluggy
from markupsafe import Markup

from archive.pages.site import Datasette

hookimpl = pluggy.HookimplMarker("datasette")


@hookimpl
def render_cell(
    value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Lead from a report's number in an answer to the report's page."""
    if column != "report" or table or database != "archive" or not isinstance(value, str):
        return None
    return Markup('<a href="{}">{}</a>').format(
        datasette.urls.row(database, "report", value), value
    )
