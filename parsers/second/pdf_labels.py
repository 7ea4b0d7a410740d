"""The labels on a page of words: one word, or a chain of words one below the other."""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Sequence
from operator import attrgetter

from parsers.second.pdf_words import Line, Word

# Lines of one label, and the room between two of them, in heights of a line (淮安 2024: 2.5).
_MOST_LINES = 8
_LEADING = 3.0
_LONGEST_WORD = 60  # a longer one is prose

Place = tuple[int, int]  # line and word
Chain = list[Place]

_x1 = attrgetter("x1")


def find_labels(
    lines: Sequence[Line], keys: Container[str], fold: Callable[[str], str]
) -> list[Word]:
    """Return every chain that reads exactly like one of the labels, as a word of folded text.

    A part of such a chain is no label: of 其他 above 法律行政法规禁止公开 the two are one.
    """
    chains: dict[Place, tuple[str, Chain]] = {}
    for start in _starts(lines):
        for text, chain in _chains(lines, start):
            if (key := fold(text)) in keys:
                chains[start] = key, chain  # the longest comes last
    inside: dict[Place, int] = {}
    for _, chain in chains.values():
        for offset, place in enumerate(chain[1:], start=1):
            inside[place] = max(inside.get(place, 0), len(chain) - offset)
    return [
        _boxed(key, [lines[line][word] for line, word in chain])
        for start, (key, chain) in chains.items()
        if len(chain) > inside.get(start, 0)
    ]


def _starts(lines: Sequence[Line]) -> Iterator[Place]:
    for number, line in enumerate(lines):
        for index, word in enumerate(line):
            if len(word.text) <= _LONGEST_WORD and not word.text.isdigit():
                yield number, index


def _chains(lines: Sequence[Line], start: Place) -> Iterator[tuple[str, Chain]]:
    """Yield the chains that begin with a word, each one line longer, with their text."""
    chain, place, text = [start], start, lines[start[0]][start[1]].text
    yield text, chain
    while len(chain) < _MOST_LINES and (below := _below(lines, place)) is not None:
        chain, place = [*chain, below], below
        text += lines[below[0]][below[1]].text
        yield text, chain


def _below(lines: Sequence[Line], place: Place) -> Place | None:
    """Return the only word right below another, None where there is none or more than one."""
    word = lines[place[0]][place[1]]
    for number in range(place[0] + 1, len(lines)):
        line = lines[number]
        if line[0].middle - word.middle > 2 * word.height + _LEADING * word.height:
            return None
        first = bisect_right(line, word.x0, key=_x1)
        found = [n for n in range(first, min(first + 2, len(line))) if line[n].x0 < word.x1]
        if len(found) > 1 or (found and line[found[0]].top - word.bottom > _LEADING * word.height):
            return None
        if found:
            return number, found[0]
    return None


def _boxed(text: str, words: Sequence[Word]) -> Word:
    return Word(
        text,
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
    )
