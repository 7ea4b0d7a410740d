"""Where the reports stand on lists: one row per list and address, and what became of the absent."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping

from archive.rows import Row, clean

# The report at the address itself or at the one it explains, else the one this page attaches.
LINKS = """
select l.site, l.list, l.url, l.title, l.date, l.first_seen, l.last_seen, l.absent, l.fate,
    l.fate_note, l.fate_day, l.explains, coalesce(
        (select min(report) from reported r where r.url = coalesce(nullif(l.explains, ''), l.url)),
        (select min(report) from reported r
            where r.parent = coalesce(nullif(l.explains, ''), l.url)))
from listed l order by l.site, l.list, l.url
"""
ABSENT = """
select site, count(distinct url), count(distinct iif(fate = 'gone', url, null))
from listed where fate is not null group by site
"""


def link_rows(staging: sqlite3.Connection) -> Iterator[Row]:
    """Yield the rows of table `link`, by site, list and address."""
    for site, list_url, url, title, *told in staging.execute(LINKS):
        key = "\0".join((site, list_url, url))
        id_ = hashlib.sha256(key.encode()).hexdigest()[:16]
        yield (id_, site, list_url, url, clean(title), *(each or None for each in told))


def absent_by_site(staging: sqlite3.Connection) -> Mapping[str, tuple[int, int]]:
    """Return how many reports of each site are off their lists, and how many of them taken down."""
    return {site: (off, gone) for site, off, gone in staging.execute(ABSENT)}
