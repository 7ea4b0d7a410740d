"""The labels of a form as the second reading knows them: the last of each row, those of headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from parsers.forms import Form, FormBlock
from parsers.forms.labels import label_key, line_key
from parsers.forms.lists import head_key

Head = tuple[str, str]  # row and column; the row is "" where rows have lines of their own


@dataclass(frozen=True, slots=True, eq=False)
class BlockLabels:
    """One block: what its header prints, and what its rows are called.

    `order` are the columns from left to right. `headers` are the header's labels line by line, with
    and without the labels above all columns, which some leave out. `columns` and `sides` turn a
    label right above values, and one above a whole group of them, into its column and row; `rows`
    the last label of a row into the rows that have it, in the form's order. `names` head the labels
    of a list, which may lack columns; other blocks have none.
    """

    table: str
    order: tuple[Head, ...]
    headers: tuple[tuple[str, ...], ...]
    columns: Mapping[str, str]
    sides: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    names: frozenset[str]

    def official(self, word: str) -> str:
        """Return the first label of a column for any of its labels, other words as they are."""
        column = self.columns.get(word)
        return next((key for key, code in self.columns.items() if code == column), word)


@dataclass(frozen=True, slots=True)
class FormLabels:
    """A form under one alternative; `header_words` never name a row."""

    blocks: tuple[BlockLabels, ...]
    captions: frozenset[str]
    header_words: frozenset[str]

    def key(self, text: str) -> str:
        """Return what identifies a label: lists have keys of their own for heads and for lines."""
        if not any(block.names for block in self.blocks):
            return label_key(text)
        head = head_key(text)
        return head if any(head in block.columns for block in self.blocks) else line_key(text)


@cache
def form_labels(form: Form, alternative: str) -> FormLabels:
    """Return the labels of a form; made once per process."""
    blocks = tuple(_block(form, block, alternative) for block in form.blocks)
    heads = {word for block in blocks for words in block.headers for word in words}
    heads |= {word for block in blocks for word in block.columns}
    named = {word for block in blocks for word in block.rows}
    captions = frozenset(label_key(block.caption) for block in form.blocks if block.caption)
    return FormLabels(blocks, captions, frozenset(heads - named))


def _block(form: Form, block: FormBlock, alternative: str) -> BlockLabels:
    rows = form.rows(block, alternative)
    is_one_line = block.layout == "one_row"
    sides = [(row.code, row.path) for row in rows] if is_one_line else [("", ())]
    paths = {
        (code, column.code): tuple(map(label_key, (*path, *column.path)))
        for code, path in sides
        for column in block.columns
    }
    is_list = block.heads is not None
    head, line = (head_key, line_key) if is_list else (label_key, label_key)
    columns = {
        head(label): column.code
        for column in block.columns
        for label in (column.path[-1], *column.aliases)
    }
    named: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for key in {line(label) for label in (row.path[-1], *row.aliases)}:
            named[key] = (*named.get(key, ()), row.code)
    return BlockLabels(
        block.table,
        tuple(paths),
        _headers(tuple(paths.values())),
        columns,
        {label_key(path[-1]): code for code, path in sides if path},
        {} if is_one_line else named,
        frozenset(map(label_key, block.heads.name)) if block.heads else frozenset(),
    )


def _headers(paths: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return what a header prints, line by line, each group once; last without its first line."""
    lines: list[tuple[str, ...]] = []
    for level in range(1, max(map(len, paths)) + 1):
        starts = [path[:level] for path in paths if len(path) >= level]
        lines.append(
            tuple(
                start[-1]
                for number, start in enumerate(starts)
                if number == 0 or start != starts[number - 1]
            )
        )
    whole = tuple(word for line in lines for word in line)
    is_deep = all(len(path) > 1 for path in paths)
    return (whole, whole[len(lines[0]) :]) if is_deep else (whole,)
