"""What the styles of an OpenDocument text make of it: hidden, flawed, numbered, coloured."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from parsers.readers.flaws import RAISED, STRUCK, UNSEEN
from parsers.readers.xml_names import attribute, local

_LOOKS = (
    "display",
    "text-position",
    "text-line-through-style",
    "text-line-through-type",
    "color",
    "use-window-font-color",
    "background-color",
    "font-size",
    "opacity",
)
_TEXTS = frozenset(("", "paragraph", "text", "section"))
_ITEMS = frozenset(("list-item", "numbered-paragraph"))
_MOST_ANCESTORS = 20
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(pt|cm|mm|in)")
_POINTS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0}
# Type of this size, in points, and rows of this height are not seen.
_SPECK = 2.0

_Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Styles:
    """The names of styles that hide their text, set it apart with a flaw, colour or number it.

    `inks` and `grounds` are colours of six digits, "" for black and for none; `cells` the grounds
    of cells, `crossed` the styles of those with a line from corner to corner, `flat` those of rows
    too low for any text.
    """

    hidden: frozenset[str]
    flaws: Mapping[str, str]
    inks: Mapping[str, str]
    grounds: Mapping[str, str]
    numbered: frozenset[str]
    cells: Mapping[str, str] = field(default_factory=dict)
    crossed: frozenset[str] = frozenset()
    flat: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *parts: etree._Element) -> "Styles":
        """Return the styles of a file's parts, each with what it has from its parents."""
        all_ = [style for part in parts for style in part.iter("{*}style")]
        looks = dict(_inherited([each for each in all_ if attribute(each, "family") in _TEXTS]))
        cells = {
            attribute(style, "name"): properties
            for style in all_
            for properties in style.iterfind("{*}table-cell-properties")
        }
        rows = {
            attribute(style, "name"): attribute(properties, "row-height")
            for style in all_
            for properties in style.iterfind("{*}table-row-properties")
        }
        return cls(
            frozenset(name for name, look in looks.items() if look.get("display") == "none"),
            {name: flaw for name, look in looks.items() if (flaw := _flaw(look))},
            {name: ink for name, look in looks.items() if (ink := _ink(look)) is not None},
            {name: ground for name, look in looks.items() if (ground := _ground(look))},
            frozenset(name for name, look in looks.items() if look.get("list-style-name")),
            {name: _colour(attribute(each, "background-color")) for name, each in cells.items()},
            frozenset(name for name, each in cells.items() if _is_crossed(each)),
            frozenset(name for name, height in rows.items() if _is_speck(height)),
        )

    def is_hidden(self, element: etree._Element) -> bool:
        """Say whether an element does not show what stands in it."""
        return (
            attribute(element, "style-name") in self.hidden
            or attribute(element, "display") == "none"
            or attribute(element, "is-hidden") == "true"
        )

    def is_numbered(self, paragraph: etree._Element) -> bool:
        """Say whether a number of the office's own is printed before a paragraph."""
        item = paragraph.getparent()
        if item is not None and local(item) in _ITEMS:
            return True
        return attribute(paragraph, "style-name") in self.numbered


def _inherited(styles: list[etree._Element]) -> Iterator[tuple[str, _Said]]:
    """Yield each style's name with what it says itself or has from those it is based on."""
    own = {attribute(style, "name"): _look(style) for style in styles}
    parents = {attribute(style, "name"): attribute(style, "parent-style-name") for style in styles}
    for name in own:
        look: _Said = {}
        parent, steps = name, 0
        while parent in own and steps < _MOST_ANCESTORS:  # styles may form a ring
            look = own[parent] | look
            parent, steps = parents[parent], steps + 1
        yield name, look


def _look(style: etree._Element) -> _Said:
    """Return the attributes of a style that change how text is shown."""
    look = {"list-style-name": attribute(style, "list-style-name")}
    for properties in style.iterfind("{*}text-properties"):
        look |= {name: attribute(properties, name) for name in _LOOKS}
    for properties in style.iterfind("{*}paragraph-properties"):
        look["ground"] = attribute(properties, "background-color")
    return {name: said for name, said in look.items() if said}


def _flaw(look: _Said) -> str:
    lines = (look.get("text-line-through-style"), look.get("text-line-through-type"))
    if any(line not in (None, "none") for line in lines):
        return STRUCK
    place = look.get("text-position", "").split(" ")[0]
    if place.lstrip("-") not in ("", "0%", "0"):
        return RAISED
    return UNSEEN if _is_speck(look.get("font-size", "")) or look.get("opacity") == "0%" else ""


def _ink(look: _Said) -> str | None:
    """Return a style's colour, "" for that of the office's own choice, None if it says nothing."""
    if look.get("use-window-font-color") == "true":
        return ""
    return _colour(look["color"]) if "color" in look else None


def _ground(look: _Said) -> str:
    return _colour(look.get("background-color", "")) or _colour(look.get("ground", ""))


def _colour(said: str) -> str:
    """Return the six digits of a colour such as #ffffff, "" for `transparent`."""
    return said[1:].upper() if said.startswith("#") else ""


def _is_crossed(cell: etree._Element) -> bool:
    lines = (attribute(cell, name) for name in ("diagonal-tl-br", "diagonal-bl-tr"))
    return any(line not in ("", "none") for line in lines)


def _is_speck(length: str) -> bool:
    match = _LENGTH.fullmatch(length)
    return match is not None and float(match[1]) * _POINTS[match[2]] <= _SPECK
