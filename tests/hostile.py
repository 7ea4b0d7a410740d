"""Files that no reader should survive badly: made when asked for, never kept in the project.

Each maker writes one file and returns nothing; `FILES` names them all with their file name. The
largest is 300 MB, so ask for one at a time and delete it.
"""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # no stubs

TITLE = "示例市民政局2023年政府信息公开工作年度报告"
HEAD = f"<html><head><meta charset='utf-8'><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
MEGABYTE = 1 << 20

Maker = Callable[[Path], None]
FILES: dict[str, Maker] = {}


def hostile(name: str) -> Callable[[Maker], Maker]:
    """Register a maker under the file's name."""

    def register(maker: Maker) -> Maker:
        FILES[name] = maker
        return maker

    return register


def pieces(path: Path, parts: Iterator[bytes]) -> None:
    """Write a large file without holding it."""
    with path.open("wb") as file:
        file.writelines(parts)


# ---- what is no report at all ----------------------------------------------------------------


@hostile("empty.html")
def empty(path: Path) -> None:
    """Not one byte."""
    path.write_bytes(b"")


@hostile("blank.txt")
def blank(path: Path) -> None:
    """White space and a byte order mark."""
    path.write_bytes(b"\xef\xbb\xbf \r\n\t\n" * 50)


@hostile("no-report.html")
def no_report(path: Path) -> None:
    """A news page with a table of something else."""
    rows = "".join(f"<tr><td>示例{n}</td><td>{n}</td></tr>" for n in range(40))
    path.write_text(f"<html><body><h1>市民政局召开会议</h1><table>{rows}</table></body></html>")


@hostile("title-only.html")
def title_only(path: Path) -> None:
    """The title of a report and an empty shell that a script would fill."""
    path.write_text(f"{HEAD}<div id='app'></div><script src='/app.js'></script></body></html>")


@hostile("image.png")
def image(path: Path) -> None:
    """A scan as an image."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(200_000))


@hostile("image-named-page.html")
def image_named_page(path: Path) -> None:
    """A JPEG that a server calls a page."""
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(2).randbytes(200_000))


@hostile("challenge.html")
def challenge(path: Path) -> None:
    """A browser check in place of the report."""
    path.write_text(
        "<html><head><meta content='x' id='mV9'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};"
        "$_ts.nsd=7;$_ts.cd='qxyz';</script><script src='/4QbV/a.1.js'></script></head></html>"
    )


@hostile("noise.bin")
def noise(path: Path) -> None:
    """Random bytes."""
    path.write_bytes(random.Random(3).randbytes(2 * MEGABYTE))


@hostile("old-word.doc")
def old_word(path: Path) -> None:
    """The container of an old Word file."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100_000)


# ---- damaged ---------------------------------------------------------------------------------


def pdf(lines: int = 40) -> bytes:
    """A small good PDF that is no report."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in range(3):
        for line in range(lines):
            canvas.drawString(72, 800 - 18 * line, f"page {page} line {line}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@hostile("truncated.pdf")
def truncated_pdf(path: Path) -> None:
    """The first half of a download."""
    body = pdf()
    path.write_bytes(body[: len(body) // 2])


@hostile("header-only.pdf")
def header_only(path: Path) -> None:
    """A PDF in its first line only."""
    path.write_bytes(b"%PDF-1.7\n" + b"\0" * 5000)


@hostile("loop.pdf")
def loop_pdf(path: Path) -> None:
    """A page tree whose child is its parent."""
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )


@hostile("truncated.docx")
def truncated_docx(path: Path) -> None:
    """A Word file without the directory at its end."""
    body = docx("<w:p><w:r><w:t>示例</w:t></w:r></w:p>" * 5000)
    path.write_bytes(body[: len(body) // 2])


@hostile("nul.html")
def nul(path: Path) -> None:
    """NUL bytes between, inside and after tags."""
    path.write_bytes(
        f"\0{HEAD}\0<ta\0ble><t\0r><td>\0规章</td><td>1\0</td></tr></table>".encode() + b"\0" * 5000
    )


# ---- bombs -----------------------------------------------------------------------------------

DOCX_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
}
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def docx(inner: str) -> bytes:
    """A Word file with this body."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in DOCX_PARTS.items():
            package.writestr(name, text)
        package.writestr("word/document.xml", f"{WORD}{inner}</w:body></w:document>")
    return buffer.getvalue()


@hostile("bomb.docx")
def docx_bomb(path: Path) -> None:
    """Few megabytes that unpack to 600 MB of paragraphs."""
    paragraph = ("<w:p><w:r><w:t>" + "示例" * 100 + "</w:t></w:r></w:p>").encode() * 1500
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in DOCX_PARTS.items():
            package.writestr(name, text)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(WORD.encode())
            for _ in range(600 * MEGABYTE // len(paragraph)):
                part.write(paragraph)
            part.write(b"</w:body></w:document>")


@hostile("entities.docx")
def entities(path: Path) -> None:
    """Entities that multiply to 10^9 characters (a billion laughs)."""
    entities_ = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    document = f'<!DOCTYPE d [<!ENTITY e0 "示例">{entities_}]>{WORD}<w:p><w:r><w:t>&e9;</w:t>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"{document}</w:r></w:p></w:body></w:document>")


@hostile("bomb.pdf")
def pdf_bomb(path: Path) -> None:
    """A page whose content unpacks to 600 MB."""
    packer = zlib.compressobj(1)
    block = b"0 0 m 1 1 l S\n" * 75_000
    stream = b"".join(packer.compress(block) for _ in range(600)) + packer.flush()
    length = str(len(stream)).encode()
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length " + length + b"/Filter/FlateDecode>>stream\n" + stream + b"\nendstream "
        b"endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF"
    )


# ---- too deep, too wide, too long -------------------------------------------------------------


@hostile("nested-tags.html")
def nested_tags(path: Path) -> None:
    """10^6 tags, each inside the one before."""
    path.write_text(HEAD + "<div>" * 1_000_000)


@hostile("nested-tables.html")
def nested_tables(path: Path) -> None:
    """10^5 tables, each inside a cell of the one before."""
    path.write_text(HEAD + "<table><tr><td>1" * 100_000)


@hostile("nested.docx")
def nested_docx(path: Path) -> None:
    """10^5 tables of Word inside each other."""
    depth = 100_000
    inner = "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth
    path.write_bytes(docx(inner))


@hostile("deep.json")
def deep_json(path: Path) -> None:
    """10^6 opened lists."""
    path.write_text('{"data":' + "[" * 1_000_000)


@hostile("huge.html")
def huge(path: Path) -> None:
    """300 MB of a page that never comes to its table."""
    paragraph = f"<p>{TITLE}，坚持以公开为常态、不公开为例外。</p>\n".encode() * 1000
    pieces(path, (paragraph for _ in range(300 * MEGABYTE // len(paragraph))))


@hostile("sparse.html")
def sparse(path: Path) -> None:
    """300 MB of NUL after a good beginning."""
    path.write_text(HEAD)
    with path.open("r+b") as file:
        file.truncate(300 * MEGABYTE)


@hostile("spans.html")
def spans(path: Path) -> None:
    """Spans that contradict each other and reach to the moon."""
    path.write_text(
        f"{HEAD}<table><tr><td rowspan=1000000000 colspan=1000000000>规章</td><td rowspan=3>1</td>"
        "<td colspan=-5>2</td></tr><tr><td rowspan=0 colspan=99999>3</td></tr>"
        + "<tr><td rowspan=65534 colspan=1000>4</td><td rowspan=65534 colspan=1000>5</td></tr>" * 99
        + "</table></body></html>"
    )


@hostile("many-cells.html")
def many_cells(path: Path) -> None:
    """Half a million cells in one row."""
    path.write_text(HEAD + "<table><tr>" + "<td>0</td>" * 500_000 + "</tr></table>")


@hostile("many-tables.html")
def many_tables(path: Path) -> None:
    """10^5 small tables with the labels of a report."""
    path.write_text(HEAD + "<table><tr><td>规章<td>0<td>0<td>0</table>" * 40_000)


@hostile("attributes.html")
def attributes(path: Path) -> None:
    """One tag of a million attributes."""
    path.write_text(HEAD + "<td " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">")


@hostile("long-title.html")
def long_title(path: Path) -> None:
    """A title of three million characters made of what titles are made of."""
    title = "示例市" * 500_000 + "2023年" * 500_000 + "政府信息公开"
    path.write_text(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{title}")


@hostile("long-number.html")
def long_number(path: Path) -> None:
    """A number of a million digits, commas and spaces, and one with an exponent."""
    rows = "".join(
        f"<tr><td>规章</td><td>{text}</td><td>{text}</td><td>{text}</td></tr>"
        for text in ("9" * 1_000_000, "1,11 " * 200_000, "1e999999999", "(" * 100_000)
    )
    header = "<td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
    table = f"<table><tr><td colspan=4>第二十条第（一）项<tr>{header}{rows}</table>"
    path.write_text(f"{HEAD}<p>二、主动公开政府信息情况</p>{table}</body></html>")


@hostile("long-lines.txt")
def long_lines(path: Path) -> None:
    """Text of two million rows of empty cells under the title of a report."""
    pieces(path, iter([f"{TITLE}\n二、主动公开政府信息情况\n".encode(), b"\t\n" * 4_000_000]))


def make(folder: Path, name: str) -> Path:
    """Write one of `FILES` into the folder."""
    path = folder / name
    FILES[name](path)
    return path
