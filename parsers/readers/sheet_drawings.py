"""What is drawn over the cells of an XLSX sheet: text boxes, shapes, lines and charts.

Pictures are not looked at: seals are pictures, and what is under one can be read.
"""

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from lxml import etree

from parsers.readers.sheet_marks import place_name
from parsers.readers.sheet_styles import number
from parsers.readers.xml_names import tree

_DRAWN = ("{*}sp", "{*}cxnSp", "{*}graphicFrame")
_HIDDEN = ("1", "true")


def laid_over(sheet: str, parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the areas, such as B3:C9, that drawings touch; *sheet* is the name of its part."""
    folder = dirname(sheet)
    relations = parts.get(f"{folder}/_rels/{basename(sheet)}.rels", b"<absent/>")
    for relation in tree(relations):
        drawing = normpath(join(folder, relation.get("Target", "")))
        if relation.get("Type", "").endswith("/drawing") and drawing in parts:
            yield from map(_area, filter(_covers, tree(parts[drawing]).iter("{*}twoCellAnchor")))


def _covers(anchor: etree._Element) -> bool:
    is_shown = all(each.get("hidden") not in _HIDDEN for each in anchor.iter("{*}cNvPr"))
    return is_shown and any(not _is_frame(each) for each in anchor.iter(*_DRAWN))


def _is_frame(drawn: etree._Element) -> bool:
    """Say whether a shape is an outline alone: it points at a number and hides none."""
    has_text = any((text.text or "").strip() for text in drawn.iter("{*}t"))
    return not has_text and drawn.find("{*}spPr/{*}noFill") is not None


def _area(anchor: etree._Element) -> str:
    """Return the cells from one corner to the other; one that is only met at its edge is none."""
    first, last = anchor.find("{*}from"), anchor.find("{*}to")
    if first is None or last is None:
        return ""
    top, left = number(first.findtext("{*}row")), number(first.findtext("{*}col"))
    bottom, right = number(last.findtext("{*}row")), number(last.findtext("{*}col"))
    bottom -= bottom > top and not number(last.findtext("{*}rowOff"))
    right -= right > left and not number(last.findtext("{*}colOff"))
    return f"{place_name(top, left)}:{place_name(bottom, right)}"
