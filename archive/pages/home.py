"""The first page: what is here, where to begin, what is missing; and the page of downloads."""

from typing import Any

from archive.pages.downloads import offers
from archive.pages.framework import ARCHIVE, Datasette, Request, Response, ask, ask_one, page

# A document in one of these states is or belongs to a report; every other state is a gap.
KEPT = (
    "current",
    "older_version",
    "duplicate",
    "attachment_of",
    "cover_page",
    "not_a_report",
)
# The demonstration city's sites say 合成 (synthetic) in their names.
SYNTHETIC = "select count(*) as n from site where id like 'demo%' or name like '%合成%'"

_COUNTS = """
select
  (select count(*) from report) as reports,
  (select count(distinct agency) from report) as agencies,
  (select min(year) from report) as first_year,
  (select max(year) from report) as last_year,
  (select count(distinct nullif(province, '')) from report) as provinces,
  (select count(*) from (select distinct province, city from report where city <> '')) as cities,
  (select count(distinct report) from finding
    where outcome = 'fail' and fault = 'publisher') as unbalanced_reports
"""
# Requests without an outcome of their own: retries, and changes seen once.
_RUNS = """
select *, max(0, coalesce(n_requests, 0) - coalesce(n_ok, 0) - coalesce(n_unchanged, 0)
  - coalesce(n_blocked, 0) - coalesce(n_failed, 0)) as n_rest
from run order by started desc limit 3
"""


async def home_page(datasette: Datasette, request: Request) -> Response:
    """Answer `/`."""
    documents = await ask(
        datasette, "select status, count(*) as n from document group by status order by n desc"
    )
    context = {
        "counts": await ask_one(datasette, _COUNTS),
        "entries": {name: await _entries(datasette, name) for name in _ENTRIES},
        "questions": await questions(datasette),
        "gaps": [row for row in documents if row["status"] not in KEPT],
        "kept": [row for row in documents if row["status"] in KEPT],
        "runs": await ask(datasette, _RUNS),
        "offers": offers(datasette),
    }
    return await page(datasette, request, "home.html", context)


_ENTRIES = {"year": "year desc", "province": "n desc", "level": "n desc", "form": "form"}


async def _entries(datasette: Datasette, column: str) -> list[dict[str, Any]]:
    sql = (
        f"select {column} as value, count(*) as n from report "  # noqa: S608 - our own names
        f"where {column} <> '' group by {column} order by {_ENTRIES[column]}"
    )
    return await ask(datasette, sql)


async def questions(datasette: Datasette) -> list[dict[str, Any]]:
    """Return the canned queries of the metadata, in their order."""
    return list((await datasette.get_canned_queries(ARCHIVE, None)).values())


async def synthetic(datasette: Datasette) -> bool:
    """Tell whether any of it is the demonstration city's: then every page says so."""
    found = await ask_one(datasette, SYNTHETIC)
    return bool(found and found["n"])
