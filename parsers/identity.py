"""Whose report this is and on which year: every piece of evidence in a fixed order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.dates import Dated, period_years, url_year
from parsers.forms import Form
from parsers.model import Block, Finding, Outcome, Reading, Scope
from parsers.naming import TITLE_LINES, labelled, lines, name_report
from parsers.text import fold
from parsers.titles import Title

_AGENCY_LABELS = ("发布机构", "公开机构", "发文机关", "发布单位", "公开单位")
_SOURCE_LABELS = ("信息来源", "来源")  # may name a newspaper, or 本站
_BODY = re.compile(
    r"(?:政府|办公厅|办公室|局|委|委员会|厅|院|镇|乡|街道|办事处|中心|处|会|部|社|队|馆|所|站|公司)$"
)
_WEBSITE = re.compile(r"网站$|^本站$")
_TERRITORY = re.compile(r"(?:省|市|县|区|旗|州|盟)(?:人民政府)?$")
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处)?$")
# A zone's committee may report for itself or for the zone; no zone is a territory by law.
_ZONE = re.compile(r"管委会|管理委员会|(?:社|园|景|新|开发|示范|度假|保税|高新|合作|试验)区$")
_WHOLE_TERRITORY = re.compile(r"(?:综合各|根据各|汇总各?)(?:县|市|区|镇|乡|街道|部门|地区)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says it is; `title` as printed, `year` 0 and `agency` "" if unknown."""

    title: str
    agency: str
    year: int
    scope: Scope
    findings: tuple[Finding, ...]


def identify(reading: Reading, url: str, form: Form, dates: Sequence[Dated]) -> Identity:
    """Return body, year and scope of a report with a finding for each doubt about them."""
    naming = name_report(reading)
    title = naming.title
    agency = title.agency or _stated_agency(reading.blocks)
    year, doubts = _year(title, reading.blocks, url, dates)
    findings = [*naming.findings, *doubts, *_form_year(form, year)]
    if not agency:
        findings.append(_doubt("title.agency_unknown", "标题和页面都没有写明是哪个机关的年报。"))
    elif not title.agency:
        detail = f"标题没有写明是哪个机关的年报，按页面所注取“{agency}”。"
        findings.append(_doubt("title.agency_inferred", detail, agency))
    if not title.accepted and naming.printed:
        detail = f"标题“{naming.printed[:60]}”不像年度报告的标题。"
        findings.append(_doubt("title.refused", detail, title.reason))
    scope = _scope(agency, reading.blocks)
    return Identity(naming.printed, agency, year, scope, tuple(findings))


def _stated_agency(blocks: Sequence[Block]) -> str:
    """Return the body the page names as its publisher; a newspaper or website is none."""
    for label in (*_AGENCY_LABELS, *_SOURCE_LABELS):
        for text in (*labelled(blocks, frozenset({label})), *_after_label(blocks, label)):
            name = "".join(text.split())
            body = _BODY.search(fold(name)) or _TERRITORY.search(fold(name))
            if name and not _WEBSITE.search(name) and (body or label in _AGENCY_LABELS):
                return name
    return ""


def _after_label(blocks: Sequence[Block], label: str) -> Iterator[str]:
    for block in islice(lines(blocks), TITLE_LINES):
        if match := re.match(rf"{label}[::：\s]+(\S{{2,40}})", block.text):
            yield match[1]


def _year(
    title: Title, blocks: Sequence[Block], url: str, dates: Sequence[Dated]
) -> tuple[int, list[Finding]]:
    """Return the year by the best evidence, with a finding if there is none or it is disputed."""
    period = period_years(blocks)
    published = dates[0].day.year - 1 if dates else 0
    evidence = {
        "标题": title.year,
        "统计期限": period[0] if len(period) == 1 else 0,
        "网址": url_year(url),
        "发布日期的上一年": published,
    }
    stated = {name: year for name, year in evidence.items() if year}
    if not stated:
        return 0, [_doubt("title.year_unknown", "标题、正文、网址和日期都看不出是哪一年的年报。")]
    source, year = next(iter(stated.items()))
    doubts = [_doubt("title.year_inferred", f"年份{year}取自{source}。")]
    doubts = [] if source in ("标题", "统计期限") else doubts
    if dates and dates[0].day.year <= year:
        detail = f"报告写的是{year}年，而{dates[0].day.isoformat()}已经发布。"
        doubts.append(_doubt("title.year_conflict", detail, dates[0].day.isoformat()))
    if stated.get("统计期限", year) != year:
        detail = f"标题写的是{year}年，统计期限写的是{stated['统计期限']}年。"
        doubts.append(_doubt("title.year_conflict", detail, str(stated["统计期限"])))
    if stated.get("网址", year) not in (year, year + 1):  # folders may be named by publication
        detail = f"报告写的是{year}年，网址所在目录是{stated['网址']}年。"
        doubts.append(_doubt("title.year_conflict", detail, str(stated["网址"])))
    return year, doubts


def _form_year(form: Form, year: int) -> Iterator[Finding]:
    if year and (year < form.first_year or 0 < form.last_year < year):
        detail = f"{year}年的报告用的是“{form.name}”。"
        yield _doubt("form.year_mismatch", detail, form.id)


def _scope(agency: str, blocks: Sequence[Block]) -> Scope:
    """Return whose requests are counted: a territory's government reports for all below it."""
    name = fold(agency)
    if not name:
        return Scope.UNKNOWN
    if not _ZONE.search(name):
        if _TERRITORY.search(name) and not _TOWN.search(name):
            return Scope.CONSOLIDATED
        return Scope.OWN if _BODY.search(name) else Scope.UNKNOWN
    head = (fold(block.text) for block in islice(lines(blocks), TITLE_LINES))
    stated = any(_WHOLE_TERRITORY.search(line) for line in head)
    return Scope.CONSOLIDATED if stated else Scope.UNKNOWN


def _doubt(rule: str, detail: str, actual: str = "") -> Finding:
    return Finding(rule, Outcome.UNCERTAIN, actual=actual, detail=detail)
