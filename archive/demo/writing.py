"""A report as it is to be published, before any medium: text, tables and their true content."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from archive.demo.city import Plan
from archive.demo.figures import APPLICANTS, Figures, in_one_row
from archive.demo.printing import Printed, print_figures
from archive.demo.prose import CHAPTERS, introduction, other_matters, overview, problems
from archive.demo.tables import Table, appeals_table, disclosure_table, requests_table

NUMERALS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter: its paragraphs, then its table if it has one."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """A whole report. `true` are the figures as they happened, `printed` as they were published."""

    plan: Plan
    introduction: str
    chapters: tuple[Chapter, ...]
    true: Figures
    printed: Mapping[str, Printed]

    @property
    def signature(self) -> tuple[str, str]:
        """The body and the day at the foot of the report."""
        day = self.plan.published
        return self.plan.agency.name, f"{day.year}年{day.month}月{day.day}日"


def write_report(plan: Plan, figures: Figures, edition: int) -> Writing:
    """Return a report in one edition of its page (1, or 2 after the publisher edited it)."""
    is_revised = bool(plan.edited) and edition > 1
    true = _moved(figures, **plan.edited) if is_revised else figures
    if plan.form == "F2019" or plan.look.has("one_row_other"):
        true = in_one_row(true)
    published = {a: value + plan.wrong.get(a, 0) for a, value in true.items()}
    printed = print_figures(published, plan.look)
    return Writing(
        plan, introduction(plan), _chapters(plan, true, printed, is_revised), true, printed
    )


def _chapters(
    plan: Plan, true: Mapping[str, Decimal], printed: Mapping[str, Printed], is_revised: bool
) -> tuple[Chapter, ...]:
    headings = (f"{n}、{title}" for n, title in zip(NUMERALS, CHAPTERS[plan.form], strict=True))
    contents: tuple[tuple[tuple[str, ...], Table], ...] = (
        (overview(plan, true), ()),
        ((), disclosure_table(plan.form, printed, plan.look)),
        ((), requests_table(printed, plan.look)),
        ((), appeals_table(printed, plan.look)),
        (problems(plan, is_revised=is_revised), ()),
        (other_matters(plan), ()),
    )
    return tuple(
        Chapter(heading, text, table)
        for heading, (text, table) in zip(headings, contents, strict=True)
    )


def _moved(figures: Figures, source: str, target: str) -> Figures:
    """Return the figures with one natural person's request under another outcome."""
    applicant = next(iter(APPLICANTS))
    moved = dict(figures)
    for column in (applicant, "total"):
        moved[f"requests.{source}.{column}"] -= 1
        moved[f"requests.{target}.{column}"] += 1
    return moved
