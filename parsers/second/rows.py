"""Rows of texts to figures: the last cells of a row are its values, the label before them its name.

No spans and no positions: a header must print exactly the form's labels in the form's order, a row
as many cells as the header has columns, and a label that stands once for each of its rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.forms.labels import label_key
from parsers.second.labels import BlockLabels, FormLabels

Rows = list[list[str]]

_MOST_WORDS = 100  # the longest header has 22; what is longer is none
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a printed row under a header of the form; `key` is its folded label."""

    block: BlockLabels
    key: str
    texts: tuple[str, ...]


def placed_rows(tables: Iterable[Rows], form: FormLabels) -> dict[str, str]:
    """Return the printed text at each address that these tables name beyond doubt."""
    found = [values for rows in tables for values in _values(rows, form)]
    return unique_places(place for block in form.blocks for place in _placed(block, found))


def unique_places(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the addresses that were found with one text only."""
    texts: dict[str, set[str]] = {}
    for address, text in places:
        texts.setdefault(address, set()).add(text)
    return {address: next(iter(found)) for address, found in texts.items() if len(found) == 1}


def _values(rows: Rows, form: FormLabels) -> Iterator[Values]:
    header: list[str] = []
    blocks: list[BlockLabels] = []
    is_open = False  # the lines of a header are being read
    for row in rows:
        texts = ["".join(text.split()) for text in row]
        keys = [label_key(text) for text in texts if text and len(text) <= _LONGEST_LABEL]
        if any(key in form.header_words for key in keys):
            header = [*header, *keys][:_MOST_WORDS] if is_open else keys[:_MOST_WORDS]
            blocks, is_open = [], True
        elif len(keys) == 1 and keys[0] in form.captions:
            blocks, is_open = [], False
        else:
            if is_open:
                blocks, is_open = [each for each in form.blocks if _heads(header, each)], False
            yield from (values for block in blocks for values in _line(texts, block))


def _heads(words: Sequence[str], block: BlockLabels) -> bool:
    """Say whether a header prints the labels of the block, nothing else but its corner."""
    printed = tuple(map(block.official, words))
    return printed in block.headers or printed[1:] in block.headers


def _line(texts: Sequence[str], block: BlockLabels) -> Iterator[Values]:
    n_values = len(block.order)
    labels, values = texts[:-n_values], tuple(texts[-n_values:])
    if len(values) < n_values:
        return
    if block.sides:
        if any(map(str.isdigit, "".join(values))) and all(map(_is_label, labels)):
            yield Values(block, "", values)
    elif labels and _is_label(labels[-1]):
        yield Values(block, label_key(labels[-1][:_LONGEST_LABEL]), values)


def _is_label(text: str) -> bool:
    """Say whether a cell left of values names them; a blank one may be a value."""
    return bool(text) and not text.isdecimal()


def _placed(block: BlockLabels, found: Iterable[Values]) -> Iterator[tuple[str, str]]:
    """Yield address and text of a block's values; a label printed too often names no row."""
    own = [values for values in found if values.block is block]
    times = Counter(values.key for values in own)
    met: Counter[str] = Counter()
    for values in own:
        rows = ("",) if block.sides else block.rows.get(values.key, ())
        if len(rows) == times[values.key]:
            row = rows[met[values.key]]
            for (side, column), text in zip(block.order, values.texts, strict=True):
                yield f"{block.table}.{row or side}.{column}", text
        met[values.key] += 1
