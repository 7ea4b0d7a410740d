"""Ways to damage a document: its bytes, its markup, the members of its archive, its objects."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

Damage = Callable[[bytes, Random], bytes]

_TAGS = (
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "div",
    "p",
    "span",
    "br",
    "pre",
    "sup",
    "del",
    "iframe",
    "script",
    "style",
    "title",
    "textarea",
    "template",
    "svg",
    "math",
    "select",
    "form",
)
_SPANS = ("0", "-1", "2", "7", "65534", "1000000000", "9" * 40, "x", "", "1.5", " 3px", "٣", "\0")
_NUMBERS = (
    "9" * 30,
    "9" * 3000,
    "1e999999",
    "-0",
    "NaN",
    "１２３",
    "٣",
    "²",
    "①",
    "0x1F",
    "1,2,3",
    "1 2",
    "1\n2",
    "(5)",
    "+5/-3",
    "增5减2",
    "约300",
    "1.2.3",
    "∞",
    "一百二十",
    "9" * 18 + "亿元",
    "％",
    "\u202e12",
)
_TEXTS = (
    "规章",
    "总计",
    "其他",
    "信息内容",
    "自然人",
    "结果维持",
    "第二十条第（一）项",
    "统计指标",
    "历年累计",
    "一、总体情况",
    "甲市民政局2023年政府信息公开工作年度报告",
    "\ufffd",
    "\u200b" * 50,
    "—" * 80,
    "(" * 500,
)
_TAG = re.compile(rb"</?[A-Za-z][^<>]*>")
_DIGITS = re.compile(rb"[0-9]+")
_VALUE = re.compile(rb"=(?:\"[^\"]*\"|'[^']*')")


def _cut(body: bytes, dice: Random) -> tuple[int, int]:
    """A random range of the bytes, mostly short."""
    start = dice.randrange(len(body) + 1)
    most = dice.choice((1, 8, 64, 512, len(body)))
    return start, min(len(body), start + dice.randint(0, most))


def truncated(body: bytes, dice: Random) -> bytes:
    return body[: dice.randrange(len(body) + 1)]


def beheaded(body: bytes, dice: Random) -> bytes:
    return body[dice.randrange(len(body) + 1) :]


def flipped(body: bytes, dice: Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(dice.choice((1, 3, 20, 200))):
        if damaged:
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def removed(body: bytes, dice: Random) -> bytes:
    start, end = _cut(body, dice)
    return body[:start] + body[end:]


def repeated(body: bytes, dice: Random) -> bytes:
    start, end = _cut(body, dice)
    times = dice.choice((2, 3, 50)) if end - start > 1000 else dice.choice((2, 20, 1000))
    return body[:start] + body[start:end] * times + body[end:]


def moved(body: bytes, dice: Random) -> bytes:
    start, end = _cut(body, dice)
    piece, rest = body[start:end], body[:start] + body[end:]
    at = dice.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def noisy(body: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(body) + 1)
    noise = dice.choice((dice.randbytes(dice.randint(1, 400)), b"\0" * dice.randint(1, 4000)))
    return body[:at] + noise + body[at:]


def other_numbers(body: bytes, dice: Random) -> bytes:
    """Some numbers, wherever they stand, become others."""
    share = dice.choice((0.01, 0.1, 0.5))

    def other(match: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return match[0]
        return dice.choice((b"0", b"-1", b"99999999999", b"4294967296", b"1", b"65536"))

    return _DIGITS.sub(other, body)


BYTES: tuple[Damage, ...] = (
    truncated,
    beheaded,
    flipped,
    removed,
    repeated,
    moved,
    noisy,
    other_numbers,
)


# ---- markup ------------------------------------------------------------------------------------


def _at_tags(body: bytes, dice: Random, change: Callable[[bytes], bytes]) -> bytes:
    """Change some of the tags of the markup."""
    share = dice.choice((0.005, 0.05, 0.4))
    return _TAG.sub(lambda match: change(match[0]) if dice.random() < share else match[0], body)


def tags_lost(body: bytes, dice: Random) -> bytes:
    return _at_tags(body, dice, lambda _: b"")


def tags_doubled(body: bytes, dice: Random) -> bytes:
    return _at_tags(body, dice, lambda tag: tag * dice.choice((2, 2, 9)))


def tags_swapped(body: bytes, dice: Random) -> bytes:
    def other(tag: bytes) -> bytes:
        slash = b"/" if tag.startswith(b"</") else b""
        return b"<" + slash + dice.choice(_TAGS).encode() + b">"

    return _at_tags(body, dice, other)


def noise_in_tags(body: bytes, dice: Random) -> bytes:
    def noisy_tag(tag: bytes) -> bytes:
        at = dice.randrange(len(tag))
        return tag[:at] + dice.randbytes(dice.randint(1, 5)) + tag[at:]

    return _at_tags(body, dice, noisy_tag)


def spans_changed(body: bytes, dice: Random) -> bytes:
    def spanned(tag: bytes) -> bytes:
        name = dice.choice(("rowspan", "colspan", "style", "hidden", "width"))
        value = "display:none" if name == "style" else dice.choice(_SPANS)
        return tag.rstrip(b"/>") + f' {name}="{value}">'.encode()

    return _at_tags(body, dice, spanned)


def values_changed(body: bytes, dice: Random) -> bytes:
    """Attribute values, of whatever name, become hostile ones."""
    share = dice.choice((0.01, 0.1, 0.5))

    def other(match: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return match[0]
        value = dice.choice((*_SPANS, "A1:XFD1048576", "ZZZ99999999", "&#0;", "../../x", "s"))
        return b'="' + value.encode() + b'"'

    return _VALUE.sub(other, body)


def texts_changed(body: bytes, dice: Random) -> bytes:
    """Words and numbers of reports, or what looks like them, between tags."""

    def worded(tag: bytes) -> bytes:
        return tag + dice.choice((*_NUMBERS, *_TEXTS)).encode("utf-8", "surrogatepass")

    return _at_tags(body, dice, worded)


def marks_opened(body: bytes, dice: Random) -> bytes:
    """What begins and never ends: comments, CDATA, entities, declarations."""
    marks = (
        b"<!--",
        b"<![CDATA[",
        b"&#x",
        b"&#99999999999;",
        b"<!DOCTYPE",
        b"<?",
        b"<script>",
        b"&lt",
        b"<table><tr><td>" * 300,
        b"<div>" * 3000,
        b"]]>",
        b"-->",
        b"|",
        b"\t",
    )
    at = dice.randrange(len(body) + 1)
    return body[:at] + dice.choice(marks) + body[at:]


def recoded(body: bytes, dice: Random) -> bytes:
    text = body.decode("utf-8", "replace")
    charset = dice.choice(("gb18030", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "big5"))
    return text.encode(charset, "ignore")


MARKUP: tuple[Damage, ...] = (
    tags_lost,
    tags_doubled,
    tags_swapped,
    noise_in_tags,
    spans_changed,
    values_changed,
    texts_changed,
    marks_opened,
)


# ---- XML that stays XML ------------------------------------------------------------------------


def elements_moved(body: bytes, dice: Random) -> bytes:
    """Whole elements dropped, doubled or put into the place of others."""
    found = list(dice.choice(_ELEMENTS).finditer(body))
    for match in sorted(dice.sample(found, min(len(found), 3)), key=lambda each: -each.start()):
        other = dice.choice(found)[0]
        deed = dice.choice((b"", match[0] * 2, match[0] * 40, other, match[0] + other))
        body = body[: match.start()] + deed + body[match.end() :]
    return body


def numbers_in_values(body: bytes, dice: Random) -> bytes:
    """Numbers in attributes become hostile ones."""
    share = dice.choice((0.02, 0.2, 0.8))

    def other(match: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return match[0]
        value = dice.choice(
            (
                "0",
                "-1",
                "3",
                "16384",
                "65536",
                "1048576",
                "9" * 12,
                "x",
                "",
                "1.5",
                "A1:XFD1048576",
                "ZZZ99999999",
                "B2",
            )
        )
        return match[1] + value.encode() + match[2]

    return _XML_VALUE.sub(other, body)


def words_in_text(body: bytes, dice: Random) -> bytes:
    """Texts between tags become other texts, escaped as XML wants it."""
    share = dice.choice((0.01, 0.1, 0.5))

    def other(match: re.Match[bytes]) -> bytes:
        if dice.random() > share:
            return match[0]
        text = dice.choice((*_NUMBERS, *_TEXTS)).replace("\0", "")
        return b">" + escape(text).encode() + b"<"

    return _XML_TEXT.sub(other, body)


_ELEMENTS = tuple(
    re.compile(rb"<(%s)(?=[ />])[^<>]*(?:/>|>.*?</\1>)" % name, re.DOTALL)
    for name in (
        b"w:tc",
        b"w:tr",
        b"w:p",
        b"w:tcPr",
        b"w:tbl",
        b"table:table-cell",
        b"table:table-row",
        b"table:covered-table-cell",
        b"text:p",
        b"c",
        b"row",
        b"si",
        b"mergeCell",
        b"v",
    )
)
_XML_VALUE = re.compile(rb"(=[\"'])[A-Z]*[0-9]+(?::[A-Z]*[0-9]+)?([\"'])")
_XML_TEXT = re.compile(rb">[^<>]+<")
XML: tuple[Damage, ...] = (elements_moved, numbers_in_values, words_in_text)


# ---- archives and objects ----------------------------------------------------------------------


def member_damaged(body: bytes, dice: Random) -> bytes:
    """One member of a ZIP archive damaged as markup or as bytes, the archive itself sound."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        RuntimeError,
        zlib.error,
        EOFError,
        NotImplementedError,
    ):
        return flipped(body, dice)
    if not members:
        return flipped(body, dice)
    sizes = [len(data) for _, data in members]
    chosen = dice.choices(range(len(members)), weights=[size + 1 for size in sizes])[0]
    name, data = members[chosen]
    deed = dice.choice(("damage", "damage", "damage", "damage", "drop", "double", "rename"))
    if deed == "damage":
        members[chosen] = (name, dice.choice((*XML, *XML, *XML, *MARKUP, *BYTES))(data, dice))
    elif deed == "drop":
        del members[chosen]
    elif deed == "rename":
        members[chosen] = (dice.choice((name.upper(), "../" + name, name + "/", "x")), data)
    return _zipped([*members, *([(name + "~", data)] if deed == "double" else [])])


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members:
            archive.writestr(name or "x", data)
    return out.getvalue()


def objects_changed(body: bytes, dice: Random) -> bytes:
    """References, names and operators of a PDF become others."""
    words = re.findall(rb"/[A-Za-z]+|\b[0-9]+ 0 R\b|\b(?:re|cm|Tj|Tf|Td|Tm|BT|ET|q|Q|S|f)\b", body)
    if not words:
        return flipped(body, dice)
    for _ in range(dice.choice((1, 4, 30))):
        one, other = dice.choice(words), dice.choice(words)
        at = body.find(one, dice.randrange(len(body)))
        if at >= 0:
            body = body[:at] + other + body[at + len(one) :]
    return body


KINDS: dict[str, tuple[Damage, ...]] = {
    "html": (*MARKUP, *MARKUP, *BYTES, recoded),
    "text": (*BYTES, texts_changed, marks_opened, recoded),
    "markdown": (*BYTES, texts_changed, marks_opened, recoded),
    "docx": (*(member_damaged,) * 12, *BYTES),
    "odt": (*(member_damaged,) * 12, *BYTES),
    "xlsx": (*(member_damaged,) * 12, *BYTES),
    "xls": BYTES,
    "pdf": (*(objects_changed,) * 4, other_numbers, other_numbers, *BYTES),
}


def damaged(medium: str, bodies: tuple[bytes, ...], dice: Random) -> bytes:
    """A document of a medium, damaged once to three times, or spliced of two."""
    body = dice.choice(bodies)
    if dice.random() < 0.05:
        other = dice.choice(bodies)
        body = body[: dice.randrange(len(body) + 1)] + other[dice.randrange(len(other) + 1) :]
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        body = dice.choice(KINDS[medium])(body, dice)[: 1 << 20]
    return body
