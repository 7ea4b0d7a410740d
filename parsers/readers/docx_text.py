"""The printed text of WordprocessingML paragraphs."""

import re
from collections.abc import Iterator

from lxml import etree

from parsers.readers.xml_names import attribute, children, local

# Elements of a paragraph whose content is not printed in it: properties, revisions taken back,
# field codes, readings over a word; text boxes print beside it and are read on their own.
_UNPRINTED = frozenset(
    [
        "pPr",
        "rPr",
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "rt",
        "txbxContent",
        "Fallback",
        "tbl",
    ]
)
_APART = frozenset(("vertAlign", "position", "strike", "dstrike"))
_NOT_APART = frozenset(("baseline", "0", "false", "off"))
_NOTES = frozenset(("footnoteReference", "endnoteReference"))
# What shows something that is no text: between digits or alone in a cell it must not go unsaid.
_PICTURES = {"drawing": "〔图片〕", "pict": "〔图片〕", "object": "〔图片〕", "sym": "〔符号〕"}
_AUTOMATIC = "〔编号〕"
_RAISED_STYLES = frozenset(("FootnoteReference", "EndnoteReference"))  # Word's own ids of them
_WORD = re.compile(r"[^\W\d_]")
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of a `w:p` as printed, line breaks kept, outer white space removed."""
    pieces: list[str] = []
    pictures: list[tuple[int, str]] = []  # after how many pieces each stands
    in_cell = next(paragraph.iterancestors("{*}tc"), None) is not None
    walker = etree.iterwalk(paragraph, ("start",))
    for _, element in walker:
        name = local(element)
        if name in _UNPRINTED or (name == "r" and _is_hidden(element)):
            walker.skip_subtree()
        elif name == "t" and _is_apart(element):
            gap = "\n" if in_cell else " "  # in a cell a blank could part thousands
            pieces.append(f"{gap}{element.text or ''}{gap}")
        elif name == "t":
            pieces.append(element.text or "")
        elif name in _CHARACTERS:
            pieces.append(_CHARACTERS[name])
        elif name in _PICTURES and in_cell and not _holds_box(element):
            pictures.append((len(pieces), _PICTURES[name]))
    if pictures and not any(_WORD.search(piece) for piece in pieces):
        for place, words in reversed(pictures):
            pieces.insert(place, words)
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def automatic_number(paragraph: etree._Element) -> str:
    """Return what tells that an empty paragraph shows a number of Word's own, else ""."""
    for properties in children(paragraph, "pPr"):
        for numbering in children(properties, "numPr"):
            if any(attribute(each, "val") != "0" for each in children(numbering, "numId")):
                return _AUTOMATIC
    return ""


def _holds_box(picture: etree._Element) -> bool:
    return next(picture.iter("{*}txbxContent"), None) is not None


def inner_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, each once: Word stores a copy as fallback."""
    walker = etree.iterwalk(paragraph, ("start",))
    for _, element in walker:
        name = local(element)
        if name == "txbxContent":
            yield element
        if name in ("txbxContent", "Fallback", "del", "moveFrom"):
            walker.skip_subtree()


def _is_apart(text: etree._Element) -> bool:
    """Say whether a run's text is raised, struck out or white: no part of the number beside it."""
    run = text.getparent()
    if run is not None and any(local(each) in _NOTES for each in run):
        return True  # a mark of the author's own beside the note's reference
    for properties in children(run, "rPr") if run is not None else ():
        for child in properties:
            name, value = local(child), attribute(child, "val")
            if name in _APART and value not in _NOT_APART:
                return True
            if name == "rStyle" and value in _RAISED_STYLES:
                return True
            if name == "color" and value.upper() == "FFFFFF":
                return True  # white, unless the cell is dark: nobody can tell from the run
    return False


def _is_hidden(run: etree._Element) -> bool:
    for properties in children(run, "rPr"):
        for vanish in children(properties, "vanish"):
            return attribute(vanish, "val") not in ("0", "false", "off")
    return False
