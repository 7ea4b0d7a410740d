"""The words of a PDF's pages with their boxes, by pdfium; ruling lines are not looked at."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2  # type: ignore[import-untyped]  # the package has no stubs
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # nor has this part of it

# As many as the first reading takes.
MAX_PAGES = 200
MAX_LETTERS = 80_000
# Words with letters cost 40 µs each while labels are looked for; 淮安 2024 has 1 100 on six pages.
MAX_WORDS = 20_000
# Letters further apart than this, in heights of the smaller, are of two words. Characters of labels
# justified in narrow columns stand 0.4 apart (淮安 2024), those of two cells more than 0.7.
_WORD_GAP = 0.35
_WIDE_GAP = 0.6
# The same letter again within this share of its height is printed twice, to look bold.
_OVERPRINT = 0.15

Letter = tuple[str, float, float, float, float]  # text, x0, top, x1, bottom


class Word(NamedTuple):
    """Letters that stand close together on a line, with their box from the page's top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """How tall it is."""
        return self.bottom - self.top


Line = tuple[Word, ...]  # from left to right


def page_lines(body: bytes) -> list[list[Line]]:
    """Return the lines of words of every page; none of a file that is too large for it."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return []
    try:
        pages = list(_pages(document))
    except pypdfium2.PdfiumError:
        return []
    finally:
        document.close()
    return pages if sum(map(len, chain.from_iterable(pages))) <= MAX_WORDS else []


def _pages(document: Any) -> Iterator[list[Line]]:  # Any: pypdfium2 has no types
    left = MAX_LETTERS
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        letters = list(_letters(page, left))
        left -= len(letters)
        page.close()
        yield [tuple(_words(line)) for line in _lines([Word(*letter) for letter in letters])]


def _letters(page: Any, most: int) -> Iterator[Letter]:
    text = page.get_textpage()
    turn, size = page.get_rotation(), page.get_size()
    box = pdfium.FS_RECTF()
    for index in range(min(text.count_chars(), most)):
        code = pdfium.FPDFText_GetUnicode(text.raw, index)
        letter = chr(code) if code <= sys.maxunicode else ""
        is_seen = letter.isprintable() and not letter.isspace() and letter
        if is_seen and pdfium.FPDFText_GetLooseCharBox(text.raw, index, box):
            yield letter, *_seen(turn, size, (box.left, box.bottom, box.right, box.top))
    text.close()


def _seen(
    turn: int, size: tuple[float, float], box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return a box, given from the unturned page's bottom left, as it is seen from the top left."""
    (x0, y0, x1, y1), (width, height) = box, size
    if turn == 90:
        return y0, x0, y1, x1
    if turn == 180:
        return width - x1, y0, width - x0, y1
    if turn == 270:
        return width - y1, height - x1, width - y0, height - x0
    return x0, height - y1, x1, height - y0


def _words(line: Sequence[Word]) -> Iterator[Word]:
    word = last = line[0]
    for letter in line[1:]:
        if letter.text == last.text and letter.x0 - last.x0 < _OVERPRINT * last.height:
            continue
        last = letter
        wide = _is_wide(word.text[-1]) and _is_wide(letter.text)
        room = (_WIDE_GAP if wide else _WORD_GAP) * min(letter.height, word.height)
        if letter.x0 - word.x1 > room:
            yield word
            word = letter
        else:
            word = _joined(word, letter)
    yield word


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _joined(word: Word, letter: Word) -> Word:
    top, bottom = min(word.top, letter.top), max(word.bottom, letter.bottom)
    return Word(word.text + letter.text, word.x0, top, max(word.x1, letter.x1), bottom)


def _lines(letters: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the letters of each line from left to right, lines from top to bottom."""
    line: list[Word] = []
    for letter in sorted(letters, key=attrgetter("middle")):
        if line and letter.middle - line[0].middle > min(letter.height, line[0].height) / 2:
            yield sorted(line, key=attrgetter("x0"))
            line = []
        line.append(letter)
    if line:
        yield sorted(line, key=attrgetter("x0"))
