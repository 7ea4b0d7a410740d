"""The shared strings of an old workbook (XLS): how long each is and its fonts, without making it.

Record layouts are those of [MS-XLS] 2.4.265 and 2.5.293: a string may go on in the next record,
and then tells there again how wide its characters are.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.readers.ole import BrokenContainer

_WIDE, _SPOKEN, _STYLED = 0x01, 0x04, 0x08
_RUN = 4  # bytes that say where a font begins


class SharedString(NamedTuple):
    """The characters of a string, and the numbers of the fonts that parts of it are set in."""

    length: int
    fonts: tuple[int, ...] = ()


def shared_strings(records: Sequence[bytes]) -> list[SharedString]:
    """Return what is told of each string in the record of strings and those that continue it.

    Raises BrokenContainer for one whose parts are of less than no bytes: a reader that believes it
    goes back and never ends. What ends too early has fewer strings.
    """
    return list(_Walk(records).strings()) if records else []


class _Walk:
    """A place in the records of the strings."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._rest = iter(records[1:])
        self._record = records[0]
        self._at = 8
        self._count = int.from_bytes(records[0][4:8], "little")

    def strings(self) -> Iterator[SharedString]:
        """Yield what is told of each string; ends where the records do."""
        try:
            for _ in range(self._count):
                yield self._string()
        except (StopIteration, struct.error):
            return

    def _string(self) -> SharedString:
        length, options = self._take("<HB")
        runs = self._take("<H")[0] if options & _STYLED else 0
        spoken = self._take("<i")[0] if options & _SPOKEN else 0
        if spoken < 0:
            raise BrokenContainer("a string that goes back")
        self._pass_characters(length, options)
        fonts = struct.unpack(f"<{2 * runs}H", self._pass(runs * _RUN))[1::2]
        self._pass(spoken)
        return SharedString(length, fonts)

    def _take(self, layout: str) -> tuple[int, ...]:
        if self._at == len(self._record):
            self._next(0)
        found = struct.unpack_from(layout, self._record, self._at)
        self._at += struct.calcsize(layout)
        return found

    def _pass_characters(self, length: int, options: int) -> None:
        while True:
            width = 1 + (options & _WIDE)
            here = min((len(self._record) - self._at) // width, length)
            self._at += here * width
            length -= here
            if not length:
                return
            self._next(1)
            options = self._record[0] if self._record else 0

    def _pass(self, count: int) -> bytes:
        """Return the bytes that are passed."""
        passed = bytearray()
        while count > len(self._record) - self._at:
            passed += self._record[self._at :]
            count -= len(self._record) - self._at
            self._next(0)
        passed += self._record[self._at : self._at + count]
        self._at += count
        return bytes(passed)

    def _next(self, at: int) -> None:
        self._record, self._at = next(self._rest), at
