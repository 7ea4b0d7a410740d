"""Reports as Word files: DOCX packed by hand, DOC and RTF made of it by LibreOffice."""

import io
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from tests.printed import Printed, Rows
from tests.sheets import laid

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str) -> str:
    """A `w:p` of one run."""
    lines = "<w:br/>".join(f"<w:t>{escape(line)}</w:t>" for line in text.split("\n"))
    return f"<w:p><w:r>{lines}</w:r></w:p>"


def table(rows: Rows) -> str:
    """A table with `gridSpan` and `vMerge`, columns of 2 cm."""
    cells = {first: (text, last) for text, first, last in laid(rows)}
    width = max(last[1] for _, last in cells.values()) + 1
    grid = "".join('<w:gridCol w:w="1134"/>' for _ in range(width))
    lines = [_row(cells, number, width) for number in range(len(rows))]
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _row(cells: dict[tuple[int, int], tuple[str, tuple[int, int]]], row: int, width: int) -> str:
    line = []
    for column in range(width):
        for (top, left), (text, (bottom, right)) in cells.items():
            if left != column or not top <= row <= bottom:
                continue
            merge = ' w:val="restart"' if top == row else ""
            tall = f"<w:vMerge{merge}/>" if bottom > top else ""
            n = right - left + 1
            span = f'<w:tcW w:w="{1134 * n}"/><w:gridSpan w:val="{n}"/>'
            content = paragraph(text if top == row else "")
            line.append(f"<w:tc><w:tcPr>{span}{tall}</w:tcPr>{content}</w:tc>")
    return f"<w:tr>{''.join(line)}</w:tr>"


def docx(printed: Printed) -> bytes:
    """The report as DOCX."""
    tables = [table(rows) for rows in printed.tables()]
    bodies = [
        paragraph("公开信息12条。"),
        paragraph("").join(tables[:-2]),
        *tables[-2:],
        paragraph("有问题。"),
        paragraph("无"),
    ]
    parts = [paragraph(printed.title)]
    for numeral, chapter, body in zip("一二三四五六", printed.form.chapters, bodies, strict=True):
        parts.append(paragraph(f"{numeral}、{chapter.title}") + body)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        document = f"<w:document {W}><w:body>{''.join(parts)}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


def made(soffice: str, folder: Path, suffix: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """DOCX files as another medium that LibreOffice writes: doc or rtf."""
    for name, body in files.items():
        (folder / f"{name}.docx").write_bytes(body)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *("--convert-to", suffix, "--outdir", str(folder / "out")),
            *(str(folder / f"{name}.docx") for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: (folder / "out" / f"{name}.{suffix}").read_bytes() for name in files}
