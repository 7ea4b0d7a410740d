"""Words of messages that follow their numbers."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, by default with -s for several.

    >>> counted(1, "report"), counted(0, "report"), counted(2_000, "body", "bodies")
    ('1 report', '0 reports', '2,000 bodies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
