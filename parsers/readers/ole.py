"""The container of old Office files (OLE compound file): which streams stand in it.

Only what tells the media apart and opens a workbook: the root's own entries, streams by their
sector chains, every chain bounded by the size of the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_SMALL = 512
LARGEST_PACKED = 6_900_000  # as much as the sectors listed in the header find
_FAT_SECTOR, _CHAIN_END, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_END = 0xFFFFFFFA  # this and all above mark ends and free sectors


class BrokenContainer(ValueError):  # noqa: N818 - reads as the sentence it stands for
    """The sectors or the directory of a compound file contradict each other; readers refuse it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the root: its first sector and its size in bytes."""

    start: int
    size: int


class Container:
    """An opened compound file; raises BrokenContainer where it is damaged."""

    def __init__(self, body: bytes) -> None:
        if len(body) < _HEADER or not body.startswith(MAGIC):
            raise BrokenContainer("no header")
        (shift,) = struct.unpack_from("<H", body, 30)
        n_fat, first_directory = struct.unpack_from("<I", body, 44)[0], self._word(body, 48)
        if shift not in (9, 12):
            raise BrokenContainer("sector size")
        self._body = body
        self._sector = 1 << shift
        self._most = len(body) // self._sector + 1
        self._cutoff, mini_first = self._word(body, 56), self._word(body, 60)
        self._fat = self._numbers(self._fat_sectors(min(n_fat, self._most)))
        directory = self._joined(first_directory)
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
        self._minis = self._numbers(self._chain(mini_first, self._fat))
        root = next((entry for entry in entries if entry[66:67] == bytes([_ROOT])), b"")
        self._mini_stream = self._joined(self._word(root, 116)) if len(root) == _ENTRY else b""
        self.streams = dict(_named(entries, self._word(root, 76) if len(root) == _ENTRY else _END))

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream of the root."""
        stream = self.streams[name]
        if stream.size >= self._cutoff:
            return self._joined(stream.start)[: stream.size]
        chain = self._chain(stream.start, self._minis)
        return b"".join(self._mini_stream[n * 64 : n * 64 + 64] for n in chain)[: stream.size]

    def _word(self, data: bytes, at: int) -> int:
        return int.from_bytes(data[at : at + 4], "little")

    def _fat_sectors(self, count: int) -> Iterator[int]:
        listed = list(struct.unpack_from("<109I", self._body, 76))
        following, steps = self._word(self._body, 68), 0
        while len(listed) < count and following < _END and steps < self._most:
            numbers = self._numbers([following])
            listed += numbers[:-1]
            following, steps = numbers[-1] if numbers else _END, steps + 1
        return (number for number in listed[:count] if number < _END)

    def _numbers(self, sectors: "Iterator[int] | list[int]") -> list[int]:
        data = b"".join(self._at(number) for number in sectors)
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        return self._body[start : start + self._sector]

    def _joined(self, first: int) -> bytes:
        return b"".join(self._at(number) for number in self._chain(first, self._fat))

    def _chain(self, first: int, table: list[int]) -> Iterator[int]:
        number, steps = first, 0
        while number < _END:
            steps += 1
            if number >= len(table) or steps > len(table):
                raise BrokenContainer("sector chain")
            yield number
            number = table[number]


def pack(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream, of at most `LARGEST_PACKED` bytes."""
    data = stream.ljust(4096, b"\0")
    n_data = -(-len(data) // _SMALL)
    n_fat = -(-(n_data + 1) // (_SMALL // 4 - 1))
    fat = [*range(1, n_data), _CHAIN_END, _CHAIN_END, *[_FAT_SECTOR] * n_fat]
    fat += [_FREE] * (n_fat * _SMALL // 4 - len(fat))
    places = [n_data + 1 + number for number in range(n_fat)]
    header = struct.pack(
        "<8s16x5H6x9I",
        MAGIC,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        n_fat,
        n_data,
        0,
        4096,
        _CHAIN_END,
        0,
        _CHAIN_END,
        0,
    )
    header += struct.pack("<109I", *places, *[_FREE] * (109 - n_fat))
    entries = _entry("Root Entry", _ROOT, 1, _CHAIN_END, 0) + _entry(
        name, _STREAM, _FREE, 0, len(data)
    )
    directory = entries.ljust(_SMALL, b"\0")
    body = data.ljust(n_data * _SMALL, b"\0")
    return b"".join((header, body, directory, struct.pack(f"<{len(fat)}I", *fat)))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3I36xIII", written, len(written), kind, 1, _FREE, _FREE, child, start, size, 0
    )


def _named(entries: list[bytes], top: int) -> Iterator[tuple[str, Stream]]:
    """Yield the streams right below the root: streams of embedded objects have the same names."""
    waiting, seen = [top], set[int]()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries) or len(entries[number]) < _ENTRY:
            continue
        seen.add(number)
        entry = entries[number]
        if entry[66] == _STREAM:
            yield _name(entry), Stream(*struct.unpack_from("<II", entry, 116))
        waiting += struct.unpack_from("<II", entry, 68)


def _name(entry: bytes) -> str:
    length = int.from_bytes(entry[64:66], "little")
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
