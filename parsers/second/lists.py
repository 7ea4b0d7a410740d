"""Lists of indicators read again: rows of texts, each with its label and the values at its end.

No grid, no spans, no group left open: a label that several lines have names them in the form's
order, if it stands as often as the form prints it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.forms import Form, FormBlock
from parsers.forms.labels import label_key, line_key
from parsers.forms.lists import head_key

Rows = Sequence[Sequence[str]]
Values = tuple[str, dict[str, str]]  # the key of a line, its texts by column


@dataclass(frozen=True, slots=True, eq=False)
class ListLabels:
    """A list form: the lines by their last label, the columns by their heads, other heads."""

    table: str
    lines: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, str]
    names: frozenset[str]
    beside: frozenset[str]


@cache
def list_labels(form: Form) -> ListLabels | None:
    """Return the labels of a list form, None for a form by chapters; made once per process."""
    block = next((block for block in form.blocks if block.heads is not None), None)
    if block is None or block.heads is None:
        return None
    heads = block.heads
    return ListLabels(
        block.table,
        _lines(block),
        {
            head_key(label): column.code
            for column in block.columns
            for label in (column.path[-1], *column.aliases)
        },
        frozenset(map(label_key, heads.name)),
        frozenset(map(label_key, (*heads.unit, *heads.number, *heads.remark))),
    )


def placed_lists(tables: Iterable[Rows], labels: ListLabels) -> dict[str, str]:
    """Return the printed text at each address that these tables name beyond doubt."""
    found = [values for rows in tables for values in _values(rows, labels)]
    times = Counter(key for key, _ in found)
    met: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for key, by_column in found:
        codes = labels.lines[key]
        if len(codes) == times[key]:
            code = codes[met[key]]
            texts |= {f"{labels.table}.{code}.{name}": text for name, text in by_column.items()}
        met[key] += 1
    return texts


def _lines(block: FormBlock) -> Mapping[str, tuple[str, ...]]:
    lines: dict[str, tuple[str, ...]] = {}
    for row in block.rows:
        for key in {line_key(label) for label in (row.path[-1], *row.aliases)}:
            lines[key] = (*lines.get(key, ()), row.code)
    return lines


def _values(rows: Rows, labels: ListLabels) -> Iterator[Values]:
    heads: list[str] = []  # what stands right of the labels: a column, or "" for what is none
    for row in rows:
        texts = ["".join(text.split()) for text in row]
        if any(label_key(text) in labels.names for text in texts):
            heads = _heads(texts, labels)
            continue
        left, right = texts[: len(texts) - len(heads)], texts[len(texts) - len(heads) :]
        key = _line(left, labels) if 0 < len(heads) < len(texts) else ""
        if key:
            pairs = zip(heads, right, strict=True)
            yield key, {head: text for head, text in pairs if head}


def _heads(texts: Sequence[str], labels: ListLabels) -> list[str]:
    """Return the columns after the head of the labels; none if a head is not known or twice."""
    names = [n for n, text in enumerate(texts) if label_key(text) in labels.names]
    after = texts[names[0] + 1 :]
    heads = [labels.columns.get(head_key(text), "") for text in after]
    known = all(
        head or not text or label_key(text) in labels.beside
        for head, text in zip(heads, after, strict=True)
    )
    columns = [head for head in heads if head]
    return heads if known and len(names) == 1 and len(set(columns)) == len(columns) else []


def _line(left: Sequence[str], labels: ListLabels) -> str:
    """Return the key of the line these cells name: all of them together, or the last."""
    printed = [text for text in left if text]
    for text in ("".join(printed), printed[-1] if printed else ""):
        if (key := line_key(text)) in labels.lines:
            return key
    return ""
