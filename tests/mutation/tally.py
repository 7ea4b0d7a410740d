"""What was counted, as the table of what is not caught."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.generator.labels import FORMS
from tests.generator.media import PRINTERS
from tests.mutation.mutants import CONSISTENT, MUTANTS
from tests.mutation.reader import DAMAGES
from tests.mutation.reasons import BY_VALUE, REASONS, reason
from tests.mutation.run import READER, Judged, Made

STRUCTURAL = tuple(name for name in MUTANTS if name not in (*BY_VALUE, CONSISTENT))
BY_READER = tuple(READER + name for name in DAMAGES)


@dataclass
class Count:
    """Mutants that moved a figure, those noticed; both again where sums tie what moved."""

    moving: int = 0
    caught: int = 0
    tied: int = 0
    tied_caught: int = 0

    def add(self, judged: Judged) -> None:
        """Count one mutant in."""
        self.moving += 1
        self.caught += judged.caught
        self.tied += judged.in_sums
        self.tied_caught += judged.in_sums and judged.caught


@dataclass
class Tally:
    """All verdicts: by kind, form and medium; why what was missed; who was wrongly blamed."""

    made: int = 0
    counts: dict[tuple[str, str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)  # reason, kind
    unexplained: list[Made] = field(default_factory=list)
    blamed: list[Made] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Count one mutant in; one that moved no figure only as made."""
        self.made += 1
        made = judged.made
        if judged.blamed and made.name in BY_READER:
            self.blamed.append(made)
        if not judged.moved:
            return
        self.counts[made.name, made.form, made.medium].add(judged)
        if judged.caught:
            return
        why = reason(judged)
        self.reasons[why, made.name] += 1
        if why not in REASONS:
            self.unexplained.append(made)

    def total(self, kinds: Sequence[str], form: str = "", medium: str = "") -> Count:
        """The sum over these kinds, of one form or medium if named."""
        total = Count()
        for (kind, at_form, at_medium), each in self.counts.items():
            if kind in kinds and form in ("", at_form) and medium in ("", at_medium):
                total.moving += each.moving
                total.caught += each.caught
                total.tied += each.tied
                total.tied_caught += each.tied_caught
        return total


def tally(verdicts: Iterable[Judged]) -> Tally:
    """Count all verdicts."""
    counted = Tally()
    for judged in verdicts:
        counted.add(judged)
    return counted


GROUPS = {
    "Structure of the tables": STRUCTURAL,
    "Numbers": BY_VALUE,
    "The reader itself": BY_READER,
    "Consistent change": (CONSISTENT,),
}


def page(counted: Tally, seed: int) -> str:
    """The page `docs/not-caught.md`."""
    return "\n".join(_page(counted, seed)) + "\n"


_HEAD = (
    "A generated report whose sums all hold is damaged once, as a publisher could err or as the",
    "parsers' reader could, then read. A mutant counts if it changes a figure: its value, or what",
    "kind of cell it is. It is noticed if a finding arises that the sound report has not: a failed",
    "check, a refused or missing row, readings that differ, a row or column out of order, a proof",
    "for a blank, or the document as a whole refused. *In sums*: a figure it changes is a member",
    "of a sum of the form (chapters 三 and 四, lines of lists that have parts or are parts).",
    "`row_shifted` and `column_shifted` turn the numbers round, so that none is lost;",
    "`row_pushed` and `column_pushed` leave a blank.",
)


def _page(counted: Tally, seed: int) -> Iterator[str]:
    moving = counted.total(tuple(name for kinds in GROUPS.values() for name in kinds)).moving
    yield from (
        "# What is not caught",
        "",
        "Written by `python -m tests.mutation "
        f"--mutants {counted.made} --seed {seed}` (`make mutation`); not edited by hand.",
        "",
        *_HEAD,
        f"{counted.made:,} mutants were made, {moving:,} change a figure.",
        "",
        "| kind | change a figure | noticed | missed | share "
        "| in sums | noticed | missed | share |",
        "|---|" + "--:|" * 8,
    )
    for title, kinds in GROUPS.items():
        yield _row(f"**{title}**", counted.total(kinds))
        if len(kinds) > 1:
            yield from (_row(_code(kind), counted.total((kind,))) for kind in kinds)
    yield _row("**All but consistent changes**", counted.total(COUNTED))
    yield from (_row(f"on {form}", counted.total(COUNTED, form)) for form in FORMS)
    yield from _grids(counted)
    yield from _whys(counted)
    yield from (
        "",
        f"Damage to the reader called the publisher's error: {len(counted.blamed)}.",
    )


COUNTED = (*STRUCTURAL, *BY_VALUE, *BY_READER)


def _row(title: str, count: Count) -> str:
    pairs = ((count.moving, count.caught), (count.tied, count.tied_caught))
    shown = (
        f"{moving:,} | {caught:,} | {moving - caught:,} | {share(moving, caught)}"
        for moving, caught in pairs
    )
    return f"| {title} | " + " | ".join(shown) + " |"


def share(moving: int, caught: int) -> str:
    """The share in per cent, rounded down: 100 % is said of all only."""
    return f"{caught * 1000 // moving / 10:.1f} %" if moving else ""


def _code(kind: str) -> str:
    return f"`{kind.removeprefix(READER)}`"


def _grids(counted: Tally) -> Iterator[str]:
    yield from ("", "## By form and medium", "", "Noticed of those that change a figure.", "")
    yield from _grid(FORMS, lambda kind, form: counted.total((kind,), form=form))
    yield ""
    yield from _grid(tuple(PRINTERS), lambda kind, medium: counted.total((kind,), medium=medium))


def _grid(columns: Sequence[str], count: Callable[[str, str], Count]) -> Iterator[str]:
    yield "| kind | " + " | ".join(columns) + " |"
    yield "|---|" + "--:|" * len(columns)
    for kind in (*COUNTED, CONSISTENT):
        cells = (count(kind, column) for column in columns)
        yield f"| {_code(kind)} | " + " | ".join(f"{c.caught}/{c.moving}" for c in cells) + " |"


def _whys(counted: Tally) -> Iterator[str]:
    yield from ("", "## Why", "", "| missed | why nothing shows it | kinds |", "|--:|---|---|")
    for key, text in REASONS.items():
        kinds = {kind: n for (why, kind), n in counted.reasons.items() if why == key}
        named = ", ".join(f"{_code(kind)} {n}" for kind, n in sorted(kinds.items()))
        yield f"| {sum(kinds.values())} | {text} | {named} |"
