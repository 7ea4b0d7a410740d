"""The same characters as other bytes."""

from collections.abc import Callable

from tests.generator.paper import Paper
from tests.generator.quirks.registry import quirk

_TEXTUAL = ("html", "text", "markdown")


def _encoded(paper: Paper, encode: Callable[[str], bytes]) -> None:
    paper.look.encode = encode


@quirk("bytes", media=_TEXTUAL, clash="charset")
def gbk(paper: Paper) -> None:
    _encoded(paper, lambda text: text.replace("utf-8", "gb2312").encode("gb18030"))


@quirk("bytes", media=_TEXTUAL, clash="charset")
def gbk_says_utf8(paper: Paper) -> None:
    _encoded(paper, lambda text: text.encode("gb18030"))


@quirk("bytes", media=_TEXTUAL, clash="charset")
def utf8_says_gbk(paper: Paper) -> None:
    _encoded(paper, lambda text: text.replace("charset=utf-8", "charset=gbk").encode())


@quirk("bytes", media=_TEXTUAL, clash="charset")
def utf8_with_mark(paper: Paper) -> None:
    _encoded(paper, lambda text: text.encode("utf-8-sig"))


@quirk("bytes", media=_TEXTUAL, clash="charset")
def utf16(paper: Paper) -> None:
    _encoded(paper, lambda text: text.encode("utf-16"))


@quirk("bytes", media=_TEXTUAL, clash="charset")
def utf16_without_mark(paper: Paper) -> None:
    _encoded(paper, lambda text: text.encode("utf-16-be"))


@quirk("bytes", media=_TEXTUAL, clash="charset")
def windows_lines(paper: Paper) -> None:
    _encoded(paper, lambda text: text.replace("\n", "\r\n").encode())
