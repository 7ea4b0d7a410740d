"""How a document that a person brings in becomes a row of the store, in a run of its own.

Each keeps who brought it, from which file and when; one that the store has already is left alone.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from crawler.foreign import Capture, ImportRefused
from crawler.hosts import split_url
from crawler.payload import sha256, text_sha256, visible_text
from crawler.single import kept_text
from crawler.sites import Site
from crawler.store import GOOD, Exchange, Fetch, Store, now


@dataclass(frozen=True, slots=True)
class Source:
    """What the person says: who, on which day it was saved, and, if need be, address and title."""

    by: str
    day: str = ""
    url: str = ""
    title: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A document brought in: its capture, its file's name, and the page it belongs to, if any."""

    capture: Capture
    file: str
    kind: str = "report"
    parent: str = ""


class Accession:
    """The run of one import; it begins with the first document that is new."""

    def __init__(self, store: Store, sites: Collection[Site], source: Source) -> None:
        self.store = store
        self.sites = sites
        self.source = source
        self.run = ""
        self.used: dict[str, Site] = {}

    def keep(self, found: Item) -> bool:
        """Record a document; return False for one that is known already.

        Raises `ImportRefused` for an address without a site, or of more than one.
        """
        capture, digest = found.capture, sha256(found.capture.body)
        rows = self.store.fetches(url=capture.url)
        if any(row.sha256 == digest and row.reason in GOOD for row in rows):
            return False
        site = self._site(capture.url)
        self.run = self.run or self.store.begin_run([site.id], "import")
        self.used[site.id] = site
        exchange = Exchange(
            capture.url, "GET", (), b"", capture.status, capture.headers, capture.body
        )
        self.store.record(self._row(found, site, digest), exchange)
        return True

    def end(self) -> None:
        """Close the run, if anything was written."""
        if self.run:
            self.store.keep_sites(self.used.values())
            self.store.end_run(self.run, "done", {})

    def _row(self, found: Item, site: Site, digest: str) -> Fetch:
        capture = found.capture
        text = kept_text(capture.body)
        link = self.store.history.link(site.id, capture.url)
        row = Fetch(
            run=self.run,
            site=site.id,
            url=capture.url,
            final_url=capture.url,
            kind=found.kind,
            parent=found.parent or (link.list_url if link else ""),
            title=link.title if link else "",
            listed_date=link.date if link else "",
            fetched_at=capture.date or f"{self.source.day}T00:00:00Z",
            content_type=capture.media_type,
            sha256=digest,
            text_sha256=text_sha256(visible_text(text)) if text else digest,
            size=len(capture.body),
            reason="imported",
            spider="import",
            origin=json.dumps(
                {"by": self.source.by, "file": found.file, "imported": now()}, ensure_ascii=False
            ),
        )
        if self.source.title and found.kind == "report":
            row = replace(row, title=self.source.title)
        return row if not capture.status else replace(row, status=200)

    def _site(self, url: str) -> Site:
        """Return the site a document belongs to, as named, else by its host."""
        if not split_url(url).scheme.startswith("http"):
            raise ImportRefused(f"{url}: no http or https address; correct --url")
        if self.source.site:
            return next(site for site in self.sites if site.id == self.source.site)
        found = [site for site in self.sites if site.allows(url)]
        if len(found) != 1:
            said = ", ".join(site.id for site in found) or "no site of the registry"
            raise ImportRefused(f"{url}: its host belongs to {said}; name one with --site ID")
        return found[0]
