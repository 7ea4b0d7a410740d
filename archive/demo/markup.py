"""The body of a report page in the two kinds of markup that sites publish.

`plain` is what a site's own editor makes of a pasted table; `word` is Word's export, with its
classes, conditional styles and a span round every few characters.
"""

import random
from collections.abc import Callable
from html import escape

from archive.demo.city import Look
from archive.demo.tables import BREAK, Cell, Row
from archive.demo.writing import Chapter, Writing

CELL_STYLE = "width:{width}.3pt;border:solid windowtext 1.0pt;mso-border-alt:solid .5pt"
PARAGRAPH_STYLE = "mso-pagination:widow-orphan;text-align:center"
FONT = "font-size:10.5pt;font-family:宋体;mso-font-kerning:0pt"
FIRST_LINE = "text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt"


def report_body(writing: Writing) -> str:
    """Return a report as the HTML that stands in the content box of its page."""
    write = _word if writing.plan.look.markup == "word" else _plain
    return write(writing)


def _plain(writing: Writing) -> str:
    parts = [f"<p>{escape(writing.introduction)}</p>"]
    for chapter in writing.chapters:
        parts.append(f"<p><strong>{escape(chapter.heading)}</strong></p>")
        parts += [f"<p>{escape(text)}</p>" for text in chapter.paragraphs]
        parts += _table(chapter, writing.plan.look, _plain_cell, PLAIN_TABLE)
    parts += [f'<p style="text-align:right">{escape(line)}</p>' for line in writing.signature]
    return "\n".join(parts)


PLAIN_TABLE = '<table align="center" border="1" cellspacing="1"><tbody>{rows}</tbody></table>'
WORD_TABLE = (
    "<div align=center>\n<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 "
    "style='border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt;"
    "mso-yfti-tbllook:1184;mso-padding-alt:0cm 5.4pt 0cm 5.4pt'>\n{rows}</table>\n</div>"
)


def _table(
    chapter: Chapter, look: Look, cell: Callable[[Cell, Look], str], frame: str
) -> list[str]:
    if not chapter.table:
        return []
    return [frame.format(rows="".join(_row(row, look, cell) for row in chapter.table))]


def _row(row: Row, look: Look, cell: Callable[[Cell, Look], str]) -> str:
    return "<tr>" + "".join(cell(one, look) for one in row) + "</tr>\n"


def _spans(cell: Cell) -> str:
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return across + down


def _plain_cell(cell: Cell, look: Look) -> str:
    text = "<br />".join(escape(line) for line in cell.text.split(BREAK))
    if not text:
        text = "&nbsp;" if look.has("nbsp") or look.zeros == "sparse" else ""
    width = 47 * cell.across
    return (
        f'<td{_spans(cell)} nowrap="nowrap" style="width:{width}px;">'
        f'<p align="center">{text}</p></td>'
    )


def _word(writing: Writing) -> str:
    look = writing.plan.look
    parts = [_word_paragraph(writing.introduction, look)]
    for chapter in writing.chapters:
        parts.append(_word_paragraph(chapter.heading, look, "font-family:黑体"))
        parts += [_word_paragraph(text, look) for text in chapter.paragraphs]
        parts += _table(chapter, look, _word_cell, WORD_TABLE)
    parts += [_word_paragraph(line, look) for line in writing.signature]
    return "\n".join(parts)


def _word_paragraph(text: str, look: Look, font: str = FONT) -> str:
    return (
        f"<p class=MsoNormal style='{FIRST_LINE}'>{_runs(text, look, font)}"
        "<span lang=EN-US><o:p></o:p></span></p>"
    )


def _word_cell(cell: Cell, look: Look) -> str:
    style = CELL_STYLE.format(width=46 * cell.across)
    lines = [
        f"<p class=MsoNormal align=center style='{PARAGRAPH_STYLE}'>{_word_text(cell, look)}</p>"
    ]
    return f"<td{_spans(cell)} valign=center style='{style}'>\n{''.join(lines)}</td>\n"


def _word_text(cell: Cell, look: Look) -> str:
    if not cell.text:
        return f"<span lang=EN-US style='{FONT}'><o:p>&nbsp;</o:p></span>"
    lines = (_runs(line, look, FONT) for line in cell.text.split(BREAK))
    return "<br>".join(lines) + "<span lang=EN-US><o:p></o:p></span>"


def _runs(text: str, look: Look, font: str) -> str:
    pieces = cut(text) if look.has("split_spans") else [text]
    return "".join(
        f"<span{' lang=EN-US' if piece.isascii() else ''} style='{font}'>{escape(piece)}</span>"
        for piece in pieces
    )


def cut(text: str) -> list[str]:
    """Cut a text in runs of one to three characters, inside words and numbers, as Word does.

    >>> "".join(cut("本年度办理结果138"))
    '本年度办理结果138'
    """
    rng = random.Random(text)  # noqa: S311 - a generator, no secret
    pieces, start = [], 0
    while start < len(text):
        end = start + rng.choice((1, 1, 2, 3)) if len(text) < 30 else start + rng.randint(4, 20)
        pieces.append(text[start:end])
        start = end
    return pieces
