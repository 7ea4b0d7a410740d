"""The parts of a Word file: unpacked within bounds, and what its properties say."""

import zipfile
from collections.abc import Iterator

from lxml import etree

from parsers.errors import UnreadableDocument
from parsers.readers.xml_names import local

# Real parts stay below 3 MB and 100,000 tags. 60 µs and 500 bytes go into each paragraph of six
# tags: at this limit 5 s and 100 MB.
MAX_PART = 16_000_000
MAX_TAGS = 500_000

_PROPERTIES = ("title", "subject", "created", "modified")


def part(
    archive: zipfile.ZipFile, name: str, *, optional: bool = False, what: str = "Word file"
) -> etree._Element:
    """Return the root of a part, an empty element for an optional part that is absent."""
    if optional and name not in archive.namelist():
        return etree.Element("absent")
    with archive.open(name) as stream:
        content = stream.read(MAX_PART + 1)  # what it declares as its size may be a lie
    if len(content) > MAX_PART or content.count(b"<") > MAX_TAGS:
        raise UnreadableDocument(
            f"{what} whose {name} unpacks to over {MAX_PART / 1e6:.0f} MB "
            f"or {MAX_TAGS:,} tags: not a report, or hostile"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"damaged {what} ({name}): fetch it again") from error


def metadata(properties: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the core properties that tell title and dates, under their own names."""
    for element in properties:
        if local(element) in _PROPERTIES and (element.text or "").strip():
            yield local(element), (element.text or "").strip()
