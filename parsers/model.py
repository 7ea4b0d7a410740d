"""The values the parsers exchange: documents in, blocks between, reports out.

Everything here is frozen; nothing here reads, decides or computes. What a report has hundreds of
is a named tuple, which is made in half the time of a frozen dataclass.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Medium(StrEnum):
    """What a document is, decided from its bytes, never from its name or headers."""

    HTML = "html"
    MHTML = "mhtml"  # a page saved with its pictures in one file
    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"  # Word before 2007 and WPS: converted to DOCX before it is parsed
    ODT = "odt"
    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"
    SCAN = "scan"  # an image, or a PDF of images: read by OCR


class Kind(StrEnum):
    """What stands in a cell: blank is not zero, and a dash is not blank."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    NA_WORD = "na_word"
    TEXT = "text"
    MISSING = "missing"  # the form has this place, the document does not


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - the outcome of a check, no password
    FAIL = "fail"
    UNCERTAIN = "uncertain"  # a member is blank or unreadable
    NOT_ASSESSABLE = "not_assessable"  # the form or the document lacks what the rule speaks of


class Fault(StrEnum):
    """Whose error a failed check or a doubt is, as far as two readings can tell."""

    NONE = ""
    PUBLISHER = "publisher"  # two independent readings agree on the printed numbers
    PARSER = "parser"  # the two readings differ
    UNKNOWN = "unknown"  # there was no second reading; never shown as the publisher's error


class Scope(StrEnum):
    """Whose requests a report counts: one body's own, or a whole territory's."""

    OWN = "own"
    CONSOLIDATED = "consolidated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """An original as it was fetched. `media_type` is a hint only: servers lie, readers sniff.

    `converted` is what another program made of an original that no reader of ours opens: the DOCX
    of an old Word file.
    """

    body: bytes
    url: str = ""
    media_type: str = ""
    converted: bytes = b""

    @property
    def sha256(self) -> str:
        """Hex digest of the body: the document's identity everywhere."""
        return hashlib.sha256(self.body).hexdigest()


class Cell(NamedTuple):
    """A table cell at its origin in the expanded grid, spanning `height` × `width` positions.

    `text` is the cell's text with outer white space removed; `source` names the place in the
    original (see `parsers.readers`).
    """

    text: str
    top: int
    left: int
    height: int = 1
    width: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading by the document's own markup (h1-h6, a Word heading style)."""

    text: str
    level: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, one printed paragraph or line."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One printed table: its cells in reading order, each at its origin only.

    `ordinal` counts the grids of a document from 1.
    """

    cells: tuple[Cell, ...]
    ordinal: int = 1
    source: str = ""


Block = Heading | Paragraph | Grid


class Finding(NamedTuple):
    """A doubt or the outcome of a check, at a place, in plain words.

    `rule` is a name of `rules.toml`; `where` is a figure address, a row or column of the form, or
    a source; `figures` are the addresses of the operands. `detail` says it in Chinese, `detail_en`
    in English. `verdict` is what a person has decided about it, `verdict_reason` why.
    """

    rule: str
    outcome: Outcome
    where: str = ""
    expected: str = ""
    actual: str = ""
    detail: str = ""
    fault: Fault = Fault.NONE
    figures: tuple[str, ...] = ()
    detail_en: str = ""
    verdict: str = ""
    verdict_reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a document: the neutral stream of blocks.

    `metadata` are (name, value) pairs as the document states them itself: the HTML `title`, its
    `meta` tags, document properties. `content` is the range of blocks (first, one past the last)
    that the page's own markup holds together with its tables and chapters; menus and footers are
    outside of it. None: all of them.
    """

    medium: Medium
    blocks: tuple[Block, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    content: tuple[int, int] | None = None


class CellRef(NamedTuple):
    """Where in the original a figure stands: grid ordinal, origin in the grid, source."""

    grid: int
    top: int
    left: int
    source: str


class Figure(NamedTuple):
    """One printed place of a form.

    `value` is what is printed, in `unit`; `inferred` is filled only where the table's own
    arithmetic proves what a blank stands for; `cell` is None only for kind `missing`.
    """

    table: str
    row: str
    column: str
    value: Decimal | None
    kind: Kind
    raw: str
    unit: str
    inferred: Decimal | None = None
    cell: CellRef | None = None

    @property
    def address(self) -> str:
        """The figure's address, `table.row.column`."""
        return f"{self.table}.{self.row}.{self.column}"


class Mention(NamedTuple):
    """A number read from prose: one candidate for a code, with the sentence that says it.

    `table` is fees or narrative; `value` is None where the words say nothing countable. `raw` is
    the number as printed, at `start` to `end` of `sentence`; `notes` are names of rules
    `value.<note>` (approx, rounded). `section` is the chapter's number, `source` the block's.
    """

    table: str
    code: str
    value: Decimal | None
    unit: str
    raw: str
    notes: tuple[str, ...]
    sentence: str
    start: int
    end: int
    section: int
    source: str


class Evidence(NamedTuple):
    """A text that says whose report it is: what kind of evidence, as printed, where.

    `kind` is title, publisher (发布机构), signature (落款), source (来源), meta, index (索引号),
    site_code or url, the better evidence first.
    """

    kind: str
    text: str
    source: str = ""


# Tables whose figures are read from sentences, not from printed tables.
PROSE_TABLES = frozenset({"fees", "narrative"})


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter by its printed number (1-6; 0 for what stands before the first)."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as read: every number with its place, every doubt as a finding.

    `alternative` is the one of the form's alternatives that is printed, "" if the form has none.

    `year` is the report year (the year reported on), 0 if unknown; `published_evidence` says where
    the publication date was printed; `agency_evidence` is all that names the body, best first;
    `credit_code` is its 统一社会信用代码 where one with right check digits is printed.
    """

    agency: str
    year: int
    form: str
    scope: Scope
    title: str
    published: date | None
    published_evidence: str
    medium: Medium
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    alternative: str = ""
    mentions: tuple[Mention, ...] = ()
    agency_evidence: tuple[Evidence, ...] = ()
    credit_code: str = ""

    @property
    def in_tables(self) -> tuple[Figure, ...]:
        """The figures of the printed tables, without those read from sentences."""
        return tuple(figure for figure in self.figures if figure.table not in PROSE_TABLES)
