"""Pages and files that somebody saved by hand: where they come from, and what lies beside them."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from parsel import Selector

from crawler.foreign import ImportRefused
from crawler.hosts import split_url
from crawler.pages import refusal
from crawler.payload import MAX_PAYLOAD, visible_text
from parsers.text import decode

PAGES = (".html", ".htm", ".shtml", ".xhtml")
DOCUMENTS = (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".odt", ".ods", ".rtf")
FILES = (*DOCUMENTS, ".txt", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
# Browsers write the first, the extension SingleFile the second.
SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->|Page saved with SingleFile\s+url:\s*(\S+)", re.I
)
HEAD = 20_000  # characters in which the comment stands
BESIDE = ("{}_files", "{}.files", "{}_file")  # how browsers name a page's folder
POINTERS = "a[href], iframe[src], frame[src], embed[src], object[data]"
UNDATED = "give the day it was saved with --date YYYY-MM-DD"
NOWHERE = "it does not say where it comes from; give --url ADDRESS"
MOST_BESIDE = 50  # files of one page


def saved_from(text: str) -> str:
    """Return the address a saved page says it comes from, "" where it says none.

    >>> saved_from("<!-- saved from url=(0028)http://www.example.gov.cn/1.html -->")
    'http://www.example.gov.cn/1.html'
    """
    found = SAVED_FROM.search(text[:HEAD])
    url = (found[1] or found[2]) if found else ""
    return url if url.startswith(("http://", "https://")) else ""


def beside(page: Path, text: str) -> list[Path]:
    """Return the pages and files of a saved page's own folder that it frames or links to."""
    folders = [page.parent / name.format(page.stem) for name in BESIDE]
    found: dict[Path, None] = {}
    for folder in filter(Path.is_dir, folders):
        for name in _pointed(text):
            path = (page.parent / name).resolve()
            is_its_own = path.is_relative_to(folder.resolve()) and path.is_file()
            if is_its_own and path.suffix.lower() in (*PAGES, *FILES):
                found[path] = None
    return list(found)[:MOST_BESIDE]


def is_beside(path: Path) -> bool:
    """Whether a file lies in the folder of a saved page, which brings it in itself."""
    for folder in path.parents:
        for name in BESIDE:
            tail = name.removeprefix("{}")
            stem = folder.name.removesuffix(tail)
            if stem != folder.name and any((folder.parent / f"{stem}{s}").is_file() for s in PAGES):
                return True
    return False


def text_of(body: bytes) -> str:
    """Return a saved page as text."""
    return decode(body)[0]


def read_saved(path: Path) -> bytes:
    """Return the bytes of a file; raises `ImportRefused` where it is empty or too large."""
    size = path.stat().st_size
    if size > MAX_PAYLOAD:
        raise ImportRefused(f"{path}: {size >> 20:,} MB, more than a report may have")
    if not size:
        raise ImportRefused(f"{path}: it is empty; save it again")
    return path.read_bytes()


def refuse_shell(path: Path, url: str, text: str) -> None:
    """Refuse what is plainly no report: a login, a challenge, a page that says there is none."""
    if refused := refusal(200, url, text, visible_text(text)):
        raise ImportRefused(
            f"{path}: this is no report but a page of its site ({refused}); "
            "save it again once it shows the report"
        )


def _pointed(text: str) -> Iterator[str]:
    for element in Selector(text=text or "<html/>").css(POINTERS):
        for attribute in ("href", "src", "data"):
            target = element.attrib.get(attribute, "")
            name = unquote(target.partition("#")[0].partition("?")[0])
            if name and not split_url(target).scheme and "\0" not in name:  # no file is called so
                yield name
