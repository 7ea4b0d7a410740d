import pytest

from parsers.model import Block, Cell, Grid, Heading, Outcome, Paragraph, Section
from parsers.sections import check_chapters, find_chapters, sections

TITLES = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
TABLES = frozenset({"requests", "appeals"})


def lines(*texts: str) -> list[Block]:
    return [Paragraph(text) for text in texts]


def numbers(blocks: list[Block]) -> list[int]:
    return [each.number for each in find_chapters(blocks)]


def test_chapters_have_number_printed_title_and_text() -> None:
    """What stands before the first chapter is number 0; the form's tables are no text."""
    grid = Grid((Cell("规章", 0, 0), Cell("3", 0, 1)), ordinal=1)
    other = Grid((Cell("发布机构", 0, 0), Cell("甲局", 0, 1)), ordinal=2)
    blocks: list[Block] = [
        Heading("甲局2021年政府信息公开年报"),
        other,
        Paragraph("一、总体 情况"),
        Paragraph("（一）主动公开情况"),
        Paragraph("公开信息12条。"),
        Heading("二、主动公开政府信息情况", 2),
        grid,
    ]
    assert sections(blocks, find_chapters(blocks), frozenset({1})) == (
        Section(0, "", "甲局2021年政府信息公开年报\n发布机构\n甲局"),
        Section(1, "一、总体 情况", "（一）主动公开情况\n公开信息12条。"),
        Section(2, "二、主动公开政府信息情况", ""),
    )


@pytest.mark.parametrize(
    "title",
    [
        "五、存在的主要问题及整改措施",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "五．存在的主要问题及改进情况：",
        "存在的主要问题及改进情况",
        "五、下一步工作打算",
    ],
)
def test_titles_vary(title: str) -> None:
    """Reviewed aliases, other punctuation, a numeral set by the word processor, unknown titles."""
    assert numbers(lines(*TITLES[:4], title, TITLES[5])) == [1, 2, 3, 4, 5, 6]


def test_a_title_may_share_its_line_with_the_text() -> None:
    """「六、其他需要报告的事项：无」 is a title and a text."""
    blocks = lines(*TITLES[:5], "六、其他需要报告的事项：本年度未收取信息处理费。")
    found = sections(blocks, find_chapters(blocks), frozenset())
    assert found[-1] == Section(6, "六、其他需要报告的事项", "本年度未收取信息处理费。")


def test_a_table_of_contents_is_no_chapter() -> None:
    """Where the titles stand twice, the later ones begin the chapters."""
    blocks = lines(*TITLES, *(line for title in TITLES for line in (title, "内容。")))
    found = sections(blocks, find_chapters(blocks), frozenset())
    assert [(each.number, each.text) for each in found[1:]] == [(n, "内容。") for n in range(1, 7)]


def test_points_inside_a_chapter_do_not_begin_one() -> None:
    """一、二、三、 are also counted inside chapters: known titles go first."""
    points = ["一、加强组织领导", "二、完善制度", "三、强化培训"]
    blocks = lines(TITLES[0], *points, *TITLES[1:])
    assert [each.title for each in find_chapters(blocks)] == TITLES


def test_s1_passes_on_six_chapters_in_order() -> None:
    """Expected and actual are the numerals."""
    found = check_chapters(find_chapters(lines(*TITLES)), TABLES)
    assert (found.rule, found.outcome, found.detail) == ("S1", Outcome.PASS, "")
    assert found.expected == found.actual == "一二三四五六"


def test_s1_says_what_is_wrong() -> None:
    """A missing chapter, a shifted numeral, another order, a missing table."""
    shifted = [*TITLES[:4], "六、存在的主要问题及改进情况"]
    for blocks, tables, detail in [
        (lines(*TITLES[:5]), TABLES, "没有找到第六章。"),
        (lines(*shifted), TABLES, "没有找到第六章；第五章的编号写成了六。"),
        (lines(TITLES[1], TITLES[0], *TITLES[2:]), TABLES, "各章的先后次序与格式不同。"),
        (lines(*TITLES), frozenset({"requests"}), "没有找到第四章的表格。"),
    ]:
        found = check_chapters(find_chapters(blocks), tables)
        assert (found.outcome, found.detail) == (Outcome.FAIL, detail)
