"""When a report was published and which year it is on, with the evidence for each."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from parsers.model import Block, Finding, Grid, Outcome, Reading
from parsers.text import fold, squeezed, with_digits

# Names a page gives to its date of publication, the better evidence first. 发文 and 成文 are the
# dates of the paper, which may be older than the page.
_LABELS = (
    "发布日期",
    "发布时间",
    "公开日期",
    "公开时间",
    "发文日期",
    "生成日期",
    "成文日期",
    "日期",
)
# A paper is written some weeks before its page: that is no contradiction.
_OF_PAPER = frozenset({"发文日期", "生成日期", "成文日期", "落款"})
_WEEKS_BEFORE = timedelta(days=60)
_META = frozenset({"meta:pubdate", "meta:publishdate", "meta:publicationdate"})
# 日期 alone: 当前日期 and 更新日期 are other dates.
_LABELLED = re.compile(rf"({'|'.join(_LABELS[:-1])}|(?<![一-鿿])日期)[\s::]*(?=[0-9二])")
_DATE = re.compile(r"(20[0-3][0-9])\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})(?![0-9])")
_WRITTEN = re.compile(
    r"(二[〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_URL_DATES = (
    re.compile(r"/t(20[0-3][0-9])([01][0-9])([0-3][0-9])_"),
    re.compile(r"/(20[0-3][0-9])/([0-9]{1,2})/([0-9]{1,2})/"),
    re.compile(r"/(20[0-3][0-9])-([01][0-9])-([0-3][0-9])/"),
    re.compile(r"/(20[0-3][0-9])([01][0-9])([0-3][0-9])(?:/|[0-9]{6}[./])"),
)
_URL_YEAR = re.compile(r"[/=_a-z](20[0-3][0-9])(?:n|nian|nb|ndbg)?(?=[/&]|$)(?!/[0-9]{1,2}/)")
_PERIOD = re.compile(r"统计[^。;]{0,14}?(20[0-3][0-9])年1月1日")
_PERIOD_ONLY = re.compile(r"自(20[0-3][0-9])年1月1日起?至\1?年?12月31日")
# A date at the foot stands in the last lines, before the footer of the site.
_FOOT_LINES = 25
_LONGEST_META_LINE = 200
_LONGEST_PARAGRAPH = 20_000
_SOONEST = date(2008, 5, 1)  # the regulation came into force


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with the name of its evidence: PubDate, a printed label, 落款 or URL."""

    day: date
    evidence: str


def publication_dates(reading: Reading, url: str) -> tuple[Dated, ...]:
    """Return every candidate for the date of publication, the best evidence first."""
    return (
        *_from_meta(reading.metadata),
        *_from_page(reading.blocks),
        *_from_foot(reading.blocks),
        *_from_url(url),
    )


def check_dates(candidates: Sequence[Dated]) -> tuple[Finding, ...]:
    """Return a finding where the candidates differ, with all of them."""
    if not candidates or all(_agrees(each, candidates[0]) for each in candidates):
        return ()
    listed = "，".join(f"{each.evidence} {each.day.isoformat()}" for each in candidates)
    detail = f"页面上的几个日期不一致：{listed}；采用第一个。"
    detail_en = f"The dates on the page differ: {listed}; the first is taken."
    rule, outcome = "date.candidates_differ", Outcome.UNCERTAIN
    return (Finding(rule, outcome, actual=listed, detail=detail, detail_en=detail_en),)


def _agrees(candidate: Dated, best: Dated) -> bool:
    earlier = best.day - candidate.day
    is_of_paper = candidate.evidence in _OF_PAPER and best.evidence not in _OF_PAPER
    return not earlier or (is_of_paper and timedelta(0) < earlier <= _WEEKS_BEFORE)


def period_years(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the years of 统计期限自YYYY年1月1日 as the text states them."""
    for block in blocks:
        if isinstance(block, Grid) or "1" not in block.text or "20" not in block.text:
            continue
        line = fold(block.text[:_LONGEST_PARAGRAPH])
        found = _PERIOD.findall(line) or _PERIOD_ONLY.findall(line)
        if found:
            return tuple(sorted({int(year) for year in found}))
    return ()


def url_year(url: str) -> int:
    """Return the year an address names as a folder or parameter of its own, 0 if none or several.

    >>> url_year("http://www.example.gov.cn/gknb/gknb2017/201802/t20180223_1.html")
    2017
    >>> url_year("http://www.example.gov.cn/art/2022/1/11/art_1_2.html")
    0
    """
    years = {int(year) for year in _URL_YEAR.findall(url)}
    return years.pop() if len(years) == 1 else 0


def parse_date(text: str) -> date | None:
    """Return the first date in a text, None if there is none.

    >>> parse_date("2024年1月17日"), parse_date("二〇二四年一月十七日")
    (datetime.date(2024, 1, 17), datetime.date(2024, 1, 17))
    >>> parse_date("2024-13-01") is None
    True
    """
    line = unicodedata.normalize("NFKC", text)
    if match := _DATE.search(line):
        return _day(match[1], match[2], match[3])
    if match := _WRITTEN.search("".join(line.split())):
        return _day(with_digits(match[1]), _written(match[2]), _written(match[3]))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found >= _SOONEST else None


def _written(numeral: str) -> str:
    """Return the digits of a numeral up to 三十一.

    >>> _written("三十一"), _written("十七"), _written("九"), _written("二十")
    ('31', '17', '9', '20')
    """
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return with_digits(numeral)
    return f"{with_digits(tens) or 1}{with_digits(ones) or 0}"


def _from_meta(metadata: Sequence[tuple[str, str]]) -> Iterator[Dated]:
    for name, value in metadata:
        if name.lower() in _META and (day := parse_date(value)):
            yield Dated(day, "PubDate")


def _from_page(blocks: Sequence[Block]) -> Iterator[Dated]:
    found = [
        each
        for block in blocks
        for each in (_from_grid(block) if isinstance(block, Grid) else _from_line(block.text))
    ]
    yield from sorted(found, key=lambda each: _LABELS.index(each.evidence))


def _from_grid(grid: Grid) -> Iterator[Dated]:
    """Yield the dates of a metadata table: label and date in neighbouring cells or in one."""
    for number, cell in enumerate(grid.cells):
        if ("期" not in cell.text and "间" not in cell.text) or len(cell.text) > _LONGEST_META_LINE:
            continue  # cheaper than folding every cell
        label = fold(cell.text).rstrip(":")
        if label in _LABELS and number + 1 < len(grid.cells):
            beside = grid.cells[number + 1].text
            if len(beside) <= _LONGEST_META_LINE and (day := parse_date(beside)):
                yield Dated(day, label)
        else:
            yield from _from_line(cell.text)


def _from_line(text: str) -> Iterator[Dated]:
    if len(text) > _LONGEST_META_LINE or ("日期" not in text and "时间" not in text):
        return
    line = unicodedata.normalize("NFKC", text)
    for label in _LABELLED.finditer(line):
        day = parse_date(line[label.end() : label.end() + 20])
        if day:
            yield Dated(day, label[1])


def _from_foot(blocks: Sequence[Block]) -> Iterator[Dated]:
    """Yield the date that stands alone in one of the last lines, under the body's name."""
    for block in reversed(blocks[-_FOOT_LINES:]):
        if isinstance(block, Grid):
            return
        line = squeezed(block.text)
        if (_DATE.match(line) or _WRITTEN.match(line)) and len(line) <= 12 and parse_date(line):
            day = parse_date(line)
            if day:
                yield Dated(day, "落款")
            return


def _from_url(url: str) -> Iterator[Dated]:
    for pattern in _URL_DATES:
        if (match := pattern.search(url)) and (day := _day(match[1], match[2], match[3])):
            yield Dated(day, "URL")
            return
