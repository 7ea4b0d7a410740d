"""Cells of a page whose text is not simply what they print: pieces out of line, pictures, fields.

A number must never be put together from pieces that stand apart on the screen, and a cell that
shows a picture or a field is not blank. Nothing is read out of these; the cell is refused.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial

from lxml import etree

from parsers.readers.flaws import AUTOMATIC, FORMULA, PICTURE, RAISED, STRUCK, UNSEEN
from parsers.readers.html_sheets import (
    names_with_styles,
    tags_with_styles,
    with_printed_digits,
)
from parsers.readers.html_styles import (
    TURNED,
    flaw_of,
    has_ground,
    inherited,
    is_white,
    sets_apart,
    takes_back,
)

# What shows something that is no text, and what is said of it in the cell.
_PICTURES = frozenset(("img", "object", "embed", "canvas", "svg", "iframe"))
_FIELDS = frozenset(("input", "textarea"))
_NO_FIELDS = frozenset(("hidden", "button", "submit"))
# What sets numbers above or below each other; what a list prints before its items is no text.
_FORMULAS = ("mfrac", "msup", "msub", "msubsup", "mroot", "msqrt", "munder", "mover", "mtable")
_NAMES = (
    dict.fromkeys(_PICTURES, PICTURE)
    | dict.fromkeys(_FIELDS, "〔输入框〕")
    | dict.fromkeys(_FORMULAS, FORMULA)
    | {"ol": AUTOMATIC}
)
_TAGS = dict.fromkeys(("del", "s", "strike"), STRUCK) | dict.fromkeys(("sup", "sub"), RAISED)
_NAMED = (*_NAMES, *_TAGS)
# Each is a thing of its own, and so is a number in it, shown or not; text set from right to left
# runs backwards.
_PARTED = (
    "label",
    "output",
    "button",
    "bdo",
    "optgroup",
    "datalist",
    "dialog",
    "audio",
    "video",
    "v:textbox",
)
# fmt: off
_INLINE = (
    "span", "font", "a", "b", "strong", "i", "em", "u", "label", "big", "code", "tt", "mark", "ins",
)
# fmt: on
# Beside an element whose style prints digits that are in no text, and where a script writes.
_DRAWN, _WRITTEN = "〔样式文字〕", "〔脚本〕"
_OF_WORD = ("Mso", "mso")  # classes of paragraphs and tables without a ground
_CELLS, _BLOCKS = ("td", "th"), ("td", "th", "p", "div")
_ALL_TEXT = etree.XPath("string()")
_ANY_COLOUR = etree.XPath("boolean(//font/@color)")
_WORD, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


def part_cells(root: etree._Element, styles: Collection[str]) -> None:
    """Part what stands out of line in cells of numbers, and name what these show beside text.

    *styles* are all those of the page's elements.
    """
    named = ((element, "") for element in root.iter(*_NAMED, *_PARTED))
    by_sheet = ((cell, style) for each, style in tags_with_styles(root) for cell in _cells_in(each))
    drawn = ((each, _DRAWN) for each in with_printed_digits(root))
    by_style = (*_out_of_line(root, styles), *_taken_back(root, styles))
    candidates = [*named, *by_style, *by_sheet, *drawn, *_writing(root)]
    cells = {}  # each is looked at once, however many candidates stand in it
    for element, _ in candidates:
        cell = _cell_of(element)
        if cell is not None and cell not in cells:
            cells[cell] = _is_of_numbers(cell) and _digits(cell)
    for element, style in candidates:
        cell = _cell_of(element)
        if cell is not None and (whole := cells[cell]) is not False:
            _mark(element, style, whole)


def _writing(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the scripts in cells that write into the page; no script is text of its cell."""
    for script in root.iter("script"):
        if next(script.iterancestors(*_CELLS), None) is not None:
            writes = "write" in (script.text or "")
            script.text = ""
            if writes:
                yield script, _WRITTEN


def _cell_of(element: etree._Element) -> etree._Element | None:
    return element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)


def _is_of_numbers(cell: etree._Element) -> bool:
    """Say whether a cell has neither words nor cells inside it; reads no further than the first."""
    for element in cell.iter():
        inside = element is not cell
        if inside and element.tag in ("td", "th"):
            return False
        texts = (element.text, element.tail if inside else None)
        if any(text and _WORD.search(text) for text in texts):
            return False
    return True


def _mark(element: etree._Element, style: str, whole: str) -> None:
    """Mark an element of a cell whose digits are *whole*, with the style that sets it apart."""
    tag = element.tag
    if tag in _FIELDS and element.get("type") in _NO_FIELDS:
        return
    if words := style if style in (_DRAWN, _WRITTEN) else _NAMES.get(tag):
        _put_before(element, words)
        return
    if whole and _digits(element) == whole and (flaw := _flaw(element, style, whole)):
        _put_before(element, f"〔{flaw}〕")  # nothing else is left to be the number
    if tag not in _TAGS and tag not in _BLOCKS:
        element.addprevious(etree.Element("br"))
        element.append(etree.Element("br"))


def _flaw(element: etree._Element, style: str, whole: str) -> str:
    """Return what is wrong with a number that is all its cell holds, "" for nothing."""
    if flaw := _TAGS.get(element.tag):
        return flaw
    if element.tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
        return TURNED
    if _is_restated(element, inherited(style), whole):
        return ""
    if flaw := flaw_of(style):
        return flaw
    return UNSEEN if is_white(style) and not _has_ground(element, style) else ""


def _is_restated(element: etree._Element, hidden_by: str, whole: str) -> bool:
    """Say whether an element inside, with all the digits, has a colour or size of its own."""
    for inner in element.iterdescendants() if hidden_by else ():
        own = "color:" if inner.tag == "font" and inner.get("color") else inner.get("style") or ""
        if hidden_by in own and _digits(inner) == whole:
            return True
    return False


def _has_ground(element: etree._Element, style: str) -> bool:
    """Say whether an element or its cell, row or table may be coloured: white is read on it."""
    if has_ground(style):
        return True
    for each in (element, *element.iterancestors()):
        if each.get("bgcolor") or has_ground(each.get("style")):
            return True
        if (name := each.get("class")) and not name.startswith(_OF_WORD):
            return True
        if each.tag == "table":
            return False
    return True


def _put_before(element: etree._Element, words: str) -> None:
    if element.tag in _CELLS:
        element.text = words + (element.text or "")
        return
    named = etree.Element("span")
    named.text = words
    element.addprevious(named)


def _digits(element: etree._Element) -> str:
    return "".join(_DIGIT.findall(str(_ALL_TEXT(element))))


def _out_of_line(
    root: etree._Element, styles: Iterable[str]
) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that a style sets apart from the text around them, with that style."""
    for element in root.iter("font") if _ANY_COLOUR(root) else ():
        if found := sets_apart(f"color:{element.get('color')}"):
            yield element, found
    named = dict(names_with_styles(root))
    if not named and not any(map(sets_apart, styles)):
        return
    rules = cache(partial(_rules, named))  # a page has few classes and thousands of elements
    for element in root.iter(*_INLINE):
        found = sets_apart(element.get("style") or "")
        found = found or rules(element.get("class"), element.get("id"))
        if found:
            yield element, found
    for element in root.iter("tr", *_BLOCKS) if named else ():
        found = takes_back(rules(element.get("class"), element.get("id")))
        if found:
            yield from ((cell, found) for cell in _cells_in(element))


def _cells_in(element: etree._Element) -> Iterable[etree._Element]:
    return element.iter(*_CELLS) if element.tag == "tr" else (element,)


def _rules(named: Mapping[str, str], classes: str | None, own: str | None) -> str:
    """Return the styles that the page's rules give to an element by its classes and its id."""
    names = [f".{name}" for name in (classes or "").split()]
    names += [f"#{own}"] if own else []
    return ";".join(named[name] for name in names if name in named)


def _taken_back(
    root: etree._Element, styles: Iterable[str]
) -> Iterator[tuple[etree._Element, str]]:
    """Yield the cells and paragraphs whose style strikes out, hides or turns all they hold."""
    for element in root.iter(*_BLOCKS) if any(map(takes_back, styles)) else ():
        style = element.get("style")
        if style and (found := takes_back(style)):
            yield element, found
