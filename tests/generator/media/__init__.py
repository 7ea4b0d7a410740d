"""Printers: a paper to the bytes of a document, one module for each family of media."""

from collections.abc import Callable

from tests.generator.media.docx import print_docx
from tests.generator.media.html import print_html
from tests.generator.media.odt import print_odt
from tests.generator.media.pdf import print_pdf
from tests.generator.media.sheets import print_xls, print_xlsx
from tests.generator.media.text import print_markdown, print_text
from tests.generator.paper import Paper

PRINTERS: dict[str, Callable[[Paper], bytes]] = {
    "html": print_html,
    "docx": print_docx,
    "pdf": print_pdf,
    "text": print_text,
    "markdown": print_markdown,
    "xlsx": print_xlsx,
    "xls": print_xls,
    "odt": print_odt,
}
