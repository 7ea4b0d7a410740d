"""The pages of an image file or of a PDF, as grey pixels of one working size.

Every limit is checked before pixels are unpacked. Places are given in the original's own measure:
points of a PDF's page, pixels of an image, both from the top left.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # no stubs
from numpy.typing import NDArray
from PIL import Image

from parsers.errors import UnreadableDocument
from parsers.model import Document
from parsers.readers.images import MAX_PAGES, frames, too_large

Pixels: TypeAlias = NDArray[np.uint8]

# One page at working size: A3 at 200 dpi has 8 million, a long screenshot more.
MAX_PAGE = 24_000_000
# All pages at working size: 30 of A4, or one screenshot of 80,000 lines.
MAX_WORK = 120_000_000
# Working pixels to the point of a page: 200 dpi.
PER_POINT = 200 / 72
# Print of this height in pixels is left as it is: 5 to 18 points at 200 dpi; other is brought to
# that of 10 points.
_LEGIBLE = (14.0, 54.0)
_TEXT_HEIGHT = 28.0
# Scanners that state no resolution make pages of 2480 × 3508 points.
_LONGEST_SIDE = 3400


@dataclass(frozen=True, slots=True)
class Page:
    """A page, `number` from 1: grey pixels, `scale` of them to one unit of the original."""

    number: int
    pixels: Pixels
    scale: float


def pages(document: Document, *, is_pdf: bool) -> Iterator[Page]:
    """Yield the pages at working size; raises UnreadableDocument only."""
    work = 0
    images = enumerate(frames(document.body) if not is_pdf else (), 1)
    found = _pdf_pages(document.body) if is_pdf else (_image_page(*each) for each in images)
    for page in found:
        work += page.pixels.size
        if work > MAX_WORK:
            raise too_large("it has more pixels than any report")
        yield page


def _pdf_pages(body: bytes) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"PDF is damaged ({error}): fetch the original again") from error
    try:
        if len(document) > MAX_PAGES:
            raise too_large(f"{len(document)} scanned pages")
        for number in range(1, len(document) + 1):
            yield _pdf_page(document, number)
    finally:
        document.close()


def _pdf_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"PDF is damaged ({error}): fetch the original again") from error
    scale = min(PER_POINT, _LONGEST_SIDE / max(*page.get_size(), 1))
    factor = _factor(_rendered(page, scale), number)
    return Page(number, _rendered(page, scale * factor), scale * factor)


def _rendered(page: pypdfium2.PdfPage, scale: float) -> Pixels:
    drawn = page.render(scale=scale, grayscale=True).to_numpy()
    return np.ascontiguousarray(drawn.reshape(drawn.shape[:2]))


def _image_page(number: int, image: Image.Image) -> Page:
    pixels = np.asarray(image)
    factor = _factor(pixels, number)
    if factor != 1:
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=how)
    return Page(number, pixels, factor)


def _factor(pixels: Pixels, number: int) -> float:
    """By how much a page is enlarged so that its print is legible, as far as there is room."""
    factor = _wanted(pixels)
    room = math.sqrt(MAX_PAGE / pixels.size)
    if room < min(factor, 1.0):
        raise too_large(f"page {number} has {pixels.shape[1]} × {pixels.shape[0]} pixels")
    return min(factor, room)


def _wanted(pixels: Pixels) -> float:
    height = text_height(pixels)
    if _LEGIBLE[0] <= height <= _LEGIBLE[1]:
        return 1.0
    return min(3.0, max(0.2, _TEXT_HEIGHT / height))


def text_height(pixels: Pixels) -> float:
    """Return the usual height of a Chinese character in pixels, the working size if there is none.

    Taken from the dark spots about as wide as high; specks and pictures are neither.
    """
    ink = cv2.adaptiveThreshold(
        cv2.medianBlur(pixels, 3), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink)
    width, height = boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT]
    whole = (height >= 8) & (height <= 160) & (width >= 0.6 * height) & (width <= 1.4 * height)
    return float(np.percentile(height[whole], 65)) if whole.sum() >= 20 else _TEXT_HEIGHT
