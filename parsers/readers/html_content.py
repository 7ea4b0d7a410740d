"""Where on a page the report stands: menus, neighbours and footers are text of the site, not of it.

The report is in the innermost element that holds every large table and every line that begins like
a chapter. A page without two of these is taken whole; nothing here decides about numbers.
"""

import re
from collections.abc import Sequence

from lxml import etree

from parsers.model import Block, Grid

# The smallest table of an official form has 39 cells; tables about a page have some 20.
_LARGE = 30
_OPENS = re.compile(r"[一二三四五六][、.．]")


def content(blocks: Sequence[Block], places: Sequence[etree._Element]) -> tuple[int, int] | None:
    """Return the range of blocks in the report's element, None where none can be told.

    *places* are the elements at which the blocks ended, one for each.
    """
    marks = [
        place
        for block, place in zip(blocks, places, strict=True)
        if (len(block.cells) >= _LARGE if isinstance(block, Grid) else _OPENS.match(block.text))
    ]
    if len(marks) < 2:
        return None
    held = _innermost(marks)
    inside = [number for number, place in enumerate(places) if _is_in(place, held)]
    end = inside[-1] + 1
    # Text without a block of its own ends where an element around it does: the last of the report.
    if end < len(places) and _is_in(held, places[end]):
        end += 1
    return inside[0], end


def _innermost(marks: Sequence[etree._Element]) -> etree._Element:
    """Return the innermost element that has every mark inside it, none being the element."""
    common = list(marks[0].iterancestors())
    for mark in marks[1:]:
        above = set(mark.iterancestors())
        common = [element for element in common if element in above]
    return common[0] if common else marks[0].getroottree().getroot()


def _is_in(place: etree._Element, held: etree._Element) -> bool:
    return place is held or any(element is held for element in place.iterancestors())
