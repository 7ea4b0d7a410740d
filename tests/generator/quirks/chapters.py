"""Chapters renumbered, doubled, detached; what else a page prints around a report."""

from decimal import Decimal

from tests.generator.drawing import NUMERALS, draw
from tests.generator.paper import Cell, Line, Paper, Table
from tests.generator.quirks.registry import CHAPTERED, quirk


def _headings(paper: Paper) -> list[Line]:
    return [item for item in paper.items if isinstance(item, Line) and item.chapter]


def _bare(text: str) -> str:
    return text.partition("、")[2]


@quirk("chapters", clash="numbers")
def numbers_shifted(paper: Paper) -> None:
    for heading in _headings(paper)[2:]:
        heading.text = f"{NUMERALS[heading.chapter]}、{_bare(heading.text)}"


@quirk("chapters", clash="numbers")
def numbers_missing(paper: Paper) -> None:
    for heading in _headings(paper):
        heading.text = _bare(heading.text)


@quirk("chapters", clash="numbers")
def numbers_repeated(paper: Paper) -> None:
    for heading in _headings(paper):
        heading.text = f"二、{_bare(heading.text)}"


@quirk("chapters", clash="headings")
def headings_doubled(paper: Paper) -> None:
    for heading in _headings(paper):
        paper.items.insert(paper.items.index(heading), Line(heading.text))


@quirk("chapters", clash="headings")
def headings_after_tables(paper: Paper) -> None:
    for n, item in enumerate(list(paper.items)):
        if isinstance(item, Table) and item.name != "metadata" and n > 1:
            at = max(
                i
                for i, each in enumerate(paper.items[: paper.items.index(item)])
                if isinstance(each, Line) and each.chapter
            )
            heading = paper.items.pop(at)
            paper.items.insert(paper.items.index(item) + 1, heading)


@quirk("chapters", clash="headings")
def no_headings(paper: Paper) -> None:
    for heading in _headings(paper):
        paper.items.remove(heading)


@quirk("chapters", clash="headings")
def headings_in_tables(paper: Paper) -> None:
    """Each heading in a table of one cell."""
    for heading in _headings(paper):
        paper.items[paper.items.index(heading)] = Table("heading", [[Cell(heading.text)]])


@quirk("chapters", clash="headings", forms=CHAPTERED)
def headings_in_the_table(paper: Paper) -> None:
    """The heading of a chapter is the first row of its table."""
    for table in paper.tables():
        if table.name not in ("requests", "appeals", "disclosure"):
            continue
        before = [
            item
            for item in paper.items[: paper.items.index(table)]
            if isinstance(item, Line) and item.chapter
        ]
        if before:
            paper.items.remove(before[-1])
            wide = sum(cell.width for cell in table.rows[0])
            table.rows.insert(0, [Cell(before[-1].text, width=wide)])


@quirk("chapters", clash="headings")
def own_numbering(paper: Paper) -> None:
    """All prose first as 一 to 六, then the tables as 一, 二, 三."""
    tables = paper.tables()
    paper.items = [item for item in paper.items if isinstance(item, Line)]
    for numeral, table in zip(NUMERALS, tables, strict=False):
        paper.items += [Line(f"{numeral}、附表"), table]


@quirk("chapters", clash="prose")
def instructions_left(paper: Paper) -> None:
    for heading in _headings(paper):
        at = paper.items.index(heading) + 1
        paper.items.insert(at, Line("该部分以表格形式报告。表格如下:"))
    paper.items.insert(2, Line("编写说明:可先适当综述，字数控制在1000字以内。"))


@quirk("chapters", clash="prose")
def contents_first(paper: Paper) -> None:
    lines = [Line(f"{heading.text}……{n}") for n, heading in enumerate(_headings(paper), 1)]
    paper.items[1:1] = [Line("目　录"), *lines]


@quirk("chapters", clash="prose")
def prose_full_of_numbers(paper: Paper) -> None:
    text = (
        "全年主动公开政府信息1,234条，其中政府网站公开99条；收到申请8888件，予以公开77件，"
        "部分公开3件，结转下年度继续办理5件；规章1件，行政许可20件。"
    )
    for heading in _headings(paper):
        paper.items.insert(paper.items.index(heading) + 1, Line(text))
    said = {"disclosed_items_total": 1234, "channel_website": 99, "requests_received": 8888}
    said |= {"granted": 77, "partial": 3, "carried_out": 5}
    paper.said = {f"narrative.{code}.value": Decimal(value) for code, value in said.items()}


@quirk("chapters", clash="prose")
def other_reports_linked(paper: Paper) -> None:
    for year in range(paper.year - 3, paper.year):
        paper.items.append(Line(f"{paper.agency}{year}年政府信息公开工作年度报告"))


@quirk("chapters", clash="prose")
def signed_and_dated(paper: Paper) -> None:
    paper.items += [Line(paper.agency), Line(f"{paper.year + 1}年1月20日")]


@quirk("chapters", clash="title")
def numerals_in_title(paper: Paper) -> None:
    digits = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(paper.year))
    paper.title = f"{paper.agency}{digits}年政府信息公开工作年度报告"
    paper.items = [
        Line(paper.title, 1) if isinstance(item, Line) and item.level == 1 else item
        for item in paper.items
    ]


@quirk("chapters", clash="title")
def title_over_lines(paper: Paper) -> None:
    for item in paper.items:
        if isinstance(item, Line) and item.level == 1:
            item.text = f"{paper.agency}\n{paper.year}年政府信息公开工作\n年度报告"


@quirk("chapters", clash="second", forms=CHAPTERED, harmed=True)
def second_report(paper: Paper) -> None:
    """Another body's report below, with numbers of its own."""
    paper.items += draw(paper.form, 77, "乙县水利局").items
