"""What the caption of a table says of whose numbers it holds, where they are not the report's."""

import re
from collections.abc import Sequence

from parsers.bodies import is_body, same_body
from parsers.model import Scope

# 下属单位情况表, 各镇汇总: parts of the body or its territory. 含下属单位 is the body with them.
_PARTS = re.compile(
    r"(?<![含括和及、与])(?:(?:下属|所属|直属|下辖|下级)[^,。;:]{0,6}?(?:单位|部门|机构|乡镇|街道)"
    r"|各(?:县|市|区|旗|镇|乡|街道|部门|单位)[^,。;:]{0,8}?(?:汇总|合计|情况|统计))"
)
_WIDER = re.compile(r"(?<![安健])全(?:省|市|州|盟|县|区(?!域)|旗|镇|系统)|汇总")
_NAMED = re.compile(
    r"(?:(?:填报|报送|填表|统计)?单位|(?:机关|机构)(?:名称)?)名?称?:([^,;。:()]{3,30})"
)


def other_body(captions: Sequence[str], agency: str, scope: Scope) -> str:
    """Return the words of a caption that name another body or scope than the report's, else "".

    *captions* are squeezed. A territory's own report may well say 全市; what a body's wider report
    counts is not its own.

    >>> other_body(["下属单位申请情况表"], "甲市民政局", Scope.OWN)
    '下属单位'
    >>> other_body(["单位名称:乙市财政局"], "甲市民政局", Scope.OWN)
    '乙市财政局'
    >>> other_body(["全市申请情况表", "填报单位:甲市人民政府"], "甲市人民政府", Scope.CONSOLIDATED)
    ''
    """
    for text in captions:
        if found := _PARTS.search(text):
            return found[0]
        if scope is Scope.OWN and (found := _WIDER.search(text)):
            return found[0]
        name = named[1] if (named := _NAMED.search(text)) else ""
        if agency and is_body(name) and not _is_same(name, agency):
            return name
    return ""


def _is_same(name: str, agency: str) -> bool:
    return same_body(name, agency) or name in agency or agency in name
