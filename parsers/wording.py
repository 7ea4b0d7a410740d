"""A sentence for a reader of the archive, in the two languages it is published in."""

from typing import NamedTuple


class Said(NamedTuple):
    """A sentence in plain Chinese and in plain English; both empty where nothing is to be said."""

    zh: str = ""
    en: str = ""


NOTHING = Said()
