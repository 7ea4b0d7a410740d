"""Every rule a finding can name, in plain words of two languages."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

_SEVERITIES = ("error", "warning", "info")
_STATUSES = ("official", "definition", "heuristic", "reading")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: how grave a doubt by it is, where it comes from, and what it means.

    `severity` is error, warning or info; `status` official, definition, heuristic or reading.
    """

    id: str
    severity: str
    status: str
    name_zh: str
    name_en: str
    explain_zh: str
    explain_en: str

    def __post_init__(self) -> None:
        empty = [field.name for field in fields(self) if not getattr(self, field.name)]
        if empty or self.severity not in _SEVERITIES or self.status not in _STATUSES:
            raise ValueError(
                f"rules.toml: {self.id}: complete or correct severity, status, {empty}"
            )


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in the order of rules.toml."""
    text = (files("parsers") / "rules.toml").read_text(encoding="utf-8")
    return tuple(Rule(name, **content) for name, content in tomllib.loads(text).items())
