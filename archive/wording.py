"""Words of messages that follow their numbers, and columns that stand below each other."""

import unicodedata


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, by default with -s for several.

    >>> counted(1, "report"), counted(0, "report"), counted(2_000, "body", "bodies")
    ('1 report', '0 reports', '2,000 bodies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes, two for a Han character.

    >>> columns("民政局 a")
    8
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, width: int) -> str:
    """Return text filled to a width of terminal columns.

    >>> padded("民政局", 8) + "|"
    '民政局  |'
    """
    return text + " " * (width - columns(text))
