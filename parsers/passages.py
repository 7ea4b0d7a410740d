"""The paragraphs of a report that may hold numbers, each with the chapter and heading over it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.model import Block, Grid, Heading
from parsers.prose_amounts import quantities, quantity_pattern
from parsers.prose_text import fold_text
from parsers.sections import Opening
from parsers.vocabulary import vocabulary

_LONGEST_TITLE = 60  # a longer heading is not worth keeping in memory
_LONGEST_HEADING = 40
_SENTENCE = "。"


class Passage(NamedTuple):
    """A paragraph with what stands over it: the chapter's title and the heading above it."""

    text: str
    source: str
    section: int
    heading: str = ""
    topic: str = ""


def passages(
    blocks: Sequence[Block],
    openings: Sequence[Opening],
    tables: frozenset[int],
    content: tuple[int, int] | None = None,
) -> Iterator[Passage]:
    """Yield the paragraphs in order; cells with whole sentences count, those of *tables* do not.

    *content* is the range of blocks the page holds its report in; chapters outside of it widen it.
    """
    start, end = content or (0, len(blocks))
    if openings and not start <= openings[0].index <= openings[-1].index < end:
        start, end = 0, len(blocks)
    opened = {each.index: each for each in openings}
    section, title, heading = 0, "", ""
    for index in range(start, end):
        block = blocks[index]
        if (opening := opened.get(index)) is not None:
            section, title, heading = opening.number, opening.title, ""
            if opening.rest:
                source = "" if isinstance(block, Grid) else block.source
                yield _passage(opening.rest, source, section, title, heading)
        elif isinstance(block, Grid):
            for cell in block.cells if block.ordinal not in tables else ():
                if _SENTENCE in cell.text:
                    yield _passage(cell.text, cell.source, section, title, heading)
        elif _is_heading(block):
            heading = block.text
        else:
            yield _passage(block.text, block.source, section, title, heading)


def _is_heading(block: Block) -> bool:
    if isinstance(block, Grid):
        return False
    is_short = len(block.text) <= _LONGEST_HEADING and _SENTENCE not in block.text
    return isinstance(block, Heading) or (
        is_short
        and bool(topic_of(block.text))
        and not _has_quantity(block.text)
        and not set("未没无").intersection(block.text)
    )


def _has_quantity(text: str) -> bool:
    """Whether a line carries an amount: then it is no heading."""
    pattern = quantity_pattern(vocabulary().units)
    return next(quantities(fold_text(text).text, pattern), None) is not None


def _passage(text: str, source: str, section: int, title: str, heading: str) -> Passage:
    topic = topic_of(heading) or topic_of(title)
    return Passage(text, source, section, f"{title}\n{heading}", topic)


def topic_of(heading: str) -> str:
    """Return the one subject a heading names, "" where it names none or several.

    >>> topic_of("（二）依申请公开情况"), topic_of("四、行政复议、行政诉讼情况")
    ('requests', '')
    """
    return _short_topic(heading) if len(heading) <= _LONGEST_TITLE else _topic(heading)


def _topic(heading: str) -> str:
    markers = vocabulary().scope.markers.finditer(fold_text(heading).text)
    topics = {
        (each.lastgroup or "").removeprefix("topic_")
        for each in markers
        if (each.lastgroup or "").startswith("topic_")
    }
    return topics.pop() if len(topics) == 1 else ""


_short_topic = lru_cache(maxsize=1024)(_topic)  # the same titles stand in all reports
