"""Glyphs to printed lines, and lines to paragraphs, by where they stand on the page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from parsers.model import Paragraph
from parsers.readers.flaws import COVERED, CROSSED, SPILLED, TURNED, UNSEEN
from parsers.readers.pdf_marks import Glyph
from parsers.text import without_radicals

# A gap this wide, in line heights, separates words; Chinese is set with smaller ones beside Latin.
_WORD_GAP = 0.35
_COLUMN_GAP = 1.0
# First-line indents are two characters; a paragraph set one off is none.
_INDENT = 1.2
# Lines further apart than this, in line heights, are no paragraph.
_LEADING = 2.6
# Digits of a number do not begin nearer to each other than this share of their width.
_CLOSEST = 0.75
_WIDEST_DIGIT = 0.7
# Flaws that only the numbers of tables have.
_OF_NUMBERS = (CROSSED, COVERED, TURNED, SPILLED)
# Lines whose heights differ more than by this share are a title and what stands below it.
_SAME_SIZE = 0.12
# The middle of two centred lines is the same, within this share of a character.
_CENTRED = 0.5
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}、")
_PAGE_NUMBER = re.compile(
    r"[-—–－―·•~～\s]*(?P<bare>\d{1,3})[-—–－―·•~～\s]*|第\s*(?P<named>\d{1,3})\s*页.{0,10}"
    r"|(?P<of>\d{1,3})\s*/\s*\d{1,3}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text and box, `first` the width of its first glyph."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    first: float

    @property
    def height(self) -> float:
        """The height of the tallest glyph, in points."""
        return self.bottom - self.top


def source(page: int, x0: float, top: float, x1: float, bottom: float) -> str:
    """Return the address of a box, `p7:x0,top,x1,bottom`."""
    return f"p{page}:{x0:.1f},{top:.1f},{x1:.1f},{bottom:.1f}"


def printed_lines(glyphs: Iterable[Glyph], page: int, *, in_cell: bool = False) -> list[Line]:
    """Return the lines that glyphs form, from top to bottom; blank ones are left out.

    Numbers that are struck out, cannot be seen or are printed over each other are named so.
    """
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=_middle):
        if rows and _middle(glyph) - _middle(rows[-1][0]) <= 0.5 * _smaller(glyph, rows[-1][0]):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = (_line(sorted(row, key=lambda glyph: glyph.x0), page, in_cell) for row in rows)
    return [line for line in lines if line is not None]


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _smaller(one: Glyph, other: Glyph) -> float:
    return min(one.bottom - one.top, other.bottom - other.top)


def _line(row: Sequence[Glyph], page: int, in_cell: bool) -> Line | None:
    inked = [glyph for glyph in row if glyph.text.strip()]
    if not inked:
        return None
    first, last = row.index(inked[0]), len(row) - row[::-1].index(inked[-1])
    return Line(
        without_radicals(_text(row[first:last], in_cell)).strip(),
        page,
        min(glyph.x0 for glyph in inked),
        min(glyph.top for glyph in inked),
        max(glyph.x1 for glyph in inked),
        max(glyph.bottom for glyph in inked),
        inked[0].x1 - inked[0].x0,
    )


def _text(row: Sequence[Glyph], in_cell: bool) -> str:
    """Return a line's text; white titles on what is no plain box are text like any other."""
    if not in_cell or any(glyph.text.isalpha() for glyph in row):
        row = [each._replace(flaw="") if each.flaw in _OF_NUMBERS else each for each in row]
    all_unseen = not in_cell and all(glyph.flaw == UNSEEN for glyph in row)
    if all_unseen or not any(glyph.flaw for glyph in row):
        return _spaced(row, in_cell)
    parts: list[str] = []
    before: Glyph | None = None
    for flaw, run in groupby(row, key=lambda glyph: glyph.flaw):
        glyphs = list(run)
        text = _spaced(glyphs, in_cell)
        if before is not None and _is_apart(before, glyphs[0]):
            parts.append(" ")
        parts.append(f"〔{flaw}{text}〕" if flaw and any(map(str.isdigit, text)) else text)
        before = glyphs[-1]
    return "".join(parts)


def _spaced(row: Sequence[Glyph], in_cell: bool) -> str:
    parts = [row[0].text]
    for before, glyph in pairwise(row):
        if _is_apart(before, glyph):
            parts.append(" ")
        elif in_cell and _overlap(before, glyph):
            parts.append("〔重叠〕")
        parts.append(glyph.text)
    return "".join(parts)


def _overlap(before: Glyph, glyph: Glyph) -> bool:
    """Say whether two digits are printed over each other: one has run over from another cell.

    A font that calls its digits as wide as they are tall says nothing of their places.
    """
    if not (before.text.isdigit() and glyph.text.isdigit()):
        return False
    width = before.x1 - before.x0
    is_known = width < _WIDEST_DIGIT * (before.bottom - before.top)
    return is_known and glyph.x0 - before.x0 < _CLOSEST * width


def _is_apart(before: Glyph, glyph: Glyph) -> bool:
    if before.text.isspace() or glyph.text.isspace():
        return False
    gap = (glyph.x0 - before.x1) / max(_smaller(before, glyph), 1e-6)
    return gap > (_COLUMN_GAP if _is_wide(before) or _is_wide(glyph) else _WORD_GAP)


def _is_wide(glyph: Glyph) -> bool:
    return unicodedata.east_asian_width(glyph.text[0]) in "WF"


def paragraphs(lines: Sequence[Line], body: tuple[float, float]) -> list[Paragraph]:
    """Return the paragraphs of consecutive lines, which may go on over pages.

    `body` is the left and right margin of the document's text.
    """
    if not lines:
        return []
    left, right = body
    groups = [[lines[0]]]
    for line in lines[1:]:
        if _goes_on(groups[-1][-1], line, left, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group) for group in groups]


def margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Return the left and right edge of the text: where most lines begin and end."""
    if not lines:
        return 0.0, 0.0
    left = Counter(round(line.x0) for line in lines).most_common(1)[0]
    right = Counter(round(line.x1) for line in lines).most_common(1)[0]
    return (
        float(left[0]) if left[1] > 1 else min(line.x0 for line in lines),
        float(right[0]) if right[1] > 1 else max(line.x1 for line in lines),
    )


def _goes_on(line: Line, after: Line, left: float, right: float) -> bool:
    """Whether `after` continues `line`: the line is full and the next neither indented nor far."""
    if line.x1 + after.first <= right - 0.3 * line.height:
        return False
    if line.text.endswith(("。", "报告")) and _NUMBERED.match(after.text):
        return False  # a chapter set at the margin; no sentence goes on so
    if abs(line.height - after.height) > _SAME_SIZE * max(line.height, after.height):
        return False
    if _is_centred(line, after):
        return after.top - line.top < _LEADING * line.height
    if after.x0 > left + _INDENT * after.first and after.x0 > line.x0 - 0.5 * after.first:
        return False
    if line.page != after.page:
        return True
    return after.top - line.top < _LEADING * max(line.height, after.height)


def _is_centred(line: Line, after: Line) -> bool:
    """Say whether the end of a long title stands in the middle below its beginning."""
    apart = abs((line.x0 + line.x1) - (after.x0 + after.x1)) / 2
    return apart <= _CENTRED * after.first and not line.text.endswith(("。", "；", "：", "，"))


def _paragraph(lines: Sequence[Line]) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        # Two Latin words or two numbers must not grow together.
        text += " " + line.text if text[-1].isascii() and line.text[0].isascii() else line.text
    pages = dict.fromkeys(line.page for line in lines)
    boxes = (_box([line for line in lines if line.page == page]) for page in pages)
    return Paragraph(text, "+".join(boxes))


def _box(lines: Sequence[Line]) -> str:
    return source(
        lines[0].page,
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )


def furniture(first_and_last: Sequence[tuple[Line, ...]]) -> set[Line]:
    """Return the page numbers and the repeats of running heads.

    Takes the outermost lines of each page (none, one or two). A number counts as a page number
    where it is set in dashes or words, or where it goes up with the pages.
    """
    lines = [line for page in first_and_last for line in page]
    numbers = {line: number for line in lines if (number := _page_number(line)) is not None}
    steps = Counter(number - line.page for line, number in numbers.items())
    printed = {
        line
        for line, number in numbers.items()
        if not line.text.isdecimal() or steps[number - line.page] > 1
    }
    return printed | _running_heads(lines)


def _page_number(line: Line) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match["bare"] or match["named"] or match["of"]) if match else None


def _running_heads(lines: Sequence[Line]) -> set[Line]:
    """What stands at the same place on three pages or more, except the first time."""
    places: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        places.setdefault((line.text, round(line.top / 2)), []).append(line)
    return {line for same in places.values() if len(same) > 2 for line in same[1:]}
