"""Menus and footers are kept out of a report's text, and nothing of the report is."""

from parsers.model import Document, Grid, Reading
from parsers.readers import read

MENU = "<div class=nav><ul><li>三、民政服务</li><li>通知公告</li></ul></div>"


def texts(reading: Reading) -> list[str]:
    assert reading.content is not None
    start, end = reading.content
    return [b.text for b in reading.blocks[start:end] if not isinstance(b, Grid)]


def test_menus_and_footers_are_outside() -> None:
    """The innermost element with the chapters holds the report; its last bare text too."""
    html = (
        "<body><div>首页 | 民政</div><div class=c><ucap><p>导语</p><p>一、总体情况</p><p>甲</p>"
        "<p>六、其他需要报告的事项</p>无。</ucap></div><div>版权所有</div></body>"
    )
    assert texts(read(Document(html.encode()))) == [
        "导语",
        "一、总体情况",
        "甲",
        "六、其他需要报告的事项",
        "无。",
    ]


def test_a_page_without_two_marks_is_taken_whole() -> None:
    """Where nothing tells the report from the page, nothing is left out."""
    assert read(Document("<body><p>一、总体情况</p><p>甲</p></body>".encode())).content is None


def test_numbered_menus_only_widen_it() -> None:
    """A menu that is numbered like chapters makes the content larger, never smaller."""
    html = f"<body>{MENU}<div><p>一、总体情况</p><p>二、主动公开政府信息情况</p></div></body>"
    assert texts(read(Document(html.encode())))[-2:] == ["一、总体情况", "二、主动公开政府信息情况"]
