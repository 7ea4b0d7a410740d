"""JSON answers of list APIs, believed only where they are what they should be.

A wrong type, a nesting too deep or a number too long is a `BadList`, never another exception.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from crawler.listing import DATE, BadList, iso_day

BEIJING = timezone(timedelta(hours=8))
MILLISECONDS = 10**11  # a greater number of seconds would be a day after the year 5000

Table = Mapping[str, Any]  # JSON's values are of any type until they are looked at


def answered(text: str) -> Table:
    """Return the object a text of JSON holds; raises `BadList` for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadList(f"the answer is no JSON: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise BadList("the answer is no JSON object")
    return value


def inner(table: Table, *names: str) -> Table:
    """Return the object at the path *names*; raises `BadList` where there is none."""
    for name in names:
        value = table.get(name)
        if not isinstance(value, dict):
            raise BadList(f"the answer has no object {name}")
        table = value
    return table


def records(table: Table, name: str) -> Iterator[Table]:
    """Yield the objects of the list *name*; raises `BadList` where it is no list of objects."""
    rows = table.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadList(f"the answer has no list of records {name}")
    yield from rows


def text_of(record: Table, *names: str) -> str:
    r"""Return the first of these fields that is a text and not blank, its spaces folded.

    >>> text_of({"title": 7, "name": " 年度\n报告 "}, "title", "name")
    '年度 报告'
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def count_of(record: Table, *names: str) -> int:
    """Return the first of these fields that is a count, 0 where none is one.

    >>> count_of({"total": "12"}, "total"), count_of({"total": True, "n": -3}, "total", "n")
    (12, 0)
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 16:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return 0


def day_of(record: Table, *names: str) -> str:
    """Return the day of the first of these fields that is a date or a time stamp, ISO or "".

    >>> day_of({"at": "2024-1-9 08:00:00"}, "at"), day_of({"at": 1704758400}, "at")
    ('2024-01-09', '2024-01-09')
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and (found := DATE.search(value)):
            return iso_day(found)
        seconds = count_of(record, name)
        if seconds > 10**8:
            seconds = seconds // 1000 if seconds >= MILLISECONDS else seconds
            day = datetime.fromtimestamp(0, UTC) + timedelta(seconds=min(seconds, MILLISECONDS))
            return f"{day.astimezone(BEIJING):%Y-%m-%d}"
    return ""
