"""The small sound documents that are damaged: reports of every form, printed in every medium."""

from functools import cache

from tests.generator.drawing import draw
from tests.generator.labels import FORMS
from tests.generator.media import PRINTERS
from tests.generator.paper import Line, Paper, Table
from tests.generator.quirks import QUIRKS

MEDIA = tuple(PRINTERS)
# PDF takes ten times as long as the others: fewer of them, and of one small table each.
WEIGHTS = {
    "html": 30,
    "docx": 15,
    "text": 10,
    "markdown": 10,
    "xlsx": 10,
    "xls": 8,
    "odt": 10,
    "pdf": 7,
}


@cache
def bases(medium: str) -> tuple[bytes, ...]:
    """The sound documents of a medium: whole reports, single tables, one page in a script."""
    papers = [_small(form) for form in FORMS]
    if medium != "pdf":
        papers += [draw(form, 3) for form in FORMS]
    if medium == "html":
        scripted = draw("F2021", 4)
        QUIRKS["body_in_script"].change(scripted)
        papers.append(scripted)
    if medium == "pdf":
        for paper in papers:
            paper.look.options["plain"] = True
    return tuple(PRINTERS[medium](paper) for paper in papers)


def _small(form: str) -> Paper:
    """The title and the smallest table of a form, twelve rows of it at most."""
    paper = draw(form, 2)
    table = min(paper.tables(), key=lambda each: len(each.rows))
    paper.items = [
        paper.items[0],
        Line("四、政府信息公开行政复议、行政诉讼情况", 2, 4),
        Table(table.name, table.rows[:12]),
    ]
    return paper
