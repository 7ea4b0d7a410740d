"""The paragraphs of a report that may hold numbers, each with the chapter and heading over it."""

from collections.abc import Iterator, Sequence

from parsers.model import Block, Grid, Heading
from parsers.narrative import Passage, has_quantity, topic_of
from parsers.sections import Opening

_LONGEST_HEADING = 40
_SENTENCE = "。"


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
        and not has_quantity(block.text)
        and not set("未没无").intersection(block.text)
    )


def _passage(text: str, source: str, section: int, title: str, heading: str) -> Passage:
    topic = topic_of(heading) or topic_of(title)
    return Passage(text, source, section, f"{title}\n{heading}", topic)
