"""Bytes to text, and text to the form in which labels are compared."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.text import decode, fold

FOLDS = [
    ("⼈⺠政府⻔⼾⽹站", "人民政府门户网站"),
    ("（本列数据的勾稽关系为：第一项加第二项之和）", "(本列数据的勾稽关系为:第一项加第二项之和)"),
    ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
    ("3、危及‘三安全一稳定’", '3.危及"三安全一稳定"'),
    ("３．危及「三安全一稳定」", '3.危及"三安全一稳定"'),
    ("三，本年度办理结果", "三、本年度办理结果"),
    ("三．本年度办理结果", "三、本年度办理结果"),
    ("㈠予以公开", "(一)予以公开"),
    ("商 业\u00a0企\u3000业", "商业企业"),
    ("第二十条 第（一）项", "第二十条第(一)项"),
    ("現行有效件数", "现行有效件数"),
    ("規章", "规章"),
    ("⼀、总体情况", "一、总体情况"),  # a radical, as PDF fonts map it
    ("结\u200b果\ufeff维持", "结果维持"),
    ("107.68万元", "107.68万元"),
    ("1、5", "1、5"),  # no enumerator: 1.5 must not come of it
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS)
def test_labels_fold_to_one_form(text: str, folded: str) -> None:
    """Spellings that mean the same label become the same string."""
    assert fold(text) == folded


@settings(deadline=None)  # other work on the machine is no failure
@given(st.text())
@example("\u00a8\u0301")
@example("1\u3001\u200b5")
@example("\u1100\u200b\u1161")
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded label is its own fold."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)  # other work on the machine is no failure
@given(st.text(alphabet="一二三信息公开123（）()“”、.． \u3000\u200b\n"), st.integers(0, 20))
def test_spaces_anywhere_do_not_matter(text: str, at: int) -> None:
    """White space inside a label never makes another label of it."""
    assert fold(text[:at] + " \u3000\u200b" + text[at:]) == fold(text)


DECODES = [
    (b"", "", "utf-8", False),
    ("信息公开".encode(), "信息公开", "utf-8", False),
    (b"\xef\xbb\xbf" + "信息".encode(), "信息", "utf-8", False),
    ("信息公开䶮".encode("gb18030"), "信息公开䶮", "gb18030", False),
    (
        b'<meta charset="utf-8">' + "年报".encode("gbk"),
        '<meta charset="utf-8">年报',
        "gb18030",
        False,
    ),
    (b'<meta charset="gbk">' + "年报".encode(), '<meta charset="gbk">年报', "utf-8", False),
    ("﻿信息".encode("utf-16-le"), "信息", "utf-16-le", False),
    ("﻿信息".encode("utf-16-be"), "信息", "utf-16-be", False),
    ("<p>信息</p>".encode("utf-16-le"), "<p>信息</p>", "utf-16-le", False),
    ("<p>信息</p>".encode("utf-16-be"), "<p>信息</p>", "utf-16-be", False),
    (b"a" * 30 + b"\0b", "a" * 30 + "b", "utf-8", True),
]


@pytest.mark.parametrize(("body", "text", "charset", "damaged"), DECODES)
def test_bytes_decide_the_charset(body: bytes, text: str, charset: str, damaged: bool) -> None:
    """The ladder finds the charset whatever the page declares."""
    assert decode(body) == (text, charset, damaged)


@pytest.mark.parametrize("cut", [1, 2])
def test_page_cut_inside_a_character_stays_utf8(cut: int) -> None:
    """A truncated UTF-8 page is not read as GB18030, and says that it is damaged."""
    text, charset, damaged = decode(("政府信息公开" * 50).encode()[:-cut])
    assert (text, charset, damaged) == ("政府信息公开" * 49 + "政府信息公\ufffd", "utf-8", True)


def test_page_with_one_broken_byte_stays_utf8() -> None:
    """One bad byte in the middle loses one character, not the page."""
    body = ("政府信息公开" * 20).encode()
    text, charset, damaged = decode(body[:90] + b"\xff" + body[90:])
    assert (charset, damaged, text.replace("\ufffd", "")) == ("utf-8", True, "政府信息公开" * 20)


def test_gb_page_cut_inside_a_character_stays_gb18030() -> None:
    """A truncated GBK page keeps its text and says that it is damaged."""
    text, charset, damaged = decode(("政府信息公开" * 50).encode("gbk")[:-1])
    assert (charset, damaged) == ("gb18030", True)
    assert text.startswith("政府信息公开" * 49)


@settings(deadline=None)  # other work on the machine is no failure
@given(st.binary(max_size=200))
def test_any_bytes_decode(body: bytes) -> None:
    """Decoding never fails, and never leaves a NUL."""
    text, _, _ = decode(body)
    assert "\0" not in text


@settings(deadline=None)  # other work on the machine is no failure
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    """What was written as UTF-8 is read as it was written."""
    if not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, "utf-8", False)


def test_folding_keeps_what_nfkc_keeps() -> None:
    """Full-width digits and letters fold with NFKC, as the amounts expect."""
    assert fold("１，２３４ＡＢ") == unicodedata.normalize("NFKC", "１，２３４ＡＢ")
