import re
from decimal import Decimal
from pathlib import Path

import pytest

from parsers.checks import check_figures
from parsers.doubts import NOTES
from parsers.faults import with_faults
from parsers.figures import match_form
from parsers.forms import forms
from parsers.model import Document, Fault, Finding, Grid, Kind, Medium, Outcome, Report
from parsers.prose_checks import content
from parsers.prose_figures import PROSE_NOTES
from parsers.readers import read
from parsers.report import parse_report
from parsers.rules import rules
from tests.printed import TD, Printed, form

TITLES = {"F2019": "甲局2019年政府信息公开年报", "F2021": "甲局2021年政府信息公开年报"}


def report(name: str, **values: str) -> Report:
    """A synthetic report with some printed values changed; `__` stands for the dots."""
    changed = {key.replace("__", "."): text for key, text in values.items()}
    return parse_report(Printed(form(name), values=changed, title=TITLES[name]).page())


def outcomes(found: Report, rule: str) -> dict[str, Outcome]:
    return {each.where: each.outcome for each in found.findings if each.rule == rule}


def finding(found: Report, rule: str, where: str) -> Finding:
    return next(each for each in found.findings if (each.rule, each.where) == (rule, where))


@pytest.mark.parametrize("name", ["F2019", "F2021"])
def test_each_check_has_an_outcome_at_each_place(name: str) -> None:
    """Seven columns, every row, three routes: all pass on a report whose sums hold."""
    found = report(name)
    counts = {"R3.1": 7, "R3.2": 7, "R3.3": 23 if name == "F2019" else 25, "R3.4": 7, "R3.5": 7}
    for rule, count in (counts | {"R4.1": 1, "R4.2": 1, "R4.3": 1, "S1": 1}).items():
        assert list(outcomes(found, rule).values()) == [Outcome.PASS] * count


def test_a_check_of_another_form_is_stored_as_not_assessable() -> None:
    """R2.3 and R2.4 speak of columns only F2019 has, R2.6 of columns only F2021 has."""
    old, new = report("F2019"), report("F2021")
    assert list(outcomes(old, "R2.4").values()) == [Outcome.PASS] * 5
    assert list(outcomes(old, "R2.3").values()) == [Outcome.PASS] * 4
    assert outcomes(old, "R2.6") == {"": Outcome.NOT_ASSESSABLE}
    assert list(outcomes(new, "R2.6").values()) == [Outcome.PASS] * 6
    assert outcomes(new, "R2.3") == outcomes(new, "R2.4") == {"": Outcome.NOT_ASSESSABLE}


# form, rule, place; the figure changed and what it prints; expected, actual
FAILING = """
F2021 R3.1 requests.*.company requests.new_received.company 19 23 22
F2021 R3.2 requests.*.company requests.granted.company 7 19 18
F2021 R3.3 requests.granted requests.granted.total 8 9 8
F2021 R3.4 requests.*.company requests.granted.company 20 <=18 20
F2021 R3.4 requests.*.company requests.granted.company -6 >=0 -6
F2021 R3.4 requests.*.company requests.carried_out.company 4.5 >=0 4.5
F2021 R3.5 requests.*.other_org requests.other_misc.other_org 1 0 1
F2021 R4.1 appeals.review appeals.review.total 11 10 11
F2021 R4.2 appeals.suit_direct appeals.suit_direct.other 3 4 3
F2021 R4.3 appeals.suit_after_review appeals.suit_after_review.total 1 0 1
F2021 R2.6 disclosure.rules disclosure.rules.issued 9 >=0 -5
F2021 R2.6 disclosure.admin_license disclosure.admin_license.decisions 1.5 >=0 1.5
F2019 R2.4 disclosure.admin_fees disclosure.admin_fees.items_change 减少3项 >=0 -3
F2019 R2.3 disclosure.admin_license disclosure.admin_license.decisions 22 !=22 22
"""


@pytest.mark.parametrize("case", FAILING.strip().splitlines())
def test_a_sum_that_does_not_hold_fails(case: str) -> None:
    """The finding keeps both sides and the operands, and says it in one neutral sentence."""
    name, rule, where, address, raw, expected, actual = case.split()
    found = finding(report(name, **{address: raw}), rule, where)
    assert found.outcome is Outcome.FAIL
    assert (found.expected.replace(" ", ""), found.actual) == (expected, actual)
    assert address in found.figures
    assert re.fullmatch(r"“[^”]+”：.+。", found.detail)
    assert found.fault is Fault.PUBLISHER  # both readings of the page show the same numbers


def test_the_sentence_of_a_failed_sum_shows_the_printed_numbers() -> None:
    """A citizen can check it against the page."""
    found = finding(report("F2021", requests__granted__total="8"), "R3.3", "requests.granted")
    assert found.detail == "“（一）予以公开”：3+6=9，而报告写的是8，报告中的数字不平衡。"


def test_a_blank_or_unreadable_member_makes_a_check_uncertain() -> None:
    """Nothing is taken for zero: neither a blank that proves nothing, nor a dash, nor words."""
    for raw in ("", "—", "无", "约3"):
        found = report("F2021", requests__granted__company=raw, requests__partial__company="")
        assert outcomes(found, "R3.2")["requests.*.company"] is Outcome.UNCERTAIN
        assert outcomes(found, "R3.1")["requests.*.company"] is Outcome.PASS


def test_a_missing_table_is_not_assessable_and_fails_s1() -> None:
    """A report without chapter 四's table keeps an outcome for each of its checks."""
    printed = Printed(form("F2021"))
    found = parse_report(printed.page(printed.tables()[:2]))
    for rule in ("R4.1", "R4.2", "R4.3"):
        assert set(outcomes(found, rule).values()) == {Outcome.NOT_ASSESSABLE}
    s1 = finding(found, "S1", "")
    assert (s1.outcome, s1.detail) == (Outcome.FAIL, "没有找到第四章的表格。")


def test_an_inferred_value_never_makes_a_check_fail() -> None:
    """What rests on a blank cannot prove the publisher wrong."""
    found = report("F2021", requests__granted__total="", requests__outcomes_total__total="28")
    total = next(each for each in found.figures if each.address == "requests.granted.total")
    assert (total.value, total.kind, total.inferred) == (None, Kind.BLANK, Decimal(9))
    check = finding(found, "R3.2", "requests.*.total")
    assert (check.outcome, check.expected, check.actual) == (Outcome.UNCERTAIN, "27", "28")
    assert outcomes(found, "R3.3")["requests.outcomes_total"] is Outcome.FAIL


def test_every_rule_has_its_words() -> None:
    """Every rule a check or the code names stands in rules.toml, and nothing else does."""
    known = {rule.id for rule in rules()}
    folder = Path(__file__).parent.parent / "parsers"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    families = "|".join({id_.partition(".")[0] for id_ in known if id_[0].islower()})
    named = set(re.findall(rf'"((?:{families})\.(?!toml)[a-z_]+)"', code))
    named |= {f"value.{name}" for name in (*NOTES, *PROSE_NOTES)}
    named |= set(re.findall(r'finding\("([A-Z][0-9.]+)"', code))
    named |= {each["rule"] for each in content()["agree"]}
    named |= {check.rule for each in forms() for block in each.blocks for check in block.checks}
    assert named | {"S1", "value.blank_proved"} == known


def test_a_second_reading_with_other_numbers_blames_the_parser() -> None:
    """What two readings do not agree on is never shown as the publisher's error."""
    printed = Printed(form("F2021"), values={"requests.granted.total": "8"})
    blocks = read(printed.page()).blocks
    matched = match_form([block for block in blocks if isinstance(block, Grid)])
    assert matched is not None
    checks = check_figures(matched.form, matched.alternative, matched.figures)
    other = Printed(form("F2021"), values={"requests.granted.total": "9"}).page()
    for document, fault in [(printed.page(), Fault.PUBLISHER), (other, Fault.PARSER)]:
        failed = [
            each for each in with_faults(checks, document, matched, Medium.HTML) if each.fault
        ]
        assert [(each.rule, each.where) for each in failed] == [
            ("R3.2", "requests.*.total"),
            ("R3.3", "requests.granted"),
        ]
        assert {each.fault for each in failed} == {fault}


@pytest.mark.parametrize("doubt", ["l", "1 234", "12(其中1件撤回)"])
def test_a_number_read_with_reservations_blames_no_one(doubt: str) -> None:
    """The second reading shares the rule by which the first took the number."""
    found = finding(report("F2021", requests__granted__company=doubt), "R3.3", "requests.granted")
    assert (found.outcome, found.fault) == (Outcome.FAIL, Fault.UNKNOWN)


def test_a_sum_beside_a_line_that_was_not_understood_blames_no_one() -> None:
    """What is missing in the sum may stand in that line."""
    printed = Printed(form("F2021"), values={"requests.granted.natural_person": "2"})
    tables = printed.tables()
    row = [TD("1"), *(TD("0") for _ in range(5)), TD("1")]
    tables[1].insert(5, [TD("（八）另行处理", 1, 3), *row])
    found = finding(parse_report(printed.page(tables)), "R3.2", "requests.*.natural_person")
    assert (found.outcome, found.fault) == (Outcome.FAIL, Fault.UNKNOWN)


def test_missing_chapters_blame_no_one() -> None:
    """The second reading is of tables only: it can confirm nothing about titles."""
    page = Printed(form("F2021")).page().body.decode().replace("<p>五、", "<p>乙")
    found = finding(parse_report(Document(page.encode())), "S1", "")
    assert (found.outcome, found.fault) == (Outcome.FAIL, Fault.UNKNOWN)
