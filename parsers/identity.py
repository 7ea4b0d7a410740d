"""Whose report this is and on which year: every piece of evidence in a fixed order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.dates import Dated, period_years, url_year
from parsers.forms import Form
from parsers.forms.labels import label_key
from parsers.model import Block, Finding, Grid, Heading, Outcome, Paragraph, Reading, Scope
from parsers.text import fold
from parsers.titles import Title, parse_title

# A title stands before the report's text; further down, lines that look like one are quotations.
_TITLE_LINES = 40
_LONGEST_TITLE = 80
_LINES_OF_A_TITLE = 3
_TITLE_META = ("meta:articletitle", "title", "meta:title")
_NAME_LABELS = frozenset({"名称", "标题", "信息名称"})
_AGENCY_LABELS = ("发布机构", "公开机构", "发文机关", "发布单位", "公开单位", "信息来源", "来源")
_TITLE_LABEL = re.compile(r"^(?:标题|名称|信息名称)[\s::：]*")
_BODY = re.compile(
    r"(?:政府|办公厅|办公室|局|委|委员会|厅|院|镇|乡|街道|办事处|中心|处|会|部|社|队|馆|所|站|公司)$"
)
_TERRITORY = re.compile(r"(?:省|市|县|区|旗|州|盟)(?:人民政府)?$")
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处)?$")
_ZONE = re.compile(r"管委会|管理委员会")  # a zone's committee may report for itself or for the zone
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
    printed, title = _title(reading)
    agency = title.agency or _stated_agency(reading.blocks)
    year, doubts = _year(title, reading.blocks, url, dates)
    findings = [*doubts, *_form_year(form, year)]
    if not agency:
        findings.append(_doubt("title.agency_unknown", "标题和页面都没有写明是哪个机关的年报。"))
    if not title.accepted and printed:
        detail = f"标题“{printed[:60]}”不像年度报告的标题。"
        findings.append(_doubt("title.refused", detail, title.reason))
    return Identity(printed, agency, year, _scope(agency, reading.blocks), tuple(findings))


def _title(reading: Reading) -> tuple[str, Title]:
    """Return the best title: the first with body and year, else with body, else with year."""
    found: list[tuple[str, Title]] = []
    for line in _titles(reading):
        title = parse_title(line)
        if title.accepted and title.agency and title.year:
            return line, title
        if title.reason != "not_annual_report":
            found.append((line, title))
    best = max(found, key=lambda each: _rank(each[1]), default=None)
    if best is not None:
        return best
    return next(_titles(reading), ""), parse_title("")


def _rank(title: Title) -> tuple[bool, bool, bool]:
    return title.accepted, bool(title.agency), bool(title.year)


def _titles(reading: Reading) -> Iterator[str]:
    """Yield what may be the title: headings, metadata, then the first lines and their joins."""
    head = list(islice(_lines(reading.blocks), _TITLE_LINES))
    yield from (block.text for block in head if isinstance(block, Heading))
    metadata = [(name.lower(), value) for name, value in reading.metadata]
    yield from (value for name, value in metadata if name == _TITLE_META[0] and value)
    for number, block in enumerate(head):
        if len(block.text) <= _LONGEST_TITLE:
            yield _TITLE_LABEL.sub("", block.text)
            yield from _joined(head[number : number + _LINES_OF_A_TITLE])
    yield from _labelled(reading.blocks, _NAME_LABELS)
    yield from (value for name, value in metadata if name in _TITLE_META and value)


def _joined(blocks: Sequence[Heading | Paragraph]) -> Iterator[str]:
    """Yield a title printed over two or three lines, the first of which is a body's name."""
    if not _BODY.search(fold(blocks[0].text)):
        return
    for count in range(2, len(blocks) + 1):
        yield "".join(block.text for block in blocks[:count])


def _lines(blocks: Sequence[Block]) -> Iterator[Heading | Paragraph]:
    return (block for block in blocks if not isinstance(block, Grid))


def _labelled(blocks: Sequence[Block], labels: frozenset[str]) -> Iterator[str]:
    """Yield what stands beside a label in the page's metadata table."""
    for block in blocks:
        cells = block.cells if isinstance(block, Grid) else ()
        for number, cell in enumerate(cells[:-1]):
            if len(cell.text) <= 8 and label_key(cell.text).rstrip(":") in labels:
                yield cells[number + 1].text


def _stated_agency(blocks: Sequence[Block]) -> str:
    for label in _AGENCY_LABELS:
        for text in _labelled(blocks, frozenset({label})):
            if text.strip():
                return "".join(text.split())
    for block in islice(_lines(blocks), _TITLE_LINES):
        for label in _AGENCY_LABELS:
            if match := re.match(rf"{label}[::：\s]+(\S{{2,40}})", block.text):
                return match[1]
    return ""


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
    if _TERRITORY.search(name) and not _TOWN.search(name):
        return Scope.CONSOLIDATED
    if not _ZONE.search(name):
        return Scope.OWN if _BODY.search(name) else Scope.UNKNOWN
    head = (fold(block.text) for block in islice(_lines(blocks), _TITLE_LINES))
    stated = any(_WHOLE_TERRITORY.search(line) for line in head)
    return Scope.CONSOLIDATED if stated else Scope.UNKNOWN


def _doubt(rule: str, detail: str, actual: str = "") -> Finding:
    return Finding(rule, Outcome.UNCERTAIN, actual=actual, detail=detail)
