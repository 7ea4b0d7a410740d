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
VERDICT_REFUSED = Rule(
    "verdict.refused",
    "warning",
    "reading",
    "裁定未采用",
    "A verdict that no longer fits",
    "裁定所依据的数值与现在的不同，未予采用；请重新查对原件。",
    "The numbers found now are not those the verdict was given for; see the original again.",
)
VERDICT_UNUSED = Rule(
    "verdict.unused",
    "warning",
    "reading",
    "裁定没有对应的核对",
    "A verdict on nothing",
    "裁定所指的核对在这份文件中没有未通过。",
    "The check that a verdict names has not failed in this document.",
)
DIVISION_UNSURE = Rule(
    "agency.division_unsure",
    "info",
    "reading",
    "机关的行政区划未能确定",
    "The body's division is not sure",
    "机关名称和网站都不足以确定行政区划：不猜测，或只按名称取用。",
    "Name and site do not settle the body's division: none is guessed, or the name's is taken.",
)
CODE_SHARED = Rule(
    "agency.code_shared",
    "info",
    "reading",
    "几个机关印有同一个信用代码",
    "Several bodies print one credit code",
    "同一个统一社会信用代码出现在几个机关的报告上，可能由其中一个代为发布；不记为任何一个的代码。",
    "One credit code stands on reports of several bodies: one may publish for the others. "
    "It is recorded as nobody's.",
)
OWN = (CELL_MISMATCH, CODE_SHARED, DIVISION_UNSURE, FROM_LINK, VERDICT_REFUSED, VERDICT_UNUSED)


# Official or by definition, yet facts of the day and of the body: no sums that do not balance.
_NO_SUMS = ("P1", "R2.7")


@cache
def remarks() -> frozenset[str]:
    """Return the rules whose failure is worth a look and no imbalance of the report."""
    return frozenset(r.id for r in all_rules() if r.status == "heuristic" or r.id in _NO_SUMS)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule a finding in the archive can name, by id."""
    return tuple(sorted((*rules(), *OWN), key=lambda rule: rule.id))
