"""Bytes to text for the readers, with what was lost as a finding."""

from parsers.model import Finding, Outcome, UnreadableDocument
from parsers.text import decode

# More unreadable characters than one in this many, and the bytes are no text at all.
_LOST_SHARE = 20
_CONTROLS = bytes([*range(9), 11, *range(14, 32)])


def decoded(body: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of *body* and a finding if some of it was lost.

    Raises UnreadableDocument where so much is lost that the bytes are no text.
    """
    text, charset, damaged = decode(body)
    lost = text.count("\ufffd")
    encoded = text.encode()
    controls = len(encoded) - len(encoded.translate(None, _CONTROLS))
    if (lost + controls) * _LOST_SHARE > len(text):
        raise UnreadableDocument("binary or damaged data, no text: fetch the original again")
    if not damaged:
        return text, ()
    detail = f"文本中有{lost}个字符无法按{charset}编码识别，或含有空字节。"
    return text, (Finding("text.undecodable", Outcome.UNCERTAIN, detail=detail),)
