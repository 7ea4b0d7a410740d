"""Rows of texts to figures: the last cells of a row are its values, the label before them its name.

No spans and no positions: a header must print exactly the form's labels in the form's order, a row
as many cells as the header has columns, and a label that stands once for each of its rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.forms import Form
from parsers.forms.labels import label_key
from parsers.forms.lookup import BlockLookup, FormLookup, lookup

Rows = list[list[str]]

# Cells that may stand between a label and its value: units, and the dash where there is none.
_BESIDE = frozenset(("条", "件", "次", "篇", "个", "人", "人次", "万元", "元", "项", "——", "—"))


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a printed row under a header of the form; `key` is its folded label."""

    block: BlockLookup
    key: str
    texts: tuple[str, ...]


def placed_rows(tables: Iterable[Rows], form: Form, alternative: str) -> dict[str, str]:
    """Return the printed text at each address that these tables name beyond doubt."""
    known = lookup(form)
    found = [values for rows in tables for values in _values(rows, known)]
    return unique_places(
        (address, text)
        for block in known.blocks
        for address, text in _placed(block, found, leaf_rows(block, form, alternative))
    )


def unique_places(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the addresses that were found with one text only."""
    texts: dict[str, set[str]] = {}
    for address, text in places:
        texts.setdefault(address, set()).add(text)
    return {address: next(iter(found)) for address, found in texts.items() if len(found) == 1}


def leaf_rows(block: BlockLookup, form: Form, alternative: str) -> dict[str, list[str]]:
    """Return the codes of the rows that carry each label last, in the form's order."""
    codes: dict[str, list[str]] = {}
    for row in form.rows(block.block, alternative):
        for key in {label_key(label) for label in (row.path[-1], *row.aliases)}:
            codes.setdefault(key, []).append(row.code)
    return codes


def _values(rows: Rows, form: FormLookup) -> Iterator[Values]:
    header: list[str] = []
    blocks: list[BlockLookup] = []
    below = True
    for row in rows:
        texts = ["".join(text.split()) for text in row]
        keys = [label_key(text) for text in texts if text]
        if any(key in form.header_words for key in keys):
            header = [*([] if below else header), *keys]
            blocks, below = [], False
        elif len(keys) == 1 and keys[0] in form.captions:
            blocks, header, below = [], [], True
        else:
            if not below:
                blocks, below = [each for each in form.blocks if _heads(header, each)], True
            yield from (values for block in blocks for values in _line(texts, block))


def _heads(words: Sequence[str], block: BlockLookup) -> bool:
    """Say whether a header prints the labels of the block, nothing else but its corner."""
    printed = [block.canonical.get(word, word) for word in words]
    wanted = list(block.sequence)
    whole = (wanted, wanted[block.n_outermost :])
    return printed in whole or printed[1:] in whole


def _line(texts: Sequence[str], block: BlockLookup) -> Iterator[Values]:
    n_values = len(block.order)
    labels, values = texts[:-n_values], tuple(texts[-n_values:])
    if len(values) < n_values:
        return
    if block.block.layout == "one_row":
        if any(any(map(str.isdigit, text)) for text in values):
            yield Values(block, "", values)
        return
    named = [text for text in labels if text and text not in _BESIDE]
    if named:
        yield Values(block, label_key(named[-1]), values)


def _placed(
    block: BlockLookup, found: Iterable[Values], codes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Yield address and text of a block's values; a label printed too often names no row."""
    own = [values for values in found if values.block is block]
    times = Counter(values.key for values in own)
    met: Counter[str] = Counter()
    for values in own:
        rows = [""] if block.block.layout == "one_row" else codes.get(values.key, ())
        if len(rows) == times[values.key]:
            yield from _cells(block, rows[met[values.key]], values.texts)
        met[values.key] += 1


def _cells(block: BlockLookup, row: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for (side, column), text in zip(block.order, texts, strict=True):
        yield f"{block.block.table}.{row or side}.{column}", text
