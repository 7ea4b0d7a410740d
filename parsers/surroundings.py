"""What stands round a table and speaks against its numbers: another year, body, unit, chapter.

A table of last year quoted for comparison has the labels of the form as well; where the report's
own table is missing, nothing in the numbers themselves would tell.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from parsers.captions import other_body
from parsers.doubts import doubt
from parsers.forms import Form
from parsers.identity import Identity
from parsers.model import Block, Figure, Finding, Grid
from parsers.sections import Opening
from parsers.text import squeezed
from parsers.wording import Said

_YEAR = re.compile(r"(20[0-9]{2})年(?![0-9]{1,2}月)")  # 2024年1月31日 is when it was published
# Said above a table of the year before; 较上年增加 and 上年结转 speak of something else.
_LAST_YEAR = re.compile(r"(?<![与比较同])(?:上一?年|去年)(?!度?(?:结转|同期|相比|增|减))")
_UNIT = re.compile(r"单位[::]?((?:[十百千万亿]*(?:元|件|项|个|条)[、,/;]?)+)")
_ONE_UNIT = re.compile(r"[十百千万亿]*(?:元|件|项|个|条)")
_LONGEST_CAPTION = 60
_MOST_LINES = 2
# Chapters of text: tables in them are quoted, where the chapter of the table stands elsewhere.
_OF_TEXT = (1, 5)


def check_surroundings(
    blocks: Sequence[Block],
    openings: Sequence[Opening],
    form: Form,
    figures: Sequence[Figure],
    report: Identity,
) -> Iterator[Finding]:
    """Yield a doubt for each table whose caption or chapter is not that of its figures.

    *blocks* are those of the report, *openings* its chapters, *figures* those of its tables;
    *report* is what it says of itself.
    """
    ordinals = [block.ordinal if isinstance(block, Grid) else 0 for block in blocks]
    chapters = {block.table: block.chapter for block in form.blocks}
    by_grid: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.cell is not None:
            by_grid.setdefault(figure.cell.grid, []).append(figure)
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid) or ordinals.count(block.ordinal) > 1:
            continue
        own = by_grid.get(block.ordinal)
        if not own:
            continue
        above = list(_lines_above(blocks, index))
        captions = list(above)
        if not form.is_list:  # the years in the heads of a list are judged column by column
            captions += _lines_inside(block, own)
        yield from _year(captions, above, report.year, block, own)
        yield from _body(captions, report, block, own)
        yield from _unit(captions, block, own)
        yield from _chapter(openings, index, {chapters.get(each.table, 0) for each in own}, own)


def _lines_above(blocks: Sequence[Block], index: int) -> Iterator[str]:
    """Yield the captions right above a table: short lines that are no sentences."""
    above = reversed(blocks[max(0, index - _MOST_LINES) : index])
    for block in takewhile(lambda each: not isinstance(each, Grid), above):
        text = "" if isinstance(block, Grid) else squeezed(block.text)
        if len(text) > _LONGEST_CAPTION or text.endswith("。"):
            return
        yield text


def _lines_inside(grid: Grid, own: Sequence[Figure]) -> Iterator[str]:
    """Yield the cells above the first figure of a table."""
    first = min(each.cell.top for each in own if each.cell)
    for cell in grid.cells:
        if cell.top >= first:
            return
        if len(cell.text) <= _LONGEST_CAPTION:
            yield squeezed(cell.text)


def _year(
    captions: Sequence[str], above: Sequence[str], year: int, grid: Grid, own: Sequence[Figure]
) -> Iterator[Finding]:
    named = sorted({int(each) for text in captions for each in _YEAR.findall(text)})
    if year and not named and any(map(_LAST_YEAR.search, above)):
        named = [year - 1]
    if not year or not named or year in named:
        return
    printed = "、".join(map(str, named))
    said = Said(
        f"这张表的标题写的是{printed}年，而报告是{year}年的，表中的数字可能是另一年的。",
        f"The caption of this table names {printed}, but the report is on {year}: "
        "its numbers may be of that year.",
    )
    yield _doubt("form.table_year", grid.source, said, own, str(year), printed)


def _body(
    captions: Sequence[str], report: Identity, grid: Grid, own: Sequence[Figure]
) -> Iterator[Finding]:
    printed = other_body(captions, report.agency, report.scope)
    if not printed:
        return
    said = Said(
        f"这张表的标题写有“{printed}”，表中的数字可能不是本机关的。",
        f"The caption of this table says “{printed}”: its numbers may be of another body or scope.",
    )
    yield _doubt("form.table_body", grid.source, said, own, report.agency, printed)


def _unit(captions: Sequence[str], grid: Grid, own: Sequence[Figure]) -> Iterator[Finding]:
    """Yield a doubt where a caption states a unit that the figures were not read in."""
    stated = {
        unit
        for text in captions
        for found in _UNIT.findall(text)
        for unit in _ONE_UNIT.findall(found)
    }
    if not stated:
        return
    money = {each for each in stated if each.endswith("元")}
    multiples = {each for each in stated - money if each[0] in "十百千万亿"}
    doubtful = [
        each
        for each in own
        if each.value is not None
        and (money and each.unit not in money if each.unit.endswith("元") else multiples)
    ]
    if doubtful:
        printed = "、".join(sorted(money | multiples))
        said = Said(
            f"表格上方注明的单位是{printed}，与读取时所用的单位不同。",
            f"The unit stated above the table is {printed}, not the one its numbers were read in.",
        )
        yield _doubt("form.table_unit", grid.source, said, doubtful, "", printed)


def _chapter(
    openings: Sequence[Opening], index: int, chapters: set[int], own: Sequence[Figure]
) -> Iterator[Finding]:
    """Yield a doubt about tables in a chapter of text, where their own chapter is there too."""
    above = [each for each in openings if each.index < index]
    inside = max(above, key=lambda each: each.index).number if above else 0
    own_chapters = sorted(chapters & {each.number for each in openings})
    if inside in _OF_TEXT and own_chapters:
        said = Said(
            f"这张表不在第{own_chapters[0]}章，而在第{inside}章，可能是引用的另一年或另一范围的数字。",
            f"This table stands in chapter {inside}, not in {own_chapters[0]}: "
            "it may quote numbers of another year or scope.",
        )
        where = own[0].cell.source.partition("/")[0] if own[0].cell else ""
        yield _doubt("form.table_chapter", where, said, own, str(own_chapters[0]), str(inside))


def _doubt(
    rule: str, where: str, said: Said, figures: Sequence[Figure], expected: str, actual: str
) -> Finding:
    addresses = tuple(each.address for each in figures)
    return doubt(rule, where, said, expected=expected, actual=actual, figures=addresses)
