"""PDF: numbers that are clipped away, covered, crossed out, or too small or too pale to be seen."""

import pytest

from parsers.amounts import parse_amount
from parsers.errors import UnreadableDocument
from parsers.model import Document, Grid, Kind, Paragraph
from parsers.readers.pdf import read_pdf
from tests.pdfs import stream, three_cells

NUMBER = b"BT /F 10 Tf 44 705 Td (1532) Tj ET "
PICTURE = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
STATES = b"/ExtGState<</Clear<</ca 0>>/Half<</ca .5>>/Times<</BM/Multiply>>/Plain<</BM/Normal>>>>"
DRAWN = b"q 30 0 0 18 42 701 cm /X Do Q "


def blocks(content: bytes, page: bytes = b"", picture: bytes = b"") -> list[object]:
    """The blocks of a page of three cells with *content*, and with a picture X."""
    sixth = stream(b"\x40", PICTURE + picture)
    body = three_cells(content, page, STATES + b"/XObject<</X 6 0 R>>", sixth)
    return list(read_pdf(Document(body)).blocks)


def cells(content: bytes, page: bytes = b"", picture: bytes = b"") -> list[str]:
    (grid,) = (each for each in blocks(content, page, picture) if isinstance(each, Grid))
    return [cell.text for cell in grid.cells]


def form(content: bytes, box: bytes) -> list[str]:
    """The cells of a page that draws *content* as a form of this box."""
    drawn = b"/Type/XObject/Subtype/Form/BBox[%s]/Resources<</Font<</F 5 0 R>>>>" % box
    body = three_cells(b"/X Do ", b"", b"/XObject<</X 6 0 R>>", stream(content, drawn))
    (grid,) = (each for each in read_pdf(Document(body)).blocks if isinstance(each, Grid))
    return [cell.text for cell in grid.cells]


REFUSED = {
    "clipped away": (b"q 200 200 9 9 re W n " + NUMBER + b"Q ", "〔不可见1532〕"),
    "clipped by half": (b"q 40 700 14 20 re W n " + NUMBER + b"Q ", "15〔不可见32〕"),
    "clipped twice": (
        b"q 40 700 60 20 re W n 200 200 9 9 re W* n " + NUMBER + b"Q ",
        "〔不可见1532〕",
    ),
    "a speck": (b"BT /F .5 Tf 44 705 Td (1532) Tj ET ", "〔不可见1532〕"),
    "pale": (b".93 g " + NUMBER, "〔不可见1532〕"),
    "outlined in white": (b"1 G BT 1 Tr /F 10 Tf 44 705 Td (1532) Tj ET ", "〔不可见1532〕"),
    "clear": (b"/Clear gs " + NUMBER, "〔不可见1532〕"),
    "under a grey box": (NUMBER + b".5 g 42 701 28 16 re f ", "〔被遮盖1532〕"),
    "under a black box": (NUMBER + b"42 701 28 16 re f ", "〔被遮盖1532〕"),
    "under a box clipped to it": (
        NUMBER + b"q 42 701 28 16 re W n .5 g 0 695 300 30 re f Q ",
        "〔被遮盖1532〕",
    ),
    "under a picture": (NUMBER + DRAWN, "〔被遮盖1532〕"),
    "crossed by a line": (NUMBER + b"44 703 m 66 714 l S ", "〔线条穿过153〕2"),
    "crossed by a curve": (NUMBER + b"44 709 m 50 715 60 702 66 709 c S ", "〔线条穿过1532〕"),
    "crossed by a slanted bar": (
        NUMBER + b"44 703 m 66 714 l 66.5 713 l 44.5 702 l h f ",
        "〔线条穿过1532〕",
    ),
    "upside down": (b"BT /F 10 Tf -1 0 0 -1 64 715 Tm (1608) Tj ET ", "〔倒置8061〕"),
    "mirrored": (b"BT /F 10 Tf -1 0 0 1 64 705 Tm (1532) Tj ET ", "〔倒置2351〕"),
    "crossed by two bends": (
        NUMBER + b"44 709 m 50 715 55 709 v 60 703 66 709 y S ",
        "〔线条穿过1532〕",
    ),
}
SEEN = {
    "clipped to its cell": b"q 40 700 60 20 re W n " + NUMBER + b"Q ",
    "after a clip that ended": b"q 200 200 9 9 re W n Q " + NUMBER,
    "outlined in black": b"1 g BT 1 Tr /F 10 Tf 44 705 Td (1532) Tj ET ",
    "grey": b".6 g " + NUMBER,
    "italic by slanting": b"BT /F 10 Tf 1 0 .33 1 44 705 Tm (1532) Tj ET ",
    "on a grey box": b".5 g 42 701 28 16 re f 0 g " + NUMBER,
    "under a clear box": NUMBER + b"/Half gs .9 .9 0 rg 42 701 28 16 re f ",
    "under a marker": NUMBER + b"/Times gs 1 1 0 rg 42 701 28 16 re f ",
    "under a frame of two boxes": NUMBER + b"42 701 28 16 re 43 702 26 14 re f* ",
    "under a box clipped elsewhere": NUMBER + b"q 200 200 9 9 re W n .5 g 42 701 28 16 re f Q ",
    "under a box clipped to a shape": (
        NUMBER + b"q 0 0 m 90 0 l 90 90 l W n .5 g 42 701 28 16 re f Q "
    ),
    "on a picture": DRAWN + NUMBER,
    "in a ring": NUMBER + b"42 709 m 42 720 68 720 68 709 c 68 698 42 698 42 709 c S ",
    "beside a slanted line": NUMBER + b"70 700 m 100 720 l S ",
    "crossed in white": NUMBER + b"1 G 44 703 m 66 714 l S ",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_number_nobody_reads_on_the_page_is_refused(name: str) -> None:
    content, text = REFUSED[name]
    assert cells(content) == [text, "A", ""]
    assert parse_amount(text, "件").kind is Kind.TEXT


@pytest.mark.parametrize("name", SEEN)
def test_a_number_that_can_be_read_stays_one(name: str) -> None:
    assert cells(SEEN[name])[0] == "1532"


def test_a_page_shows_what_is_in_its_crop_box() -> None:
    assert cells(NUMBER, b"/CropBox[100 0 400 800]")[0] == "〔不可见1532〕"
    turned = cells(NUMBER, b"/CropBox[20 0 400 800]/Rotate 180")
    assert "不可见" not in "".join(turned)
    assert "不可见" in "".join(cells(NUMBER, b"/CropBox[100 0 400 800]/Rotate 180"))


def test_a_form_shows_what_is_in_its_box() -> None:
    assert form(NUMBER, b"0 0 400 800")[0] == "1532"
    assert form(NUMBER, b"0 0 50 800")[0] == "1〔不可见532〕"


@pytest.mark.parametrize("mask", [b"/SMask 5 0 R", b"/Mask[0 9]", b"/ImageMask true"])
def test_a_seal_that_can_be_seen_through_costs_no_number(mask: bytes) -> None:
    assert cells(NUMBER + DRAWN, picture=mask)[0] == "1532"
    assert cells(NUMBER + b"/Times gs " + DRAWN)[0] == "1532"


def test_a_picture_of_the_whole_page_is_its_scan() -> None:
    assert cells(NUMBER + b"q 400 0 0 800 0 0 cm /X Do Q ")[0] == "1532"


def test_seals_and_strokes_cost_sentences_and_labels_nothing() -> None:
    """A seal lies on the date of a signature; the line of a divided header cell crosses words."""
    signature = b"BT /F 10 Tf 44 605 Td (2024-1-15) Tj ET 44 600 m 90 614 l S "
    over = b"q 60 0 0 18 42 601 cm /X Do Q "
    (written,) = (each for each in blocks(NUMBER + signature + over) if isinstance(each, Paragraph))
    assert written.text == "2024-1-15"
    assert cells(b"BT /F 10 Tf 44 705 Td (A 1) Tj ET 40 700 m 100 720 l S ")[0] == "A 1"


def test_strokes_without_end_are_refused() -> None:
    """None of them is left out: the last may cross a number."""
    with pytest.raises(UnreadableDocument, match="slanted strokes"):
        cells(NUMBER + b"0 0 m 9000 9000 l S " * 300)
    stacked = b"BT /F 10 Tf 60 705 Td " + b"(7) Tj 0 0 Td " * 2000 + b"ET "
    with pytest.raises(UnreadableDocument, match="slanted strokes"):
        cells(stacked + b"40 700 m 90 720 l S " * 500)


def test_a_long_path_clipped_by_again_and_again_is_refused() -> None:
    path = b"0 0 m " + b"1 2 l " * 4000
    assert cells(path + b"W n " + NUMBER)
    with pytest.raises(UnreadableDocument, match="drawing instructions"):
        cells(path + b"W " * 100 + b"n " + NUMBER)


def test_what_comes_from_beyond_any_page_is_no_stroke() -> None:
    assert cells(NUMBER + b"-30000 -30000 m 44 703 l S ")[0] == "1532"
