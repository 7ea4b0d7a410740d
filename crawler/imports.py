"""What a person brings in: saved pages and files, and web archives of others, into the store.

Every import is a run of its own; each document keeps who brought it, from which file and when. A
document that the store has already is left as it is, so an import may be done again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parsel import Selector

from crawler.accession import Accession, Item, Source
from crawler.attachments import attachments, framed_pages
from crawler.foreign import SUFFIXES, Capture, ImportRefused, captures, is_whole
from crawler.hosts import split_url
from crawler.pages import is_binary, refusal
from crawler.payload import visible_text
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
from crawler.single import saved_captures
from crawler.sites import Site
from crawler.store import Store
from parsers.titles import parse_title

TYPES = {".pdf": "application/pdf", ".txt": "text/plain", ".png": "image/png"}
LARGEST_PAGE = 8 * 2**20  # bytes; what is larger is kept, but not searched for links
KINDS = (*PAGES, *FILES, *SUFFIXES, *SAVED)
TITLES = "title::text, h1::text, meta[name='ArticleTitle']::attr(content)"


@dataclass
class Imported:
    """How an import went: documents taken, those known already, records left, what failed."""

    taken: int = 0
    known: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()


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
        desk.accession.end()
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
    """Where files are opened: what of each is a document, and what was counted."""

    def __init__(
        self, store: Store, sites: Collection[Site], source: Source, done: Imported
    ) -> None:
        self.store = store
        self.sites = sites
        self.source = source
        self.done = done
        self.accession = Accession(store, sites, source)

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
        self._keep(Item(self._capture(url, path, body), path.name))
        for each in beside(path, text) if len(body) <= LARGEST_PAGE else ():
            inside = read_saved(each)
            own = saved_from(text_of(inside)) if not is_binary(inside) else ""
            address = own or f"{url}#{each.parent.name}/{each.name}"
            found = self._capture(address, each, inside)
            self._keep(Item(found, each.name, "attachment", url))

    def _take_saved(self, path: Path) -> None:
        """Take a page that was saved with its pictures in one file, as it is; its frames apart.

        Of frames only those of the page's own host and of known sites; the others are left out.
        """
        source = self.source
        page, *framed = saved_captures(path, read_saved(path), source.day, source.url)
        self._keep(Item(page, path.name))
        own = split_url(page.url).netloc
        for each in framed:
            if split_url(each.url).netloc == own or any(s.allows(each.url) for s in self.sites):
                self._keep(Item(each, path.name, "attachment", page.url))
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
                self._keep(Item(capture, path.name, kind, parent))
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

    def _keep(self, item: Item) -> None:
        if self.accession.keep(item):
            self.done.taken += 1
        else:
            self.done.known += 1


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
