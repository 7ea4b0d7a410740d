"""Numbers in the sentences of a report: every candidate for a code, with the words that bind it.

A number is bound by its own clause: what stands before it and after it (narrative.toml). The first
number of a sentence is nothing special, and several candidates stay several.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import NamedTuple

from parsers.model import Finding, Mention, Outcome
from parsers.passages import Passage
from parsers.prose_amounts import Quantity, quantities, quantity_pattern
from parsers.prose_text import Folded, fold_text, sentence_around, sentences
from parsers.spans import LONGEST_CONTEXT, Spans, State
from parsers.vocabulary import Code, vocabulary

# Real reports have some 15,000 characters and 300 amounts; what is longer is no report.
MAX_CHARACTERS = 400_000
MAX_QUANTITIES = 4_000
# The note of what a sentence says of more than one body: none of a bureau's own numbers.
WIDER = "wider_scope"
_LONGEST_AFTER = 40
_LONGEST_CLAUSE = 120
_NEGATIVE = re.compile("[未没无]|0$")  # 0 without a unit ends its clause
_MAY_SAY = re.compile("[未没无0]")
_TRAILING = "。!?;,、"


class _Number(NamedTuple):
    """A quantity with its clause before it and what held there."""

    quantity: Quantity
    before: str
    state: State


class _Codes(NamedTuple):
    """The codes of a form: by the units that may stand for theirs, and those a text may deny."""

    by_unit: Mapping[str, tuple[Code, ...]]
    denied: tuple[Code, ...]


_NO_NUMBER: tuple[_Number, ...] = ()


def find_mentions(
    passages: Sequence[Passage], year: int, *, has_fees: bool
) -> tuple[tuple[Mention, ...], tuple[Finding, ...]]:
    """Return every candidate in a report's passages, and a doubt where they are too many to read.

    *has_fees*: the report's form has the fee codes of chapter 六.
    """
    codes = _codes(has_fees=has_fees)
    mentions: list[Mention] = []
    n_characters = n_quantities = 0
    for passage in passages:
        n_characters += len(passage.text)
        if n_characters > MAX_CHARACTERS or n_quantities > MAX_QUANTITIES:
            return tuple(mentions), (_too_long(passage),)
        reading = _Reading(passage, codes, year, MAX_QUANTITIES - n_quantities + 1)
        mentions += reading.mentions()
        n_quantities += len(reading.found)
    return tuple(mentions), ()


@cache
def _codes(*, has_fees: bool) -> _Codes:
    codes = [each for each in vocabulary().codes if _applies(each, has_fees=has_fees)]
    by_unit = {
        unit: tuple(each for each in codes if unit in each.units) for unit in vocabulary().units
    }
    return _Codes(by_unit, tuple(each for each in codes if each.zero or each.na))


def _applies(code: Code, *, has_fees: bool) -> bool:
    return not code.before_fees if has_fees else code.table != "fees"


def _pattern() -> re.Pattern[str]:
    return quantity_pattern(vocabulary().units)


def _too_long(passage: Passage) -> Finding:
    return Finding(
        "narrative.too_long",
        Outcome.UNCERTAIN,
        passage.source,
        detail="正文过长或数字过多，此处以下的文字没有读取数字。",
        detail_en="The text is too long or has too many amounts: below this place none are read.",
    )


class _Reading:
    """One passage while its tokens are met in order."""

    def __init__(self, passage: Passage, codes: _Codes, year: int, most: int) -> None:
        self.passage = passage
        self.codes = codes
        self.folded: Folded = fold_text(passage.text)
        self.text = self.folded.text
        self.found = tuple(islice(quantities(self.text, _pattern()), most))
        state = State(topic=passage.topic)
        self.spans = Spans(vocabulary().scope, year, self.text, state)

    def mentions(self) -> Iterator[Mention]:
        """Yield the candidates in order of their places."""
        if not self.found and not _MAY_SAY.search(self.text):
            return
        waiting = iter(self.found)
        quantity = next(waiting, None)
        for sentence in sentences(self.folded):
            inside: list[Quantity] = []
            while quantity is not None and quantity.start < sentence[1]:
                inside.append(quantity)
                quantity = next(waiting, None)
            self.spans.begin_sentence(sentence[0])
            yield from self._sentence(sentence, inside)

    def _sentence(self, sentence: tuple[int, int], inside: Sequence[Quantity]) -> Iterator[Mention]:
        """Yield the candidates of a sentence: a number is judged when what follows it is known."""
        clause, waiting = sentence[0], _NO_NUMBER
        for token in self._tokens(sentence, inside):
            if isinstance(token, Quantity):
                yield from self._bound(sentence, waiting, token.start)
                before = self.spans.before(token.start)
                waiting = (_Number(token, before, replace(self.spans.state)),)
                self.spans.state.begin, self.spans.state.carry = token.end, ""
                continue
            if token["mark"]:
                yield from self._bound(sentence, waiting, token.start())
                yield from self._nothing(sentence, clause, token.start())
                clause, waiting = token.end(), _NO_NUMBER
            self.spans.meet(token)
        yield from self._bound(sentence, waiting, sentence[1])
        yield from self._nothing(sentence, clause, sentence[1])

    def _tokens(
        self, sentence: tuple[int, int], inside: Sequence[Quantity]
    ) -> Iterator[Quantity | re.Match[str]]:
        """Yield numbers and markers in order; what stands inside a number is no marker."""
        numbers = iter(inside)
        number = next(numbers, None)
        for marker in vocabulary().scope.markers.finditer(self.text, *sentence):
            while number is not None and number.end <= marker.start():
                yield number
                number = next(numbers, None)
            if number is None or marker.end() <= number.start:
                yield marker
        if number is not None:
            yield number
        yield from numbers

    def _bound(
        self, sentence: tuple[int, int], waiting: tuple[_Number, ...], end: int
    ) -> Iterator[Mention]:
        """Yield what the number that waits counts, now that its clause is known to its *end*."""
        scope = vocabulary().scope
        for number in waiting:
            before, quantity = number.before, number.quantity
            after = self.text[quantity.end : min(end, quantity.end + _LONGEST_AFTER)]
            after = after.rstrip(_TRAILING)
            is_delta = scope.delta_before.search(before) and not scope.level_before.search(before)
            if is_delta or scope.delta_after.match(after) or scope.never_before.search(before):
                return
            beyond = self.text[quantity.end : quantity.end + _LONGEST_AFTER]
            if scope.other_kinds_after.match(beyond):
                return
            for code in self.codes.by_unit[quantity.unit]:
                if self._says(code, number, after):
                    yield self._mention(code, sentence, number)

    def _says(self, code: Code, number: _Number, after: str) -> bool:
        state, before = number.state, number.before
        if not (state.is_of_the_year or (code.is_stock and state.is_own)):
            return False
        if state.is_sub and not code.is_part:
            return False
        said = any(
            (not wording.is_bare or state.topic == code.topic)
            and wording.before.search(before)
            and (wording.after is None or wording.after.match(after))
            for wording in code.wordings
        )
        if not said or (code.refused is not None and code.refused.search(before)):
            return False
        return self._is_near(code, number.quantity.start)

    def _is_near(self, code: Code, place: int) -> bool:
        heading = self.passage.heading
        if code.near is None or code.near.search(heading):
            return True
        if code.over is not None and code.over.search(heading):
            return True
        around = max(0, place - 4 * LONGEST_CONTEXT), place + _LONGEST_AFTER
        return bool(code.near.search(self.text, *around))

    def _nothing(self, sentence: tuple[int, int], start: int, end: int) -> Iterator[Mention]:
        """Yield what a clause says there was none of; 无 after a name says nothing of a number."""
        clause = self.text[start:end].rstrip(_TRAILING)[:_LONGEST_CLAUSE]
        state = self.spans.state
        if not _NEGATIVE.search(clause) or not state.is_of_the_year:
            return
        for code in self.codes.denied:
            if state.is_sub and not code.is_part:
                continue
            for value, patterns in ((Decimal(0), code.zero), (None, code.na)):
                match = next((m for each in patterns if (m := each.search(clause))), None)
                if match is not None and self._is_near(code, end):
                    span = (start + match.start(), start + match.end())
                    notes = (WIDER,) if state.is_wider else ()
                    yield self._found(code, sentence, span, value, notes)

    def _mention(self, code: Code, sentence: tuple[int, int], number: _Number) -> Mention:
        quantity = number.quantity
        value = quantity.value
        if quantity.unit == "元" and code.unit == "万元":
            value /= 10_000
        span = (quantity.start, quantity.end)
        notes = (*quantity.notes, WIDER) if number.state.is_wider else quantity.notes
        return self._found(code, sentence, span, value, notes)

    def _found(
        self,
        code: Code,
        sentence: tuple[int, int],
        span: tuple[int, int],
        value: Decimal | None,
        notes: tuple[str, ...],
    ) -> Mention:
        printed, start, end = sentence_around(self.folded, sentence, span)
        return Mention(
            code.table,
            code.code,
            value,
            code.unit,
            printed[start:end],
            notes,
            printed,
            start,
            end,
            self.passage.section,
            self.passage.source,
        )
