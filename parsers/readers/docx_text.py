"""The printed text of WordprocessingML paragraphs."""

from collections.abc import Iterator

from lxml import etree

from parsers.readers.docx_styles import HIDDEN, Styles
from parsers.readers.flaws import (
    AUTOMATIC,
    FORMULA,
    PICTURE,
    SYMBOL,
    Piece,
    has_words,
    put_together,
)
from parsers.readers.xml_names import attribute, local

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
# What shows something that is no text; the choice of a list is kept apart from it.
_PICTURES = {
    "drawing": PICTURE,
    "pict": PICTURE,
    "object": PICTURE,
    "sym": SYMBOL,
    "ddList": SYMBOL,
}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# What sets numbers above, below or before each other: a fraction is no number of all its digits.
_FORMULAS = frozenset(
    f"{{{space}}}{name}"
    for space in (
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    )
    for name in (
        "f",
        "rad",
        "sSup",
        "sSub",
        "sSubSup",
        "sPre",
        "nary",
        "eqArr",
        "m",
        "limLow",
        "limUpp",
        "groupChr",
        "bar",
        "borderBox",
        "acc",
    )
)


def paragraph_text(paragraph: etree._Element, styles: Styles) -> str:
    """Return the text of a `w:p` as printed, line breaks kept, outer white space removed."""
    pieces: list[Piece] = []
    pictures: list[tuple[int, str]] = []  # after how many pieces each stands
    in_cell = next(paragraph.iterancestors("{*}tc"), None) is not None
    around, flaw = styles.look(paragraph), ""
    fields: list[str] = []  # of each that is open, what of it was met last
    walker = etree.iterwalk(paragraph, ("start",))
    for _, element in walker:
        name = local(element)
        if name == "r":
            flaw = styles.flaw(element, around)
        if in_cell and _is_formula(element):
            pictures.append((len(pieces), FORMULA))
        if name in _UNPRINTED or (name == "r" and flaw == HIDDEN):
            walker.skip_subtree()
        elif name == "fldChar":
            _step(fields, attribute(element, "fldCharType"))
        elif name == "t" and "begin" not in fields:  # else it is part of a field's code
            pieces.append((element.text or "", flaw))
        elif name in _CHARACTERS:
            pieces.append((_CHARACTERS[name], ""))
        elif name in _PICTURES and in_cell and not _holds_box(element):
            pictures.append((len(pieces), _PICTURES[name]))
    if pictures and not has_words(pieces):
        for place, words in reversed(pictures):
            pieces.insert(place, (words, ""))
    lines = (line.strip() for line in put_together(pieces, in_cell=in_cell).split("\n"))
    text = "\n".join(line for line in lines if line)
    if in_cell and not has_words(pieces) and styles.is_numbered(paragraph):
        return AUTOMATIC + text
    return text


def _step(fields: list[str], mark: str) -> None:
    if mark == "begin":
        fields.append(mark)
    elif fields and mark == "separate":
        fields[-1] = mark
    elif mark == "end":
        del fields[-1:]


def _is_formula(element: etree._Element) -> bool:
    """Say whether an element sets digits in a formula, of Word's own or of a field EQ."""
    is_field = local(element) == "instrText" and (element.text or "").lstrip().startswith("EQ")
    return element.tag in _FORMULAS or is_field


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
