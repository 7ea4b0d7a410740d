"""The list of quirks: small independent changes to a paper, alone or in pairs."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.generator.paper import Paper

Change = Callable[[Paper], None]
ALL = ("html", "docx", "pdf", "text", "markdown", "xlsx", "xls", "odt")
CHAPTERED = ("F2021", "F2019")


@dataclass(frozen=True)
class Quirk:
    """One way in which a printed report differs from the plain one.

    `stage` orders two quirks of one paper; two that share a word of `clash` cannot both
    apply. `harmed`:
    the document itself is damaged, so that a flag is right and an exact reading not expected.
    """

    name: str
    stage: str
    change: Change
    clash: str = ""
    media: tuple[str, ...] = ALL
    forms: tuple[str, ...] = (*CHAPTERED, "F2014")
    harmed: bool = False


QUIRKS: dict[str, Quirk] = {}
STAGES = ("numbers", "labels", "tables", "chapters", "markup", "bytes")


def quirk(
    stage: str,
    *,
    clash: str = "",
    media: tuple[str, ...] = ALL,
    forms: tuple[str, ...] = (*CHAPTERED, "F2014"),
    harmed: bool = False,
) -> Callable[[Change], Change]:
    """Register a change under the name of its function."""

    def register(change: Change) -> Change:
        name = change.__name__
        QUIRKS[name] = Quirk(name, stage, change, clash, media, forms, harmed)
        return change

    return register


def can_pair(one: Quirk, other: Quirk) -> bool:
    """Say whether two quirks can stand in one document."""
    return one.name < other.name and not set(one.clash.split()) & set(other.clash.split())


def in_order(*quirks: Quirk) -> list[Quirk]:
    """The quirks as they are applied: numbers first, bytes last."""
    return sorted(quirks, key=lambda each: STAGES.index(each.stage))
