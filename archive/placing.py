"""Which document is the report of which body and year, and what becomes of the others.

A document that its list names otherwise than it names itself is quarantined: it enters the archive
under no name at all, with a message, until a person has looked.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from archive.agencies import Agency, agency_of, same_body
from crawler.sites import Site
from parsers.titles import Title, parse_title

CANDIDATES = """
select v.id, v.site, v.title, coalesce(p.title, ''), r.agency, r.year, r.is_year_sure,
    r.n_numbers
from version v join reading r on r.sha256 = v.sha256
left join version p on p.url = v.parent
    and p.fetch = (select max(w.fetch) from version w where w.url = v.parent)
where v.reason = 'ok' and r.content is not null
order by v.id
"""
# Best first: the newest payload of its address, wholly read, most numbers, the page before its
# attachment.
RANKED = """
select f.report, v.id, v.url, v.parent, v.kind, v.fetch = (
    select max(w.fetch) from version w where w.url = v.url and w.reason = 'ok') as is_latest
from filed f join version v on v.id = f.id join reading r on r.sha256 = v.sha256
order by f.report, is_latest desc, r.status = 'parsed' desc, r.n_numbers desc,
    v.kind = 'report' desc, v.first_seen, v.url, v.fetch desc
"""
PLACE = "insert into placed values (?, ?, ?, ?)"
# The address of each report, and the page that attaches it: looked up for every document and link.
# What stands on a list is not attached to it.
REPORTED = """
insert into reported select w.url, iif(w.kind = 'attachment', w.parent, '') as page, min(p.report)
from placed p join version w on w.id = p.id where p.status = 'current' group by w.url, page
"""


class Candidate(NamedTuple):
    """A document that holds a report: how its link and its page's link name it, how it itself."""

    id: str
    site: str
    listed: str
    page_listed: str
    agency: str
    year: int
    is_year_sure: int
    n_numbers: int


class Rival(NamedTuple):
    """One of the documents of a body and year. `is_latest`: the newest payload of its address."""

    report: str
    id: str
    url: str
    parent: str
    kind: str
    is_latest: int


@dataclass(frozen=True, slots=True)
class Filed:
    """Under which body and year a document belongs; `from_link`: its link had to tell."""

    agency: Agency
    printed_name: str
    year: int
    from_link: bool

    @property
    def report(self) -> str:
        """The report's id."""
        return f"{self.agency.id}-{self.year}"


def file_under(candidate: Candidate, site: Site) -> Filed | str:
    """Return where a candidate belongs, or in one line why it can be filed nowhere."""
    link = listed_as(candidate.listed, candidate.page_listed)
    if conflict := _conflict(candidate, link, site):
        return conflict
    if not candidate.n_numbers:
        return "没有读到一个数字，可能是空白表样"
    year_printed = candidate.year if candidate.is_year_sure else 0
    printed, year = candidate.agency or link.agency, year_printed or link.year or candidate.year
    if not printed or not year:
        return f"文件和链接都没有写明{'年度' if printed else '机关名称'}"
    from_link = not candidate.agency or not (year_printed or not link.year)
    return Filed(agency_of(printed, site), printed, year, from_link)


def listed_as(own_link: str, page_link: str) -> Title:
    """Return what a document is called on lists: by its own link, by its page's for the rest."""
    own, page = parse_title(own_link), parse_title(page_link)
    return Title(own.agency or page.agency, own.year or page.year, own.accepted)


def _conflict(candidate: Candidate, link: Title, site: Site) -> str:
    years = {link.year, candidate.year} - {0}
    if candidate.is_year_sure and len(years) > 1:
        return f"列表标题为{link.year}年，文件本身为{candidate.year}年"
    if link.agency and candidate.agency and not same_body(link.agency, candidate.agency, site):
        return f"列表标题为“{link.agency}”，文件本身为“{candidate.agency}”"
    return ""


def place(db: sqlite3.Connection, sites: Mapping[str, Site]) -> dict[str, Agency]:
    """Give every document that holds a report its place; return the bodies met, by id."""
    agencies: dict[str, Agency] = {}
    for candidate in map(Candidate._make, db.execute(CANDIDATES)):
        filed = file_under(candidate, sites[candidate.site])
        if isinstance(filed, str):
            db.execute(PLACE, (candidate.id, None, "quarantined", filed))
            continue
        known = agencies.setdefault(filed.agency.id, filed.agency)
        agencies[filed.agency.id] = min(known, filed.agency, key=_certainty)
        name = (filed.report, filed.agency.id, filed.printed_name, filed.year, filed.from_link)
        db.execute("insert into filed values (?, ?, ?, ?, ?, ?)", (candidate.id, *name))
    for _, group in groupby(db.execute(RANKED), key=itemgetter(0)):
        db.executemany(PLACE, _placed([Rival(*row) for row in group]))
    db.execute(REPORTED)
    return agencies


def _certainty(agency: Agency) -> tuple[int, str]:
    """Sort what a name says of its body: without doubts first, the place in the name first."""
    return len(agency.findings), agency.division_evidence


def _placed(rivals: list[Rival]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (id, report, status, reason) of the documents of one body and year, best first."""
    for rival in rivals:
        yield rival.id, rival.report, *_status(rival, rivals[0])


def _status(rival: Rival, best: Rival) -> tuple[str, str]:
    if rival is best:
        return "current", ""
    if rival.url == best.url or not rival.is_latest:
        return "older_version", ""
    if rival.kind == "attachment" and rival.parent == best.url:
        return "attachment_of", ""
    return "duplicate", f"同一机关同一年度的报告以 {best.url} 为准"
