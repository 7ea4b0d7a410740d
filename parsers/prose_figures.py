"""From candidates in sentences to figures: one value where they agree, none where they do not."""

from collections.abc import Iterator, Sequence

from parsers.model import CellRef, Figure, Finding, Kind, Mention, Outcome
from parsers.narrative import WIDER
from parsers.passages import Passage
from parsers.text import fold
from parsers.vocabulary import Code, vocabulary
from parsers.wording import Said

COLUMN = "value"
FEES = "fees"
NARRATIVE = "narrative"
# A candidate with one of these gives way to one without.
QUALIFIED = frozenset({"approx", "rounded", "spaced_digits", WIDER})
PROSE_NOTES = {
    "approx": Said("“{raw}”是约数。", "“{raw}” is an approximate number."),
    "rounded": Said("“{raw}”是取整后的数。", "“{raw}” is a rounded number."),
    "spaced_digits": Said(
        "“{raw}”的数字之间有空格，可能是两个数并在一起。",
        "“{raw}” has a space between its digits and may be two numbers run together.",
    ),
    WIDER: Said(
        "“{raw}”一句说的是全市或全系统等更大的范围，不是本机关自己的数，未予采用。",
        "“{raw}” is said of a whole city or the like, not of the body itself; not taken.",
    ),
}
_NOTHING = frozenset({"无", "没有", "无其他需要报告的事项", "没有其他需要报告的事项", "无其他事项"})
_FEE_CHAPTER = 6


def prose_figures(
    mentions: Sequence[Mention], nothing: Mention | None, *, has_fees: bool
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return a figure for each code with candidates, and for each fee code of a form with fees.

    *nothing* is what chapter 六 says where it says 无 and nothing else.
    """
    by_row: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_row.setdefault(f"{mention.table}.{mention.code}", []).append(mention)
    figures: list[Figure] = []
    findings: list[Finding] = []
    for code in vocabulary().codes:
        if candidates := by_row.get(code.row):
            figure, doubts = _figure(code, candidates)
            figures.append(figure)
            findings += doubts
        elif has_fees and code.table == FEES:
            figures.append(_no_fee(code, nothing))
    return tuple(figures), tuple(findings)


def fee_chapter(passages: Sequence[Passage]) -> Mention | None:
    """Return chapter 六 as a mention of no number where it begins with 无 and nothing else."""
    first = next((each for each in passages if each.section == _FEE_CHAPTER), None)
    if first is None or fold(first.text).rstrip(".。") not in _NOTHING:
        return None
    text = first.text
    return Mention(FEES, "", None, "", text, (), text, 0, len(text), _FEE_CHAPTER, first.source)


def candidates_of(mentions: Sequence[Mention], code: str) -> tuple[Mention, ...]:
    """Return the candidates that decide a code: those without reserve, where there are any.

    What is said of more than the body itself never decides.
    """
    found = [
        each for each in mentions if f"{each.table}.{each.code}" == code and WIDER not in each.notes
    ]
    sure = tuple(each for each in found if QUALIFIED.isdisjoint(each.notes))
    return sure or tuple(found)


def _figure(code: Code, found: Sequence[Mention]) -> tuple[Figure, list[Finding]]:
    deciding = candidates_of(found, code.row)
    if not deciding:
        figure = _at(code, found[0], Kind.TEXT, None)
        return figure, list(_noted(figure, found[0]))
    values = {each.value for each in deciding}
    first = deciding[0]
    if len(values) > 1:
        figure = _at(code, first, Kind.TEXT, None)
        return figure, [_differ(figure, code, deciding)]
    if first.value is None:
        return _at(code, first, Kind.NA_WORD, None), []
    figure = _at(code, first, Kind.NUMBER, first)
    return figure, list(_noted(figure, first))


def _at(code: Code, mention: Mention, kind: Kind, valued: Mention | None) -> Figure:
    cell = CellRef(0, mention.start, mention.end, mention.source)
    value = valued.value if valued is not None else None
    return Figure(code.table, code.code, COLUMN, value, kind, mention.raw, code.unit, None, cell)


def _no_fee(code: Code, nothing: Mention | None) -> Figure:
    if nothing is not None:
        return _at(code, nothing, Kind.NA_WORD, None)
    return Figure(code.table, code.code, COLUMN, None, Kind.MISSING, "", code.unit)


def _noted(figure: Figure, mention: Mention) -> Iterator[Finding]:
    for note in mention.notes:
        zh, en = PROSE_NOTES[note]
        yield Finding(
            f"value.{note}",
            Outcome.UNCERTAIN,
            figure.address,
            actual=mention.raw,
            detail=zh.format(raw=mention.raw),
            figures=(figure.address,),
            detail_en=en.format(raw=mention.raw),
        )


def _differ(figure: Figure, code: Code, found: Sequence[Mention]) -> Finding:
    readings = "；".join(dict.fromkeys(each.raw for each in found))
    return Finding(
        "narrative.candidates_differ",
        Outcome.UNCERTAIN,
        figure.address,
        actual=readings,
        detail=f"文字中“{code.zh}”有不同的数：{readings}；均未采用。",
        figures=(figure.address,),
        detail_en=f"The text gives different numbers for “{code.en}”: {readings}; none is taken.",
    )
