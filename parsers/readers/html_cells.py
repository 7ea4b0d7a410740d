"""Cells of a page whose text is not simply what they print: pieces out of line, pictures, fields.

A number must never be put together from pieces that stand apart on the screen, and a cell that
shows a picture or a field is not blank. Nothing is read out of these; the cell is refused.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree

# Styles that take text out of its line or out of sight. Some of them hide, the others place; which
# of two pieces is the number no rule can tell.
_OUT_OF_LINE = re.compile(
    r"line-through|vertical-align:(?:super|sub|-?[0-9.]*[1-9])|text-raise:-?[0-9.]*[1-9]"
    r"|display:(?:block|inline-|flex|grid|table|list)|float:(?:left|right)"
    r"|position:(?:absolute|relative|fixed)|(?:margin|padding)-left:[0-9.]*[1-9]"
    r"|font-size:0(?![.0-9]*[1-9])|opacity:0(?![.0-9]*[1-9])|visibility:collapse"
    r"|(?<![-\w])color:(?:#fff(?:fff)?(?![0-9a-f])|white|transparent)"
)
# Classes of a selector, where its rule stands in the page itself.
_CLASS = re.compile(r"\.([\w-]+)\s*(?:,|$)")
_HIDING = re.compile(r"display:none|visibility:hidden")
# What shows something that is no text, and what is said of it in the cell.
_PICTURES = frozenset(("img", "object", "embed", "canvas", "svg", "iframe"))
_FIELDS = frozenset(("input", "textarea"))
_NO_FIELDS = frozenset(("hidden", "button", "submit"))
_STRUCK, _RAISED = frozenset(("del", "s", "strike")), frozenset(("sup", "sub"))
_NAMED = (*_PICTURES, *_FIELDS, *_STRUCK, *_RAISED)
# fmt: off
_INLINE = (
    "span", "font", "a", "b", "strong", "i", "em", "u", "label", "big", "code", "tt", "mark", "ins",
)
# fmt: on
_ALL_TEXT = etree.XPath("string()")
_WORD, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


def part_cells(root: etree._Element, styles: Iterable[str]) -> None:
    """Part what stands out of line in cells of numbers, and name what these show beside text.

    *styles* are all those of the page's elements.
    """
    candidates = [*root.iter(*_NAMED), *_out_of_line(root, styles)]
    cells = {}  # each is looked at once, however many candidates stand in it
    for element in candidates:
        cell = next(element.iterancestors("td", "th"), None)
        if cell is not None and cell not in cells:
            cells[cell] = _is_of_numbers(cell) and _digits(cell)
    for element in candidates:
        cell = next(element.iterancestors("td", "th"), None)
        if cell is not None and (whole := cells[cell]) is not False:
            _mark(element, whole)


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


def _mark(element: etree._Element, whole: str) -> None:
    """Mark an element of a cell whose digits are *whole*."""
    tag = element.tag
    if tag in _FIELDS and element.get("type") in _NO_FIELDS:
        return
    if tag in _PICTURES or tag in _FIELDS:
        _put_before(element, "〔图片〕" if tag in _PICTURES else "〔输入框〕")
    elif tag not in _NAMED:
        element.addprevious(etree.Element("br"))
        element.append(etree.Element("br"))
    elif whole and _digits(element) == whole:  # nothing else is left to be the number
        _put_before(element, "〔划去〕" if tag in _STRUCK else "〔角标〕")


def _put_before(element: etree._Element, words: str) -> None:
    named = etree.Element("span")
    named.text = words
    element.addprevious(named)


def _digits(element: etree._Element) -> str:
    return "".join(_DIGIT.findall(str(_ALL_TEXT(element))))


def _out_of_line(root: etree._Element, styles: Iterable[str]) -> Iterator[etree._Element]:
    """Yield the elements inside cells that a style sets apart from the text around them."""
    classes = frozenset(_classes_out_of_line(root))
    if not classes and not any(map(_is_out_of_line, styles)):
        return
    for element in root.iter(*_INLINE):
        style, names = element.get("style"), element.get("class") if classes else None
        if (style and _is_out_of_line(style)) or (names and not classes.isdisjoint(names.split())):
            yield element


@lru_cache(maxsize=4096)
def _is_out_of_line(style: str) -> bool:
    return _OUT_OF_LINE.search(_compact(style)) is not None


def _classes_out_of_line(root: etree._Element) -> Iterator[str]:
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, rules = rule.rpartition("{")
            compact = _compact(rules)
            if _OUT_OF_LINE.search(compact) or _HIDING.search(compact):
                yield from _CLASS.findall(selectors)


def _compact(style: str) -> str:
    return "".join(style.lower().split())
