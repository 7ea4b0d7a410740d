"""Which combinations are made: every quirk alone, then pairs, over media and forms."""

from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import NamedTuple

from tests.generator.drawing import draw
from tests.generator.judge import Verdict, judge
from tests.generator.labels import FORMS, MIXED
from tests.generator.media import PRINTERS
from tests.generator.paper import Paper
from tests.generator.quirks import QUIRKS, Quirk, can_pair, in_order


class Combination(NamedTuple):
    """A form in a medium with up to two quirks; `seed` gives the numbers and the dice."""

    medium: str
    form: str
    quirks: tuple[str, ...]
    seed: int


def applies(quirk: Quirk, medium: str, form: str) -> bool:
    """Say whether a quirk exists in this medium and form."""
    return medium in quirk.media and form.startswith(quirk.forms)


def singles(seed: int) -> Iterator[Combination]:
    """The plain report and every quirk alone, in every medium and form it exists in."""
    for form in (*FORMS, *MIXED):
        for medium in PRINTERS:
            yield Combination(medium, form, (), seed)
            for quirk in QUIRKS.values():
                if applies(quirk, medium, form):
                    yield Combination(medium, form, (quirk.name,), seed)


def pairs(seed: int) -> Iterator[Combination]:
    """Every two quirks that can stand in one document, in every medium and form."""
    for one, other in combinations(sorted(QUIRKS.values(), key=lambda each: each.name), 2):
        if not can_pair(one, other):
            continue
        for form in FORMS:
            for medium in PRINTERS:
                if applies(one, medium, form) and applies(other, medium, form):
                    yield Combination(medium, form, (one.name, other.name), seed)


# Pairs of a run of `make test`, by medium; a PDF takes ten times as long as a page.
DAILY_PAIRS = {
    "html": 1200,
    "docx": 250,
    "text": 250,
    "pdf": 40,
    "markdown": 100,
    "xlsx": 100,
    "xls": 60,
    "odt": 100,
}


def daily(seed: int) -> list[Combination]:
    """Every quirk alone (mixed forms as pages only, PDF of one form only), a choice of pairs."""
    chosen = [each for each in singles(seed) if _is_daily(each)]
    paired = list(pairs(seed))
    for medium, n in DAILY_PAIRS.items():
        choices = [each for each in paired if each.medium == medium]
        chosen += Random(f"{seed} {medium}").sample(choices, n)
    return chosen


def _is_daily(single: Combination) -> bool:
    if single.medium == "pdf":
        return single.form == "F2021"
    return single.medium == "html" or single.form in FORMS


def everything(seed: int, most: int = 0) -> list[Combination]:
    """Every quirk alone and every pair; with *most* a choice of so many."""
    made = [*singles(seed), *pairs(seed)]
    return Random(seed).sample(made, most) if 0 < most < len(made) else made


def paper_of(combination: Combination) -> Paper:
    """The paper of a combination, its quirks applied in order."""
    paper = draw(combination.form, combination.seed)
    for quirk in in_order(*(QUIRKS[name] for name in combination.quirks)):
        quirk.change(paper)
    return paper


def verdict(combination: Combination) -> Verdict:
    """Print a combination, read it, judge it."""
    paper = paper_of(combination)
    return judge(paper, PRINTERS[combination.medium](paper))
