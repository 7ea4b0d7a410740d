"""A paper as text copied from a page, and as Markdown."""

from tests.generator.paper import Item, Line, Paper, placed, width


def print_text(paper: Paper) -> bytes:
    """A cell is a line after a tab, a blank line ends a row.

    A cell covered by a row span is printed empty, one covered by a column span is not printed.
    """
    return paper.look.encode("\n".join(map(_text_item, paper.items)))


def _text_item(item: Item) -> str:
    if isinstance(item, Line):
        return f"{item.text}\n"
    rows: dict[int, list[tuple[int, str]]] = {top: [] for top in range(len(item.rows))}
    for top, left, cell in placed(item):
        rows[top].append((left, cell.text))
        for down in range(1, cell.height):
            if top + down in rows:
                rows[top + down].append((left, ""))
    lines = ["".join(f"\t{text}\n" for _, text in sorted(row)) for row in rows.values()]
    return "\n".join(lines)


def print_markdown(paper: Paper) -> bytes:
    """Pipes between cells; the positions a span covers are empty."""
    return paper.look.encode("\n\n".join(map(_markdown_item, paper.items)) + "\n")


def _markdown_item(item: Item) -> str:
    if isinstance(item, Line):
        return f"{'#' * item.level} {item.text}".strip()
    n_columns = width(item)
    grid = [[""] * n_columns for _ in item.rows]
    for top, left, cell in placed(item):
        grid[top][left] = cell.text.replace("\n", "<br>").replace("|", "\\|")
    lines = ["| " + " | ".join(row) + " |" for row in grid]
    return "\n".join([lines[0], "|" + "---|" * n_columns, *lines[1:]])
