"""Codes of bodies in index numbers: known by their check digits, or no codes at all."""

import pytest

from parsers.codes import (
    Code,
    codes_in,
    credit_check,
    is_credit_code,
    organisation_check,
)

# Heads of 索引号 as they are printed on public pages.
PRINTED = [
    ("11341702486344515H/202110-00013", Code("credit", "11341702486344515H", is_valid=True)),
    ("12620600MB0523338C/2025-04735", Code("credit", "12620600MB0523338C", is_valid=True)),
    ("113325000026455663", Code("credit", "113325000026455663", is_valid=True)),
    ("014416330/2018-04736", Code("organisation", "014416330", is_valid=True)),
    ("014314799/2024-00002", Code("organisation", "014314799", is_valid=True)),
    ("kysrmzf/2026-00017", Code("slug", "kysrmzf", is_valid=True)),
    ("za779940273-2023-000071", Code("slug", "za779940273", is_valid=True)),
]


@pytest.mark.parametrize(("text", "code"), PRINTED)
def test_the_head_of_an_index_number_is_told(text: str, code: Code) -> None:
    """Credit code, organisation code and a site's own slug look different and are."""
    assert codes_in(text) == (code,)


def _credit(head: str) -> str:
    """A credit code from registry, kind, division and the first eight of the body's code."""
    body = head + organisation_check(head[8:])
    return body + credit_check(body)


@pytest.mark.parametrize("head", ["1199010000000001", "12990101MB000001", "11990100ABCDEFGH"])
def test_a_code_made_by_the_standards_is_valid_and_with_any_other_digit_not(head: str) -> None:
    """Each wrong last character is refused, and so is a wrong digit inside."""
    code = _credit(head)
    assert is_credit_code(code)
    for other in "0123456789ABCDEFGHJKLMNPQRTUWXY".replace(code[17], ""):
        assert not is_credit_code(code[:17] + other)
    for place in range(2, 8):
        wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
        assert not is_credit_code(wrong)
    assert codes_in(f"{code}/2023-00001") == (Code("credit", code, is_valid=True),)


def test_check_digits_of_the_standards() -> None:
    """The three outcomes of GB 11714: a digit, X for ten, 0 for eleven."""
    assert organisation_check("01431479") == "9"
    assert {organisation_check(f"0000000{n}") for n in range(10)} >= {"0", "X", "9"}
    assert credit_check("11332500002645566") == "3"


def test_a_wrong_check_digit_is_no_code() -> None:
    """It is said to be one only in looks."""
    assert codes_in("11341702486344515J/202110-00013") == (
        Code("credit", "11341702486344515J", is_valid=False),
    )
    assert codes_in("014416331/2018-04736") == (Code("organisation", "014416331", is_valid=False),)


@pytest.mark.parametrize(
    "text",
    [
        "XX11341702486344515H",  # longer than a code
        "001008003001021",  # a tree code
        "91341702486344515H",  # a company
        "2024-00013",
        "",
    ],
)
def test_what_is_no_code(text: str) -> None:
    """Other numbers of other lengths are left alone."""
    assert codes_in(text) == ()


def test_a_code_tells_where_it_was_registered() -> None:
    """Six digits, which need not be today's division."""
    assert codes_in("11341702486344515H/202110-00013")[0].division == "341702"
    assert codes_in("014416330/2018-04736")[0].division == ""
