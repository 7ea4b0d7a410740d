"""PDF: numbers that are struck out, cannot be seen or are printed over each other."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.amounts import parse_amount
from parsers.model import Document, Grid, Kind, Paragraph
from parsers.readers.pdf import read_pdf
from tests.pdfs import FONT

PICTURE = ImageReader(io.BytesIO(b"P5 1 1 255\n\x40"))
LEFT, BASE = 84.0, 700.0


def shown(*steps: object, text_only: bool = False) -> list[str]:
    """The texts of a row of three ruled cells drawn by *steps* on a canvas, or its paragraphs."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont(FONT, 10)
    for x in () if text_only else (80, 180, 280):
        canvas.rect(x, 690, 100, 30)
    for step in steps:
        step(canvas)
    if not text_only:
        canvas.drawString(184, BASE, "甲")
        canvas.drawString(284, BASE, "乙")
    canvas.save()
    blocks = read_pdf(Document(out.getvalue())).blocks
    if text_only:
        return [block.text for block in blocks if isinstance(block, Paragraph)]
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells]


def ink(text, x=LEFT, colour=(0, 0, 0), mode=0):
    def step(canvas):
        begun = canvas.beginText(x, BASE)
        begun.setFont(FONT, 10)
        begun.setFillColorRGB(*colour)
        begun.setTextRenderMode(mode)
        begun.textOut(text)
        begun.setTextRenderMode(0)
        begun.setFillColorRGB(0, 0, 0)
        canvas.drawText(begun)

    return step


def box(x, y, width, height, colour):
    def step(canvas):
        canvas.setFillColorRGB(*colour)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)

    return step


def frame(canvas):
    path = canvas.beginPath()
    path.rect(80, 690, 100, 30)
    path.rect(82, 692, 96, 26)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def line(x0, x1, y):
    return lambda canvas: canvas.line(x0, y, x1, y)


def picture(canvas):
    canvas.drawImage(PICTURE, 80, 690, 300, 30)


WHITE, BLUE, BLACK = (1, 1, 1), (0.1, 0.2, 0.6), (0, 0, 0)
END = LEFT + 4 * 4.62  # four digits of this font

FLAWED = {
    "struck": ([ink("1400"), line(LEFT, END, 703.5), ink("1532", END)], "〔划去1400〕1532"),
    "struck by a thin box": ([ink("1400"), box(LEFT, 703, 18, 1, BLACK)], "〔划去1400〕"),
    "white": ([ink("1", colour=WHITE), ink("1532", LEFT + 4.7)], "〔不可见1〕1532"),
    "white alone": ([ink("1532", colour=WHITE)], "〔不可见1532〕"),
    "in no ink": ([ink("1", mode=3), ink("1532", LEFT + 4.7)], "〔不可见1〕1532"),
    "under white": (
        [ink("1400"), box(LEFT - 1, 698, 20, 12, WHITE), ink("1532", END + 2)],
        "〔不可见1400〕1532",
    ),
    "blue on blue": ([box(80, 690, 100, 30, BLUE), ink("1532", colour=BLUE)], "〔不可见1532〕"),
    "black on black": ([box(80, 690, 100, 30, BLACK), ink("1532")], "〔不可见1532〕"),
    "over another": ([ink("9"), ink("0", LEFT + 2)], "9〔重叠〕0"),
}
SOUND = {
    "underlined": ([ink("1532"), line(LEFT, END, 698.5)], "1532"),
    "beside a rule": ([ink("1532"), line(LEFT - 2, LEFT + 60, 703.5)], "1532"),
    "white on blue": ([box(80, 690, 100, 30, BLUE), ink("1532", colour=WHITE)], "1532"),
    "white on a picture": ([picture, ink("1532", colour=WHITE)], "1532"),
    "recognised on a scan": ([ink("1532", mode=3), picture], "1532"),
    "shaded in white": ([box(84, 696, 20, 12, WHITE), ink("1532")], "1532"),
    "with a white shade": ([ink("1532", LEFT + 0.3, WHITE), ink("1532")], "1532"),
    "in a black frame": ([frame, ink("1532")], "1532"),
}


@pytest.mark.parametrize("name", FLAWED)
def test_what_is_not_printed_is_no_part_of_a_number(name: str) -> None:
    """Digits nobody reads on the page are named, and the cell is no number."""
    steps, text = FLAWED[name]
    assert shown(*steps)[0] == text
    assert parse_amount(text, "件").kind is Kind.TEXT


@pytest.mark.parametrize("name", SOUND)
def test_what_is_printed_stays_a_number(name: str) -> None:
    """Lines under digits, coloured cells, recognised scans and frames take nothing away."""
    steps, text = SOUND[name]
    assert shown(*steps)[0] == text


def test_struck_digits_in_a_sentence_are_named() -> None:
    """12 struck out before 15 is not 1215; a title white on a banner is read as it is."""
    struck = [ink("受理申请"), ink("12", 124), line(124, 133.2, 703.5), ink("15件", 133.3)]
    assert shown(*struck, text_only=True) == ["受理申请〔划去12〕15件"]
    assert shown(ink("2023年报告", colour=WHITE), text_only=True) == ["2023年报告"]
