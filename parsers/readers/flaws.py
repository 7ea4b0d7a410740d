"""What text may be beside a number without being part of it, and how a cell says so."""

import re
from collections.abc import Sequence

from parsers.model import Block, Grid

STRUCK, RAISED, UNSEEN = "划去", "角标", "不可见"
# Only numbers of tables are so: seals lie on signatures, and drawings run through sentences.
CROSSED, COVERED, TURNED, SPILLED = "线条穿过", "被遮盖", "倒置", "越格"

# What shows something that is no text: between digits or alone in a cell it must not go unsaid.
PICTURE, SYMBOL, FORMULA, AUTOMATIC = "〔图片〕", "〔符号〕", "〔公式〕", "〔编号〕"

Piece = tuple[str, str]  # a piece of text, and STRUCK, RAISED, UNSEEN or ""

PAPER = "FFFFFF"
_PALEST = 0xE6

_YEAR = re.compile(r"(19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]")


def has_words(pieces: Sequence[Piece]) -> bool:
    """Say whether text has letters of any script."""
    return any(_WORD.search(text) for text, _ in pieces)


def put_together(pieces: Sequence[Piece], *, in_cell: bool) -> str:
    r"""Return the text of pieces, those with a flaw parted from the others.

    In a cell they are parted by line breaks, since a blank could part thousands; where nothing
    else is left to be its number, the flaw is named.

    >>> put_together([("15", ""), ("32", STRUCK)], in_cell=True).split()
    ['15', '32']
    >>> put_together([("32", STRUCK)], in_cell=True)
    '〔划去〕\n32\n'
    """
    gap = "\n" if in_cell else " "
    text = "".join(f"{gap}{piece}{gap}" if flaw else piece for piece, flaw in pieces)
    of_numbers = [flaw for piece, flaw in pieces if any(map(str.isdigit, piece))]
    if in_cell and of_numbers and all(of_numbers) and not has_words(pieces):
        return f"〔{of_numbers[0]}〕{text}"
    return text


def with_flaw(text: str, flaw: str) -> str:
    """Name what is wrong with a whole cell if it is a number: it may be none of the report's.

    >>> with_flaw("32", STRUCK), with_flaw("其中 32", STRUCK), with_flaw("32", "")
    ('〔划去〕32', '其中 32', '32')
    """
    return f"〔{flaw}〕{text}" if flaw and _is_number(text) else text


def may_be_laid_over(blocks: Sequence[Block]) -> bool:
    """Say whether a text box may be there to lie on a number of a table: it has one and no more.

    A year alone stands on the front page.
    """
    text = "".join(each.text for each in blocks if not isinstance(each, Grid))
    return _is_number(text) and _YEAR.fullmatch(text) is None


def _is_number(text: str) -> bool:
    return any(map(str.isdigit, text)) and not has_words([(text, "")])


def blends(ink: str, ground: str) -> bool:
    """Say whether type of one colour cannot be seen on another, both in six digits.

    >>> blends("FEFEFE", PAPER), blends("000000", "000000"), blends("C00000", PAPER)
    (True, True, False)
    """
    return bool(ink) and (ink == ground or (_is_pale(ink) and _is_pale(ground)))


def _is_pale(colour: str) -> bool:
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) >= _PALEST
    except ValueError:
        return False
