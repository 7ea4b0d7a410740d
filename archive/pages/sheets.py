"""The printed tables of a report, rebuilt as the official form from the database's rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.dictionary import ROW_NAME, VALUE_TABLES
from archive.pages.labels import Label, Path, head, side
from archive.pages.language import Words
from archive.pages.printed import Evidence, Place, original_address, shown, unit_shown
from parsers.forms import Column, Form, FormBlock, Row, forms

Stored = Mapping[str, Mapping[str, Mapping[str, Any]]]  # table → row code → database row

_MONEY = {"万元": "10,000 yuan", "元": "yuan"}


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its label cells (those not covered from above) and its places.

    `level` is how deep a line of a list stands; a group of a list has no places.
    """

    labels: tuple[Label, ...]
    places: tuple[Place, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A block of the form as printed."""

    table: str
    chapter: int
    caption: str
    corner: str
    depth: int
    head: tuple[tuple[Label, ...], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a report's sheets are made from.

    `notes` are the numbers of the findings that speak of a place.
    """

    form: Form
    stored: Stored
    evidence: Mapping[str, Evidence]
    notes: Mapping[str, tuple[int, ...]]
    sha256: str
    language: str


def form_named(name: str) -> Form | None:
    """Return the form with an id, None if the parsers do not know it."""
    return next((form for form in forms() if form.id == name), None)


def stored_rows(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Stored:
    """Return database rows by table and row code, their JSON columns read."""
    return {
        table: {str(row[ROW_NAME[table]]): _read(row) for row in rows.get(table, ())}
        for table in VALUE_TABLES
    }


def _read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    notes = {name: json.loads(row[name] or "{}") for name in ("kinds", "inferred", "units")}
    return {**row, **notes}


def sheets(report: Report) -> tuple[Sheet, ...]:
    """Return every block of the report's form as printed, with the alternatives it used."""
    return tuple(_sheet(report, block) for block in report.form.blocks if _rows(report, block))


def _rows(report: Report, block: FormBlock) -> tuple[Row, ...]:
    present = report.stored.get(block.table, {})
    return tuple(row for row in block.rows if row.code in present)


def _sheet(report: Report, block: FormBlock) -> Sheet:
    rows = _rows(report, block)
    if block.layout == "list":
        return _list_sheet(report, block, rows)
    english = report.language == "en"
    wide = block.layout == "one_row"
    row_paths = [_path(row, english=english) for row in rows]
    column_paths = [_column_path(column, english=english) for column in block.columns]
    heads = [row + column for row in row_paths for column in column_paths] if wide else column_paths
    return Sheet(
        block.table,
        block.chapter,
        block.caption_en if english else block.caption,
        "" if english else block.corner,
        0 if wide else max(map(len, row_paths)),
        head(heads),
        _wide_line(report, block, rows) if wide else _lines(report, block, rows, row_paths),
    )


def _list_sheet(report: Report, block: FormBlock, rows: Sequence[Row]) -> Sheet:
    """Return a list with its units, its groups where they are printed, nothing else nested."""
    words, english = Words(report.language), report.language == "en"
    columns = tuple(
        column
        for column in block.columns
        if not column.optional or any(_is_stored(report, block, row, column) for row in rows)
    )
    return Sheet(
        block.table,
        block.chapter,
        block.caption_en if english else block.caption,
        words("report.indicator") if english else block.corner,
        1,
        head([(words("report.unit"),), *(_path(column, english=english) for column in columns)]),
        tuple(_list_lines(report, block, rows, columns)),
    )


def _list_lines(
    report: Report, block: FormBlock, rows: Sequence[Row], columns: Sequence[Column]
) -> Iterator[Line]:
    words, english = Words(report.language), report.language == "en"
    groups = {group.path: group for group in block.groups}
    begun: set[Path] = set()
    for row in rows:
        for depth in range(1, len(row.path)):
            if (path := row.path[:depth]) in groups and path not in begun:
                begun.add(path)
                label = Label(_path(groups[path], english=english)[-1], 1, 2 + len(columns))
                yield Line((label,), (), depth)
        unit = words.code("unit", row.unit) if english else row.unit
        labels = (Label(_path(row, english=english)[-1]), Label(unit))
        yield Line(labels, tuple(_places(report, block, row, columns)), len(row.path))


def _is_stored(report: Report, block: FormBlock, row: Row, column: Column) -> bool:
    stored = report.stored[block.table][row.code]
    return stored.get(column.code) is not None or column.code in stored["kinds"]


def _path(printed: Row | Column, *, english: bool) -> Path:
    """Return the labels of a row or column; in English one label says all of it."""
    return (printed.en,) if english else printed.path


def _wide_line(report: Report, block: FormBlock, rows: Sequence[Row]) -> tuple[Line, ...]:
    places = tuple(place for row in rows for place in _places(report, block, row, block.columns))
    return (Line((), places),)


def _lines(
    report: Report, block: FormBlock, rows: Sequence[Row], paths: Sequence[Path]
) -> tuple[Line, ...]:
    labels = side(paths)
    return tuple(
        Line(labels[at], tuple(_places(report, block, row, block.columns)))
        for at, row in enumerate(rows)
    )


def _places(
    report: Report, block: FormBlock, row: Row, columns: Sequence[Column]
) -> Iterator[Place]:
    stored = report.stored[block.table][row.code]
    for column in columns:
        address = f"{block.table}.{row.code}.{column.code}"
        evidence = report.evidence.get(address, Evidence("", ""))
        kind, text = shown(stored, column.code, evidence.raw)
        yield Place(
            address=address,
            text=text,
            kind=kind,
            raw=evidence.raw,
            unit=unit_shown(stored, column, kind),
            href=original_address(report.sha256, evidence.source) if evidence.source else "",
            label=_label(row, column, english=report.language == "en"),
            notes=report.notes.get(address, ()),
        )


def _column_path(column: Column, *, english: bool) -> Path:
    """Return a column's labels, with the unit where it is money: 万元 or 元 must be told."""
    *groups, last = _path(column, english=english)
    if column.unit not in _MONEY or column.unit_stated:
        return (*groups, last)
    return (*groups, f"{last} ({_MONEY[column.unit]})" if english else f"{last}（{column.unit}）")


def _label(row: Row, column: Column, *, english: bool) -> str:
    separator = ", " if english else "，"
    last_row, last_column = _path(row, english=english)[-1], _path(column, english=english)[-1]
    return f"{last_row}{separator}{last_column}"
