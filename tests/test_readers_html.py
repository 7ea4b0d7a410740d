"""HTML pages become headings, paragraphs and grids, read twice by independent paths."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from parsers.amounts import parse_amount
from parsers.errors import UnreadableDocument
from parsers.grid import Table
from parsers.model import Block, Document, Grid, Heading, Medium, Paragraph
from parsers.readers import read, reread
from parsers.readers.html_sheets import tags_with_styles

PAGES = ["shanghai_gov_office_2019.html", "shuyang_fgj_2023.html"]


def blocks(markup: str) -> list[Block]:
    """Read a page given as markup."""
    return list(read(Document(markup.encode())).blocks)


def shown(markup: str) -> list[object]:
    """Read a page and return only what it prints: texts, and rows of texts for a grid."""
    return [printed(block) for block in blocks(markup)]


def printed(block: Block) -> object:
    if isinstance(block, Grid):
        return [[cell.text for cell in row] for row in Table(block).rows]
    return block.text


PROSE = [
    ("<p>一<p>二", ["一", "二"]),
    ("<p>一<br>二</p>三", ["一", "二", "三"]),
    ("<div>一<div>二</div>三</div>", ["一", "二", "三"]),
    ("<p><br/>四、行政复议</p>", ["四、行政复议"]),
    ("<p>1<span>62</span><b>件</b></p>", ["162件"]),
    ("<p>信息\n  公开&nbsp;年报 </p>", ["信息 公开\u00a0年报"]),
    ("<p>一<!-- 不 -->二<script>不</script><style>不</style></p>", ["一二"]),
    ("<article>一<ul><li>二<li>三</ul></article>", ["一", "二", "三"]),
    ("<pre>一\n二</pre>", ["一", "二"]),
    ("<ucapcontent><p>一</p></ucapcontent>", ["一"]),
    ('<p>一</p><p style="DISPLAY : none">不</p><p hidden>不</p>', ["一"]),
    ('<div style="overflow:hidden">一</div>', ["一"]),
    ("<p>一<textarea><table><td>不</table></textarea></p>", ["一"]),
]


@pytest.mark.parametrize(("markup", "texts"), PROSE)
def test_prose_is_one_paragraph_a_line(markup: str, texts: list[str]) -> None:
    """Blocks and line breaks part paragraphs, everything else joins with nothing between."""
    assert shown(markup) == texts


def test_headings_keep_their_level() -> None:
    """The document's own headings are headings, a line break in them stays a line break."""
    assert blocks("<h1>某局<br>年报</h1>\n<h3>一</h3><p>x") == [
        Heading("某局\n年报", 1, "L1"),
        Heading("一", 3, "L2"),
        Paragraph("x", "L2"),
    ]


TABLES = [
    ("<table><tr><td>a<td>b<tr><th>c</table>", [[["a", "b"], ["c"]]]),
    ("<table><td>a<td>b</table>", [[["a", "b"]]]),
    ("<table><tr><td>本年新<br />制作数量</table>", [[["本年新\n制作数量"]]]),
    ("<table><tr><td><p>商业</p><p>企业</p></table>", [[["商业\n企业"]]]),
    ("<table><tr><td>1<span>6</span><font>2</font></table>", [[["162"]]]),
    ("<table><tr><td>&nbsp;<td> 　 <td><p></p></table>", [[["", "", ""]]]),
    ("<table><caption>表</caption><tr><td>a</table>", ["表", [["a"]]]),
    ("<p>前<table><tr><td>a</table>后", ["前", [["a"]], "后"]),
    ("<table><tr><td hidden>x<td>a<tr hidden><td>y<tr><td>b</table>", [[["a"], ["b"]]]),
    ("<div style='display:none'><table><tr><td>a</table></div>", [[["a"]]]),
    ("<table><tr><td><h2>a</h2>b</table>", [[["a\nb"]]]),
    ("<table><tr><form><td>a</td></form><td>b</table>", [[["a", "b"]]]),
    ("<td>a<table></table>", ["a"]),
]


@pytest.mark.parametrize(("markup", "texts"), TABLES)
def test_tables_are_grids(markup: str, texts: list[object]) -> None:
    """A table's cells are read whole; nothing beside or inside it is lost."""
    assert shown(markup) == texts


def test_layout_tables_give_way_to_what_they_hold() -> None:
    """A table that only arranges another is no grid: its prose is prose, its table a grid."""
    page = (
        "<table><tr><td>导航</td></tr><tr><td><p>一、总体情况</p>"
        "<table><tr><td>规章</td><td>0</td></tr></table>后</td></tr></table>"
    )
    assert blocks(page) == [
        Paragraph("导航", "L1"),
        Paragraph("一、总体情况", "L1"),
        blocks(page)[2],
        Paragraph("后", "L1"),
    ]
    grid = blocks(page)[2]
    assert isinstance(grid, Grid)
    assert [c.source for c in grid.cells] == ["table[2]/tr[1]/td[1]", "table[2]/tr[1]/td[2]"]


def test_small_table_inside_a_cell_is_text_of_that_cell() -> None:
    """A data table with a table pasted into one cell stays one grid."""
    page = "<table><tr><td>a<td>b<table><tr><td>1</table><tr><td>c<td>d</table>"
    assert shown(page) == [[["a", "b\n1"], ["c", "d"]]]
    grid = blocks(page)[0]
    assert isinstance(grid, Grid)
    assert grid.cells[2].source == "table[1]/tr[3]/td[1]"


def test_metadata_keeps_every_title_and_meta() -> None:
    """What the page says of itself is kept as it says it, repetitions too."""
    page = (
        "<html><head><title>年报-某局</title><meta name='PubDate' content='2024-01-17 09:00'>"
        "</head><body><title> 某县\n政府 </title><p>x"
    )
    reading = read(Document(page.encode()))
    assert reading.medium is Medium.HTML
    assert reading.blocks == (Paragraph("x", "L2"),)
    assert reading.metadata == (
        ("title", "年报-某局"),
        ("meta:PubDate", "2024-01-17 09:00"),
        ("title", "某县 政府"),
    )


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "utf-16"])
def test_declared_charset_does_not_matter(charset: str) -> None:
    """A page that declares a wrong charset reads as its bytes are."""
    page = '<html><head><meta charset="big5"></head><body><p>政府信息公开工作年度报告</p>'
    reading = read(Document(page.encode(charset), media_type="text/html; charset=iso-8859-1"))
    assert reading.blocks == (Paragraph("政府信息公开工作年度报告", "L1"),)
    assert reading.findings == ()


def test_damage_is_a_finding() -> None:
    """A page with a few lost characters is read, and says so."""
    reading = read(Document(("<p>" + "政府信息公开" * 30).encode()[:-1]))
    assert [finding.rule for finding in reading.findings] == ["text.undecodable"]


@pytest.mark.parametrize("name", PAGES)
def test_real_pages_read_twice_the_same(shared: Path, name: str) -> None:
    """Two independent readings of a real page agree in every cell."""
    document = Document((shared / "reports" / name).read_bytes())
    grids = tuple(block for block in read(document).blocks if isinstance(block, Grid))
    second = reread(document)
    assert second is not None
    assert second.blocks == grids
    assert [len(grid.cells) for grid in grids[-3:]] in ([53, 198, 34], [30, 215, 34])


@pytest.mark.parametrize("name", PAGES)
def test_sources_open_in_the_original(shared: Path, name: str) -> None:
    """The path of each cell leads, in a tree of its own, to an element with the same text."""
    body = (shared / "reports" / name).read_bytes()
    tree = lxml_html.document_fromstring(body.decode())
    for grid in read(Document(body)).blocks:
        for cell in grid.cells if isinstance(grid, Grid) else ():
            found = re.fullmatch(r"table\[(\d+)\]/tr\[(\d+)\]/td\[(\d+)\]", cell.source)
            assert found is not None
            table, row, column = found.groups()
            path = f"(//table)[{table}]/descendant::tr[{row}]/*[self::td or self::th][{column}]"
            (element,) = tree.xpath(path)
            assert "".join(element.text_content().split()) == "".join(cell.text.split())


def test_real_prose_keeps_its_chapters(shared: Path) -> None:
    """The six chapter titles of a real page are paragraphs of their own, in order."""
    body = (shared / "reports" / PAGES[0]).read_bytes()
    texts = [block.text for block in read(Document(body)).blocks if isinstance(block, Paragraph)]
    assert [text[0] for text in texts if re.match("[一二三四五六]、", text)] == list("一二三四五六")


MARKUP = (
    "<table> </table> <tr> </tr> <td> </td> <th> <p> </p> <br> <span> </span> <div> </div> 1 件 "
    "<td_rowspan=2> <td_colspan=3> <tbody> </tbody> <h2> </h2> &nbsp; <!--x--> <td_hidden> <pre> "
    "</pre> <b> <li>"
)
pieces = st.sampled_from(MARKUP.split())


@settings(deadline=None)  # other work on the machine is no failure
@given(st.lists(pieces, max_size=40))
def test_no_markup_breaks_either_reading(parts: list[str]) -> None:
    """Tags in any order are read, or refused in one line, by both readings."""
    document = Document(("<p>" + "".join(parts).replace("_", " ")).encode())
    try:
        first = read(document)
    except UnreadableDocument:
        return
    text = "".join(str(printed(block)) for block in first.blocks)
    assert "\0" not in text
    second = reread(document)
    assert second is None or all(isinstance(block, Grid) for block in second.blocks)


cell_texts = st.text(alphabet="件12信 ", max_size=4)
well_formed = st.lists(st.lists(cell_texts, min_size=1, max_size=4), min_size=1, max_size=4)


@settings(deadline=None)  # other work on the machine is no failure
@given(tables=st.lists(well_formed, min_size=1, max_size=3), closed=st.booleans())
def test_well_formed_tables_read_twice_the_same(
    tables: list[list[list[str]]],
    closed: bool,
) -> None:
    """On proper markup, end tags written or left out, the two readings never differ."""
    end = "</td>" if closed else ""
    page = "".join(
        "<table>"
        + "".join(f"<tr>{''.join(f'<td><p>{c}</p>{end}' for c in row)}</tr>" for row in table)
        + "</table><p>x</p>"
        for table in tables
    )
    document = Document(page.encode())
    second = reread(document)
    assert second is not None
    assert second.blocks == tuple(b for b in read(document).blocks if isinstance(b, Grid))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("12<sup>1</sup>", "12\n1"),
        ("<p><del>5</del>3</p>", "5\n3"),
        ('<span style="text-decoration:line-through">5</span>3', "5\n3"),
        ("<s>5</s><u>3</u>", "5\n3"),
        ('<span style="visibility: hidden">5</span>3', "3"),
    ],
)
def test_marks_and_struck_text_are_no_part_of_a_number(cell: str, text: str) -> None:
    """12 with a raised 1 is not 121, in neither reading."""
    document = Document(f"<table><tr><td>{cell}</td></tr></table>".encode())
    for reading in (read(document), reread(document)):
        assert reading is not None
        assert [each.text for block in reading.blocks for each in block.cells] == [text]  # type: ignore[union-attr]  # grids only


# What stands out of line beside a number or shows where no text is: no cell of these is a number.
REFUSED = [
    ('12<span style="vertical-align:super">1</span>', "12\n1"),
    ('12<span style="position: relative; top: -4pt">1</span>', "12\n1"),
    ('<span style="display:block">12</span><span style="display:block">9</span>', "12\n9"),
    ('<span style="display:inline-block">12</span><b style="float:right">9</b>', "12\n9"),
    ('<span style="font-size:0">1</span>2', "1\n2"),
    ('<span style="color:#FFF">1</span>2', "1\n2"),
    ('<span class="key">0012</span>12', "0012\n12"),
    ('12<a href="#note">1</a>', "12\n1"),
    ("12<small>3</small>", "12\n3"),
    ("<select><option>3<option selected>4</select>", "3\n4"),
    ("<noscript>3</noscript>4", "3\n4"),
    ("<ruby>12<rt>3</rt></ruby>", "12\n3"),
    ("<sup>1</sup>", "〔角标〕1"),
    ("<p><del>5</del></p>", "〔划去〕5"),
    ('<img src="a.png" alt="5">', "〔图片〕"),
    ('5<img src="three.png">2', "5〔图片〕2"),
    ('<input value="5">', "〔输入框〕"),
    ("<textarea>5</textarea>", "〔输入框〕"),
    ("<label>1532</label><label>12</label>", "1532\n12"),
    ("15<output>32</output>", "15\n32"),
    ('<bdo dir="rtl">2351</bdo>', "〔倒序〕\n2351"),
    ('<span style="unicode-bidi: bidi-override; direction: rtl">2351</span>', "〔倒序〕\n2351"),
    ('<p style="direction:rtl;unicode-bidi:isolate-override">2351</p>', "〔倒序〕\n2351"),
    ('<span style="text-decoration: line-through">5</span>', "〔划去〕\n5"),
    ('<p style="text-decoration: line-through">5</p>', "〔划去〕\n5"),
    ('<span class="gone">5</span>', "〔划去〕\n5"),
    ('<span style="vertical-align: super">5</span>', "〔角标〕\n5"),
    ('<span style="color: white">5</span>', "〔不可见〕\n5"),
    ('<p style="opacity: 0">5</p>', "〔不可见〕\n5"),
    ('<span style="color: rgb(255, 255, 255)">1</span>62', "1\n62"),
    ('<span style="color: rgba(0, 0, 0, 0)">5</span>', "〔不可见〕\n5"),
    ('<font color="#FFFFFF">5</font>', "〔不可见〕\n5"),
    ('<span style="clip-path: inset(100%)">1</span>62', "1\n62"),
    ('<span style="transform: scaleX(-1)">15</span>', "〔不可见〕\n15"),
    ('<p style="text-indent: -9999px">5</p>', "〔不可见〕\n5"),
    ('<div style="max-height: 0; overflow: hidden">5</div>', "〔不可见〕\n5"),
    ('<span style="font: 0/0 a">1</span>62', "1\n62"),
    ('<span style="order: 2">1</span><span>62</span>', "1\n62"),
    (
        '<div style="display: flex; flex-direction: row-reverse"><i>1</i><i>2</i></div>',
        "〔倒序〕\n12",
    ),
    ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "〔公式〕12"),
    ("<ol><li>12</li></ol>", "〔编号〕\n12"),
    ("<ruby><rb>12</rb><rtc>3</rtc></ruby>", "12\n3"),
    ("12<dialog>3</dialog>", "12\n3"),
    ("<video>3</video>12", "3\n12"),
    ('<span id="key">5</span>', "〔不可见〕\n5"),
    ('<p class="x">5</p>', "〔不可见〕\n5"),
    ('<span style="color: #FEFDFE">1</span>62', "1\n62"),
    ('<span style="color: whitesmoke">1</span>62', "1\n62"),
    ('<span style="color: rgb(250 250 250)">1</span>62', "1\n62"),
    ('<span style="color: rgba(0, 0, 0, .02)">1</span>62', "1\n62"),
    ('<span style="font-size: 1px">1</span>62', "1\n62"),
    ('<span style="font-size: .01em">1</span>62', "1\n62"),
    ('<span style="opacity: .01">1</span>62', "1\n62"),
    ('<span style="letter-spacing: -9px">1</span>62', "1\n62"),
    ('<script>document.write("1")</script>62', "〔脚本〕62"),
    ('<script>document.write("1")</script>', "〔脚本〕"),
    ('<span style="mso-hide: all">1</span>62', "1\n62"),
    (
        '<p class="MsoNormal"><span style="color: #fff; background: white">5</span></p>',
        "〔不可见〕\n5",
    ),
]


@pytest.mark.parametrize(("cell", "text"), REFUSED)
def test_cells_that_do_not_simply_print_a_number_are_refused(cell: str, text: str) -> None:
    """Neither pieces put together that stand apart, nor blank where a picture or a field is."""
    style = "<style>.pc .key, .x, #key{display : none} .gone{text-decoration: line-through}</style>"
    markup = f"<html><head>{style}</head><body><table><tr><td>{cell}</td></tr></table>"
    assert shown(markup) == [[[text]]]
    assert parse_amount(text, "件").value is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<span style="vertical-align:baseline;margin-left:0px">1</span>62', "162"),
        ('<span style="font-size:0.5em;opacity:0.9;color:#fffa00">1</span>62', "162"),
        ('<span style="position:relative">162</span>', "162"),
        ("<small>162</small>", "162"),
        ('<span style="font-size: .16rem">162</span>', "162"),  # pages for phones: html of 100px
        ('行政<span style="position:relative">许可</span>', "行政许可"),
        ('<img src="dot.gif">行政许可', "行政许可"),
        ('<input type="hidden" value="5">162', "162"),
        ("<template>3</template>162", "162"),
        ("<script>var hits = 12</script>162", "162"),
        ("<label>162</label>", "162"),
        ("<span>1</span><span>62</span>", "162"),
        ('<bdo dir="ltr">162</bdo>', "162"),
        ('<p style="direction: rtl">162</p>', "162"),
        ('<p style="text-transform: none; text-indent: -21pt; font: 10pt/12pt a">162</p>', "162"),
        ('<p style="height: 0; line-height: 0; background: rgba(0,0,0,0)">162</p>', "162"),
        ('<p style="background: navy"><span style="color: white">162</span></p>', "162"),
        ('<span class="total" style="color: white">162</span>', "162"),
        ('<span style="display: block; color: #333">162</span>', "162"),
        ('<span style="mso-bidi-font-size: 1.0pt; letter-spacing: -.5pt">1</span>62', "162"),
        ('<p style="color: white"><font color="black">162</font></p>', "162"),
        ('<p style="font-size: 0"><span style="font-size: 14px">162</span></p>', "162"),
    ],
)
def test_styles_that_move_nothing_part_nothing(cell: str, text: str) -> None:
    assert shown(f"<table><tr><td>{cell}</td></tr></table>") == [[[text]]]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("text-decoration: line-through", "〔划去〕5"),
        ("color: #fff", "〔不可见〕5"),
        ("color: #111", "5"),
    ],
)
def test_a_cell_may_be_struck_out_or_unseen_whole(style: str, text: str) -> None:
    assert shown(f'<table><tr><td style="{style}">5</td></tr></table>') == [[[text]]]


def test_rows_that_the_page_hides_by_their_class_are_refused() -> None:
    """A rule of another sheet may show them again: neither read nor blank."""
    page = "<style>.old{display:none}</style><table><tr class=old><td>处罚<td>5<tr><td>强制<td>6"
    assert shown(page) == [[["处罚", "〔不可见〕5"], ["强制", "6"]]]


STRANGE = {
    "a namespace, as Word writes it": r"o\:p, o|td",
    "a control character": "td[a='\x01']",
    "nested": ":is(" * 300 + "td" + ")" * 300,
    "of many parts": " ".join(["td"] * 900),
    "of many attributes": "td" + "[a]" * 20_000,
    "of no known state": "td:unknown, td::, td:is(), td[[[",
}


@pytest.mark.parametrize("selector", STRANGE.values(), ids=STRANGE)
def test_a_rule_that_nobody_can_apply_hides_nothing(selector: str) -> None:
    page = f"<style>{selector}{{display:none}}</style><table><tr><td>处罚<td>5</table>"
    assert shown(page) == [[["处罚", "5"]]]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("td{display: none}", "〔不可见〕\n5"),
        ("#a tr td:first-child p{visibility: hidden}", "〔不可见〕\n5"),
        ("/* a */ th, p > font{color: #fdfdfd}", "〔不可见〕\n5"),
        ("@media screen{p{color: red} td font{font-size: 0}}", "〔不可见〕\n5"),
        ("@media print{p{color: red} td{display: none}} p{color: blue}", "5"),
        ("</style><style media=print>td{display: none}", "5"),
        ("</style><style media=screen>td{display: none}", "〔不可见〕\n5"),
        ("@media print{#a{color: red} #b{display: none}}", "5"),
        ("@media print{p{color: red}} #b{display: none}", "〔不可见〕\n5"),
        ("body{display: none} .menu td, td:hover, td[{display: none}", "5"),
        ("td{color: white; background: navy}", "5"),
    ],
)
def test_what_a_rule_of_the_page_hides_by_its_tag_is_refused(rule: str, text: str) -> None:
    cell = "<td><p id=b><font>5</font></p></td>"
    page = f"<style>{rule}</style><div id=a><table><tr>{cell}</tr></table></div>"
    assert shown(page) == [[[text]]]


@pytest.mark.parametrize(
    ("rule", "cell", "text"),
    [
        ('.n:before{content: "12"}', '<i class="n"></i>45', "〔样式文字〕45"),
        ("td i::after{content:counter(n)}", "<i></i>", "〔样式文字〕"),
        (r'.n::before{font-family: icons; content: "\e601"}', '<i class="n"></i>45', "45"),
        ('.n::before{content: "•"; width: 5px}', '<i class="n"></i>45', "45"),
        ('.n::before{content: "12"}', '<i class="n"></i>行政许可', "行政许可"),
    ],
)
def test_digits_that_a_style_prints_beside_a_number_are_no_part_of_it(
    rule: str, cell: str, text: str
) -> None:
    assert shown(f"<style>{rule}</style><table><tr><td>{cell}</td></tr></table>") == [[[text]]]


def test_looking_for_rules_by_tag_is_bounded() -> None:
    """In a page so deep that all of them would take seconds, only the first are looked for."""
    rules = "".join(f"tr td:nth-child({n}){{display: none}}" for n in range(1, 9))
    for n_around, n_looked_for in ((1, 8), (1500, 2)):
        page = f"<style>{rules}</style>{'<div>' * n_around}<table><tr>{'<td>5' * 9}"
        root = etree.HTML(page, etree.HTMLParser(huge_tree=True))
        assert len(list(tags_with_styles(root))) == n_looked_for


@pytest.mark.parametrize("tag", ['div style="display: none"', "div hidden", "template"])
def test_hidden_tables_are_read_and_said(tag: str) -> None:
    """A tab shows them at a click; nobody can tell them from old content that was left."""
    end = tag.split()[0]
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    page = f"{table}<{tag}><{tag}>{table}</{end}></{end}>"
    reading = read(Document(page.encode()))
    assert len([block for block in reading.blocks if isinstance(block, Grid)]) == 2
    assert [(each.rule, each.where) for each in reading.findings] == [("grid.hidden", "table[2]")]


@pytest.mark.parametrize("end", ["</body>", "</BODY></HTML>", "</body></html><html><body>"])
def test_what_follows_the_end_of_the_page_is_read(end: str) -> None:
    """Pages put together from parts end more than once; browsers go on."""
    page = f"<html><body><p>一</p>{end}<p>二</p><table><tr><td>3</td></tr></table></body></html>"
    assert shown(page) == ["一", "二", [["3"]]]
