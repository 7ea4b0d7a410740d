"""Labels as publishers print them: explained, mistyped, in other signs; an unknown one is refused.

Synthetic: the numbers are made up and balance.
"""

from decimal import Decimal

import pytest

from parsers.model import Document
from parsers.report import parse_report
from tests.printed import TD, Rows, as_text, distinct
from tests.quirks import FORMS, assert_exact, assert_refused

EXPLAINED = {
    "规章": "规章(设区的市、自治州人民政府应提供相关数据)",
    "上一年项目数量": "上一年项目数量(指2019年事项数)",
    "本年增/减": "本年增/减(较上一年增减的事项数，减用负值表示，如-8)",
    "处理决定数量": "处理决定数量(指2020年办件量)",
    "本年收费金额": "本年收费金额（单位：万元）",
}


def relabelled(tables: list[Rows], labels: dict[str, str]) -> list[Rows]:
    """The tables with other labels; every label given must be there."""
    cells = [cell for rows in tables for row in rows for cell in row]
    for cell in cells:
        cell.text = labels.get(cell.text, cell.text)
    return tables


@pytest.mark.parametrize("name", FORMS)
def test_labels_with_explanations_are_the_same_labels(name: str) -> None:
    """Hubei's template says behind each what is to be filled in; digits there are no values."""
    printed = distinct(name)
    assert_exact(printed.page(relabelled(printed.tables(), EXPLAINED)), printed)


def test_a_row_of_one_province_is_read_and_not_missed_elsewhere() -> None:
    """其他主动公开文件 has a code of its own; a report without it lacks nothing."""
    printed = distinct("F2019")
    tables = printed.tables()
    row = [TD("其他主动公开文件"), TD("1312"), TD("1211"), TD("1413")]
    tables[0].insert(4, row)
    places = ["made", "newly_disclosed", "disclosed_total"]
    extra = {f"disclosure.other_docs.{column}": row[n + 1].text for n, column in enumerate(places)}
    printed.values |= extra
    report = assert_exact(printed.page(tables), printed)
    assert [figure.row for figure in report.in_tables[:9:3]] == [
        "rules",
        "normative_docs",
        "other_docs",
    ]
    without = distinct("F2019")
    assert "disclosure.other_docs.made" not in without.values
    assert_exact(without.page(), without)


VARIANTS = [
    {"2.其他法律行政法规禁止公开": "2.其他法律行政止公开"},
    {"本年新制作数量": "本年新作数量"},
    {"本年新制作数量": "本年新\n制作数量", "本年新公开数量": "本年新\n公开数量"},
    {"现行有效件数": "現行有效件數".replace("數", "数"), "规章": "規章"},
    {"3.危及“三安全一稳定”": "3、危及„三安全一稳定‟"},
    {"3.危及“三安全一稳定”": "3.危及'三安全一稳定'"},
    {"3.危及“三安全一稳定”": "3．危及「三安全一稳定」"},
    {"3.危及“三安全一稳定”": "危及三安全一稳定"},
    {"3.危及“三安全一稳定”": "3.“三安全一稳定”"},
    {"三、本年度办理结果": "三．本年度办理结果", "（一）予以公开": "一、予以公开"},
    {"（五）不予处理": "(五)、不予处理", "1.信访举报投诉类申请": "（1）信访举报投诉类申请"},
    {"1.属于国家秘密": "①属于国家秘密", "2.重复申请": "② 重复申请"},
    {"一、本年新收政府信息公开申请数量": "本年新收政府信息公开申请数量"},
    {"2.没有现成信息需要另行制作": "2.没有现成信息，需要另行制作"},
    {"2.其他法律行政法规禁止公开": "2.其他法律、行政法规禁止公开"},
    {"第二十条第（一）项": "第二十条第(一)项  ", "第二十条第（五）项": "第二十条　第 (五) 项"},
    {"总计": "合计", "（七）总计": "（七）合计"},
    {
        "法人或其他组织": "法人或者其它组织",
        "其他": "其它",
        "其他结果": "其它结果",
        "（六）其他处理": "（六）其它处理",
    },
    {
        "一、本年新收政府信息公开申请数量": "一、本年度新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量": "二、上年度结转政府信息公开申请数量",
        "三、本年度办理结果": "三、本年办理结果",
        "四、结转下年度继续办理": "四、结转下一年度继续办理",
    },
    {
        "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开申请",
        "5.属于三类内部事务信息": "5.属于内部事务信息",
        "6.属于四类过程性信息": "6.属于过程性信息",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或者重新出具已获取的信息",
        "规章": "政府规章",
    },
    {"商业企业": "商\n业\n企\n业", "法律服务机构": "法律服\n务机构"},
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: next(iter(variant.values())))
@pytest.mark.parametrize("name", FORMS)
def test_variants_of_labels_are_the_same_labels(name: str, variant: dict[str, str]) -> None:
    """Signs, quotes, enumerators, line breaks, traditional characters, reviewed typos."""
    printed = distinct(name)
    assert_exact(printed.page(relabelled(printed.tables(), variant)), printed)


TYPOS = [
    ("2.其他法律行政法规禁止公开", "2.其他法律行政法规禁公开", "requests.denied_law_prohibited"),
    ("1.属于国家秘密", "1.属于国家机密", "requests.denied_state_secret"),
    ("2.重复申请", "2.重申请", "requests.unhandled_duplicate"),
    ("（七）总计", "（七）小计", "requests.outcomes_total"),
    ("规章", "规则", "disclosure.rules"),
]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("label", "typo", "row"), TYPOS)
def test_a_typo_nobody_reviewed_is_refused(name: str, label: str, typo: str, row: str) -> None:
    """However like a label it looks; its row and its numbers are named in findings."""
    printed = distinct(name)
    page = printed.page(relabelled(printed.tables(), {label: typo}))
    wanted = ("form.label_unknown", "form.number_unclaimed", "form.row_missing")
    assert_refused(page, printed, {row}, *wanted)


@pytest.mark.parametrize("name", FORMS)
def test_a_column_nobody_knows_is_refused(name: str) -> None:
    """The whole table below an unknown header, and nothing else."""
    printed = distinct(name)
    page = printed.page(relabelled(printed.tables(), {"科研机构": "科研单位"}))
    lost = {f"requests.{row.code}" for row in printed.form.blocks[-2].rows}
    assert_refused(page, printed, lost, "form.header_unknown", "form.number_unclaimed")


def test_the_unit_of_a_header_is_kept_without_spans() -> None:
    """Text copied from a page states it as well: 251000 元 are not 251000 万元."""
    printed = distinct("F2021")
    printed.values["disclosure.admin_fees.amount"] = "251000"
    text = as_text(printed).body.decode()
    assert "\t本年收费金额" in text
    page = Document(text.replace("\t本年收费金额", "\t本年收费金额（元）").encode())
    fees = {each.address: each for each in parse_report(page).figures}
    fee = fees["disclosure.admin_fees.amount"]
    assert (fee.value, fee.unit) == (Decimal("25.1"), "万元")
