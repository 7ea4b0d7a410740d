"""HTML to blocks with lxml: bytes to a bounded tree, and what the page says of itself."""

import re
from collections.abc import Iterator

from lxml import etree

from parsers.errors import UnreadableDocument
from parsers.model import Document, Medium, Reading
from parsers.readers.damage import decoded
from parsers.readers.html_cells import part_cells
from parsers.readers.html_content import content
from parsers.readers.html_drawn import name_drawn_tables
from parsers.readers.html_shown import empty_hidden, layout_tables, set_apart, styles_of
from parsers.readers.html_walk import Walk

# A real page has at most some 20,000 tags. A page of nothing but cells takes 10 µs and 600 bytes
# for each: at this limit 2 s and 150 MB.
MAX_TAGS = 200_000
# libxml2 compares each attribute with all before it: 40,000 in one tag take 3 s, 80,000 take 20 s.
# Pages too short to hold more are not searched.
MAX_ATTRIBUTES = 300
_SHORT = 131_072
# The deepest tree libxml2 builds before it cuts a page off (its XML_MAX_HUGE_DEPTH).
MAX_DEPTH = 2048

# Elements whose content is text for machines: no element, and so no table, can stand in them.
_UNPRINTED = ("script", "style", "title", "textarea", "iframe", "noframes")
# Taken out of the tree in one go, their text kept, which leaves a third of the elements to walk.
_INLINE = ("span", "font", "b", "strong", "i", "em", "u", "a", "sup", "sub", "small", "o:p")
_ATTRIBUTES = re.compile(
    rb"""<[a-zA-Z][\s/]*+(?:(?:[^\s/>"']++|"[^"]*+"|'[^']*+')[\s/]*+){%d}""" % MAX_ATTRIBUTES
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# libxml2 drops all that follows these; browsers go on, and pages put together from parts need it.
_ENDS = re.compile(rb"</(?:body|html)[ \t\r\f]*>", re.IGNORECASE)


def read_html(document: Document) -> Reading:
    """Return the blocks of a page; raises UnreadableDocument where no tree can be made of it.

    Hidden text is left out unless it holds a table: tabs hide what a click shows.
    """
    page, body, damage = decoded(document.body)
    root = _tree(body)
    metadata = tuple(_metadata(root))
    styles = styles_of(root)
    hidden = tuple(empty_hidden(root, styles))
    set_apart(root, styles)
    part_cells(root, styles)
    name_drawn_tables(root, page)
    etree.strip_elements(root, *_UNPRINTED, with_tail=False)
    etree.strip_tags(root, *_INLINE)
    walk = Walk(layout_tables(root))
    walk.run(root)
    return Reading(
        Medium.HTML,
        tuple(walk.blocks),
        metadata,
        (*damage, *hidden, *walk.findings),
        content(walk.blocks, walk.places),
    )


def _tree(body: bytes) -> etree._Element:
    if len(body) > MAX_TAGS and body.count(b"<") > MAX_TAGS:
        raise UnreadableDocument(
            f"HTML page with more than {MAX_TAGS:,} tags: not a report; save the report's own page"
        )
    if len(body) > _SHORT and _ATTRIBUTES.search(body):
        raise UnreadableDocument(
            f"HTML page with more than {MAX_ATTRIBUTES} attributes in one tag: damaged or hostile; "
            "fetch it again"
        )
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(_ENDS.sub(b"", body), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableDocument("HTML page without any content: fetch it again")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise UnreadableDocument(
            f"HTML page with tags nested more than {MAX_DEPTH} deep: damaged or hostile; "
            "fetch it again or save it from a browser"
        )
    return root


def _metadata(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            yield "title", _SPACES.sub(" ", element.text or "").strip()
        elif name := element.get("name") or element.get("property"):
            yield f"meta:{name}", (element.get("content") or "").strip()
