"""Which of the titles on a page is the report's: neighbours in menus and lists look the same."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.bodies import is_body, same_body, take_apart
from parsers.forms.labels import label_key
from parsers.model import (
    Block,
    Evidence,
    Finding,
    Grid,
    Heading,
    Medium,
    Outcome,
    Paragraph,
    Reading,
)
from parsers.text import fold
from parsers.titles import Title, parse_title, years_printed

# A title stands before the report's text; further down, lines that look like one are quotations.
TITLE_LINES = 40
_LONGEST_TITLE = 80
_LINES_OF_A_TITLE = 4  # 甲市 / 民政局 / 2023年度 / 政府信息公开工作年度报告
_MOST_EVIDENCE = 10
_LARGE = 30  # cells: the smallest table of a form has 39
_ARTICLE_TITLE = "meta:articletitle"
_TITLE_META = (_ARTICLE_TITLE, "title", "meta:title", "subject")
_NAME_LABELS = frozenset({"名称", "标题", "信息名称"})
_TITLE_LABEL = re.compile(r"^(?:标题|名称|信息名称)[\s::：]*")
_NEIGHBOUR = re.compile(r"\s*(?:上|下|前|后)一(?:篇|条|页|个)|\s*相关")
# A line that is no title may be the beginning of one: a place, or a body up to 政府信息公开.
_BEGINNING = re.compile(
    r"[省市县区旗州盟]$|.(?:政府信息|政务)公开(?:工作)?(?:情况)?(?:年度?)?(?:工作)?$|.(?:关于)?20[0-3][0-9]年度?$"
)
_PLACE = re.compile(r"[省市县区旗州盟]$")
_YEAR_LINE = re.compile(r"\(?.{4}年?度?\)?")
_PROSE = re.compile(r"[。，；]")
# What the page says of itself; lines and small headings may be links to other reports.
_PROPERTY = "property"
_STRONG = frozenset({"h1", "label", *_TITLE_META})


@dataclass(frozen=True, slots=True)
class Naming:
    """The report's title: as printed, as understood, and what on the page contradicts it.

    `evidence` are the bodies that titles on the page name, the chosen one first. `of_file` is what
    a property of the file says, where that is a title.
    """

    printed: str
    title: Title
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    of_file: Title | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text that may be the title; `kind` is what it is on the page, `source` where it stands."""

    kind: str
    text: str
    source: str
    title: Title


def name_report(reading: Reading) -> Naming:
    """Return the title most of the page agrees on, with a finding where that is no clear answer."""
    found = [
        _Candidate(kind, text, source, parse_title(text))
        for kind, text, source in _candidates(reading)
        if "公开" in "".join(text.split())
    ]
    accepted = [each for each in found if each.title.accepted]
    # files keep the property of the one they were copied from: it counts where nothing else does
    beside = next((each.title for each in accepted if each.kind == _PROPERTY), None)
    accepted = [each for each in accepted if each.kind != _PROPERTY] or accepted
    if not accepted:
        return _refused(reading, found)
    year, years = _elect(accepted, lambda title: str(title.year or ""), str.__eq__)
    agency, agencies = _elect(accepted, lambda title: title.agency, same_body)
    agency = _with_place(agency, accepted)
    chosen = max(
        accepted, key=lambda each: (each.title.agency == agency, each.title.year == int(year or 0))
    )
    title = Title(agency, int(year or 0), accepted=True)
    findings = (
        *_disputed("title.year_conflict", "年份", "years", years),
        *_disputed("title.agency_conflict", "机关", "bodies", agencies),
    )
    return Naming(chosen.text, title, findings, _evidence(accepted, agency), beside)


def _with_place(agency: str, found: Sequence[_Candidate]) -> str:
    """Return a body's name with the place that stands before it on a line of its own."""
    for name in (each.title.agency for each in found):
        if name != agency and name.endswith(agency) and _PLACE.search(name.removesuffix(agency)):
            return name if is_body(agency) and not take_apart(agency).place else agency
    return agency


def _evidence(found: Sequence[_Candidate], agency: str = "") -> tuple[Evidence, ...]:
    """Return the bodies named by titles, each where it stands first, the chosen one first."""
    named = {each.title.agency: each for each in reversed(found) if each.title.agency}
    order = sorted(named, key=lambda name: (name != agency, found.index(named[name])))
    return tuple(Evidence("title", name, named[name].source) for name in order[:_MOST_EVIDENCE])


def lines(blocks: Sequence[Block]) -> Iterator[Heading | Paragraph]:
    """Yield the blocks that are no tables."""
    return (block for block in blocks if not isinstance(block, Grid))


def labelled(blocks: Sequence[Block], labels: frozenset[str]) -> Iterator[str]:
    """Yield what stands beside a label in the page's metadata table."""
    for block in blocks:
        cells = block.cells if isinstance(block, Grid) else ()
        for number, cell in enumerate(cells[:-1]):
            text = cell.text
            if len(text) <= 8 and not text.isdecimal() and label_key(text).rstrip(":") in labels:
                yield cells[number + 1].text


def _refused(reading: Reading, found: Sequence[_Candidate]) -> Naming:
    """Return the title that says most of a page without one that is accepted."""
    named = [each for each in found if each.title.reason != "not_annual_report"]
    if named:
        best = max(named, key=lambda each: (bool(each.title.agency), bool(each.title.year)))
        return Naming(best.text, best.title, evidence=_evidence(named, best.title.agency))
    first = next((text for _, text, _ in _candidates(reading)), "")
    return Naming(first, parse_title(""))


def _elect(
    candidates: Sequence[_Candidate],
    what: Callable[[Title], str],
    is_same: Callable[[str, str], bool],
) -> tuple[str, tuple[str, ...]]:
    """Return what most kinds of evidence say, and all that is said where that is no clear answer.

    Of mere lines that differ the last stands nearest to the report: menus come before it.
    """
    kinds: dict[str, set[str]] = {}
    for each in candidates:
        if value := what(each.title):
            kinds.setdefault(value, set()).add(each.kind)
    if not kinds:
        return "", ()
    order = list(kinds)
    strong = {value: len(found & _STRONG) for value, found in kinds.items()}

    def rank(value: str) -> tuple[int, int, int]:
        place = order.index(value)
        return strong[value], len(kinds[value]), -place if strong[value] else place

    best = max(order, key=rank)
    rivals = [value for value in order if not is_same(value, best)]
    clear = not rivals or (strong[best] and not any(strong[value] for value in rivals))
    return best, () if clear else (best, *rivals)


def _disputed(rule: str, what: str, what_en: str, values: Sequence[str]) -> Iterator[Finding]:
    if values:
        said = "、".join(values)
        detail = f"页面上的标题写有不同的{what}：{said}；采用第一个。"
        detail_en = f"Titles on the page name different {what_en}: {said}; the first is taken."
        yield Finding(rule, Outcome.UNCERTAIN, actual=said, detail=detail, detail_en=detail_en)


def _candidates(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, text, source) of what may be the title.

    Headings come first, then metadata, the first lines and their joins.
    """
    head = list(islice(_head(reading.blocks), TITLE_LINES))
    for block in head:
        if isinstance(block, Heading) and not _NEIGHBOUR.match(block.text):
            yield "h1" if block.level == 1 else "heading", block.text, block.source
    metadata = [(name.lower(), value) for name, value in reading.metadata if value]
    yield from ((name, value, name) for name, value in metadata if name == _ARTICLE_TITLE)
    for number, block in enumerate(head):
        if len(block.text) <= _LONGEST_TITLE and not _NEIGHBOUR.match(block.text):
            lines_here = head[number : number + _LINES_OF_A_TITLE]
            yield from (("line", text, block.source) for text in _line(lines_here))
    yield from (("label", text, "") for text in labelled(reading.blocks, _NAME_LABELS))
    for name, value in metadata:
        if name in _TITLE_META and name != _ARTICLE_TITLE:
            yield name if reading.medium is Medium.HTML else _PROPERTY, value, name


def _line(blocks: Sequence[Heading | Paragraph]) -> Iterator[str]:
    """Yield a line, what it makes with the next ones if it may be a beginning, or a body below."""
    text = _TITLE_LABEL.sub("", blocks[0].text)
    if not _PROSE.search(text):
        yield text
    folded = fold(text)
    if _goes_on(folded):
        yield from _joins(text, blocks[1:])
    if len(blocks) > 1 and "公开" in folded and is_body(below := fold(blocks[1].text)):
        yield f"{below}{folded}"


def _joins(text: str, below: Sequence[Heading | Paragraph]) -> Iterator[str]:
    """Yield a line joined with the next ones, until that is a title or the next is one itself."""
    for block in below:
        if parse_title(block.text).agency and not _PLACE.search(fold(text)):
            return  # what stands before it is a crumb or a menu
        if parse_title(text).agency and not _is_year(fold(block.text)):
            return
        text += block.text
        yield text


def _goes_on(folded: str) -> bool:
    """Say whether a line may be the first of a title printed on several."""
    if ":" in folded:
        return False
    return is_body(folded) or _is_year(folded) or _BEGINNING.search(folded) is not None


def _is_year(folded: str) -> bool:
    return _YEAR_LINE.fullmatch(folded) is not None and years_printed(folded) != ()


def _head(blocks: Sequence[Block]) -> Iterator[Heading | Paragraph]:
    """Yield the lines before the first large table."""
    for block in blocks:
        if not isinstance(block, Grid):
            yield block
        elif len(block.cells) >= _LARGE:
            return
