"""What of a page's tree is not what it seems: hidden elements, tables that only arrange."""

from collections.abc import Iterable, Iterator

from lxml import etree

from parsers.model import Finding, Outcome

_ALL_STYLES = etree.XPath("//*/@style", smart_strings=False)
_ANY_HIDDEN = etree.XPath("boolean(descendant-or-self::*/@hidden)")
# Printed beside a number without being part of it: footnote marks, what is struck out, small print,
# readings over a word; and what is printed only now and then or not at all.
_APART = ("sup", "sub", "del", "s", "strike", "small", "rt", "rtc", "noscript", "option")
_STRUCK = "line-through"
_PARTED = ("html", "head", "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th")


def styles_of(root: etree._Element) -> frozenset[str]:
    """Return the different styles that elements of a page carry: of Word's thousands a few."""
    return frozenset(_ALL_STYLES(root))  # type: ignore[arg-type]  # the stub says any result


def _hides(root: etree._Element, styles: Iterable[str]) -> bool:
    """Say whether looking for hidden elements is worth the time."""
    if any(map(_is_hiding, styles)) or next(root.iter("template"), None) is not None:
        return True
    return bool(_ANY_HIDDEN(root))


def empty_hidden(root: etree._Element, styles: Iterable[str]) -> Iterator[Finding]:
    """Empty what the page, with these styles, does not show; yield the tables left in it.

    Elements with a table inside stay as they are: tabs hide what a click shows. Rows and cells
    stay too, renamed `hidden-tr` and the like, so that the places of the others still count.
    """
    if not _hides(root, styles):
        return
    holders = _table_holders(root)
    unseen: set[etree._Element] = set()
    walker = etree.iterwalk(root, ("start",))
    for _, hidden in walker:
        if not _is_hidden(hidden):
            continue
        if hidden in holders:
            if next(hidden.iter("table")) not in unseen:  # else all of them are, from further out
                unseen.update(hidden.iter("table"))
            continue
        for element in hidden.iter("*"):
            element.text = None
            if element is not hidden:
                element.tail = None
            if element.tag in ("tr", "td", "th"):
                element.tag = f"hidden-{element.tag}"
        walker.skip_subtree()
    for number, table in enumerate(root.iter("table") if unseen else (), start=1):
        if table in unseen:
            yield _hidden_table(number)


def _hidden_table(number: int) -> Finding:
    return Finding(
        "grid.hidden",
        Outcome.UNCERTAIN,
        f"table[{number}]",
        detail="页面没有直接显示这张表，可能要点开才能看到，也可能是旧的内容。",
        detail_en="The page does not show this table: a click may, or it is left from before.",
    )


def set_apart(root: etree._Element, styles: Iterable[str]) -> None:
    """Part footnote marks and struck text from what stands beside them: 12 and a raised 1.

    In a cell by line breaks: a blank could part thousands (a struck 4 before 536 is not 4 536).
    """
    apart = [*root.iter(*_APART), *_links_to_notes(root)]
    if any(_STRUCK in style for style in styles):
        apart += (each for each in root.iter("*") if _STRUCK in (each.get("style") or ""))
    for element in apart:
        if element.getparent() is not None and element.tag not in _PARTED:
            element.addprevious(_gap(element))
            element.append(_gap(element))


def _links_to_notes(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the links to places of the same page: 12 and a footnote's number."""
    return (each for each in root.iter("a") if (each.get("href") or "").startswith("#"))


def _gap(beside: etree._Element) -> etree._Element:
    if next(beside.iterancestors("td", "th"), None) is not None:
        return etree.Element("br")
    gap = etree.Element("span")
    gap.text = " "
    return gap


def _table_holders(root: etree._Element) -> set[etree._Element]:
    """Return the tables and all they stand in."""
    holders: set[etree._Element] = set()
    for table in root.iter("table"):
        element: etree._Element | None = table
        while element is not None and element not in holders:
            holders.add(element)
            element = element.getparent()
    return holders


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or element.tag == "template":
        return True
    return _is_hiding(element.get("style") or "")


def _is_hiding(style: str) -> bool:
    compact = "".join(style.lower().split())
    return "display:none" in compact or "visibility:hidden" in compact


def layout_tables(root: etree._Element) -> set[etree._Element]:
    """Return the tables that arrange others: those inside have as many cells as they themselves."""
    layouts: set[etree._Element] = set()
    if not any(next(t.iterancestors("table"), None) is not None for t in root.iter("table")):
        return layouts
    open_tables: list[list[int]] = []  # [own cells, cells of tables inside]
    for event, element in etree.iterwalk(root, ("start", "end"), tag=("table", "td", "th")):
        if element.tag != "table":
            if event == "start" and open_tables:
                open_tables[-1][0] += 1
        elif event == "start":
            open_tables.append([0, 0])
        else:
            own, inside = open_tables.pop()
            if inside and inside >= own:
                layouts.add(element)
            if open_tables:
                open_tables[-1][1] += own + inside
    return layouts
