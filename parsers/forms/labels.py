"""How printed labels are compared: exactly, after folding and without numbering or remarks."""

import re
from functools import lru_cache

from parsers.text import fold

_NUMBERING = re.compile(
    r"^(?:\([0-9一二三四五六七八九十]{1,3}\)[、.]?|[0-9]{1,2}\.|[一二三四五六七八九十]{1,3}、)"
)
_CIRCLED = {0x2460 + n: f"{n + 1}." for n in range(20)}
# Publishers set commas in labels, or leave them out: 法律、行政法规.
_COMMAS = str.maketrans("", "", "、,")
# The same word written otherwise.
_SAME_WORDS = (
    ("其它", "其他"),
    ("或者", "或"),
    ("本年度", "本年"),
    ("上年度", "上年"),
    ("下年度", "下年"),
)
# "（区分处理的，只计这一情形…）" is part of the label; any other remark in brackets is not.
_REMARK = re.compile(r"(?<=.)\((?!区分处理的)[^()]*\)$")
_UNIT = re.compile(r"\((?:单位:)?([十百千万亿]{0,3}(?:元|件|项|个|条|次|篇|人次|人|宗))\)")
# Before a line of a list: 其中, and every enumerator once more, with or without its mark.
_BEFORE_LINE = re.compile(
    r"^(?:其中[::,、]?|\([0-9一二三四五六七八九十]{1,3}\)[、.]?"
    r"|[0-9]{1,2}(?:[.、,]|(?=[^0-9.,:]))|[一二三四五六七八九十]{1,3}[、.])"
)
_MOST_BEFORE = 3  # （一）其中：1.
# Publishers end the same line in 数, 数量 or 总数.
_COUNT = re.compile(r"(?:总(?:数量|次数|件数|条数|人数)|数量|次数|总数)$")
_CUT_REMARK = re.compile(r"(?<=.)\([^()]*$")
_LONGEST_LABEL = 200  # a longer cell is prose; its folding is not worth keeping in memory


def label_key(text: str) -> str:
    """Return what identifies a label, the same for all its printed variants.

    >>> label_key("（三） 不予公开"), label_key("1、属于国家 秘密"), label_key("三、本年度办理结果")
    ('不予公开', '属于国家秘密', '本年办理结果')
    >>> label_key("本年收费金额（单位：万元）"), label_key("规章(由设区的市填报)")
    ('本年收费金额', '规章')
    >>> label_key("（二）部分公开（区分处理的，只计这一情形）")
    '部分公开(区分处理的只计这一情形)'
    >>> label_key("①其他法律、行政法规禁止公开"), label_key("(五)、不予处理")
    ('其他法律行政法规禁止公开', '不予处理')
    >>> label_key("法人或者其它组织"), label_key("二、上年度结转政府信息公开申请数量")
    ('法人或其他组织', '上年结转政府信息公开申请数量')
    >>> label_key("第二十条 第（一）项")
    '第二十条第(一)项'
    """
    return _short_key(text) if len(text) <= _LONGEST_LABEL else _key(text)


def line_key(text: str) -> str:
    """Return what identifies a line of a list, whatever enumerators and 其中 stand before it.

    >>> line_key("其中：1．政府网站公开数"), line_key("①当面申请数"), line_key("（二）被依法纠错数")
    ('政府网站公开数', '当面申请数', '被依法纠错数')
    >>> line_key("收到申请总数"), line_key("四、行政复议数量")
    ('收到申请数', '行政复议数')
    >>> line_key("2014年度"), line_key("其中：")
    ('2014年度', '')
    """
    return bare_line(label_key(text))


def bare_line(key: str) -> str:
    """Return a label's key without what stands before a line of a list."""
    return _bare(key) if len(key) <= _LONGEST_LABEL else key


def label_unit(text: str) -> str:
    """Return the unit a header states in brackets, "" if none.

    >>> label_unit("采购总金额（单位：万元）"), label_unit("采购总金额")
    ('万元', '')
    >>> label_unit("本年处理决定数量（百万件）")
    '百万件'
    """
    if "(" not in text and "（" not in text:
        return ""
    stated = _UNIT.search(fold(text))
    return stated[1] if stated else ""


def usual_words(folded: str) -> str:
    """Return a folded text with the usual one of words that mean the same.

    >>> usual_words("其它"), usual_words("本年度数")
    ('其他', '本年数')
    """
    for written, usual in _SAME_WORDS:
        folded = folded.replace(written, usual)
    return folded


def path_key(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the key of each label of a path."""
    return tuple(map(label_key, path))


def path_keys(path: tuple[str, ...], aliases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the key of a path and of the same path ending in each alias."""
    return tuple(path_key((*path[:-1], last)) for last in (path[-1], *aliases))


def _key(text: str) -> str:
    key = _NUMBERING.sub("", fold(text.translate(_CIRCLED)).replace('"', ""))
    while (short := _REMARK.sub("", key)) != key:
        key = short
    return usual_words(key.translate(_COMMAS))


@lru_cache(maxsize=4096)
def _bare(key: str) -> str:
    for _ in range(_MOST_BEFORE):
        key = _BEFORE_LINE.sub("", key)
    return _COUNT.sub("数", _CUT_REMARK.sub("", key).rstrip(":;、。"))


_short_key = lru_cache(maxsize=4096)(_key)
