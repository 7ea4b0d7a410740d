"""The styles of the cells of an XLSX workbook: number format, lines, and fonts that take back."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from parsers.readers.flaws import CROSSED, PAPER, RAISED, STRUCK, UNSEEN, blends
from parsers.readers.sheet_values import BUILT_IN
from parsers.readers.xml_names import local

_OFF = frozenset(("0", "false", "baseline"))
# The numbered colours that are black and white, and the theme's of paper and text.
_NUMBERED = {"0": "000000", "1": PAPER, "8": "000000", "9": PAPER}
_THEME = {"0": 255.0, "1": 0.0}
_TINT = re.compile(r"-?[01](?:\.\d*)?(?:[Ee]-?\d+)?")
# Sizes of type that are specks, in points.
_SPECKS = frozenset(("1", "1.5", "2"))
_MIXED = "mixed"


class CellStyle(NamedTuple):
    """A number format other than the general one, whether it has lines, and its font's flaw."""

    format: str = ""
    is_bordered: bool = False
    flaw: str = ""


class CellStyles:
    """The styles that cells name by their numbers."""

    def __init__(self, root: etree._Element) -> None:
        own = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter("{*}numFmt")}
        borders = list(_of(root, "borders"))
        lined = [
            any(side.get("style") not in (None, "none") for side in border) for border in borders
        ]
        crossed = list(map(_is_crossed, borders))
        fonts, fills = list(_of(root, "fonts")), list(map(_ground, _of(root, "fills")))
        self._styles: list[CellStyle] = []
        self.hiding = frozenset(n for n, each in enumerate(_of(root, "dxfs")) if _takes_back(each))
        for each in _of(root, "cellXfs"):
            code = each.get("numFmtId", "0")
            border, font, fill = (
                number(each.get(name)) for name in ("borderId", "fontId", "fillId")
            )
            ground = fills[fill] if fill < len(fills) else ""
            flaw = font_flaw(fonts[font] if font < len(fonts) else None, ground or PAPER)
            if not flaw and border < len(crossed) and crossed[border]:
                flaw = CROSSED
            self._styles.append(
                CellStyle(
                    own.get(code) or BUILT_IN.get(number(code), ""),
                    border < len(lined) and lined[border],
                    flaw,
                )
            )

    def __getitem__(self, style: int) -> CellStyle:
        return self._styles[style] if style < len(self._styles) else CellStyle()


def _of(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for group in root.iterfind(f"{{*}}{name}") for each in group)


def number(text: str | None) -> int:
    """Return the number an attribute holds, 0 for none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def font_flaw(font: etree._Element | None, ground: str = PAPER) -> str:
    """Return STRUCK, RAISED, UNSEEN or "" for a font or for the properties of a run."""
    look = {local(each): each for each in (() if font is None else font)}
    if "strike" in look and look["strike"].get("val") not in _OFF:
        return STRUCK
    if "vertAlign" in look and look["vertAlign"].get("val") not in _OFF:
        return RAISED
    is_speck = "sz" in look and look["sz"].get("val", "") in _SPECKS
    ink = _colour(look["color"]) if "color" in look else ""
    return UNSEEN if is_speck or blends(ink, ground) else ""


def _takes_back(look: etree._Element) -> bool:
    """Say whether a conditional look may hide or strike out the number, or print another."""
    if next(look.iter("{*}numFmt"), None) is not None:
        return True
    flaw = font_flaw(look.find("{*}font"))
    return bool(flaw) and not (flaw == UNSEEN and look.find("{*}fill") is not None)


def _is_crossed(border: etree._Element) -> bool:
    """Say whether a line is drawn from corner to corner of a cell."""
    is_drawn = any(border.get(name) in ("1", "true") for name in ("diagonalUp", "diagonalDown"))
    lines = (line.get("style") for line in border.iterfind("{*}diagonal"))
    return is_drawn and any(line not in (None, "none") for line in lines)


def _ground(fill: etree._Element) -> str:
    """Return the colour that a fill gives its cell, "" for none."""
    for pattern in fill.iterfind("{*}patternFill"):
        kind = pattern.get("patternType", "none")
        colour = pattern.find("{*}fgColor")
        if kind in ("none", "solid"):
            return _colour(colour) if kind == "solid" and colour is not None else ""
    return _MIXED if len(fill) else ""


def _colour(colour: etree._Element) -> str:
    """Return a colour as six digits; one we do not know under its own name, "" for no colour."""
    if rgb := colour.get("rgb"):
        return rgb[-6:].upper()
    if indexed := colour.get("indexed"):
        return _NUMBERED.get(indexed, f"indexed {indexed}")
    theme, tint = colour.get("theme", ""), colour.get("tint", "0")
    if theme not in _THEME or _TINT.fullmatch(tint) is None:
        return f"theme {theme} {tint}" if theme else ""
    light, share = _THEME[theme], max(-1.0, min(1.0, float(tint)))
    light = light * (1 + share) if share < 0 else light + (255 - light) * share
    return f"{round(light):02X}" * 3
