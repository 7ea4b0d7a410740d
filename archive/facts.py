"""The view `fact`: every printed place and every number of a sentence, one row each."""

from collections.abc import Iterator

from archive.dictionary import PROSE_TABLES, ROW_NAME, VALUE_TABLES, dictionary, value_columns


def _unit_sql(table: str, column: str) -> str:
    """Return SQL for the form's unit of a column; units differ by row and form only in some."""
    units: dict[str, dict[str, str]] = {}  # row → form → unit
    for place in dictionary():
        if (place.table_name, place.column) == (table, column):
            units.setdefault(place.row, {})[place.form] = place.unit
    common = next(iter(next(iter(units.values())).values()))
    cases = "".join(
        f" when {where} then '{unit}'" for where, unit in _exceptions(table, units, common)
    )
    return f"case{cases} else '{common}' end" if cases else f"'{common}'"


def _exceptions(
    table: str, units: dict[str, dict[str, str]], common: str
) -> Iterator[tuple[str, str]]:
    """Yield (condition, unit) for the rows with another unit than the *common* one."""
    row_is = f't."{ROW_NAME[table]}"'
    alike: dict[str, list[str]] = {}
    for row, by_form in units.items():
        if len(set(by_form.values())) == 1:
            alike.setdefault(next(iter(by_form.values())), []).append(f"'{row}'")
            continue
        for form, unit in by_form.items():
            yield f"r.form = '{form}' and {row_is} = '{row}'", unit
    for unit, rows in alike.items():
        if unit != common:
            yield f"{row_is} in ({', '.join(rows)})", unit


def _facts_of(table: str, column: str) -> str:
    """Return the SELECT of one printed column: its number, or why there is none."""
    kind = f"json_extract(t.kinds, '$.{column}')"
    unit = f"coalesce(json_extract(t.units, '$.{column}'), {_unit_sql(table, column)})"
    return f"""
select t.report as report, r.agency as agency, r.agency_name as agency_name, r.year as year,
  r.form as form, '{table}' as table_name, t."{ROW_NAME[table]}" as "row", '{column}' as "column",
  t."{column}" as value, coalesce({kind}, 'number') as kind, {unit} as unit,
  json_extract(t.inferred, '$.{column}') as inferred
from {table} t join report r on r.id = t.report
where t."{column}" is not null or {kind} is not null"""  # noqa: S608 - our own names only


def _facts_of_sentences(table: str) -> str:
    return f"""
select t.report, r.agency, r.agency_name, r.year, r.form, '{table}', t.code, 'value',
  t.value, t.kind, t.unit, null
from {table} t join report r on r.id = t.report"""  # noqa: S608 - our own names only


def fact_view() -> str:
    """Return the SELECT of view `fact`: every place and number of every report, tidy."""
    printed = (
        _facts_of(table, column) for table in VALUE_TABLES for column in value_columns(table)
    )
    return "\nunion all".join((*printed, *map(_facts_of_sentences, PROSE_TABLES)))
