"""Several stores read as one: the shards of a crawl, each with sites of its own.

A site belongs to one store. Whatever order the stores are named in, the same rows come in the same
order: of what came at the same second, the store goes first whose sites do.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from heapq import merge
from pathlib import Path

from crawler.absence import Absence, absences
from crawler.checkup import healths
from crawler.health import SiteHealth
from crawler.index import COLUMNS
from crawler.schema import selection
from crawler.sites import Site
from crawler.store import Fetch, Link, Run, Store

_PLACED = ("id", "warc", "offset", "length", "record")  # where a copy may keep it otherwise
_SAME = tuple(column for column in COLUMNS if column not in _PLACED)
_MET = "SELECT site FROM fetch UNION SELECT site FROM link"


class SameSiteError(Exception):
    """Two stores hold the same site, and not the same captures of it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Stores in an order of their own, and by site the store that is read for it."""

    stores: tuple[Store, ...]
    owners: Mapping[str, Store]

    def fetches(self) -> Iterator[Fetch]:
        """Yield every outcome in the order in which it came."""
        yield from merge(*map(self._own_fetches, self.stores), key=lambda fetch: fetch.fetched_at)

    def links(self) -> Iterator[Link]:
        """Yield every link of every site, by site."""
        for site, store in sorted(self.owners.items()):
            yield from store.links(site)

    def absences(self) -> Iterator[Absence]:
        """Yield what became of the reports that are off their lists, by site."""
        for site, store in sorted(self.owners.items()):
            yield from absences(store.index, site)

    def runs(self) -> list[Run]:
        """Return every run once, oldest first."""
        found = {run.id: run for store in reversed(self.stores) for run in store.runs()}
        return sorted(found.values(), key=lambda run: (run.started, run.id))

    def healths(self) -> Iterator[SiteHealth]:
        """Yield the health of every site after every run, of one site in order."""
        for store in self.stores:
            yield from (each for each in healths(store.index) if self._is_of(each.site, store))

    def sites(self) -> Iterator[Site]:
        """Yield the sites as they were crawled."""
        for store in self.stores:
            yield from (site for site in store.sites() if self._is_of(site.id, store))

    def folder(self, site: str) -> Path:
        """Return the folder of the store that is read for a site."""
        return self.owners[site].folder.absolute()

    def _own_fetches(self, store: Store) -> Iterator[Fetch]:
        return (fetch for fetch in store.by_time() if self.owners[fetch.site] is store)

    def _is_of(self, site: str, store: Store) -> bool:
        """Whether a store is read for a site; one of which nothing came is all stores'."""
        return self.owners.get(site, store) is store


@contextmanager
def opened(data: Path, shards: Sequence[Path]) -> Iterator[Joined]:
    """Open the stores of data folders, each once; of *data* where it has one or no shard is named.

    Raises `StoreError` where a folder has none, and `SameSiteError` as `joined` does.
    """
    own = (data,) if not shards or (data / "store" / "store.db").is_file() else ()
    folders = dict.fromkeys((each / "store").resolve() for each in (*own, *shards))
    with ExitStack() as stack:
        yield joined([stack.enter_context(Store(each, read_only=True)) for each in folders])


def joined(stores: Sequence[Store]) -> Joined:
    """Return stores as one.

    Raises `SameSiteError` where two of them hold different captures of one site.
    """
    met = {store.folder: tuple(sorted(_sites(store))) for store in stores}
    ordered = sorted(stores, key=lambda store: (met[store.folder], store.folder))
    owners: dict[str, Store] = {}
    for store in ordered:
        for site in met[store.folder]:
            known = owners.setdefault(site, store)
            if known is not store and _captures(known, site) != _captures(store, site):
                raise SameSiteError(
                    f"site {site}: {known.folder} and {store.folder} hold different captures of "
                    "it; crawl a site into one folder, and leave the other out"
                )
    return Joined(tuple(ordered), owners)


def _sites(store: Store) -> Iterator[str]:
    return (site for (site,) in store.index.db.execute(_MET))


def _captures(store: Store, site: str) -> bytes:
    """Return a digest of all that is known of the requests of a site."""
    digest, db = hashlib.sha256(), store.index.db
    order = ", ".join(str(number) for number in range(1, len(_SAME) + 1))
    sql = f"SELECT {selection(db, 'fetch', _SAME)} FROM fetch WHERE site = ? ORDER BY {order}"  # noqa: S608 - our own columns
    for row in db.execute(sql, (site,)):
        digest.update(repr(row).encode())
    return digest.digest()
