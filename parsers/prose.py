"""What the text of a report says in numbers: candidates, the figures made of them, doubts."""

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.model import Figure, Finding, Mention, Reading, Scope
from parsers.narrative import WIDER, find_mentions
from parsers.passages import passages
from parsers.prose_figures import fee_chapter, prose_figures
from parsers.sections import Opening

FEES_SINCE = 2021  # the form of that year has chapter 六 report the information processing fee


@dataclass(frozen=True, slots=True)
class Prose:
    """The numbers of a text."""

    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]


def read_prose(
    reading: Reading,
    openings: Sequence[Opening],
    tables: frozenset[int],
    year: int,
    form_since: int,
    scope: Scope,
) -> Prose:
    """Return the numbers of a report's text on a form in force since a year.

    *tables* are the ordinals of the grids that hold the form's figures. What a sentence says of a
    whole city is no number of a body whose *scope* is its own; a city's own report speaks so.
    """
    has_fees = form_since >= FEES_SINCE
    found = tuple(passages(reading.blocks, openings, tables, reading.content))
    mentions, doubts = find_mentions(found, year, has_fees=has_fees)
    if scope is not Scope.OWN:
        mentions = tuple(
            each._replace(notes=tuple(note for note in each.notes if note != WIDER))
            for each in mentions
        )
    figures, differing = prose_figures(mentions, fee_chapter(found), has_fees=has_fees)
    return Prose(mentions, figures, (*doubts, *differing))
