"""Styles that take text out of its line or out of sight, as they are written in web pages.

Some of them hide, the others place; which of two pieces is the number no rule can tell.
"""

import re
from functools import lru_cache

from parsers.readers.flaws import RAISED, STRUCK, UNSEEN

TURNED = "倒序"
# What stands in brackets or before a semicolon is looked at so far and no further: a style of a
# million openings would be looked through from each of them to its end.
_NO_SIZE = (
    r"(?<![-\w])font-size:(?:0(?![.0-9]*[1-9])|(?:0?\.[0-9]+|[12](?:\.[0-9]+)?)(?:px|pt)"
    r"|0?\.[01][0-9]*em|0?\.0[0-9]*rem|[0-9](?:\.[0-9]+)?%)"
    r"|(?<![-\w])font:[^;]{0,80}?(?<![.0-9])0[a-z]*(?:/|[ '\"a-z])|zoom:0(?![.0-9])"
)
_SEEN_THROUGH = (
    r"opacity:(?:0(?![.0-9]*[1-9])|0?\.0|[0-9](?:\.[0-9]+)?%)|alpha\(opacity=[0-9]\)"
    r"|(?<![-\w])color:transparent"
    r"|(?<![-\w])color:(?:rgb|hsl)a?\([^)]{0,40}[,/](?:0?\.0[0-9]*|0|[0-9](?:\.[0-9]+)?%)\)"
)
_CLEAR = (
    rf"{_NO_SIZE}|{_SEEN_THROUGH}|visibility:collapse|clip-path:(?!none)|clip:rect"
    r"|(?<!text-)transform:(?!none)|text-indent:-[0-9]{3}"
    r"|mso-hide:all|letter-spacing:-(?:[5-9]|[0-9]{2})[.0-9]*(?:px|pt)"
    r"|^(?=.*overflow:hidden)(?=.*(?<![-\w])(?:max-)?(?:width|height):0(?![.0-9]*[1-9]))"
)
# White and what nobody can tell from it: every channel 240 of 255 or more.
_WHITE = (
    r"(?<![-\w])color:(?:#f(?:ff[0-9a-f]?|[0-9a-f]f[0-9a-f]f[0-9a-f](?:[0-9a-f]{2})?)(?![0-9a-f])"
    r"|rgba?\((?:(?:2(?:4[0-9]|5[0-5])|(?:9[4-9]|100)(?:\.[0-9]+)?%)[,)/]?){3}"
    r"|hsla?\([^)]{0,40}?(?:9[4-9]|100)(?:\.[0-9]+)?%[,)/]"
    r"|(?:(?:floral|ghost)?white|snow|ivory|whitesmoke|mintcream|azure|aliceblue|honeydew"
    r"|seashell|lavenderblush)(?![a-z]))"
)
_BACKWARDS = "(?:bidi|isolate)-override|(?:row|column)-reverse"
_OUT_OF_LINE = re.compile(
    r"line-through|vertical-align:(?:super|sub|-?[0-9.]*[1-9])|text-raise:-?[0-9.]*[1-9]"
    r"|display:(?:block|inline-|flex|grid|table|list)|float:(?:left|right)"
    r"|position:(?:absolute|relative|fixed)|(?:margin|padding)-left:[0-9.]*[1-9]"
    r"|(?<![-\w])order:-?[0-9]"
    f"|{_CLEAR}|{_WHITE}|{_BACKWARDS}"
)
# What is wrong with a number that is all its cell holds, by the style that applies to it.
_HIDING = re.compile(r"display:none|visibility:hidden")
_FLAWS = (
    (re.compile("line-through"), STRUCK),
    (re.compile("vertical-align:su[pb]"), RAISED),
    (re.compile(_BACKWARDS), TURNED),
    (re.compile(_CLEAR), UNSEEN),
    (_HIDING, UNSEEN),
)
_WHITE_TEXT = re.compile(_WHITE)
_TINY = re.compile(_NO_SIZE)
_GROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?:([^;]*)")
_NO_GROUND = re.compile(r"white|#fff(?:fff)?|rgb\(255,255,255\)|transparent|none|inherit|initial|")


def flaw_of(style: str) -> str:
    """Return what is wrong with text of this style, written without white space, "" for nothing."""
    return next((name for styles, name in _FLAWS if styles.search(style)), "")


def is_white(style: str) -> bool:
    """Say whether a style, written without white space, makes text white or nearly."""
    return _WHITE_TEXT.search(style) is not None


def inherited(style: str) -> str:
    """Return what hides text of this style where an element inside may state it anew, else ""."""
    return "color:" if is_white(style) else "font-size:" if _TINY.search(style) else ""


def has_ground(style: str | None) -> bool:
    """Say whether a style gives a ground that is not white: of a picture nothing is known."""
    stated = _GROUND.findall(_compact(style)) if style and "background" in style.lower() else ()
    return any(not _NO_GROUND.fullmatch(each) for each in stated)


@lru_cache(maxsize=4096)
def takes_back(style: str) -> str:
    """Return a style without white space if it strikes out, hides or turns, else ""."""
    compact = _compact(style)
    return compact if flaw_of(compact) or is_white(compact) else ""


@lru_cache(maxsize=4096)
def sets_apart(style: str) -> str:
    """Return a style without white space if it sets apart, else ""."""
    compact = _compact(style)
    return compact if _OUT_OF_LINE.search(compact) else ""


def _compact(style: str) -> str:
    return "".join(style.lower().split())
