"""The table of shares: exact, flagged and wrong for each medium and quirk."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.generator.judge import Verdict
from tests.generator.plan import Combination

FLOORS = Path(__file__).parent / "floors.toml"
PLAIN = "plain"
Key = tuple[str, str]  # medium, quirk


@dataclass
class Count:
    """Figures by verdict, and documents."""

    exact: int = 0
    flagged: int = 0
    wrong: int = 0
    documents: int = 0

    @property
    def share(self) -> float:
        """The share of figures read exactly."""
        return self.exact / max(1, self.exact + self.flagged + self.wrong)

    def add(self, verdict: Verdict) -> None:
        """Count one document in."""
        self.exact += verdict.exact
        self.flagged += verdict.flagged
        self.wrong += len(verdict.wrong)
        self.documents += 1


@dataclass
class Tally:
    """All verdicts of a run; `alone` counts documents with one quirk or none."""

    counts: dict[Key, Count] = field(default_factory=lambda: defaultdict(Count))
    alone: dict[Key, Count] = field(default_factory=lambda: defaultdict(Count))
    total: Count = field(default_factory=Count)
    wrong: list[tuple[Combination, tuple[str, ...]]] = field(default_factory=list)

    def add(self, combination: Combination, verdict: Verdict) -> None:
        """Count one document under each of its quirks."""
        self.total.add(verdict)
        for name in combination.quirks or (PLAIN,):
            self.counts[combination.medium, name].add(verdict)
            if len(combination.quirks) < 2:
                self.alone[combination.medium, name].add(verdict)
        if verdict.wrong:
            self.wrong.append((combination, verdict.wrong))

    def lines(self) -> Iterator[str]:
        """The table, one line for each medium and quirk, and the sum."""
        yield f"{'medium':9}{'quirk':30}{'documents':>10}{'exact':>9}{'flagged':>9}{'wrong':>7}"
        for (medium, name), count in sorted(self.counts.items()):
            yield f"{medium:9}{name:30}{_line(count)}"
        yield f"{'all':39}{_line(self.total)}"

    def wrongs(self, most: int = 20) -> str:
        """What was read wrong, in words, the first of it."""
        shown = (f"{each}: {'; '.join(words[:3])}" for each, words in self.wrong[:most])
        return f"{len(self.wrong)} documents with wrong figures\n" + "\n".join(shown)


def _line(count: Count) -> str:
    n = max(1, count.exact + count.flagged + count.wrong)
    return f"{count.documents:10}{count.share:9.1%}{count.flagged / n:9.1%}{count.wrong:7}"


def tally(verdicts: Iterable[tuple[Combination, Verdict]]) -> Tally:
    """Count all verdicts."""
    counted = Tally()
    for combination, verdict in verdicts:
        counted.add(combination, verdict)
    return counted


def floors() -> dict[Key, float]:
    """The share of figures each quirk, alone, was once read with."""
    content = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return {
        (medium, name): share for medium, names in content.items() for name, share in names.items()
    }


def accept(counted: Tally) -> None:
    """Write the floors of a run: shares rounded down to whole per cents."""
    lines = [
        "# The share of figures read exactly with each quirk alone; the rest is flagged.",
        "# Written by `python -m tests.generator --accept`; a share below its floor fails.",
    ]
    medium = ""
    for (of, name), count in sorted(counted.alone.items()):
        if of != medium:
            medium = of
            lines += ["", f"[{medium}]"]
        lines.append(f"{name} = {int(count.share * 100) / 100}")
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")
