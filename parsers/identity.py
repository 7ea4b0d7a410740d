"""Whose report this is and on which year: every piece of evidence in a fixed order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.bodies import is_office_of, same_body
from parsers.dates import Dated, period_years, url_year
from parsers.forms import Form
from parsers.model import (
    Block,
    Evidence,
    Figure,
    Finding,
    Mention,
    Outcome,
    Reading,
    Report,
    Scope,
    Section,
)
from parsers.naming import Naming, name_report
from parsers.publisher import credit_code, names_a_body, publisher_evidence
from parsers.scope import scope_of

_WITNESSES = (
    ("publisher", "发布机构", "publisher on the page"),
    ("signature", "落款", "signature"),
)
_EVIDENCE_EN = {
    "网址": "the address",
    "发布日期的上一年": "the date of publication",
    "文件属性": "the properties of the file",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says it is; `title` as printed, `year` 0 and `agency` "" if unknown."""

    title: str
    agency: str
    year: int
    scope: Scope
    evidence: tuple[Evidence, ...]
    credit_code: str
    findings: tuple[Finding, ...]


def identify(reading: Reading, url: str, form: Form, dates: Sequence[Dated]) -> Identity:
    """Return body, year and scope of a report with a finding for each doubt about them."""
    naming = name_report(reading)
    around = publisher_evidence(reading, url)
    code, code_doubts = credit_code(around)
    agency, agency_doubts = _agency(naming, around)
    year, year_doubts = _year(naming, reading.blocks, url, dates)
    scope, scope_doubts = scope_of(agency, naming.printed, reading.blocks)
    doubts = (*year_doubts, *_form_year(form, year), *agency_doubts, *scope_doubts)
    findings = (*naming.findings, *doubts, *_refused(naming), *code_doubts)
    evidence = (*naming.evidence, *around)
    return Identity(naming.printed, agency, year, scope, evidence, code, findings)


def report_of(
    identity: Identity,
    dates: Sequence[Dated],
    reading: Reading,
    form: Form,
    *,
    sections: tuple[Section, ...],
    figures: tuple[Figure, ...],
    findings: tuple[Finding, ...],
    mentions: tuple[Mention, ...],
    alternative: str = "",
) -> Report:
    """Return a report of this identity, published at the best of the dates."""
    return Report(
        agency=identity.agency,
        year=identity.year,
        form=form.id,
        scope=identity.scope,
        title=identity.title,
        published=dates[0].day if dates else None,
        published_evidence=dates[0].evidence if dates else "",
        medium=reading.medium,
        sections=sections,
        figures=figures,
        findings=findings,
        mentions=mentions,
        alternative=alternative,
        agency_evidence=identity.evidence,
        credit_code=identity.credit_code,
    )


def _agency(naming: Naming, around: Sequence[Evidence]) -> tuple[str, list[Finding]]:
    """Return the body by the best evidence, with findings where it is inferred or disputed."""
    if agency := naming.title.agency:
        return agency, list(_other_publishers(agency, around))
    stated = next(filter(names_a_body, around), None)
    if stated is None and naming.of_file and (agency := naming.of_file.agency):
        said = f"标题和页面都没有写明是哪个机关的年报，按文件属性所注取“{agency}”。"
        said_en = f"Neither title nor page names the body; the file's properties name “{agency}”."
        return agency, [_doubt("title.agency_inferred", said, said_en, agency)]
    if stated is None:
        said = "标题和页面都没有写明是哪个机关的年报。"
        said_en = "Neither the title nor the page says whose report this is."
        return "", [_doubt("title.agency_unknown", said, said_en)]
    said = f"标题没有写明是哪个机关的年报，按页面所注取“{stated.text}”。"
    said_en = f"The title does not say whose report this is; the page says “{stated.text}”."
    doubts = [_doubt("title.agency_inferred", said, said_en, stated.text)]
    return stated.text, [*doubts, *_other_publishers(stated.text, around)]


def _other_publishers(agency: str, around: Sequence[Evidence]) -> Iterator[Finding]:
    """Yield a finding where 发布机构 or the signature names another body.

    A government's office writes the government's report: that is no contradiction.
    """
    for kind, name, name_en in _WITNESSES:
        for text in dict.fromkeys(each.text for each in around if each.kind == kind):
            if same_body(text, agency) or is_office_of(text, agency):
                continue
            said = f"{name}写的是“{text}”，报告取“{agency}”。"
            said_en = f"The {name_en} names “{text}”; the report is taken to be of “{agency}”."
            yield _doubt("agency.evidence_differs", said, said_en, text)


def _refused(naming: Naming) -> Iterator[Finding]:
    if not naming.title.accepted and naming.printed:
        printed = naming.printed[:60]
        said = f"标题“{printed}”不像年度报告的标题。"
        said_en = f"The title “{printed}” is not like that of an annual report."
        yield _doubt("title.refused", said, said_en, naming.title.reason)


def _year(
    naming: Naming, blocks: Sequence[Block], url: str, dates: Sequence[Dated]
) -> tuple[int, list[Finding]]:
    """Return the year by the best evidence, with a finding if there is none or it is disputed."""
    period = period_years(blocks)
    published = dates[0].day.year - 1 if dates else 0
    evidence = {
        "标题": naming.title.year,
        "统计期限": period[0] if len(period) == 1 else 0,
        "网址": url_year(url),
        "发布日期的上一年": published,
        "文件属性": naming.of_file.year if naming.of_file else 0,
    }
    stated = {name: year for name, year in evidence.items() if year}
    if not stated:
        said = "标题、正文、网址和日期都看不出是哪一年的年报。"
        said_en = "Neither title, text, address nor date tells which year the report is on."
        return 0, [_doubt("title.year_unknown", said, said_en)]
    source, year = next(iter(stated.items()))
    return year, [*_inferred(source, year), *_year_conflicts(year, stated, dates)]


def _inferred(source: str, year: int) -> Iterator[Finding]:
    if source not in ("标题", "统计期限"):
        said_en = f"The year {year} is taken from {_EVIDENCE_EN[source]}."
        yield _doubt("title.year_inferred", f"年份{year}取自{source}。", said_en)


def _year_conflicts(
    year: int, stated: Mapping[str, int], dates: Sequence[Dated]
) -> Iterator[Finding]:
    rule = "title.year_conflict"
    if dates and dates[0].day.year <= year:
        day = dates[0].day.isoformat()
        said_en = f"The report is on {year} by its own words, but was published on {day}."
        yield _doubt(rule, f"报告写的是{year}年，而{day}已经发布。", said_en, day)
    if (period := stated.get("统计期限", year)) != year:
        said = f"标题写的是{year}年，统计期限写的是{period}年。"
        said_en = f"The title names {year}, the stated period is {period}."
        yield _doubt(rule, said, said_en, str(period))
    if (folder := stated.get("网址", year)) not in (year, year + 1):  # may be that of publication
        said = f"报告写的是{year}年，网址所在目录是{folder}年。"
        said_en = f"The report is on {year}, the folder of its address is of {folder}."
        yield _doubt(rule, said, said_en, str(folder))


def _form_year(form: Form, year: int) -> Iterator[Finding]:
    if year and (year < form.first_year or 0 < form.last_year < year):
        said_en = f"The report on {year} is on form {form.id}."
        yield _doubt("form.year_mismatch", f"{year}年的报告用的是“{form.name}”。", said_en, form.id)


def _doubt(rule: str, detail: str, detail_en: str, actual: str = "") -> Finding:
    return Finding(rule, Outcome.UNCERTAIN, actual=actual, detail=detail, detail_en=detail_en)
