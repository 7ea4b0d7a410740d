"""An archived web page as harmless HTML: no script, no outside resource, one cell marked."""

import re

import nh3
from lxml import etree

from parsers.readers.folded import folded_page
from parsers.text import decode

MARK = "cell"
_SOURCE = re.compile(r"table\[(\d+)\]/tr\[(\d+)\]/td\[(\d+)\]")
_CELL = "(//table)[{}]/descendant::tr[{}]/*[self::td or self::th][{}]"
_DRAWN = re.compile(r"[a-z]+\[\d+\]")  # a cell of a table drawn without table markup: div[12]
_LINE = re.compile(r"L([0-9]{1,7})")
_PARAGRAPHS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "section")
_HIDDEN = (
    "//*[contains(translate(@style, ' ', ''), 'display:none')][not(descendant-or-self::table)]"
)

# What nh3 holds harmless, less what loads or maps, and the tags Word-made pages are full of.
TAGS = nh3.ALLOWED_TAGS - {"img", "area", "map"} | {"font", "main", "section", "big", "tfoot"}
_DROPPED = {"script", "style", "title", "noscript", "template", "iframe", "object", "select"}
_ATTRIBUTES = {
    "*": {"align", "valign", "hidden", "id", "style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "col": {"span"},
}
_STYLES = {"text-align", "text-indent", "vertical-align", "font-weight", "text-decoration"}


def marked_html(body: bytes, source: str) -> str:
    """Return the page's body sanitised, `id="cell"` on the cell *source* names, if it is there."""
    text, _, _ = decode(body)
    place, _, inner = source.rpartition(":")
    folded = folded_page(text) if place else None
    if folded is not None and folded.place == place:
        text, source = folded.html, inner  # the page itself shows nothing
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return ""
    _neutralise(root)
    _mark(root, source)
    html = etree.tostring(root, encoding="unicode", method="html")
    return sanitised(html)


def sanitised(html: str) -> str:
    """Return HTML with nothing in it that runs, loads or leads anywhere."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        filter_style_properties=_STYLES,
        link_rel=None,
    )


def _neutralise(root: etree._Element) -> None:
    """Take out the page's own anchors (ours must be the only one); say where images stood."""
    for element in root.iter("*"):
        element.attrib.pop("id", "")
        if element.tag == "img":
            element.tag = "span"
            element.text = f"〔图片 {element.get('alt') or ''}〕".replace(" 〕", "〕")
    for element in _found(root, _HIDDEN):
        element.set("hidden", "")


def _mark(root: etree._Element, source: str) -> None:
    """Mark a cell, or the last element that begins on or above the line of a paragraph."""
    found = _SOURCE.fullmatch(source)
    path = _CELL.format(*found.groups()) if found else ""
    if _DRAWN.fullmatch(source):
        name, number = source.rstrip("]").split("[")
        path = f"(//{name})[{number}]"
    line = _LINE.fullmatch(source)
    marked = _above(root, int(line[1]))[-1:] if line else []
    for cell in _found(root, path)[:1] if path else marked:
        cell.set("id", MARK)


def _above(root: etree._Element, line: int) -> list[etree._Element]:
    """Return the paragraphs that begin on a line or above it."""
    found = []
    for element in root.iter(*_PARAGRAPHS):
        begins: int | None = element.sourceline  # type: ignore[assignment]  # the stub says `...`
        if begins is not None and begins <= line:
            found.append(element)
    return found


def _found(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path)
    return [item for item in found if etree.iselement(item)] if isinstance(found, list) else []
