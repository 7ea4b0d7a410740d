"""What text may be beside a number without being part of it, and how a cell says so."""

import re
from collections.abc import Sequence

STRUCK, RAISED, UNSEEN = "划去", "角标", "不可见"
# Only numbers of tables are so: seals lie on signatures, and drawings run through sentences.
CROSSED, COVERED = "线条穿过", "被遮盖"

# What shows something that is no text: between digits or alone in a cell it must not go unsaid.
PICTURE, SYMBOL, FORMULA, AUTOMATIC = "〔图片〕", "〔符号〕", "〔公式〕", "〔编号〕"

Piece = tuple[str, str]  # a piece of text, and STRUCK, RAISED, UNSEEN or ""

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
