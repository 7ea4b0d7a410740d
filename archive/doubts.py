"""The doubts that only the build can have, beside those of the parsers."""

from functools import cache

from parsers.rules import Rule, rules

CELL_MISMATCH = Rule(
    "cell.mismatch",
    "error",
    "reading",
    "与原件不符",
    "Unlike the original",
    "用另一种方法重新打开原件中的单元格，看到的文字与读取的不同。这是读取的错误，不是发布机关的错误。",
    "The cell, opened again by other means, carries another text than was read: an error of ours.",
)
FROM_LINK = Rule(
    "title.from_link",
    "info",
    "reading",
    "名称取自链接",
    "Named by its link",
    "文件没有写明机关名称或年度，取自列表中的链接标题。",
    "The document does not state its body or year; they are taken from its link on the list.",
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule a finding in the archive can name, by id."""
    return tuple(sorted((*rules(), CELL_MISMATCH, FROM_LINK), key=lambda rule: rule.id))
