"""What a person brings in: saved pages and files, and web archives of others, into the store.

Every import is a run of its own; each document keeps who brought it, from which file and when. A
document that the store has already is left as it is, so an import may be done again.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from parsel import Selector

from crawler.attachments import attachments, framed_pages
from crawler.foreign import SUFFIXES, Capture, ImportRefused, captures, is_whole
from crawler.pages import is_binary, refusal
from crawler.payload import sha256, text_sha256, visible_text
from crawler.saved import (
    FILES,
    NOWHERE,
    PAGES,
    UNDATED,
    beside,
    is_beside,
    read_saved,
    refuse_shell,
    saved_from,
    text_of,
)
from crawler.single import SUFFIXES as SAVED
from crawler.single import kept_text, saved_captures
from crawler.sites import Site, split_url
from crawler.store import GOOD, Exchange, Fetch, Store, now
from parsers.titles import parse_title

TYPES = {".pdf": "application/pdf", ".txt": "text/plain", ".png": "image/png"}
LARGEST_PAGE = 8 * 2**20  # bytes; what is larger is kept, but not searched for links
KINDS = (*PAGES, *FILES, *SUFFIXES, *SAVED)
TITLES = "title::text, h1::text, meta[name='ArticleTitle']::attr(content)"


@dataclass(frozen=True, slots=True)
class Source:
    """What the person says: who, on which day it was saved, and, if need be, address and title."""

    by: str
    day: str = ""
    url: str = ""
    title: str = ""
    site: str = ""


@dataclass
class Imported:
    """How an import went: documents taken, those known already, records left, what failed."""

    taken: int = 0
    known: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    capture: Capture
    file: str
    kind: str = "report"
    parent: str = ""


def import_files(
    paths: Iterable[Path], store: Store, sites: Collection[Site], source: Source
) -> Imported:
    """Bring files and folders into *store*, as far as each can be; problems are one line each."""
    done, problems = Imported(), []
    desk = _Desk(store, sites, source, done)
    try:
        for path in _files(paths, done):
            try:
                desk.take(path)
            except ImportRefused as error:
                problems.append(str(error))
            except OSError as error:
                problems.append(f"{path}: {error.strerror}")
    finally:
        desk.end()
    done.problems = tuple(problems)
    return done


def _files(paths: Iterable[Path], done: Imported) -> Iterator[Path]:
    """Yield the files named and, of folders, those of a kind that can hold a report."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(filter(Path.is_file, path.rglob("*"))):
            if is_beside(file):
                continue
            if file.name.lower().endswith(KINDS):
                yield file
            else:
                done.left += 1


class _Desk:
    """Where files become rows: the store, its run of this import, and what was counted."""

    def __init__(
        self, store: Store, sites: Collection[Site], source: Source, done: Imported
    ) -> None:
        self.store = store
        self.sites = sites
        self.source = source
        self.done = done
        self.run = ""
        self.used: dict[str, Site] = {}

    def take(self, path: Path) -> None:
        """Bring one file in.

        Raises `ImportRefused` with the remedy, and `OSError` for a file that is not there.
        """
        path.stat()  # nothing is to be said of the name of a file that is missing
        name = path.name.lower()
        if name.endswith(SUFFIXES):
            self._take_archive(path)
        elif name.endswith(SAVED):
            self._take_saved(path)
        elif name.endswith((*PAGES, *FILES)):
            self._take_file(path)
        else:
            raise ImportRefused(f"{path}: no page, document or web archive by its name; rename it")

    def end(self) -> None:
        """Close the run, if anything was written."""
        if self.run:
            self.store.keep_sites(self.used.values())
            self.store.end_run(self.run, "done", {})

    def _take_file(self, path: Path) -> None:
        if not self.source.day:
            raise ImportRefused(f"{path}: {UNDATED}")
        body = read_saved(path)
        text = "" if is_binary(body) else text_of(body)
        url = self.source.url or saved_from(text)
        if not url:
            raise ImportRefused(f"{path}: {NOWHERE}")
        if path.suffix.lower() in PAGES:
            refuse_shell(path, url, text)
        self._keep(_Found(self._capture(url, path, body), path.name))
        for each in beside(path, text) if len(body) <= LARGEST_PAGE else ():
            inside = read_saved(each)
            own = saved_from(text_of(inside)) if not is_binary(inside) else ""
            address = own or f"{url}#{each.parent.name}/{each.name}"
            found = self._capture(address, each, inside)
            self._keep(_Found(found, each.name, "attachment", url))

    def _take_saved(self, path: Path) -> None:
        """Take a page that was saved with its pictures in one file, as it is; its frames apart.

        Of frames only those of the page's own host and of known sites; the others are left out.
        """
        source = self.source
        page, *framed = saved_captures(path, read_saved(path), source.day, source.url)
        self._keep(_Found(page, path.name))
        own = split_url(page.url).netloc
        for each in framed:
            if split_url(each.url).netloc == own or any(s.allows(each.url) for s in self.sites):
                self._keep(_Found(each, path.name, "attachment", page.url))
            else:
                self.done.left += 1

    def _capture(self, url: str, path: Path, body: bytes) -> Capture:
        kind = "text/html" if path.suffix.lower() in PAGES else ""
        media_type = kind or TYPES.get(path.suffix.lower(), "application/octet-stream")
        return Capture(url, f"{self.source.day}T00:00:00Z", "", (), media_type, body)

    def _take_archive(self, path: Path) -> None:
        """Take the reports of a web archive and what they attach, which may stand before them."""
        wanted: dict[str, str] = {}
        broken: ImportRefused | None = None
        seen = 0
        try:
            for capture in captures(path):
                seen += 1
                if self._is_report(capture):
                    wanted.setdefault(capture.url, "")
                    for each in _attached(capture):
                        wanted.setdefault(each, capture.url)
        except ImportRefused as error:
            broken = error
        try:
            taken = self._take_captures(path, wanted) if wanted else 0
            self.done.left += seen - taken
        except ImportRefused as error:
            broken = broken or error
        if broken:
            raise broken
        if not is_whole(path):
            raise ImportRefused(f"{path}: it breaks off after {seen} answers; fetch it again")
        if not wanted:
            raise ImportRefused(f"{path}: no annual report in it by its title; name one with --url")

    def _take_captures(self, path: Path, wanted: Mapping[str, str]) -> int:
        """Keep the captures of the addresses *wanted* (with their pages); return how many."""
        taken = 0
        for capture in captures(path):
            if capture.url in wanted:
                parent = wanted[capture.url]
                kind = "attachment" if parent else "report"
                self._keep(_Found(capture, path.name, kind, parent))
                taken += 1
        return taken

    def _is_report(self, capture: Capture) -> bool:
        if self.source.url:
            return capture.url == self.source.url
        if not any(site.allows(capture.url) for site in self.sites):
            return False
        links = self.store.index.links("url = ? AND accepted", capture.url)
        if any(True for _ in links):
            return True
        if is_binary(capture.body) or len(capture.body) > LARGEST_PAGE:
            return False
        text = text_of(capture.body)
        if refusal(200, capture.url, text, visible_text(text)):
            return False
        titles = Selector(text=text or "<html/>").css(TITLES).getall()
        return any(parse_title(title).accepted for title in titles)

    def _keep(self, found: _Found) -> None:
        capture, digest = found.capture, sha256(found.capture.body)
        rows = self.store.fetches(url=capture.url)
        if any(row.sha256 == digest and row.reason in GOOD for row in rows):
            self.done.known += 1
            return
        site = self._site(capture.url)
        self.run = self.run or self.store.begin_run([site.id], "import")
        self.used[site.id] = site
        exchange = Exchange(
            capture.url, "GET", (), b"", capture.status, capture.headers, capture.body
        )
        self.store.record(self._row(found, site, digest), exchange)
        self.done.taken += 1

    def _row(self, found: _Found, site: Site, digest: str) -> Fetch:
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


def _attached(capture: Capture) -> list[str]:
    if is_binary(capture.body) or len(capture.body) > LARGEST_PAGE:
        return []
    text = text_of(capture.body)
    found = [*attachments(text, capture.url), *framed_pages(text, capture.url)]
    return [each.url for each in found]


def is_day(text: str, today: date) -> bool:
    """Whether a text is a day, ISO, not after *today*.

    >>> is_day("2026-02-30", date(2026, 3, 1)), is_day("2026-02-28", date(2026, 3, 1))
    (False, True)
    """
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
