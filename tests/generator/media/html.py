"""A paper as a web page, with the markup its look asks for."""

from html import escape

from tests.generator.paper import Cell, Item, Line, Paper, Table


def print_html(paper: Paper) -> bytes:
    """The bytes of the page."""
    body = "\n".join(_item(item, paper) for item in paper.items)
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    head = f"<head>{meta}<title>{escape(paper.title)}</title></head>"
    page = f"<!DOCTYPE html><html>{head}<body><div id=zoom>\n{body}\n</div></body></html>"
    for change in paper.look.page:
        page = change(page)
    return paper.look.encode(page)


def _item(item: Item, paper: Paper) -> str:
    if isinstance(item, Table):
        return table(item, paper)
    return line(item)


def line(item: Line) -> str:
    """A heading or paragraph; a line break inside is a `br`."""
    text = escape(item.text).replace("\n", "<br>")
    return f"<h1>{text}</h1>" if item.level == 1 else f"<p>{text}</p>"


def table(item: Table, paper: Paper) -> str:
    """A table, or the `div`s that play one."""
    style = paper.look.table
    rows = [[_cell(cell, paper) for cell in row] for row in item.rows]
    if style == "div":
        lines = "".join(f'<div style="display:table-row">{"".join(row)}</div>' for row in rows)
        return f'<div style="display:table">{lines}</div>'
    if style == "unclosed":
        lines = "\n".join(f"<tr>{''.join(row)}" for row in rows)
        return f"<table border=1>{lines}</table>"
    lines = [f"<tr>{''.join(row)}</tr>" for row in rows]
    if style == "thead":
        n_heads = sum(all(cell.role in ("head", "corner") for cell in row) for row in item.rows[:3])
        head, body = "".join(lines[:n_heads]), "\n".join(lines[n_heads:])
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
    drawn = f'<table border="1" cellspacing="0">{chr(10).join(lines)}</table>'
    if style == "nested":
        return f"<table width=100%><tr><td>\n{drawn}\n</td></tr></table>"
    return drawn


def _cell(cell: Cell, paper: Paper) -> str:
    inner = escape(cell.text).replace("\n", "<br>")
    for change in paper.look.inner:
        inner = change(inner, cell)
    spans = (f' rowspan="{cell.height}"' if cell.height != 1 else "") + (
        f' colspan="{cell.width}"' if cell.width != 1 else ""
    )
    if cell.hidden:
        spans += ' style="display:none"'
    if paper.look.table == "div":
        return f'<div style="display:table-cell"{spans}>{inner}</div>'
    if paper.look.table == "unclosed":
        return f"<td{spans}>{inner}"
    tag = paper.look.tag(cell)
    return f"<{tag}{spans}>{inner}</{tag}>"
