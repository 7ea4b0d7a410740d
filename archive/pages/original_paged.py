"""A page of an archived PDF or image as a picture, with boxes over the place of a figure."""

import base64
import io
import re
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote

import pypdfium2  # type: ignore[import-untyped]  # pypdfium2 ships no types

from archive.pages.language import Words
from archive.pages.original_html import MARK
from parsers.errors import UnreadableDocument
from parsers.model import Medium
from parsers.readers import sniff
from parsers.readers.images import frames

WIDEST = 1400  # pixels
TALLEST = 4000
MOST_PICTURES = 24
_PART = re.compile(r"p(\d+):([\d.]+),([\d.]+),([\d.]+),([\d.]+)")


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, from its top left: in points, of an image in pixels."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, with its size in the units of boxes and the number of pages."""

    png: bytes
    width: float
    height: float
    pages: int


# The pages last looked at are kept.
_drawn_pages: OrderedDict[tuple[str, int], Picture] = OrderedDict()


def boxes(source: str) -> tuple[Box, ...]:
    """Return the places a PDF source names; a cell cut by a page break has two.

    >>> boxes("p7:10.0,20.0,30.5,40.0+p8:10.0,1.0,30.5,9.0")[1].page
    8
    """
    found = [_PART.fullmatch(part) for part in source.split("+")]
    return tuple(Box(int(m[1]), *(float(m[n]) for n in range(2, 6))) for m in found if m)


def marked_page(body: bytes, sha256: str, source: str, page: str, words: Words) -> str:
    """Return one page as a picture with its boxes, and links to the pages around it."""
    places = boxes(source)
    first = places[0].page if places else 1
    number = int(page) if page.isdecimal() and len(page) < 5 else first
    try:
        picture = _picture(body, sha256, number)
    except (pypdfium2.PdfiumError, IndexError, UnreadableDocument):
        return f"<p>{words('original.no_picture')}</p>"
    parts = [place for place in places if place.page == number]
    marks = "".join(_mark(place, picture, at) for at, place in enumerate(parts))
    image = base64.b64encode(picture.png).decode()
    links = _links(sha256, number, picture.pages, source, words)
    return (
        f'{links}<div class="paper"><img alt="" src="data:image/png;base64,{image}">{marks}</div>'
    )


def _mark(place: Box, picture: Picture, at: int) -> str:
    anchor = f' id="{MARK}"' if at == 0 else ""
    left, top = place.left / picture.width, place.top / picture.height
    width = (place.right - place.left) / picture.width
    height = (place.bottom - place.top) / picture.height
    style = ";".join(
        f"{name}:{share:.3%}"
        for name, share in (("left", left), ("top", top), ("width", width), ("height", height))
    )
    return f'<span class="box"{anchor} style="{style}"></span>'


def _links(sha256: str, number: int, pages: int, source: str, words: Words) -> str:
    def link(to: int, word: str) -> str:
        if not 1 <= to <= pages:
            return ""
        return f'<a href="/-/original/{sha256}?cell={quote(source, safe="")}&page={to}">{word}</a>'

    before, after = link(number - 1, words("page.previous")), link(number + 1, words("page.next"))
    return f'<p class="turn">{before} {words("original.page", n=number, of=pages)} {after}</p>'


def _picture(body: bytes, sha256: str, number: int) -> Picture:
    """Return a page drawn at reading size. Raises IndexError for a page that is not there."""
    if (sha256, number) not in _drawn_pages:
        _drawn_pages[sha256, number] = _drawn(body, number)
        if len(_drawn_pages) > MOST_PICTURES:
            _drawn_pages.popitem(last=False)
    return _drawn_pages[sha256, number]


def _drawn(body: bytes, number: int) -> Picture:
    return _drawn_page(body, number) if sniff(body) is Medium.PDF else _drawn_image(body, number)


def _drawn_image(body: bytes, number: int) -> Picture:
    images = list(frames(body))
    if not 1 <= number <= len(images):
        raise IndexError(number)
    image = images[number - 1]
    width, height = image.size
    out = io.BytesIO()
    image.thumbnail((WIDEST, TALLEST))
    image.save(out, "PNG")
    return Picture(out.getvalue(), width, height, len(images))


def _drawn_page(body: bytes, number: int) -> Picture:
    document = pypdfium2.PdfDocument(body)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(2.0, WIDEST / max(width, 1), TALLEST / max(height, 1))
        out = io.BytesIO()
        page.render(scale=scale).to_pil().save(out, "PNG")
        return Picture(out.getvalue(), width, height, len(document))
    finally:
        document.close()
