"""A paper as a Word file, its XML written by hand: merged cells, runs, tracked changes."""

import io
import zipfile
from collections import Counter
from xml.sax.saxutils import escape

from tests.generator.paper import Cell, Item, Line, Paper, Table, placed, width

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def print_docx(paper: Paper) -> bytes:
    """The bytes of the Word file."""
    body = "".join(_item(item, paper) for item in paper.items)
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
    return out.getvalue()


def _item(item: Item, paper: Paper) -> str:
    if isinstance(item, Line):
        return f"<w:p>{_runs(item.text, '')}</w:p>"
    drawn = _table(item, str(paper.look.options.get("runs", "")))
    if paper.look.table == "nested":
        return f"<w:tbl><w:tr><w:tc>{drawn}<w:p/></w:tc></w:tr></w:tbl><w:p/>"
    return f"{drawn}<w:p/>"


def _table(table: Table, style: str) -> str:
    rows: list[list[tuple[int, str]]] = [[] for _ in table.rows]
    for top, left, cell in placed(table):
        rows[top].append((left, _cell(cell, style)))
        for down in range(1, cell.height):
            if top + down < len(rows):
                rows[top + down].append((left, _continued(cell)))
    slivers = _slivers(table)
    widths = (30 if column in slivers else 900 for column in range(width(table)))
    grid = "".join(f"<w:gridCol w:w='{each}'/>" for each in widths)
    lines = "".join(
        f"<w:tr>{''.join(text for _, text in sorted(row))}</w:tr>" for row in rows if row
    )
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def _slivers(table: Table) -> set[int]:
    """Blank columns, as conversions leave them; a cell that one row alone has is none."""
    cells = placed(table)
    rows = Counter(
        column
        for _, left, cell in cells
        for column in range(left, left + cell.width)
        for _ in range(cell.height)
    )
    full = {left for _, left, cell in cells if cell.text}
    return {column for column, n_rows in rows.items() if n_rows > 1} - full


def _cell(cell: Cell, style: str) -> str:
    merge = "<w:vMerge w:val='restart'/>" if cell.height > 1 else ""
    span = f"<w:gridSpan w:val='{cell.width}'/>" if cell.width > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{_runs(cell.text, style)}</w:p></w:tc>"


def _continued(cell: Cell) -> str:
    span = f"<w:gridSpan w:val='{cell.width}'/>" if cell.width > 1 else ""
    return f"<w:tc><w:tcPr>{span}<w:vMerge/></w:tcPr><w:p/></w:tc>"


def _runs(text: str, style: str) -> str:
    """Text in one run; in many; or inserted with an old number deleted beside it."""
    if style == "split":
        return "".join(_run(char) for char in text)
    if style == "tracked" and text.isdigit():
        deleted = "<w:del w:id='1'><w:r><w:delText>9</w:delText></w:r></w:del>"
        return f"{deleted}<w:ins w:id='2'>{_run(text)}</w:ins>"
    if style == "control" and text:
        return f"<w:sdt><w:sdtContent>{_run(text)}</w:sdtContent></w:sdt>"
    return _run(text)


def _run(text: str) -> str:
    lines = (f"<w:t xml:space='preserve'>{escape(line)}</w:t>" for line in text.split("\n"))
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"
