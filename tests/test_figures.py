from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

import pytest

from parsers.figures import Matched, match_form
from parsers.model import Figure, Finding, Grid, Kind, Outcome, Report
from parsers.readers import read
from parsers.report import parse_report
from tests.printed import TD, Printed, Rows, as_text, form

CHOICES = [
    ("F2019", "one_row", 198),
    ("F2019", "three_rows", 212),
    ("F2021", "three_rows", 200),
    ("F2021", "one_row", 186),
]
ROUTES = ("review", "suit_direct", "suit_after_review")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
REQUESTS = 1  # the index of chapter 三 among the tables


def matched(printed: Printed, tables: list[Rows] | None = None) -> Matched:
    blocks = read(printed.page(tables)).blocks
    found = match_form([block for block in blocks if isinstance(block, Grid)])
    assert found is not None
    return found


def by_address(found: Matched | Report) -> dict[str, Figure]:
    return {figure.address: figure for figure in found.figures}


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


def row_of(rows: Rows, label: str) -> list[TD]:
    return next(row for row in rows for cell in row if cell.text == label)


@pytest.mark.parametrize(("name", "alternative", "places"), CHOICES)
def test_every_place_of_a_form_is_read(name: str, alternative: str, places: int) -> None:
    """Both alternatives of both forms, as a page and as text without spans, with no doubt."""
    printed = Printed(form(name), alternative)
    for document in (printed.page(), as_text(printed)):
        report = parse_report(document)
        assert (report.form, len(report.in_tables)) == (name, places)
        assert {each.address: each.raw for each in report.in_tables} == printed.values
        doubts = {each.rule for each in report.findings if each.outcome is Outcome.UNCERTAIN}
        assert doubts <= {"form.year_mismatch"}


def test_the_form_is_chosen_by_labels_not_by_the_year() -> None:
    """A report on 2022 with the tables of 2019 is F2019, and says so."""
    printed = Printed(form("F2019"), title="甲市民政局2022年政府信息公开工作年度报告")
    report = parse_report(printed.page())
    assert (report.year, report.form) == (2022, "F2019")
    assert "form.year_mismatch" in rules(report.findings)


def test_chapter_three_alone_is_told_by_its_alternative() -> None:
    """Where only rows both forms can print are there, the form that prints them itself is taken."""
    for name in ("F2019", "F2021"):
        printed = Printed(form(name))
        assert matched(printed, printed.tables()[1:]).form.id == name


def test_a_figure_names_its_cell() -> None:
    """Grid, origin and source lead back to the printed cell."""
    figure = by_address(matched(Printed(form("F2021"))))["requests.granted.company"]
    assert figure.cell is not None
    assert (figure.cell.grid, figure.cell.source) == (2, "table[2]/tr[6]/td[4]")
    assert (figure.value, figure.kind, figure.raw, figure.unit) == (
        Decimal(6),
        Kind.NUMBER,
        "6",
        "件",
    )


def test_rows_in_another_order_keep_their_values() -> None:
    """Values follow their labels: rows 规章 and 行政规范性文件 may change places."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[0][2], tables[0][3] = tables[0][3], tables[0][2]
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert rules(found.findings) == {"form.row_order"}


def test_labels_exchanged_between_two_blocks_are_noticed() -> None:
    """行政处罚 under the caption of 行政许可: their header is the same, and no sum tells."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    licence, penalty = (row_of(tables[0], label) for label in ("行政许可", "行政处罚"))
    licence[0].text, penalty[0].text = penalty[0].text, licence[0].text
    found = matched(printed, tables)
    assert {(each.rule, each.where) for each in found.findings} == {
        ("form.row_order", "disclosure.admin_coercion")
    }


def test_columns_in_another_order_keep_their_values() -> None:
    """The header decides which column is which, in chapter 二 as in chapter 三."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    for row in tables[0][1:4]:
        row[1], row[3] = row[3], row[1]
    requests = tables[REQUESTS]
    requests[2][0], requests[2][2] = requests[2][2], requests[2][0]
    for row in requests[3:]:
        row[-6], row[-4] = row[-4], row[-6]
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert rules(found.findings) == {"form.column_order"}


def test_an_unknown_column_refuses_the_table_aloud() -> None:
    """With one column label unknown nothing is taken by position."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[REQUESTS][2][1].text = "科研院校"
    found = matched(printed, tables)
    requests = [each for each in found.figures if each.table == "requests"]
    assert {each.kind for each in requests} == {Kind.MISSING}
    assert {"form.header_unknown", "form.row_missing"} <= rules(found.findings)
    numbers = [each for each in found.findings if each.rule == "form.number_unclaimed"]
    assert (
        len(numbers)
        == len(requests)
        + sum(  # labels such as "1.属于国家秘密" carry digits too
            cell.text[0].isdigit() for row in tables[REQUESTS] for cell in row[:-7]
        )
    )


def test_a_row_with_another_number_of_cells_is_refused() -> None:
    """One cell too few or too many: the row is reported, the others stay right."""
    for change in (lambda row: row.pop(-3), lambda row: row.insert(-3, TD("5"))):
        printed = Printed(form("F2021"))
        tables = printed.tables()
        change(row_of(tables[REQUESTS], "2.重复申请"))
        figures = by_address(found := matched(printed, tables))
        assert figures["requests.unhandled_duplicate.total"].kind is Kind.MISSING
        assert figures["requests.unhandled_publication.total"].value == 0
        assert figures["requests.unhandled_petition.total"].value == 0
        wanted = {"form.wrong_cell_count", "form.row_missing", "form.number_unclaimed"}
        assert rules(found.findings) == wanted


def test_a_missing_row_is_missing() -> None:
    """Its places are of kind missing, never zero, and the finding names the row."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[0].remove(row_of(tables[0], "规章"))
    found = matched(printed, tables)
    missing = [each for each in found.figures if each.kind is Kind.MISSING]
    assert [each.address for each in missing] == [
        "disclosure.rules.issued",
        "disclosure.rules.repealed",
        "disclosure.rules.in_force",
    ]
    assert all(each.value is None and each.cell is None for each in missing)
    assert [each.where for each in found.findings] == ["disclosure.rules"]


def test_a_row_the_form_does_not_have_is_reported_with_its_numbers() -> None:
    """A local row such as 其他主动公开文件 is neither dropped in silence nor taken for another."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[0].insert(4, [TD("其他主动公开文件"), TD("11"), TD("12"), TD("13")])
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    unclaimed = [each.actual for each in found.findings if each.rule == "form.number_unclaimed"]
    assert unclaimed == ["11", "12", "13"]
    assert rules(found.findings) == {"form.label_unknown", "form.number_unclaimed"}


def test_a_row_that_stands_twice_with_different_values_gives_none() -> None:
    """Neither of two printed values wins silently; equal ones are kept."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[0].insert(4, [TD("规章"), TD("1"), TD("0"), TD("5")])
    figures = by_address(found := matched(printed, tables))
    assert figures["disclosure.rules.issued"].value == 1
    twice = figures["disclosure.rules.in_force"]
    assert (twice.value, twice.kind) == (None, Kind.TEXT)
    assert [(each.rule, each.expected, each.actual) for each in found.findings] == [
        ("form.duplicate_row", "1 | 0 | 4", "1 | 0 | 5")
    ]


def test_an_empty_line_beside_a_filled_one_says_nothing() -> None:
    """A blank line of cells above or below the values of chapter 四 does not dispute them."""
    printed = Printed(form("F2021"))
    for place in (3, 4):
        tables = printed.tables()
        tables[2].insert(place, [TD("") for _ in range(15)])
        found = matched(printed, tables)
        assert {each.address: each.raw for each in found.figures} == printed.values
        assert not found.findings


def test_blank_label_cells_stand_under_the_labels_above() -> None:
    """Pages that draw three label columns without spans read like the form."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    groups = {"（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"}
    for row in tables[REQUESTS][3:]:
        labels = [TD(cell.text) for cell in row[:-7]]
        if labels[0].text[0] in "一二四":
            labels += [TD(""), TD("")]
        elif labels[-1].text[0] == "（":
            labels = [*([] if len(labels) == 2 else [TD("")]), *labels, TD("")]
        elif len(labels) < 3:
            labels = [*(TD("") for _ in range(3 - len(labels))), *labels]
        row[:-7] = labels
    assert groups <= {cell.text for row in tables[REQUESTS] for cell in row}
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert not found.findings


def test_lines_of_chapter_four_may_have_a_name() -> None:
    """A label column left of the fifteen values shifts nothing."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    tables[2][0].insert(0, TD("项目", 3))
    tables[2][3].insert(0, TD("件数"))
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert not found.findings


def test_blocks_may_stand_in_tables_of_their_own_or_all_in_one() -> None:
    """Captions, tables and their number do not decide anything; labels do."""
    printed = Printed(form("F2019"))
    tables = printed.tables()
    starts = [n for n, row in enumerate(tables[0]) if row[0].text.startswith("第二十条")]
    ends = [*starts[1:], len(tables[0])]
    apart = [tables[0][start:end] for start, end in zip(starts, ends, strict=True)]
    bare = [row for row in tables[0] if not row[0].text.startswith("第二十条")]
    for arranged in ([*apart, *tables[1:]], [bare, *tables[1:]], [[*bare, *tables[1], *tables[2]]]):
        found = matched(printed, arranged)
        assert {each.address: each.raw for each in found.figures} == printed.values
        assert not found.findings


def test_both_alternatives_at_once_are_reported() -> None:
    """（六） with a line of its own beside its three rows is not counted twice."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    rows = tables[REQUESTS]
    place = next(n for n, row in enumerate(rows) if row[0].text == "（六）其他处理")
    group = rows[place].pop(0)
    rows[place].insert(0, TD(group.text, 3))
    rows.insert(place, [TD("（六）其他处理", 1, 2), *(TD("1") for _ in range(7))])
    row_of(rows, "三、本年度办理结果")[0].rowspan += 1
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert rules(found.findings) == {"form.number_unclaimed"}
    assert len(found.findings) == 7


def test_disagreeing_column_spans_are_read_in_cell_order() -> None:
    """Header 1|1|2|1 over data 1|2|1|1, as 上海 2019 prints it."""
    printed = Printed(form("F2019"))
    tables = printed.tables()
    block = tables[0]
    row_of(block, "本年增/减")[2].colspan = 2
    row_of(block, "行政许可")[1].colspan = 2
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values


def test_a_number_over_two_columns_beside_a_blank_is_of_neither() -> None:
    """189 under 上一年项目数量 and half of 本年增/减, half blank: merged or misaligned."""
    printed = Printed(form("F2019"))
    tables = printed.tables()
    row_of(tables[0], "本年增/减")[2].colspan = 2
    line = row_of(tables[0], "行政许可")
    line[1].colspan = 2
    line[2].text = ""
    found = matched(printed, tables)
    assert {each.kind for each in found.figures if each.row == "admin_license"} == {Kind.MISSING}
    assert "form.wrong_cell_count" in rules(found.findings)


def test_the_unit_in_the_header_counts() -> None:
    """采购总金额（万元） makes 477.35 to 4773500 yuan; without any unit it stays unknown."""
    values = {"disclosure.gov_procurement.amount": "477.35"}
    printed = Printed(form("F2019"), values=values)
    bare = by_address(found := matched(printed))["disclosure.gov_procurement.amount"]
    assert (bare.value, bare.unit) == (Decimal("477.35"), "")
    assert "value.unit_missing" in rules(found.findings)
    tables = printed.tables()
    next(c for row in tables[0] for c in row if c.text == "采购总金额").text += "（万元）"
    stated = by_address(matched(printed, tables))["disclosure.gov_procurement.amount"]
    assert (stated.value, stated.unit) == (Decimal(4773500), "元")


def test_a_value_cell_over_two_rows_belongs_to_neither() -> None:
    """A merged number is not split: both rows are refused."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    rows = tables[REQUESTS]
    row_of(rows, "2.重复申请")[-1].rowspan = 2
    row_of(rows, "3.要求提供公开出版物").pop()
    found = matched(printed, tables)
    figures = by_address(found)
    for row in ("unhandled_duplicate", "unhandled_publication"):
        assert figures[f"requests.{row}.total"].kind is Kind.MISSING
    assert "form.wrong_cell_count" in rules(found.findings)


def test_label_variants_are_the_same_label() -> None:
    """Spaces, line breaks, other quotes and enumerators, remarks in brackets, reviewed aliases."""
    variants = {
        "行政规范性文件": "规 范性\n文件（由部门填报）",
        "现行有效件数": "現行有效件",
        "3.危及“三安全一稳定”": "３．危及'三安全一稳定'",
        "3.其他": "3、其 他",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "(二)部分公开",
        "三、本年度办理结果": "三、\n本\n年\n度\n办\n理\n结\n果",
        "（七）总计": "（七）合计",
        "总计": "合计",
        "商业企业": "商 业\n企 业",
        "第二十条第（一）项": "第二十条　第(一)项",
    }
    printed = Printed(form("F2021"))
    tables = printed.tables()
    for cell in (cell for rows in tables for row in rows for cell in row):
        cell.text = variants.get(cell.text, cell.text)
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert not found.findings


def test_a_label_is_never_matched_by_its_beginning() -> None:
    """其他 is not 其他法律行政法规禁止公开, 结转 is neither of two rows, 总计 no group's total."""
    for label, wrong, row in [
        ("2.其他法律行政法规禁止公开", "2.其他", "denied_law_prohibited"),
        ("二、上年结转政府信息公开申请数量", "二、结转", "carried_in"),
        ("四、结转下年度继续办理", "四、结转", "carried_out"),
        ("（三）不予公开", "（三）不予", "denied_state_secret"),
    ]:
        printed = Printed(form("F2021"))
        tables = printed.tables()
        next(c for r in tables[REQUESTS] for c in r if c.text == label).text = wrong
        figures = by_address(found := matched(printed, tables))
        assert figures[f"requests.{row}.total"].kind is Kind.MISSING
        assert figures["requests.other_misc.total"].value == 3
        assert "form.label_unknown" in rules(found.findings)


def test_a_table_without_its_header_is_reported() -> None:
    """Rows of chapter 三 with no header above give no figures, and are named."""
    printed = Printed(form("F2021"))
    tables = printed.tables()
    found = matched(printed, [tables[0], tables[1][3:], tables[2]])
    assert "form.table_unread" in rules(found.findings)
    unclaimed = [each for each in found.findings if each.rule == "form.number_unclaimed"]
    assert len(unclaimed) >= 175


def test_tables_of_other_things_are_left_alone() -> None:
    """A page's metadata table has 其他 and numbers, but is no table of the form."""
    printed = Printed(form("F2021"))
    metadata: Rows = [
        [TD("索引号"), TD("014314799/2024-00002"), TD("分类"), TD("其他")],
        [TD("发布机构"), TD("甲市民政局"), TD("公开日期"), TD("2024-01-17")],
    ]
    found = matched(printed, [metadata, *printed.tables()])
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert not found.findings


def test_every_odd_cell_is_a_finding() -> None:
    """What stands in a number cell and is no plain number is said beside it."""
    odd = {"requests.granted.company": "约6", "requests.partial.company": "1\n2"}
    report = parse_report(Printed(form("F2021"), values=odd).page())
    noted = {each.where: each.rule for each in report.findings if each.rule.startswith("value.")}
    assert noted == {
        "requests.granted.company": "value.not_a_number",
        "requests.partial.company": "value.broken_digits",
    }


Mutation = Callable[[list[Rows], int, int], None]


def _shift_left(tables: list[Rows], table: int, row: int) -> None:
    cells = tables[table][row]
    texts = [cell.text for cell in cells[-5:]]
    for cell, text in zip(cells[-5:], [*texts[1:], texts[0]], strict=True):
        cell.text = text


def _drop_row(tables: list[Rows], table: int, row: int) -> None:
    del tables[table][row]


def _drop_cell(tables: list[Rows], table: int, row: int) -> None:
    del tables[table][row][-2]


def _change_digit(tables: list[Rows], table: int, row: int) -> None:
    tables[table][row][-1].text += "1"


def _swap_labels(tables: list[Rows], table: int, row: int) -> None:
    # with the last row: exchanging 一 and 二 would leave every sum as it is
    n_labels = len(tables[table][row]) - 7
    one, other = tables[table][row][n_labels - 1], tables[table][-1][0]
    one.text, other.text = other.text, one.text


MUTATIONS: list[Mutation] = [_shift_left, _drop_row, _drop_cell, _change_digit, _swap_labels]


@pytest.mark.parametrize("mutate", MUTATIONS)
@pytest.mark.parametrize("name", ["F2019", "F2021"])
def test_no_damage_to_a_table_goes_unnoticed(name: str, mutate: Mutation) -> None:
    """Whatever mutation changes a figure of chapter 三 also raises a finding that is no pass."""
    printed = Printed(
        form(name),
        title="甲局2019年政府信息公开年报" if name == "F2019" else "甲局2021年政府信息公开年报",
    )
    whole = parse_report(printed.page())
    original = {each.address: (each.value, each.kind) for each in whole.in_tables}
    quiet = {Outcome.PASS, Outcome.NOT_ASSESSABLE}
    assert all(each.outcome in quiet for each in whole.findings)
    changed = 0
    for row in range(3, len(printed.tables()[REQUESTS])):
        tables = deepcopy(printed.tables())
        mutate(tables, REQUESTS, row)
        report = parse_report(printed.page(tables))
        if {each.address: (each.value, each.kind) for each in report.in_tables} != original:
            changed += 1
            assert any(each.outcome not in quiet for each in report.findings), row
    assert changed > 5


def test_a_line_pushed_beyond_its_headers_is_refused() -> None:
    """A cell too many moves every value one column on, also where the last is blank."""
    values = {"requests.granted.research_inst": "4", "requests.granted.total": ""}
    printed = Printed(form("F2021"), values=values)
    tables = printed.tables()
    row = row_of(tables[REQUESTS], "（一）予以公开")
    row.insert(len(row) - 7, TD(""))
    found = matched(printed, tables)
    granted = [each for each in found.figures if each.row == "granted"]
    assert {each.kind for each in granted} == {Kind.MISSING}
    assert "form.wrong_cell_count" in rules(found.findings)


def test_numbers_of_columns_are_no_values() -> None:
    """A line that counts the columns says nothing, least of all above a blank line."""
    blank = {f"appeals.{row}.{c}": "" for row in ROUTES for c in RESULTS}
    printed = Printed(form("F2021"), values=blank)
    tables = printed.tables()
    tables[2].insert(3, [TD(str(n)) for n in range(1, 16)])
    found = matched(printed, tables)
    assert {each.address: each.raw for each in found.figures} == printed.values
    assert not found.findings


def test_a_blank_line_of_one_report_is_not_filled_from_another() -> None:
    """Two reports on a page: where one is blank and one is not, neither is taken."""
    blank = {f"appeals.{row}.{c}": "" for row in ROUTES for c in RESULTS}
    blank |= {address: "" for address in Printed(form("F2021")).values if ".granted." in address}
    ours, other = Printed(form("F2021"), values=blank), Printed(form("F2021"))
    found = matched(ours, [*ours.tables(), *other.tables()])
    for each in found.figures:
        if each.address in blank and other.values[each.address]:
            assert each.value is None
    assert rules(found.findings) == {"form.duplicate_row"}


@pytest.mark.parametrize(
    ("caption", "header", "label", "unit", "value"),
    [
        ("", "（单位：万元）", "", "万元", 96171),
        ("", "", "（元）", "万元", Decimal("9.6171")),
        ("（单位：元）", "", "", "万元", Decimal("9.6171")),
        ("", "（元）", "", "万元", Decimal("9.6171")),
        ("", "（单位：万元）", "（元）", "万元", None),
    ],
)
def test_a_unit_counts_wherever_the_table_states_it(
    caption: str, header: str, label: str, unit: str, value: Decimal | None
) -> None:
    """Beside the caption, the column or the row; two that differ are a doubt, not a choice."""
    printed = Printed(form("F2021"), values={"disclosure.admin_fees.amount": "96171"})
    tables = printed.tables()
    tails = {"第二十条第（八）项": caption, "本年收费金额": header, "行政事业性收费": label}
    for row in tables[0]:
        for cell in row:
            cell.text += tails.get(cell.text, "")
    found = matched(printed, tables)
    fees = by_address(found)["disclosure.admin_fees.amount"]
    assert (fees.value, fees.unit) == (value, unit)
    assert rules(found.findings) == (set() if value else {"value.wrong_type"})
