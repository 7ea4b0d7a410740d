"""What a title says: whose annual report it is, on which year, or why it is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from parsers.bodies import is_body
from parsers.text import fold, squeezed, with_digits

_ZERO = "〇○零◯0OoО"  # as typed: also Latin and Cyrillic letters
_YEAR = rf"(?:20[0-3][0-9]|二[{_ZERO}][{_ZERO}一二三][{_ZERO}一二三四五六七八九])"
_YEAR_PRINTED = re.compile(
    rf"(?<![0-9])({_YEAR})(?![0-9])(?!年?[-./]?[0-9]{{1,2}}[-./月])(?:年度|年)?"
)
_REPORT = re.compile(
    r"(?:政府|政务)?(?:政务)?信息公开(?:工作)?(?:情况)?的?"
    rf"(?:[（(]?{_YEAR}年?度?[)）]?)?"
    r"(?:年度(?:工作)?(?:情况|总结)?报告|年报|工作年?报告|告年度报|年年度报告|年度报)"
    r"|信息公开工作报告"
    rf"|政务公开(?:工作)?(?:{_YEAR}年)?(?:年度(?:工作)?报告|年报)"
)
# Without 年度 it is a report on a year only if it names one whole year.
_LOOSE_REPORT = re.compile(
    r"(?:政府|政务)?信息公开(?:工作)?(?:情况|总结)的?(?:总结|工作)?(?:报告|汇报)"
)
_PART_OF_YEAR = re.compile(r"季度|半年|[0-9一二三四五六七八九十]月")
# Refused wherever they stand; the other words only in the part that names the report, because
# 通知公告 is also a column of many sites.
_EXPLAINER = re.compile(
    r"解读|图解|图(?:读懂|看懂|速览|了解)|图说|长图|图文版|图表版|图片版|超链版"
)
_EXPLAINED = re.compile(rf"^.*(?:{_EXPLAINER.pattern})")  # 一图读懂某某市
_REFUSED = (
    (re.compile(r"网站.{0,6}(?:年度)?报表"), "website_report"),
    (re.compile(r"法治政府建设"), "rule_of_law_report"),
    (re.compile(r"通知"), "notice"),
    (re.compile(r"(?<!机构)编制"), "notice"),  # 机构编制委员会办公室 is a body of its own
    (re.compile(r"评估(?!中心|局)"), "evaluation"),
    (re.compile(r"模板|样表|格式"), "template"),
)
_SEPARATORS = re.compile(r"(?<![0-9])-+|-+(?![0-9])|[_|—–>»]+")  # never inside a date
_BRACKETED = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])")
_FILLER = re.compile(
    r"^(?:关于|\(|\)|年度|年|的|-|[0-9]{1,2}[.、])+"
    r"|(?:关于|印发|报送|上报|发布|公布|公开发布|年度|年|的|\(|\)|,|、|·)+$"
)
_SCOPE = re.compile(r"\((?:汇总|综合|合并|(?:局|机关)?本级|本机关|全[省市州盟县区旗])\)")
_BRACKET = re.compile(r"\(([^()]{3,40})\)")
_BEFORE_NAME = re.compile(r".*[:/](?=.)")  # 附件:, 名称:, 首页/年报/
_SENTENCE = re.compile(r"[。;!?]|按照|根据|要求|现将|现予")
_BARE = re.compile(r"(?:年度|年|报告|报|[()《》\[\]【】.:、-])*")  # what a bare year is wrapped in
_LONGEST_AGENCY = 40


_LONGEST_KEPT = 200  # characters; a longer text is no title, and not worth keeping in memory


@dataclass(frozen=True, slots=True)
class Title:
    """A title as understood: `year` 0 if it names none, `reason` why it is refused.

    `reason` is "" or one of not_annual_report, website_report, rule_of_law_report, explainer,
    notice, evaluation, template.
    """

    agency: str
    year: int
    accepted: bool
    reason: str = ""


def parse_title(text: str) -> Title:
    """Return what a page title or link text says.

    >>> parse_title("某某县民政局2023年政府信息公开年度报告-某某县民政局")
    Title(agency='某某县民政局', year=2023, accepted=True, reason='')
    >>> parse_title("2023年政府网站工作年度报表").reason
    'website_report'
    """
    return _short_title(text) if len(text) <= _LONGEST_KEPT else _parsed(text)


def _parsed(text: str) -> Title:
    line = squeezed(text).strip('《》“”"')
    part, found = _report_part(line)
    reason = _refusal(line, part, found)
    if found is None:
        return Title("", 0, accepted=False, reason=reason)
    before, after = part[: found.start()], part[found.start() :]
    agency = _agency(before, found[0]) or _agency_after(part[found.end() :])
    return Title(agency, _year(before, after), not reason, reason)


_short_title = lru_cache(maxsize=4096)(_parsed)  # a crawl asks five times about each


def title_in_list(
    text: str, above: Iterable[str], year: int = 0, *, is_report: bool = False
) -> str:
    """Return an entry's title with the body and year it lacks, which stand above it in its list.

    *above* are the texts that may name them, the nearest first; *year* is the list's own, 0 if it
    has none. Where *is_report* is known of every entry, a bare year or body names a report too.

    >>> title_in_list("2023年政府信息公开年度报告", ["甲市民政局"])
    '甲市民政局2023年政府信息公开年度报告'
    >>> title_in_list("2023年", ["甲市民政局"], is_report=True)
    '甲市民政局2023年政府信息公开年度报告'
    >>> title_in_list("甲市民政局", ["2023年度"], is_report=True)
    '甲市民政局2023年政府信息公开年度报告'
    >>> title_in_list("我市召开会议", ["2023年", "甲市民政局"], is_report=True)
    '我市召开会议'
    """
    title, texts = parse_title(text), [squeezed(each) for each in above]
    bodies = [name for each in texts if is_body(name := _YEAR_PRINTED.sub("", fold(each)))]
    years = [*(found for each in texts for found in years_printed(each)), *filter(None, [year])]
    if title.accepted or title.reason == "explainer":
        agency = bodies[0] if bodies and not title.agency else ""
        when = f"{years[0]}年" if years and not title.year else ""
        return f"{agency}{when}{text}"
    if not is_report or title.reason != "not_annual_report":
        return text
    return _bare_title(text, bodies, years)


def _bare_title(text: str, bodies: list[str], years: list[int]) -> str:
    """Return the title of a report that is listed by nothing but its year, its body or both."""
    line = squeezed(text)
    own, rest = years_printed(line), _YEAR_PRINTED.sub("", fold(line))
    named = [rest] if is_body(rest) else bodies
    if not (is_body(rest) or _BARE.fullmatch(rest)) or not (own or years):
        return text
    agency = named[0] if named else ""
    return f"{agency}{(own or years)[0]}年政府信息公开年度报告"


def years_printed(text: str) -> tuple[int, ...]:
    """Return the years a text names, in order, dates left out.

    >>> years_printed("2019年度（二〇二〇年）"), years_printed("2020-01-31")
    ((2019, 2020), ())
    """
    return tuple(int(with_digits(year)) for year in _YEAR_PRINTED.findall(text))


def _report_part(line: str) -> tuple[str, re.Match[str] | None]:
    """Return the part between separators that names a report, one with an agency first."""
    parts = [(part, _named(part)) for part in _SEPARATORS.split(line)]
    found = [_behind_column(part, match) for part, match in parts if match]
    for part, match in found:
        if _agency(part[: match.start()], match[0]):
            return part, match
    if found:
        return found[0]
    return line, _named(line)


def _behind_column(part: str, match: re.Match[str]) -> tuple[str, re.Match[str]]:
    """Return the report a part names behind the column it stands in, else what was found in it.

    Sites print 甲市人民政府 政府信息公开年报 甲市民政局2023年…年度报告 in a row.
    """
    rest = part[match.end() :]
    article = None if years_printed(part[: match.end()]) else _named(rest)
    if article and years_printed(rest) and is_body(_agency(rest[: article.start()], article[0])):
        return rest, article
    return part, match


def _named(part: str) -> re.Match[str] | None:
    """Return what names an annual report in a part of a title."""
    if match := _REPORT.search(part):
        return match
    match = _LOOSE_REPORT.search(part)
    is_of_year = match and years_printed(part) and not _PART_OF_YEAR.search(part)
    return match if is_of_year else None


def _refusal(line: str, part: str, found: re.Match[str] | None) -> str:
    for pattern, reason in _REFUSED:
        if pattern.search(part):
            return reason
    if found is None:
        return "not_annual_report"
    return "explainer" if _EXPLAINER.search(line) else ""


def _agency_after(after: str) -> str:
    """Return the body behind a title that names none before: in brackets, or to its end.

    >>> _agency_after("(2023年度)(甲市民政局)"), _agency_after("(全市)")
    ('甲市民政局', '')
    """
    rest = _YEAR_PRINTED.sub("", _SCOPE.sub("", after))
    for bracket in _BRACKET.finditer(rest):
        if is_body(bracket[1]):
            return bracket[1]
    return rest if is_body(rest) and "(" not in rest else ""


def _agency(before: str, report: str) -> str:
    name = _YEAR_PRINTED.sub("", _BRACKETED.sub("", _SCOPE.sub("", before))).strip('《》“”"')
    name = _FILLER.sub("", _BEFORE_NAME.sub("", name.rstrip(":")))
    name = _EXPLAINED.sub("", name).strip('《》“”"')
    name += ")" if name.count("(") > name.count(")") else ""
    if name.endswith("人民") and report.startswith("政府"):
        name += "政府"  # 某县人民政府信息公开…: the two names share the word
    if len(name) > _LONGEST_AGENCY or _SENTENCE.search(name):
        return ""
    return name


def _year(before: str, after: str) -> int:
    """Return the year named before the report's name, else the one after; two are none."""
    years = set(years_printed(before)) or set(years_printed(after))
    return years.pop() if len(years) == 1 else 0
