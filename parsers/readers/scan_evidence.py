"""The evidence for every number in the cells of a scanned page.

Apart from the engine's reading, the ink of each cell is looked at: it tells blank from unread,
counts characters, shows gaps, and is cut out once more for a second reading at another size. Where
the two readings differ the cell carries both, `38｜33`, which is no number; where both agree but
something else speaks against them, the cell is doubtful.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np

from parsers.readers.scan_ink import Ink, ink_of
from parsers.readers.scan_pages import PER_POINT, Pixels
from parsers.readers.scan_rules import Straight
from parsers.readers.scan_text import Box, Read, recognise

_BETWEEN_READINGS = "｜"
# Below this the engine is not sure of a character; on clean print it gives 0.99.
_SURE = 0.9
# The second reading is of a crop enlarged, the third of one smoothed and reduced by this.
_ENLARGED = 1.4
_REDUCED = 0.8
# A gap wider than this, in heights of the line, lies between two numbers.
_GAP = 0.9
_CJK = re.compile(r"[\u4e00-\u9fff]")
_NUMBERED = re.compile(r"[(（]?\d{1,2}[)）、.．,]\s*[\u4e00-\u9fff]")
_PLAIN = re.compile(r"[-+−–—0-9.,]+")
_MOST_WORDS = 4


class Doubt(NamedTuple):
    """A place of a page (in points) whose number is doubtful, with the text read there."""

    page: int
    x: float
    y: float
    text: str


@dataclass(slots=True)
class ScanCell:
    """A cell in pixels, with the pieces of text read in it."""

    box: Box
    pieces: list[tuple[Box, Read]] = field(default_factory=list)

    def text(self) -> str:
        """Return what was read, line by line."""
        ordered = sorted(self.pieces, key=lambda piece: (piece[0][1] // 12, piece[0][0]))
        return "".join(read.text for _, read in ordered)


def with_evidence(page: Straight, cells: Sequence[ScanCell]) -> list[Doubt]:
    """Read the cells of numbers again; what two readings differ on is put into the cell."""
    looked = [(cell, ink_of(page, cell.box), cell.text()) for cell in cells]
    again = [each for each in looked if _is_number_like(each[2], each[1])]
    second = _read_again(page.pixels, [ink for _, ink, _ in again], _ENLARGED)
    smooth = cv2.GaussianBlur(page.pixels, (0, 0), 0.8)
    third = _read_again(smooth, [ink for _, ink, _ in again], _REDUCED)
    doubts = []
    for (cell, ink, text), *reads in zip(again, second, third, strict=True):
        if _settle(cell, ink, text, *reads):
            x0, y0, x1, y1 = cell.box
            place = ((x0 + x1) / 2 / PER_POINT, (y0 + y1) / 2 / PER_POINT)
            doubts.append(Doubt(page.number, *place, cell.text()))
    return doubts


def _read_again(pixels: Pixels, inks: Sequence[Ink | None], factor: float) -> list[Read]:
    """Read the ink of cells once more at another size; words far apart stay apart."""
    parts = [_parts(pixels, ink, factor) for ink in inks]
    reads = iter(recognise([part for words in parts for part in words]))
    found = []
    for words in parts:
        own = [next(reads) for _ in words]
        sure = min((read.confidence for read in own), default=0.0)
        found.append(Read(" ".join(read.text for read in own), sure))
    return found


def _is_number_like(text: str, ink: Ink | None) -> bool:
    """Whether a cell may hold a number: digits, hardly a word, or ink that nothing was read of."""
    if not text:
        return ink is not None
    if _NUMBERED.match(text):
        return False  # 3、其他
    words = len(_CJK.findall(text))
    return (words < 2 and len(text) < 3) or (
        words < 5 and (not words or any(map(str.isdigit, text)))
    )


def _settle(cell: ScanCell, ink: Ink | None, text: str, second: Read, third: Read) -> bool:
    """Put into the cell what is to be believed; say whether that is doubtful."""
    if ink is not None and not text and ink.is_dash:
        cell.pieces = [(ink.box, Read("—", 1.0))]
        return False
    if ink is not None and text and ink.box[3] - ink.box[1] > 1.9 * _height(cell):
        return True  # several lines: they cannot be read again as one
    readings = [_folded(text), _folded(second.text), _folded(third.text)]
    agreed, votes = Counter(filter(None, readings)).most_common(1)[0] if any(readings) else ("", 0)
    box = cell.box if ink is None else ink.box
    if votes < 2 or ink is None:
        cell.pieces = [(box, Read(f"{text}{_BETWEEN_READINGS}{second.text}", 0.0))]
        return False
    confidence = min(read.confidence for read in (*(r for _, r in cell.pieces), second))
    if readings[0] != agreed or _trimmed(text) != text:
        cell.pieces = [(box, Read(agreed, 0.0))]
    return votes < 3 or not _is_sure(ink, agreed, confidence)


def _height(cell: ScanCell) -> float:
    return float(np.median([box[3] - box[1] for box, _ in cell.pieces]))


def _folded(text: str) -> str:
    folded = re.sub("[-—–―－一]", "-", unicodedata.normalize("NFKC", text)).strip()
    return "".join(folded.split()) if _CJK.search(folded) else _trimmed(folded)


def _trimmed(text: str) -> str:
    """Return a text without the dots that dust makes at its ends: no number ends in one."""
    return text.strip(" .,·'`‘’、:;。") if any(map(str.isdigit, text)) else text


def _is_sure(ink: Ink | None, text: str, confidence: float) -> bool:
    """Whether nothing speaks against a number: the engine is sure, its ink whole and of its length.

    Digits may touch: a run of ink counts for as many as it is wide enough for.
    """
    if confidence < _SURE or ink is None or ink.is_cut:
        return False
    if not _PLAIN.fullmatch(text):
        return True  # a unit or remark beside the number: its characters are not all digits
    digits = re.sub("[.,]", "", text)
    return ink.may_hold(len(digits)) and (ink.points > 0) == (digits != text)


def _parts(pixels: Pixels, ink: Ink | None, factor: float) -> list[Pixels]:
    """The ink of a cell cut out for a second reading, apart at wide gaps."""
    if ink is None:
        return []
    _, y0, x1, y1 = ink.box
    pad = max(4, round(0.22 * (y1 - y0)))
    starts = [ink.runs[0][0]]
    ends = []
    for before, after in zip(ink.runs, ink.runs[1:], strict=False):
        if after[0] - before[1] > _GAP * max(y1 - y0, 12) and len(starts) < _MOST_WORDS:
            ends.append(before[1])
            starts.append(after[0])
    ends.append(x1)
    return [
        _resized(pixels[max(0, y0 - pad) : y1 + pad, max(0, a - pad) : b + pad], factor)
        for a, b in zip(starts, ends, strict=True)
    ]


def _resized(crop: Pixels, factor: float) -> Pixels:
    how = cv2.INTER_CUBIC
    resized: Pixels = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=how)
    return resized
