"""Whether a download is all there: pages, PDFs, packed and old office files, and pictures end."""

import re
import struct
from collections.abc import Callable

OPENED = re.compile(r"<html\b", re.IGNORECASE)
CLOSED = re.compile(r"</html\b", re.IGNORECASE)
HEAD = 2000  # characters of a page in which it opens
PAIRED = ("table", "div", "script")  # a page that was cut leaves one of them open
TAIL = 4096  # bytes; some servers write their own lines behind a file
ZIP_TAIL = 65_557  # bytes: the record at a zip's end and its longest comment
SECTORS_OF_FAT = 109  # that the header of an old office file names itself
FREE = 0xFFFFFFFF
NO_CLOSE = "no </html>"


def cut(payload: bytes, text: str) -> str:
    """Return what is missing at the end of a payload, "" where it is whole or cannot be told.

    >>> cut(b"%PDF-1.4 half a report", ""), cut(b"", "<html><body><p>half a rep")
    ('no %%EOF', 'no </html>')
    """
    for start, ending in ENDINGS.items():
        if payload.startswith(start):
            return ending(payload)
    return NO_CLOSE if is_open(text) else ""


def is_open(text: str) -> bool:
    """Whether a page opens as one and never closes."""
    return bool(OPENED.search(text, 0, HEAD)) and not is_closed(text)


def is_closed(text: str) -> bool:
    """Whether a page has its end."""
    return "</html>" in text[-200:] or bool(CLOSED.search(text))


def is_balanced(text: str) -> bool:
    """Whether a page ends with a tag, and every table, division and script of it is closed.

    Such a page may do without </html>, as HTML allows, if it comes so twice.
    """
    return text.rstrip().endswith(">") and all(
        len(re.findall(rf"<{name}\b", text, re.IGNORECASE))
        == len(re.findall(rf"</{name}\b", text, re.IGNORECASE))
        for name in PAIRED
    )


def _pdf(payload: bytes) -> str:
    tail = payload[-TAIL:]
    return "" if b"%%EOF" in tail or b"startxref" in tail else "no %%EOF"


def _zip(payload: bytes) -> str:
    return "" if b"PK\x05\x06" in payload[-ZIP_TAIL:] else "no end record of the packed file"


def _old_office(payload: bytes) -> str:
    """Compare the length with the last sector that the file's own table says is used."""
    missing = "shorter than its own table of sectors"
    if len(payload) < 512:
        return missing
    size = 1 << struct.unpack_from("<H", payload, 30)[0]
    count = min(struct.unpack_from("<I", payload, 44)[0], SECTORS_OF_FAT)
    if size not in (512, 4096):
        return ""
    last = 0
    for index, sector in enumerate(struct.unpack_from(f"<{count}I", payload, 76)):
        start = (sector + 1) * size
        table = payload[start : start + size]
        if len(table) < size:
            return missing
        entries = struct.unpack(f"<{size // 4}I", table)
        used = [number for number, entry in enumerate(entries) if entry != FREE]
        last = max(last, index * len(entries) + used[-1] if used else 0)
    return missing if len(payload) <= (last + 1) * size else ""


def _ends_with(mark: bytes, name: str) -> Callable[[bytes], str]:
    return lambda payload: "" if mark in payload[-TAIL:] else f"no end of the {name}"


ENDINGS: dict[bytes, Callable[[bytes], str]] = {
    b"%PDF": _pdf,
    b"PK\x03\x04": _zip,
    b"\xd0\xcf\x11\xe0": _old_office,
    b"\xff\xd8\xff": _ends_with(b"\xff\xd9", "JPEG"),
    b"\x89PNG": _ends_with(b"IEND", "PNG"),
    b"GIF8": _ends_with(b";", "GIF"),
}
