"""The rows about bodies: what they are, what they are called, whose report something proves to be.

Everything here is computed from reports already in the archive, in the order of keys.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from archive.agencies import Agency, agency_of
from archive.doubts import CODE_SHARED
from archive.rows import Row
from archive.successions import Succession, successions
from crawler.sites import Site
from parsers.model import Finding, Outcome

# Evidence that can be a name of the body; an index number or a site's code is none.
_NAMES = ("title", "publisher", "signature", "source", "meta")
_PRINTED = f"""
select r.agency, r.site, r.year, e.text, e.kind from agency_evidence e
join report r on r.id = e.report where e.kind in {_NAMES}
union all
select r.agency, r.site, r.year, r.agency_name, 'link' from report r
where not exists (
    select 1 from agency_evidence e where e.report = r.id and e.text = r.agency_name)
"""  # noqa: S608 - our own words only
_YEARS = "select agency, min(year), max(year), count(*) from report group by agency"
_CODES = """
select credit_code, agency, max(year) from report where credit_code is not null
group by credit_code, agency order by credit_code, agency
"""


class Years(NamedTuple):
    """First and last report year of a body in the archive, and how many reports."""

    first: int
    last: int
    n_reports: int


def agency_tables(
    db: Database, agencies: Mapping[str, Agency], sites: Mapping[str, Site]
) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) of agency, agency_alias and agency_succession."""
    years = {id_: Years(*numbers) for id_, *numbers in db.execute(_YEARS).fetchall()}
    here = {id_: agencies[id_] for id_ in sorted(years)}
    follows = successions(here, years)
    codes = {
        agency: code for code, bodies in _codes(db).items() if len(bodies) == 1 for agency in bodies
    }
    for id_, agency in here.items():
        yield "agency", _agency_row(agency, years[id_], codes.get(id_), here, follows)
    for alias in _aliases(db, sites, here):
        yield "agency_alias", alias
    for each in follows:
        evidence = (each.kind, each.status, each.evidence)
        yield "agency_succession", (each.old, each.new, each.year, *evidence)


def shared_codes(db: Database, names: Mapping[str, Agency]) -> Iterator[tuple[str, Finding]]:
    """Yield (report, finding) for every report whose credit code other bodies print too."""
    shared = {code: bodies for code, bodies in _codes(db).items() if len(bodies) > 1}
    sql = "select id, credit_code from report where credit_code is not null order by id"
    for report, code in db.execute(sql).fetchall():
        if code in shared:
            listed = "、".join(names[body].name for body in shared[code])
            said = f"信用代码 {code} 也印在别的机关的报告上：{listed}；不记为任何一个的代码。"
            said_en = f"Credit code {code} stands on reports of several bodies: {listed}."
            yield (
                report,
                Finding(
                    CODE_SHARED.id, Outcome.UNCERTAIN, actual=code, detail=said, detail_en=said_en
                ),
            )


def _codes(db: Database) -> dict[str, dict[str, int]]:
    """Return the bodies of every printed credit code, with the last year each printed it.

    Of several codes of a body the latest is its own; the others are left out.
    """
    bodies: dict[str, dict[str, int]] = defaultdict(dict)
    latest: dict[str, int] = {}
    rows = db.execute(_CODES).fetchall()
    for _, agency, year in rows:
        latest[agency] = max(year, latest.get(agency, 0))
    for code, agency, year in rows:
        if year == latest[agency]:
            bodies[code][agency] = year
    return bodies


def _agency_row(
    agency: Agency,
    years: Years,
    code: str | None,
    here: Mapping[str, Agency],
    follows: Sequence[Succession],
) -> Row:
    confirmed = [each for each in follows if each.status == "confirmed"]
    begun = min((each.year for each in confirmed if each.new == agency.id), default=None)
    ended = max((each.year for each in confirmed if each.old == agency.id), default=None)
    parent = agency.parent if agency.parent in here and agency.parent != agency.id else None
    return (
        *(agency.id, agency.name, agency.level, agency.kind, agency.division or None),
        *(agency.division_evidence or None, agency.province, agency.city, agency.site),
        *(parent, code, begun, ended, *years),
    )


def _aliases(db: Database, sites: Mapping[str, Site], here: Mapping[str, Agency]) -> Iterator[Row]:
    """Yield every name under which a body is met: name, body, source, first and last year."""
    met: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for agency, site, year, name, source in db.execute(_PRINTED).fetchall():
        if source == "link" or agency_of(name, sites[site]).id == agency:
            met[name, agency, source].add(year)
    for site_ in sites.values():
        for alias in site_.aliases:
            if (agency := agency_of(alias, site_).id) in here:
                met[alias, agency, "site"] |= set()
    for (name, agency, source), years in sorted(met.items()):
        yield (name, agency, source, min(years, default=None), max(years, default=None))
