"""A small invented archive (示例市) for tests of the pages, made through `archive.schema`."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.dictionary import ROW_NAME
from archive.hanzi import segment
from archive.schema import create_archive, create_evidence
from parsers.forms import Form, forms

BODIES = (("民政局", "民政"), ("公安局", "公安"), ("教育局", "教育"))
YEARS = (2020, 2021, 2022, 2023)
HOSTILE = '<script>alert("x")</script>'
APPLICANTS = ("natural_person", "company", "research_inst")


def make(folder: Path) -> Path:
    """Write `archive.db` and `evidence.db` into a folder and return it."""
    archive = create_archive(folder / "archive.db")
    evidence = create_evidence(folder / "evidence.db")
    archive["site"].insert(_site())
    archive["rule"].insert_all(_rules())
    archive["run"].insert(_run())
    archive["health"].insert(_health())
    for number, (body, kind) in enumerate(BODIES):
        _agency(archive, number, body, kind)
        for year in YEARS:
            _report(archive, evidence, number, body, year)
    archive["document"].insert_all(_unread())
    archive.close()
    evidence.close()
    return folder


def agency_id(number: int) -> str:
    return f"99010{number}-0000000{number}"


def _site() -> dict[str, Any]:
    return {
        "id": "demo-a",
        "name": "示例市政府网站",
        "province": "示例省",
        "city": "示例市",
        "division": "990100",
        "cms": "trs",
        "base": "http://127.0.0.1/",
        "lists": "[]",
        "status": "verified",
        "last_run": "2024-02-01T00:00:00Z",
        "n_documents": 14,
    }


def _run() -> dict[str, Any]:
    return {
        "id": "20240201T000000Z-aa",
        "started": "2024-02-01T00:00:00Z",
        "finished": "2024-02-01T00:01:00Z",
        "state": "done",
        "n_requests": 20,
        "n_ok": 15,
        "n_unchanged": 2,
        "n_blocked": 1,
        "n_failed": 2,
        "summary": "{}",
    }


def _health() -> dict[str, Any]:
    return {
        "id": "demo-a-20240201T000000Z-aa",
        "site": "demo-a",
        "state": "quiet",
        "since": "2024-02-01T00:00:00Z",
        "last_run": "2024-02-01T00:00:00Z",
        "run": "20240201T000000Z-aa",
        "cause": "late",
        "note": "2023 年度：到期 3 份，已见 2 份",
        "note_en": "reports on 2023: 3 are due, 2 were seen",
        "absence": "not_found_on_working_list",
        "n_runs": 1,
        "expected": 3,
        "owed": 3,
        "found": 2,
        "current": 1,
    }


def _rules() -> Iterator[dict[str, Any]]:
    yield {
        "rule": "R3.1",
        "severity": "error",
        "status": "official",
        "name_zh": "勾稽关系",
        "name_en": "In equals out",
        "explain_zh": "第一项加第二项等于第三项加第四项",
        "explain_en": "Received plus carried in equals outcomes plus carried out",
    }
    yield {
        "rule": "R3.3",
        "severity": "error",
        "status": "definition",
        "name_zh": "行合计",
        "name_en": "Row totals",
        "explain_zh": "各列之和等于总计",
        "explain_en": "The columns add up to the total",
    }


def _unread() -> Iterator[dict[str, Any]]:
    for status, reason in (("blocked", "412 challenge page"), ("unreadable", "empty file")):
        yield {
            "id": f"unread-{status}",
            "sha256": "",
            "url": f"http://127.0.0.1/{status}",
            "parent": "",
            "kind": "report",
            "site": "demo-a",
            "title": "示例市某局年度报告",
            "report": None,
            "status": status,
            "reason": reason,
            "medium": "",
            "size": 0,
            "first_seen": "2024-02-01T00:00:00Z",
            "last_seen": "2024-02-01T00:00:00Z",
        }


def _agency(archive: Database, number: int, body: str, kind: str) -> None:
    archive["agency"].insert(
        {
            "id": agency_id(number),
            "name": f"示例市{body}",
            "level": "department@prefecture",
            "kind": kind,
            "division": "990100",
            "province": "示例省",
            "city": "示例市",
            "site": "demo-a",
            "first_year": YEARS[0],
            "last_year": YEARS[-1],
            "n_reports": len(YEARS),
        }
    )


def _report(archive: Database, evidence: Database, number: int, body: str, year: int) -> None:
    form = next(each for each in forms() if each.id == ("F2019" if year < 2021 else "F2021"))
    report = f"{agency_id(number)}-{year}"
    page = _page(form, f"示例市{body}", year)
    sha256 = hashlib.sha256(page).hexdigest()
    archive["document"].insert(_document(report, sha256, len(page), year))
    fts_id = number * 100 + year - 2000
    text = f"示例市{body}{year}年主动公开政府信息。收到申请，均已答复。{HOSTILE} 编号 R3.1。"
    archive["report"].insert(_head(report, number, body, year, form, sha256, fts_id))
    archive["report_text"].insert({"report": report, "body": text})
    archive["section"].insert_all(
        {"report": report, "number": n, "ordinal": 1, "title": f"{t}、示例章节", "text": text}
        for n, t in enumerate("一二三四五六", start=1)
    )
    with archive.conn:
        archive.conn.execute(
            "insert into report_fts(rowid, title, agency, body) values (?, ?, ?, ?)",
            (fts_id, segment(f"示例市{body}{year}年年报"), segment(body), segment(text)),
        )
    _values(archive, form, report, blank=number == 1)
    if number == 0 and year == 2023:
        archive["finding"].insert_all(_findings(report))
    _evidence(evidence, form, sha256, page)


def _head(
    report: str, number: int, body: str, year: int, form: Form, sha256: str, fts_id: int
) -> dict[str, Any]:
    agency = agency_id(number)
    return {
        "id": report,
        "sort_key": f"{year}-{agency}",
        "fts_id": fts_id,
        "agency": agency,
        "agency_name": f"示例市{body}",
        "year": year,
        "province": "示例省",
        "city": "示例市",
        "level": "department@prefecture",
        "form": form.id,
        "scope": "own",
        "title": f"示例市{body}{year}年政府信息公开工作年度报告",
        "published": f"{year + 1}-02-20",
        "published_evidence": "PubDate",
        "url": f"http://127.0.0.1/{report}.html",
        "site": "demo-a",
        "medium": "html",
        "status": "parsed",
        "document": sha256[:16],
        "first_seen": "2024-02-01T00:00:00Z",
        "last_seen": "2024-03-01T00:00:00Z",
        "n_versions": 1,
        "n_fail": 2 * (number == 0 and year == 2023),
        "n_publisher_fail": int(number == 0 and year == 2023),
        "received": 40 * number + year - 2000,
        "carried_in": 1,
        "granted": 20,
        "partial": 2,
        "denied": 5 + number,
        "unable": 3,
        "unhandled": 4,
        "other": 0,
        "outcomes_total": 34 + number,
        "carried_out": 2,
        "review_total": 2,
        "suit_total": 1,
    }


def _document(report: str, sha256: str, size: int, year: int) -> dict[str, Any]:
    return {
        "id": sha256[:16],
        "sha256": sha256,
        "url": f"http://127.0.0.1/{report}.html",
        "parent": "http://127.0.0.1/",
        "kind": "report",
        "site": "demo-a",
        "title": f"示例市{year}年年报",
        "report": report,
        "status": "current",
        "reason": "ok",
        "medium": "html",
        "size": size,
        "first_seen": "2024-02-01T00:00:00Z",
        "last_seen": "2024-03-01T00:00:00Z",
    }


def _values(archive: Database, form: Form, report: str, *, blank: bool) -> None:
    for block in form.blocks:
        for row in form.rows(block):
            values: dict[str, Any] = {c.code: n for n, c in enumerate(block.columns)}
            kinds: dict[str, str] = {}
            inferred: dict[str, int] = {}
            if blank and row.code == "partial":
                values, kinds = _unprinted(values)
                inferred = {"company": 0}
            archive[block.table].insert(
                {
                    "report": report,
                    ROW_NAME[block.table]: row.code,
                    **values,
                    "kinds": json.dumps(kinds) if kinds else None,
                    "inferred": json.dumps(inferred) if inferred else None,
                    "units": None,
                }
            )


def _unprinted(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    kinds = {
        "natural_person": "blank",
        "company": "blank",
        "research_inst": "dash",
        "law_service": "missing",
        "other_org": "na_word",
        "public_interest_org": "text",
    }
    return {**values, **dict.fromkeys(kinds)}, kinds


def _findings(report: str) -> Iterator[dict[str, Any]]:
    common = {"report": report, "severity": "error"}
    figures = json.dumps(["requests.new_received.total", "requests.outcomes_total.total"])
    yield common | {
        "id": "f1",
        "rule": "R3.1",
        "place": "total",
        "outcome": "fail",
        "expected": "63",
        "actual": "64",
        "detail": "总计列：新收加结转为63，办理总计加结转下年为64。",
        "fault": "publisher",
        "figures": figures,
    }
    yield common | {
        "id": "f2",
        "rule": "R3.3",
        "place": "granted",
        "outcome": "fail",
        "expected": "15",
        "actual": "16",
        "detail": "予以公开一行：六列之和为15，总计为16。",
        "fault": "unknown",
        "figures": json.dumps(["requests.granted.total"]),
    }
    yield common | {
        "id": "f3",
        "rule": "R3.3",
        "place": "partial",
        "outcome": "pass",
        "expected": "",
        "actual": "",
        "detail": "",
        "fault": "",
        "figures": "[]",
    }


def _page(form: Form, agency: str, year: int) -> bytes:
    """Return a page with one table per printed table, in a wrongly declared GB charset."""
    tables = []
    for table in ("disclosure", "requests", "appeals"):
        rows = [
            _printed(row.path[-1], len(b.columns))
            for b in form.blocks
            if b.table == table
            for row in form.rows(b)
        ]
        tables.append(f"<table>{''.join(rows)}</table>")
    html = (
        f"<html><head><meta charset=utf-8><title>{agency}</title><script>alert(1)</script></head>"
        f"<body onload=alert(2)><h1>{agency}{year}年年度报告</h1><img src=http://example.org/a.png>"
        f"<a href=javascript:alert(3) id=cell>链接</a>{''.join(tables)}</body></html>"
    )
    return html.encode("gb18030")


def _printed(label: str, n: int) -> str:
    cells = "".join(f"<td>{at}</td>" for at in range(n))
    return f"<tr><td>{label}</td>{cells}</tr>"


def _evidence(evidence: Database, form: Form, sha256: str, page: bytes) -> None:
    row = {"sha256": sha256, "medium": "html", "media_type": "text/html", "size": len(page)}
    original = evidence["original"].insert({**row, "body": zlib.compress(page)}).last_pk
    ids = {r["address"]: r["id"] for r in evidence["figure"].rows}
    evidence["cell"].insert_all(
        {
            "original": original,
            "figure": ids[address],
            "grid": table,
            "top": line,
            "left": at,
            "source": f"table[{table}]/tr[{line}]/td[{at + 2}]",
            "raw": "——" if address.endswith("partial.research_inst") else str(at),
        }
        for address, table, line, at in _places(form)
    )


def _places(form: Form) -> Iterator[tuple[str, int, int, int]]:
    for number, table in enumerate(("disclosure", "requests", "appeals"), start=1):
        line = 0
        for block in form.blocks:
            if block.table != table:
                continue
            for row in form.rows(block):
                line += 1
                for at, column in enumerate(block.columns):
                    yield f"{table}.{row.code}.{column.code}", number, line, at
