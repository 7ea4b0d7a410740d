"""The page of one report: what it says of itself, its tables, what we found, where it stands."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from archive.dictionary import PROSE_TABLES, VALUE_TABLES
from archive.doubts import remarks
from archive.pages.framework import Datasette, NotFound, Request, Response, ask, ask_one, page
from archive.pages.framework import read_evidence as evidence_rows
from archive.pages.home import KEPT
from archive.pages.language import Words, language_of
from archive.pages.listed import listed
from archive.pages.originals import kept_originals
from archive.pages.printed import Evidence
from archive.pages.sentences import Spoken, spoken
from archive.pages.sheets import Report, Sheet, form_named, sheets, stored_rows
from archive.reviews import EXPLAINED

Row = dict[str, Any]

_REPORT = """
select r.*, d.sha256, a.name as agency_canonical, s.name as site_name
from report r left join document d on d.id = r.document
left join agency a on a.id = r.agency left join site s on s.id = r.site
where r.id = :id
"""
_FINDINGS = """
select f.*, u.name_zh, u.name_en, u.explain_zh, u.explain_en
from finding f left join rule u on u.rule = f.rule
where f.report = :id
order by f.outcome = 'fail' desc, f.fault = 'publisher' desc, f.rule, f.place, f.id
"""
_CELLS = """
select f.address, c.source, c.raw from original o
join cell c on c.original = o.id join figure f on f.id = c.figure
where o.sha256 = ?
"""
_EVIDENCE = "select kind, text, source from agency_evidence where report = :id order by ordinal"
_YEARS = "select id, year from report where agency = :agency"
_GAPS = f"""
select year, min(id) as document, status from document
where agency = :agency and status not in {KEPT}
  and year between (select min(year) from report) and (select max(year) from report)
group by year
"""  # noqa: S608 - our own words only
# What the reader is told about: failed checks, and doubts of our own reading. Checks a blank left
# open are counted, not listed.
_TOLD = ("fail", "uncertain")
_CORRECTED = "correction.applied"


async def report_page(datasette: Datasette, request: Request) -> Response:
    """Answer `/archive/report/<id>`. Raises NotFound for a report the archive does not have."""
    report = await ask_one(datasette, _REPORT, {"id": request.url_vars["id"]})
    if report is None:
        raise NotFound(Words(language_of(request))("error.no_report"))
    return await page(datasette, request, "report.html", await _context(datasette, request, report))


async def _context(datasette: Datasette, request: Request, report: Row) -> dict[str, object]:
    key = {"id": report["id"]}
    findings = await ask(datasette, _FINDINGS, key)
    told = [_told(finding) for finding in findings if _is_told(finding)]
    for number, finding in enumerate(told, start=1):
        finding["number"] = number
    cells = await asyncio.to_thread(evidence_rows, datasette, _CELLS, (report["sha256"],))
    documents = await _documents(datasette, report["id"])
    printed = await _sheets(datasette, report, told, cells, language_of(request))
    return {
        "report": report,
        "sheets": printed,
        "spoken": await _sentences(datasette, report, told, language_of(request)),
        "labels_of": partial(_labels, _all_labels(printed)),
        "findings": told,
        "n_outcomes": _count(findings),
        "sections": await ask(
            datasette,
            "select * from section where report = :id order by number, ordinal",
            key,
        ),
        "evidence": await ask(datasette, _EVIDENCE, key),
        "documents": documents,
        "listed": await listed(datasette, report["document"]),
        "years": await _years(datasette, report["agency"]),
        "original": next((d["original"] for d in documents if d["id"] == report["document"]), ""),
        "form": form_named(report["form"]),
    }


def _all_labels(printed: Sequence[Sheet]) -> dict[str, str]:
    lines = (line for sheet in printed for line in sheet.lines)
    return {place.address: place.label for line in lines for place in line.places}


def _labels(known: Mapping[str, str], addresses: Sequence[str]) -> list[tuple[str, str]]:
    """Return the printed places among addresses with what they are called."""
    return [(address, known[address]) for address in addresses if address in known]


async def _documents(datasette: Datasette, report: str) -> list[Row]:
    """Return the documents of a report, each with the address of its original if it is kept."""
    sql = "select * from document where report = :id order by first_seen, id"
    documents = await ask(datasette, sql, {"id": report})
    kept = await kept_originals(datasette, [document["sha256"] for document in documents])
    return [{**d, "original": kept.get(d["sha256"], "")} for d in documents]


async def _years(datasette: Datasette, agency: str) -> list[Row]:
    """Return the body's years from first to last, those not in the archive with the reason."""
    key = {"agency": agency}
    there = {row["year"]: row for row in await ask(datasette, _YEARS, key)}
    known = {row["year"]: row for row in await ask(datasette, _GAPS, key)} | there
    return [known.get(year, {"year": year}) for year in range(min(known), max(known) + 1)]


async def _sheets(
    datasette: Datasette,
    report: Row,
    findings: Sequence[Mapping[str, Any]],
    cells: Sequence[Mapping[str, Any]],
    language: str,
) -> tuple[Sheet, ...]:
    form = form_named(report["form"])
    if form is None:
        return ()
    rows = await _rows(datasette, report["id"], VALUE_TABLES)
    evidence = {cell["address"]: Evidence(cell["source"], cell["raw"]) for cell in cells}
    notes = _notes(findings)
    sha256 = report["sha256"] or ""
    return sheets(Report(form, stored_rows(rows), evidence, notes, sha256, language))


async def _sentences(
    datasette: Datasette, report: Row, findings: Sequence[Mapping[str, Any]], language: str
) -> tuple[Spoken, ...]:
    rows = await _rows(datasette, report["id"], (*PROSE_TABLES, "mention"))
    mentions, sha256 = rows.pop("mention"), report["sha256"] or ""
    return spoken(rows, mentions, _notes(findings), sha256, language)


async def _rows(
    datasette: Datasette, report: str, tables: Sequence[str]
) -> dict[str, Sequence[Row]]:
    return {
        table: await ask(
            datasette,
            f"select * from {table} where report = :id",  # noqa: S608 - our own table names
            {"id": report},
        )
        for table in tables
    }


def _is_told(finding: Mapping[str, Any]) -> bool:
    """Tell failed checks, corrections and doubts of reading (lower-case rules) from open checks."""
    if finding["outcome"] == "fail" or finding["rule"] == _CORRECTED:
        return True
    return finding["outcome"] in _TOLD and str(finding["rule"])[:1].islower()


def _told(finding: Row) -> Row:
    figures = json.loads(finding["figures"] or "[]")
    return {**finding, "figures": figures or [finding["place"]], "whose": whose(finding)}


def whose(finding: Mapping[str, Any]) -> str:
    """Return the word that says whose error a finding may be; never blames on one reading."""
    if finding["outcome"] != "fail":
        return "corrected" if finding["rule"] == _CORRECTED else "doubt"
    if finding["verdict"] == EXPLAINED:
        return EXPLAINED
    fault = finding["fault"]
    if fault in ("publisher", "parser"):
        return str(fault)
    return "remark" if finding["rule"] in remarks() else "unknown"


def _notes(findings: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, ...]]:
    notes: dict[str, tuple[int, ...]] = {}
    for finding in findings:
        for address in finding["figures"]:
            notes[address] = (*notes.get(address, ()), finding["number"])
    return notes


def _count(findings: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts = dict.fromkeys(("pass", "fail", "uncertain", "not_assessable"), 0)
    for finding in findings:
        if str(finding["rule"])[:1].isupper():
            counts[finding["outcome"]] += 1
    return counts
