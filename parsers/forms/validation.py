"""What must be true of a whole form before anything is read with it."""

from collections import Counter
from collections.abc import Iterable

from parsers.errors import FormError
from parsers.forms.labels import path_keys
from parsers.forms.model import Check, Column, Form, FormBlock, Row

KINDS = ("sum", "parts", "not_negative", "repeats_sum", "none_from_none", "counts")
PROOFS = ("parts", "total", "empty")


def require_valid(form: Form, where: str) -> None:
    """Raise FormError, naming *where* and the remedy, if anything in the form contradicts."""
    _require_years(form, where)
    _require_unique(f"{where}.chapter", (str(chapter.number) for chapter in form.chapters))
    _require_alternatives(form, where)
    for number, block in enumerate(form.blocks, 1):
        _require_block(block, form, f"{where}.block[{number}]")
    _require_unique(f"{where}.block", (".".join(place) for place in _all_places(form)))


def _require_years(form: Form, where: str) -> None:
    if form.last_year and form.last_year < form.first_year:
        raise FormError(f"{where}.last_year: before first_year; use 0 while the form is in force")


def _require_alternatives(form: Form, where: str) -> None:
    used = {row.alternative for block in form.blocks for row in block.rows} - {""}
    for name in sorted(used ^ set(form.alternatives)):
        raise FormError(f"{where}.alternatives: {name!r} is named by rows or listed, not both")


def _require_block(block: FormBlock, form: Form, where: str) -> None:
    chapters = {chapter.number for chapter in form.chapters}
    if block.chapter not in chapters and not (block.layout == "list" and block.chapter == 0):
        raise FormError(f"{where}.chapter: no chapter {block.chapter}; add it to the form")
    if not block.rows or not block.columns:
        raise FormError(f"{where}.rows: a block needs rows and columns; add them")
    if (block.layout == "list") != (block.heads is not None):
        raise FormError(f"{where}.heads: a list needs heads, other layouts have none; correct it")
    _require_unique(f"{where}.rows", (row.code for row in (*block.rows, *block.groups)))
    _require_unique(f"{where}.columns", (column.code for column in block.columns))
    _require_unique(f"{where}.rows", _paths((*block.rows, *block.groups)))
    _require_unique(f"{where}.columns", _paths(block.columns))
    for name in sorted({name for row in block.rows for name in row.unless} - _codes(block.rows)):
        raise FormError(f"{where}.rows: unless names no row {name!r}; correct the code")
    for number, check in enumerate(block.checks, 1):
        _require_check(check, block, f"{where}.checks[{number}]")


def _require_check(check: Check, block: FormBlock, where: str) -> None:
    if check.kind not in KINDS:
        raise FormError(f"{where}.kind: unknown {check.kind!r}; choose one of {', '.join(KINDS)}")
    rows, columns = _codes(block.rows), _codes(block.columns)
    operands, places = (columns, rows) if check.each == "row" else (rows, columns)
    named = {name.removeprefix("-") for name in (*check.terms, *check.equals, *check.counts)}
    for name in sorted(named - operands) + sorted(set(check.at) - places):
        raise FormError(f"{where}: the block has no {name!r}; correct the code")
    for name in sorted(set(check.proves) - set(PROOFS)):
        raise FormError(f"{where}.proves: unknown {name!r}; choose from {', '.join(PROOFS)}")
    if not check.terms or (check.proves and (check.kind, len(check.equals)) != ("sum", 1)):
        raise FormError(f"{where}.terms: a sum needs members and, for rule B, one total")


def _require_unique(where: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise FormError(f"{where}: {name!r} stands {count} times; keep one")


def _paths(labelled: tuple[Row, ...] | tuple[Column, ...]) -> list[str]:
    return ["/".join(path) for item in labelled for path in path_keys(item.path, item.aliases)]


def _codes(labelled: tuple[Row, ...] | tuple[Column, ...]) -> set[str]:
    return {item.code for item in labelled}


def _all_places(form: Form) -> list[tuple[str, str, str]]:
    return [
        (block.table, row.code, column.code)
        for block in form.blocks
        for row in block.rows
        for column in block.columns
    ]
