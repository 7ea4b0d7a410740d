"""PDF: numbers under annotations, in form fields and in layers that are switched off."""

import pytest

from parsers.errors import UnreadableDocument
from parsers.model import Document, Grid
from parsers.readers.pdf import read_pdf
from tests.pdfs import three_cells

RECT = b"/Rect[42 702 70 716]"
NUMBER = b"BT /F 10 Tf 44 705 Td (1532) Tj ET "


def cells(
    note: bytes = b"", content: bytes = NUMBER, catalogue: bytes = b"", page: bytes = b""
) -> list[str]:
    """The texts of the cells of a page with this annotation."""
    body = three_cells(
        content,
        b"/Annots[%s]%s" % (note, page),
        b"/Properties<</M 6 0 R>>",
        b"<</Type/OCG/Name(x)>>",
        catalogue,
    )
    (grid,) = (each for each in read_pdf(Document(body)).blocks if isinstance(each, Grid))
    return [cell.text for cell in grid.cells]


def first_cell(note: bytes = b"", content: bytes = NUMBER) -> str:
    return cells(note, content)[0]


def note(kind: bytes, extra: bytes = b"", rect: bytes = RECT) -> bytes:
    return b"<</Type/Annot/Subtype/%s%s%s>>" % (kind, rect, extra)


REFUSED = {
    "struck": (b"StrikeOut", b"/QuadPoints[42 716 70 716 42 702 70 702]", "〔划去1532〕"),
    "ink": (b"Ink", b"", "〔批注1532〕"),
    "redacted": (b"Redact", b"", "〔批注1532〕"),
    "filled box": (b"Square", b"/IC[1 1 1]", "〔批注1532〕"),
}


@pytest.mark.parametrize(("kind", "extra", "text"), REFUSED.values(), ids=REFUSED)
def test_a_number_under_an_annotation_is_refused(kind: bytes, extra: bytes, text: str) -> None:
    assert first_cell(note(kind, extra)) == text


@pytest.mark.parametrize(
    "written",
    [
        note(b"FreeText", b"/Contents(99)"),
        note(b"Widget", b"/FT/Tx/V(99)"),
        note(b"Widget", b"/Parent<</FT/Tx/V(99)>>"),
    ],
)
def test_a_cell_with_text_of_a_field_is_no_blank(written: bytes) -> None:
    assert first_cell(written, content=b"") == "〔批注〕"


@pytest.mark.parametrize(
    "harmless",
    [
        note(b"Highlight", b"/QuadPoints[42 716 70 716 42 702 70 702]"),
        note(b"Link"),
        note(b"Text", b"/Contents(99)"),
        note(b"Square"),
        note(b"Widget", b"/FT/Tx/V()"),
        note(b"Widget", b"/FT/Sig/V(99)"),
        note(b"FreeText", b"/Contents(99)/F 2"),
        note(b"Ink", rect=b"/Rect[162 702 170 716]"),
        b"null",
    ],
)
def test_other_annotations_change_nothing(harmless: bytes) -> None:
    assert first_cell(harmless) == "1532"


def test_annotations_of_a_turned_page_are_where_they_are_seen() -> None:
    assert "批注" in cells(note(b"Ink"), page=b"/Rotate 180")[-1]


def test_too_many_annotations_are_refused() -> None:
    """Each is compared with every character of its page."""
    many = NUMBER + b"BT /F 1 Tf 1 1 Td (" + b"7" * 1600 + b") Tj ET"
    with pytest.raises(UnreadableDocument):
        first_cell(note(b"Ink") * 1990, content=many)


def test_no_annotation_is_left_out_behind_too_many_others() -> None:
    """The last of 2,001 strikes the number out: the page is refused rather than read without it."""
    others = note(b"Link") * 2000
    with pytest.raises(UnreadableDocument, match="2001 annotations"):
        first_cell(others + note(b"Ink"))


IN_LAYER = b"/OC /M BDC " + NUMBER + b"EMC "


def in_layer(setting: bytes, content: bytes = IN_LAYER) -> str:
    catalogue = b"/OCProperties<</OCGs[6 0 R]/D<<%s>>>>" % setting
    return cells(content=content, catalogue=catalogue)[0]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (b"/OFF[6 0 R]", "〔不可见1532〕"),
        (b"/BaseState/OFF", "〔不可见1532〕"),
        (b"/BaseState/OFF/ON[6 0 R]", "1532"),
        (b"/ON[6 0 R]", "1532"),
        (b"/OFF[5 0 R]", "1532"),
    ],
)
def test_a_number_in_a_layer_that_is_off_is_refused(setting: bytes, text: str) -> None:
    assert in_layer(setting) == text


def test_a_layer_ends_where_it_ends() -> None:
    """Other marked content inside of it does not end it; what follows it is shown."""
    inside = b"/OC /M BDC /P BMC EMC BT /F 10 Tf 104 705 Td (9) Tj ET EMC "
    assert in_layer(b"/OFF[6 0 R]", inside + b"EMC EMC " + NUMBER) == "1532"
    nested = b"/OC /M BDC /P BMC EMC " + NUMBER + b"EMC "
    assert in_layer(b"/OFF[6 0 R]", nested) == "〔不可见1532〕"


def test_lines_in_a_layer_that_is_off_strike_nothing() -> None:
    strike = b"/OC /M BDC 43 708 m 66 708 l S EMC "
    assert in_layer(b"/OFF[6 0 R]", NUMBER + strike) == "1532"
    assert in_layer(b"/ON[6 0 R]", NUMBER + strike) == "〔划去1532〕"


def test_a_picture_in_a_layer_that_is_off_hides_nothing() -> None:
    drawn = b"q 30 0 0 18 42 701 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x40 EI Q "
    picture = b"/OC /M BDC " + drawn + b"EMC "
    assert in_layer(b"/OFF[6 0 R]", NUMBER + picture) == "1532"
    assert in_layer(b"/ON[6 0 R]", NUMBER + picture) == "〔被遮盖1532〕"
