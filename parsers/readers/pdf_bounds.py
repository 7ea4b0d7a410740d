"""pdfminer, told where to stop: a report is small, a hostile file is not.

Subclasses of pdfminer's own parts that count what they unpack and interpret; nothing here knows
tables or text. Every limit is far above the largest real report and keeps a reading within 10 s
and 500 MB.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdfdocument import PDFDocument, PDFXRefStream
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_CCITTFAX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
    resolve1,
    stream_value,
)
from pdfminer.psparser import PSKeyword, PSLiteral

from parsers.errors import UnreadableDocument
from parsers.readers.pdf_layers import LAYER

MAX_PAGES = 200
# One unpacked stream; embedded Chinese fonts reach 20 MB.
MAX_STREAM = 32 * 2**20
# The same for a stream stored as differences, which Python adds up byte by byte.
MAX_PREDICTED = 2 * 2**20
# All streams of a document together, as far as they are looked at.
MAX_UNPACKED = 96 * 2**20
# Operators and operands of all pages: 15 µs each, 淮安 2024 has 38 000 on six pages.
MAX_TOKENS = 400_000
# Codes one font may describe, repeats included; a font has 65 536 glyphs at most.
MAX_CODES = 1_000_000
# Python's codecs for these run slowly or blow up without limit: only small ones are unpacked.
MAX_SLOW_STREAM = 256 * 2**10

_SLOW = LITERALS_LZW_DECODE + LITERALS_RUNLENGTH_DECODE + LITERALS_CCITTFAX_DECODE
_GROWING = LITERALS_FLATE_DECODE + _SLOW
_OPENERS = b"[<(/{"
# Entering a form costs as much as this many tokens.
_FORM_TOKENS = 60
_RANGES = re.compile(rb"begin(?:bf|cid)range(.*?)end(?:bf|cid)range", re.DOTALL)
_CODE_RANGE = re.compile(
    rb"<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f]+)\s*>\s*(?:<[^>]*>|\[[^\]]*\]|\d+)"
)


def too_much(what: str) -> UnreadableDocument:
    """The refusal of a file that is larger than any report."""
    return UnreadableDocument(f"PDF is larger than any report could be: {what}; not read")


class Meter:
    """What has been unpacked and interpreted of one document so far.

    `gaps` counts what the document refers to but no longer holds whole: pdfminer reads on.
    """

    def __init__(self) -> None:
        self.gaps = 0
        self.unpacked = 0
        self.tokens = 0
        self.looks = 0  # by `pdf_strokes`

    def unpack(self, size: int) -> None:
        """Count `size` unpacked bytes, refuse beyond `MAX_UNPACKED`."""
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED:
            raise too_much("its streams unpack to more than 96 MB")

    def interpret(self, content: bytes) -> None:
        """Count the tokens of a content stream, refuse beyond `MAX_TOKENS`."""
        self._count(len(content.split()) + sum(content.count(byte) for byte in _OPENERS))

    def clip(self, steps: int) -> None:
        """Count the steps of a path once more: one path may be clipped by again and again."""
        self._count(steps)

    def _count(self, tokens: int) -> None:
        self.tokens += tokens
        if self.tokens > MAX_TOKENS:
            raise too_much(f"its pages hold more than {MAX_TOKENS} drawing instructions")


class BoundedStream(PDFStream):
    """A stream that is unpacked up to `MAX_STREAM` only."""

    meter: Meter

    def decode(self) -> None:
        """Unpack; pdfminer's own code runs only on what is known to stay small."""
        names = [name for name, _ in self.get_filters()]
        if sum(name in _GROWING for name in names) > 1:
            raise too_much("a stream is packed twice")
        raw = self.rawdata or b""
        if len(raw) > MAX_SLOW_STREAM and any(name in _SLOW for name in names):
            raise too_much("a stream is packed in a way that takes too long to unpack")
        has_predictor = any(params for _, params in self.get_filters())
        self._check_flate(raw, names, MAX_PREDICTED if has_predictor else MAX_STREAM)
        super().decode()
        self.meter.unpack(len(self.data or b""))

    def _check_flate(self, data: bytes, names: Sequence[object], limit: int) -> None:
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for name in names:
            if name in LITERALS_ASCII85_DECODE:
                data = ascii85decode(data)
            elif name in LITERALS_ASCIIHEX_DECODE:
                data = asciihexdecode(data)
            elif name in LITERALS_FLATE_DECODE and not _is_whole(data, limit):
                self.meter.gaps += 1
                if len(data) > MAX_SLOW_STREAM:  # pdfminer would mend it byte by byte
                    raise UnreadableDocument("PDF is damaged: fetch the original again")


def _is_whole(data: bytes, limit: int) -> bool:
    """Whether zlib data unpacks to its end; refuses more than `limit` bytes of it."""
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(data, limit)
    except zlib.error:
        return False
    if unpacker.unconsumed_tail:
        raise too_much(f"a stream unpacks to more than {limit // 2**20} MB")
    return unpacker.eof


class BoundedParser(PDFParser):
    """pdfminer's parser of a file, whose streams are bounded ones."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        super().__init__(file)
        self.meter = meter

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        """Replace each stream that pdfminer pushes by a bounded one."""
        super().do_keyword(pos, token)
        if token is not self.KEYWORD_STREAM or not self.curstack:
            return
        place, stream = self.curstack[-1]
        if isinstance(stream, PDFStream):
            bounded = BoundedStream(stream.attrs, stream.rawdata or b"", stream.decipher)
            bounded.meter = self.meter
            self.curstack[-1] = (place, bounded)


class BoundedDocument(PDFDocument):
    """pdfminer's document, which notices the objects that are missing."""

    def __init__(self, parser: BoundedParser) -> None:
        self.meter = parser.meter
        super().__init__(parser)
        entries = sum(
            count
            for xref in self.xrefs
            if isinstance(xref, PDFXRefStream)
            for _, count in xref.ranges
        )
        if entries > MAX_CODES:
            raise too_much(f"its index speaks of {entries} objects")

    def getobj(self, objid: int) -> object:
        """Return an object; one that is missing counts as a gap."""
        try:
            return super().getobj(objid)
        except PDFObjectNotFound:
            self.meter.gaps += 1
            raise


class BoundedFonts(PDFResourceManager):
    """Fonts whose tables of widths and codes are no longer than fonts have codes."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return pdfminer's font after a look at the ranges it would write out."""
        if objid not in self._cached_fonts:
            _check_widths(resolve1(spec.get("W")), numbers=1)
            _check_widths(resolve1(spec.get("W2")), numbers=3)
            _check_codes(resolve1(spec.get("ToUnicode")))
            _check_codes(resolve1(spec.get("Encoding")))
        return super().get_font(objid, spec)


def _check_widths(widths: object, *, numbers: int) -> None:
    """Add up the ranges of a table of widths: first and last code and what holds for all of them.

    A list in it gives the widths of single codes, from the code before it on.
    """
    items = [resolve1(item) for item in widths] if isinstance(widths, list) else []
    described, run = 0, list[float]()
    for item in items:
        if isinstance(item, list):
            run = []
        elif isinstance(item, int | float):
            run.append(item)
        if len(run) == numbers + 2:
            described += max(0, int(run[1] - run[0]))
            run = []
    if described > MAX_CODES:
        raise too_much("a font gives widths to more characters than there are")


def _check_codes(cmap: object) -> None:
    if not isinstance(cmap, PDFStream):
        return
    codes = sum(
        max(0, int(last, 16) - int(first, 16))
        for block in _RANGES.findall(cmap.get_data())
        for first, last in _CODE_RANGE.findall(block)
    )
    if codes > MAX_CODES:
        raise too_much("a font maps more codes than there are characters")


class BoundedInterpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which adds up what it is asked to interpret, forms included."""

    meter: Meter

    def subinterp(self) -> PDFPageInterpreter:
        """An interpreter for a nested form, on the same meter."""
        nested = super().subinterp()
        assert isinstance(nested, BoundedInterpreter)
        nested.meter = self.meter
        self.meter.tokens += _FORM_TOKENS
        return nested

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802 - pdfminer's name
        """Begin marked content; the device is told which layer a name stands for."""
        if tag is LAYER and isinstance(props, PSLiteral):
            names = resolve1((self.resources or {}).get("Properties"))
            props = names.get(props.name) if isinstance(names, dict) else None
        super().do_BDC(tag, props)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802 - pdfminer's name
        """Draw a form or picture; one of a layer is marked content of that layer."""
        name = xobjid_arg.name if isinstance(xobjid_arg, PSLiteral) else None
        drawn = resolve1(self.xobjmap.get(name))
        layer = drawn.get("OC") if isinstance(drawn, PDFStream) else None
        if layer is not None:
            self.device.begin_tag(LAYER, layer)
        super().do_Do(xobjid_arg)
        if layer is not None:
            self.device.end_tag()

    def execute(self, streams: Sequence[Any]) -> None:
        """Interpret the streams unless that would be too much."""
        for stream in streams:
            self.meter.interpret(stream_value(stream).get_data())
        super().execute(streams)
