"""A page with several reports: where each begins, and which one the page is about.

Their numbers must never meet. What tells that a report begins again is its largest table printed
again, with a title or chapter 一 before it; without either the page is left whole, and rows that
stand twice are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.choosing import words_of
from parsers.model import Block, Finding, Grid, Outcome, Reading
from parsers.naming import name_report
from parsers.sections import opens_first
from parsers.titles import Title, parse_title

_LARGEST = 100  # cells: the table of chapter 三 has some 200, no other of the two forms half of it
_SAME_TABLE = 8  # labels two tables share; those of one report share 总计 and 其他
_LONGEST_TITLE = 80
_TITLE_LINES = 10  # a title stands right above its report
_MORE_THAN_CONTENTS = 300  # six titles with their page numbers have some 150 characters


@dataclass(frozen=True, slots=True)
class Part:
    """What a page says of one report; `findings` tell of the others on the page.

    `is_named` says that what is known of the page, such as its address, is true of this report.
    """

    reading: Reading
    findings: tuple[Finding, ...] = ()
    is_named: bool = True
    is_alone: bool = True

    @property
    def ordinals(self) -> frozenset[int] | None:
        """The ordinals of this report's tables where those of others stand on the page too."""
        return None if self.is_alone else frozenset(grid.ordinal for grid in self.grids)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables of this report."""
        return tuple(block for block in self.reading.blocks if isinstance(block, Grid))


def parts(reading: Reading) -> tuple[Part, ...]:
    """Return the reports of a document in their order, the one its title names first.

    What stands above the first report, and what the page says of itself, goes with the one named.
    """
    starts = _starts(reading.blocks)
    if len(starts) < 2:
        return (Part(reading, tuple(_opens_again(reading.blocks))),)
    ends = [*starts[1:], len(reading.blocks)]
    spans = [range(start, end) for start, end in zip(starts, ends, strict=True)]
    alone = [replace(_cut(reading, span), metadata=()) for span in spans]
    titles = [name_report(each) for each in alone]
    shown = _shown(reading, alone)
    named = _named(reading, starts[0], [naming.title for naming in titles], shown)
    order = [named, *(n for n in range(len(spans)) if n != named)]
    names = [naming.printed or "?" for naming in titles]
    return tuple(
        Part(
            _with_head(reading, spans[n], starts[0]) if n == named else alone[n],
            (_several(names[n], [names[other] for other in order if other != n], spans, reading),),
            is_named=n == named,
            is_alone=False,
        )
        for n in order
    )


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Return where reports begin, fewer than two if the document holds one."""
    grids = [(n, block) for n, block in enumerate(blocks) if isinstance(block, Grid)]
    tables = [(n, grid) for n, grid in grids if len(grid.cells) >= _LARGEST]
    if len(tables) < 2:
        return []  # as on nearly all pages
    large = [(n, words_of(grid)) for n, grid in tables]
    starts = [
        start
        for (above, words), (below, again) in pairwise(large)
        if len(words & again) >= _SAME_TABLE
        and (start := _beginning(blocks, above + 1, below)) is not None
    ]
    return [_beginning(blocks, 0, large[0][0]) or 0, *starts] if starts else []


def _beginning(blocks: Sequence[Block], first: int, end: int) -> int | None:
    """Return where the report begins whose largest table is block *end*, not before *first*."""
    begun = None
    for n in range(end - 1, first - 1, -1):
        if opens_first(blocks[n]):
            begun = n
            break
    above = range(first, end) if begun is None else range(max(first, begun - _TITLE_LINES), begun)
    titles = {n: title for n in above if (title := _title(blocks[n])) is not None}
    if not titles:
        return begun
    start = max(titles)
    own = titles[start]
    while start - 1 in titles and _is_same(own, titles[start - 1]):
        start -= 1
    if not own.agency and start > first and _is_line(blocks[start - 1]):
        start -= 1  # the body's name on a line of its own
    return start


def _is_line(block: Block) -> bool:
    return not isinstance(block, Grid) and len(block.text) <= _LONGEST_TITLE


def _title(block: Block) -> Title | None:
    """Return the title of a report a line prints, None if it is none."""
    if isinstance(block, Grid) or len(block.text) > _LONGEST_TITLE or "公开" not in block.text:
        return None
    title = parse_title(block.text)
    return title if title.accepted and (title.agency or title.year) else None


def _shown(reading: Reading, alone: Sequence[Reading]) -> int:
    """Return which report is the first whose tables the page shows at once, 0 if none is."""
    hidden = {each.where for each in reading.findings if each.rule == "grid.hidden"}
    for n, part in enumerate(alone):
        if not any(block.source in hidden for block in part.blocks if isinstance(block, Grid)):
            return n
    return 0


def _named(reading: Reading, start: int, titles: Sequence[Title], shown: int) -> int:
    """Return which report the page's own title names, *shown* if it names none of them."""
    above = [title for block in reading.blocks[:start] if (title := _title(block)) is not None]
    stated = [parse_title(text) for name, text in reading.metadata if "title" in name.lower()]
    for title in (*stated, *above):
        same = [n for n, each in enumerate(titles) if title.accepted and _is_same(title, each)]
        if len(same) == 1:
            return same[0]
    return shown


def _is_same(one: Title, other: Title) -> bool:
    agencies = {one.agency, other.agency} - {""}
    years = {one.year, other.year} - {0}
    return len(agencies) <= 1 and len(years) <= 1 and bool(one.agency or one.year)


def _cut(reading: Reading, span: range) -> Reading:
    """Return the blocks of a span, with what of them is the report's content."""
    first, end = reading.content or (span.start, span.stop)
    first, end = max(first, span.start), min(end, span.stop)
    content = (first - span.start, end - span.start) if reading.content and first < end else None
    return replace(reading, blocks=reading.blocks[span.start : span.stop], content=content)


def _with_head(reading: Reading, span: range, start: int) -> Reading:
    """Return the blocks of a span below those that stand above all reports."""
    part = _cut(reading, span)
    first, end = part.content or (0, len(part.blocks))
    return replace(
        part, blocks=reading.blocks[:start] + part.blocks, content=(first + start, end + start)
    )


def _several(name: str, others: Sequence[str], spans: Sequence[range], reading: Reading) -> Finding:
    listed = "、".join(f"“{other}”" for other in others)
    block = reading.blocks[spans[1].start]
    return Finding(
        "title.second_report",
        Outcome.UNCERTAIN,
        block.source,
        expected=name,
        actual="; ".join(others),
        detail=f"页面上有{len(spans)}份年报，这里只读“{name}”；另有{listed}。",
        detail_en=f"The page holds {len(spans)} reports; this is “{name}”; the others: {listed}.",
    )


def _opens_again(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield a finding where chapter 一 opens again below the text of a report.

    A page may print two reports, one with its tables as pictures; a table of contents has no text
    between its chapters.
    """
    begun = [n for n, block in enumerate(blocks) if opens_first(block)]
    for above, below in pairwise(begun):
        if sum(map(_length, blocks[above + 1 : below])) > _MORE_THAN_CONTENTS:
            yield _again(blocks[below])
            return


def _length(block: Block) -> int:
    return (
        sum(len(cell.text) for cell in block.cells) if isinstance(block, Grid) else len(block.text)
    )


def _again(block: Block) -> Finding:
    heading = "" if isinstance(block, Grid) else block.text[:30]
    return Finding(
        "title.second_report",
        Outcome.UNCERTAIN,
        block.source,
        detail=f"“{heading}”再次出现，页面上可能有两份年报，各表的数字可能混在一起。",
        detail_en=f"“{heading}” stands again: the page may hold two reports, their numbers mixed.",
    )
