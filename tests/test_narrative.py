"""Numbers read from sentences: wordings as met, the traps beside them, and input without end."""

import time
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import FormError
from parsers.model import Mention
from parsers.narrative import MAX_QUANTITIES, find_mentions
from parsers.passages import Passage, topic_of
from parsers.prose_text import fold_text
from parsers.vocabulary import load_vocabulary, vocabulary

ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
)["row"]
FEES_SINCE = 2021


def mentions(
    text: str, year: int = 2024, heading: str = "", section: int = 1
) -> tuple[Mention, ...]:
    """What a sentence under a heading says in a report on a year."""
    passage = Passage(text, "L1", section, heading, topic_of(heading))
    return find_mentions([passage], year, has_fees=year >= FEES_SINCE)[0]


def told(mention: Mention) -> str:
    """A mention as sentences.toml writes it."""
    value = "none" if mention.value is None else format(mention.value, "f")
    code = f"{mention.table}.{mention.code}".removeprefix("narrative.")
    return " ".join((code, value, *mention.notes)) + f" = {mention.raw}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}" for n in range(len(ROWS))])
def test_a_sentence_says_these_numbers_and_no_other(row: dict[str, Any]) -> None:
    """Every number of the sentence that counts something, and none that only looks like it."""
    found = mentions(row["text"], row.get("year", 2024), row.get("heading", ""))
    assert [told(each) for each in found] == row["said"]
    for each in found:
        assert each.sentence in row["text"]
        assert each.sentence[each.start : each.end] == each.raw


def test_there_are_enough_sentences_of_every_kind() -> None:
    """Positives, traps and negatives, for nearly every code."""
    said = [entry.split(" ")[0] for row in ROWS for entry in row["said"]]
    assert len(ROWS) > 200
    assert sum(not row["said"] for row in ROWS) > 60
    codes = {f"{code.table}.{code.code}".removeprefix("narrative.") for code in vocabulary().codes}
    assert codes - set(said) <= {
        "suit_upheld",
        "suit_corrected",
        "suit_other",
        "suit_pending",
        "web_interviews_by_head",
    }


def test_the_sentence_is_kept_as_printed_with_the_place_of_the_number() -> None:
    """Full width, white space and line breaks stay; the span is that of the printed words."""
    text = "概述。２０２４年，收到政府信息公开 申请１ ２件，均已\n答复。下一步加强管理。"
    (found,) = mentions(text)
    assert found.sentence == "２０２４年，收到政府信息公开 申请１ ２件，均已\n答复。"
    assert (found.raw, found.value, found.notes) == ("１ ２件", Decimal(12), ("spaced_digits",))
    assert (found.source, found.section) == ("L1", 1)


def test_several_candidates_are_kept() -> None:
    """None is taken for the number because it stands first."""
    found = mentions("共收到政府信息公开申请12件。经统计，全年收到政府信息公开申请15件。")
    assert [each.value for each in found] == [12, 15]


def test_a_year_holds_until_another_is_named() -> None:
    """The numbers of a sentence about last year stay last year's in the next."""
    heading = "依申请公开情况"
    said = "2023年，收到申请20件。答复18件。今年收到申请30件。答复28件。"
    found = mentions(said, 2024, heading)
    assert [told(each) for each in found] == [
        "requests_received 30 = 30件",
        "replies_total 28 = 28件",
    ]


def test_without_a_report_year_no_year_is_refused() -> None:
    """A report whose year is unknown still says its numbers; other years then stand beside."""
    found = mentions("2023年收到政府信息公开申请20件，2024年收到政府信息公开申请30件。", 0)
    assert [each.value for each in found] == [20, 30]


def test_one_number_may_count_for_two_codes() -> None:
    """复议、诉讼各1件 is one of each."""
    found = mentions("政府信息公开行政复议、行政诉讼各1件。")
    assert [each.code for each in found] == ["review_total", "suit_total"]
    assert {each.start for each in found} == {found[0].start}


def test_numbers_in_titles_of_documents_count_nothing() -> None:
    """《…12件…》 is a name; ringed numbers are marks."""
    assert mentions("落实《收到政府信息公开申请12件办理规程》，②件。") == ()


LONG = [
    "收到政府信息公开申请12件，",
    "未收到政府信息公开申请、",
    "(其中(其中",
    "1 1 1 1 1",
    "1,111,111,",
    "一二三四五六七八九十百千万",
    "2023年去年截至累计自2008年以来",
    "行政复议行政诉讼行政复议",
    "公民法人或其他组织的、",
    "未发生因政府信息公开",
    "收取信息处理费收取信息处理费",
    "政府信息公开政府信息公开",
    "《《《《",
]


@pytest.mark.parametrize("piece", LONG)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    """Ten times the text takes some ten times the work; thirty is generous."""

    def work(times: int) -> float:
        text = piece * times
        begun = time.process_time()
        mentions(text)
        return time.process_time() - begun

    work(10)
    assert work(1000) < 30 * work(100) + 0.2


def test_a_text_without_end_is_read_to_a_limit_and_says_so() -> None:
    """What is beyond the limit is a doubt, not a silence."""
    passages = [Passage("收到政府信息公开申请12件。" * 100, f"L{n}", 1) for n in range(60)]
    found, doubts = find_mentions(passages, 2024, has_fees=True)
    assert len(found) <= MAX_QUANTITIES + 100
    assert [each.rule for each in doubts] == ["narrative.too_long"]
    assert doubts[0].detail
    assert doubts[0].detail_en


def test_a_sentence_without_end_is_cut_around_its_number() -> None:
    """No row of the archive grows with a page that has no full stop."""
    (found,) = mentions("其他工作，" * 2000 + "收到政府信息公开申请12件，" + "其他工作，" * 2000)
    assert len(found.sentence) <= 600
    assert found.sentence[found.start : found.end] == "12件"


WORDS = st.sampled_from(
    [
        *"，。；（）、：\n 0123456789件元条年",
        *("收到", "政府信息公开申请", "答复", "其中", "2023年", "行政复议", "行政诉讼", "未收到"),
        *("信息处理费", "累计", "比上年", "以来", "无", "１２", "①"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join), st.integers(0, 2030))
def test_nothing_raises_and_every_span_is_printed(text: str, year: int) -> None:
    """Whatever the words, a mention's raw text stands where it says."""
    for each in mentions(text, year):
        assert each.sentence[each.start : each.end] == each.raw
        assert each.raw
        assert each.sentence in text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_folding_knows_where_every_character_stood(text: str) -> None:
    """A span of the folded text is a span of the printed one, and nothing raises."""
    folded = fold_text(text)
    assert len(folded.places) == len(folded.text)
    assert list(folded.places) == sorted(folded.places)
    assert mentions(text) is not None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not toml [", "narrative.toml"),
        ("", "words"),
        ("[words]\nfill = 'x'\n[units]\n[scope]\n[topics]\n[[code]]\ncode='a'", "zh"),
    ],
)
def test_a_wrong_vocabulary_is_refused_when_loaded(text: str, named: str) -> None:
    """The message names the file and what is missing."""
    with pytest.raises(FormError, match=named):
        load_vocabulary(text)


def test_every_code_is_said_in_both_languages_and_once() -> None:
    """Codes are those of the 2014 table where they mean the same; each stands once."""
    codes = vocabulary().codes
    assert len({code.row for code in codes}) == len(codes)
    assert all(code.zh and code.en and code.unit in code.units | {"万元"} for code in codes)
