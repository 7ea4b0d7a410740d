from importlib.resources import files

import pytest

from parsers.errors import FormError
from parsers.forms import Form, forms, load_forms
from parsers.forms.labels import label_key, label_unit, path_keys

TEXT = (files("parsers.forms") / "2021.toml").read_text(encoding="utf-8")


def form(name: str) -> Form:
    return next(form for form in forms() if form.id == name)


PLACES = {
    "F2014-FJ": 38,
    "PRE2014-A": 70,
    "PRE2014-B": 34,
    "F2014": 59,  # 58 of the official table, and an e-mail row that some print
    "F2019": 201,  # 198 of the official tables, and a row of Hubei's
    "F2021": 200,
}


def test_the_forms_have_their_official_places() -> None:
    """F2019 prints 201 places, F2021 200, and 186 with a one-row （六）."""
    assert {each.id: len(each.places()) for each in forms()} == PLACES
    assert len(form("F2021").places("one_row")) == 186
    assert len(form("F2019").places("three_rows")) == 215


def test_places_are_distinct_and_in_printed_order() -> None:
    """No place has two addresses; chapter 二 comes first, the last route of 四 last."""
    for each in forms():
        places = each.places()
        assert len(set(places)) == len(places)
        last = ("appeals", "suit_after_review", "total")
        assert each.is_list or places[-1] == last
    assert form("F2014").places()[-1] == ("indicators", "people_trained", "value")
    assert form("F2019").places()[0] == ("disclosure", "rules", "made")


def test_every_label_has_an_english_one() -> None:
    """The dictionary and the English pages are complete."""
    for each in forms():
        labelled = [
            *each.chapters,
            *(row for block in each.blocks for row in (*block.rows, *block.groups)),
            *(column for block in each.blocks for column in block.columns),
        ]
        assert all(item.en for item in labelled)


def test_no_two_rows_of_a_table_have_the_same_folded_path() -> None:
    """A label path leads to one row only, whatever the alternative."""
    for each in forms():
        for block in each.blocks:
            rows = (*block.rows, *block.groups)
            keys = [key for row in rows for key in path_keys(row.path, row.aliases)]
            assert len(set(keys)) == len(keys)


def test_chapters_three_and_four_are_shared() -> None:
    """A quirk of the requests table is written in one place for both forms."""
    old, new = form("F2019"), form("F2021")
    assert old.blocks[-2:] == new.blocks[-2:]
    assert old.chapters == new.chapters


WRONG = {
    "an unknown key": ('id = "F2021"', 'id = "F2021"\ncolour = "red"', "unknown key colour"),
    "a missing key": ('id = "F2021"', "", "2021.toml.id: missing; add it"),
    "a mistyped key": ("first_year = 2021", 'first_year = "2021"', "first_year: must be int"),
    "a missing English label": (
        'path = ["规章"], en = "Rules"',
        'path = ["规章"]',
        "block[1].rows[1].en: missing; add it",
    ),
    "two rows with one code": (
        'code = "normative_docs"',
        'code = "rules"',
        "block[1].rows: 'rules' stands 2 times",
    ),
    "two rows with one label": (
        'path = ["行政规范性文件"]',
        'path = [" 规 章"]',
        "'规章' stands 2",
    ),
    "an unlisted alternative": (
        'alternatives = ["three_rows", "one_row"]',
        'alternatives = ["three_rows"]',
        "alternatives: 'one_row' is named by rows or listed, not both",
    ),
    "a check of an unknown row": (
        'terms = ["new_received", "carried_in"], equals = ["outcomes_total"',
        'terms = ["new_recieved", "carried_in"], equals = ["outcomes_total"',
        "block[5].checks[1]: the block has no 'new_recieved'; correct the code",
    ),
    "an unknown kind of check": ('kind = "parts"', 'kind = "guess"', "kind: unknown 'guess'"),
    "an unknown set": ('terms = ["@results"]', 'terms = ["@result"]', "define sets.result"),
    "an unknown layout": ('layout = "one_row"', 'layout = "round"', "layout: unknown 'round'"),
    "an unknown chapter": ("chapter = 4", "chapter = 9", "no chapter 9"),
    "years that run backwards": ("last_year = 0", "last_year = 2001", "use 0 while"),
    "broken TOML": ("[[block]]", "[[block", "not TOML"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_form_is_refused_when_loaded(old: str, new: str, message: str) -> None:
    """The error names the file, the key and what to do."""
    assert old in TEXT
    with pytest.raises(FormError, match=r"^2021\.toml") as caught:
        load_forms({"2021.toml": TEXT.replace(old, new, 1)})
    assert message in str(caught.value)


def test_a_block_of_an_unknown_form_is_refused() -> None:
    """`same_as` and `chapters_of` may only name forms that exist."""
    text = (files("parsers.forms") / "2019.toml").read_text(encoding="utf-8")
    with pytest.raises(FormError, match=r"^2019\.toml\.chapters_of: unknown form 'F2021'"):
        load_forms({"2019.toml": text})


def test_labels_fold_what_does_not_distinguish_and_keep_what_does() -> None:
    """Numbering and remarks go; 其他 stays apart from 其他法律行政法规禁止公开."""
    assert label_key("3、其他") == label_key("其 他") == "其他"
    assert label_key("2.其他法律行政法规禁止公开") == "其他法律行政法规禁止公开"
    assert label_key("3.危及‘三安全一稳定’") == label_key('危及"三安全一稳定"')
    assert label_key("四、结转下年度继续办理") != label_key("二、上年结转政府信息公开申请数量")
    assert label_unit("本年收费金额\n(万元)") == "万元"
