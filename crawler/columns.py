"""Columns called like a report, groups called like a body: the names are data (`columns.toml`)."""

import re
import tomllib
from functools import cache
from pathlib import Path

from crawler.attachments import is_document
from parsers.text import squeezed

FACTS = Path(__file__).with_name("columns.toml")
AROUND = "《》【】[]<>»-·|"


def is_column(title: str, url: str = "", day: str = "") -> bool:
    """Whether a link is called by the bare name of a column of annual reports.

    What has a day beside it is an entry of a list, for menus have none; what leads to a file is no
    column either. A title that its list has completed names a body or a year.

    >>> is_column("政府信息公开年报 »"), is_column("2023年政府信息公开年报")
    (True, False)
    >>> is_column("政府信息公开年报", day="2024-01-20"), is_column("信息公开年报", "http://a.cn/1.pdf")
    (False, False)
    """
    return not day and squeezed(title).strip(AROUND) in names() and not is_document(url)


def is_group(name: str) -> bool:
    """Whether a name says only what kind of bodies stands below it, and names none.

    >>> is_group("乡镇街道"), is_group("各镇（街道）"), is_group("镇街政府"), is_group("民政局")
    (True, True, True, False)
    """
    return _groups().fullmatch(squeezed(name)) is not None


@cache
def names() -> frozenset[str]:
    """Return what columns are called, without white space."""
    return frozenset(map(squeezed, _facts()["names"]))


@cache
def _groups() -> re.Pattern[str]:
    longest_first = sorted(_facts()["groups"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))}){{1,20}}+")


@cache
def _facts() -> dict[str, list[str]]:
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))
