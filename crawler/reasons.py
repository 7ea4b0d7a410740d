"""How a fetch may end: the closed list of `reasons.toml`, free of Scrapy."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = ("document", "step", "failure", "site")
_HTTP = "http_*"  # stands for http_404 and all its kin


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: whether it means a document, a step or a failure, and its words.

    Reasons of kind `site` stand in a run's notes, never in a fetch.
    """

    id: str
    kind: str
    zh: str
    en: str
    explain_zh: str
    explain_en: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not all((self.zh, self.en, self.explain_zh, self.explain_en)):
            raise ValueError(f"reasons.toml: {self.id}: complete its words or correct its kind")


@cache
def reasons() -> Mapping[str, Reason]:
    """Return every reason by its id, in the order of reasons.toml."""
    text = (files("crawler") / "reasons.toml").read_text(encoding="utf-8")
    return {name: Reason(name, **content) for name, content in tomllib.loads(text).items()}


def reason_of(name: str) -> Reason | None:
    """Return what a reason of the fetch index means, None where it is none.

    >>> reason_of("http_404").kind, reason_of("redirect").kind, reason_of("mystery")
    ('failure', 'step', None)
    """
    is_status = name.startswith("http_") and name[5:].isdecimal()
    return reasons().get(_HTTP if is_status else name)


def of_kind(kind: str) -> tuple[str, ...]:
    """Return the reasons of a kind."""
    return tuple(name for name, reason in reasons().items() if reason.kind == kind)
