"""`archive.db` filled from the scratch database, every table in the order of its keys."""

import hashlib
import json
import pickle
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlite_utils import Database

from archive.agencies import Agency
from archive.agency_rows import agency_tables, shared_codes
from archive.documents import document_rows
from archive.doubts import FROM_LINK, all_rules
from archive.hanzi import segment
from archive.health_rows import health_rows
from archive.links import absent_by_site, link_rows
from archive.rows import ReportRows, Row, finding_row
from crawler.health import SiteHealth
from crawler.reasons import of_kind, reasons
from crawler.sites import Site
from crawler.store import Run
from parsers.forms import forms
from parsers.forms.places import check_places
from parsers.model import Finding, Outcome

CURRENT = """
select f.report, f.agency, f.printed_name, f.year, f.from_link, v.id, v.url, v.site, v.sha256,
    r.status, v.last_seen,
    (select min(w.first_seen) from version w where w.url = v.url and w.reason = 'ok'),
    (select count(*) from placed q join version w on w.id = q.id
        where q.report = f.report and w.url = v.url),
    exists (select 1 from version a where a.parent = v.url and a.kind = 'attachment'
        and a.reason <> 'ok' and not exists (
            select 1 from version b where b.url = a.url and b.reason = 'ok'))
from placed p join filed f on f.id = p.id join version v on v.id = p.id
    join reading r on r.sha256 = v.sha256
where p.status = 'current' order by f.year, f.agency
"""
# What two sites list is a document of both, and so is what it attaches.
DOCUMENTS_OF_SITE = """
select site, count(*) from (
    select site, id from document
    union select l.site, d.id from link l join document d on d.url = l.url
    union select l.site, d.id from link l join document d on d.parent = l.url
        where d.kind = 'attachment'
) group by site
"""
NOT_FAILED = (*of_kind("document"), *of_kind("step"), "blocked")  # blocked is counted apart
BATCH = 200  # reports held in memory before they are written


class Current(NamedTuple):
    """The document that is the report of a body and year, as it lies in the scratch database."""

    report: str
    agency: str
    printed_name: str
    year: int
    from_link: int
    document: str
    url: str
    site: str
    sha256: str
    status: str
    last_seen: str
    first_seen: str
    n_versions: int
    misses_attachment: int


class Rows:
    """Rows on their way into tables, written a batch at a time."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.waiting: dict[str, list[Row]] = {}

    def add(self, table: str, *rows: Row) -> None:
        """Put rows, as wide as the table, behind those that wait."""
        self.waiting.setdefault(table, []).extend(rows)

    def write(self) -> None:
        """Write all that wait."""
        for table, rows in self.waiting.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self.db.conn.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 - our tables
        self.waiting.clear()


def fill(
    db: Database,
    staging: sqlite3.Connection,
    sites: Mapping[str, Site],
    agencies: Mapping[str, Agency],
    runs: Iterable[Run],
    healths: Iterable[SiteHealth],
) -> None:
    """Fill every table of an empty archive."""
    rows = Rows(db)
    rows.add("rule", *(_rule_rows()))
    rows.add("operand", *(_operand_rows()))
    rows.add("fetch_reason", *(_reason_rows()))
    rows.write()
    for fts_id, current in enumerate(map(Current._make, staging.execute(CURRENT)), start=1):
        _add_report(rows, current, agencies[current.agency], _content(staging, current), fts_id)
        if fts_id % BATCH == 0:
            rows.write()
    rows.write()
    for document in document_rows(staging, sites, agencies):
        rows.add("document", document)
    rows.add("link", *link_rows(staging))
    runs = tuple(runs)
    rows.add("run", *map(_run_row, runs))
    rows.add("health", *health_rows(healths, absent_by_site(staging)))
    rows.write()
    rows.add("site", *_site_rows(db, sites, runs))
    for table, row in agency_tables(db, agencies, sites):
        rows.add(table, row)
    for report, doubt in shared_codes(db, agencies):
        rows.add("finding", *_finding_rows(report, [finding_row(doubt)]))
    rows.write()
    db.execute("insert into report_fts(report_fts) values ('optimize')")


def _content(staging: sqlite3.Connection, current: Current) -> ReportRows:
    found = staging.execute("select content from reading where sha256 = ?", (current.sha256,))
    content = pickle.loads(zlib.decompress(found.fetchone()[0]))  # noqa: S301 - our worker's own
    assert isinstance(content, ReportRows)
    return content


def _add_report(
    rows: Rows, current: Current, agency: Agency, content: ReportRows, fts_id: int
) -> None:
    id_, title = current.report, str(content.report[3] or "")
    rows.add("report", _report_row(current, agency, content, fts_id))
    rows.add("report_text", (id_, content.body))
    rows.add("section", *((id_, *section) for section in content.sections))
    for table, values in content.values.items():
        rows.add(table, *((id_, *value) for value in values))
    rows.add("agency_evidence", *((id_, *each) for each in content.evidence))
    doubts = map(finding_row, agency.findings)
    rows.add("finding", *_finding_rows(id_, [*content.findings, *_from_link(current), *doubts]))
    names = segment(f"{current.printed_name} {agency.province} {agency.city}")
    rows.add(
        "report_fts (rowid, title, agency, body)",
        (fts_id, segment(title), names, content.indexed_body),
    )


def _report_row(current: Current, agency: Agency, content: ReportRows, fts_id: int) -> Row:
    form, alternative, scope, title, published, evidence, medium = content.report
    status = "partial" if current.misses_attachment else current.status
    return (
        *(current.report, f"{current.year}-{agency.id}", fts_id),
        *(
            agency.id,
            current.printed_name,
            content.credit_code,
            current.year,
            agency.province,
            agency.city,
        ),
        *(agency.level, form, alternative, scope, title, published, evidence),
        *(current.url, current.site, medium),
        *(status, current.document, current.first_seen, current.last_seen),
        *(current.n_versions, content.n_fail, content.n_publisher_fail, *content.totals),
    )


def _from_link(current: Current) -> Iterator[Row]:
    if current.from_link:
        zh, en = FROM_LINK.explain_zh, FROM_LINK.explain_en
        yield finding_row(Finding(FROM_LINK.id, Outcome.UNCERTAIN, detail=zh, detail_en=en))


def _finding_rows(report: str, findings: Iterable[Row]) -> Iterator[Row]:
    """Yield findings under ids made of what they say; the same one twice gets a number."""
    seen: Counter[Row] = Counter()
    for finding in findings:
        seen[finding] += 1
        content = json.dumps([report, *finding, seen[finding]], ensure_ascii=False)
        yield (hashlib.sha256(content.encode()).hexdigest()[:16], report, *finding)


def _rule_rows() -> Iterator[Row]:
    for rule in all_rules():
        names = (rule.name_zh, rule.name_en, rule.explain_zh, rule.explain_en)
        yield (rule.id, rule.severity, rule.status, *names)


def _reason_rows() -> Iterator[Row]:
    for each in reasons().values():
        yield (each.id, each.kind, each.zh, each.en, each.explain_zh, each.explain_en)


def _operand_rows() -> Iterator[Row]:
    """Yield every operand once, also where a rule asks two things at one place (R2.1)."""
    for form in forms():
        for alternative in form.alternatives or ("",):
            yield from dict.fromkeys(
                (form.id, alternative, each.check.rule, each.where, figure)
                for each in check_places(form, alternative)
                for figure in each.members
            )


def _run_row(run: Run) -> Row:
    counts: Counter[str] = Counter()
    for of_site in run.reasons.values():
        counts.update(of_site)
    failed = sum(count for reason, count in counts.items() if reason not in NOT_FAILED)
    known = counts["unchanged"] + counts["not_modified"]
    asked = counts.total() - counts["shared"]
    numbers = (asked, counts["ok"], known, counts["blocked"], failed)
    summary: dict[str, Any] = {"reasons": run.reasons, "notes": dict(run.notes)}
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, default=dict)
    return (run.id, run.started, run.finished, run.state, *numbers, text)


def _site_rows(db: Database, sites: Mapping[str, Site], runs: Iterable[Run]) -> Iterator[Row]:
    documents = dict(db.execute(DOCUMENTS_OF_SITE).fetchall())
    crawls = (run for run in runs if run.kind == "crawl")  # oldest first
    last_run = {site: run.started for run in crawls for site in run.sites}
    for id_, site in sorted(sites.items()):
        place = (site.province, site.city, site.division)
        lists = json.dumps(site.lists)
        seen = (last_run.get(id_), documents.get(id_, 0))
        yield (id_, site.name, *place, site.cms, site.base, lists, site.status, *seen)
