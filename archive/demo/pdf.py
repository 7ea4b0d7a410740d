"""Reports as PDF with a text layer: tables drawn as lines, cut by page breaks as Word cuts them.

Written down to the last byte here, so that a page is the same file on every machine.
"""

from dataclasses import dataclass, field

from archive.demo.city import Look
from archive.demo.pages import NOTICE
from archive.demo.pdf_file import HEIGHT, WIDTH, pdf_file, text_width
from archive.demo.tables import BREAK, Cell, Table, placed
from archive.demo.writing import Writing

MARGIN = 62.0
BODY = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - 70.0
LEADING = 1.3
CUT_AFTER = {"disclosure": 11, "requests": 16}  # rows; the second falls inside （四）无法提供


@dataclass(slots=True)
class _Canvas:
    """The pages so far, as PDF drawing operators; `y` counts down from the top of the page."""

    pages: list[list[str]] = field(default_factory=list)
    y: float = MARGIN

    def new_page(self) -> None:
        self.pages.append([])
        self.y = MARGIN
        number = f"- {len(self.pages)} -"
        self.text(number, (WIDTH - text_width(number, 9)) / 2, HEIGHT - 40, 9)

    def text(self, text: str, x: float, top: float, size: float) -> None:
        code = text.encode("utf-16-be").hex().upper()
        baseline = HEIGHT - top - size * 0.88
        self.pages[-1].append(f"BT /F1 {size:g} Tf {x:.2f} {baseline:.2f} Td <{code}> Tj ET")

    def box(self, x: float, top: float, width: float, height: float) -> None:
        self.pages[-1].append(f"{x:.2f} {HEIGHT - top - height:.2f} {width:.2f} {height:.2f} re S")

    def paragraph(self, text: str, size: float, *, centred: bool = False) -> None:
        for line in _wrap(text, BODY, size):
            if self.y + size * 1.6 > BOTTOM:
                self.new_page()
            left = (BODY - text_width(line, size)) / 2 if centred else 0.0
            self.text(line, MARGIN + left, self.y, size)
            self.y += size * 1.6
        self.y += size * 0.5


def report_pdf(writing: Writing) -> bytes:
    """Return a report as a PDF file."""
    look = writing.plan.look
    canvas = _Canvas()
    canvas.new_page()
    canvas.paragraph(NOTICE, 8, centred=True)
    canvas.paragraph(writing.plan.title, 18, centred=True)
    canvas.paragraph("　　" + writing.introduction, 12)
    for number, chapter in enumerate(writing.chapters):
        canvas.paragraph(chapter.heading, 14)
        for text in chapter.paragraphs:
            canvas.paragraph("　　" + text, 12)
        if chapter.table:
            _draw_table(canvas, chapter.table, WIDTHS[number], look)
    for line in writing.signature:
        canvas.paragraph(line, 12)
    return pdf_file(["\n".join(page) for page in canvas.pages], writing.plan.title)


WIDTHS = {
    1: (150.0, *[(BODY - 150) / 3] * 3),
    2: (22.0, 52.0, 138.0, *[(BODY - 212) / 7] * 7),
    3: tuple([BODY / 15] * 15),
}


def _draw_table(canvas: _Canvas, table: Table, widths: tuple[float, ...], look: Look) -> None:
    size = 9.0 if len(widths) < 15 else 8.0
    cut = {4: CUT_AFTER["disclosure"], 10: CUT_AFTER["requests"]}.get(len(widths), 0)
    parts = [table]
    if look.has("page_breaks") and cut:
        parts = list(_cut_table(table, cut))
    for part in parts:
        heights = _heights(part, widths, size)
        if part is not parts[0] or canvas.y + sum(heights) > BOTTOM:
            canvas.new_page()
        _draw_part(canvas, part, widths, heights, size)
    canvas.y += 14


def _draw_part(
    canvas: _Canvas, part: Table, widths: tuple[float, ...], heights: list[float], size: float
) -> None:
    for top, left, cell in placed(part):
        x = MARGIN + sum(widths[:left])
        y = canvas.y + sum(heights[:top])
        width = sum(widths[left : left + cell.across])
        height = sum(heights[top : top + cell.down])
        canvas.box(x, y, width, height)
        lines = _wrap(cell.text, width - 6, size)
        middle = y + (height - len(lines) * size * LEADING) / 2
        for n, line in enumerate(lines):
            inset = (width - text_width(line, size)) / 2
            canvas.text(line, x + inset, middle + n * size * LEADING, size)
    canvas.y += sum(heights)


def _heights(part: Table, widths: tuple[float, ...], size: float) -> list[float]:
    heights = [size * LEADING + 6] * len(part)
    for top, left, cell in placed(part):
        if cell.down == 1:
            lines = len(_wrap(cell.text, sum(widths[left : left + cell.across]) - 6, size))
            heights[top] = max(heights[top], lines * size * LEADING + 6)
    return heights


def _cut_table(table: Table, after: int) -> tuple[Table, Table]:
    """Cut a table in two; cells over the cut are printed in both parts, their text divided."""
    upper: list[list[Cell]] = [[] for _ in range(after)]
    lower: list[list[Cell]] = [[] for _ in range(len(table) - after)]
    for top, _left, cell in placed(table):
        reach = top + cell.down - after
        if top >= after:
            lower[top - after].append(cell)
        elif reach <= 0:
            upper[top].append(cell)
        else:
            above, below = _halves(cell)
            upper[top].append(Cell(above, cell.across, after - top))
            lower[0].insert(0 if cell.text.startswith("三") else 1, Cell(below, cell.across, reach))
    return _rows(upper), _rows(lower)


def _halves(cell: Cell) -> tuple[str, str]:
    """The vertical label stays above; a short one is broken: （四）无｜法提供."""
    return (cell.text, "") if cell.down > 10 else (cell.text[:4], cell.text[4:])


def _rows(cells: list[list[Cell]]) -> Table:
    return tuple(tuple(row) for row in cells)


def _wrap(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for letter in text:
        if letter == BREAK or text_width(lines[-1] + letter, size) > width:
            lines.append("")
        if letter != BREAK:
            lines[-1] += letter
    return lines
