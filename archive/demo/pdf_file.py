"""A PDF file from drawn pages: objects, cross-reference table, one font that is not embedded."""

WIDTH, HEIGHT = 595.0, 842.0  # A4 in points

FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    "/DescendantFonts [5 0 R] >>"
)
# CIDs 1-95 of Adobe-GB1 are the proportional Latin letters and digits; all else is one em wide.
DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> /DW 1000 /W [1 95 500] "
    "/FontDescriptor 6 0 R >>"
)
DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)
FIRST_PAGE = 7  # objects before it: catalog, pages, info, font, its descendant, its descriptor


def text_width(text: str, size: float) -> float:
    """Return the width of a text in points, as the font's own table has it."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text) * size


def pdf_file(pages: list[str], title: str) -> bytes:
    """Return a PDF file showing pages of drawing operators, the same bytes every time."""
    objects = _objects(pages, title)
    out = bytearray(b"%PDF-1.4\n%\xe5\xb9\xb4\xe6\x8a\xa5\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    start = len(out)
    entries = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    out += (
        f"xref\n0 {size}\n0000000000 65535 f \n{entries}"
        f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ).encode("ascii")
    return bytes(out)


def _objects(pages: list[str], title: str) -> list[str]:
    numbers = [FIRST_PAGE + 2 * n for n in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    title_code = "FEFF" + title.encode("utf-16-be").hex().upper()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Title <{title_code}> /Producer (nianbao demo) >>",
        FONT,
        DESCENDANT,
        DESCRIPTOR,
    ]
    for number, page in zip(numbers, pages, strict=True):
        content = f"0.5 w\n{page}"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] "
            f"/Resources << /Font << /F1 4 0 R >> >> /Contents {number + 1} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    return objects
