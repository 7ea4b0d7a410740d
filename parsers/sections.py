"""Where the chapters of a report begin and what they say, by the titles the forms know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.forms import forms
from parsers.model import Block, Finding, Grid, Outcome, Section
from parsers.text import fold
from parsers.wording import Said

_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"[l第]?([{_NUMERALS}])(?:、|\.|,|:|部分[:、]?)(.+)")
_MAY_OPEN = re.compile(rf"\s*[l第]?\s*[{_NUMERALS}]")
_FIRST = re.compile(r"\s*[l第]?\s*一")
_AFTER_TITLE = ("。", ":", "(", ";", ",", "—", "-")
_SENTENCE = re.compile(r"[。;!?]")
_LONGEST_TITLE = 60
_CHAPTERS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Opening:
    """The line a chapter begins with.

    `number` is the form's, `printed` the numeral before the title (0 if none), `rest` what the
    same line says after the title. `known`: the title is one of a form. `first` is the index of
    the first line where the title stands several times in a row, else that of the only one.
    """

    index: int
    number: int
    printed: int
    title: str
    rest: str = ""
    known: bool = True
    first: int = -1


def find_chapters(blocks: Sequence[Block]) -> tuple[Opening, ...]:
    """Return where each chapter begins, in the order of the document, each chapter once.

    A title of the form is taken with or without its numeral, the last one where a table of
    contents prints it too; where that puts chapters out of order, one with its own numeral goes
    first, for tables after the text may be counted from 一 again. An unknown title is taken only
    with the numeral that is still missing, between its neighbours.
    """
    lines = [(n, block.text) for n, block in enumerate(blocks) if not isinstance(block, Grid)]
    candidates = [each for index, text in lines if (each := _opening(index, text)) is not None]
    known = _known(candidates, own_numeral=False)
    if not _in_order(known):
        known = _known(candidates, own_numeral=True)
    for number in _CHAPTERS:
        others = [each for each in known if each.number != number]
        if len(others) == len(known) or _is_misplaced(known, number):
            found = _unknown(candidates, others, number)
            known = [*others, *found] if found else known
    repeated = (_with_repeats(each, candidates) for each in known)
    return tuple(sorted(repeated, key=lambda each: each.index))


def _known(candidates: Sequence[Opening], *, own_numeral: bool) -> list[Opening]:
    chosen = (_best(candidates, number, own_numeral) for number in _CHAPTERS)
    return [each for each in chosen if each is not None]


def _in_order(openings: Sequence[Opening]) -> bool:
    indices = [each.index for each in openings]
    return indices == sorted(indices)


def _is_misplaced(known: Sequence[Opening], number: int) -> bool:
    """Say whether a chapter has another's numeral and stands below a later one with its own."""
    return any(
        each.number == number
        and each.printed not in (0, number)
        and any(
            later.number > number and later.number == later.printed and later.index < each.index
            for later in known
        )
        for each in known
    )


def _with_repeats(opening: Opening, candidates: Sequence[Opening]) -> Opening:
    """Return the opening with the first of the lines right above it that print its title."""
    same = {each.index for each in candidates if each.known and each.number == opening.number}
    first = opening.index
    while first - 1 in same:
        first -= 1
    return replace(opening, first=first)


def sections(
    blocks: Sequence[Block],
    openings: Sequence[Opening],
    tables: frozenset[int],
    content: tuple[int, int] | None = None,
) -> tuple[Section, ...]:
    """Return the chapters with their text, number 0 for what stands before the first.

    *tables* are the ordinals of the grids that hold the form's figures: their text is left out, and
    so is what stands outside *content*, unless a chapter does.
    """
    start, end_of_report = content or (0, len(blocks))
    if openings and not start <= openings[0].index <= openings[-1].index < end_of_report:
        start, end_of_report = 0, len(blocks)
    first = openings[0].first if openings else end_of_report
    found = [Section(0, "", _text(blocks[start:first], tables))]
    ends = [*(each.first for each in openings), end_of_report][1:]
    for opening, end in zip(openings, ends, strict=True):
        text = _text(blocks[opening.index + 1 : end], tables)
        found.append(
            Section(opening.number, opening.title, "\n".join(filter(None, (opening.rest, text))))
        )
    return tuple(each for each in found if each.number or each.text)


def check_chapters(openings: Sequence[Opening], tables_found: frozenset[str]) -> Finding:
    """Return check S1: six chapters in order and rightly numbered, tables 三 and 四 present."""
    doubts = [*_chapter_doubts(openings), *_table_doubts(tables_found)]
    return Finding(
        "S1",
        Outcome.FAIL if doubts else Outcome.PASS,
        expected="".join(_NUMERALS[number - 1] for number in _CHAPTERS),
        actual="".join(_NUMERALS[(each.printed or each.number) - 1] for each in openings),
        detail="；".join(doubt.zh for doubt in doubts) + "。" if doubts else "",
        detail_en="; ".join(doubt.en for doubt in doubts) + "." if doubts else "",
    )


def no_chapters() -> Finding:
    """Return check S1 for a form that fixes no chapters, as all forms before 2019."""
    return Finding(
        "S1",
        Outcome.NOT_ASSESSABLE,
        detail="所用表式没有规定报告的章节。",
        detail_en="The form prescribes no chapters.",
    )


def may_open_chapter(text: str) -> bool:
    """Say whether a text begins as a numbered chapter does: a quick first look at many."""
    return _MAY_OPEN.match(text) is not None


def opens_chapter(text: str) -> bool:
    """Say whether a line opens a chapter of the form by its title."""
    opening = _opening(0, text)
    return opening is not None and opening.known


def opens_first(block: Block) -> bool:
    """Say whether a line opens chapter 一 with its numeral."""
    if isinstance(block, Grid) or not _FIRST.match(block.text):
        return False
    opening = _opening(0, block.text)
    return opening is not None and opening.known and opening.number == opening.printed == 1


def _chapter_doubts(openings: Sequence[Opening]) -> Iterator[Said]:
    numbers = [each.number for each in openings]
    for number in _CHAPTERS:
        if number not in numbers:
            yield Said(f"没有找到第{_NUMERALS[number - 1]}章", f"chapter {number} was not found")
    if numbers != sorted(numbers):
        yield Said("各章的先后次序与格式不同", "the chapters stand in another order")
    for each in openings:
        if each.printed not in (0, each.number):
            yield Said(
                f"第{_NUMERALS[each.number - 1]}章的编号写成了{_NUMERALS[each.printed - 1]}",
                f"chapter {each.number} is numbered {each.printed}",
            )


def _table_doubts(tables_found: frozenset[str]) -> Iterator[Said]:
    for table, number in (("requests", 3), ("appeals", 4)):
        if table not in tables_found:
            numeral = _NUMERALS[number - 1]
            yield Said(f"没有找到第{numeral}章的表格", f"no table of chapter {number} was found")


@cache
def _titles() -> dict[str, int]:
    """Return the number of every known chapter title, longest title first."""
    found = {
        fold(title): chapter.number
        for form in forms()
        for chapter in form.chapters
        for title in (chapter.title, *chapter.aliases)
    }
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _begun_titles() -> dict[str, tuple[str, ...]]:
    """Return every known title with each mark that may follow it, longest title first."""
    return {title: tuple(title + mark for mark in _AFTER_TITLE) for title in _titles()}


@cache
def _all_begun() -> tuple[str, ...]:
    return tuple(each for begun in _begun_titles().values() for each in begun)


def _opening(index: int, text: str) -> Opening | None:
    if len(text) > _LONGEST_TITLE and not _MAY_OPEN.match(text):
        return None  # prose: most lines of a report
    folded = fold(text[:_LONGEST_TITLE])
    numbered = _NUMBERED.fullmatch(folded)
    printed = _NUMERALS.index(numbered[1]) + 1 if numbered else 0
    bare = numbered[2] if numbered else folded
    if (number := _titles().get(bare.rstrip("。:"))) is not None and len(text) <= _LONGEST_TITLE:
        return Opening(index, number, printed, text.strip())
    if numbered is None:
        return None
    for title, begun in _begun_titles().items() if bare.startswith(_all_begun()) else ():
        if bare.startswith(begun):
            number = _titles()[title]
            head, rest = _divided(text, folded[: len(folded) - len(bare) + len(title)])
            return Opening(index, number, printed, head, rest)
    if len(text) > _LONGEST_TITLE or _SENTENCE.search(folded) or printed not in _CHAPTERS:
        return None
    return Opening(index, printed, printed, text.strip(), known=False)


def _divided(text: str, folded_title: str) -> tuple[str, str]:
    """Return a line's title as printed and what follows it."""
    for end in range(len(text)):
        if fold(text[:end]) == folded_title:
            return text[:end].strip(), text[end:].lstrip("。：:；;，,—- \u3000")
    return text, ""


def _best(candidates: Sequence[Opening], number: int, own_numeral: bool) -> Opening | None:
    """Return the last opening with a known title, one with a numeral before one without."""
    known = [each for each in candidates if each.known and each.number == number]
    return max(
        known,
        key=lambda each: (own_numeral and each.printed == number, each.printed > 0, each.index),
        default=None,
    )


def _unknown(
    candidates: Sequence[Opening], known: Sequence[Opening], number: int
) -> Sequence[Opening]:
    start = max((each.index for each in known if each.number < number), default=-1)
    end = min((each.index for each in known if each.number > number), default=None)
    between = [
        each
        for each in candidates
        if not each.known
        and each.number == number
        and each.index > start
        and (end is None or each.index < end)
    ]
    return between[:1] if known else ()


def _text(blocks: Sequence[Block], tables: frozenset[int]) -> str:
    lines = (_block_text(block, tables) for block in blocks)
    return "\n".join(line for line in lines if line)


def _block_text(block: Block, tables: frozenset[int]) -> str:
    if not isinstance(block, Grid):
        return block.text
    if block.ordinal in tables:
        return ""
    return "\n".join(cell.text for cell in block.cells if cell.text)
