"""The states of a site and the causes of them, with their wording: what `health.toml` says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("health.toml")


@dataclass(frozen=True, slots=True)
class Step:
    """What a state asks for: whether a person must look, the next step, what a gap may be called.

    `absence` is the state of coverage of a report that is owed and was not seen.
    """

    person: bool
    absence: str
    next_zh: str
    next_en: str


@dataclass(frozen=True, slots=True)
class State:
    """One of the closed list of states."""

    id: str
    zh: str
    en: str
    means_zh: str
    means_en: str
    step: Step


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a site is in a state; `zh` and `en` are sentences with fields in braces."""

    id: str
    state: str
    zh: str
    en: str
    step: Step


@dataclass(frozen=True, slots=True)
class Facts:
    """All of `health.toml`: states and causes by id, patterns of fetch reasons by kind."""

    states: Mapping[str, State]
    causes: Mapping[str, Cause]
    reasons: Mapping[str, tuple[str, ...]]
    governments: tuple[str, ...]


@cache
def facts() -> Facts:
    """Return the shipped facts."""
    told = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    states = {entry["id"]: _state(entry) for entry in told["state"]}
    causes = {entry["id"]: _cause(entry, states) for entry in told["cause"]}
    reasons = {kind: tuple(patterns) for kind, patterns in told["reasons"].items()}
    return Facts(states, causes, reasons, tuple(told["season"]["governments"]))


def kind_of_failure(reason: str) -> str:
    """Return whether a fetch reason means blocked, unreachable, or that a list is gone.

    >>> kind_of_failure("http_503"), kind_of_failure("blocked"), kind_of_failure("http_404")
    ('unreachable', 'blocked', 'gone')
    """
    for kind, patterns in facts().reasons.items():
        if any(fnmatchcase(reason, pattern) for pattern in patterns):
            return kind
    return "gone"


def step_of(state: str, cause: str, site: str) -> Step:
    """Return what is to be done about a site in a state for a cause ("" where it has none).

    A first run that met what would break a later one wants a person: it may never have worked.
    """
    known = facts().causes[cause].step if cause else facts().states[state].step
    if state == "new" and cause:
        known = replace(known, person=True, absence=facts().states[state].step.absence)
    zh, en = known.next_zh.format(site=site), known.next_en.format(site=site)
    return replace(known, next_zh=zh, next_en=en)


# TOML's values are of any type; a test holds that the shipped file has the right ones.
def _state(entry: Mapping[str, Any]) -> State:
    id_, zh, en, means_zh, means_en = (entry[f.name] for f in fields(State)[:-1])
    return State(id_, zh, en, means_zh, means_en, _step(entry))


def _cause(entry: Mapping[str, Any], states: Mapping[str, State]) -> Cause:
    usual = states[entry["state"]].step
    told = {key: entry[key] for key in ("person", "absence", "next_zh", "next_en") if key in entry}
    return Cause(entry["id"], entry["state"], entry["zh"], entry["en"], replace(usual, **told))


def _step(entry: Mapping[str, Any]) -> Step:
    return Step(entry["person"], entry["absence"], entry["next_zh"], entry["next_en"])
