"""Bodies: levels and functions from names, and when two names are one body's."""

import hashlib
from dataclasses import replace
from time import perf_counter

import pytest

from archive.agencies import agency_of, level_of, same_body
from crawler.sites import Site
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
    ("示例县东山街道", "示例县人民政府东山街道办事处", True),
    ("示例县人民政府东山街道办事处", "示例县人民政府西山街道办事处", False),
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


CITY = replace(SITE, level="prefecture", division="990100", name="示例市人民政府")
DISTRICT = replace(SITE, level="county", division="990101", name="示例市城东区人民政府")
FUZHOU = replace(
    SITE, level="prefecture", division="350100", name="福州市", province="福建省", city="福州市"
)
JINAN = replace(FUZHOU, level="county", division="350111", name="福州市晋安区")
FOLDED = [
    (CITY, "市民政局", "示例市民政局"),
    (CITY, "民政局", "示例市民政局"),
    (CITY, "示例市发改委", "示例市发展和改革委员会"),
    (CITY, "示例市政府", "示例市人民政府"),
    (CITY, "示例市", "示例市人民政府"),
    (CITY, "市政府办公室", "示例市人民政府办公室"),
    (DISTRICT, "区住建局", "示例市城东区住房和城乡建设局"),
    (DISTRICT, "城东区政府", "示例市城东区人民政府"),
    (DISTRICT, "河口镇", "示例市城东区河口镇人民政府"),
    (FUZHOU, "晋安区民政局", "福州市晋安区民政局"),
    (JINAN, "民政局", "福州市晋安区民政局"),
    (SITE, "示例县民政局本级", "示例县民政局"),
]
VERTICAL = ["示例市税务局", "示例海关", "示例市气象局", "示例市烟草专卖局", "示例市消防救援支队"]


@pytest.mark.parametrize(("site", "printed", "name"), FOLDED)
def test_printed_names_are_folded_to_one(site: Site, printed: str, name: str) -> None:
    """Short forms and left-out places lead to the id of the full name."""
    assert agency_of(printed, site).name == name
    assert agency_of(printed, site).id == agency_of(name, site).id


def test_a_body_is_the_same_on_every_site() -> None:
    """On its own site, on its city's, with its city or without: one id, the place its own."""
    ids = {agency_of("晋安区民政局", site).id for site in (FUZHOU, JINAN)}
    ids |= {agency_of("民政局", JINAN).id, agency_of("福建省福州市晋安区民政局", FUZHOU).id}
    assert len(ids) == 1
    assert ids.pop().startswith("350111-")
    assert agency_of("民政局", JINAN).id != agency_of("民政局", FUZHOU).id


def test_an_id_stays_what_it_was_for_a_full_name() -> None:
    """Ids are addresses: names that were full already keep those of older builds."""
    digest = hashlib.sha256("示例市民政局".encode()).hexdigest()[:8]
    assert agency_of("示例市民政局", CITY).id == f"990100-{digest}"


def test_the_division_is_the_bodys_own() -> None:
    """Not its site's; where it is not sure there is none, and a doubt."""
    own = agency_of("鼓楼区民政局", FUZHOU)
    assert (own.division, own.division_evidence, own.findings) == ("350102", "name+site", ())
    assert (own.province, own.city, own.level) == ("福建省", "福州市", "department@county")
    unsure = agency_of("朝阳区民政局", FUZHOU)
    assert (unsure.division, unsure.level) == ("", "department@county")
    assert [each.rule for each in unsure.findings] == ["agency.division_unsure"]
    assert unsure.findings[0].detail_en


def test_the_body_above_is_the_government() -> None:
    """A bureau's and a town's is its place's, a district's is its city's."""
    government = agency_of("福州市人民政府", FUZHOU).id
    district = agency_of("晋安区人民政府", FUZHOU)
    assert agency_of("市民政局", FUZHOU).parent == government
    assert district.parent == government
    assert agency_of("晋安区民政局", FUZHOU).parent == district.id
    assert agency_of("新店镇", JINAN).parent == district.id
    assert agency_of("示例市城东区", DISTRICT).parent == agency_of("示例市", CITY).id


@pytest.mark.parametrize("name", VERTICAL)
def test_bodies_of_a_ministry_are_vertical(name: str) -> None:
    """They do not answer to the government of the place."""
    assert agency_of(name, CITY).level == "vertical"


def test_local_finance_and_emergency_bureaus_are_not() -> None:
    """Their names hold the same words."""
    for name in ("示例市地方金融监督管理局", "示例市应急管理局", "示例市统计局"):
        assert agency_of(name, CITY).level == "department@prefecture"


def test_many_names_are_matched_fast() -> None:
    """A build asks for the same names again and again, and for many that differ."""
    printed = [f"示例市城东区第{n}街道办事处" for n in range(3000)]
    begun = perf_counter()
    for name in printed * 5:
        agency_of(name, CITY)
    assert perf_counter() - begun < 3
