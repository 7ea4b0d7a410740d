"""Whether the sums and bounds of a form hold, each check at each place with one of four outcomes.

Which members belong together is data of the form; here is only what each kind of check computes.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from parsers.forms import Form, forms
from parsers.forms.places import CheckPlace, places_among, rule_ids
from parsers.inference import known
from parsers.model import Fault, Figure, Finding, Kind, Outcome
from parsers.wording import NOTHING, Said

_UNCERTAIN = Said(
    "有空白或无法识别的栏目，无法核对。",
    "A member is blank or unreadable, so this cannot be checked.",
)
_MISSING = Said(
    "表格中没有这一核对所涉及的栏目。", "The tables lack the places this check speaks of."
)
_INFERRED = Said(
    "含由空白推定的数值，其依据见推定记录。",
    "Holds with numbers proved for blanks; their proofs are findings of their own.",
)
_NOT_PRINTED = Said(
    "总计栏空白，其数值正是由这一核对推定的，不能再用来核对。",
    "The total is blank and was proved by this very sum, which therefore cannot confirm it.",
)
_NOT_BY_INFERENCE = Said(
    "按由空白推定的数值计算不一致，而空白处的原意无法确定。",
    "Does not hold with the numbers proved for blanks, and what the blanks mean is not certain.",
)
_NOT_IN_FORM = Said(
    "所用表式没有这一核对所涉及的栏目。", "The form has no places this check speaks of."
)

Number = int | Decimal  # whole values are added up as int: half the time of a report's checks
Values = dict[str, Number | None]


class _Result(NamedTuple):
    """What a check computes: `doubt` is the sentence, empty where it holds; `by` its grounds."""

    expected: str = ""
    actual: str = ""
    doubt: Said = NOTHING
    by: tuple[str, ...] = ()


def check_figures(form: Form, alternative: str, figures: Sequence[Figure]) -> tuple[Finding, ...]:
    """Return the outcome of every check of the form at every place, and of those it lacks."""
    values: Values = {figure.address: _whole(known(figure)) for figure in figures}
    inferred = {figure.address for figure in figures if figure.inferred is not None}
    missing = {figure.address for figure in figures if figure.kind is Kind.MISSING}
    places = places_among(form, alternative, values)
    checks = [_check(place, values, inferred, missing) for place in places]
    return (*checks, *_not_in_form(form))


def plain(value: Number) -> str:
    """Return a number as digits, without an exponent or zeros at the end of a fraction.

    >>> plain(Decimal("1076800.00")), plain(Decimal("0.50")), plain(Decimal("1E+3"))
    ('1076800', '0.5', '1000')
    """
    if isinstance(value, int):
        return str(value)
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _check(place: CheckPlace, values: Values, inferred: set[str], missing: set[str]) -> Finding:
    check, members = place.check, place.members
    if (missing and missing.issuperset(members)) or (check.equals and not place.equals):
        return _finding(place, Outcome.NOT_ASSESSABLE, _Result(doubt=_MISSING))
    result = _KINDS[check.kind](place, values)
    if result is None:
        return _finding(place, Outcome.UNCERTAIN, _Result(doubt=_UNCERTAIN))
    holds = result.doubt is NOTHING
    if holds and inferred.isdisjoint(members):
        return _finding(place, Outcome.PASS, result)
    if holds:
        own = _is_its_own_proof(place, inferred)
        outcome, doubt = (Outcome.UNCERTAIN, _NOT_PRINTED) if own else (Outcome.PASS, _INFERRED)
        return _finding(place, outcome, _Result(result.expected, result.actual, doubt))
    if inferred.isdisjoint(result.by):
        return _finding(place, Outcome.FAIL, result)
    return _finding(
        place, Outcome.UNCERTAIN, _Result(result.expected, result.actual, _NOT_BY_INFERENCE)
    )


def _is_its_own_proof(place: CheckPlace, inferred: set[str]) -> bool:
    """Whether the total is blank and this very sum filled it: that it holds then says nothing."""
    fills = not {"total", "empty"}.isdisjoint(place.check.proves)
    return fills and all(address in inferred for _, address in place.equals)


def _finding(place: CheckPlace, outcome: Outcome, result: _Result) -> Finding:
    expected, actual, (zh, en), _ = result
    rule, where, members = place.check.rule, place.where, place.members
    return Finding(rule, outcome, where, expected, actual, zh, Fault.NONE, members, en)


@cache
def _not_in_form(form: Form) -> tuple[Finding, ...]:
    """Return an outcome for each check that only other forms have: none is skipped in silence."""
    every, said = frozenset().union(*map(rule_ids, forms())), _NOT_IN_FORM
    return tuple(
        Finding(rule, Outcome.NOT_ASSESSABLE, detail=said.zh, detail_en=said.en)
        for rule in sorted(every - rule_ids(form))
    )


def _whole(value: Decimal | None) -> Number | None:
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value else value


def _total(members: Iterable[tuple[int, str]], values: Values) -> Number | None:
    total: Number = 0
    for sign, address in members:
        value = values[address]
        if value is None:
            return None
        total += value if sign > 0 else -value
    return total


def _sum(place: CheckPlace, values: Values) -> _Result | None:
    """Both sides are equal."""
    left, right = _total(place.terms, values), _total(place.equals, values)
    if left is None or right is None:
        return None
    expected, actual = plain(left), plain(right)
    if left == right:
        return _Result(expected, actual)
    added, printed = _added(place.terms, values), _added(place.equals, values)
    doubt = Said(
        f"“{place.label}”：{added}={expected}，而报告写的是{printed}，报告中的数字不平衡。",
        f"“{place.label_en}”: {added}={expected}, but the report prints {printed}; "
        "the numbers of the report do not balance.",
    )
    return _Result(expected, actual, doubt, place.members)


def _added(members: Iterable[tuple[int, str]], values: Values) -> str:
    printed = (values[address] for _, address in members)
    return "+".join(plain(value) for value in printed if value) or "0"


def _parts(place: CheckPlace, values: Values) -> _Result | None:
    """No part is greater than the whole, and all are counts."""
    if (wrong := _no_count(place, values)) is not None:
        return wrong
    whole = _total(place.equals, values)
    for _, address in place.terms if whole is not None else ():
        value = values[address]
        if value is not None and whole is not None and value > whole:
            doubt = Said(
                f"“{place.label}”：其中一项为{plain(value)}，大于总计{plain(whole)}。",
                f"“{place.label_en}”: one part is {plain(value)}, more than the total "
                f"{plain(whole)}.",
            )
            by = (address, *(whole_address for _, whole_address in place.equals))
            return _Result(f"<= {plain(whole)}", plain(value), doubt, by)
    return None if _any_unknown(place, values) else _Result()


def _not_negative(place: CheckPlace, values: Values) -> _Result | None:
    """What the terms leave is not below zero, and all are counts."""
    if (wrong := _no_count(place, values)) is not None:
        return wrong
    total = _total(place.terms, values)
    if total is None:
        return None
    if total >= 0:
        return _Result(">= 0", plain(total))
    doubt = Said(
        f"“{place.label}”：按报告中的数字计算，结果为{plain(total)}，小于零。",
        f"“{place.label_en}”: the printed numbers leave {plain(total)}, which is below zero.",
    )
    return _Result(">= 0", plain(total), doubt, place.members)


def _counts(place: CheckPlace, values: Values) -> _Result | None:
    """All are counts."""
    wrong = _no_count(place, values)
    return wrong or (None if _any_unknown(place, values) else _Result())


def _repeats_sum(place: CheckPlace, values: Values) -> _Result | None:
    """A number that repeats the sum of two others may stand in the wrong column."""
    left, right = _total(place.terms, values), _total(place.equals, values)
    if left is None or right is None:
        return None
    terms = [values[address] for _, address in place.terms]
    expected, actual = f"!= {plain(left)}", plain(right)
    if left != right or not all(value is not None and value > 0 for value in terms):
        return _Result(expected, actual)
    added = _added(place.terms, values)
    doubt = Said(
        f"“{place.label}”：{actual}正好是{added}之和，可能填错了栏。",
        f"“{place.label_en}”: {actual} is just the sum of {added}; "
        "a number may stand in the wrong column.",
    )
    return _Result(expected, actual, doubt, place.members)


def _none_from_none(place: CheckPlace, values: Values) -> _Result | None:
    """Where nothing came in, nothing can have been handled."""
    came_in = _total(place.terms, values)
    if came_in is None:
        return None
    if came_in != 0:
        return _Result()
    for _, address in place.equals:
        if value := values[address]:
            doubt = Said(
                f"“{place.label}”：没有新收和结转的申请，却有一项结果为{plain(value)}。",
                f"“{place.label_en}”: no request came in, yet one outcome is {plain(value)}.",
            )
            by = (address, *(term for _, term in place.terms))
            return _Result("0", plain(value), doubt, by)
    return None if _any_unknown(place, values) else _Result("0", "0")


def _no_count(place: CheckPlace, values: Values) -> _Result | None:
    for address, decimal in place.counts:
        value = values[address]
        if value is None or (value >= 0 and (decimal or isinstance(value, int))):
            continue
        wanted = Said("负数", "below zero") if value < 0 else Said("小数", "a fraction")
        doubt = Said(
            f"“{place.label}”：这里不应出现{wanted.zh}（{plain(value)}）。",
            f"“{place.label_en}”: a count here cannot be {wanted.en} ({plain(value)}).",
        )
        return _Result(">= 0", plain(value), doubt, (address,))
    return None


def _any_unknown(place: CheckPlace, values: Values) -> bool:
    return any(values[address] is None for address in place.members)


_KINDS: dict[str, Callable[[CheckPlace, Values], _Result | None]] = {
    "sum": _sum,
    "parts": _parts,
    "not_negative": _not_negative,
    "repeats_sum": _repeats_sum,
    "counts": _counts,
    "none_from_none": _none_from_none,
}
