"""What a person has corrected in a document, put into its figures before anything is concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.model import Figure, Finding, Kind, Outcome
from parsers.wording import Said

_APPLIED = Said(
    "此处读作“{printed}”，经人对照原件更正为{right}：{reason}",
    "Read as “{printed}”, corrected against the original to {right}: {reason}",
)
_REFUSED = Said(
    "更正所依据的读数是“{printed}”，现在读作“{raw}”，未予采用。",
    "The correction was made where “{printed}” was read; now it is “{raw}”, so it was not applied.",
)
_UNUSED = Said(
    "更正所指的位置在文件中没有读到。", "The place that the correction names was not found."
)
_NOTHING = Said("无法读出的数", "no number")


@dataclass(frozen=True, slots=True)
class Correction:
    """One misread place of a document, with what stands there.

    `place` is a figure's address, `printed` its text as it is read, `right` the number in the unit
    of the figure, None where there is none to be read.
    """

    place: str
    printed: str
    right: Decimal | None
    reason: str


def correct(
    figures: Sequence[Figure], corrections: Sequence[Correction]
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return the figures with their right values, and a finding for every correction.

    The printed text stays as it was read. A correction whose text is not what is read now, or
    whose place is not in the document, changes nothing.
    """
    if not corrections:
        return tuple(figures), ()
    known = {figure.address: figure for figure in figures}
    findings = tuple(_apply(known, correction) for correction in corrections)
    return tuple(known.values()), findings


def _apply(known: dict[str, Figure], correction: Correction) -> Finding:
    figure = known.get(correction.place)
    if figure is None or figure.kind is Kind.MISSING:
        return _finding("correction.unused", Outcome.UNCERTAIN, correction, "", _UNUSED)
    if "".join(figure.raw.split()) != "".join(correction.printed.split()):
        return _finding("correction.refused", Outcome.UNCERTAIN, correction, figure.raw, _REFUSED)
    kind = Kind.NUMBER if correction.right is not None else Kind.TEXT
    known[correction.place] = figure._replace(value=correction.right, kind=kind)
    return _finding("correction.applied", Outcome.PASS, correction, figure.raw, _APPLIED)


def _finding(rule: str, outcome: Outcome, correction: Correction, raw: str, said: Said) -> Finding:
    right = correction.right
    words = {"printed": correction.printed.strip(), "raw": raw, "reason": correction.reason}
    zh, en = (str(right if right is not None else nothing) for nothing in _NOTHING)
    return Finding(
        rule,
        outcome,
        correction.place,
        expected="" if right is None else str(right),
        actual=raw,
        detail=said.zh.format(right=zh, **words),
        detail_en=said.en.format(right=en, **words),
        figures=(correction.place,) if rule != "correction.unused" else (),
    )
