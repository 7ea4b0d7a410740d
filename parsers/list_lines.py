"""Which printed line of a list is which: by its label and by the group printed above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.forms.labels import line_key
from parsers.forms.lists import Entry, ListLookup
from parsers.text import fold

# The enumerators in the order they are nested in official texts; a line without is the innermost.
_ENUMERATORS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"[0-9]{1,2}(?:[.、]|(?=[^0-9.,]))"),
    re.compile(r"\([0-9]{1,2}\)"),
)
_MOST_CELLS = 8  # a label is cut over two or three


@dataclass(slots=True)
class Nesting:
    """The lines that are open while a list is read from top to bottom.

    `open` are the codes of the last line that was understood and of the lines it stands under.
    `depths` is how deep each kind of enumerator was met. `doubtful`: a line that is not the
    form's may have begun a group of its own.
    """

    form: ListLookup
    open: tuple[str, ...] = ()
    depths: dict[int, int] = field(default_factory=dict)
    doubtful: bool = False
    misplaced: bool = False

    def enter(self, labels: Sequence[str]) -> Entry | None:
        """Return the line that these label cells name and open it; None for no line of the form.

        A label may be cut over several cells, or its group may stand in a cell before it.
        `misplaced` then says whether the form has a line of this name elsewhere.
        """
        self.misplaced = False
        for n in range(len(labels) if len(labels) <= _MOST_CELLS else 0):
            if all(line_key(text) in self.form.entries for text in labels[:n]) and (
                found := self.form.entries.get(line_key("".join(labels[n:])))
            ):
                for text in labels[:n]:
                    self._open(self.form.entries[line_key(text)], text)
                return self._open(found, labels[n])
        if line_key("".join(labels[:_MOST_CELLS])):  # 其中 alone opens and closes nothing
            self._pass_unknown(labels[0])
        return None

    def _open(self, found: Sequence[Entry], text: str) -> Entry | None:
        entry = self._chosen(found)
        if entry is None:
            self.misplaced, self.open = True, ()
            return None
        self.open = (*entry.within, entry.row.code)
        self.doubtful = self.doubtful and entry.row.bound
        if kind := _enumerator(text):
            self.depths[kind] = entry.level
        return entry

    def _chosen(self, found: Sequence[Entry]) -> Entry | None:
        """Return the one entry that may stand here: a bound one only under the line it needs."""
        here = [each for each in found if not each.row.bound or each.anchor in self.open]
        if len(here) != 1 or (self.doubtful and here[0].row.bound and len(found) > 1):
            return None
        return here[0]

    def _pass_unknown(self, text: str) -> None:
        """Close what a line that is not the form's ends by its enumerator.

        Without an enumerator it stands innermost, unless nothing in the table is numbered.
        """
        kind = _enumerator(text)
        if not kind:
            self.doubtful = self.doubtful or not self.depths
            return
        depth = self.depths.get(kind, kind)
        self.open = self.open[: depth - 1]


@dataclass(slots=True)
class Order:
    """Whether lines come in their order: the form's, or where that varies that of their numbers.

    Two labels that changed places show in nothing else.
    """

    form: ListLookup
    last: int = -1
    above: str = ""  # the line before, by its code
    numbers: dict[int, int] = field(default_factory=dict)

    def breaks(self, entry: Entry, label: str) -> bool:
        """Say whether a line stands below one that comes after it."""
        if entry.row.optional or entry.is_group:
            return False
        if self.form.block.ordered:
            place = self.form.places[entry.row.code]
            last, self.last = self.last, place
            return place < last
        kind, number = _numbered(label)
        above, self.above = self.above, entry.row.code
        if not kind:
            self.numbers.clear()
            return False
        last = self.numbers.get(kind, 0)
        self.numbers[kind] = number
        begins = number == 1 and (last == 1 or above in self.form.totals)
        return number <= last and not begins


def _numbered(label: str) -> tuple[int, int]:
    """Return the kind of a label's enumerator and its number, 0 for none or one in Chinese."""
    bare = fold(label).removeprefix("其中").lstrip(":")
    kind, digits = _enumerator(bare), re.search("[0-9]{1,2}", bare[:4])
    return (kind, int(digits[0])) if kind and digits else (0, 0)


def _enumerator(text: str) -> int:
    """Return which kind of enumerator a label begins with, 0 for none."""
    folded = fold(text)
    kinds = (n for n, pattern in enumerate(_ENUMERATORS, 1) if pattern.match(folded))
    return next(kinds, 0)
