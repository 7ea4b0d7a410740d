"""The real reports damaged: whatever is left of them, `parse_report` raises its two errors only."""

import json
import random
import re
from pathlib import Path

import pytest

from benchmarks.pages import page
from parsers.errors import NotAReport, ParseError, UnreadableDocument
from parsers.model import Document, Outcome
from parsers.report import dump, parse_report
from tests.test_real_expectations import NAMES, original

CUTS = 12


def damaged(body: bytes, rng: random.Random) -> bytes:
    """A body cut, shuffled, with bytes changed, or with tags and cells lost or doubled."""
    start, end = sorted(rng.randrange(len(body)) for _ in range(2))
    parts = [body[n : n + 997] for n in range(0, len(body), 997)]
    rng.shuffle(parts)
    changed = bytearray(body)
    for _ in range(50):
        changed[rng.randrange(len(body))] = rng.randrange(256)
    old = rng.choice((b"<td", b"</td>", b"</tr>", b"colspan", b"\t", "总计".encode()))
    some = body.replace(old, rng.choice((b"", b"<table>", b" ", old * 2)), rng.randrange(1, 99))
    choices = (body[:end], body[start:], body[:start] + body[end:], bytes(changed), some)
    return rng.choice((*choices, b"".join(parts)))


@pytest.mark.parametrize("seed", range(CUTS))
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_report_is_read_or_refused(shared: Path, name: str, seed: int) -> None:
    """A report with every place once, or one of the two errors in one line; nothing else, ever."""
    body = damaged(original(shared, name), random.Random(f"{name} {seed}"))
    try:
        report = parse_report(Document(body))
    except (NotAReport, UnreadableDocument) as error:
        assert_one_line(error)
        return
    places = [figure.address for figure in report.in_tables]
    assert len(places) == len(set(places)) == (198 if report.form == "F2019" else 200)
    assert json.dumps(dump(report))


def assert_one_line(error: ParseError) -> None:
    """The message is a line a person can read."""
    (line,) = str(error).splitlines()
    assert 0 < len(line) < 400


def test_tables_without_any_text_are_a_report() -> None:
    """No chapter, no title: all figures are read, and what is missing is said."""
    tables = re.findall(rb"<table.*?</table>", page(3, 20_000), re.S)
    report = parse_report(Document(b"<html><body>" + b"".join(tables)))
    assert len(report.in_tables) == 200
    assert report.sections == ()
    assert {"S1", "title.agency_unknown", "title.year_unknown"} <= {
        finding.rule for finding in report.findings if finding.outcome is not Outcome.PASS
    }


def test_nul_bytes_in_a_good_report_are_a_doubt_not_a_loss() -> None:
    """All figures are read around the NULs, and the damage is said."""
    body = page(3, 20_000)
    clean, nul = (
        parse_report(Document(body)),
        parse_report(Document(body.replace(b"<td>", b"<td>\0"))),
    )
    assert [(f.address, f.value) for f in nul.in_tables] == [
        (f.address, f.value) for f in clean.in_tables
    ]
    assert "text.undecodable" in {finding.rule for finding in nul.findings}
