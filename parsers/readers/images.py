"""Image files to grey pages, by Pillow; every limit is checked before pixels are unpacked."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps

from parsers.errors import UnreadableDocument

# A scanned report has 5 to 15 pages; each takes 3 s.
MAX_PAGES = 30
# One page as stored: A4 at 600 dpi has 35 million.
MAX_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
# What Pillow lets through on damaged files; anything else is our own error.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


def too_large(what: str) -> UnreadableDocument:
    """The refusal of what has more pixels than any report."""
    return UnreadableDocument(f"images larger than any report could be: {what}; not read")


def frames(body: bytes) -> Iterator[Image.Image]:
    """Yield the pages of an image file in grey, upright; raises UnreadableDocument only."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags, and of sizes that are checked here
            with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
                for number in range(_count(image)):
                    image.seek(number)
                    yield _upright(_checked(image, number + 1))
    except Image.DecompressionBombError as error:
        raise too_large("a decompression bomb") from error
    except _DAMAGE as error:
        raise UnreadableDocument(
            f"an image, but damaged ({type(error).__name__}): fetch the original again"
        ) from error


def _count(image: Image.Image) -> int:
    count = getattr(image, "n_frames", 1)
    if count > 1 and image.format != "TIFF":
        raise UnreadableDocument("a moving picture, no report: look for the report as a page")
    if count > MAX_PAGES:
        raise too_large(f"{count} scanned pages")
    return count


def _checked(image: Image.Image, number: int) -> Image.Image:
    if image.width * image.height > MAX_PIXELS:
        raise too_large(f"page {number} has {image.width} × {image.height} pixels")
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turn an image as its camera says, lay it on white and take the colours away."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):  # 16 bits a pixel, which Pillow would clip
        turned = turned.point(lambda value: value / 256).convert("L")
    if "A" in turned.getbands() or "transparency" in turned.info:
        white = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(white, turned.convert("RGBA"))
    return turned.convert("L")
