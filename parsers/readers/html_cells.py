"""Cells of a page whose text is not simply what they print: pieces out of line, pictures, fields.

A number must never be put together from pieces that stand apart on the screen, and a cell that
shows a picture or a field is not blank. Nothing is read out of these; the cell is refused.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial

from lxml import etree

from parsers.readers.flaws import AUTOMATIC, FORMULA, PICTURE, RAISED, STRUCK, UNSEEN

_TURNED = "倒序"
# Styles that take text out of its line or out of sight. Some of them hide, the others place; which
# of two pieces is the number no rule can tell.
_CLEAR = (
    r"font-size:0(?![.0-9]*[1-9])|opacity:0(?![.0-9]*[1-9])|visibility:collapse|zoom:0(?![.0-9])"
    r"|(?<![-\w])font:[^;]*?(?<![.0-9])0[a-z]*(?:/|[ '\"a-z])|(?<![-\w])color:transparent"
    r"|(?<![-\w])color:(?:rgb|hsl)a\([^)]*,0(?:\.0*)?\)|clip-path:(?!none)|clip:rect"
    r"|(?<!text-)transform:(?!none)|text-indent:-[0-9]{3}"
    r"|^(?=.*overflow:hidden)(?=.*(?<![-\w])(?:max-)?(?:width|height):0(?![.0-9]*[1-9]))"
)
_WHITE = (
    r"(?<![-\w])color:(?:#fff(?:fff)?(?![0-9a-f])|white|rgba?\(255,255,255(?![0-9])"
    r"|hsla?\([^)]*,100%[,)])"
)
_BACKWARDS = "(?:bidi|isolate)-override|(?:row|column)-reverse"
_OUT_OF_LINE = re.compile(
    r"line-through|vertical-align:(?:super|sub|-?[0-9.]*[1-9])|text-raise:-?[0-9.]*[1-9]"
    r"|display:(?:block|inline-|flex|grid|table|list)|float:(?:left|right)"
    r"|position:(?:absolute|relative|fixed)|(?:margin|padding)-left:[0-9.]*[1-9]"
    r"|(?<![-\w])order:-?[0-9]"
    f"|{_CLEAR}|{_WHITE}|{_BACKWARDS}"
)
# What is wrong with a number that is all its cell holds, by the style that applies to it.
_HIDING = re.compile(r"display:none|visibility:hidden")
_FLAWS = (
    (re.compile("line-through"), STRUCK),
    (re.compile("vertical-align:su[pb]"), RAISED),
    (re.compile(_BACKWARDS), _TURNED),
    (re.compile(_CLEAR), UNSEEN),
    (_HIDING, UNSEEN),
)
_WHITE_TEXT = re.compile(_WHITE)
# Classes and ids of a selector, where its rule stands in the page itself.
_NAME = re.compile(r"([.#][\w-]+)\s*(?:,|$)")
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
_CELLS, _BLOCKS = ("td", "th"), ("td", "th", "p", "div")
_ALL_TEXT = etree.XPath("string()")
_ANY_COLOUR = etree.XPath("boolean(//font/@color)")
_WORD, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


def part_cells(root: etree._Element, styles: Collection[str]) -> None:
    """Part what stands out of line in cells of numbers, and name what these show beside text.

    *styles* are all those of the page's elements.
    """
    named = ((element, "") for element in root.iter(*_NAMED, *_PARTED))
    candidates = [*named, *_out_of_line(root, styles), *_taken_back(root, styles)]
    cells = {}  # each is looked at once, however many candidates stand in it
    for element, _ in candidates:
        cell = _cell_of(element)
        if cell is not None and cell not in cells:
            cells[cell] = _is_of_numbers(cell) and _digits(cell)
    for element, style in candidates:
        cell = _cell_of(element)
        if cell is not None and (whole := cells[cell]) is not False:
            _mark(element, style, whole)


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
    if words := _NAMES.get(tag):
        _put_before(element, words)
        return
    if whole and _digits(element) == whole and (flaw := _flaw(element, style)):
        _put_before(element, f"〔{flaw}〕")  # nothing else is left to be the number
    if tag not in _TAGS and tag not in _BLOCKS:
        element.addprevious(etree.Element("br"))
        element.append(etree.Element("br"))


def _flaw(element: etree._Element, style: str) -> str:
    """Return what is wrong with a number that is all its cell holds, "" for nothing."""
    if flaw := _TAGS.get(element.tag):
        return flaw
    if element.tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
        return _TURNED
    if flaw := next((name for styles, name in _FLAWS if styles.search(style)), ""):
        return flaw
    return UNSEEN if _WHITE_TEXT.search(style) and not _has_ground(element) else ""


def _has_ground(element: etree._Element) -> bool:
    """Say whether an element or its cell, row or table may be coloured: white is read on it."""
    for each in (element, *element.iterancestors()):
        if each.get("bgcolor") or each.get("class") or "background" in (each.get("style") or ""):
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
        if found := _sets_apart(f"color:{element.get('color')}"):
            yield element, found
    named = dict(_names_out_of_line(root))
    if not named and not any(map(_sets_apart, styles)):
        return
    rules = cache(partial(_rules, named))  # a page has few classes and thousands of elements
    for element in root.iter(*_INLINE):
        found = _sets_apart(element.get("style") or "")
        found = found or rules(element.get("class"), element.get("id"))
        if found:
            yield element, found
    for element in root.iter("tr", *_BLOCKS) if named else ():
        found = _takes_back(rules(element.get("class"), element.get("id")))
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
    for element in root.iter(*_BLOCKS) if any(map(_takes_back, styles)) else ():
        style = element.get("style")
        if style and (found := _takes_back(style)):
            yield element, found


@lru_cache(maxsize=4096)
def _takes_back(style: str) -> str:
    compact = _compact(style)
    is_flawed = any(styles.search(compact) for styles, _ in _FLAWS) or _WHITE_TEXT.search(compact)
    return compact if is_flawed else ""


@lru_cache(maxsize=4096)
def _sets_apart(style: str) -> str:
    """Return a style without white space if it sets apart, else ""."""
    compact = _compact(style)
    return compact if _OUT_OF_LINE.search(compact) else ""


def _names_out_of_line(root: etree._Element) -> Iterator[tuple[str, str]]:
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, rules = rule.rpartition("{")
            compact = _compact(rules)
            if _OUT_OF_LINE.search(compact) or _HIDING.search(compact):
                for name in _NAME.findall(selectors):
                    yield name, compact


def _compact(style: str) -> str:
    return "".join(style.lower().split())
