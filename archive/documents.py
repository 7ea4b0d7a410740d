"""What became of every address: one row per payload or failure, nothing left out."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from archive.agencies import agency_of
from archive.placing import listed_as
from archive.rows import Row
from crawler.sites import Site

# A document without a place of its own belongs to the report at its address, of its page, or of
# its attachment.
DOCUMENTS = """
select v.id, v.sha256, v.url, v.parent, v.kind, v.site, v.title, v.reason, v.size,
    v.first_seen, v.last_seen, p.report, p.status, p.reason, r.status, r.reason, r.medium,
    (select min(report) from reported where url = v.url),
    (select min(report) from reported where url = v.parent and v.kind = 'attachment'),
    (select min(report) from reported where parent = v.url and v.kind = 'report'),
    (select group_concat(a.url || ' (' || a.reason || ')', ' ') from version a
        where a.parent = v.url and v.kind = 'report' and a.reason <> 'ok'),
    coalesce((select w.title from version w where w.url = v.parent order by w.fetch desc), ''),
    v.origin
from version v left join placed p on p.id = v.id
    left join reading r on r.sha256 = v.sha256 and v.reason = 'ok'
order by v.id
"""


class _Document(NamedTuple):
    """A version with its place, its reading, and the reports around it."""

    id: str
    sha256: str
    url: str
    parent: str
    kind: str
    site: str
    title: str
    fetched: str
    size: int
    first_seen: str
    last_seen: str
    report: str | None
    placed: str | None
    placed_reason: str | None
    read: str | None
    read_reason: str | None
    medium: str | None
    report_here: str | None
    report_of_page: str | None
    report_of_attachment: str | None
    failed_attachments: str | None
    page_title: str
    origin: str


def document_rows(
    staging: sqlite3.Connection, sites: Mapping[str, Site], agencies: Collection[str]
) -> Iterator[Row]:
    """Yield the rows of table `document`, by id; they name no body but of *agencies* (ids)."""
    filed = {
        report: (agency, year)
        for report, agency, year in staging.execute(
            "select distinct report, agency, year from filed"
        )
    }
    for row in staging.execute(DOCUMENTS):
        document = _Document(*row)
        report, status, reason = _fate(document)
        listed = _listed(document, sites[document.site], agencies)
        yield (
            *(document.id, document.sha256 or None, document.url, document.parent or None),
            *(document.kind, document.site, document.title),
            *(report, *(filed[report] if report else listed), status, reason or None),
            *(document.medium or None, document.size),
            *(document.first_seen, document.last_seen, _provenance(document.origin)),
        )


def _listed(
    document: _Document, site: Site, agencies: Collection[str]
) -> tuple[str | None, int | None]:
    """Return the known body and the year a document is listed as, None for both if not sure."""
    title = listed_as(document.title, document.page_title)
    agency = agency_of(title.agency, site).id if title.agency and title.year else ""
    return (agency, title.year) if agency in agencies else (None, None)


def _fate(document: _Document) -> tuple[str | None, str, str]:
    """Return report, status and reason of a document."""
    if document.placed:
        return document.report, document.placed, document.placed_reason or ""
    around = document.report_here or document.report_of_page
    if document.fetched != "ok":
        return around, _failure(document.fetched), document.fetched
    assert document.read is not None
    if document.report_of_attachment:
        return document.report_of_attachment, "cover_page", document.read_reason or ""
    if document.read == "not_a_report" and document.failed_attachments:
        return around, "incomplete", f"附件未能取得：{document.failed_attachments}"
    return around, document.read, document.read_reason or ""


def _provenance(origin: str) -> str | None:
    """Return who brought a document in, None for what was crawled."""
    if not origin:
        return None
    said = json.loads(origin)
    return f"由{said['by']}提供，{said['imported'][:10]} 导入（{said['file']}），非本项目抓取"


def _failure(reason: str) -> str:
    if reason in ("wrong_year", "wrong_body"):
        return "quarantined"
    return reason if reason in ("blocked", "unconfirmed") else "failed"
