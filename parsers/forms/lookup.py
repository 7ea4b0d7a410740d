"""A form turned round for reading: from folded labels to rows, columns and blocks."""

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
    """One block by folded labels.

    `rows` and `heads` are found by label path, whole or without the outermost label, which some
    publishers leave out. `sequence` are the header's labels in reading order; the first
    `n_outermost` are the outermost, if every column has one. `marks` stand right above the values.
    `canonical` turns the other names of header labels into the official ones.
    """

    block: FormBlock
    rows: dict[PathKey, Row]
    heads: dict[PathKey, Head]
    order: tuple[Head, ...]
    sequence: tuple[str, ...]
    n_outermost: int
    marks: frozenset[str]
    canonical: dict[str, str]
    corner: str


@dataclass(frozen=True, slots=True)
class FormLookup:
    """A form by folded labels.

    `header_words` stand in headers only, never as the label of a row; `labels` are all labels that
    tell something, `own` the labels of its own alternative. `columns` are found by place.
    """

    form: Form
    blocks: tuple[BlockLookup, ...]
    captions: dict[str, FormBlock]
    header_words: frozenset[str]
    labels: frozenset[str]
    own: frozenset[str]
    columns: dict[tuple[str, str, str], Column]


@cache
def lookup(form: Form) -> FormLookup:
    """Return the form by folded labels; made once per process."""
    blocks = tuple(_block_lookup(block) for block in form.blocks)
    row_words = {word for each in blocks for path in each.rows for word in path}
    header_words = {word for each in blocks for path in each.heads for word in path}
    leaves = {path[-1] for each in blocks for path in (*each.rows, *each.heads)}
    ambiguous = row_words & header_words
    return FormLookup(
        form,
        blocks,
        {label_key(block.caption): block for block in form.blocks if block.caption},
        frozenset(header_words - ambiguous),
        frozenset(leaves - ambiguous),
        frozenset(_own_labels(form)),
        {
            (block.table, row.code, column.code): column
            for block in form.blocks
            for row in block.rows
            for column in block.columns
        },
    )


def _block_lookup(block: FormBlock) -> BlockLookup:
    paths = {
        (row, column.code): path_key((*prefix, *column.path))
        for row, prefix in _prefixes(block)
        for column in block.columns
    }
    return BlockLookup(
        block,
        {} if block.layout == "one_row" else _rows(block),
        _with_inner({path: head for head, path in paths.items()}),
        tuple(paths),
        _sequence(tuple(paths.values())),
        len({path[0] for path in paths.values()}) if all(map(_is_deep, paths.values())) else 0,
        frozenset(path[-1] for path in paths.values()),
        {
            label_key(alias): label_key(column.path[-1])
            for column in block.columns
            for alias in column.aliases
        },
        label_key(block.corner),
    )


def _prefixes(block: FormBlock) -> list[tuple[str, tuple[str, ...]]]:
    """Return what stands over the columns: nothing, or the rows where they stand side by side."""
    return [(row.code, row.path) for row in block.rows] if block.layout == "one_row" else [("", ())]


def _rows(block: FormBlock) -> dict[PathKey, Row]:
    keyed = {key: row for row in block.rows for key in path_keys(row.path, row.aliases)}
    return _with_inner(keyed)


def _with_inner(found: dict[PathKey, T]) -> dict[PathKey, T]:
    """Return the lookup with paths that lack their outermost label, where that is unambiguous."""
    inner = [key[1:] for key in found if len(key) > 1]
    unique = {key for key in inner if inner.count(key) == 1 and key not in found}
    return found | {key[1:]: value for key, value in found.items() if key[1:] in unique}


def _sequence(paths: tuple[PathKey, ...]) -> tuple[str, ...]:
    """Return a header's labels as read line by line, each group once.

    >>> _sequence((("甲", "一"), ("乙", "一"), ("乙", "二")))
    ('甲', '乙', '一', '一', '二')
    """
    words: list[str] = []
    for level in range(max(map(len, paths))):
        heads = [path[: level + 1] for path in paths if len(path) > level]
        words += [
            head[-1] for number, head in enumerate(heads) if not number or head != heads[number - 1]
        ]
    return tuple(words)


def _is_deep(path: PathKey) -> bool:
    return len(path) > 1


def _own_labels(form: Form) -> set[str]:
    rows = {label_key(row.path[-1]) for block in form.blocks for row in form.rows(block)}
    columns = {label_key(column.path[-1]) for block in form.blocks for column in block.columns}
    return rows | columns
