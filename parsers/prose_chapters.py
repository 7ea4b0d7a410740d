"""The chapters of reports in prose (2008-2018): their own numbering, with the titles met."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.forms.model import Chapter, Form
from parsers.model import Block, Grid
from parsers.sections import Opening
from parsers.text import fold

NUMERALS = ("", *"一二三四五六七八九十", "十一", "十二")
_NUMBERED = re.compile(r"[(第]?(十[一二]|[一二三四五六七八九十])(?:、|\.|,|:|\)|部分[:、]?)(.+)")
_MAY_OPEN = re.compile(r"\s*[（(第]?\s*[一二三四五六七八九十]")
_SENTENCE = re.compile(r"[。;!?,]")
_OWN = re.compile(
    r"^(?:20[0-9]{2}年度?)?"
    r"(?:我[局委办市县区厅院镇乡]|全[市县区省镇乡]|本(?:机关|单位|部门|局))?的?"
)
_LONGEST_TITLE = 40
_FEWEST = 2
_CONTENTS = 400  # characters: what stands between the titles in a table of contents


@cache
def prose_form() -> Form:
    """Return the form of reports in prose: years and chapters, no tables."""
    content = _content()
    chapters = tuple(
        Chapter(number, each["title"], each["en"], tuple(each["aliases"]))
        for number, each in enumerate(content["chapter"], start=1)
    )
    keys = ("id", "name", "en", "notice", "first_year", "last_year")
    return Form(
        **{key: content[key] for key in keys}, alternatives=(), chapters=chapters, blocks=()
    )


def enough() -> int:
    """Return how many chapters, or codes with numbers, make a page a report."""
    return int(_content()["enough"])


def prose_chapters(blocks: Sequence[Block]) -> tuple[Opening, ...]:
    """Return where each chapter begins, numbered as printed.

    A chapter is the line with the next numeral and a short title. Known titles without numerals
    are chapters where none has one, and an annex is the last in any case.
    """
    lines = [
        opening
        for index, block in enumerate(blocks)
        if not isinstance(block, Grid) and (opening := _opening(index, block.text)) is not None
    ]
    numbered = _chain(blocks, [each for each in lines if each.printed])
    bare = [each for each in lines if not each.printed]
    if len(numbered) < _FEWEST:
        return _in_order(bare) or numbered
    annex = [each for each in bare if each.index > numbered[-1].index and _is_annex(each)][:1]
    return (*numbered, *(replace(each, number=numbered[-1].number + 1) for each in annex))


def _chain(blocks: Sequence[Block], lines: Sequence[Opening]) -> tuple[Opening, ...]:
    """Return the lines whose numerals go on; what a table of contents printed is put aside."""
    found: list[Opening] = []
    for opening in lines:
        if found and _bare(opening.title) == _bare(found[0].title) and _is_contents(blocks, found):
            found = []
        number = found[-1].number + 1 if found else 1
        if opening.printed == number or (opening.known and opening.printed > number):
            found.append(replace(opening, number=opening.printed))
    return tuple(found)


def _in_order(lines: Sequence[Opening]) -> tuple[Opening, ...]:
    """Return known titles without numerals, each once, numbered in their order."""
    once = {_bare(each.title): each for each in lines}
    if len(once) < _FEWEST:
        return ()
    ordered = sorted(once.values(), key=lambda each: each.index)
    return tuple(replace(each, number=n) for n, each in enumerate(ordered, start=1))


@cache
def _content() -> dict[str, Any]:
    text = files("parsers").joinpath("prose.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _titles() -> frozenset[str]:
    form = prose_form()
    return frozenset(fold(title) for each in form.chapters for title in (each.title, *each.aliases))


def _opening(index: int, text: str) -> Opening | None:
    if len(text) > _LONGEST_TITLE:
        return None
    folded = fold(text).rstrip(":。")
    numbered = _NUMBERED.fullmatch(folded) if _MAY_OPEN.match(text) else None
    bare = numbered[2] if numbered else folded
    known = _OWN.sub("", bare, count=1) in _titles() or bare in _titles()
    if numbered is None:
        return Opening(index, 0, 0, text.strip(), first=index) if known else None
    if not known and (_SENTENCE.search(bare) or text.rstrip().endswith("。")):
        return None
    if folded.startswith("("):
        return None  # (一) numbers the parts of a chapter
    number = NUMERALS.index(numbered[1])
    return Opening(index, 0, number, text.strip(), known=known, first=index)


def _bare(title: str) -> str:
    folded = fold(title)
    numbered = _NUMBERED.fullmatch(folded)
    return numbered[2] if numbered else folded


def _is_annex(opening: Opening) -> bool:
    annex = prose_form().chapters[-1]
    return _bare(opening.title) in {fold(each) for each in (annex.title, *annex.aliases)}


def _is_contents(blocks: Sequence[Block], found: Sequence[Opening]) -> bool:
    """Whether there is hardly any text between the chapters found so far."""
    between = blocks[found[0].index : found[-1].index + 1][:_CONTENTS]
    lengths = (len(block.text) for block in between if not isinstance(block, Grid))
    return sum(lengths) < _CONTENTS
