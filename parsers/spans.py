"""Which year, span and subject a place in a sentence speaks of: the words before it decide.

A number of another year, since ever, of a month or of a comparison must not become the year's.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from parsers.text import with_digits
from parsers.vocabulary import Scope

LONGEST_CONTEXT = 70
_JOINED = re.compile(r"^(?:、|和|及|与|以及|并)+")  # what ties a number to the one before it
_NEARBY = 10  # characters before a marker that may change its meaning


@dataclass(slots=True)
class State:
    """What holds at a place of a sentence.

    `is_own`: the year named last is the report's; `is_said`: it was named in this sentence.
    `is_since`: the numbers are of more than the year, `is_partial`: of less. `is_compared`: the
    clause compares. `is_sub`: a sub-clause (其中) or brackets. `is_wider`: the sentence speaks of
    more than one body, such as a whole city. `carry` is what the clause says before a bracket
    inside it.
    """

    is_own: bool = True
    is_said: bool = False
    is_since: bool = False
    is_partial: bool = False
    is_summed: bool = False
    is_compared: bool = False
    is_sub: bool = False
    is_wider: bool = False
    topic: str = ""
    carry: str = ""
    begin: int = 0  # of the clause, or the end of the number before

    @property
    def is_of_the_year(self) -> bool:
        """Are numbers here of the report's year and the whole of it?"""
        return self.is_own and not (
            self.is_since or self.is_partial or self.is_summed or self.is_compared
        )


@dataclass(slots=True)
class Spans:
    """The state while the markers of one passage are met in order."""

    scope: Scope
    year: int
    text: str
    state: State
    _outer: list[State] = field(default_factory=list)

    def begin_sentence(self, start: int) -> None:
        """Forget what holds within a sentence only; the year named and the subject stay."""
        self._outer.clear()
        self.state = State(is_own=self.state.is_own, topic=self.state.topic, begin=start)

    def before(self, place: int) -> str:
        """Return what the clause says before a place, from the number before it on."""
        begin = max(self.state.begin, place - LONGEST_CONTEXT)
        clause = _JOINED.sub("", self.state.carry + self.text[begin:place], count=1)
        return clause[-LONGEST_CONTEXT:]

    def meet(self, marker: re.Match[str]) -> None:
        """Take in a marker."""
        name = marker.lastgroup or ""
        if name.startswith("topic_"):
            self.state.topic = name.removeprefix("topic_")
        else:
            _MEET[name](self, marker)

    def _mark(self, marker: re.Match[str]) -> None:
        mark, end = marker[0], marker.end()
        if mark == "(":
            carry = self.before(marker.start())
            self._outer.append(replace(self.state, carry=carry))
            self.state = replace(self.state, carry="", begin=end, is_sub=True)
        elif mark == ")":
            if self._outer:
                self.state = self._outer.pop()
                self.state.begin = end
        else:
            self._begin_clause(mark, end)

    def _begin_clause(self, mark: str, end: int) -> None:
        state = self.state
        state.carry, state.begin, state.is_compared = "", end, False
        is_whole_again = mark == ";" or self.scope.reset.match(self.text, end)
        if is_whole_again and not self._outer:
            state.is_sub = False

    def _this(self, marker: re.Match[str]) -> None:
        state = self.state
        if state.is_sub and (state.is_since or state.is_summed):
            state.is_sub = False  # 累计12000条,其中2016年1256条: the whole of this year
            state.begin, state.carry = marker.end(), ""
        state.is_own = state.is_said = True
        state.is_since = state.is_partial = state.is_summed = False

    def _that(self, _marker: re.Match[str]) -> None:
        self.state.is_said = self.state.is_own
        self.state.is_partial = self.state.is_summed = False

    def _year(self, marker: re.Match[str]) -> None:
        printed = marker[(marker.lastindex or 0) + 1]
        year = int(with_digits(printed))
        if year == self.year or not self.year:
            self._this(marker)
        elif not self.scope.cited_before.search(self._near(marker)):
            self._other(marker)

    def _other(self, marker: re.Match[str]) -> None:
        near = self._near(marker)
        if self.scope.comparison_before.search(near):
            self.state.is_compared = True
        elif not (
            self.scope.not_other_year_before.search(near)
            or self.scope.not_other_year_after.match(self.text, marker.end())
        ):
            self.state.is_own = self.state.is_said = False

    def _cumulative(self, marker: re.Match[str]) -> None:
        ends_the_year = f"{self.year}年" in marker[0] and not re.search(
            r"年(?!12月31日|12月底|12月末)[0-9]", marker[0]
        )
        self.state.is_since = not ends_the_year

    def _partial(self, _marker: re.Match[str]) -> None:
        self.state.is_partial = True

    def _summed(self, _marker: re.Match[str]) -> None:
        self.state.is_summed = not self.state.is_said

    def _sub(self, _marker: re.Match[str]) -> None:
        self.state.is_sub = True

    def _wider(self, _marker: re.Match[str]) -> None:
        self.state.is_wider = True

    def _body(self, marker: re.Match[str]) -> None:
        """After 全市受理20件,其中我局受理3件 is the city's part, the bureau's whole."""
        state = self.state
        if state.is_wider:
            state.is_wider = state.is_sub = False
            state.carry, state.begin = "", marker.start()

    def _near(self, marker: re.Match[str]) -> str:
        return self.text[max(0, marker.start() - _NEARBY) : marker.start()]


_MEET: Mapping[str, Callable[[Spans, re.Match[str]], None]] = {
    "mark": Spans._mark,
    "this": Spans._this,
    "that": Spans._that,
    "year": Spans._year,
    "whole": Spans._year,
    "other": Spans._other,
    "cumulative": Spans._cumulative,
    "partial": Spans._partial,
    "summed": Spans._summed,
    "sub": Spans._sub,
    "wider": Spans._wider,
    "body": Spans._body,
}
