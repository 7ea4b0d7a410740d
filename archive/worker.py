"""What the build's worker processes do: one payload in, everything the archive keeps of it out."""

import pickle
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archive.converted import find, is_old_word
from archive.doubts import CELL_MISMATCH
from archive.reading import Refused, read_document
from archive.reopen import mismatches
from archive.reviews import SHIPPED
from archive.rows import clean, report_rows
from archive.staging import Read
from crawler.store import Fetch, Store, StoreError
from parsers.model import Document, Fault, Figure, Finding, Medium, Outcome, Report
from parsers.scanned import UNCONFIRMED

DAMAGED = "damaged"  # the fault of our store, not of the document
UNCONVERTED = "unconverted"  # an old Word file: the build converts it and asks again
NEEDS_OCR = "needs_ocr"  # a picture: the build asks again where there is time and memory for it
OCR_UNCONFIRMED = "ocr_unconfirmed"  # a picture whose sums do not confirm what was recognised
YEAR_INFERRED = "title.year_inferred"  # from the address or the day of publication


class Task(NamedTuple):
    """A payload by its name: the worker fetches it from the store itself."""

    store: Path
    converted: Path  # folder of what old Word files were converted to
    sha256: str
    url: str
    media_type: str
    reviews: Path = SHIPPED
    ocr: bool = False


@cache
def _store(folder: Path) -> Store:
    return Store(folder, read_only=True)


def read_payload(task: Task) -> Read:
    """Read a payload, open every cell of it again, and return what the build stages."""
    try:
        body = _store(task.store).payload(Fetch(url=task.url, sha256=task.sha256))
    except StoreError as error:
        return lost(task, str(error), DAMAGED)
    document = Document(body, task.url, task.media_type)
    if is_old_word(body):
        found = find(task.converted, task.sha256)
        if not isinstance(found, bytes):
            return lost(task, found.reason) if found else lost(task, "", UNCONVERTED)
        document = replace(document, converted=found)
    result = read_document(document, task.reviews, ocr=task.ocr)
    if isinstance(result, Refused):
        return lost(task, result.reason, result.kind)
    for finding in result.findings:
        if finding.rule == UNCONFIRMED:
            return lost(task, finding.detail, OCR_UNCONFIRMED)._replace(medium=result.medium.value)
    return _read(task, document, _reopened(document, result))


def lost(task: Task, reason: str, status: str = "unreadable") -> Read:
    """Return the reading of a payload that holds no report, with its reason."""
    return Read(task.sha256, status, reason, "", "", 0, 0, 0, 0, None, None, None)


def _reopened(document: Document, report: Report) -> Report:
    """Return the report with a finding for every figure whose cell does not carry its text."""
    opened = document.converted or document.body
    unlike = mismatches(opened, report.medium, report.figures, report.mentions)
    wrong = tuple(map(_mismatch, unlike))
    return replace(report, findings=report.findings + wrong) if wrong else report


def _mismatch(figure: Figure) -> Finding:
    assert figure.cell is not None
    source, where = figure.cell.source, figure.address
    return Finding(
        CELL_MISMATCH.id,
        Outcome.FAIL,
        where,
        expected=figure.raw,
        detail=f"原件中 {source} 处的文字与读取的“{figure.raw}”不同，可能是读取错误",
        fault=Fault.PARSER,
        figures=(where,),
        detail_en=f"At {source} the original has another text than “{figure.raw}”, "
        "which was read there: an error of ours.",
    )


def _read(task: Task, document: Document, report: Report) -> Read:
    rows = report_rows(report)
    status = "parsed" if rows.is_whole else "partial"
    if report.medium is Medium.SCAN:
        status = "ocr"
    content = zlib.compress(pickle.dumps(rows), 1)
    n_mismatches = sum(finding.rule == CELL_MISMATCH.id for finding in report.findings)
    is_year_sure = all(finding.rule != YEAR_INFERRED for finding in report.findings)
    name = (report.medium.value, clean(report.agency), report.year, int(is_year_sure))
    return Read(
        task.sha256,
        status,
        "",
        *name,
        rows.n_numbers,
        n_mismatches,
        content,
        zlib.compress(document.body, 6),
        zlib.compress(document.converted, 6) if document.converted else None,
    )
