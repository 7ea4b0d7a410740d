"""Rows and cells of tables drawn with `div` and the like, renamed so that the walk knows them."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from parsers.readers.drawn import ELEMENTS, Drawing, drawing, is_form

SOURCE = "cell-source"  # the attribute that names the element's place in the original


def name_drawn_tables(root: etree._Element, page: str) -> None:
    """Rename the rows and cells of every drawn table of a form and put them into a `drawn-table`.

    Each keeps its place, as `div[12]`, in an attribute.
    """
    drawn = drawing(page)
    if drawn is None:
        return
    elements = list(root.iter(*ELEMENTS))
    roles = {element: _role(drawn, element) for element in elements}
    sources = dict(zip(elements, _sources(elements), strict=True))
    rows = [each for each in elements if roles[each] == "row"]
    holders = _holders([*rows, *root.iter("table")])
    whole = {row for row in rows if _is_row(row, roles, holders)}
    done: set[etree._Element] = set()
    for row in rows:
        if row in whole and row not in done:
            units = list(_run(row, roles, whole))
            run = [each for unit in units for each in ([unit] if unit in whole else unit)]
            done.update(run)
            if is_form([["".join(map(str, cell.itertext())) for cell in each] for each in run]):
                _rename(units, run, sources)


def _role(drawn: Drawing, element: etree._Element) -> str:
    return drawn.role(element.get("style") or "", (element.get("class") or "").split())


def _sources(elements: list[etree._Element]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for element in elements:
        counts[element.tag] += 1
        yield f"{element.tag}[{counts[element.tag]}]"


def _holders(inner: list[etree._Element]) -> set[etree._Element]:
    """Return all that rows and tables stand in."""
    holders: set[etree._Element] = set()
    for element in inner:
        parent = element.getparent()
        while parent is not None and parent not in holders:
            holders.add(parent)
            parent = parent.getparent()
    return holders


def _is_row(
    row: etree._Element, roles: dict[etree._Element, str], holders: set[etree._Element]
) -> bool:
    """Say whether a row holds cells and nothing else, and they neither rows nor tables."""
    loose = (row.text, *(cell.tail for cell in row))
    return (
        len(row) > 0
        and all(roles.get(cell) == "cell" and cell not in holders for cell in row)
        and not any(text and not text.isspace() for text in loose)
    )


def _run(
    row: etree._Element, roles: dict[etree._Element, str], whole: set[etree._Element]
) -> Iterator[etree._Element]:
    """Yield a row and the rows, or groups of rows, that follow it with nothing between."""
    parent = row.getparent()
    unit: etree._Element | None = row
    if parent is not None and roles.get(parent) == "group" and whole.issuperset(parent):
        unit = parent
    while unit is not None and (unit in whole or (len(unit) and whole.issuperset(unit))):
        yield unit
        unit = None if unit.tail and not unit.tail.isspace() else unit.getnext()


def _rename(
    units: list[etree._Element], run: list[etree._Element], sources: dict[etree._Element, str]
) -> None:
    parent = units[0].getparent()
    if parent is None:
        return
    table = etree.Element("drawn-table")
    table.set(SOURCE, sources[run[0]])
    parent.insert(parent.index(units[0]), table)
    for unit in units:
        table.append(unit)
    table.tail, units[-1].tail = units[-1].tail, None
    for row in run:
        row.tag = "drawn-tr"
        for cell in row:
            cell.tag = "drawn-td"
            cell.set(SOURCE, sources[cell])
