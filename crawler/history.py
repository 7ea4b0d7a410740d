"""What the fetch index knows of an address or a site: questions asked before anything is fetched.

Reads only. An *outcome* is how asking an address ended; redirects, retries and changes seen once
are steps on the way to one.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from crawler.index import GOOD, RUN_COLUMNS, STEPS, Fetch, Index, Link
from crawler.rendering import PART
from crawler.schema import selection

_GOOD = f"reason IN ({', '.join(repr(reason) for reason in GOOD)})"
_PAGE = f"kind <> '{PART}'"  # what a script asked for is no page, whatever its address is later
_OUTCOME = f"reason NOT IN ({', '.join(repr(reason) for reason in STEPS)})"
_NEWEST = "ORDER BY fetched_at DESC, id DESC"  # an import may be older than what was fetched


class Visit(NamedTuple):
    """One crawl of a site: when it began, its state, and why it failed ("" if it did not)."""

    run: str
    started: str
    state: str
    note: str


class History:
    """Questions to one fetch index; each answer costs a look into one of its indexes."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def last_good(self, url: str, sent: str = "") -> Fetch | None:
        """Return the newest row that knows the document at *url*, None where it never came.

        *sent* is what went with a POST: its answers are documents of their own.
        """
        where = f"url = ? AND sent = ? AND {_PAGE} AND {_GOOD} {_NEWEST}"
        return self.index.first(where, url, sent)

    def last_good_part(self, url: str, sent: str = "") -> Fetch | None:
        """Return the newest row of what came when the script of a page asked for *url*."""
        where = f"url = ? AND sent = ? AND NOT {_PAGE} AND {_GOOD} {_NEWEST}"
        return self.index.first(where, url, sent)

    def last_good_before(self, link: Link) -> Fetch | None:
        """Return the newest row that knew the document of a link before its list had lost it."""
        where = f"url = ? AND (fetched_at < ? OR id <= ?) AND {_PAGE} AND {_GOOD} {_NEWEST}"
        return self.index.first(where, link.url, link.absent, link.absent_after)

    def last_outcome(self, url: str, sent: str = "") -> Fetch | None:
        """Return how asking *url* ended last, None where it was never asked or never answered."""
        where = f"url = ? AND sent = ? AND {_PAGE} AND {_OUTCOME} {_NEWEST}"
        return self.index.first(where, url, sent)

    def is_known_to(self, site: str, url: str) -> bool:
        """Whether a site has a row of its own that knows the document at *url*."""
        where = f"url = ? AND site = ? AND {_PAGE} AND {_GOOD}"
        return self.index.first(where, url, site) is not None

    def failures(self, url: str, after: int = 0) -> int:
        """Return how often asking *url* failed, since the row of id *after*."""
        where = f"url = ? AND id > ? AND {_PAGE} AND {_OUTCOME} AND NOT {_GOOD}"
        return sum(1 for _ in self.index.fetches(where, (url, after)))

    def failed_attachments(self, page: str) -> list[Fetch]:
        """Return the last outcomes of what a page attaches, those that failed."""
        where = f"parent = ? AND kind = 'attachment' AND {_OUTCOME}"
        urls = {fetch.url for fetch in self.index.fetches(where, (page,))}
        outcomes = (self.last_outcome(url) for url in sorted(urls))
        return [fetch for fetch in outcomes if fetch and fetch.reason not in GOOD]

    def doubted(self, url: str, after: int = 0) -> tuple[str, ...]:
        """Return the hashes of texts of *url* seen once, and not yet believed, after a row."""
        where = "url = ? AND id > ? AND reason = 'unconfirmed' ORDER BY id"
        return tuple(fetch.text_sha256 for fetch in self.index.fetches(where, (url, after)))

    def list_since(self, list_url: str) -> str:
        """Return the day the first link of a list was seen, "" where none was."""
        sql = "SELECT coalesce(min(first_seen), '') FROM link WHERE list_url = ?"
        return str(self.index.db.execute(sql, (list_url,)).fetchone()[0])

    def link(self, site: str, url: str) -> Link | None:
        """Return a candidate of a site's lists, the one seen last."""
        links = self.index.links("url = ? AND site = ?", url, site)
        return max(links, key=lambda link: link.last_seen, default=None)

    def visits(self, site: str) -> Iterator[Visit]:
        """Yield the crawls of a site, the newest first; samples and imports are none."""
        columns = selection(self.index.db, "run", RUN_COLUMNS)
        sql = (
            f"SELECT id, started, state, coalesce(json_extract(notes, ?), '') FROM"  # noqa: S608 - our own columns
            f" (SELECT {columns} FROM run) WHERE kind IN ('', 'crawl')"
            " AND EXISTS (SELECT 1 FROM json_each(sites) WHERE value = ?)"
            " ORDER BY started DESC, id DESC"
        )
        yield from map(Visit._make, self.index.db.execute(sql, (f'$."{site}"', site)))

    def unfinished(self, site: str) -> frozenset[str]:
        """Return the ids of a site's crawls that ended before their time, since the last whole one.

        What they recorded need not be asked again, and what it led to may never have been asked.
        """
        dead = takewhile(lambda visit: visit.state != "done", self.visits(site))
        return frozenset(visit.run for visit in dead)
