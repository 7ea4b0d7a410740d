"""Whose requests a report counts: one body's own, or those of a whole territory (domain: 汇总)."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from parsers.bodies import is_body, kind_of, official_name
from parsers.model import Block, Finding, Grid, Outcome, Scope
from parsers.text import fold

_TERRITORY = re.compile(r"(?:省|市|县|区|旗|州|盟)(?:人民政府)?$")
_TOWN = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处)?$")
# A zone's committee may report for itself or for the zone; no zone is a territory by law.
_ZONE = re.compile(
    r"管委会|管理委员会"
    r"|(?:社|园|景|新|开发|示范|度假|保税|高新|合作|试验|实验|管理|风景名胜)区$"
)
# What the first lines say: 综合各县（市、区）和市级部门编制, 汇总全市各级各部门.
_OF_ALL = re.compile(
    r"(?:综合|根据|汇总)了?(?:我|本|全)?[省市州盟县区旗]?"
    r"各(?:县|市|区|旗|镇|乡|街道|部门|地区|级)|汇总编制"
)
_OF_PLACES = re.compile(
    r"(?:综合|根据|汇总)了?(?:我|本|全)?[省市州盟县区旗]?各(?:县|市|区|旗|镇|乡|街道)"
)
_TITLE_ALL = re.compile(
    r"汇总|综合(?:报告|\))|\(全[省市州盟县区旗]\)|全[省市州盟县区旗]政府信息公开"
)
_TITLE_OWN = re.compile(r"\((?:局|机关)?本级\)|\(本机关\)|\(机关本级\)|本级政府信息公开")
_LINES = 40
_WORDS = ("综合", "汇总", "根据")  # folding every line would cost more than all else here


def scope_of(agency: str, title: str, blocks: Sequence[Block]) -> tuple[Scope, tuple[Finding, ...]]:
    """Return whose requests are counted, with a finding where name and words disagree.

    A territory's government reports for all below it, a bureau or an office for itself, unless the
    title says 汇总 or 本级; a zone only says so in words.
    """
    name, printed = fold(agency), fold(title)
    if not name:
        return Scope.UNKNOWN, ()
    said = _by_title(printed)
    if said is not Scope.UNKNOWN:
        return said, ()
    usual = _by_name(name)
    if usual is Scope.CONSOLIDATED:
        return usual, ()
    pattern = _OF_PLACES if usual is Scope.OWN else _OF_ALL
    stated = next((match[0] for line in _head(blocks) if (match := pattern.search(line))), "")
    if not stated:
        return usual, ()
    if usual is Scope.UNKNOWN:
        return Scope.CONSOLIDATED, ()
    return Scope.UNKNOWN, (_disputed(agency, stated),)


def _by_title(title: str) -> Scope:
    if _TITLE_ALL.search(title):
        return Scope.CONSOLIDATED
    return Scope.OWN if _TITLE_OWN.search(title) else Scope.UNKNOWN


def _by_name(name: str) -> Scope:
    if _ZONE.search(name):
        return Scope.UNKNOWN
    if _TERRITORY.search(name) and not _TOWN.search(name):
        return Scope.CONSOLIDATED
    is_known = is_body(name) or kind_of(official_name(name)) != ""
    return Scope.OWN if is_known else Scope.UNKNOWN


def _head(blocks: Sequence[Block]) -> Iterator[str]:
    lines = (block for block in blocks if not isinstance(block, Grid))
    texts = (block.text for block in islice(lines, _LINES))
    return (fold(text) for text in texts if any(word in text for word in _WORDS))


def _disputed(agency: str, stated: str) -> Finding:
    return Finding(
        "scope.disputed",
        Outcome.UNCERTAIN,
        actual=stated,
        detail=f"“{agency}”通常只报告本机关的情况，而正文写有“{stated}”，统计范围未能确定。",
        detail_en=f"“{agency}” would report for itself, but the text says “{stated}”: "
        "whose requests are counted stays unknown.",
    )
