"""The style rules that stand in a page itself: to which elements they give which style."""

import re
from collections.abc import Iterator, Sequence

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from parsers.readers.html_styles import sets_apart, takes_back

# A remark that nothing ends goes on to the end of its sheet.
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
# Classes and ids of a selector.
_NAME = re.compile(r"([.#][\w-]+)\s*(?:,|$)")
# A rule inside of these holds as if it stood alone; others ask for paper or a small screen.
_SCREENS = ("@mediascreen", "@mediaall")
_PAPER = ("@mediaprint", "@page")
# What a rule may hide by its tag: a script shows whole bodies again, links are white in menus.
_TAGS = frozenset(
    ("tr", "td", "th", "p", "div", "span", "font", "b", "strong", "i", "em", "u", "ins")
)
# What a rule prints beside an element: digits, or a counter; not a letter of a font of icons.
_BESIDE = re.compile(r":{1,2}(?:before|after)\s*$")
_PRINTED = re.compile(r"(?<![-\w])content\s*:[^;]{0,200}?(?:[0-9]|counters?\()")
_ESCAPED = re.compile(r"\\[0-9a-fA-F]{1,6}")
# Each step of a selector may look at every pair of elements that stand in or beside each other. A
# real page has some 100,000 pairs; no more is looked at than 10,000,000 pairs in all, in 1 s.
_MOST_PAIRS = 10_000_000
_STEP = re.compile(r"[\s>+~:]+")
# A step inside of brackets is taken anew from each element that the selector comes to.
_BRACKETS = re.compile(r":(?:has|not|is|where|matches)\(\s*[>+~]?\s*(.*)\)", re.DOTALL)
_INNER = re.compile(r"\s*[>+~]\s*|\s+|:has\(")
# Characters of a selector; real ones have some 20 to 100, and each may nest once more in four.
_LONGEST = 200


def names_with_styles(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield classes (`.name`) and ids (`#name`) that rules set apart or hide, with the style."""
    for selectors, rules, _ in _rules(root):
        if style := sets_apart(rules) or takes_back(rules):
            for name in _NAME.findall(selectors):
                yield name, style


def with_printed_digits(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements beside which a rule prints digits that are in no text."""
    chosen = [
        (_BESIDE.sub("", selector).strip(), "")
        for selectors, rules, always in _rules(root)
        if always and "content" in rules and _PRINTED.search(_ESCAPED.sub("", rules))
        for selector in selectors.split(",")
        if _BESIDE.search(selector)
    ]
    yield from (element for element, _ in _found(root, chosen))


def tags_with_styles(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that rules strike out, hide or turn by their tag, with the style."""
    chosen = [
        (selector.strip(), style)
        for selectors, rules, always in _rules(root)
        if always and (style := takes_back(rules))
        for selector in selectors.split(",")
        if not _NAME.search(selector)
    ]
    yield from _found(root, chosen)


def _found(
    root: etree._Element, chosen: Sequence[tuple[str, str]]
) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements of selectors, as many as are worth their time, each with its style."""
    pairs = _pairs(root) if chosen else 1
    left = _MOST_PAIRS // pairs
    for selector, style in chosen:
        left -= _steps(selector, pairs)
        if left >= 0:
            yield from ((each, style) for each in _chosen(root, selector))


def _pairs(root: etree._Element) -> int:
    """Return how many pairs of elements stand in each other or beside each other."""
    pairs = depth = 1
    for event, element in etree.iterwalk(root, ("start", "end")):
        depth += 1 if event == "start" else -1
        pairs += depth + len(element) ** 2 // 2 if event == "start" else 0
    return pairs


def _steps(selector: str, pairs: int) -> int:
    """Return how many times a selector may look at all pairs of elements."""
    steps = len(_STEP.split(selector[:_LONGEST]))
    inside = _BRACKETS.search(selector[:_LONGEST])
    return steps * pairs ** len(_INNER.findall(inside[1].strip())) if inside else steps


def _chosen(root: etree._Element, selector: str) -> Iterator[etree._Element]:
    if len(selector) > _LONGEST:
        return
    try:
        found = root.xpath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError, ValueError):
        return  # of a state, as under the mouse, of a namespace, or of nothing
    for each in found if isinstance(found, list) else ():
        if isinstance(each, etree._Element) and each.tag in _TAGS:
            yield each


def _rules(root: etree._Element) -> Iterator[tuple[str, str, bool]]:
    """Yield selectors and declarations of each rule, and whether it holds on every screen.

    Rules for paper alone are left out.
    """
    for sheet in root.iter("style"):
        media = _compact(sheet.get("media") or "")
        around = [f"@media{media}"] if media else []
        outermost = len(around)
        for rule in _REMARK.sub("", sheet.text or "").split("}"):
            *opened, selectors, declared = ("", *rule.split("{"))
            if len(opened) == 0:
                del around[max(outermost, len(around) - 1) :]  # the end of what stood around rules
                continue
            around += map(_compact, opened[1:])
            if not any(each.startswith(_PAPER) for each in around):
                yield selectors, declared, all(each in _SCREENS for each in around)


def _compact(text: str) -> str:
    return "".join(text.lower().split())
