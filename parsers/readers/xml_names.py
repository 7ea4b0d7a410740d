"""Elements and attributes of XML by their names without namespace, as lxml gives them.

Transitional and strict Office files, and those of other programs, differ in namespaces alone.
"""

from collections.abc import Iterator

from lxml import etree


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" if absent."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the direct children of that local name."""
    return element.iterchildren(f"{{*}}{name}")


def value(element: etree._Element, name: str) -> str:
    """Return the `w:val` of a direct child, "" if absent."""
    return next((attribute(child, "val") for child in children(element, name)), "")


def tree(content: bytes) -> etree._Element:
    """Return the root of a part, read without entities and network; raises XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)
