"""All that a document says of its publisher, beside its title: kept whether it agrees or not.

Order of evidence: 发布机构, signature (落款), 来源, meta tags, 索引号, 网站标识码, URL. Meta tags
are copied from site to site and an 索引号 may be the publishing office's: evidence, not truth.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from parsers.bodies import LONGEST, is_body
from parsers.codes import Code, codes_in
from parsers.dates import parse_date
from parsers.model import Block, Cell, Evidence, Finding, Grid, Heading, Outcome, Paragraph, Reading
from parsers.text import fold

PUBLISHERS = frozenset(
    {"发布机构", "公开机构", "发文机关", "发布单位", "公开单位", "发布机关", "填报单位"}
)
SOURCES = frozenset({"信息来源", "来源", "文章来源"})  # may name a newspaper, or 本站
INDEX_NUMBERS = frozenset({"索引号", "信息索引号", "统一社会信用代码"})
_LABELS = PUBLISHERS | SOURCES | INDEX_NUMBERS
_ANY_LABEL = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABELLED = re.compile(rf"(?<![一-鿿])({_ANY_LABEL})[\s:：]+(\S{{2,60}})")
_META = ("meta:contentsource", "meta:author", "meta:sitename", "author")
_SITE_CODE = "meta:siteidcode"
_WEBSITE = re.compile(r"网站?$|网\)?$|^本站$|报社?$|平台$|中心网")
_URL_CODE = re.compile(r"[=/]([0-9A-Z]{18})(?=[&/.?]|$)")
# Dates at the foot: 2024年1月17日, 二〇二四年一月十七日.
_DATE_LINE = re.compile(r"^(?:20|二)[0-9〇○零一二三四五六七八九十年月日./-]{7,13}$")
_SIGNED = re.compile(r"(.{3,40}?)((?:二[〇○零一二三四五六七八九]{3}年|20[0-9]{2}[年./-]).*)$")
_HEAD_LINES = 40
_FOOT_LINES = 25
_LONGEST_LINE = 200
_LARGEST_METADATA = 100  # cells: the largest metadata table seen has 22
_LONGEST_LABEL = 10
_MOST_OF_A_KIND = 10


def publisher_evidence(reading: Reading, url: str) -> tuple[Evidence, ...]:
    """Return everything but titles that names the publisher, the best evidence first.

    A text is kept where it stands first, and of one kind no more than a few.
    """
    found: dict[str, dict[str, Evidence]] = {}
    for each in _around(reading, url):
        texts = found.setdefault(each.kind, {})
        if len(texts) < _MOST_OF_A_KIND:
            texts.setdefault(each.text, each)
    return tuple(each for texts in found.values() for each in texts.values())


def _around(reading: Reading, url: str) -> Iterator[Evidence]:
    labelled = tuple(_labelled(reading.blocks))
    yield from _under(labelled, PUBLISHERS, "publisher")
    yield from _signature(reading.blocks)
    yield from _under(labelled, SOURCES, "source")
    yield from _from_metadata(reading.metadata)
    yield from _under(labelled, INDEX_NUMBERS, "index")
    for name, text in reading.metadata:
        if name.lower() == _SITE_CODE and text:
            yield Evidence("site_code", text, name)
    yield from (Evidence("url", code, url) for code in _URL_CODE.findall(url) if codes_in(code))


def _under(
    labelled: Sequence[tuple[str, str, str]], labels: frozenset[str], kind: str
) -> Iterator[Evidence]:
    return (Evidence(kind, text, source) for label, text, source in labelled if label in labels)


def names_a_body(evidence: Evidence) -> bool:
    """Say whether a text can be taken for the publisher's name where the title gives none.

    A newspaper, a website or a person's name is no body; a metadata label may be trusted more.
    """
    if _WEBSITE.search(evidence.text) or evidence.source.lower() == "meta:sitename":
        return False
    if evidence.kind in ("publisher", "signature"):
        return True
    name = fold(evidence.text)
    return evidence.kind in ("source", "meta") and (is_body(name) or _is_place(name))


def credit_code(evidence: Sequence[Evidence]) -> tuple[str, tuple[Finding, ...]]:
    """Return the one valid credit code among the evidence, with a finding for each doubt."""
    codes = [
        code for each in evidence if each.kind in ("index", "url") for code in codes_in(each.text)
    ]
    findings = tuple(_wrong_check(code) for code in dict.fromkeys(codes) if not code.is_valid)
    valid = tuple(
        dict.fromkeys(code.text for code in codes if code.kind == "credit" and code.is_valid)
    )
    if len(valid) < 2:
        return "".join(valid), findings
    listed = "、".join(valid)
    several = Finding(
        "agency.codes_differ",
        Outcome.UNCERTAIN,
        actual=listed,
        detail=f"文件中有几个不同的统一社会信用代码：{listed}；都不采用。",
        detail_en=f"The document prints several credit codes, {listed}; none of them is taken.",
    )
    return "", (*findings, several)


def _wrong_check(code: Code) -> Finding:
    name = {"credit": "统一社会信用代码", "organisation": "组织机构代码"}[code.kind]
    name_en = {"credit": "credit code", "organisation": "organisation code"}[code.kind]
    return Finding(
        "agency.code_check",
        Outcome.UNCERTAIN,
        actual=code.text,
        detail=f"索引号中的“{code.text}”形似{name}，但校验位不符，不作为代码采用。",
        detail_en=f"“{code.text}” in the index number looks like a {name_en}, but its check digit "
        "does not fit; it is not taken for one.",
    )


def _labelled(blocks: Sequence[Block]) -> Iterator[tuple[str, str, str]]:
    """Yield (label, text, source) of metadata tables and of the first lines."""
    seen_lines = 0
    for block in blocks:
        if isinstance(block, Grid):
            if len(block.cells) <= _LARGEST_METADATA:
                yield from _in_grid(block.cells)
        elif seen_lines < _HEAD_LINES:
            seen_lines += 1
            yield from _in_line(block.text, block.source)


def _in_grid(cells: Sequence[Cell]) -> Iterator[tuple[str, str, str]]:
    for number, cell in enumerate(cells):
        if cell.text.isdecimal():
            continue  # nearly all; folding them takes time
        label = fold(cell.text).rstrip(":") if len(cell.text) <= _LONGEST_LABEL else ""
        if label in _LABELS and number + 1 < len(cells):
            beside = cells[number + 1]
            if text := "".join(beside.text.split())[:60]:
                yield label, text, beside.source
        elif not label and len(cell.text) <= _LONGEST_LINE:
            yield from _in_line(cell.text, cell.source)


def _in_line(text: str, source: str) -> Iterator[tuple[str, str, str]]:
    if len(text) <= _LONGEST_LINE:
        for label, value in _LABELLED.findall(text):
            if "://" not in value:
                yield label, value, source


def _signature(blocks: Sequence[Block]) -> Iterator[Evidence]:
    """Yield the body that signs: the line above the date at the foot, or the one with it."""
    foot = list(islice(_after_tables(blocks), _FOOT_LINES))  # last line first
    for number, block in enumerate(foot):
        line = fold(block.text)
        if _DATE_LINE.match(line) and parse_date(line):
            above = foot[number + 1] if number + 1 < len(foot) else None
            if above is not None and is_body(name := fold(above.text)):
                yield Evidence("signature", name, above.source)
            return
        if name := _before_date(line):
            yield Evidence("signature", name, block.source)
            return


def _before_date(line: str) -> str:
    """Return the body in a line that holds a body and a date and nothing else.

    >>> _before_date("甲市民政局2024年1月17日"), _before_date("2024年1月17日")
    ('甲市民政局', '')
    """
    match = _SIGNED.match(line)
    return match[1] if match and _DATE_LINE.match(match[2]) and is_body(match[1]) else ""


def _after_tables(blocks: Sequence[Block]) -> Iterator[Heading | Paragraph]:
    """Yield the lines below the last table, from the last one upwards."""
    for block in reversed(blocks):
        if isinstance(block, Grid):
            return
        yield block


def _from_metadata(metadata: Sequence[tuple[str, str]]) -> Iterator[Evidence]:
    """Yield what meta tags and document properties say; an author who is a person is left out."""
    for wanted in _META:
        for name, value in metadata:
            text = unicodedata.normalize("NFKC", value).strip()
            if name.lower() == wanted and 1 < len(text) <= LONGEST and _may_be_kept(name, text):
                yield Evidence("meta", text, name)


def _may_be_kept(name: str, text: str) -> bool:
    return not name.lower().endswith("author") or is_body(fold(text))


def _is_place(name: str) -> bool:
    return len(name) > 2 and name[-1] in "省市县区旗州盟"
