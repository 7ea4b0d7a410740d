"""Reports of 2008-2018 that are prose: no table of a known form, chapters of their own."""

import re
from collections.abc import Iterator

from parsers.amounts import parse_amount
from parsers.body_checks import check_body
from parsers.checks import check_figures
from parsers.choosing import is_line_of_a_list
from parsers.dates import check_dates, publication_dates
from parsers.identity import identify, report_of
from parsers.model import Finding, Grid, Kind, Outcome, Reading, Report
from parsers.naming import lines, name_report
from parsers.parting import Part
from parsers.prose import read_prose
from parsers.prose_chapters import enough, prose_chapters, prose_form
from parsers.prose_checks import check_prose
from parsers.sections import no_chapters, sections
from parsers.unfolding import unfolded

_FEWEST_NUMBERS = 3  # a table with fewer is the page's metadata
# A label with its number in one cell; an index number or a date looks the same, but not so often.
_ENDS_IN_NUMBER = re.compile(r"[^\W\d_]\W*[0-9０-９][0-9０-９,.]*$")
_FEWEST_LABELLED = 8
# What stands behind the label of a list's line: 23件, 件 23.
_UNIT_AND_NUMBER = re.compile(
    r"(?:\s+[^\W\d]{1,2})?[\s:：]*[0-9０-９][0-9０-９,.]*\s*[^\W\d]{0,2}\s*$"
)
_LONGEST_LINE = 100


def prose_report(part: Part, url: str) -> Report | None:
    """Return the report a page holds in prose, None where it holds none.

    Its title must be an annual report's, its year no later than 2018 by the title or by other
    evidence, and its text must have chapters or numbers enough.
    """
    reading = unfolded(part.reading)
    if not name_report(reading).title.accepted:
        return None
    form = prose_form()
    dates = publication_dates(reading, url)
    identity = identify(reading, url, form, dates)
    if not form.first_year <= identity.year <= form.last_year:
        return None
    chapters = prose_chapters(reading.blocks)
    prose = read_prose(
        reading, chapters, frozenset(), identity.year, form.first_year, identity.scope
    )
    n_codes = sum(figure.cell is not None for figure in prose.figures)
    if len(chapters) < enough() and n_codes < enough():
        return None
    said = sections(reading.blocks, chapters, frozenset(), reading.content)
    doubts = (*reading.findings, *identity.findings, *check_dates(dates))
    lists = (*_unread_tables(reading), *_unread_lines(reading))
    unread = (*part.findings, *lists, *prose.findings)
    checks = (
        *check_figures(form, "", ()),
        no_chapters(),
        *check_prose(prose.figures, prose.mentions),
        *check_body(identity.agency, identity.year, prose.figures, said, dates),
    )
    return report_of(
        identity,
        dates,
        reading,
        form,
        sections=said,
        figures=prose.figures,
        findings=(*doubts, *unread, *checks),
        mentions=prose.mentions,
    )


def _unread_lines(reading: Reading) -> Iterator[Finding]:
    """Yield a finding where lines of text are those of a list that is known as a table."""
    of_list = [each for each in lines(reading.blocks) if _is_of_list(each.text)]
    if len(of_list) >= _FEWEST_LABELLED:
        yield Finding(
            "form.table_unread",
            Outcome.UNCERTAIN,
            of_list[0].source,
            detail=f"统计表以文字逐行印出，不是表格；其中{len(of_list)}行的数字未予采用。",
            detail_en=f"A list is printed as lines of text: the numbers of {len(of_list)} lines "
            "are not taken.",
        )


def _is_of_list(text: str) -> bool:
    label = _UNIT_AND_NUMBER.sub("", text) if len(text) <= _LONGEST_LINE else ""
    return label != text and is_line_of_a_list(label)


def _unread_tables(reading: Reading) -> Iterator[Finding]:
    """Yield a finding for every table with numbers: no form known here has it."""
    for grid in (block for block in reading.blocks if isinstance(block, Grid)):
        n_numbers = sum(parse_amount(cell.text).kind is Kind.NUMBER for cell in grid.cells)
        n_labelled = sum(_ENDS_IN_NUMBER.search(cell.text[-40:]) is not None for cell in grid.cells)
        if n_numbers >= _FEWEST_NUMBERS or n_labelled >= _FEWEST_LABELLED:
            n_numbers = max(n_numbers, n_labelled)
            yield Finding(
                "form.table_unread",
                Outcome.UNCERTAIN,
                grid.source,
                detail=f"报告附有一张不属于任何已知表式的表，其中{n_numbers}个数字未予采用。",
                detail_en=f"A table of no known form holds {n_numbers} numbers; none is taken.",
            )
