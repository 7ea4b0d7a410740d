"""Bodies: levels and functions from names, and when two names are one body's."""

import pytest

from archive.agencies import agency_of, level_of, same_body
from parsers.bodies import kind_of
from tests.archives import SITE

LEVELS = [
    ("示例省人民政府", "province", "province"),
    ("示例市人民政府", "prefecture", "prefecture"),
    ("示例市人民政府", "county", "county"),
    ("示例市示例区人民政府", "prefecture", "county"),
    ("示例县清泉镇人民政府", "county", "township"),
    ("清泉街道办事处", "prefecture", "township"),
    ("示例市民政局", "prefecture", "department@prefecture"),
    ("示例市人民政府办公室", "prefecture", "department@prefecture"),
    ("示例省卫生健康委员会", "province", "department@province"),
    ("示例经济技术开发区管理委员会", "prefecture", "zone"),
    ("示例市", "county", "county"),
    ("示例市城东区民政局", "prefecture", "department@county"),
    ("示例开发区民政局", "prefecture", "department@prefecture"),
    ("示例镇财政所", "township", "other"),
    ("某某", "county", "other"),
]
KINDS = [
    ("示例市民政局", "民政"),
    ("示例市人民政府", "政府"),
    ("示例市人民政府办公厅", "政府办公室"),
    ("示例县清泉镇人民政府", "乡镇街道"),
    ("示例县卫健局", "卫生健康"),
    ("示例县政务服务和数据局", "政务服务"),
    ("示例县某某局", ""),
]
PAIRS = [
    ("市民政局", "示例市民政局", True),
    ("示例市", "示例市人民政府", True),
    ("示例县发改局", "示例县发展和改革局", True),
    ("示例县发改局", "发展和改革局", True),
    ("示例县某某局", "示例县某某某局", True),
    ("示例县民政局", "示例县教育局", False),
    ("甲县民政局", "乙县民政局", False),
    ("示例市人民政府", "示例市民政局", False),
    ("示例市人民政府", "示例市人民政府办公室", False),
    ("东山镇人民政府", "西山镇人民政府", False),
    ("示例县民政局", "示例县清泉镇人民政府", False),
]


@pytest.mark.parametrize(("name", "site", "level"), LEVELS)
def test_level_follows_from_name_and_site(name: str, site: str, level: str) -> None:
    """The end of a name decides, the site's level where the name leaves it open."""
    assert level_of(name, site) == level


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_function_follows_from_name(name: str, kind: str) -> None:
    """民政 is not found inside 人民政府."""
    assert kind_of(name) == kind


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_names_of_one_body(one: str, other: str, same: bool) -> None:
    """Short and long forms of a name agree, other bodies and other places do not."""
    assert same_body(one, other, SITE) is same
    assert same_body(other, one, SITE) is same


def test_an_id_is_division_and_name() -> None:
    """The same name gives the same id, however it is spaced."""
    assert agency_of("示例县民政局", SITE) == agency_of(" 示例县 民政局", SITE)
    assert agency_of("示例县民政局", SITE).id.startswith("999901-")
    assert agency_of("示例县民政局", SITE).id != agency_of("示例县教育局", SITE).id
