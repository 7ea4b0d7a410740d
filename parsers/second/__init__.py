"""A second, independent reading of single figures: what stands where a failed check points.

It shares with the first reading only the bytes and the form's labels: no table finder, no spans,
no grid, no matching of lines. So no error of those can be confirmed by it. It reads less: what it
cannot place by its labels is left out, and is neither confirmed nor refuted.
"""

from collections.abc import Mapping

from parsers.forms import Form
from parsers.model import Document, Medium
from parsers.readers.folded import SMALLEST
from parsers.readers.page import inner_page, is_page
from parsers.readers.sniffing import sniff
from parsers.second.labels import form_labels
from parsers.second.lists import list_labels, placed_lists

__all__ = ["printed_again"]


def printed_again(document: Document, form: Form, alternative: str) -> Mapping[str, str]:
    """Return what is printed at each address this reading can place; nothing is raised.

    The document is one that the first reading could read: its limits have been kept.
    """
    medium, labels = sniff(document.body), form_labels(form, alternative)
    if medium is Medium.PDF:
        from parsers.second.pdf_places import placed_words  # pdfium takes a while to load
        from parsers.second.pdf_words import page_lines

        return placed_words(page_lines(document.body), labels)
    if (lines := list_labels(form)) is not None:
        return placed_lists(_tables(document, medium), lines)
    from parsers.second.rows import placed_rows

    return placed_rows(_tables(document, medium), labels)


def _tables(document: Document, medium: Medium) -> list[list[list[str]]]:
    """Return the tables of a document as rows of texts, none of a medium without such a path."""
    body = document.body
    if medium is Medium.HTML:
        from parsers.second.web_rows import web_tables

        shown = web_tables(body) if is_page(body) else []
        if any(sum(map(len, rows)) >= SMALLEST for rows in shown):
            return shown
        inner = inner_page(document)
        return shown if inner is None else web_tables(inner.body)
    if medium in (Medium.DOCX, Medium.DOC):
        from parsers.second.word_rows import word_tables

        return word_tables(document.converted or body)
    if medium in (Medium.ODT, Medium.XLSX):
        from parsers.second.office_rows import open_document_tables, sheet_tables

        return open_document_tables(body) if medium is Medium.ODT else sheet_tables(body)
    if medium is Medium.XLS:
        from parsers.second.xls_rows import old_sheet_tables

        return old_sheet_tables(body)
    if medium is Medium.TEXT:
        from parsers.second.text_rows import text_tables

        return text_tables(body)
    return []
