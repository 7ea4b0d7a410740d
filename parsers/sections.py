"""Where the chapters of a report begin and what they say, by the titles the forms know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.forms import forms
from parsers.model import Block, Finding, Grid, Outcome, Section
from parsers.text import fold
from parsers.wording import Said

_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"[l第]?([{_NUMERALS}])(?:、|\.|,|:|部分[:、]?)(.+)")
_MAY_OPEN = re.compile(rf"\s*[l第]?\s*[{_NUMERALS}]")
_FIRST = re.compile(r"\s*[l第]?\s*一")
_MORE_THAN_CONTENTS = 300  # six titles with their page numbers have some 150 characters
_AFTER_TITLE = ("。", ":", "(", ";", ",", "—", "-")
_SENTENCE = re.compile(r"[。;!?]")
_LONGEST_TITLE = 60
_CHAPTERS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Opening:
    """The line a chapter begins with.

    `number` is the form's, `printed` the numeral before the title (0 if none), `rest` what the
    same line says after the title. `known`: the title is one of a form.
    """

    index: int
    number: int
    printed: int
    title: str
    rest: str = ""
    known: bool = True


def find_chapters(blocks: Sequence[Block]) -> tuple[Opening, ...]:
    """Return where each chapter begins, in the order of the document, each chapter once.

    A title of the form is taken with or without its numeral, the last one where a table of
    contents prints it too. An unknown title is taken only with the numeral that is still missing,
    between its neighbours.
    """
    lines = [(n, block.text) for n, block in enumerate(blocks) if not isinstance(block, Grid)]
    candidates = [each for index, text in lines if (each := _opening(index, text)) is not None]
    chosen = [_best(candidates, number) for number in _CHAPTERS]
    known = [each for each in chosen if each is not None]
    for number in _CHAPTERS:
        if chosen[number - 1] is None:
            known += _unknown(candidates, known, number)
    return tuple(sorted(known, key=lambda each: each.index))


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
    first = openings[0].index if openings else end_of_report
    found = [Section(0, "", _text(blocks[start:first], tables))]
    ends = [*(each.index for each in openings), end_of_report][1:]
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


def check_single(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield a finding where chapter 一 opens again below the text of a report.

    A page may print two reports; a table of contents has no text between its chapters.
    """
    begun, n_characters = False, 0
    for block in blocks:
        if isinstance(block, Grid):
            n_characters += sum(len(cell.text) for cell in block.cells)
        elif _FIRST.match(block.text) and _is_first(block.text):
            if begun and n_characters > _MORE_THAN_CONTENTS:
                yield _second_report(block.text[:30], block.source)
                return
            begun, n_characters = True, 0
        elif begun:
            n_characters += len(block.text)


def _second_report(heading: str, source: str) -> Finding:
    return Finding(
        "title.second_report",
        Outcome.UNCERTAIN,
        source,
        detail=f"“{heading}”再次出现，页面上可能有两份年报，各表的数字可能混在一起。",
        detail_en=f"“{heading}” stands again: the page may hold two reports, their numbers mixed.",
    )


def _is_first(text: str) -> bool:
    opening = _opening(0, text)
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
    for title, number in _titles().items():
        if bare.startswith(tuple(title + mark for mark in _AFTER_TITLE)):
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


def _best(candidates: Sequence[Opening], number: int) -> Opening | None:
    """Return the last opening with a known title, one with a numeral before one without."""
    known = [each for each in candidates if each.known and each.number == number]
    return max(known, key=lambda each: (each.printed > 0, each.index), default=None)


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
