"""What came over the wire, made comparable: content encodings undone, and a hash of the text.

The WARC keeps a body as it was sent; everyone else sees the *payload*, the body without its
Content-Encoding. Two hashes are kept, because a visit counter is not an edit.
"""

import hashlib
import re
import zlib
from typing import Any

import brotli  # type: ignore[import-untyped] # has no types

MAX_PAYLOAD = 64 * 2**20  # bytes; what unpacks to more is kept packed and never a document
UNSEEN = re.compile(r"<[sS!](?:(?i:cript|tyle)\b.*?</(?i:script|style)\s*>|--.*?-->)", re.DOTALL)
TAGS = re.compile(r"<[^>]*+>(?:\s*+<[^>]*+>)*+")  # in a row: half the matches, half the time
# What a page prints of itself, not of its subject: how often it was read, and today's date. Visits
# that a report speaks of, in a sentence or in a table, are numbers like any other.
COUNTER = re.compile(
    r"(?:浏览|访问|阅读|点击|查看|人气)(?:次数|人数|总数|量|数)?"
    r"(?:[:：]\d++(?:,\d{3})*+次?+|\d++次)(?![.,，、。；;万亿余多])"
    r"|(?:今天是|当前时间)[:：]?\d{4}年\d{1,2}月\d{1,2}日(?:星期[一二三四五六日天])?"
)
# One of these words stands in each of its matches. Its rarest character, looked for first, takes
# a twentieth of the word's time.
COUNTED = (
    *(("览", "浏览"), ("访", "访问"), ("阅", "阅读"), ("击", "点击"), ("看", "查看")),
    *(("气", "人气"), ("今", "今天是"), ("前", "当前时间")),
)


def unpack(body: bytes, encoding: str, limit: int = MAX_PAYLOAD) -> tuple[bytes, str]:
    """Return the payload of *body*, and "" or why it stays packed.

    Reasons: truncated where the packed bytes end too early, undecodable, too_large.

    A body that only claims to be packed is returned as it is: servers lie.
    """
    payload = body
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in {"", "identity"} or not payload:
            continue
        try:
            payload = _unpack_once(payload, name, limit + 1)
        except _CutShort:
            return body, "truncated"
        except (zlib.error, brotli.error, _Undecodable):
            return body, "" if _is_plain(body) else "undecodable"
        if len(payload) > limit:
            return body, "too_large"
    return payload, ""


class _Undecodable(Exception):  # noqa: N818 - never leaves this module
    """The encoding is none we know."""


class _CutShort(Exception):  # noqa: N818 - never leaves this module
    """The packed bytes end too early."""


def _unpack_once(body: bytes, name: str, most: int) -> bytes:
    if name in {"gzip", "x-gzip"}:
        return _inflate(zlib.decompressobj(31), body, most)
    if name == "deflate":  # zlib-wrapped by the standard, raw from some servers
        wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflate(zlib.decompressobj(15 if wrapped else -15), body, most)
    if name == "br":
        stream = brotli.Decompressor()
        payload: bytes = stream.process(body, output_buffer_limit=most)
        if len(payload) < most and not stream.is_finished():
            raise _CutShort
        return payload
    raise _Undecodable


def _inflate(stream: Any, body: bytes, most: int) -> bytes:  # zlib's object has no public type
    payload: bytes = stream.decompress(body, most)
    if len(payload) < most and not stream.eof:
        raise _CutShort
    return payload


def _is_plain(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<" or body[:4] in {b"%PDF", b"PK\x03\x04"}


def sha256(payload: bytes) -> str:
    """Return the hex digest a payload is known by."""
    return hashlib.sha256(payload).hexdigest()


def visible_text(text: str) -> str:
    """Return the text of a page's markup without tags, scripts, styles and white space."""
    return "".join(TAGS.sub("", UNSEEN.sub("", text)).split())


def text_sha256(visible: str) -> str:
    """Return the hash of a page's visible text without counters and today's date.

    >>> before, after = "<p>收到 5件</p>浏览次数：17", "<b>收到5件</b>浏览次数：9"
    >>> text_sha256(visible_text(before)) == text_sha256(visible_text(after))
    True
    """
    if any(rare in visible and word in visible for rare, word in COUNTED):
        visible = COUNTER.sub("", visible)
    return sha256(visible.encode("utf-8", "replace"))
