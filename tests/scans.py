"""Scans made for the tests: pages of a generated PDF as a scanner would deliver them."""

import io
from dataclasses import dataclass
from random import Random

import numpy
import pypdfium2  # type: ignore[import-untyped]  # no stubs
from PIL import Image, ImageFilter

from tests.generator.media.pdf import print_pdf
from tests.generator.paper import Paper
from tests.generator.plan import Combination, paper_of


@dataclass(frozen=True)
class Scanner:
    """How a page is spoilt; JPEG `quality` 0 is no JPEG, `specks` are single black pixels."""

    dpi: int = 200
    turned: float = 0.0
    noise: int = 0
    blur: float = 0.0
    quality: int = 0
    specks: int = 0


def paper(form: str = "F2021", seed: int = 1) -> Paper:
    """The generated report of a seed, without any quirk."""
    return paper_of(Combination("pdf", form, (), seed))


def scanned(printed: Paper, scanner: Scanner, seed: int = 1) -> list[Image.Image]:
    """The pages of a report as grey images."""
    random = Random(seed)
    document = pypdfium2.PdfDocument(print_pdf(printed))
    drawn = [page.render(scale=scanner.dpi / 72, grayscale=True).to_pil() for page in document]
    document.close()
    return [_spoilt(page.convert("L"), scanner, random) for page in drawn]


def _spoilt(page: Image.Image, scanner: Scanner, random: Random) -> Image.Image:
    if scanner.turned:
        page = page.rotate(scanner.turned, Image.Resampling.BICUBIC, fillcolor=255)
    if scanner.blur:
        page = page.filter(ImageFilter.GaussianBlur(scanner.blur))
    if scanner.noise:
        page = Image.blend(page, _grain(page, scanner, random), 0.12 + scanner.noise / 200)
    for _ in range(scanner.specks):
        page.putpixel((random.randrange(page.width), random.randrange(page.height)), 0)
    if scanner.quality:
        out = io.BytesIO()
        page.save(out, "JPEG", quality=scanner.quality)
        page = Image.open(out)
        page.load()
    return page


def _grain(page: Image.Image, scanner: Scanner, random: Random) -> Image.Image:
    """Noise around a grey of 128, the same every time: Pillow's own has no seed."""
    drawn = numpy.random.default_rng(random.randrange(2**32)).normal(
        128, 2 * scanner.noise, (page.height, page.width)
    )
    return Image.fromarray(drawn.clip(0, 255).astype(numpy.uint8))


def as_pdf(pages: list[Image.Image], dpi: int) -> bytes:
    """A PDF whose pages are pictures."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return out.getvalue()


def as_image(pages: list[Image.Image], kind: str) -> bytes:
    """An image file: all pages in a TIFF, one below the other in any other kind."""
    out = io.BytesIO()
    if kind == "TIFF":
        pages[0].save(out, kind, save_all=True, append_images=pages[1:])
        return out.getvalue()
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    whole.save(out, kind)
    return out.getvalue()
