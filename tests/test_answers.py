"""JSON answers of list APIs: whatever comes is read or refused with a line, never an exception."""

import pytest

from crawler.answers import answered, day_of, inner, records
from crawler.listing import BadList


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the answer is no JSON: JSONDecodeError"),
        ("<html>", "the answer is no JSON: JSONDecodeError"),
        ("[" * 100_000, "the answer is no JSON: RecursionError"),
        ('{"a":' * 100_000, "the answer is no JSON: RecursionError"),
        ("9" * 5000, "the answer is no JSON: ValueError"),
        ("[1]", "the answer is no JSON object"),
        ("null", "the answer is no JSON object"),
    ],
)
def test_what_is_no_json_object_is_refused(text: str, message: str) -> None:
    """Empty, cut, nested a hundred thousand deep, a number of five thousand digits."""
    with pytest.raises(BadList, match=message):
        answered(text)


@pytest.mark.parametrize("rows", [None, {}, "rows", 7, [1], [{}, None]])
def test_a_list_of_anything_else_is_refused(rows: object) -> None:
    """Only a list of objects holds records."""
    with pytest.raises(BadList, match="no list of records results"):
        list(records({"results": rows}, "results"))


def test_a_path_leads_through_objects_only() -> None:
    """The first name that leads nowhere is the one named."""
    assert inner({"a": {"b": {"c": 1}}}, "a", "b") == {"c": 1}
    with pytest.raises(BadList, match="no object b"):
        inner({"a": {"b": []}}, "a", "b")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-01-09T16:30:00Z", "2024-01-09"),
        ("2024年1月9日", "2024-01-09"),
        (1704758400, "2024-01-09"),
        (1704758400000, "2024-01-09"),
        (1704731400, "2024-01-09"),  # half past midnight in China, the day before in UTC
        ("1704758400", "2024-01-09"),
        (10**30, "5138-11-16"),
        (True, ""),
        (None, ""),
        ([], ""),
        ("soon", ""),
    ],
)
def test_a_day_is_read_from_dates_and_time_stamps(value: object, day: str) -> None:
    """Seconds and milliseconds, in China's time; no number overflows the calendar."""
    assert day_of({"at": value}, "at") == day
