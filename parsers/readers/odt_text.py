"""The printed text of OpenDocument paragraphs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from parsers.readers.flaws import (
    AUTOMATIC,
    PICTURE,
    RAISED,
    STRUCK,
    UNSEEN,
    Piece,
    has_words,
    put_together,
)
from parsers.readers.xml_names import attribute, local

# Printed elsewhere or not at all: notes, comments, fields that hide, the small print of rubies;
# text boxes print beside the paragraph and are read on their own.
_UNPRINTED = frozenset(
    (
        "note",
        "annotation",
        "annotation-end",
        "hidden-text",
        "ruby-text",
        "frame",
        "text-box",
        "custom-shape",
        "title",
        "desc",
        "deletion",
    )
)
_LOOKS = (
    "display",
    "text-position",
    "text-line-through-style",
    "text-line-through-type",
    "color",
    "background-color",
)
_FAMILIES = frozenset(("", "paragraph", "text", "section"))
_ITEMS = frozenset(("list-item", "numbered-paragraph"))
_MOST_ANCESTORS = 20
_WHITE = "#ffffff"
_SPACES = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 100


@dataclass(frozen=True, slots=True)
class Styles:
    """The names of styles that hide their text, set it apart with a flaw, or number it."""

    hidden: frozenset[str]
    flaws: Mapping[str, str]
    numbered: frozenset[str]

    @classmethod
    def of(cls, *parts: etree._Element) -> "Styles":
        """Return the styles of a file's parts, each with what it has from its parents."""
        own = {
            attribute(style, "name"): style
            for part in parts
            for style in part.iter("{*}style")
            if attribute(style, "family") in _FAMILIES
        }
        looks = {name: _look(style) for name, style in own.items()}
        parents = {name: attribute(style, "parent-style-name") for name, style in own.items()}
        hidden, flaws, numbered = set(), {}, set()
        for name in own:
            look: dict[str, str] = {}
            parent, steps = name, 0
            while parent in own and steps < _MOST_ANCESTORS:  # styles may form a ring
                look = looks[parent] | look
                parent, steps = parents[parent], steps + 1
            if look.get("display") == "none":
                hidden.add(name)
            if flaw := _flaw(look):
                flaws[name] = flaw
            if look.get("list-style-name"):
                numbered.add(name)
        return cls(frozenset(hidden), flaws, frozenset(numbered))

    def is_hidden(self, element: etree._Element) -> bool:
        """Say whether an element does not show what stands in it."""
        return (
            attribute(element, "style-name") in self.hidden
            or attribute(element, "display") == "none"
        )

    def flaw(self, element: etree._Element) -> str:
        """Return STRUCK, RAISED, UNSEEN or "" for what stands in an element."""
        return self.flaws.get(attribute(element, "style-name"), "")

    def is_numbered(self, paragraph: etree._Element) -> bool:
        """Say whether a number of the office's own is printed before a paragraph."""
        item = paragraph.getparent()
        if item is not None and local(item) in _ITEMS:
            return True
        return attribute(paragraph, "style-name") in self.numbered


def _look(style: etree._Element) -> dict[str, str]:
    """Return the attributes of a style that change how text is shown."""
    look = {"list-style-name": attribute(style, "list-style-name")}
    for properties in style.iterfind("{*}text-properties"):
        look |= {name: attribute(properties, name) for name in _LOOKS}
    for properties in style.iterfind("{*}paragraph-properties"):
        look["ground"] = attribute(properties, "background-color")
    return {name: said for name, said in look.items() if said}


def _flaw(look: Mapping[str, str]) -> str:
    lines = (look.get("text-line-through-style"), look.get("text-line-through-type"))
    if any(line not in (None, "none") for line in lines):
        return STRUCK
    place = look.get("text-position", "").split(" ")[0]
    if place.lstrip("-") not in ("", "0%", "0"):
        return RAISED
    grounds = (look.get("background-color"), look.get("ground"))
    is_plain = all(ground in (None, "transparent", _WHITE) for ground in grounds)
    return UNSEEN if is_plain and look.get("color", "").lower() == _WHITE else ""


def paragraph_text(styles: Styles, paragraph: etree._Element, *, in_cell: bool = False) -> str:
    """Return the text of a `text:p` or `text:h` as printed, line breaks kept."""
    if styles.is_hidden(paragraph) or _is_hidden_by_field(paragraph):
        return ""
    pieces: list[Piece] = []
    pictures: list[int] = []  # after how many pieces each stands
    open_flaws = [""]
    walker = etree.iterwalk(paragraph, ("start", "end"))
    for event, element in walker:
        inner = element is not paragraph
        if event == "end":
            open_flaws.pop()
            pieces.append((_text(element.tail) if inner else "", open_flaws[-1]))
            continue
        open_flaws.append(styles.flaw(element) or open_flaws[-1])
        if inner and (local(element) in _UNPRINTED or styles.is_hidden(element)):
            if in_cell and local(element) == "frame" and not _holds_box(element):
                pictures.append(len(pieces))
            walker.skip_subtree()
        else:
            pieces.append((_character(element) or _text(element.text), open_flaws[-1]))
    if not has_words(pieces):
        for place in reversed(pictures):
            pieces.insert(place, (PICTURE, ""))
    whole = put_together([each for each in pieces if each[0]], in_cell=in_cell)
    lines = (line.strip() for line in whole.split("\n"))
    text = "\n".join(line for line in lines if line)
    is_numbered = in_cell and not has_words(pieces) and styles.is_numbered(paragraph)
    return AUTOMATIC + text if is_numbered else text


def _holds_box(frame: etree._Element) -> bool:
    return next(frame.iter("{*}text-box"), None) is not None


def _is_hidden_by_field(paragraph: etree._Element) -> bool:
    fields = paragraph.iter("{*}hidden-paragraph")
    return any(attribute(field, "is-hidden") == "true" for field in fields)


def _text(text: str | None) -> str:
    return _SPACES.sub(" ", text) if text else ""


def _character(element: etree._Element) -> str:
    name = local(element)
    if name == "s":
        count = attribute(element, "c")
        return " " * min(int(count[:4]) if count.isascii() and count.isdigit() else 1, _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(name, "")


def inner_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, outermost only."""
    walker = etree.iterwalk(paragraph, ("start",))
    for _, element in walker:
        if local(element) == "text-box":
            yield element
        if local(element) in ("text-box", "annotation", "note"):
            walker.skip_subtree()
