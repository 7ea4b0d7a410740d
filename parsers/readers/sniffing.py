"""What a document is, by its bytes; what we do not read is refused with the remedy."""

import io
import re
import zipfile
import zlib

from parsers.errors import UnreadableDocument
from parsers.mhtml import is_mhtml
from parsers.model import Medium
from parsers.readers.ole import MAGIC, BrokenContainer, Container

# Scanned PDFs reach some 40 MB; pages and Word files, pictures included, stay below 10 MB. A page
# costs up to 25 times its size in memory: at its limit 300 MB with nothing but attributes.
MAX_BYTES = {
    Medium.PDF: 100_000_000,
    Medium.DOCX: 50_000_000,
    Medium.DOC: 50_000_000,
    Medium.ODT: 50_000_000,
    Medium.XLSX: 50_000_000,
    Medium.XLS: 20_000_000,
    Medium.HTML: 12_000_000,
    Medium.MHTML: 50_000_000,
    Medium.TEXT: 8_000_000,
    Medium.SCAN: 64_000_000,
}

_DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)
_HEAD = 65_536
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|section|div|table|tr|td|p|br|span"
    rb"|h[1-6]|pre|ul|ol|li|font|center|form|iframe|link|style|script)(?=[\s/>])",
    re.IGNORECASE,
)
# Cells of Markdown tables may hold tags, but none that a page is made of.
_MARKDOWN = re.compile(rb"^[ \t]*\|?[ \t]*:?--+:?[ \t]*\|[-:| \t]*\r?$", re.MULTILINE)
_STRUCTURE = re.compile(
    rb"<(?:!doctype|html|head|body|meta|div|table|tr|td|p|h[1-6])(?=[\s/>])", re.IGNORECASE
)
_FOLDED = re.compile(rb"(?:<|\\u003c|&lt;)table\b", re.IGNORECASE)
# Each begins a picture; the second bytes are looked for at their place, where the first are short.
_PICTURES = (
    (b"\x89PNG\r\n", 0, b""),
    (b"\xff\xd8\xff", 0, b""),
    (b"GIF8", 0, b""),
    (b"BM", 6, b"\0\0\0\0"),  # reserved, always zero: "BM" alone may begin a text
    (b"II*\0", 0, b""),
    (b"MM\0*", 0, b""),
    (b"RIFF", 8, b"WEBP"),
)
_REFUSED = (
    (b"Rar!", "a RAR archive: unpack it and give the report itself"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it and give the report itself"),
    (b"\x1f\x8b", "gzip data: unpack it and give the report itself"),
    (b"SQLite format 3\0", "a SQLite database, no report"),
)
_ZIP_PARTS = (
    ("xl/workbook.bin", "a binary spreadsheet (XLSB): save it as XLSX"),
    ("ppt/presentation.xml", "a slide show (PPTX): look for the report as page or PDF"),
    ("OFD.xml", "an OFD document: convert it to PDF"),
    ("content.xml", "an OpenDocument file, but no text (ODT): save the report as ODT or DOCX"),
)
_ZIPPED = {"word/document.xml": Medium.DOCX, "xl/workbook.xml": Medium.XLSX}
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_OLD_STREAMS = {"WordDocument": Medium.DOC, "Workbook": Medium.XLS, "Book": Medium.XLS}
_LOCKED = "an Office file under a password: ask for an open copy"
_NO_TEXT = "an old Office file, but neither Word nor Excel: save the report as DOCX or PDF"


def sniff(body: bytes) -> Medium:
    """Return the medium of *body*; raises UnreadableDocument for what no reader reads."""
    if not body.strip(b"\0 \t\r\n"):
        raise UnreadableDocument("empty file: fetch it again")
    medium = _medium(body)
    if len(body) > MAX_BYTES[medium]:
        raise UnreadableDocument(
            f"{medium.upper()} of {len(body) / 1e6:.0f} MB, over the limit of "
            f"{MAX_BYTES[medium] / 1e6:.0f} MB: look for the report without its attachments"
        )
    return medium


def _medium(body: bytes) -> Medium:
    if b"%PDF-" in body[:1024] and not _TAG.search(body[:1024]):
        return Medium.PDF
    if any(body.startswith(one) and body.startswith(two, at) for one, at, two in _PICTURES):
        return Medium.SCAN
    if body.startswith(b"PK"):
        return _zipped(body)
    if body.startswith(MAGIC):
        return _old_office(body)
    if body.startswith(b"{\\rtf"):
        return Medium.DOC  # the same program converts it
    for magic, meaning in _REFUSED:
        if body.startswith(magic):
            raise UnreadableDocument(meaning)
    if is_mhtml(body):
        return Medium.MHTML
    if body.lstrip()[:1] in (b"{", b"[") and _FOLDED.search(body):
        return Medium.HTML  # JSON with a page in it
    head = body[:_HEAD].replace(b"\0", b"")
    # what is told at once first: pages begin with their structure, and a search for what is not
    # there goes through the whole head
    is_page = _TAG.search(head) and (_STRUCTURE.search(head) or not _MARKDOWN.search(head))
    return Medium.HTML if is_page else Medium.TEXT


def _old_office(body: bytes) -> Medium:
    try:
        streams = Container(body).streams
    except BrokenContainer as error:
        raise UnreadableDocument(f"damaged Office file ({error}): fetch it again") from error
    if not streams:
        raise UnreadableDocument("damaged Office file (no directory): fetch it again")
    if "EncryptedPackage" in streams:
        raise UnreadableDocument(_LOCKED)
    for name, medium in _OLD_STREAMS.items():
        if name in streams:
            return medium
    raise UnreadableDocument(_NO_TEXT)


def _zipped(body: bytes) -> Medium:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(80) if "mimetype" in names else b""
    except (*_DAMAGED_ZIP, RuntimeError) as error:
        raise UnreadableDocument(f"damaged ZIP or Word file ({error}): fetch it again") from error
    for part, medium in _ZIPPED.items():
        if part in names:
            return medium
    if "content.xml" in names and kind.startswith(_OPEN_TEXT):
        return Medium.ODT
    for part, meaning in _ZIP_PARTS:
        if part in names:
            raise UnreadableDocument(meaning)
    raise UnreadableDocument("a ZIP archive: unpack it and give the report itself")
