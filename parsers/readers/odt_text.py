"""The printed text of OpenDocument paragraphs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from parsers.readers.flaws import (
    AUTOMATIC,
    PAPER,
    PICTURE,
    UNSEEN,
    Piece,
    blends,
    has_words,
    put_together,
)
from parsers.readers.odt_styles import Styles
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
        "text-box",
        "title",
        "desc",
        "deletion",
        "script",
    )
)
# What lies on the text or stands for it; what is written in it is read by itself.
_DRAWN = frozenset(
    (
        "frame",
        "custom-shape",
        "rect",
        "line",
        "polyline",
        "polygon",
        "path",
        "circle",
        "ellipse",
        "connector",
        "measure",
        "g",
        "control",
    )
)
_SPACES = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 100


class _Look(NamedTuple):
    """How text is set: its flaw, its ink and the ground behind it ("" is black on none)."""

    flaw: str
    ink: str
    ground: str

    @property
    def shown(self) -> str:
        """What is wrong with text that is set so."""
        return self.flaw or (UNSEEN if blends(self.ink, self.ground or PAPER) else "")


def paragraph_text(
    styles: Styles, paragraph: etree._Element, *, in_cell: bool = False, ground: str = ""
) -> str:
    """Return the text of a `text:p` or `text:h` as printed; *ground* is the colour of its cell."""
    if styles.is_hidden(paragraph) or _is_hidden_by_field(paragraph):
        return ""
    pieces: list[Piece] = []
    pictures: list[int] = []  # after how many pieces each stands
    looks = [_Look("", "", ground)]
    walker = etree.iterwalk(paragraph, ("start", "end"))
    for event, element in walker:
        inner = element is not paragraph
        if event == "end":
            looks.pop()
            pieces.append((_text(element.tail) if inner else "", looks[-1].shown))
            continue
        name, around = attribute(element, "style-name"), looks[-1]
        looks.append(
            _Look(
                styles.flaws.get(name, around.flaw),
                styles.inks.get(name, around.ink),
                styles.grounds.get(name, around.ground),
            )
        )
        is_drawn = local(element) in _DRAWN
        if inner and (is_drawn or local(element) in _UNPRINTED or styles.is_hidden(element)):
            if in_cell and is_drawn and not _holds_text(element):
                pictures.append(len(pieces))
            walker.skip_subtree()
        else:
            pieces.append((_character(element) or _text(element.text), looks[-1].shown))
    if not has_words(pieces):
        for place in reversed(pictures):
            pieces.insert(place, (PICTURE, ""))
    whole = put_together([each for each in pieces if each[0]], in_cell=in_cell)
    lines = (line.strip() for line in whole.split("\n"))
    text = "\n".join(line for line in lines if line)
    is_numbered = in_cell and not has_words(pieces) and styles.is_numbered(paragraph)
    return AUTOMATIC + text if is_numbered else text


def _holds_text(drawn: etree._Element) -> bool:
    return next(drawn.iter("{*}p", "{*}h"), None) is not None


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
