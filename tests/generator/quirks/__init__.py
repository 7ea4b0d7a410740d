"""Every quirk met in real reports, one function each."""

from tests.generator.quirks import bytes_, chapters, labels, markup, numbers, rows, tables
from tests.generator.quirks.registry import QUIRKS, Quirk, can_pair, in_order

__all__ = ["QUIRKS", "Quirk", "can_pair", "in_order"]
_MODULES = (numbers, labels, rows, tables, chapters, markup, bytes_)
