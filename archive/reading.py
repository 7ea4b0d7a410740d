"""One document read in a bounded process: a report, or the reason why there is none."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from archive.bounded import MEGABYTE, Limits, Lost, imap
from archive.reviews import SHIPPED, judge, load_reviews
from parsers.model import Document, NotAReport, Report, UnreadableDocument

LARGEST = 64 * MEGABYTE  # as much as the crawler would fetch


@dataclass(frozen=True, slots=True)
class Refused:
    """A document without a report, with the reason in one line."""

    kind: Literal["not_a_report", "unreadable"]
    reason: str


class _File(NamedTuple):
    path: Path
    url: str
    reviews: Path


def read_document(document: Document, reviews: Path = SHIPPED) -> Report | Refused:
    """Parse a document and apply what people have decided about it; a refusal is a value.

    To be called in a bounded process. *reviews* is a folder as `load_reviews` takes it.
    """
    from parsers.report import parse_report  # loaded where it is used: in workers

    known, sha256 = load_reviews(reviews), document.sha256
    try:
        report = parse_report(document, known.corrections.get(sha256, ()), twice=True)
        return judge(report, known.verdicts.get(sha256, ()))
    except NotAReport as error:
        return Refused("not_a_report", _one_line(error))
    except UnreadableDocument as error:
        return Refused("unreadable", _one_line(error))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def read_file(
    path: Path, url: str, limits: Limits, reviews: Path = SHIPPED
) -> Report | Refused | Lost:
    """Read a file in a process of its own, within limits."""
    try:
        size = path.stat().st_size
    except OSError as error:
        return Refused("unreadable", str(error.strerror).lower())
    if size > LARGEST:
        return Refused("unreadable", _too_large(size))
    if not path.is_file():
        return Refused("unreadable", "not a file")
    ((_, result),) = imap(_read, [_File(path.absolute(), url, reviews.absolute())], limits=limits)
    return result


def _too_large(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB, more than the {LARGEST // MEGABYTE} MB a report may have"


def _read(file: _File) -> Report | Refused:
    try:
        body = file.path.read_bytes()
    except OSError as error:
        return Refused("unreadable", str(error.strerror).lower())
    return read_document(Document(body, file.url), file.reviews)
