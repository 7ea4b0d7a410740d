"""Divisions: real places of the tables by name, and whose body a name means on which site."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from archive.divisions import division, full_name, named, parents
from archive.homes import home_of
from archive.places import find_place
from crawler.sites import Site
from parsers.bodies import official_name
from tests.archives import SITE

# Names as bodies carry them, in full or as they call themselves, with today's code.
NAMES = [
    ("北京市", "110000"),
    ("天津市", "120000"),
    ("河北省", "130000"),
    ("内蒙古自治区", "150000"),
    ("上海市", "310000"),
    ("江苏省", "320000"),
    ("浙江省", "330000"),
    ("福建省", "350000"),
    ("广西壮族自治区", "450000"),
    ("西藏自治区", "540000"),
    ("宁夏回族自治区", "640000"),
    ("新疆维吾尔自治区", "650000"),
    ("石家庄市", "130100"),
    ("邯郸市", "130400"),
    ("呼和浩特市", "150100"),
    ("锡林郭勒盟", "152500"),
    ("齐齐哈尔市", "230200"),
    ("大兴安岭地区", "232700"),
    ("南京市", "320100"),
    ("淮安市", "320800"),
    ("宿迁市", "321300"),
    ("杭州市", "330100"),
    ("宁波市", "330200"),
    ("丽水市", "331100"),
    ("福州市", "350100"),
    ("莆田市", "350300"),
    ("三明市", "350400"),
    ("宜春市", "360900"),
    ("东莞市", "441900"),
    ("中山市", "442000"),
    ("儋州市", "460400"),
    ("嘉峪关市", "620200"),
    ("恩施土家族苗族自治州", "422800"),
    ("恩施州", "422800"),
    ("延边州", "222400"),
    ("黔东南州", "522600"),
    ("西双版纳州", "532800"),
    ("伊犁州", "654000"),
    ("巴音郭楞州", "652800"),
    ("阿里地区", "542500"),
    ("石景山区", "110107"),
    ("密云区", "110118"),
    ("黄浦区", "310101"),
    ("浦东新区", "310115"),
    ("慈溪市", "330282"),
    ("松阳县", "331124"),
    ("诸暨市", "330681"),
    ("沭阳县", "321322"),
    ("晋安区", "350111"),
    ("平潭县", "350128"),
    ("沙县区", "350405"),
    ("济源市", "419001"),
    ("仙桃市", "429004"),
    ("神农架林区", "429021"),
    ("石河子市", "659001"),
    ("五指山市", "469001"),
    ("长白朝鲜族自治县", "220623"),
    ("长白县", "220623"),
    ("景宁畲族自治县", "331127"),
    ("景宁县", "331127"),
    ("鄂伦春自治旗", "150723"),
    ("东乡族自治县", "622926"),
    ("河口县", "532532"),
    ("公安县", "421022"),
    ("建平县", "211322"),
    ("昌图县", "211224"),
    ("石台县", "341722"),
    ("开远市", "532502"),
    ("尼勒克县", "654028"),
    ("镇安县", "611025"),
    ("卢湾区", "310103"),  # former ones
    ("闸北区", "310108"),
    ("下城区", "330103"),
    ("崇文区", "110103"),
    ("密云县", "110228"),
]
AMBIGUOUS = [
    ("鼓楼区", ["320106", "320302", "350102", "410204"]),
    ("海州区", ["210902", "320706"]),
    ("城关区", ["540102", "620102"]),
    ("朝阳区", ["110105", "220104"]),
    ("市中区", ["370103", "370402", "511002", "511102"]),
    ("江北区", ["330205", "500105"]),
    ("城区", ["140302", "140502", "441502"]),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_a_name_has_its_code(name: str, code: str) -> None:
    """The vendored tables know provinces, prefectures, counties and what they call themselves."""
    assert [each.code for each in named(name)] == [code]


@pytest.mark.parametrize(("name", "codes"), AMBIGUOUS)
def test_some_names_have_several_codes(name: str, codes: list[str]) -> None:
    """They are all found: which is meant is not decided here."""
    assert [each.code for each in named(name)] == codes


def test_former_divisions_lead_to_ones_that_stand() -> None:
    """Each names the year of its end and a code that the tables know."""
    former = [each for name, _ in NAMES for each in named(name) if each.until]
    assert len(former) >= 5
    for each in former:
        follower = division(each.now)
        assert follower is not None
        assert follower.until == 0
        assert 2008 <= each.until <= 2023


def test_zones_of_the_statistics_are_no_divisions() -> None:
    """Codes 71-79 of a prefecture are not in GB/T 2260, nor do 市辖区 and 县 stand for a place."""
    assert named("石家庄高新技术产业开发区") == named("市辖区") == named("县") == ()
    assert division("130171") is None


def test_districts_are_called_with_their_city() -> None:
    """Counties and county cities stand alone, districts and what a municipality has do not."""
    found = {code: division(code) for code in ("350102", "330282", "310101", "500229", "419001")}
    assert {code: full_name(each) for code, each in found.items() if each} == {
        "350102": "福州市鼓楼区",
        "330282": "慈溪市",
        "310101": "上海市黄浦区",
        "500229": "重庆市城口县",
        "419001": "济源市",
    }
    assert parents("419001") == ("河南省", "")


def site(level: str, code: str, name: str, province: str, city: str) -> Site:
    block = replace(SITE, name=name, level=level, division=code, aliases={})
    return replace(block, province=province, city=city)


SITES = {
    "fuzhou": site("prefecture", "350100", "福州市人民政府", "福建省", "福州市"),
    "fujian": site("province", "350000", "福建省人民政府", "福建省", ""),
    "shuyang": site("county", "321322", "沭阳县人民政府", "江苏省", "宿迁市"),
    "cixi": site("county", "330282", "慈溪市人民政府", "浙江省", "宁波市"),
    "jiangbei": site("county", "330205", "宁波市江北区", "浙江省", "宁波市"),
    "gaoling": site("township", "110118", "密云区高岭镇", "北京市", "北京市"),
    "pingtan": site("zone", "350128", "平潭综合实验区", "福建省", "福州市"),
    "dongguan": site("prefecture", "441900", "东莞市人民政府", "广东省", "东莞市"),
    "shanghai": site("province", "310000", "上海市人民政府", "上海市", "上海市"),
    "shili": site("prefecture", "990100", "示例市部门信息公开（示例）", "示例省", "示例市"),
    "chengdong": site("county", "990101", "示例市城东区人民政府（示例）", "示例省", "示例市"),
    "shilixian": site("county", "999901", "示例县人民政府", "示例省", "示例市"),
}
# site, printed, place | rest, division, level, evidence, doubt
PLACES = [
    ("fuzhou", "鼓楼区民政局", "福州市鼓楼区|民政局", "350102", "county", "name+site", ""),
    ("fuzhou", "福州市鼓楼区民政局", "福州市鼓楼区|民政局", "350102", "county", "name", ""),
    ("fuzhou", "福建福州鼓楼区民政局", "福州市鼓楼区|民政局", "350102", "county", "name", ""),
    ("fuzhou", "晋安区民政局", "福州市晋安区|民政局", "350111", "county", "name", ""),
    ("fuzhou", "福州民政局", "福州市|民政局", "350100", "prefecture", "name", ""),
    ("fuzhou", "市政府办", "福州市|人民政府办公室", "350100", "prefecture", "site", ""),
    ("fuzhou", "省民政厅", "福建省|民政厅", "350000", "province", "site", ""),
    ("fuzhou", "朝阳区民政局", "朝阳区|民政局", "", "county", "", "ambiguous"),
    ("fuzhou", "海州区民政局", "海州区|民政局", "", "county", "", "ambiguous"),
    ("fuzhou", "沭阳县民政局", "沭阳县|民政局", "", "county", "", "elsewhere"),
    ("fuzhou", "江苏省沭阳县民政局", "沭阳县|民政局", "321322", "county", "name", "elsewhere"),
    ("fuzhou", "区民政局", "|区民政局", "350100", "", "site", "no_place"),
    ("fuzhou", "城关镇", "|城关镇人民政府", "350100", "", "site", "no_county"),
    ("fuzhou", "福州高新区管委会", "|福州高新区管理委员会", "350100", "", "site", ""),
    ("fuzhou", "福州市旧城区民政局", "福州市旧城区|民政局", "", "county", "site", "not_in_tables"),
    ("fujian", "鼓楼区民政局", "福州市鼓楼区|民政局", "350102", "county", "name+site", ""),
    ("fujian", "福州市民政局", "福州市|民政局", "350100", "prefecture", "name", ""),
    ("fujian", "民政厅", "福建省|民政厅", "350000", "province", "site", ""),
    ("shuyang", "县发改局", "沭阳县|发展和改革局", "321322", "county", "site", ""),
    ("shuyang", "江苏沭阳县发改局", "沭阳县|发展和改革局", "321322", "county", "name", ""),
    ("shuyang", "沭阳民政局", "沭阳县|民政局", "321322", "county", "name", ""),
    ("shuyang", "沭阳街道", "沭阳县|沭阳街道办事处", "321322", "county", "site", ""),
    ("shuyang", "市民政局", "宿迁市|民政局", "321300", "prefecture", "site", ""),
    ("shuyang", "海州区民政局", "连云港市海州区|民政局", "320706", "county", "name+site", ""),
    ("cixi", "市民政局", "慈溪市|民政局", "330282", "county", "site", ""),
    ("cixi", "市场监管局", "慈溪市|市场监督管理局", "330282", "county", "site", ""),
    ("cixi", "市市场监管局", "慈溪市|市场监督管理局", "330282", "county", "site", ""),
    ("jiangbei", "江北区民政局", "宁波市江北区|民政局", "330205", "county", "name", ""),
    ("jiangbei", "慈溪市民政局", "慈溪市|民政局", "330282", "county", "name", ""),
    ("jiangbei", "区政府", "宁波市江北区|人民政府", "330205", "county", "site", ""),
    ("gaoling", "高岭镇", "北京市密云区高岭镇|人民政府", "110118", "township", "site", ""),
    ("gaoling", "密云区高岭镇", "北京市密云区高岭镇|人民政府", "110118", "township", "site", ""),
    ("gaoling", "密云区民政局", "北京市密云区|民政局", "110118", "county", "name", ""),
    ("pingtan", "平潭综合实验区", "平潭综合实验区|管理委员会", "350128", "zone", "site", ""),
    ("pingtan", "区财政局", "平潭综合实验区|财政局", "350128", "zone", "site", ""),
    ("dongguan", "虎门镇", "东莞市|虎门镇人民政府", "441900", "prefecture", "site", ""),
    ("shanghai", "普陀区民政局", "上海市普陀区|民政局", "310107", "county", "name+site", ""),
    ("shanghai", "卢湾区民政局", "上海市卢湾区|民政局", "310103", "county", "name", ""),
    ("shanghai", "市民政局", "上海市|民政局", "310000", "province", "site", ""),
    ("shili", "市民政局", "示例市|民政局", "990100", "prefecture", "site", ""),
    ("shili", "民政局", "示例市|民政局", "990100", "prefecture", "site", ""),
    ("shili", "示例市城东区民政局", "示例市城东区|民政局", "990100", "county", "site", ""),
    ("shili", "城东区民政局", "城东区|民政局", "", "county", "", "elsewhere"),  # Xining has one
    ("chengdong", "城东区民政局", "示例市城东区|民政局", "990101", "county", "site", ""),
    ("chengdong", "河口镇", "示例市城东区|河口镇人民政府", "990101", "county", "site", ""),
    ("chengdong", "市民政局", "示例市|民政局", "990100", "prefecture", "site", ""),
    ("shilixian", "民政局", "示例县|民政局", "999901", "county", "site", ""),
    ("shilixian", "示例市示例县民政局", "示例县|民政局", "999901", "county", "site", ""),
    ("shilixian", "甲县民政局", "|甲县民政局", "999901", "", "site", ""),
    ("shilixian", "公安县财政局", "公安县|财政局", "", "county", "", "elsewhere"),
]


@pytest.mark.parametrize("row", PLACES, ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_name_on_a_site_means_a_place(row: tuple[str, ...]) -> None:
    """The tables decide where the name is full, the site where it is short, nobody else."""
    where, printed, name, *rest = row
    found = find_place(official_name(printed), home_of(SITES[where]))
    place, _, own = name.partition("|")
    assert tuple(found) == (place, own, *rest)


def test_homes_of_sites() -> None:
    """A site's place as its bodies call it; brackets and 人民政府 are no part of it."""
    homes: Mapping[str, str] = {name: home_of(each).place for name, each in SITES.items()}
    assert homes["shili"] == "示例市"
    assert homes["chengdong"] == "示例市城东区"
    assert homes["jiangbei"] == "宁波市江北区"
    assert homes["gaoling"] == "北京市密云区高岭镇"
    assert homes["pingtan"] == "平潭综合实验区"
