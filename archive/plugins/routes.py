"""The addresses that are ours; every other one is Datasette's."""

from collections.abc import Awaitable, Callable
from typing import Any

import pluggy

from archive.pages import downloads, find, home, originals, report
from archive.pages.framework import Datasette, NotFound, Request, Response

hookimpl = pluggy.HookimplMarker("datasette")

View = Callable[..., Awaitable[Any]]

ROBOTS = """\
User-agent: *
Disallow: /*?sql=
Disallow: /*&sql=
Disallow: /*?*_where=
Disallow: /*?*_facet
Disallow: /*?*_sort
Disallow: /*?*_next
Disallow: /*.csv
Disallow: /*.db$
Allow: /
"""


@hookimpl
def register_routes() -> list[tuple[str, View]]:
    """Return our pages; plugins come before Datasette's own addresses."""
    return [
        (r"^/$", home.home_page),
        (r"^/search$", find.search_page),
        (r"^/archive/report/(?P<id>[^/.]+)$", report.report_page),
        (r"^/-/original/(?P<sha256>[0-9a-f]{64})$", originals.view),
        (r"^/-/original/(?P<sha256>[0-9a-f]{64})/download$", originals.download),
        (r"^/downloads$", downloads.downloads_page),
        (r"^/downloads/(?P<table>[a-z_]+)\.csv$", downloads.whole_table),
        (r"^/archive\.sql\.gz$", downloads.sql_dump),
        (r"^/evidence/original(?P<suffix>\.\w+)?$", without_bodies),
        (r"^/robots\.txt$", robots),
        # Datasette's own workshop: file paths, threads, forms nobody here may use.
        (
            r"^/(?:_internal|-/(?:databases|threads|patterns|allow-debug|messages|permissions|logout|auth-token))"
            r"(?:/.*|\.\w+)?$",
            closed,
        ),
    ]


async def without_bodies(datasette: Datasette, request: Request) -> Response:
    """Answer for table `original`: its bodies are larger than open SQL may read."""
    from datasette.views.table import (  # type: ignore[import-untyped]  # datasette has no types
        TableView,
    )

    suffix = request.url_vars["suffix"]
    kwargs = {"database": "evidence", "table": "original", "format": suffix and suffix[1:]}
    scope = {**request.scope, "url_route": {"kwargs": kwargs}}
    if b"_nocol=body" not in request.scope["query_string"]:
        parts = [request.scope["query_string"], b"_nocol=body"]
        scope["query_string"] = b"&".join(part for part in parts if part)
    return await TableView(datasette).dispatch_request(Request(scope, request.receive))


async def robots(request: Request) -> Response:
    """Answer `/robots.txt`: index the archive, not the queries one can ask of it."""
    return Response.text(ROBOTS)


async def closed(request: Request) -> Response:
    """Answer for what is not published."""
    raise NotFound(request.path)
