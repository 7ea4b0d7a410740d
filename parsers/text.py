"""Text as it arrives in bytes and as it is compared in labels.

Nothing here knows tables or forms.
"""

import codecs
import re
import unicodedata
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# One byte in ten being NUL means UTF-16 without its mark: markup and digits have a NUL each.
_NUL_SHARE = 10
# A UTF-8 page with a few broken bytes keeps far more than 20 good characters for each bad one;
# GB text taken for UTF-8 keeps less than one.
_GOOD_PER_BAD = 20

_SHORT = 40
_REPLACEMENT = "\ufffd"
_DIGITS = str.maketrans("〇○零◯OoО一二三四五六七八九", "0000000123456789")
_QUOTES = "“”„‟‘’‚‛「」『』〝〞〟«»`´′″\"'"
# Browsers and Word print characters to PDF as the radicals that look the same (⼈⺠, ⻔⼾⽹站),
# and from there they are copied to pages. NFKC knows most of them, not these.
_RADICALS = dict(
    zip(
        map(
            ord,
            "⺁⺇⺎⺒⺓⺕⺝⺞⺠⺩⺪⺬⺯⺰⺶⺼⻁⻃⻄⻅⻆⻈⻉⻋⻐⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⼾",
        ),
        "厂几兀巳幺彐月歹民王疋示糸纟羊月虎覀西见角讠贝车钅長长门雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙户",
        strict=True,
    )
)
_LOOK_ALIKES = _RADICALS | {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in range(0x2F00, 0x2FD6)
    if code not in _RADICALS
}
_FOLDED = (
    _RADICALS
    | {ord(quote): '"' for quote in _QUOTES}
    | {ord("規"): "规", ord("現"): "现", ord("戶"): "户"}
)
_TRANSLATED = frozenset(map(chr, _FOLDED))
# White space and format characters (zero-width spaces and joiners, marks of direction, BOM).
_UNSEEN = re.compile(r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_ENUMERATOR = re.compile(
    r"^(\(?)(?:([0-9]{1,2})[、.](?![0-9])|([一二三四五六七八九十]{1,3})[、.,])"
)


def fold(text: str) -> str:
    r"""Return *text* as labels are compared: only what distinguishes one label from another.

    Applies NFKC; removes white space and zero-width characters; gives quotation marks one form,
    `"`; writes an enumerator at the start as `1.` or `一、`. Folding twice changes nothing.

    >>> fold("　１、申请人 无正当\u200b理由")
    '1.申请人无正当理由'
    >>> fold("3．危及“三安全一稳定”") == fold("3.危及‘三安全一稳定’")
    True
    >>> fold("第二十条 第（一）项"), fold("現行有效\n件数"), fold("三．本年度办理结果")
    ('第二十条第(一)项', '现行有效件数', '三、本年度办理结果')
    >>> fold("1.5"), fold("1、5")
    ('1.5', '1、5')
    """
    return _short_fold(text) if len(text) <= _SHORT else _fold(text)


def squeezed(text: str) -> str:
    """Return *text* in NFKC without white space: a line whose spacing says nothing.

    >>> squeezed("　２０２４ 年　报告（１）")
    '2024年报告(1)'
    """
    return _short_squeezed(text) if len(text) <= _SHORT else _squeezed(text)


def with_digits(numerals: str) -> str:
    """Return year numbers and the like with 0-9 for Chinese digits, zero as it is typed included.

    >>> with_digits("二〇二四"), with_digits("二O一九")
    ('2024', '2019')
    """
    return numerals.translate(_DIGITS)


def without_radicals(text: str) -> str:
    """Return text with the characters that radicals of the same look stand for.

    >>> without_radicals("⼈⺠政府⻔⼾⽹站")
    '人民政府门户网站'
    """
    return text.translate(_LOOK_ALIKES)


def decode(body: bytes) -> tuple[str, str, bool]:
    """Return (text, charset, damaged) for *body*, judged by the bytes alone.

    The ladder is: byte order mark, UTF-8, GB18030, then the better of the two with U+FFFD for
    what neither explains. `damaged` says that something was lost: bytes replaced or NULs removed.
    Declared charsets are not looked at: they are wrong on too many sites. Line ends are kept.

    >>> decode("政府信息".encode("gbk"))
    ('政府信息', 'gb18030', False)
    >>> decode("政府信息".encode() [:-1])
    ('政府信\ufffd', 'utf-8', True)
    """
    n_nul = body.count(b"\0") if b"\0" in body else 0  # looking is ten times faster
    text, charset, damaged = _decoded(body, n_nul)
    if n_nul and "\0" in text:
        return text.replace("\0", ""), charset, True
    return text, charset, damaged


def _fold(text: str) -> str:
    folded = _normal(text)
    if _UNSEEN.search(folded):
        folded = _normal(_UNSEEN.sub("", folded))
    if not _TRANSLATED.isdisjoint(folded):
        folded = folded.translate(_FOLDED)
    return _ENUMERATOR.sub(_enumerator, folded, count=1)


def _squeezed(text: str) -> str:
    return "".join(_normal(text.translate(_RADICALS)).split())


# Labels, headings and captions are the same in all reports, and asked for by several checks.
_short_fold, _short_squeezed = lru_cache(4096)(_fold), lru_cache(4096)(_squeezed)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _enumerator(match: re.Match[str]) -> str:
    bracket, digits, numeral = match.groups()
    return f"{bracket}{digits}." if digits else f"{bracket}{numeral}、"


def _decoded(body: bytes, n_nul: int) -> tuple[str, str, bool]:
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], charset)
    if n_nul * _NUL_SHARE > len(body):
        return _lenient(body, _utf16_order(body))
    try:
        return body.decode(), "utf-8", False
    except UnicodeDecodeError:
        return _not_utf8(body)


def _not_utf8(body: bytes) -> tuple[str, str, bool]:
    """Return the reading of a body that is not wholly UTF-8.

    GB18030 accepts almost any pair of high bytes, so a UTF-8 page cut in the middle of a
    character could pass for it: a body that is UTF-8 but for a few bytes stays UTF-8.
    """
    utf8 = body.decode(errors="replace")
    bad = utf8.count(_REPLACEMENT)
    good = len(utf8) - len(utf8.encode("ascii", "ignore")) - bad
    if good > bad * _GOOD_PER_BAD or (bad == 1 and utf8.endswith(_REPLACEMENT)):
        return utf8, "utf-8", True
    text, charset, damaged = _lenient(body, "gb18030")
    if damaged and bad < text.count(_REPLACEMENT):
        return utf8, "utf-8", True
    return text, charset, damaged


def _lenient(body: bytes, charset: str) -> tuple[str, str, bool]:
    try:
        return body.decode(charset), charset, False
    except UnicodeDecodeError:
        return body.decode(charset, errors="replace"), charset, True


def _utf16_order(body: bytes) -> str:
    """Return the byte order in which ASCII has its NULs where *body* has them."""
    return "utf-16-le" if body[1::2].count(0) >= body[::2].count(0) else "utf-16-be"
