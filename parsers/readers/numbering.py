"""The places of paragraphs, tables and rows in the XML of office documents, as sources name them.

Paragraphs and tables count through the document, rows through their table, those of tables inside
it counted.
"""

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Words:
    """What a format calls its elements, without namespaces, and what sources call its rows."""

    paragraphs: tuple[str, ...]
    table: str
    row: str
    row_called: str


def numbered(root: etree._Element, words: Words) -> dict[etree._Element, str]:
    """Return the source of every paragraph, table and row under *root*."""
    sources: dict[etree._Element, str] = {}
    rows: dict[etree._Element, int] = {}
    tables: list[etree._Element] = []
    names = (f"{{*}}{name}" for name in words.paragraphs)
    for number, paragraph in enumerate(root.iter(*names), start=1):
        sources[paragraph] = f"p[{number}]"
    tags = (f"{{*}}{words.table}", f"{{*}}{words.row}")
    for event, element in etree.iterwalk(root, ("start", "end"), tag=tags):
        if etree.QName(element).localname == words.table:
            if event == "start":
                sources[element] = f"{words.table}[{len(rows) + 1}]"
                rows[element] = 0
                tables.append(element)
            else:
                tables.pop()
        elif event == "start" and tables:
            for table in tables:
                rows[table] += 1
            sources[element] = f"{sources[tables[-1]]}/{words.row_called}[{rows[tables[-1]]}]"
    return sources
