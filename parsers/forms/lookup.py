"""A form turned round for reading: from folded labels to rows, columns and blocks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from parsers.forms.labels import label_key, path_key, path_keys
from parsers.forms.model import Column, Form, FormBlock, Row

T = TypeVar("T")
PathKey = tuple[str, ...]
Head = tuple[str, str]  # (row, column); row is "" where rows have lines of their own


@dataclass(frozen=True, slots=True)
class BlockLookup:
    """One block by folded labels, in one of the layouts it is printed in.

    `rows` and `heads` are found by label path, whole or without the outermost label, which some
    publishers leave out; heads also by their last label, if no other has it. `row_places` count the
    rows by code; `row_ends` are the ends of row paths that only one row has, `row_words` all labels
    of rows, `groups` the header paths above the columns. `sequence` are the header's labels in
    reading order, each with its column or None where it stands over several; the first
    `n_outermost` are the outermost, if every column has one. `marks` stand right above the values.
    `canonical` turns the other names of header labels into the official ones. `side_by_side`: all
    rows stand in a single line of values.
    """

    block: FormBlock
    side_by_side: bool
    rows: dict[PathKey, Row]
    row_places: dict[str, int]
    row_ends: dict[PathKey, Row]
    row_words: frozenset[str]
    heads: dict[PathKey, Head]
    groups: frozenset[PathKey]
    order: tuple[Head, ...]
    sequence: tuple[tuple[str, Head | None], ...]
    n_outermost: int
    marks: frozenset[str]
    canonical: dict[str, str]
    corner: str


@dataclass(frozen=True, slots=True)
class FormLookup:
    """A form by folded labels.

    `header_words` stand in headers only, never as the label of a row, but for `turned_words`, which
    name the rows of a block printed one by one. `labels` are all labels that tell something, `own`
    the labels of its own alternative. `optional` are the tables and codes of rows that only some
    publishers print; `columns` are found by place.
    """

    form: Form
    blocks: tuple[BlockLookup, ...]
    captions: dict[str, FormBlock]
    header_words: frozenset[str]
    turned_words: frozenset[str]
    labels: frozenset[str]
    own: frozenset[str]
    optional: frozenset[tuple[str, str]]
    columns: dict[tuple[str, str, str], Column]


@cache
def lookup(form: Form) -> FormLookup:
    """Return the form by folded labels; made once per process."""
    blocks = tuple(each for block in form.blocks for each in _layouts(block))
    own = [each for each in blocks if each.side_by_side == (each.block.layout == "one_row")]
    row_words = {word for each in own for path in each.rows for word in path}
    header_words = {word for each in own for path in each.heads for word in path}
    leaves = {path[-1] for each in own for path in (*each.rows, *each.heads)}
    turned = {word for each in blocks if each not in own for word in each.row_words}
    ambiguous = row_words & header_words
    return FormLookup(
        form,
        blocks,
        {label_key(block.caption): block for block in form.blocks if block.caption},
        frozenset(header_words - ambiguous),
        frozenset(turned & header_words - ambiguous),
        frozenset(leaves - ambiguous),
        frozenset(_own_labels(form)),
        frozenset(
            (block.table, row.code) for block in form.blocks for row in block.rows if row.optional
        ),
        {
            (block.table, row.code, column.code): column
            for block in form.blocks
            for row in block.rows
            for column in block.columns
        },
    )


def _layouts(block: FormBlock) -> Iterator[BlockLookup]:
    """Yield the block as the form prints it; rows side by side are also printed one by one."""
    yield _block_lookup(block, side_by_side=block.layout == "one_row")
    if block.layout == "one_row":
        yield _block_lookup(block, side_by_side=False)


def _block_lookup(block: FormBlock, *, side_by_side: bool) -> BlockLookup:
    prefixes = [(row.code, row.path) for row in block.rows] if side_by_side else [("", ())]
    paths = {
        (row, column.code): path_key((*prefix, *column.path))
        for row, prefix in prefixes
        for column in block.columns
    }
    rows = {} if side_by_side else _rows(block)
    by_path = {path: head for head, path in paths.items()}
    return BlockLookup(
        block,
        side_by_side,
        _with_inner(rows),
        {row.code: place for place, row in reversed([*enumerate(block.rows)])},
        _ends(rows, {path[-1] for path in by_path}),
        frozenset(word for path in rows for word in path),
        _with_leaves(_with_inner(by_path)),
        frozenset(path[start:end] for path in by_path for start, end in _inside(path)),
        tuple(paths),
        _sequence(by_path),
        len({path[0] for path in by_path}) if all(map(_is_deep, by_path)) else 0,
        frozenset(path[-1] for path in by_path),
        {
            label_key(alias): label_key(column.path[-1])
            for column in block.columns
            for alias in column.aliases
        },
        label_key(block.corner),
    )


def _rows(block: FormBlock) -> dict[PathKey, Row]:
    return {key: row for row in block.rows for key in path_keys(row.path, row.aliases)}


def _with_inner(found: dict[PathKey, T]) -> dict[PathKey, T]:
    """Return the lookup with paths that lack their outermost label, where that is unambiguous."""
    inner = Counter(key[1:] for key in found if len(key) > 1)
    return found | {
        key[1:]: value
        for key, value in found.items()
        if inner[key[1:]] == 1 and key[1:] not in found
    }


def _with_leaves(found: dict[PathKey, T]) -> dict[PathKey, T]:
    """Return the lookup with the last labels alone that only one path has: a header without groups.

    A header counts only where all its columns are found, so that 其他 among them is no other's.
    """
    leaves: dict[str, set[int]] = {}
    for path, value in found.items():
        leaves.setdefault(path[-1], set()).add(id(value))
    return found | {path[-1:]: value for path, value in found.items() if len(leaves[path[-1]]) == 1}


def _ends(rows: dict[PathKey, Row], heads: set[str]) -> dict[PathKey, Row]:
    """Return the ends of row paths that no other row has, labels that head columns not alone."""
    owners: dict[PathKey, set[str]] = {}
    for path, row in rows.items():
        for start in range(len(path)):
            owners.setdefault(path[start:], set()).add(row.code)
    return {
        path[start:]: row
        for path, row in rows.items()
        for start in range(len(path))
        if len(owners[path[start:]]) == 1 and path[start:] not in {(head,) for head in heads}
    }


def _inside(path: PathKey) -> Iterator[tuple[int, int]]:
    """Yield the beginnings and ends of what stands over the last label, whole or inner."""
    for start in (0, 1):
        yield from ((start, end) for end in range(start + 1, len(path)))


def _sequence(by_path: dict[PathKey, Head]) -> tuple[tuple[str, Head | None], ...]:
    """Return a header's labels as read line by line, each group once, with their columns.

    >>> _sequence({("甲", "一"): ("", "a"), ("乙", "一"): ("", "b"), ("乙", "二"): ("", "c")})
    (('甲', None), ('乙', None), ('一', ('', 'a')), ('一', ('', 'b')), ('二', ('', 'c')))
    """
    words: list[tuple[str, Head | None]] = []
    for level in range(max(map(len, by_path))):
        heads = [path[: level + 1] for path in by_path if len(path) > level]
        words += [
            (head[-1], by_path.get(head))
            for number, head in enumerate(heads)
            if not number or head != heads[number - 1]
        ]
    return tuple(words)


def _is_deep(path: PathKey) -> bool:
    return len(path) > 1


def _own_labels(form: Form) -> set[str]:
    rows = {label_key(row.path[-1]) for block in form.blocks for row in form.rows(block)}
    columns = {label_key(column.path[-1]) for block in form.blocks for column in block.columns}
    return rows | columns
