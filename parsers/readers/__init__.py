"""Documents of any medium to one neutral stream of blocks.

The bytes decide the medium; names, headers and declared charsets are hints that nobody needs.

The source of a cell names its place so that anyone can open it again:

* HTML `table[3]/tr[5]/td[2]`: the third `table` of the document, the fifth `tr` in it (those of
  inner tables count), its second `td` or `th`; as XPath
  `(//table)[3]/descendant::tr[5]/*[self::td or self::th][2]`;
* MHTML the same places of the page in it;
* HTML `div[12]`: a cell of a table drawn without table markup, the twelfth `div` (or `li`, `span`
  ...) of the document; as XPath `(//div)[12]`;
* HTML `script[2]:table[3]/tr[5]/td[2]`: the same in the article that is folded into the second
  `script` of the page, into a `textarea[1]`, or into JSON, `data` (see `parsers.readers.folded`);
* PDF `p7:x0,top,x1,bottom`: a box on page 7 in points from its top left corner; the parts of a cell
  that a page break cut are joined by `+`;
* a scan the same boxes, in points for a PDF and in pixels for an image file;
* DOCX `tbl[2]/tr[3]/tc[4]`: the same with `w:tbl`, `w:tr` and `w:tc` of `word/document.xml`;
* DOC, WPS and RTF `docx:tbl[2]/tr[3]/tc[4]`: a place in the DOCX that the file was converted to;
* ODT `table[2]/row[3]/cell[4]`: the same with `table:table`, `table:table-row` and the cells of a
  row, covered ones counted, of `content.xml`; what is repeated stands once;
* XLSX and XLS `sheet[1]/B7`: the first sheet of the workbook, hidden ones counted, and the cell as
  spreadsheets name it, of merged cells the first;
* text `L57` or `L57-58`: lines, from 1; `L57:3` is the third piece of a line that pipes or tabs
  part.

That of a paragraph: HTML `L57`, the line of the source on or below which it begins; PDF a box; DOCX
and ODT `p[12]`, the twelfth `w:p` of `word/document.xml` (`text:p` or `text:h` of `content.xml`),
those inside tables counted; text its line; a spreadsheet its cell.
"""

from parsers.errors import NeedsOcr, UnreadableDocument
from parsers.mhtml import unpacked
from parsers.model import Document, Medium, Reading
from parsers.readers.page import inner_page, is_large, is_page, read_page
from parsers.readers.sniffing import sniff

_INSTALL = "install it with `pip install nianbao[ocr]` (here: `make install-ocr`)"

__all__ = ["read", "read_pictures", "reread", "sniff"]


def read(document: Document, *, ocr: bool = True) -> Reading:
    """Return the blocks of a document; raises UnreadableDocument and nothing else.

    Without `ocr` it raises NeedsOcr for what is a picture.
    """
    medium = sniff(document.body)
    if medium is Medium.MHTML:
        document, medium = unpacked(document), Medium.HTML
        sniff(document.body)  # its limits are those of a page
    if medium is Medium.HTML:
        return read_page(document)
    if medium is Medium.PDF:
        return _read_pdf(document, ocr=ocr)
    if medium is Medium.SCAN:
        return _read_scan(document, "an image: its numbers need OCR", ocr=ocr)
    if medium is Medium.DOCX:
        from parsers.readers.docx import read_docx

        return read_docx(document)
    if medium is Medium.DOC:
        from parsers.readers.doc import read_doc

        return read_doc(document)
    if medium in (Medium.XLSX, Medium.XLS):
        from parsers.readers.sheet import read_sheets

        return read_sheets(document, medium)
    if medium is Medium.ODT:
        from parsers.readers.odt import read_odt

        return read_odt(document)
    from parsers.readers.plain import read_plain

    return read_plain(document)


def _read_pdf(document: Document, *, ocr: bool) -> Reading:
    from parsers.readers.pdf import NoTextLayer, read_pdf  # pdfplumber takes 0.3 s to import

    try:
        return read_pdf(document)
    except NoTextLayer as error:
        return _read_scan(document, str(error), ocr=ocr)


def read_pictures(document: Document, reading: Reading, *, ocr: bool = True) -> Reading | None:
    """Return a PDF read as pictures, None where it has none that may be tables.

    Raises like `read`.
    """
    if all(finding.rule != "scan.page_unread" for finding in reading.findings):
        return None
    return _read_scan(document, "PDF with pictures in place of tables: they need OCR", ocr=ocr)


def _read_scan(document: Document, why: str, *, ocr: bool) -> Reading:
    if not ocr:
        raise NeedsOcr(why)
    try:
        from parsers.readers.scan import read_scan  # the extra `ocr` takes 1 s to import
    except ImportError as error:
        raise UnreadableDocument(f"{why}; {_INSTALL}") from error
    return read_scan(document, is_pdf=sniff(document.body) is Medium.PDF)


def reread(document: Document) -> Reading | None:
    """Return an independent second reading with the same grids, None where there is none."""
    if sniff(document.body) is not Medium.HTML:
        return None
    from parsers.readers.second import read_again

    shown = read_again(document) if is_page(document.body) else None
    if shown is not None and any(is_large(block) for block in shown.blocks):
        return shown
    inner = inner_page(document)
    return shown if inner is None else read_again(inner)
