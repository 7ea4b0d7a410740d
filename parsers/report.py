"""The story of a parse, from bytes to a report, top to bottom."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from parsers.body_checks import check_body
from parsers.checks import check_figures
from parsers.choosing import without_idle_doubts
from parsers.corrections import Correction, correct
from parsers.dates import check_dates, publication_dates
from parsers.doubts import column_years
from parsers.errors import NeedsOcr, NotAReport, UnreadableDocument
from parsers.faults import tables_found, with_faults
from parsers.figures import Matched, match_form
from parsers.forms import forms
from parsers.identity import identify, report_of
from parsers.inference import infer_blanks
from parsers.mhtml import unpacked
from parsers.model import Document, Figure, Finding, Medium, Mention, Reading, Report
from parsers.parting import Part, parts
from parsers.prose import read_prose
from parsers.prose_chapters import prose_chapters
from parsers.prose_checks import check_prose
from parsers.prose_report import prose_report
from parsers.readers import read, read_pictures, sniff
from parsers.scanned import check_confirmed, without_guesses, without_sentences
from parsers.sections import check_chapters, find_chapters, no_chapters, sections
from parsers.surroundings import check_surroundings
from parsers.unfolding import unfolded

_NO_FORM = (
    "no table with the labels of a known annual-report form ({known}): "
    "look at the original; an attachment may hold the tables"
)


def parse_report(
    document: Document,
    corrections: Sequence[Correction] = (),
    *,
    twice: bool = False,
    ocr: bool = True,
) -> Report:
    """Read an annual report; doubts come back as findings, never as guesses.

    *corrections* are those a person made to this document. *twice* compares a second reading also
    of a web page whose sums all hold; that of other media is always compared. Pictures take OCR,
    3 s a page and 800 MB; without *ocr* they raise NeedsOcr, an UnreadableDocument.

    Raises UnreadableDocument where nothing can be read, NotAReport where what can be read carries
    neither tables of a known form nor a report in prose; nothing else, whatever the bytes.
    """
    return next(_reports(document, corrections, twice=twice, ocr=ocr))


def parse_reports(
    document: Document, corrections: Sequence[Correction] = (), *, twice: bool = False
) -> tuple[Report, ...]:
    """Read every report of a document that holds several, the one its title names first.

    Corrections are of that one. Raises like `parse_report`.
    """
    return tuple(_reports(document, corrections, twice=twice, ocr=True))


def _reports(
    original: Document, corrections: Sequence[Correction], *, twice: bool, ocr: bool
) -> Iterator[Report]:
    """Yield the reports one by one; what holds one page is read as that page."""
    document = unpacked(original) if sniff(original.body) is Medium.MHTML else original
    reading = without_idle_doubts(read(document, ocr=ocr))
    found = _of_document(document, reading, corrections, twice=twice, ocr=ocr)
    for report in found:
        yield report if document is original else replace(report, medium=Medium.MHTML)


def _of_document(
    document: Document,
    reading: Reading,
    corrections: Sequence[Correction],
    *,
    twice: bool,
    ocr: bool,
) -> Iterator[Report]:
    """Yield the reports one by one; at least one, or NotAReport is raised.

    Tables are looked for in the text, then in pictures; only then is it a report in prose, which
    is none that can be published where the text had to be recognised.
    """
    printed = parts(reading)
    if (yield from _of_tables(document, printed, corrections, twice=twice)):
        return
    pictured, unread = _pictured(document, reading, ocr=ocr)
    if (yield from _of_tables(document, pictured, corrections, twice=twice)):
        return
    in_prose = reading.medium is not Medium.SCAN and prose_report(printed[0], document.url)
    if not in_prose:
        known = ", ".join(form.id for form in forms())
        raise NotAReport(_NO_FORM.format(known=known) + unread)
    yield in_prose


def _of_tables(
    document: Document, printed: Sequence[Part], corrections: Sequence[Correction], *, twice: bool
) -> Generator[Report, None, bool]:
    """Yield a report for each part with the tables of a form; return whether there was one."""
    found = False
    for part in printed:
        if (matched := match_form(part.grids)) is not None:
            yield _report(document, part, matched, () if found else corrections, twice=twice)
            found = True
    return found


def _pictured(document: Document, reading: Reading, *, ocr: bool) -> tuple[Sequence[Part], str]:
    """Return what stands in the pictures of a PDF, or why that cannot be read."""
    try:
        scan = read_pictures(document, reading, ocr=ocr)
    except NeedsOcr:
        raise
    except UnreadableDocument as error:
        return (), f"; {error}"
    return (parts(scan) if scan is not None else ()), ""


def _report(
    document: Document,
    part: Part,
    matched: Matched,
    corrections: Sequence[Correction],
    *,
    twice: bool,
) -> Report:
    reading, url = unfolded(part.reading), document.url if part.is_named else ""
    if reading.medium is Medium.SCAN:
        reading, matched = without_guesses(reading, matched)
    own = () if matched.form.chapters else prose_chapters(reading.blocks)
    chapters = own or find_chapters(reading.blocks)
    corrected, applied = correct(matched.figures, corrections)
    figures, proofs = infer_blanks(matched.form, matched.alternative, corrected)
    checks: tuple[Finding, ...] = (
        *check_figures(matched.form, matched.alternative, figures),
        check_chapters(chapters, tables_found(figures)) if matched.form.chapters else no_chapters(),
    )
    if reading.medium is Medium.SCAN:
        checks = (*checks, *check_confirmed(matched, figures, checks))
    dates = publication_dates(reading, url)
    identity = identify(reading, url, matched.form, dates)
    grids = frozenset(figure.cell.grid for figure in figures if figure.cell is not None)
    prose = read_prose(
        reading, chapters, grids, identity.year, matched.form.first_year, identity.scope
    )
    if reading.medium is Medium.SCAN:
        prose = without_sentences(prose)
    said = sections(reading.blocks, chapters, grids, reading.content)
    by_text = (
        *check_prose((*figures, *prose.figures), prose.mentions),
        *check_body(identity.agency, identity.year, figures, said, dates),
    )
    named = (*identity.findings, *check_dates(dates), *part.findings, *prose.findings)
    years = column_years(matched.years, identity.year)
    around = check_surroundings(reading.blocks, chapters, matched.form, matched.figures, identity)
    doubts = (*reading.findings, *named, *matched.findings, *years, *around, *applied)
    settled = {each.where for each in applied if each.rule == "correction.applied"}
    return report_of(
        identity,
        dates,
        reading,
        matched.form,
        sections=said,
        figures=(*figures, *prose.figures),
        findings=(
            *(*doubts, *proofs),
            *with_faults(
                checks,
                document,
                matched,
                reading.medium,
                ordinals=part.ordinals,
                settled=settled,
                twice=twice,
            ),
            *by_text,
        ),
        mentions=prose.mentions,
        alternative=matched.alternative,
    )


def dump(report: Report) -> dict[str, object]:
    """Return the JSON object of a report; numbers are JSON numbers in the unit given."""
    return {
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "alternative": report.alternative,
        "scope": report.scope.value,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "published_evidence": report.published_evidence,
        "medium": report.medium.value,
        "sections": [
            {"number": each.number, "title": each.title, "text": each.text}
            for each in report.sections
        ],
        "figures": [_figure(figure) for figure in report.figures],
        "findings": [_finding(finding) for finding in report.findings],
        "mentions": [_mention(mention) for mention in report.mentions],
        "agency_evidence": [each._asdict() for each in report.agency_evidence],
        "credit_code": report.credit_code,
    }


def _figure(figure: Figure) -> dict[str, object]:
    cell = figure.cell
    return {
        "table": figure.table,
        "row": figure.row,
        "column": figure.column,
        "value": _number(figure.value),
        "kind": figure.kind.value,
        "raw": figure.raw,
        "unit": figure.unit,
        "inferred": _number(figure.inferred),
        "cell": cell
        and {"grid": cell.grid, "top": cell.top, "left": cell.left, "source": cell.source},
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "where": finding.where,
        "expected": finding.expected,
        "actual": finding.actual,
        "fault": finding.fault.value,
        "detail": finding.detail,
        "detail_en": finding.detail_en,
        "figures": list(finding.figures),
        "verdict": finding.verdict,
        "verdict_reason": finding.verdict_reason,
    }


def _mention(mention: Mention) -> dict[str, object]:
    return mention._asdict() | {"value": _number(mention.value), "notes": list(mention.notes)}


def _number(value: Decimal | None) -> int | float | None:
    """Return a JSON number: whole where the value is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
