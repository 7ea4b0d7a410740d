"""The archive's `health`: times in one state, and what a gap may be called in each."""

from dataclasses import replace

from archive.health_rows import health_rows
from archive.pages.language import words
from archive.tables import HEALTH
from crawler.health import SiteHealth
from crawler.states import facts

OK = SiteHealth("a", "r1", "2026-02-01T02:00:00Z", "ok", "2026-02-01T02:00:00Z", "", 40, 38, 38)
BROKEN = replace(
    OK,
    run="r3",
    at="2026-02-03T02:00:00Z",
    state="broken",
    cause="no_links",
    since="2026-02-03T02:00:00Z",
    note="没有链接",
    note_en="no link",
)


def test_a_state_that_lasts_is_one_row() -> None:
    """By site and time; the last is how the site is now, and a broken one excuses no absence."""
    history = [
        replace(BROKEN, site="b"),
        OK,
        replace(OK, run="r2", at="2026-02-02T02:00:00Z", found=39),
        BROKEN,
        replace(OK, run="r4", at="2026-02-04T02:00:00Z", since="2026-02-04T02:00:00Z"),
    ]
    rows = [
        dict(zip(HEALTH.columns, row, strict=True)) for row in health_rows(history, {"a": (3, 1)})
    ]
    assert [(row["id"], row["n_runs"], row["current"], row["absence"]) for row in rows] == [
        ("a-r1", 2, 0, "not_found_on_working_list"),
        ("a-r3", 1, 0, "source_unreachable"),
        ("a-r4", 1, 1, "not_found_on_working_list"),
        ("b-r3", 1, 1, "source_unreachable"),
    ]
    assert rows[0] == {
        "id": "a-r1",
        "site": "a",
        "state": "ok",
        "since": OK.since,
        "run": "r2",
        "last_run": "2026-02-02T02:00:00Z",
        "cause": "",
        "note": "",
        "note_en": "",
        "absence": "not_found_on_working_list",
        "n_runs": 2,
        "current": 0,
        "expected": 40,
        "owed": 38,
        "found": 39,
        "off_list": None,
        "withdrawn": None,
    }
    assert [(row["off_list"], row["withdrawn"]) for row in rows[1:]] == [
        (None, None),
        (3, 1),
        (0, 0),
    ]


def test_the_pages_call_states_what_the_crawler_calls_them() -> None:
    for state in facts().states.values():
        assert words()[f"state.{state.id}"] == (state.zh, state.en)
        assert f"absence.{state.step.absence}" in words()
