"""Articles folded into scripts, textareas and JSON are read like the pages they would make."""

import json
import re
from collections.abc import Callable
from html import escape

import pytest

from archive.pages.original_html import marked_html
from archive.reopen import mismatches, opener
from parsers.model import Document, Fault, Grid, Medium
from parsers.readers import read, reread
from parsers.readers.folded import folded_page
from parsers.report import parse_report
from tests.test_readers_sheet import FORMS, printed, values

SHELL = "<html><head><title>政务公开</title>%s</head><body><div id=app></div>%s</body></html>"
DATA = '{"code": 0, "data": {"title": %s, "html": %s}}'


def config(html: str, title: str) -> str:
    """As JCMS and the Guangdong portals send it: JSON with all that is not ASCII escaped."""
    detail = json.dumps({"DETAIL": {"title": title, "content": html}}).replace("/", "\\/")
    return SHELL % (
        f"<script src=/a.js></script><script>// don't\nwindow._CONFIG = {detail};</script>",
        "",
    )


def literal(html: str, title: str) -> str:
    """An object literal of JavaScript in single quotes, other strings around it."""
    quoted = html.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\x3c")
    article = f"{{url: 'http://a.cn/x', title: '{title}', body: '{quoted}', n: 1}}"
    menu = f"{{title: '首页', list: '<table><tr><td>{'x' * 300}</td></tr></table>'}}"
    return SHELL % ("", f"<script>/* it's */ var a = {article}; var menu = {menu}</script>")


def nested(html: str, title: str) -> str:
    """JSON in a string of JSON."""
    return DATA % (json.dumps(title), json.dumps(json.dumps({"content": html})))


WRITERS: dict[str, Callable[[str, str], str]] = {
    "script": config,
    "literal": literal,
    "escaped": lambda html, title: config(escape(html), title),
    "template": lambda html, title: (
        SHELL
        % (
            f"<meta name=ArticleTitle content='{title}'>",
            f"<script type='text/html'>{html}</script>",
        )
    ),
    "textarea": lambda html, title: (
        SHELL
        % (f"<meta name=ArticleTitle content='{title}'>", f"<textarea>{escape(html)}</textarea>")
    ),
    "json": lambda html, title: DATA % (json.dumps(title), json.dumps(html)),
    "json as it is": lambda html, title: (
        DATA % (json.dumps(title, ensure_ascii=False), json.dumps(html, ensure_ascii=False))
    ),
    "jsonp": lambda html, title: f"show({DATA % (json.dumps(title), json.dumps(html))});",
    "nested json": nested,
}
PLACES = {
    **dict.fromkeys(("script", "escaped"), "script[2]"),
    **dict.fromkeys(("literal", "template"), "script[1]"),
    "textarea": "textarea[1]",
}


def page(name: str, writer: str, **changes: str) -> Document:
    whole = printed(name)
    whole.values |= changes
    html = re.sub(r"<h1>.*?</h1>|</?(?:html|body)>", "", whole.page().body.decode())
    return Document(WRITERS[writer](html, whole.title).encode())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_report_reads_as_its_page_does(name: str, writer: str) -> None:
    """Every figure, chapter, the body and the year are those of the same report as a page."""
    document = page(name, writer)
    report, plain = parse_report(document), parse_report(printed(name).page())
    assert report.medium is Medium.HTML
    assert values(report) == values(plain)
    assert (report.agency, report.year, report.title) == (plain.agency, plain.year, plain.title)
    chapters = [each.number for each in report.sections if each.number]
    assert chapters == [each.number for each in plain.sections if each.number]
    place = PLACES.get(writer, "data")
    assert {f.cell.source.split(":")[0] for f in report.figures if f.cell} == {place}
    assert list(mismatches(document.body, report.medium, report.figures)) == []


@pytest.mark.parametrize("writer", WRITERS)
def test_a_wrong_sum_is_read_twice(writer: str) -> None:
    """Both readings find the article: an error in it is the publisher's."""
    report = parse_report(page("F2021", writer, **{"requests.new_received.total": "28"}))
    failed = [each for each in report.findings if each.rule == "R3.1" and each.outcome == "fail"]
    assert [each.fault for each in failed] == [Fault.PUBLISHER]


@pytest.mark.parametrize("writer", WRITERS)
def test_the_cell_is_shown(writer: str) -> None:
    """The original's view shows the article with the cell marked, and nothing that runs."""
    document = page("F2021", writer)
    (figure,) = (f for f in parse_report(document).figures if f.raw == "66")
    assert figure.cell is not None
    shown = marked_html(document.body, figure.cell.source)
    assert re.findall(r'<td[^>]* id="cell"[^>]*>(.*?)</td>', shown) == ["<p>66</p>"]
    assert "<script" not in shown


def test_a_page_that_shows_its_tables_hides_none() -> None:
    """What scripts hold beside a report that is shown is not read."""
    shown = printed("F2021").page().body.decode()
    body = shown.replace("</body>", config(shown.replace(">66<", ">99<"), "另一份") + "</body>")
    report = parse_report(Document(body.encode()))
    assert values(report) == values(parse_report(printed("F2021").page()))
    again = reread(Document(body.encode()))
    assert again is not None
    assert [len(b.cells) for b in again.blocks if isinstance(b, Grid)] == [
        len(b.cells) for b in read(printed("F2021").page()).blocks if isinstance(b, Grid)
    ]


def test_a_place_elsewhere_opens_nothing() -> None:
    document = page("F2021", "script")
    assert opener(document.body, Medium.HTML)("script[1]:table[1]/tr[3]/td[2]") is None
    assert opener(b"<p>x", Medium.HTML)("script[1]:table[1]/tr[3]/td[2]") is None


HOSTILE = [
    "<script>" + '"' * 3_000_001,
    "<script>table" + '\\"' * 2_000_000 + '"',
    "<script>table" + "/*" * 2_000_000,
    "<script>table" + '"<table' * 500_000,
    "<textarea>" * 300_000,
    "<script " * 300_000,
    "{" * 3_000_000 + '"<table"',
    '{"a":"' + "\\ud83d<table<td" * 300_000 + '"}',
    json.dumps(["x" * 300 + "<table" + "<td" * 40] * 5000),
    "{" + '"\\"{' * 300_000 + "<table",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_scripts_are_cut_out_in_linear_time(text: str) -> None:
    """Quotes and comments that never end cost no more than one look at each character."""
    import time

    begun = time.process_time()
    folded_page(text)
    assert time.process_time() - begun < 5
