"""In which ink Word sets a text, and on what ground: in the colour of its ground nobody sees it."""

from lxml import etree

from parsers.readers.flaws import PAPER, blends
from parsers.readers.xml_names import attribute, children, local

CLEAR = "clear"  # the ink of letters that are not filled
_MIXED = "mixed"
# The theme's colour of the paper, in Word's words and in those of drawings.
_THEME = frozenset(("background1", "light1", "bg1", "lt1"))
_MARKERS = {"white": PAPER, "black": "000000", "none": ""}


def ink(properties: etree._Element) -> str | None:
    """Return the colour of a `w:rPr`: six digits, CLEAR, "" for an unknown one, None for none.

    The filling of letters (`w14:textFill`) overrides their colour.
    """
    found: str | None = None
    for each in properties:
        if local(each) == "color":
            is_paper = attribute(each, "themeColor") in _THEME and not attribute(each, "themeShade")
            found = PAPER if is_paper else attribute(each, "val").upper()
        elif local(each) == "textFill":
            found = _filling(each)
    return "" if found == "AUTO" else found


def _filling(fill: etree._Element) -> str:
    if next(children(fill, "noFill"), None) is not None:
        return CLEAR
    for colour in (colour for solid in children(fill, "solidFill") for colour in solid):
        name = attribute(colour, "val")
        if local(colour) == "srgbClr":
            return name.upper()
        if name in _THEME and not len(colour):  # else it is made darker or lighter
            return PAPER
    return ""


def is_unseen(colour: str, run: etree._Element) -> bool:
    """Say whether a run in this ink cannot be told from its ground."""
    return colour == CLEAR or blends(colour, _ground(run))


def _ground(run: etree._Element) -> str:
    """Return the colour behind a run: its own, or that of its paragraph or cell."""
    for element in (run, *run.iterancestors("{*}p", "{*}tc")):
        for name in ("rPr", "pPr", "tcPr"):
            for properties in children(element, name):
                found = next(filter(None, map(_shade, properties)), "")
                if found:
                    return found
    return PAPER


def _shade(property_: etree._Element) -> str:
    if local(property_) == "highlight":
        return _MARKERS.get(attribute(property_, "val"), _MIXED)
    if local(property_) != "shd":
        return ""
    pattern, fill = attribute(property_, "val"), attribute(property_, "fill").upper()
    if pattern == "solid":
        fill = attribute(property_, "color").upper()
    elif pattern not in ("", "clear", "nil"):
        return _MIXED
    return "" if fill == "AUTO" else fill
