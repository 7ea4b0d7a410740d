"""The styles of the cells of an XLSX workbook: number format, lines, and fonts that take back."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from parsers.readers.flaws import RAISED, STRUCK, UNSEEN
from parsers.readers.sheet_values import BUILT_IN
from parsers.readers.xml_names import local

_OFF = frozenset(("0", "false", "baseline"))
# White among the numbered colours, and the theme's colour of the paper.
_WHITE_NUMBERS, _PAPER = frozenset(("1", "9")), "0"


class CellStyle(NamedTuple):
    """A number format other than the general one, whether it has lines, and its font's flaw."""

    format: str = ""
    is_bordered: bool = False
    flaw: str = ""


class CellStyles:
    """The styles that cells name by their numbers."""

    def __init__(self, root: etree._Element) -> None:
        own = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter("{*}numFmt")}
        lined = [
            any(side.get("style") not in (None, "none") for side in border)
            for border in _of(root, "borders")
        ]
        fonts = [font_flaw(font) for font in _of(root, "fonts")]
        coloured = [_is_coloured(fill) for fill in _of(root, "fills")]
        self._styles: list[CellStyle] = []
        self.hiding = frozenset(n for n, each in enumerate(_of(root, "dxfs")) if _takes_back(each))
        for each in _of(root, "cellXfs"):
            code = each.get("numFmtId", "0")
            border, font, fill = (
                number(each.get(name)) for name in ("borderId", "fontId", "fillId")
            )
            flaw = fonts[font] if font < len(fonts) else ""
            if flaw == UNSEEN and fill < len(coloured) and coloured[fill]:
                flaw = ""
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


def font_flaw(font: etree._Element | None) -> str:
    """Return STRUCK, RAISED, UNSEEN or "" for a font or for the properties of a run."""
    look = {local(each): each for each in (() if font is None else font)}
    if "strike" in look and look["strike"].get("val") not in _OFF:
        return STRUCK
    if "vertAlign" in look and look["vertAlign"].get("val") not in _OFF:
        return RAISED
    return UNSEEN if "color" in look and _is_white(look["color"]) else ""


def _takes_back(look: etree._Element) -> bool:
    """Say whether a conditional look may hide or strike out the number, or print another."""
    if next(look.iter("{*}numFmt"), None) is not None:
        return True
    flaw = font_flaw(look.find("{*}font"))
    return bool(flaw) and not (flaw == UNSEEN and look.find("{*}fill") is not None)


def _is_coloured(fill: etree._Element) -> bool:
    """Say whether a fill gives its cell another ground than white paper."""
    for pattern in fill.iterfind("{*}patternFill"):
        if pattern.get("patternType", "none") == "none":
            return False
        return not all(map(_is_white, pattern.iterfind("{*}fgColor")))
    return len(fill) > 0


def _is_white(colour: etree._Element) -> bool:
    is_paper = colour.get("theme") == _PAPER and colour.get("tint") in (None, "0")
    is_white = colour.get("rgb", "").upper().endswith("FFFFFF")
    return is_paper or is_white or colour.get("indexed") in _WHITE_NUMBERS
