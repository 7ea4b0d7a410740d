"""Web pages to blocks: what they show, or the article folded into them where they show no table."""

from dataclasses import replace

from parsers.model import Block, Document, Finding, Grid, Medium, Reading
from parsers.readers.damage import decoded
from parsers.readers.folded import SMALLEST, Folded, folded_page, is_data
from parsers.readers.web_page import read_html

_HEAD = 300


def read_page(document: Document) -> Reading:
    """Return the blocks of a page; raises UnreadableDocument where no tree can be made of it."""
    shown = Reading(Medium.HTML, ())
    if is_page(document.body):
        shown = read_html(document)
        if any(is_large(block) for block in shown.blocks):
            return shown
    folded = folded_page(decoded(document.body).text)
    return shown if folded is None else _unfolded(shown, folded)


def is_page(body: bytes) -> bool:
    """Say whether bytes are a page of their own, not JSON that holds one."""
    return not is_data(body[:_HEAD].decode("latin-1").lstrip("ï»¿"))


def inner_page(document: Document) -> Document | None:
    """Return the article folded into a page as a document, None where there is none."""
    folded = folded_page(decoded(document.body).text)
    return None if folded is None else Document(folded.html.encode(), document.url)


def is_large(block: Block) -> bool:
    """Say whether a block is a table as large as those of a form."""
    return isinstance(block, Grid) and len(block.cells) >= SMALLEST


def _unfolded(shown: Reading, folded: Folded) -> Reading:
    """Return what the page shows and then the article, with the article's place in its sources."""
    inner = read_html(Document(folded.html.encode()))
    n_grids = sum(isinstance(block, Grid) for block in shown.blocks)
    blocks = tuple(_placed(block, folded.place, n_grids) for block in inner.blocks)
    first, last = inner.content or (0, len(blocks))
    return replace(
        shown,
        blocks=(*shown.blocks, *blocks),
        metadata=(*shown.metadata, *folded.about, *inner.metadata),
        findings=(*shown.findings, *(_found(each, folded.place) for each in inner.findings)),
        content=(len(shown.blocks) + first, len(shown.blocks) + last),
    )


def _placed(block: Block, place: str, n_grids: int) -> Block:
    source = f"{place}:{block.source}"
    if not isinstance(block, Grid):
        return replace(block, source=source)
    cells = tuple(cell._replace(source=f"{place}:{cell.source}") for cell in block.cells)
    return Grid(cells, block.ordinal + n_grids, source)


def _found(finding: Finding, place: str) -> Finding:
    return finding._replace(where=f"{place}:{finding.where}") if finding.where else finding
