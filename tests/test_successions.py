"""Successions: rules propose in one place and in fitting years, data confirms, nothing merges."""

from dataclasses import replace

from archive.agencies import Agency, agency_of
from archive.agency_rows import Years
from archive.successions import Succession, facts_of, successions
from tests.archives import SITE

Met = tuple[str, int, int]  # printed name, first and last report year


def found(*bodies: Met) -> list[tuple[str, str, str, str]]:
    """(old, new, kind, status) by name among bodies that published on one site."""
    agencies, years = _archive(*bodies)
    return [
        (agencies[each.old].name, agencies[each.new].name, each.kind, each.status)
        for each in successions(agencies, years)
    ]


def _archive(*bodies: Met) -> tuple[dict[str, Agency], dict[str, Years]]:
    agencies = {name: agency_of(name, SITE) for name, _, _ in bodies}
    years = {
        agencies[name].id: Years(first, last, last - first + 1) for name, first, last in bodies
    }
    return {each.id: each for each in agencies.values()}, years


def names(*bodies: Met) -> list[tuple[str, str]]:
    return sorted((old, new) for old, new, _, _ in found(*bodies))


def test_three_bureaus_into_one() -> None:
    """工商, 质监 and 食药监 are proposed as merged into 市场监管, under any of their names."""
    old = [("工商局", 2014, 2018), ("示例县质监局", 2014, 2017), ("县食药监局", 2014, 2018)]
    proposed = found(*old, ("市场监管局", 2018, 2024))
    assert {(new, kind, status) for _, new, kind, status in proposed} == {
        ("示例县市场监督管理局", "merge", "proposed")
    }
    assert sorted(each[0] for each in proposed) == [
        "示例县工商行政管理局",
        "示例县质量技术监督局",
        "示例县食品药品监督管理局",
    ]


def test_reforms_of_2018_and_2019() -> None:
    """Each old body leads to its new one and to no other."""
    bodies = [
        ("卫计委", 2015, 2018),
        ("国土局", 2014, 2018),
        ("环保局", 2014, 2018),
        ("旅游局", 2014, 2018),
        ("农业局", 2014, 2018),
        ("安监局", 2014, 2018),
        ("国税局", 2014, 2017),
        ("地税局", 2014, 2017),
        ("卫健委", 2019, 2024),
        ("自然资源和规划局", 2019, 2024),
        ("生态环境局", 2019, 2024),
        ("文广旅局", 2019, 2024),
        ("农业农村局", 2019, 2024),
        ("应急局", 2019, 2024),
        ("税务局", 2018, 2024),
    ]
    assert names(*bodies) == sorted(
        [
            ("示例县卫生和计划生育委员会", "示例县卫生健康委员会"),
            ("示例县国土资源局", "示例县自然资源和规划局"),
            ("示例县环境保护局", "示例县生态环境局"),
            ("示例县旅游局", "示例县文化广电和旅游局"),
            ("示例县农业局", "示例县农业农村局"),
            ("示例县安全生产监督管理局", "示例县应急管理局"),
            ("示例县国家税务局", "示例县税务局"),
            ("示例县地方税务局", "示例县税务局"),
        ]
    )


def test_bodies_taken_in_by_one_that_was_there() -> None:
    """法制办 went into 司法局, 乡村振兴局 into 农业农村局, which goes on."""
    assert names(("县政府法制办", 2014, 2018), ("司法局", 2014, 2024)) == [
        ("示例县政府法制办公室", "示例县司法局")
    ]
    assert names(("乡村振兴局", 2021, 2023), ("农业农村局", 2019, 2024)) == [
        ("示例县乡村振兴局", "示例县农业农村局")
    ]
    assert names(("大数据局", 2020, 2023), ("数据局", 2024, 2025)) == [
        ("示例县大数据局", "示例县数据局")
    ]


def test_years_that_do_not_fit_propose_nothing() -> None:
    """Both at work in one year, or an end long before or after the reform."""
    assert names(("工商局", 2014, 2020), ("市场监管局", 2018, 2024)) == []
    assert names(("工商局", 2008, 2010), ("市场监管局", 2019, 2024)) == []
    assert names(("乡村振兴局", 2021, 2024), ("农业农村局", 2019, 2024)) == []


def test_other_places_propose_nothing() -> None:
    """A city's bureau is not followed by a county's."""
    assert names(("示例市工商局", 2014, 2018), ("示例县市场监管局", 2019, 2024)) == []


def test_another_end_of_the_name_is_proposed_as_a_rename() -> None:
    """局 for 委员会 with years apart; an office is never its government."""
    assert found(("卫健局", 2019, 2021), ("卫健委", 2022, 2024)) == [
        ("示例县卫生健康局", "示例县卫生健康委员会", "rename", "proposed")
    ]
    assert found(("县政府办", 2014, 2018), ("县政府", 2019, 2024)) == []


def test_a_confirmed_succession_is_not_proposed_again() -> None:
    """What a person has confirmed takes the place of the rule's pair."""
    agencies, years = _archive(("工商局", 2014, 2018), ("市场监管局", 2019, 2024))
    block = {
        "division": "999901",
        "old": "示例县工商行政管理局",
        "new": "示例县市场监督管理局",
        "year": 2019,
        "kind": "merge",
        "evidence": "示例方案 / a plan",
    }
    reform = {
        "old": ["工商行政管理"],
        "new": ["市场监督管理"],
        "kind": "rename",
        "year": 2018,
        "first": 2014,
        "last": 2019,
        "evidence": "规则 / a rule",
    }
    facts = facts_of({"succession": [block], "reform": [reform]})
    old, new = (agency_of(name, SITE).id for name in ("工商局", "市场监管局"))
    assert successions(agencies, years, facts) == (
        Succession(old, new, 2019, "merge", "confirmed", "示例方案 / a plan"),
    )


def test_bodies_of_an_abolished_county_lead_to_those_of_its_district() -> None:
    """密云县 became 密云区 in 2015, 闸北区 went into 静安区: proposed where the years fit."""
    beijing = replace(SITE, level="province", division="110000", name="北京市", aliases={})
    beijing = replace(beijing, province="北京市", city="北京市")
    shanghai = replace(beijing, division="310000", name="上海市", province="上海市", city="上海市")
    met = [
        ("密云县民政局", beijing, Years(2010, 2014, 5)),
        ("密云区民政局", beijing, Years(2015, 2024, 10)),
        ("密云区教育局", beijing, Years(2015, 2024, 10)),
        ("闸北区民政局", shanghai, Years(2010, 2014, 5)),
        ("静安区民政局", shanghai, Years(2010, 2024, 15)),
    ]
    agencies = {agency_of(name, site).id: agency_of(name, site) for name, site, _ in met}
    years = {agency_of(name, site).id: span for name, site, span in met}
    assert sorted(
        (agencies[each.old].name, agencies[each.new].name, each.year, each.kind)
        for each in successions(agencies, years)
    ) == [
        ("上海市闸北区民政局", "上海市静安区民政局", 2015, "merge"),
        ("北京市密云县民政局", "北京市密云区民政局", 2015, "rename"),
    ]
