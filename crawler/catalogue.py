"""A catalogue told as a tree: which of its categories hold annual reports, and whose.

`TREE` in the configuration of a catalogue's page is a list of nodes as JSON; a node has a number, a
name and nodes below it. How these are called differs, so every list of nodes counts as below.
Nothing is deeper or longer than the bounds here, or it is a `BadList`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from crawler.answers import Table, count_of, text_of
from crawler.columns import is_group
from crawler.listing import BadList
from parsers.bodies import is_body
from parsers.text import fold
from parsers.titles import parse_title, years_printed

TREE = re.compile(r"\bTREE['\"]?\s*[:=]\s*(?=\[)")
MOST_NODES = 50_000
MOST_CATEGORIES = 500  # agencies of one catalogue
NAMES = ("name", "title", "label")
NUMBERS = ("id", "classify_id", "value")


class Category(NamedTuple):
    """A category of annual reports; agency "" and year 0 where the tree does not say them."""

    number: int
    agency: str
    year: int


class _Node(NamedTuple):
    """A node to look at, with what stands above it."""

    table: Table
    agency: str
    year: int
    depth: int
    holds: bool


def categories(text: str) -> tuple[Category, ...]:
    """Return the categories of annual reports in a catalogue's page, each once.

    Those are the nodes called as an annual report is, and what is below them; the deepest stand
    first, for they say most. Raises `BadList` where the page tells no tree, or none of these.
    """
    found: dict[int, tuple[int, Category]] = {}
    for depth, category in _named(_tree(text)):
        found.setdefault(category.number, (depth, category))
        if len(found) > MOST_CATEGORIES:
            raise BadList(f"more than {MOST_CATEGORIES} categories: set option category")
    if not found:
        raise BadList("no category of the catalogue is called annual report: set option category")
    deepest_first = sorted(found.values(), key=lambda each: -each[0])
    return tuple(category for _, category in deepest_first)


def _tree(text: str) -> list[Any]:
    found = TREE.search(text)
    if found is None:
        raise BadList("the catalogue tells no TREE of its categories: set option category")
    try:
        tree, _ = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError) as error:
        raise BadList(f"the catalogue's TREE is no JSON: {type(error).__name__}") from error
    assert isinstance(tree, list), "the pattern ends before a bracket"
    return tree


def _named(tree: list[Any]) -> Iterator[tuple[int, Category]]:
    """Yield (depth, category) of all that hold annual reports, in the tree's order."""
    waiting = [_Node(each, "", 0, depth=0, holds=False) for each in reversed(_tables(tree))]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = _understood(waiting.pop())
        parts = [each for value in node.table.values() for each in _tables(value)]
        number = count_of(node.table, *NUMBERS)
        if node.holds and number:
            yield node.depth, Category(number, node.agency, node.year)
        waiting += [node._replace(table=each, depth=node.depth + 1) for each in reversed(parts)]
    raise BadList(f"the catalogue's TREE has more than {MOST_NODES} nodes: set option category")


def _understood(node: _Node) -> _Node:
    """Return a node with what its own name says: a body, a year, annual reports."""
    name = text_of(node.table, *NAMES)
    title, years = parse_title(name), years_printed(name)
    whose = title.agency if title.accepted else fold(name)
    return node._replace(
        agency=whose if is_body(whose) and not is_group(whose) else node.agency,
        year=years[0] if years else node.year,
        holds=node.holds or title.accepted,
    )


def _tables(value: object) -> list[Table]:
    """Return the objects of a list, none of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
