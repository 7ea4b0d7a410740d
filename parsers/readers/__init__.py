"""Documents of any medium to one neutral stream of blocks.

The bytes decide the medium; names, headers and declared charsets are hints that nobody needs.

The source of a cell names its place so that anyone can open it again:

* HTML `table[3]/tr[5]/td[2]`: the third `table` of the document, the fifth `tr` in it (those of
  inner tables count), its second `td` or `th`; as XPath
  `(//table)[3]/descendant::tr[5]/*[self::td or self::th][2]`;
* PDF `p7:x0,top,x1,bottom`: a box on page 7 in points from its top left corner; the parts of a cell
  that a page break cut are joined by `+`;
* DOCX `tbl[2]/tr[3]/tc[4]`: the same with `w:tbl`, `w:tr` and `w:tc` of `word/document.xml`;
* text `L57` or `L57-58`: lines, from 1.
"""

from parsers.model import Document, Medium, Reading
from parsers.readers.sniffing import sniff
from parsers.readers.web_page import read_html

__all__ = ["read", "reread", "sniff"]


def read(document: Document) -> Reading:
    """Return the blocks of a document; raises UnreadableDocument and nothing else."""
    medium = sniff(document.body)
    if medium is Medium.HTML:
        return read_html(document)
    if medium is Medium.PDF:
        from parsers.readers.pdf import read_pdf  # pdfplumber takes 0.3 s to import

        return read_pdf(document)
    if medium is Medium.DOCX:
        from parsers.readers.docx import read_docx

        return read_docx(document)
    from parsers.readers.plain import read_plain

    return read_plain(document)


def reread(document: Document) -> Reading | None:
    """Return an independent second reading with the same grids, None where there is none."""
    if sniff(document.body) is not Medium.HTML:
        return None
    from parsers.readers.second import read_again

    return read_again(document)
