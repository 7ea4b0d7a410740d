"""One document read in a bounded process: a report, or the reason why there is none."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from archive.bounded import MEGABYTE, Limits, Lost, imap
from archive.converted import convert_one, is_old_word
from archive.reviews import SHIPPED, judge, load_reviews
from crawler.attachments import attachments, framed_pages
from parsers.errors import NeedsOcr, NotAReport, UnreadableDocument
from parsers.model import Document, Medium, Report
from parsers.readers import sniff
from parsers.text import decode

MOST_NAMED = 3  # addresses in a message
LARGEST = 64 * MEGABYTE  # as much as the crawler would fetch
# Pictures only: 30 pages at 4 s, and what the models take. One at a time, whatever the jobs.
OCR_LIMITS = Limits(cpu=180, clock=400, memory=1400)


@dataclass(frozen=True, slots=True)
class Refused:
    """A document without a report, with the reason in one line.

    Kind `needs_ocr` is no end: the document is a picture, to be read again within `OCR_LIMITS`.
    """

    kind: Literal["not_a_report", "unreadable", "needs_ocr"]
    reason: str


class _File(NamedTuple):
    path: Path
    url: str
    reviews: Path
    converted: Path  # there is none unless the file is an old Word file
    ocr: bool = False


def read_document(
    document: Document, reviews: Path = SHIPPED, *, ocr: bool = False
) -> Report | Refused:
    """Parse a document and apply what people have decided about it; a refusal is a value.

    To be called in a bounded process, of a picture in one with `OCR_LIMITS` and *ocr*. *reviews*
    is a folder as `load_reviews` takes it.
    """
    from parsers.report import parse_report  # loaded where it is used: in workers

    known, sha256 = load_reviews(reviews), document.sha256
    try:
        report = parse_report(document, known.corrections.get(sha256, ()), twice=True, ocr=ocr)
        return judge(report, known.verdicts.get(sha256, ()))
    except NotAReport as error:
        return Refused("not_a_report", _one_line(error) + _elsewhere(document))
    except NeedsOcr as error:
        return Refused("needs_ocr", _one_line(error))
    except UnreadableDocument as error:
        return Refused("unreadable", _one_line(error))


def _elsewhere(document: Document) -> str:
    """Name what a page only points to: a viewer's PDF, a framed page, a file to download."""
    if sniff(document.body) is not Medium.HTML:
        return ""
    text = decode(document.body)[0]
    found = attachments(text, document.url) or framed_pages(text, document.url)
    said = "、".join(each.url for each in found[:MOST_NAMED])
    return f"; the page shows {said}: fetch that and read it" if said else ""


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def read_file(
    path: Path, url: str, limits: Limits, reviews: Path = SHIPPED
) -> Report | Refused | Lost:
    """Read a file in a process of its own, within limits; a picture within `OCR_LIMITS`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        return Refused("unreadable", str(error.strerror).lower())
    if size > LARGEST:
        return Refused("unreadable", _too_large(size))
    if not path.is_file():
        return Refused("unreadable", "not a file")
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / "converted.docx"
        refused = _convert(path, converted)
        if refused:
            return refused
        task = _File(path.absolute(), url, reviews.absolute(), converted)
        ((_, result),) = imap(_read, [task], limits=limits)
        if isinstance(result, Refused) and result.kind == "needs_ocr":
            ((_, result),) = imap(_read, [task._replace(ocr=True)], limits=OCR_LIMITS)
    return result


def _convert(path: Path, converted: Path) -> Refused | None:
    """Convert an old Word file; return why that cannot be done, None for any other file too."""
    try:
        body = path.read_bytes()
    except OSError:
        return None  # the reader says what is wrong
    if not is_old_word(body):
        return None
    outcome = convert_one(body)
    if not isinstance(outcome, bytes):
        return Refused("unreadable", outcome.reason)
    converted.write_bytes(outcome)
    return None


def _too_large(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB, more than the {LARGEST // MEGABYTE} MB a report may have"


def _read(file: _File) -> Report | Refused:
    try:
        body = file.path.read_bytes()
    except OSError as error:
        return Refused("unreadable", str(error.strerror).lower())
    converted = file.converted.read_bytes() if file.converted.exists() else b""
    document = Document(body, file.url, converted=converted)
    return read_document(document, file.reviews, ocr=file.ocr)
