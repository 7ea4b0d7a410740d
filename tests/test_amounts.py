from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.amounts import Amount, parse_amount
from parsers.model import Kind

COUNTS = [
    ("0", "0", "件", ()),
    ("０", "0", "件", ()),
    (" 0", "0", "件", ()),
    ("0件", "0", "件", ()),
    ("\u200b7\u00a0", "7", "件", ()),
    ("455", "455", "件", ()),
    ("3985758", "3985758", "件", ()),
    ("1,234", "1234", "件", ()),
    ("1，234", "1234", "件", ()),
    ("1 234", "1234", "件", ("spaced_digits",)),
    ("１２３", "123", "件", ()),
    ("17 O", "170", "件", ("ocr_guess",)),
    ("l0", "10", "件", ("ocr_guess",)),
    ("〇", "0", "件", ("ocr_guess",)),
    ("3（其中上年1件）", "3", "件", ("annotated",)),
    ("3(含上年1)", "3", "件", ("annotated",)),
    ("7 件", "7", "件", ()),
    ("3宗", "3", "件", ()),
    ("2 次", "2", "次", ("unit_differs",)),
    ("26.8万件", "268000", "件", ("rounded",)),
    ("0.0", "0", "件", ("decimal_form",)),
    ("7.00", "7", "件", ("decimal_form",)),
    ("1.5", "1.5", "件", ("non_integer",)),
    ("-3", "-3", "件", ()),
]

CHANGES = [
    ("增加5项", "5", ()),
    ("增5", "5", ()),
    ("+5", "5", ()),
    ("＋19", "19", ()),
    ("↑5", "5", ()),
    ("新增5", "5", ()),
    ("减少3", "-3", ()),
    ("-3", "-3", ()),
    ("－3", "-3", ()),
    ("−3", "-3", ()),
    ("–3", "-3", ()),
    ("↓3", "-3", ()),
    ("减3", "-3", ()),
    ("(3)", "-3", ("accounting_brackets",)),
    ("不变", "0", ()),
    ("持平", "0", ()),
    ("无变化", "0", ()),
    ("0", "0", ()),
    ("5", "5", ("unsigned_change",)),
    ("+5/-3", "2", ("net_computed",)),
    ("增5减2", "3", ("net_computed",)),
    ("增加5项，减少2项", "3", ("net_computed",)),
    ("增加1,234项,减少2项", "1232", ("net_computed",)),
]

# printed, unit in the header, value, unit, notes; the form leaves the unit open
MONEY = [
    ("107.68万元", "", "1076800", "元", ()),
    ("107.68万元", "元", "1076800", "元", ()),
    ("251000元", "", "251000", "元", ()),
    ("251000（元）", "万元", "251000", "元", ()),
    ("477.35", "万元", "4773500", "元", ()),
    ("477.35", "", "477.35", "", ("unit_missing",)),
    ("1.2亿元", "", "120000000", "元", ()),
    ("1,076,800元", "", "1076800", "元", ()),
    ("0", "", "0", "", ("unit_missing",)),
]

NOTHING = {
    Kind.BLANK: ["", "\u00a0", "\u3000", " \n "],
    Kind.DASH: ["/", "／", "-", "－", "—", "–", "--", "\\", "— —"],
    Kind.NA_WORD: ["无", "无此项", "不适用", "N/A", "n/a", "空", " 无 "],
}

TEXTS = [
    ("85.7%", "wrong_type"),
    ("5元", "wrong_type"),
    ("1 0", "spaced_digits"),
    ("12 345 6", "spaced_digits"),
    ("1\n234", "broken_digits"),
    ("012", "leading_zero"),
    ("００", "leading_zero"),
    ("约300", "not_a_number"),
    ("十二件", "not_a_number"),
    ("1,23", "not_a_number"),
    ("3²", "not_a_number"),
    ("①", "not_a_number"),
    ("3/4", "not_a_number"),
    ("9" * 300, "not_a_number"),
]


@pytest.mark.parametrize(("raw", "value", "unit", "notes"), COUNTS)
def test_counts(raw: str, value: str, unit: str, notes: tuple[str, ...]) -> None:
    """A count keeps its printed value; whatever is odd about it is noted."""
    assert parse_amount(raw, "件") == Amount(Decimal(value), Kind.NUMBER, unit, notes)


@pytest.mark.parametrize(("raw", "value", "notes"), CHANGES)
def test_changes_against_last_year(raw: str, value: str, notes: tuple[str, ...]) -> None:
    """The sign of a change may be a word or a mark; a missing one is noted."""
    amount = parse_amount(raw, "项", signed=True)
    assert amount == Amount(Decimal(value), Kind.NUMBER, "项", notes)


@pytest.mark.parametrize("raw", ["19（减）", "19(比上年减少)", "19（-）", "19项(增)"])
def test_a_remark_that_may_be_the_sign_is_not_passed_over(raw: str) -> None:
    """19（减） is no increase by 19."""
    assert parse_amount(raw, "项", signed=True).value is None


@pytest.mark.parametrize("stated", ["万件", "百件", "千件"])
def test_counts_under_a_header_of_multiples_are_refused(stated: str) -> None:
    """A bare 5 under 万件 is not 5; a cell with its own unit is."""
    assert parse_amount("5", "件", stated=stated) == Amount(None, Kind.TEXT, "件", ("wrong_type",))
    assert parse_amount("5件", "件", stated=stated).value == 5


@pytest.mark.parametrize(("raw", "stated", "value", "unit", "notes"), MONEY)
def test_money(raw: str, stated: str, value: str, unit: str, notes: tuple[str, ...]) -> None:
    """The cell's unit beats the header's; with neither the unit stays unknown."""
    amount = parse_amount(raw, "元", stated=stated, decimal=True, unit_open=True)
    assert amount == Amount(Decimal(value), Kind.NUMBER, unit, notes)


def test_fees_stay_in_their_official_unit() -> None:
    """The 2021 form fixes 万元; other printed units are converted to it."""
    for raw, stated, value in [
        ("96171.6", "", "96171.6"),
        ("96171.6", "万元", "96171.6"),
        ("96171.6万元", "", "96171.6"),
        ("251000元", "万元", "25.1"),
        ("251000", "元", "25.1"),
    ]:
        amount = parse_amount(raw, "万元", stated=stated, decimal=True)
        assert amount == Amount(Decimal(value), Kind.NUMBER, "万元")


@pytest.mark.parametrize(("kind", "raw"), [(k, raw) for k, raws in NOTHING.items() for raw in raws])
def test_blank_dash_and_words_for_nothing_are_three_things(kind: Kind, raw: str) -> None:
    """None of them has a value, in counts as in changes."""
    assert parse_amount(raw, "件") == Amount(None, kind, "件")
    assert parse_amount(raw, "项", signed=True) == Amount(None, kind, "项")


@pytest.mark.parametrize(("raw", "note"), TEXTS)
def test_what_is_no_number_stays_text(raw: str, note: str) -> None:
    """A cell is never taken apart until a number falls out of it."""
    assert parse_amount(raw, "件") == Amount(None, Kind.TEXT, "件", (note,))


@given(
    st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", " {}件", "{:,} 件", "\u3000{}\u00a0"])
)
def test_a_printed_number_reads_back(number: int, shape: str) -> None:
    """Separators, units, full width and surrounding white space change no value."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    printed = shape.format(number)
    for raw in (printed, printed.translate(wide)):
        assert parse_amount(raw, "件") == Amount(Decimal(number), Kind.NUMBER, "件")


@given(st.text(), st.booleans())
def test_any_text_has_a_kind(raw: str, signed: bool) -> None:
    """No cell can make the reading fail, and only numbers have values."""
    amount = parse_amount(raw, "件", signed=signed)
    assert (amount.value is not None) == (amount.kind is Kind.NUMBER)


@pytest.mark.parametrize("raw", ["3⑩", "⑳", "5(万)", "5（单位：千件）"])
def test_marks_and_multiples_beside_a_number_are_not_guessed(raw: str) -> None:
    """A mark in a circle is no digit, and 5(万) is not five."""
    amount = parse_amount(raw, "件")
    assert (amount.value, amount.kind) == (None, Kind.TEXT)
