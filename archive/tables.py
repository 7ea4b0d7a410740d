"""The tables of `archive.db` and `evidence.db`: their columns, keys, references and indexes."""

from dataclasses import dataclass

from archive.dictionary import PROSE_TABLES, ROW_NAME, VALUE_TABLES, value_columns

HEADLINES = (
    "received",
    "carried_in",
    "granted",
    "partial",
    "denied",
    "unable",
    "unhandled",
    "other",
    "outcomes_total",
    "carried_out",
    "review_total",
    "suit_total",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns with their types, primary key, (column, table, column) references."""

    name: str
    columns: dict[str, type]
    pk: str | tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()
    unique: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()


def _texts(names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), str)


def _numbers(names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), int)


SITE = Table(
    "site",
    _texts("id name province city division cms base lists status last_run")
    | _numbers("n_documents"),
    "id",
)
AGENCY = Table(
    "agency",
    _texts("id name level kind division division_evidence province city site parent credit_code")
    | _numbers("valid_from valid_to first_year last_year n_reports"),
    "id",
    (("site", "site", "id"), ("parent", "agency", "id")),
    indexes=(("parent",), ("division",), ("credit_code",)),
)
AGENCY_ALIAS = Table(
    "agency_alias",
    _texts("name agency source") | _numbers("first_year last_year"),
    ("name", "agency", "source"),
    (("agency", "agency", "id"),),
    indexes=(("agency",),),
)
AGENCY_SUCCESSION = Table(
    "agency_succession",
    _texts("old new") | _numbers("year") | _texts("kind status evidence"),
    ("old", "new"),
    (("old", "agency", "id"), ("new", "agency", "id")),
    indexes=(("new",),),
)
AGENCY_EVIDENCE = Table(
    "agency_evidence",
    {"report": str, "ordinal": int, "kind": str, "text": str, "source": str},
    ("report", "ordinal"),
    (("report", "report", "id"),),
)
REPORT = Table(
    "report",
    _texts("id sort_key")
    | _numbers("fts_id")
    | _texts("agency agency_name credit_code")
    | _numbers("year")
    | _texts("province city level form alternative scope title published published_evidence")
    | _texts("url site medium status document first_seen last_seen")
    | _numbers("n_versions n_fail n_publisher_fail")
    | _numbers(" ".join(HEADLINES)),
    "id",
    (("agency", "agency", "id"), ("site", "site", "id")),
    unique=("sort_key", "fts_id"),
    indexes=(("agency",), ("year",), ("province", "city"), ("level",), ("form",)),
)
DOCUMENT = Table(
    "document",
    _texts("id sha256 url parent kind site title report agency")
    | _numbers("year")
    | _texts("status reason medium")
    | _numbers("size")
    | _texts("first_seen last_seen provenance"),
    "id",
    (("site", "site", "id"), ("report", "report", "id"), ("agency", "agency", "id")),
    indexes=(("report",), ("agency", "year"), ("status",), ("url",), ("sha256",)),
)
LINK = Table(
    "link",
    _texts("id site list url title listed_date first_seen last_seen absent_since")
    | _texts("fate fate_note fate_seen explains report"),
    "id",
    (("site", "site", "id"), ("report", "report", "id")),
    indexes=(("url",), ("explains",), ("report",), ("site", "fate")),
)
REPORT_TEXT = Table(
    "report_text", {"report": str, "body": str}, "report", (("report", "report", "id"),)
)
SECTION = Table(
    "section",
    {"report": str, "number": int, "ordinal": int, "title": str, "text": str},
    ("report", "number", "ordinal"),
    (("report", "report", "id"),),
)
MENTION = Table(
    "mention",
    {"report": str, "ordinal": int, "table_name": str, "code": str, "value": float}
    | _texts("unit raw notes sentence")
    | _numbers("start end section")
    | _texts("source"),
    ("report", "ordinal"),
    (("report", "report", "id"),),
    indexes=(("code",),),
)
RULE = Table("rule", _texts("rule severity status name_zh name_en explain_zh explain_en"), "rule")
FETCH_REASON = Table(
    "fetch_reason", _texts("reason kind name_zh name_en explain_zh explain_en"), "reason"
)
FINDING = Table(
    "finding",
    _texts("id report rule place outcome severity expected actual detail detail_en fault figures")
    | _texts("verdict verdict_reason"),
    "id",
    (("report", "report", "id"), ("rule", "rule", "rule")),
    indexes=(("report",), ("rule", "outcome")),
)
OPERAND = Table(
    "operand",
    _texts("form alternative rule place figure"),
    ("form", "alternative", "rule", "place", "figure"),
    (("rule", "rule", "rule"),),
)
RUN = Table(
    "run",
    _texts("id started finished state")
    | _numbers("n_requests n_ok n_unchanged n_blocked n_failed")
    | _texts("summary"),
    "id",
)
HEALTH = Table(  # in the order in which an operator reads it
    "health",
    _texts("site state")
    | _numbers("expected owed found")
    | _texts("since note note_en last_run")
    | _numbers("current off_list withdrawn")
    | _texts("absence cause")
    | _numbers("n_runs")
    | _texts("run id"),
    "id",
    (("site", "site", "id"), ("run", "run", "id")),
    indexes=(("site", "since"), ("current", "state")),
)
DICTIONARY = Table(
    "dictionary",
    _texts("code form table_name row column label_zh label_en unit") | _numbers("chapter ordinal"),
    "code",
)
ORIGINAL = Table(
    "original",
    {"id": int, "sha256": str, "medium": str, "media_type": str, "size": int}
    | {"body": bytes, "converted": bytes},
    "id",
    unique=("sha256",),
)
FIGURE = Table("figure", {"id": int, "address": str}, "id", unique=("address",))


def value_table(table: str) -> Table:
    """Return a value table: report and row, the printed columns, what is not a plain number."""
    row = ROW_NAME[table]
    return Table(
        table,
        {"report": str, row: str} | dict(value_columns(table)) | _texts("kinds inferred units"),
        ("report", row),
        (("report", "report", "id"),),
        indexes=((row,),),
    )


def prose_table(table: str) -> Table:
    """Return a table of numbers read from sentences, one row per report and code."""
    columns = {"report": str, "code": str, "value": float} | _texts("kind unit raw")
    return Table(table, columns, ("report", "code"), (("report", "report", "id"),))


def archive_tables() -> tuple[Table, ...]:
    """Return every table of `archive.db`, each after those it refers to."""
    values = tuple(value_table(name) for name in VALUE_TABLES)
    bodies = (AGENCY, AGENCY_ALIAS, AGENCY_SUCCESSION)
    first = (SITE, *bodies, REPORT, AGENCY_EVIDENCE, DOCUMENT, LINK, REPORT_TEXT, SECTION)
    prose = (*(prose_table(name) for name in PROSE_TABLES), MENTION)
    return (*first, *values, *prose, RULE, FINDING, OPERAND, RUN, HEALTH, FETCH_REASON, DICTIONARY)
