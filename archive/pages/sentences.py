"""The numbers a report says in sentences, each with the sentences it was taken from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.pages.printed import number, original_address
from parsers.prose_figures import COLUMN
from parsers.vocabulary import Code, vocabulary


@dataclass(frozen=True, slots=True)
class Sentence:
    """A printed sentence, cut at the number in it; `href` shows its place in the original."""

    before: str
    number: str
    after: str
    href: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the text says of one code; `text` is "" where it says no number."""

    table: str
    address: str
    label: str
    text: str
    unit: str
    kind: str
    sentences: tuple[Sentence, ...]
    notes: tuple[int, ...]


def spoken(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    mentions: Sequence[Mapping[str, Any]],
    notes: Mapping[str, tuple[int, ...]],
    sha256: str,
    language: str,
) -> tuple[Spoken, ...]:
    """Return the rows of the prose tables in the order of their codes, with their sentences."""
    return tuple(_spoken(rows, mentions, notes, sha256, language))


def _spoken(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    mentions: Sequence[Mapping[str, Any]],
    notes: Mapping[str, tuple[int, ...]],
    sha256: str,
    language: str,
) -> Iterator[Spoken]:
    stored = {(table, row["code"]): row for table, group in rows.items() for row in group}
    for code in vocabulary().codes:
        if (row := stored.get((code.table, code.code))) is not None:
            said = tuple(_sentences(code, mentions, sha256))
            address = f"{code.row}.{COLUMN}"
            label = code.en if language == "en" else code.zh
            text = number(row["value"])
            about = (row["unit"], row["kind"], said, notes.get(address, ()))
            yield Spoken(code.table, address, label, text, *about)


def _sentences(
    code: Code, mentions: Sequence[Mapping[str, Any]], sha256: str
) -> Iterator[Sentence]:
    for each in mentions:
        if (each["table_name"], each["code"]) == (code.table, code.code):
            sentence, start, end = each["sentence"], each["start"], each["end"]
            href = original_address(sha256, each["source"]) if sha256 and each["source"] else ""
            yield Sentence(sentence[:start], sentence[start:end], sentence[end:], href)
