from decimal import Decimal

from parsers.model import Figure, Finding, Kind, Outcome, Report
from parsers.report import parse_report
from tests.printed import Printed, form

TITLE = "甲局2021年政府信息公开年报"
ROW = ("natural_person", "company", "research_inst", "public_interest_org", "law_service")


def report(**values: str) -> Report:
    changed = {key.replace("__", "."): text for key, text in values.items()}
    return parse_report(Printed(form("F2021"), values=changed, title=TITLE).page())


def figure(found: Report, address: str) -> Figure:
    return next(each for each in found.figures if each.address == address)


def proofs(found: Report) -> list[Finding]:
    return [each for each in found.findings if each.rule == "value.blank_proved"]


def test_blank_parts_are_zero_where_the_others_make_up_the_total() -> None:
    """The printed blank stays: value None, kind blank; the proof names what it proves."""
    blank = {f"requests__granted__{name}": "" for name in ROW[2:]}
    found = report(**blank)
    for address in (key.replace("__", ".") for key in blank):
        each = figure(found, address)
        assert (each.value, each.kind, each.raw, each.inferred) == (
            None,
            Kind.BLANK,
            "",
            Decimal(0),
        )
    proved = [address for proof in proofs(found) for address in proof.figures]
    assert sorted(proved) == sorted(key.replace("__", ".") for key in blank)
    assert all(each.outcome is Outcome.PASS and each.detail for each in proofs(found))
    assert not [each for each in found.findings if each.outcome is Outcome.UNCERTAIN]


def test_a_blank_total_is_the_sum_of_its_parts() -> None:
    """As on the result rows of 上海 2019."""
    each = figure(report(requests__partial__total=""), "requests.partial.total")
    assert (each.value, each.kind, each.inferred) == (None, Kind.BLANK, Decimal(3))


def test_a_sum_does_not_prove_itself() -> None:
    """A total that its own row filled cannot be held against that row; other sums can be."""
    found = report(requests__partial__total="")
    outcomes = {(each.rule, each.where): each.outcome for each in found.findings}
    assert outcomes["R3.3", "requests.partial"] is Outcome.UNCERTAIN
    assert outcomes["R3.2", "requests.*.total"] is Outcome.PASS


def test_a_whole_blank_row_is_zero_where_the_outcomes_balance_without_it() -> None:
    """Row 3.3.2 left empty: the columns add up without it."""
    names = (*ROW, "other_org", "total")
    found = report(**{f"requests__denied_law_prohibited__{name}": "" for name in names})
    for name in names:
        assert figure(found, f"requests.denied_law_prohibited.{name}").inferred == 0


def test_nothing_is_inferred_where_the_sums_do_not_prove_it() -> None:
    """A blank that hides a number stays open, and its checks uncertain."""
    found = report(requests__granted__company="", requests__granted__total="")
    assert figure(found, "requests.granted.company").inferred is None
    checks = {(each.rule, each.where): each.outcome for each in found.findings}
    assert checks["R3.2", "requests.*.company"] is Outcome.UNCERTAIN
    assert checks["R3.3", "requests.granted"] is Outcome.UNCERTAIN


def test_a_dash_a_word_or_text_proves_nothing() -> None:
    """No value is inferred for them, and none beside them in the same sum."""
    for raw in ("/", "无", "约0"):
        found = report(
            requests__granted__research_inst=raw,
            requests__granted__law_service="",
            requests__partial__law_service="—",
        )
        assert figure(found, "requests.granted.research_inst").inferred is None
        assert figure(found, "requests.granted.law_service").inferred is None


def test_a_total_that_the_parts_do_not_reach_proves_nothing() -> None:
    """Σ of the filled parts must equal the printed total."""
    found = report(requests__granted__law_service="", requests__granted__total="10")
    assert figure(found, "requests.granted.law_service").inferred == 0  # its column proves it
    blank = report(
        requests__new_received__law_service="",
        requests__new_received__total="28",
    )
    assert figure(blank, "requests.new_received.law_service").inferred is None


def test_appeals_are_inferred_only_beside_a_total_or_a_filled_group() -> None:
    """A blank group is zero beside a filled one; a blank total in chapter 四 proves nothing."""
    names = ("upheld", "corrected", "other", "pending", "total")
    found = report(
        **{f"appeals__suit_after_review__{name}": "" for name in names},
        appeals__suit_direct__corrected="",
        appeals__review__total="",
    )
    for name in names:
        assert figure(found, f"appeals.suit_after_review.{name}").inferred == 0
    assert figure(found, "appeals.suit_direct.corrected").inferred == 0
    assert figure(found, "appeals.review.total").inferred is None


def test_a_total_that_the_other_sums_refute_is_not_assumed() -> None:
    """With a part and its total blank, the total of the column says that the part is no zero."""
    blank = {"requests__granted__company": "", "requests__granted__total": ""}
    dash = {"requests__denied_state_secret__company": "-"}  # no proof from the column of companies
    found = report(**blank, **dash)
    assert figure(found, "requests.granted.company").inferred is None
    assert figure(found, "requests.granted.total").inferred is None
    proved = report(**blank)
    assert figure(proved, "requests.granted.total").inferred is None


def test_a_blank_form_proves_nothing() -> None:
    """With nothing filled in there is nothing to infer from."""
    printed = Printed(form("F2021"), title=TITLE)
    printed.values = dict.fromkeys(printed.values, "")
    found = parse_report(printed.page())
    assert all(each.inferred is None and each.kind is Kind.BLANK for each in found.in_tables)


def test_chapter_two_knows_no_inference() -> None:
    """Blank rows of chapter 二 have no sums to prove them."""
    assert figure(report(disclosure__rules__issued=""), "disclosure.rules.issued").inferred is None
