"""What is believed of a report read by OCR: what its sums confirm, or nothing speaks against.

A misread digit is in two sums of chapter 三 and in one of chapter 四: there doubtful numbers stay,
and the sums decide about the whole. A number that is in no sum stays only without any doubt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.checks import check_figures
from parsers.figures import Matched
from parsers.forms.places import CheckPlace, check_places
from parsers.inference import infer_blanks
from parsers.model import Figure, Finding, Kind, Outcome, Reading
from parsers.prose import Prose

GUESS = "value.ocr_guess"
UNCONFIRMED = "scan.unconfirmed"


def without_guesses(reading: Reading, matched: Matched) -> tuple[Reading, Matched]:
    """Return both with the reader's doubts as doubts about figures, guesses in no sum taken out.

    Doubts about other cells are dropped: labels are compared exactly, which tells more.
    """
    doubtful = {each.where: each for each in reading.findings if each.rule == GUESS}
    confirmed = _confirmed(matched)
    figures, findings = [], []
    for figure in matched.figures:
        doubt = doubtful.get(figure.cell.source) if figure.cell is not None else None
        if doubt is not None and figure.value is not None:
            is_kept = figure.address in confirmed
            findings.append(_about(figure, doubt) if is_kept else _withdrawn(figure))
            figure = figure if is_kept else figure._replace(value=None, kind=Kind.TEXT)
        figures.append(figure)
    others = tuple(each for each in reading.findings if each.rule != GUESS)
    told = (*matched.findings, *findings)
    return replace(reading, findings=others), replace(
        matched, figures=tuple(figures), findings=told
    )


def without_sentences(prose: Prose) -> Prose:
    """Return prose without its numbers: a digit misread in a sentence is in no sum."""
    read = [figure for figure in prose.figures if figure.value is not None]
    figures = tuple(
        figure._replace(value=None, kind=Kind.TEXT) if figure.value is not None else figure
        for figure in prose.figures
    )
    return Prose((), figures, tuple(map(_withdrawn, read)))


def _about(figure: Figure, doubt: Finding) -> Finding:
    return doubt._replace(where=figure.address, figures=(figure.address,))


def _withdrawn(figure: Figure) -> Finding:
    return Finding(
        "scan.withdrawn",
        Outcome.UNCERTAIN,
        figure.address,
        actual=figure.raw,
        detail=f"单元格“{figure.raw}”的文字识别不够可靠，又没有合计可以核对，未予采用。",
        detail_en=f"The cell “{figure.raw}” was not recognised reliably and no sum confirms it: "
        "not taken.",
        figures=(figure.address,),
    )


def _confirmed(matched: Matched) -> frozenset[str]:
    """Return the addresses of the figures that stand in sums which hold."""
    figures, _ = infer_blanks(matched.form, matched.alternative, matched.figures)
    holding = _holding(check_figures(matched.form, matched.alternative, figures))
    return frozenset(
        address
        for place in _sums(matched)
        if (place.check.rule, place.where) in holding
        for address in place.members
    )


def _sums(matched: Matched) -> Iterator[CheckPlace]:
    for place in check_places(matched.form, matched.alternative):
        if place.check.kind == "sum":
            yield place


def _holding(checks: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(each.rule, each.where) for each in checks if each.outcome is Outcome.PASS}


def check_confirmed(
    matched: Matched, figures: Sequence[Figure], checks: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return a doubt about the whole unless every sum of the form holds and its numbers are read.

    A report with this doubt is not published.
    """
    sums, holding = [*_sums(matched)], _holding(checks)
    failed = [place for place in sums if (place.check.rule, place.where) not in holding]
    members = {address for place in sums for address in place.members}
    unread = [
        figure.address
        for figure in figures
        if figure.address in members and figure.kind in (Kind.TEXT, Kind.MISSING)
    ]
    if sums and not failed and not unread:
        return ()
    zh = (
        f"由图片识别的数字未能由合计证实：{len(failed)}项合计不成立或无法核对，"
        f"{len(unread)}个数字未读出。"
    )
    en = (
        f"Its sums do not confirm what was recognised: {len(failed)} do not hold or cannot be "
        f"checked, {len(unread)} numbers were not read."
    )
    return (
        Finding(
            UNCONFIRMED, Outcome.UNCERTAIN, detail=zh, detail_en=en, figures=tuple(unread[:50])
        ),
    )
