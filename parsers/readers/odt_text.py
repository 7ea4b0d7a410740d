"""The printed text of OpenDocument paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.readers.xml_names import attribute, local

# Printed elsewhere or not at all: notes, comments, fields that hide, the small print of rubies;
# text boxes print beside the paragraph and are read on their own.
_UNPRINTED = frozenset(
    ("note", "annotation", "annotation-end", "hidden-text", "ruby-text", "frame", "text-box",
     "custom-shape", "title", "desc", "deletion")
)  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 100


@dataclass(frozen=True, slots=True)
class Styles:
    """The names of styles that hide their text, and of those that set it apart."""

    hidden: frozenset[str]
    apart: frozenset[str]

    @classmethod
    def of(cls, *parts: etree._Element) -> "Styles":
        """Return the styles of a file's parts."""
        hidden, apart = set(), set()
        for style in (style for part in parts for style in part.iter("{*}style")):
            name = attribute(style, "name")
            for properties in style.iterfind("{*}text-properties"):
                if attribute(properties, "display") == "none":
                    hidden.add(name)
                line = attribute(properties, "text-line-through-style")
                place = attribute(properties, "text-position").split(" ")[0]
                if line not in ("", "none") or place.lstrip("-") not in ("", "0%", "0"):
                    apart.add(name)
        return cls(frozenset(hidden), frozenset(apart))

    def is_hidden(self, element: etree._Element) -> bool:
        """Say whether an element does not show what stands in it."""
        return (
            attribute(element, "style-name") in self.hidden
            or attribute(element, "display") == "none"
        )


def paragraph_text(styles: Styles, paragraph: etree._Element) -> str:
    """Return the text of a `text:p` or `text:h` as printed, line breaks kept."""
    if styles.is_hidden(paragraph) or _is_hidden_by_field(paragraph):
        return ""
    pieces: list[str] = []
    walker = etree.iterwalk(paragraph, ("start", "end"))
    for event, element in walker:
        is_apart = attribute(element, "style-name") in styles.apart
        inner = element is not paragraph
        if event == "end":
            pieces.append(" " * is_apart + (_text(element.tail) if inner else ""))
        elif inner and (local(element) in _UNPRINTED or styles.is_hidden(element)):
            walker.skip_subtree()
        else:
            pieces.append(" " * is_apart + (_character(element) or _text(element.text)))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


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
