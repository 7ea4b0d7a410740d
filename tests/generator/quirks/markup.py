"""Markup as word processors, editors and content systems leave it."""

import json
import re
from html import escape

from tests.generator.paper import Cell, Paper
from tests.generator.quirks.registry import CHAPTERED, quirk

_HTML = ("html",)
_NUMBER = re.compile(r"[0-9]{2,}")


@quirk("markup", media=_HTML, clash="inner")
def word_paste(paper: Paper) -> None:
    paper.look.inner.append(
        lambda text, _: (
            f'<p class=MsoNormal align=center style="text-align:center">'
            f'<span lang=EN-US style="font-size:10.5pt;font-family:宋体">{text}'
            "<o:p></o:p></span></p>"
        )
    )


@quirk("markup", media=_HTML, clash="inner")
def split_nodes(paper: Paper) -> None:
    """162 as `1` and `62` in nodes of their own."""
    paper.look.inner.append(
        lambda text, _: _NUMBER.sub(
            lambda m: f"<span>{m[0][0]}</span><span>{m[0][1:]}</span>", text
        )
    )


@quirk("markup", media=_HTML, clash="inner")
def split_with_tags(paper: Paper) -> None:
    paper.look.inner.append(
        lambda text, _: _NUMBER.sub(
            lambda m: f"<b>{m[0][0]}</b>{m[0][1]}<font>{m[0][2:]}</font>", text
        )
    )


@quirk("markup", media=_HTML, clash="inner")
def breaks_round_text(paper: Paper) -> None:
    paper.look.inner.append(lambda text, _: f"<br>{text}<br/><br>")


@quirk("markup", media=_HTML, clash="inner")
def indented_source(paper: Paper) -> None:
    paper.look.inner.append(lambda text, _: f"\r\n\t\t  <div>\n   {text}\n  </div>\n\t")


@quirk("markup", media=_HTML, clash="inner")
def comments(paper: Paper) -> None:
    paper.look.inner.append(lambda text, _: f"<!-- 5 --><!--[if !mso]>7<![endif]-->{text}<!--9-->")


@quirk("markup", media=_HTML, clash="inner")
def entities(paper: Paper) -> None:
    paper.look.inner.append(
        lambda text, _: (
            "".join(f"&#{ord(c)};" if c.isalnum() else c for c in text)
            if "<" not in text and "&" not in text
            else text
        )
    )


@quirk("markup", media=_HTML, clash="inner")
def paragraphs_in_labels(paper: Paper) -> None:
    """A label in two paragraphs."""

    def change(text: str, cell: Cell) -> str:
        half = len(text) // 2
        if cell.role not in ("label", "head") or "<" in text or "&" in text or half < 2:
            return text
        return f"<p>{text[:half]}</p><p>{text[half:]}</p>"

    paper.look.inner.append(change)


@quirk("markup", media=_HTML, clash="inner")
def hidden_words(paper: Paper) -> None:
    paper.look.inner.append(lambda text, _: f'{text}<span style="display: none">8</span>')


@quirk("markup", media=_HTML, clash="inner", harmed=True)
def footnote_marks(paper: Paper) -> None:
    def change(text: str, cell: Cell) -> str:
        noted = cell.role == "value" and text.strip() and paper.random.random() < 0.1
        return f"{text}<sup>1</sup>" if noted else text

    paper.look.inner.append(change)


@quirk("markup", media=_HTML, clash="inner", harmed=True)
def struck_numbers(paper: Paper) -> None:
    def change(text: str, cell: Cell) -> str:
        struck = cell.role == "value" and text.strip() and paper.random.random() < 0.1
        return f"<del>4</del>{text}" if struck else text

    paper.look.inner.append(change)


@quirk("markup", media=_HTML, clash="tags")
def header_cells(paper: Paper) -> None:
    paper.look.tag = lambda cell: "td" if cell.role == "value" else "th"


@quirk("markup", media=_HTML, clash="tags")
def all_header_cells(paper: Paper) -> None:
    paper.look.tag = lambda _: "th"


@quirk("markup", media=_HTML, clash="tags")
def upper_case(paper: Paper) -> None:
    paper.look.page.append(lambda page: re.sub(r"</?t[a-z]+", lambda m: m[0].upper(), page))


@quirk("markup", media=_HTML, clash="style")
def head_and_body_groups(paper: Paper) -> None:
    paper.look.table = "thead"


@quirk("markup", media=_HTML, clash="style")
def unclosed_cells(paper: Paper) -> None:
    paper.look.table = "unclosed"


@quirk("markup", media=_HTML, clash="style")
def div_tables(paper: Paper) -> None:
    paper.look.table = "div"


@quirk("markup", media=_HTML, clash="hidden")
def hidden_cells(paper: Paper) -> None:
    """A cell with display:none in some rows."""
    for table in paper.tables():
        for row in table.rows:
            if row[-1].role == "value" and paper.random.random() < 0.3:
                row.insert(len(row) - 1, Cell("8", hidden=True))


@quirk("markup", media=_HTML, clash="hidden")
def hidden_rows(paper: Paper) -> None:
    paper.look.page.append(
        lambda page: page.replace(
            "</tr>", '</tr><tr style="display:none"><td>规章</td><td>7</td><td>7</td></tr>', 1
        )
    )


@quirk("markup", media=_HTML, clash="page")
def scripts_and_styles(paper: Paper) -> None:
    noise = "<script>var t='<table><tr><td>规章</td><td>9</td></tr></table>';</script>"
    style = "<style>td{width:20px}.a:after{content:'7'}</style>"
    paper.look.page.append(lambda page: page.replace("<table", f"{noise}{style}<table", 1))


@quirk("markup", media=_HTML, clash="page")
def body_in_script(paper: Paper) -> None:
    """The body stands in a script as JSON, the page is an empty shell."""

    def change(page: str) -> str:
        body = page.partition("<body>")[2].partition("</body>")[0]
        detail = {"DETAIL": {"title": paper.title, "content": body}}
        script = json.dumps(detail, ensure_ascii=False).replace("</", "<\\/")
        title = f"<title>{escape(paper.title)}</title>"
        return (
            f"<!DOCTYPE html><html><head>{title}</head><body><div id=app></div>"
            f"<script>window._CONFIG = {script};</script></body></html>"
        )

    paper.look.page.append(change)


@quirk("markup", media=_HTML, clash="page")
def menus_around(paper: Paper) -> None:
    menu = "<table class=nav><tr><td>首页</td><td>公开</td><td>2024</td></tr></table>"
    paper.look.page.append(
        lambda page: page.replace("<body>", f"<body>{menu}<ul><li>年报（12）</li></ul>").replace(
            "</body>", "<div>浏览次数：1024</div></body>"
        )
    )


@quirk("markup", media=_HTML, clash="page")
def xhtml(paper: Paper) -> None:
    head = '<?xml version="1.0" encoding="gb2312"?>\n'
    paper.look.page.append(lambda page: head + page)


@quirk("markup", media=("pdf",), clash="layout")
def page_break_inside(paper: Paper) -> None:
    paper.look.options["spacer"] = paper.random.randint(150, 640)


@quirk("markup", media=("pdf",), clash="layout", forms=CHAPTERED)
def page_break_repeated_header(paper: Paper) -> None:
    paper.look.options |= {"spacer": paper.random.randint(150, 500), "repeat": True}


@quirk("markup", media=("pdf",), clash="layout")
def page_break_in_rows(paper: Paper) -> None:
    paper.look.options |= {"spacer": paper.random.randint(150, 500), "split": True}


@quirk("markup", media=("pdf",), clash="layout")
def landscape(paper: Paper) -> None:
    paper.look.options["landscape"] = True


@quirk("markup", media=("docx",), clash="runs")
def split_runs(paper: Paper) -> None:
    paper.look.options["runs"] = "split"


@quirk("markup", media=("docx",), clash="runs")
def tracked_changes(paper: Paper) -> None:
    paper.look.options["runs"] = "tracked"


@quirk("markup", media=("docx",), clash="runs")
def content_controls(paper: Paper) -> None:
    paper.look.options["runs"] = "control"
