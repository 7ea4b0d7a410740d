"""The archive of the demonstration city against its truth: every figure, and what was refused."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from archive.demo.truth import Expected

Key = tuple[str, int]
Place = tuple[Decimal | None, str, Decimal | None]  # value, kind, inferred


def read_figures(database: Path) -> dict[Key, dict[str, Place]]:
    """Return what an archive.db holds at every place of its tables, by body and year.

    What the text says in numbers is no part of it: the tables hold the same.
    """
    found: dict[Key, dict[str, Place]] = {}
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            'select agency_name, year, table_name, row, "column", value, kind, inferred'
            " from fact where table_name not in ('fees', 'narrative')"
        )
        for agency, year, table, row, column, value, kind, inferred in rows:
            place = (_decimal(value), kind, _decimal(inferred))
            found.setdefault((agency, year), {})[f"{table}.{row}.{column}"] = place
    return found


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def differences(
    truth: Mapping[Key, Expected], found: Mapping[Key, Mapping[str, Place]]
) -> Iterator[str]:
    """Yield a line for every report too many or too few and for every figure that is not true."""
    for key in sorted(found.keys() ^ truth.keys()):
        yield f"{key[0]} {key[1]}: {'not published' if key in found else 'not in the archive'}"
    for key in sorted(found.keys() & truth.keys()):
        for problem in _in_report(truth[key], found[key]):
            yield f"{key[0]} {key[1]}: {problem}"


def _in_report(report: Expected, places: Mapping[str, Place]) -> Iterator[str]:
    for address in sorted(places.keys() - report.printed.keys()):
        if places[address][1] != "missing":
            yield f"{address}: not printed, {places[address]} in the archive"
    for address, printed in report.printed.items():
        value, kind, inferred = places.get(address, (None, "missing", None))
        if value != printed or kind != report.kinds.get(address, "number"):
            yield f"{address}: printed {printed}, {value} ({kind}) in the archive"
        if inferred is not None and inferred != report.true[address]:
            yield f"{address}: inferred {inferred}, in truth {report.true[address]}"


def summary(database: Path) -> Iterator[str]:
    """Yield what an archive holds, what its checks found and what it could not read."""
    with closing(sqlite3.connect(database)) as connection:
        for (line,) in connection.execute(
            "select count(*) || ' reports of ' || count(distinct agency) || ' bodies, '"
            " || min(year) || '-' || max(year) from report"
        ):
            yield line
        for line in connection.execute(
            "select outcome, count(*) from finding group by outcome order by count(*) desc"
        ):
            yield "checks: {} {:,}".format(*line)
        for line in connection.execute(
            "select iif(fault = 'publisher', 'does not add up', 'worth a look'), title,"
            " trim(rule || ' ' || place), detail from finding join report on report = report.id"
            " where outcome = 'fail' order by fault, title, rule"
        ):
            yield "{}: {}, {} {}".format(*line)
        for line in connection.execute(
            "select coalesce(nullif(title, ''), url), status, reason from document"
            " where status in ('blocked', 'failed') order by status"
        ):
            yield "{}: {} ({})".format(*line)
