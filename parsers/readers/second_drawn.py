"""Tables drawn without table markup, found again in BeautifulSoup's tree."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from parsers.readers.drawn import ELEMENTS, drawing, is_form

SOURCE = "cell-source"


def name_drawn_tables_again(soup: BeautifulSoup, page: str) -> None:
    """Rename rows and cells of drawn tables of a form, each with its place in an attribute."""
    drawn = drawing(page)
    if drawn is None:
        return
    roles: dict[int, str] = {}
    places: dict[int, str] = {}
    counts: Counter[str] = Counter()
    tags = [tag for tag in soup.find_all(list(ELEMENTS)) if isinstance(tag, Tag)]
    for tag in tags:
        counts[tag.name] += 1
        places[id(tag)] = f"{tag.name}[{counts[tag.name]}]"
        names = tag.get("class")
        classes = names.split() if isinstance(names, str) else list(names or ())
        roles[id(tag)] = drawn.role(str(tag.get("style", "")), classes)
    shown = [tag for tag in tags if roles[id(tag)] == "row"]
    outer = _outer([*shown, *soup.find_all("table")])
    rows = [row for row in shown if _only_cells(row, roles, outer)]
    for run in _runs(rows, roles):
        cells = [[each for each in row.children if isinstance(each, Tag)] for row in run]
        if is_form([[cell.get_text() for cell in row] for row in cells]):
            _rename(soup, run, cells, places, roles)


def _outer(inner: Iterable[PageElement]) -> set[int]:
    """Return the ids of everything that rows and tables stand in."""
    outer: set[int] = set()
    for element in inner:
        parent = element.parent
        while parent is not None and id(parent) not in outer:
            outer.add(id(parent))
            parent = parent.parent
    return outer


def _only_cells(row: Tag, roles: dict[int, str], outer: set[int]) -> bool:
    cells = [child for child in row.children if isinstance(child, Tag)]
    loose = [child for child in row.children if not isinstance(child, Tag)]
    whole = all(roles.get(id(cell)) == "cell" and id(cell) not in outer for cell in cells)
    return bool(cells) and whole and not any(map(_says_something, loose))


def _says_something(node: PageElement) -> bool:
    text = isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
    return text and bool(str(node).strip())


def _runs(rows: list[Tag], roles: dict[int, str]) -> Iterator[list[Tag]]:
    """Yield rows with nothing between them, those of neighbouring groups together."""
    known = set(map(id, rows))
    run: list[Tag] = []
    for row in rows:
        if run and _follows(run[-1], row, roles, known):
            run.append(row)
            continue
        if run:
            yield run
        run = [row]
    if run:
        yield run


def _follows(above: Tag, row: Tag, roles: dict[int, str], known: set[int]) -> bool:
    if row.parent is above.parent:
        return _next(above) is row
    one, other = _group(above, roles, known) or above, _group(row, roles, known) or row
    return one is not other and _next(one) is other


def _group(row: Tag, roles: dict[int, str], known: set[int]) -> Tag | None:
    parent = row.parent
    if parent is None or roles.get(id(parent)) != "group":
        return None
    inner = [child for child in parent.children if isinstance(child, Tag)]
    return parent if all(id(child) in known for child in inner) else None


def _next(tag: Tag) -> PageElement | None:
    """Return the next element if no text stands between."""
    node = tag.next_sibling
    while node is not None and not isinstance(node, Tag) and not _says_something(node):
        node = node.next_sibling
    return node


def _rename(
    soup: BeautifulSoup,
    run: list[Tag],
    cells: list[list[Tag]],
    places: dict[int, str],
    roles: dict[int, str],
) -> None:
    table = soup.new_tag("drawn-table")
    table[SOURCE] = places[id(run[0])]
    first = run[0].parent if roles.get(id(run[0].parent)) == "group" else run[0]
    if first is not None:
        first.insert_before(table)
    for row, inside in zip(run, cells, strict=True):
        table.append(row.extract())
        row.name = "drawn-tr"
        for cell in inside:
            cell.name = "drawn-td"
            cell[SOURCE] = places[id(cell)]
