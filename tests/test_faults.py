"""Whose fault a failed check is, for every medium: damage to a reader is never the publisher's."""

import io
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

import parsers.grid
import parsers.layouts
import parsers.report
from parsers.model import Cell, Document, Fault, Finding, Grid, Outcome, Reading, Report
from parsers.report import parse_report
from parsers.second import printed_again
from tests.lists import PrintedList, table_2014, table_a, table_b, table_fujian
from tests.lists import as_text as lists_as_text
from tests.media import MEDIA
from tests.mutation.reader import DAMAGES, Change, damaged, read_as
from tests.pdfs import FONT
from tests.printed import Printed, form

TITLES = {"F2019": "甲局2019年政府信息公开年报", "F2021": "甲局2021年政府信息公开年报"}


def drawn(medium: str, name: str = "F2021", **values: str) -> Document:
    """A synthetic report with some printed values changed; `__` stands for the dots."""
    changed = {key.replace("__", "."): text for key, text in values.items()}
    return MEDIA[medium](Printed(form(name), values=changed, title=TITLES[name]))


def failed(report: Report) -> list[Finding]:
    """The checks of figures that failed."""
    return [each for each in report.findings if each.outcome is Outcome.FAIL and each.figures]


def doubts(report: Report, rule: str) -> dict[str, Finding]:
    return {each.where: each for each in report.findings if each.rule == rule}


# ---- the second reading itself ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["F2019", "F2021"])
@pytest.mark.parametrize("medium", MEDIA)
def test_the_second_reading_finds_every_place(medium: str, name: str) -> None:
    """It shows what the first shows, in tables over page breaks and under wrapped labels too."""
    document = drawn(medium, name)
    report = parse_report(document)
    again = printed_again(document, form(name), report.alternative)
    assert again == {figure.address: figure.raw for figure in report.in_tables}
    assert doubts(report, "reading.differs") == {}


def test_numbers_at_the_right_of_a_wide_column_are_found() -> None:
    """In PDF the label stands in the middle of its column, and the number may be far from it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont(FONT, 9)
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    canvas.drawCentredString(280, 700, "第二十条第（一）项")
    for number, head in enumerate(heads):
        canvas.drawCentredString(120 + 120 * number, 680, head)
    for top, values in ((660, ("规章", "1", "2", "3")), (640, ("行政规范性文件", "4", "5", "6"))):
        for number, value in enumerate(values):
            canvas.drawRightString(175 + 120 * number, top, value)
    canvas.save()
    again = printed_again(Document(out.getvalue()), form("F2021"), "")
    assert list(again.values()) == ["1", "2", "3", "4", "5", "6"]


def test_the_rows_of_another_alternative_are_found() -> None:
    """（六）其他处理 as a single row of a form whose own has three."""
    printed = Printed(form("F2021"), alternative=form("F2021").alternatives[-1])
    document = printed.page()
    report = parse_report(document)
    again = printed_again(document, form("F2021"), report.alternative)
    assert again["requests.other.total"] == "3"


LISTS = [table_2014, table_fujian, table_a, table_b]


@pytest.mark.parametrize("print_as", [PrintedList.page, lists_as_text])
@pytest.mark.parametrize("table", LISTS)
def test_lists_of_indicators_are_read_again(
    table: Callable[[], PrintedList], print_as: Callable[[PrintedList], Document]
) -> None:
    """Every line, both columns; labels that two groups share by their order."""
    document = print_as(table())
    report = parse_report(document)
    again = printed_again(document, form(report.form), report.alternative)
    assert again == {figure.address: figure.raw for figure in report.in_tables if figure.cell}
    assert doubts(report, "reading.differs") == {}


@pytest.mark.parametrize("label", ["（二）申请办结数", "（二）被依法纠错数"])
def test_a_wrong_number_in_a_list_is_the_publishers(label: str) -> None:
    """Completed requests that do not add up, and reviews that do not."""
    printed = table_2014()
    printed.line(label)[2] = "77"
    for document in (printed.page(), lists_as_text(printed)):
        found = failed(parse_report(document))
        assert found
        assert {each.fault for each in found} == {Fault.PUBLISHER}


def test_an_unknown_medium_is_not_read_again() -> None:
    """What no second path reads is neither confirmed nor refuted."""
    assert printed_again(Document("四、无表格的文字".encode()), form("F2021"), "") == {}


# ---- the publisher's errors ------------------------------------------------------------------

# form, address, what is printed; a check that fails by it
WRONG = """
F2021 requests.granted.total 8 R3.3 requests.granted
F2021 requests.new_received.company 19 R3.1 requests.*.company
F2021 requests.unhandled_reconfirm.natural_person 4 R3.2 requests.*.natural_person
F2021 requests.other_fee_unpaid.company 7 R3.3 requests.other_fee_unpaid
F2021 appeals.review.total 11 R4.1 appeals.review
F2021 appeals.suit_after_review.pending 1 R4.3 appeals.suit_after_review
F2021 disclosure.normative_docs.issued 80 R2.6 disclosure.normative_docs
F2019 requests.other.total 5 R3.3 requests.other
F2019 appeals.suit_direct.total 4 R4.2 appeals.suit_direct
F2019 disclosure.admin_license.decisions 22 R2.3 disclosure.admin_license
"""


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("case", WRONG.strip().splitlines())
def test_a_number_changed_in_the_document_is_the_publishers(case: str, medium: str) -> None:
    """All readings show it: every check that fails by it is the publisher's error."""
    name, address, text, rule, where = case.split()
    report = parse_report(drawn(medium, name, **{address: text}))
    found = failed(report)
    assert (rule, where) in {(each.rule, each.where) for each in found}
    assert {each.fault for each in found} == {Fault.PUBLISHER}


# ---- damage to the reader --------------------------------------------------------------------

# The numbers are all different, so that a swap is a change.
VARIED = {
    "requests.granted.natural_person": "31",
    "requests.granted.company": "12",
    "requests.granted.total": "43",
    "requests.outcomes_total.natural_person": "37",
    "requests.outcomes_total.company": "24",
    "requests.outcomes_total.total": "61",
    "requests.new_received.natural_person": "37",
    "requests.new_received.company": "24",
    "requests.new_received.total": "61",
}


@pytest.fixture(scope="module", params=MEDIA)
def readings(request: pytest.FixtureRequest) -> list[tuple[Document, Reading]]:
    """A report of each form in a medium, and its first reading."""
    documents = [drawn(request.param, name, **VARIED) for name in ("F2021", "F2019")]
    return [(document, parsers.report.read(document)) for document in documents]


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_the_first_reading_is_never_the_publishers(
    readings: list[tuple[Document, Reading]], change: Change
) -> None:
    """A sum that fails by it is the parser's error or nobody's; a figure it moved is noticed."""
    for document, reading in readings:
        right = {figure.address: figure.value for figure in read_as(document, reading).in_tables}
        for seed in range(4):
            assert_noticed(
                read_as(document, damaged(reading, [change], random.Random(seed))), right
            )


def assert_noticed(report: Report, right: Mapping[str, Decimal | None]) -> None:
    """Nothing is the publisher's error, and every wrong number is named by a finding."""
    assert {each.fault for each in failed(report)} <= {Fault.PARSER, Fault.UNKNOWN}
    wrong = {f.address for f in report.in_tables if f.value not in (right[f.address], None)}
    told = {a for each in doubts(report, "reading.differs").values() for a in each.figures}
    assert wrong <= told


TEXT = drawn("text", **VARIED)
TEXT_READING = parsers.report.read(TEXT)
TEXT_FIGURES = {figure.address: figure.value for figure in parse_report(TEXT).in_tables}


@given(
    st.lists(st.sampled_from(list(DAMAGES.values())), min_size=1, max_size=4), st.integers(0, 10**6)
)
@settings(max_examples=150, deadline=None)
def test_any_damage_is_noticed_and_never_the_publishers(changes: list[Change], seed: int) -> None:
    """Damages that hide each other's sums are seen all the same."""
    reading = damaged(TEXT_READING, changes, random.Random(seed))
    assert_noticed(read_as(TEXT, reading), TEXT_FIGURES)


@given(st.dictionaries(st.sampled_from(sorted(TEXT_FIGURES)), st.integers(0, 99), max_size=4))
@settings(max_examples=100, deadline=None)
def test_whatever_a_document_prints_is_its_publishers(changed: dict[str, int]) -> None:
    """Every check that fails on plainly printed numbers is the publisher's error."""
    report = parse_report(drawn("text", **{key: str(number) for key, number in changed.items()}))
    assert {each.fault for each in failed(report)} <= {Fault.PUBLISHER}
    assert doubts(report, "reading.differs") == {}


def test_damage_to_what_both_readings_of_a_page_share_is_not_the_publishers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Spans are placed by one function for both trees; the rows of the page are read without it."""
    document = drawn("html", **VARIED)
    expand = parsers.grid._Placing.row

    def swapped(self: parsers.grid._Placing, top: int, row: parsers.grid.RawRow) -> Iterator[Cell]:
        texts = {"31": "12", "12": "31"}
        return (
            each._replace(text=texts.get(each.text, each.text)) for each in expand(self, top, row)
        )

    monkeypatch.setattr(parsers.grid._Placing, "row", swapped)
    faults = {each.fault for each in failed(parse_report(document))}
    assert faults == {Fault.PARSER}


def test_damage_to_the_reading_of_numbers_is_not_the_publishers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both readings of a page read numbers alike; what is plainly printed is compared with them."""
    read = parsers.layouts.parse_amount

    def misread(text: str, *rest: Any) -> object:
        return read("13" if text == "31" else text, *rest)

    monkeypatch.setattr(parsers.layouts, "parse_amount", misread)
    for medium in MEDIA:
        report = parse_report(drawn(medium, **VARIED), twice=True)
        assert {each.fault for each in failed(report)} == {Fault.PARSER}
        assert "requests.granted" in doubts(report, "reading.differs")


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td>自然人<td>1</tr>" * 30_000,
        "<table><tr><td>" + "x y z 1234<table></table>" * 30_000,
        "\t自然人\n\n" * 40_000,
        "<table>" + "<!--" * 100_000,
    ],
    ids=["headers", "tables", "lines", "comments"],
)
def test_the_second_reading_does_not_grow_faster_than_its_input(body: str) -> None:
    """Each took minutes, or would have, where its work grew with the square."""
    assert printed_again(Document(body.encode()), form("F2021"), "") == {}


MARKDOWN = """
| 指标名称 | 计量单位 | 2013年度 | 历年累计 |
| --- | :-: | --- | --- |
| 主动公开文件数 | 条 | **44** | 95 |
| 其中：1.政府网站公开数 | 条 | 40 | 1&nbsp;040 |
| 5.电子邮件申请数 | 条 | 7<br> | 9 |
"""


def test_markdown_is_read_again() -> None:
    """Rows between pipes, the rule below the head left out, marks that are no text taken away."""
    again = printed_again(Document(MARKDOWN.encode()), form("F2014-FJ"), "")
    assert {address: "".join(text.split()) for address, text in again.items()} == {
        "indicators.disclosed_items_total.value": "44",
        "indicators.disclosed_items_total.cumulative": "95",
        "indicators.channel_website.value": "40",
        "indicators.channel_website.cumulative": "1040",
        "indicators.received_email.value": "7",
        "indicators.received_email.cumulative": "9",
    }


def test_a_narrow_block_of_a_wide_markdown_table_is_read_again() -> None:
    """Its lines are filled up with blanks as its header is; a blank value is not cut off."""
    text = """
| 第二十条第（六）项 | | | |
| 信息内容 | 本年处理决定数量 | | |
| 行政处罚 | 3 | | |
| 行政强制 | | | |
| 第二十条第（一）项 | | | |
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | 1 | 2 | |
"""
    again = printed_again(Document(text.encode()), form("F2021"), "")
    assert {address: value.strip() for address, value in again.items()} == {
        "disclosure.admin_penalty.decisions": "3",
        "disclosure.admin_coercion.decisions": "",
        "disclosure.rules.issued": "1",
        "disclosure.rules.repealed": "2",
        "disclosure.rules.in_force": "",
    }


def test_a_lost_line_that_only_some_print_is_noticed() -> None:
    """The first reading cannot miss a line that bodies may leave out: the second finds it."""
    labels = [row.path[-1] for row in form("F2014-FJ").blocks[0].rows if not row.optional]
    rest = "".join(f"| {label} | 条 | 0 | 0 |\n" for label in labels if label not in MARKDOWN)
    document = Document(f"# 甲局2013年政府信息公开年报\n{MARKDOWN}{rest}".encode())
    reading = parsers.report.read(document)
    (grid,) = (each for each in reading.blocks if isinstance(each, Grid))
    line = next(cell.top for cell in grid.cells if "电子邮件" in cell.text)
    kept = replace(grid, cells=tuple(cell for cell in grid.cells if cell.top != line))
    blocks = tuple(kept if each is grid else each for each in reading.blocks)
    assert doubts(read_as(document, reading), "reading.differs") == {}
    found = doubts(read_as(document, replace(reading, blocks=blocks)), "reading.differs")
    assert {where: (each.expected, each.actual) for where, each in found.items()} == {
        "indicators.received_email.value": ("7", ""),
        "indicators.received_email.cumulative": ("9", ""),
    }
