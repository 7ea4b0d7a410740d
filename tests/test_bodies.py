"""Names of bodies: short forms written out, and when two names are one body's."""

import pytest

from parsers.bodies import is_body, is_office_of, official_name, same_body, take_apart

OFFICIAL = [
    ("甲市发改委", "甲市发展和改革委员会"),
    ("甲市发展改革委", "甲市发展和改革委员会"),
    ("甲县发展改革局", "甲县发展和改革局"),
    ("甲县人社局", "甲县人力资源和社会保障局"),
    ("甲县人力资源社会保障局", "甲县人力资源和社会保障局"),
    ("甲县住建局", "甲县住房和城乡建设局"),
    ("甲市卫健委", "甲市卫生健康委员会"),
    ("甲市卫生健康委", "甲市卫生健康委员会"),
    ("甲市市监局", "甲市市场监督管理局"),
    ("甲市市场监管局", "甲市市场监督管理局"),
    ("甲市文广旅局", "甲市文化广电和旅游局"),
    ("甲县民宗局", "甲县民族宗教事务局"),
    ("甲省民族宗教委", "甲省民族宗教事务委员会"),
    ("甲市教委", "甲市教育委员会"),
    ("甲市政府", "甲市人民政府"),
    ("甲市政府办", "甲市人民政府办公室"),
    ("甲市政府办公厅", "甲市人民政府办公厅"),
    ("甲市人民政府办公厅", "甲市人民政府办公厅"),
    ("甲市", "甲市人民政府"),
    ("甲县乙镇", "甲县乙镇人民政府"),
    ("乙街道", "乙街道办事处"),
    ("乙街道办", "乙街道办事处"),
    ("甲区人民政府乙街道办事处", "甲区乙街道办事处"),
    ("甲市人民政府乙街道办事处", "甲市乙街道办事处"),
    ("甲区政府乙街道", "甲区乙街道办事处"),
    ("甲区人民政府街道工作办公室", "甲区人民政府街道工作办公室"),  # no street's own office
    ("甲区人民政府街道办事处", "甲区人民政府街道办事处"),  # of no street that is named
    ("甲经济开发区", "甲经济开发区管理委员会"),
    ("甲经济开发区管委会", "甲经济开发区管理委员会"),
    ("甲市民政局（汇总）", "甲市民政局"),
    ("甲市民政局（全市）", "甲市民政局"),
    ("国家税务总局甲市税务局", "甲市税务局"),
    ("甲市卫计委", "甲市卫生和计划生育委员会"),  # the old body, not its successor
    ("甲市国土局", "甲市国土资源局"),
    ("甲市某某中心", "甲市某某中心"),
]
SAME = [
    ("市民政局", "甲市民政局"),
    ("民政局", "甲市民政局"),
    ("慈溪民政局", "慈溪市民政局"),
    ("甲省乙市民政局", "乙市民政局"),
    ("甲市", "甲市人民政府"),
    ("甲县清泉镇", "清泉镇人民政府"),
    ("甲市文广旅局", "甲市文化广电旅游体育局"),
    ("甲县某某局", "甲县某某某局"),
    ("甲高新区", "甲高新区管委会"),
    ("国家税务总局甲市税务局", "甲市税务局"),
    ("甲区东山街道", "甲区人民政府东山街道办事处"),
    ("丙市甲区东山街道办事处", "甲区人民政府东山街道办事处"),
    ("东山街道", "丙市甲区人民政府东山街道办"),
]
DIFFERENT = [
    ("甲市民政局", "甲市教育局"),
    ("甲市民政局", "乙市民政局"),
    ("甲市人民政府", "甲市民政局"),
    ("甲市人民政府", "甲市人民政府办公室"),
    ("甲市人民政府", "甲市城东区人民政府"),
    ("甲市人民政府", "城东区人民政府"),
    ("甲市民政局", "甲市城东区民政局"),
    ("东山镇人民政府", "西山镇人民政府"),
    ("清泉镇人民政府", "清泉乡人民政府"),
    ("甲市住房保障局", "甲市住房和城乡建设局"),
    ("甲市某某局", "甲市民政局"),
    ("甲市卫健委", "甲市卫计委"),
    ("甲区人民政府", "甲区人民政府东山街道办事处"),
    ("甲区人民政府办公室", "甲区人民政府东山街道办事处"),
    ("甲区人民政府西山街道办事处", "甲区人民政府东山街道办事处"),
    ("乙区人民政府东山街道办事处", "甲区人民政府东山街道办事处"),
    ("乙区东山街道", "甲区人民政府东山街道办事处"),
    ("甲区东山镇人民政府", "甲区人民政府东山街道办事处"),
    ("甲区民政局", "甲区人民政府东山街道办事处"),
]


@pytest.mark.parametrize(("printed", "official"), OFFICIAL)
def test_short_names_are_written_out(printed: str, official: str) -> None:
    """A body's short name leads to its own official one; twice changes nothing."""
    assert official_name(printed) == official
    assert official_name(official) == official


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_body(one: str, other: str) -> None:
    """Short and long, with the place and without."""
    assert same_body(one, other)
    assert same_body(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_different_bodies(one: str, other: str) -> None:
    """Another function, place or level is another body; an office is not its government."""
    assert not same_body(one, other)
    assert not same_body(other, one)


def test_a_name_is_place_and_what_it_is_there() -> None:
    """民政 is not found inside 人民政府, nor 市 of 市场 in the place."""
    assert take_apart("甲市人民政府") == ("甲市", "政府", "政府")
    assert take_apart("甲市市场监管局") == ("甲市", "市场监督管理局", "市场监管")


def test_an_office_is_its_governments() -> None:
    """Of the same place only."""
    assert is_office_of("甲市人民政府办公室", "甲市人民政府")
    assert is_office_of("市政府办", "甲市人民政府")
    assert is_office_of("甲市政府信息公开办", "甲市人民政府")
    assert not is_office_of("乙市人民政府办公室", "甲市人民政府")
    assert not is_office_of("甲市人民政府", "甲市人民政府办公室")


def test_what_may_be_a_name_alone() -> None:
    """Ends as bodies end, is no label and no sentence."""
    assert is_body("甲市民政局")
    assert not is_body("主办:甲市民政局")
    assert not is_body("甲市民政局2023年")
    assert not is_body("局")
