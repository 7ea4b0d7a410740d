"""What people have decided about single documents: corrections of figures, verdicts on checks.

Both are TOML files, read and validated whole before anything is built with them. Each names a
document by its sha256 and what was read when it was written, and is refused where that has changed.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archive.dictionary import addresses
from archive.doubts import VERDICT_REFUSED, VERDICT_UNUSED, all_rules
from parsers.corrections import Correction
from parsers.model import Fault, Finding, Outcome, Report

SHIPPED = Path(__file__).parent
CORRECTIONS, VERDICTS = "corrections.toml", "verdicts.toml"
NO_NUMBER = "none"
EXPLAINED = "explained"
FAULTS = {each.value: each for each in Fault if each.value} | {EXPLAINED: Fault.NONE}

Block = Mapping[str, object]
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ReviewError(Exception):
    """A file of corrections or verdicts is wrong; the message names file, key and remedy."""


class Verdict(NamedTuple):
    """What a person says of a failed check: whose error it is, or that it is none."""

    rule: str
    place: str
    expected: str
    actual: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """All decisions by the sha256 of their document."""

    corrections: Mapping[str, tuple[Correction, ...]]
    verdicts: Mapping[str, tuple[Verdict, ...]]


@cache
def load_reviews(folder: Path = SHIPPED) -> Reviews:
    """Return the corrections and verdicts of a folder; a file that is not there holds none.

    Raises ReviewError for the first wrong block.
    """
    corrections: dict[str, tuple[Correction, ...]] = {}
    for where, block in _blocks(folder / CORRECTIONS, "correction", _CORRECTION):
        sha256, correction = str(block["sha256"]), _correction(block)
        made = corrections.get(sha256, ())
        if correction.place in {each.place for each in made}:
            raise ReviewError(f"{where}: key place: corrected twice; keep one of the two")
        corrections[sha256] = (*made, correction)
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    for where, block in _blocks(folder / VERDICTS, "verdict", _VERDICT):
        sha256, verdict = str(block["sha256"]), _verdict(block)
        given = verdicts.get(sha256, ())
        if verdict[:2] in {each[:2] for each in given}:
            raise ReviewError(f"{where}: key place: judged twice under one rule; keep one")
        verdicts[sha256] = (*given, verdict)
    return Reviews(corrections, verdicts)


def judge(report: Report, verdicts: tuple[Verdict, ...]) -> Report:
    """Return the report with each verdict beside its finding, whose fault it decides.

    A verdict on numbers that are no longer found, or on a check that has not failed, becomes a
    finding of its own.
    """
    if not verdicts:
        return report
    given = {(verdict.rule, verdict.place): verdict for verdict in verdicts}
    findings: list[Finding] = []
    for finding in report.findings:
        verdict = given.get((finding.rule, finding.where))
        if verdict is None or finding.outcome is not Outcome.FAIL:
            findings.append(finding)
            continue
        del given[verdict.rule, verdict.place]
        findings.extend(_judged(finding, verdict))
    unused = (_doubt(VERDICT_UNUSED.id, verdict) for verdict in given.values())
    return replace(report, findings=(*findings, *unused))


def _judged(finding: Finding, verdict: Verdict) -> Iterator[Finding]:
    if (finding.expected, finding.actual) != (verdict.expected, verdict.actual):
        yield finding
        yield _doubt(VERDICT_REFUSED.id, verdict, f"{finding.expected} | {finding.actual}")
        return
    yield finding._replace(
        fault=FAULTS[verdict.verdict],
        verdict=verdict.verdict,
        verdict_reason=verdict.reason,
    )


def _doubt(rule: str, verdict: Verdict, found: str = "") -> Finding:
    said = next(each for each in all_rules() if each.id == rule)
    return Finding(
        rule,
        Outcome.UNCERTAIN,
        f"{verdict.rule} {verdict.place}",
        expected=f"{verdict.expected} | {verdict.actual}",
        actual=found,
        detail=said.explain_zh,
        detail_en=said.explain_en,
    )


# ---- files -----------------------------------------------------------------------------------


def _blocks(
    file: Path, name: str, keys: Mapping[str, Callable[[object], str]]
) -> Iterator[tuple[str, Block]]:
    """Yield the valid blocks of a file, each with what a message about it begins with."""
    if not file.exists():
        return
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReviewError(f"{file}: cannot be read: {error}; correct the file") from error
    blocks = content.pop(name, [])
    if content or not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise ReviewError(f"{file}: write each {name} as a [[{name}]] block and nothing else")
    for number, block in enumerate(blocks, 1):
        where = f"{file}: {name} {number}"
        for key in (*keys, *block):
            problem = keys[key](block.get(key)) if key in keys else "not known; remove it"
            if problem:
                raise ReviewError(f"{where}: key {key}: {problem}")
        yield where, block


def _correction(block: Block) -> Correction:
    right = block["right"]
    return Correction(
        str(block["place"]),
        str(block["printed"]),
        None if right == NO_NUMBER else Decimal(str(right)),
        str(block["reason"]),
    )


def _verdict(block: Block) -> Verdict:
    return Verdict(*(str(block[key]) for key in Verdict._fields))


def _sha256(value: object) -> str:
    right = isinstance(value, str) and _SHA256.fullmatch(value)
    return "" if right else "write the document's sha256, 64 digits and letters a-f"


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "missing or empty; write a text"


def _printed(value: object) -> str:
    return "" if isinstance(value, str) else 'missing; write the text as read, "" for a blank'


def _date(value: object) -> str:
    is_date = type(value) is date
    return "" if is_date else "write the day of the decision, as in 2026-03-01"


def _address(value: object) -> str:
    return "" if value in addresses() else "no figure of a form; see column `code` of `dictionary`"


def _right(value: object) -> str:
    is_number = type(value) in (int, float) and Decimal(str(value)).is_finite()
    return "" if is_number or value == NO_NUMBER else f'write a number, or "{NO_NUMBER}"'


def _rule(value: object) -> str:
    known = value in {rule.id for rule in all_rules()}
    return "" if known else "no rule; take it from the finding"


def _judgement(value: object) -> str:
    return "" if value in FAULTS else f"write one of {', '.join(FAULTS)}"


_SIGNED = {"reason": _text, "date": _date, "by": _text}
_CORRECTION = {
    "sha256": _sha256,
    "place": _address,
    "printed": _printed,
    "right": _right,
    **_SIGNED,
}
_VERDICT = {
    "sha256": _sha256,
    "rule": _rule,
    "place": _text,
    "expected": _printed,
    "actual": _printed,
    "verdict": _judgement,
    **_SIGNED,
}
