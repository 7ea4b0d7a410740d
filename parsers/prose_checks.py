"""What the text of a report says against its tables: T1-T6, and the fees of chapter 六: F1, F2.

Heuristic by nature: a difference names both readings and blames nobody.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.checks import plain
from parsers.inference import known
from parsers.model import Fault, Figure, Finding, Kind, Mention, Outcome
from parsers.prose_figures import QUALIFIED, candidates_of
from parsers.vocabulary import vocabulary
from parsers.wording import NOTHING, Said

_NOT_SAID = Said("文字中没有这个数。", "The text does not give this number.")
_NO_TABLE = Said("没有可以对照的表格栏目。", "There is no table to compare with.")
_UNKNOWN = Said("有空白、缺少或不能确定的数，无法核对。", "A number is blank, missing or in doubt.")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the report says, by address: its figures, and the candidates in its text."""

    figures: Mapping[str, Figure]
    mentions: Sequence[Mention]

    def value(self, address: str) -> Decimal | None:
        """Return a printed or proved number, None if there is none."""
        figure = self.figures.get(address)
        return None if figure is None else known(figure)

    def has(self, address: str) -> bool:
        """Say whether the document has the place at all."""
        figure = self.figures.get(address)
        return figure is not None and figure.kind is not Kind.MISSING


def check_prose(figures: Sequence[Figure], mentions: Sequence[Mention]) -> tuple[Finding, ...]:
    """Return the outcomes of T1-T6, F1 and F2, each rule with at least one."""
    said = Numbers({figure.address: figure for figure in figures}, mentions)
    return (
        *_agreements(said),
        _channels(said),
        _none_received(said),
        _collected_as_noticed(said),
        _unpaid_without_notice(said),
    )


@cache
def content() -> Mapping[str, Any]:
    """Return prose_checks.toml."""
    text = files("parsers").joinpath("prose_checks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def finding(
    rule: str,
    outcome: Outcome,
    words: Said = NOTHING,
    where: str = "",
    expected: str = "",
    actual: str = "",
    figures: Sequence[str] = (),
) -> Finding:
    """Return the outcome of a check; nobody is blamed for one that failed."""
    fault = Fault.UNKNOWN if outcome is Outcome.FAIL else Fault.NONE
    zh, en = words
    return Finding(rule, outcome, where, expected, actual, zh, fault, tuple(figures), en)


def _agreements(said: Numbers) -> Iterator[Finding]:
    """Yield T1-T4 for every code the text gives, and one outcome for a rule it gives none for."""
    checks = content()["agree"]
    for rule in dict.fromkeys(each["rule"] for each in checks):
        found = [
            _agreement(each, said)
            for each in checks
            if each["rule"] == rule and _is_said(each, said)
        ]
        yield from found or [finding(rule, Outcome.NOT_ASSESSABLE, _NOT_SAID)]


def _is_said(check: Mapping[str, Any], said: Numbers) -> bool:
    better = check.get("unless", "")
    if better and any(each.value is not None for each in candidates_of(said.mentions, better)):
        return False
    return any(each.value is not None for each in candidates_of(said.mentions, check["prose"]))


def _agreement(check: Mapping[str, Any], said: Numbers) -> Finding:
    rule, where = check["rule"], f"{check['prose']}.value"
    readings = [each for each in check["accepts"] if any(map(said.has, each["sum"]))]
    if not readings:
        return finding(rule, Outcome.NOT_ASSESSABLE, _NO_TABLE, where)
    candidates = candidates_of(said.mentions, check["prose"])
    sums = [_sum(each["sum"], said) for each in readings]
    figures = (where, *dict.fromkeys(address for each in readings for address in each["sum"]))
    values = {each.value for each in candidates if each.value is not None}
    expected = " | ".join(dict.fromkeys("?" if s is None else plain(s) for s in sums))
    actual = " | ".join(sorted(map(plain, values)))
    if values.issubset(sums):
        return finding(rule, Outcome.PASS, NOTHING, where, expected, actual, figures)
    words = _difference(check["prose"], candidates, readings, sums)
    is_sure = None not in sums and len(values) == 1 and QUALIFIED.isdisjoint(candidates[0].notes)
    outcome = Outcome.FAIL if is_sure else Outcome.UNCERTAIN
    return finding(rule, outcome, words, where, expected, actual, figures)


def _sum(addresses: Sequence[str], said: Numbers) -> Decimal | None:
    values = [said.value(address) for address in addresses]
    if None in values:
        return None
    return sum((value for value in values if value is not None), Decimal(0))


def _difference(
    prose: str,
    candidates: Sequence[Mention],
    readings: Sequence[Mapping[str, Any]],
    sums: Sequence[Decimal | None],
) -> Said:
    code = next(each for each in vocabulary().codes if each.row == prose)
    printed = "、".join(dict.fromkeys(each.raw for each in candidates))
    table = [("?" if s is None else plain(s), each) for s, each in zip(sums, readings, strict=True)]
    zh = "，".join(f"{each['zh']}{value}" for value, each in table)
    en = ", ".join(f"{each['en']} {value}" for value, each in table)
    return Said(
        f"文字写“{code.zh}”为{printed}，表格写{zh}；两处口径可能不同。",
        f"The text gives “{code.en}” as {printed}, the table {en}; they may count differently.",
    )


def _channels(said: Numbers) -> Finding:
    """T5: the same item on several channels counts once, so a difference may be lawful."""
    names = content()["channels"]
    whole = said.value(f"{names['whole']}.value")
    parts = {name: said.value(f"{name}.value") for name in names["parts"]}
    given = {name: value for name, value in parts.items() if value is not None}
    where = f"{names['whole']}.value"
    if whole is None or len(given) < 2:
        return finding("T5", Outcome.NOT_ASSESSABLE, _NOT_SAID, where)
    total = sum(given.values(), Decimal(0))
    figures = (where, *(f"{name}.value" for name in given))
    expected, actual = plain(total), plain(whole)
    if total == whole:
        return finding("T5", Outcome.PASS, NOTHING, where, expected, actual, figures)
    words = Said(
        f"文字中各渠道公开数之和为{expected}，主动公开总数为{actual}；不同渠道公开相同信息计1条，不一定是错误。",
        f"The channels in the text add up to {expected}, its total is {actual}; the same item on "
        "several channels counts once, so this need not be an error.",
    )
    return finding("T5", Outcome.FAIL, words, where, expected, actual, figures)


def _none_received(said: Numbers) -> Finding:
    """T6: where the text says that no request came in, chapter 三 is all zero."""
    names = content()["none"]
    where = f"{names['prose']}.value"
    values = {each.value for each in candidates_of(said.mentions, names["prose"])}
    if values != {Decimal(0)}:
        return finding("T6", Outcome.NOT_ASSESSABLE, _NOT_SAID, where)
    table = [f for f in said.figures.values() if f.table == names["table"]]
    if not any(figure.kind is not Kind.MISSING for figure in table):
        return finding("T6", Outcome.NOT_ASSESSABLE, _NO_TABLE, where)
    filled = [figure for figure in table if known(figure)]
    new = [figure for figure in filled if figure.row == names["new"]]
    wrong = new or filled
    figures = (where, *(figure.address for figure in wrong))
    if not filled:
        outcome = Outcome.UNCERTAIN if any(known(f) is None for f in table) else Outcome.PASS
        return finding("T6", outcome, NOTHING, where, "0", "0", figures)
    actual = plain(known(wrong[0]) or Decimal(0))
    words = Said(
        f"文字写没有收到申请，第三章的表格却有不为零的数（{wrong[0].address}为{actual}）。",
        f"The text says that no request came in; the table has {actual} at {wrong[0].address}.",
    )
    is_old = not new and any(figure.row == names["before"] for figure in filled)
    outcome = Outcome.UNCERTAIN if is_old else Outcome.FAIL  # handled this year, received before
    return finding("T6", outcome, words, where, "0", actual, figures)


def _collected_as_noticed(said: Numbers) -> Finding:
    """F1: no more is collected than the notices asked for."""
    names = content()["fees"]
    collected, noticed = said.value(names["collected"]), said.value(names["noticed"])
    figures = (names["collected"], names["noticed"])
    if collected is None or noticed is None:
        return finding("F1", Outcome.NOT_ASSESSABLE, _NOT_SAID, names["collected"])
    expected, actual = f"<= {plain(noticed)}", plain(collected)
    if collected <= noticed:
        return finding("F1", Outcome.PASS, NOTHING, figures[0], expected, actual, figures)
    words = Said(
        f"实际收取{actual}元，多于收费通知的总金额{plain(noticed)}元。",
        f"{actual} yuan collected, more than the {plain(noticed)} yuan of the notices.",
    )
    return finding("F1", Outcome.FAIL, words, figures[0], expected, actual, figures)


def _unpaid_without_notice(said: Numbers) -> Finding:
    """F2: a request closed for an unpaid fee needs a notice."""
    names = content()["fees"]
    unpaid, notices = said.value(names["unpaid"]), said.value(names["notices"])
    figures = (names["unpaid"], names["notices"])
    if not said.has(names["unpaid"]):
        return finding("F2", Outcome.NOT_ASSESSABLE, _NO_TABLE, names["unpaid"])
    if notices is None and unpaid != 0:
        return finding("F2", Outcome.NOT_ASSESSABLE, _NOT_SAID, names["unpaid"])
    if unpaid is None:
        return finding("F2", Outcome.UNCERTAIN, _UNKNOWN, names["unpaid"], figures=figures)
    if unpaid == 0 or notices:
        return finding("F2", Outcome.PASS, where=names["unpaid"], figures=figures)
    words = Said(
        f"有{plain(unpaid)}件申请因逾期未缴费不再处理，文字却写没有发出收费通知。",
        f"{plain(unpaid)} requests were closed for unpaid fees, yet no fee notice is reported.",
    )
    return finding("F2", Outcome.FAIL, words, figures[0], "> 0", "0", figures)
