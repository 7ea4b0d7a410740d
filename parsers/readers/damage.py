"""Bytes to text for the readers, with what was lost as a finding."""

from codecs import BOM_UTF8
from typing import NamedTuple

from parsers.errors import UnreadableDocument
from parsers.model import Finding, Outcome
from parsers.text import decode

# More unreadable characters than one in this many, and the bytes are no text at all.
_LOST_SHARE = 20
_HEAD = 16_384
_CONTROLS = bytes([*range(9), 11, *range(14, 32)])


class Decoded(NamedTuple):
    """Text, the same in UTF-8, and a finding if some of it was lost."""

    text: str
    utf8: bytes
    findings: tuple[Finding, ...]


def decoded(body: bytes) -> Decoded:
    """Return the text of *body*; raises UnreadableDocument where it is mostly no text."""
    text, charset, damaged = decode(body)
    as_it_is = charset == "utf-8" and not damaged
    utf8 = body if as_it_is and not body.startswith(BOM_UTF8) else text.encode()
    head = utf8[:_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    lost = text.count("\ufffd") if damaged else 0
    if controls * _LOST_SHARE > len(head) or lost * _LOST_SHARE > len(text):
        raise UnreadableDocument("binary or damaged data, no text: fetch the original again")
    if not damaged:
        return Decoded(text, utf8, ())
    doubt = Finding(
        "text.undecodable",
        Outcome.UNCERTAIN,
        detail=f"文本中有{lost}个字符无法按{charset}编码识别，或含有空字节。",
        detail_en=f"{lost} characters cannot be read as {charset}, or there are NUL bytes.",
    )
    return Decoded(text, utf8, (doubt,))
