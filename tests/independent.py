"""A second reading of the four real reports that shares no code and no library with the parsers.

HTML through `html.parser`, PDF through pypdfium2's characters and their boxes, text through its
line grammar. It knows these four documents (their tables are whole and in the official order) and
would be no parser for others; the labels are checked on the way, so a shifted row cannot pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]  # the package has no stubs

from tests.reopen import bare, html_tables

Raw = dict[str, str]  # address -> what is printed

APPLICANTS = (
    "natural_person",
    "company",
    "research_inst",
    "public_interest_org",
    "law_service",
    "other_org",
    "total",
)
RESULTS = ("upheld", "corrected", "other", "pending", "total")
ROUTES = ("review", "suit_direct", "suit_after_review")
RECEIVED = (("new_received", "一、本年新收"), ("carried_in", "二、上年结转"))
OUTCOMES = (
    ("granted", "予以公开"),
    ("partial", "部分公开"),
    ("denied_state_secret", "1.属于国家秘密"),
    ("denied_law_prohibited", "2.其他法律行政法规禁止公开"),
    ("denied_security_stability", "3.危及“三安全一稳定”"),
    ("denied_third_party", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "5.属于三类内部事务信息"),
    ("denied_deliberative", "6.属于四类过程性信息"),
    ("denied_enforcement_file", "7.属于行政执法案卷"),
    ("denied_admin_query", "8.属于行政查询事项"),
    ("unable_not_held", "1.本机关不掌握相关政府信息"),
    ("unable_needs_creation", "2.没有现成信息需要另行制作"),
    ("unable_unclear", "3.补正后申请内容仍不明确"),
    ("unhandled_petition", "1.信访举报投诉类申请"),
    ("unhandled_duplicate", "2.重复申请"),
    ("unhandled_publication", "3.要求提供公开出版物"),
    ("unhandled_excessive", "4.无正当理由大量反复申请"),
    ("unhandled_reconfirm", "5.要求行政机关确认或重新出具已获取信息"),
)
CLOSING = (("outcomes_total", "（七）总计"), ("carried_out", "四、结转下年度继续办理"))
OTHER_2019 = (("other", "（六）其他处理"),)
OTHER_2021 = (
    ("other_no_correction", "逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other_fee_unpaid", "缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other_misc", "3.其他"),
)
REQUESTS = {
    "F2019": (*RECEIVED, *OUTCOMES, *OTHER_2019, *CLOSING),
    "F2021": (*RECEIVED, *OUTCOMES, *OTHER_2021, *CLOSING),
}
COUNTED = ("items_prev_year", "items_change", "decisions")
DISCLOSURE = {
    "F2019": {
        "规章": ("rules", ("made", "newly_disclosed", "disclosed_total")),
        "规范性文件": ("normative_docs", ("made", "newly_disclosed", "disclosed_total")),
        "行政许可": ("admin_license", COUNTED),
        "其他对外管理服务事项": ("other_admin_services", COUNTED),
        "行政处罚": ("admin_penalty", COUNTED),
        "行政强制": ("admin_coercion", COUNTED),
        "行政事业性收费": ("admin_fees", ("items_prev_year", "items_change")),
        "政府集中采购": ("gov_procurement", ("projects", "amount")),
    },
    "F2021": {
        "规章": ("rules", ("issued", "repealed", "in_force")),
        "规范性文件": ("normative_docs", ("issued", "repealed", "in_force")),
        "行政规范性文件": ("normative_docs", ("issued", "repealed", "in_force")),
        "行政许可": ("admin_license", ("decisions",)),
        "行政处罚": ("admin_penalty", ("decisions",)),
        "行政强制": ("admin_coercion", ("decisions",)),
        "行政事业性收费": ("admin_fees", ("amount",)),
    },
}

# ---- what is printed, from rows of cells -----------------------------------------------------


def from_rows(rows: Iterable[list[str]], form: str) -> Raw:
    """The printed figures of all three tables, given every table row of the document in order."""
    raw: Raw = {}
    pending = list(REQUESTS[form])
    for row in ([bare(cell) for cell in cells] for cells in rows):
        if row and row[0] in DISCLOSURE[form]:
            name, columns = DISCLOSURE[form][row[0]]
            put(raw, f"disclosure.{name}", columns, row[1:])
        elif pending and len(row) > 7 and holds(row[:-7], pending[0][1]):
            put(raw, f"requests.{pending.pop(0)[0]}", APPLICANTS, row[-7:])
        elif len(row) == 15 and all(re.fullmatch(r"\d*", cell) for cell in row) and any(row):
            for place, route in enumerate(ROUTES):
                put(raw, f"appeals.{route}", RESULTS, row[place * 5 : place * 5 + 5])
    assert not pending, f"rows not found: {pending}"
    return raw


def holds(labels: Iterable[str], label: str) -> bool:
    """Whether the label stands in the row's label cells, 1、 read as 1."""
    return label in re.sub(r"(?<=\d)、", ".", "".join(labels))


def put(raw: Raw, prefix: str, columns: Iterable[str], cells: Iterable[str]) -> None:
    """Store one row; a place read twice or a row of another width is an error."""
    for column, cell in zip(columns, cells, strict=True):
        assert raw.setdefault(f"{prefix}.{column}", cell) is cell, f"{prefix}.{column} twice"


# ---- rows of cells, from the three media -----------------------------------------------------


def html_rows(body: bytes) -> Iterator[list[str]]:
    """Every row of every table, as the texts of its own cells."""
    for table in html_tables(body):
        yield from ([cell.text for cell in row] for row in table.rows)


def text_rows(body: bytes) -> Iterator[list[str]]:
    """Rows end with a blank line, cells begin with a tab and may go on in the next line."""
    row: list[str] = []
    for line in body.decode("utf-8").split("\n"):
        if line.startswith("\t"):
            row.append(line[1:])
        elif line.strip() and row:
            row[-1] += line
        else:
            yield row
            row = []
    yield row


Char = tuple[str, float, float]  # character, x and y of its middle, y growing downwards


def pdf_chars(body: bytes) -> Iterator[list[Char]]:
    """The visible characters of each page."""
    pdf = pypdfium2.PdfDocument(body)
    for page in pdf:
        text, height = page.get_textpage(), page.get_height()
        found = []
        for index in range(text.count_chars()):
            char = text.get_text_range(index, 1)
            left, bottom, right, top = text.get_charbox(index, loose=True)
            if char.strip():
                found.append((char, (left + right) / 2, height - (top + bottom) / 2))
        yield found
    pdf.close()


def pdf_rows(body: bytes) -> Iterator[list[str]]:
    """Rows as they are printed: the label left of the figures, then the figures by their gaps.

    A label may be wrapped round the line of its figures: it is what stands nearer to this line of
    figures than to the neighbouring ones, and not far from it.
    """
    for page in pdf_chars(body):
        lines = [line for line in pdf_lines(page) if numbers(line)]
        heights = [line[0][2] for line in lines]
        for line, (upper, lower) in zip(lines, bands(heights), strict=True):
            figures = numbers(line)
            start = min(x for _, x in figures)
            near = [(y, x, c) for c, x, y in page if x < start - 8 and upper < y < lower]
            label = "".join(char for *_, char in sorted_text(near))
            yield [*([label] if label else []), *(text for text, _ in figures)]


def pdf_lines(page: list[Char]) -> list[list[Char]]:
    """Characters of a page on common lines (3 points), top to bottom."""
    lines: list[list[Char]] = []
    for char in sorted(page, key=lambda char: char[2]):
        if lines and char[2] - lines[-1][0][2] < 3:
            lines[-1].append(char)
        else:
            lines.append([char])
    return lines


def numbers(line: list[Char]) -> list[tuple[str, float]]:
    """The numbers of a table line with their x: those that stand right of every other character."""
    words: list[tuple[str, float, float]] = []
    for char, x, _ in sorted(line, key=lambda char: char[1]):
        if words and x - words[-1][2] < 9:
            words[-1] = (words[-1][0] + char, words[-1][1], x)
        else:
            words.append((char, x, x))
    figures: list[tuple[str, float]] = []
    for text, start, _ in reversed(words):
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            break
        figures.insert(0, (text, start))
    return figures


def bands(heights: list[float]) -> list[tuple[float, float]]:
    """The strip of the page that belongs to each line of figures."""
    middles = [(upper + lower) / 2 for upper, lower in pairwise(heights)]
    if not heights:
        return []
    edges = zip([0.0, *middles], heights, [*middles, 10_000.0], strict=True)
    return [(max(upper, y - 25), min(lower, y + 25)) for upper, y, lower in edges]


def sorted_text(chars: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Characters line by line, left to right."""
    return sorted(chars, key=lambda char: (round(char[0] / 4), char[1]))


READERS = {"html": html_rows, "text": text_rows, "pdf": pdf_rows}


def read(body: bytes, medium: str, form: str) -> Raw:
    """What is printed at each place of the form, by the independent reading."""
    return from_rows(READERS[medium](body), form)


# ---- what the numbers say --------------------------------------------------------------------


def value(raw: str) -> str | None:
    """The number a cell prints, in 元 where it names money; None for a blank."""
    if not raw:
        return None
    found = re.fullmatch(r"(?:增加)?(\d+(?:\.\d+)?)(项|元|万元)?", raw)
    assert found, raw
    number = Decimal(found[1]) * (10_000 if found[2] == "万元" else 1)
    return f"{number.normalize():f}"


def sums(form: str) -> Iterator[tuple[str, list[str], str]]:
    """The (rule, parts, total) equations of tables 三 and 四, as addresses."""
    rows = [name for name, _ in REQUESTS[form]]
    for row in rows:
        yield "R3.3", [f"requests.{row}.{c}" for c in APPLICANTS[:-1]], f"requests.{row}.total"
    for column in APPLICANTS:
        parts = [f"requests.{row}.{column}" for row in rows[2:-2]]
        yield "R3.2", parts, f"requests.outcomes_total.{column}"
    for number, route in enumerate(ROUTES, start=1):
        parts = [f"appeals.{route}.{result}" for result in RESULTS[:-1]]
        yield f"R4.{number}", parts, f"appeals.{route}.total"


def proved(values: Mapping[str, str | None], form: str) -> dict[str, str]:
    """What the sums prove about the blanks (domain.md §6 rule B), counts being non-negative.

    A total that the printed parts reach makes the blank parts 0; a blank total of parts all known
    is their sum; a blank block of table 四 beside a filled one is 0. Repeated until nothing moves.
    """
    known = {place: Decimal(text) for place, text in values.items() if text is not None}
    filled = any(place.startswith("appeals.") for place in known)
    for _, parts, total in sums(form):
        if filled and total.startswith("appeals.") and not known.keys() & {*parts, total}:
            known.update(dict.fromkeys([*parts, total], Decimal(0)))
    size = -1
    while size != len(known):
        size = len(known)
        for _, parts, total in sums(form):
            _apply(known, parts, total)
    return {place: f"{known[place]:f}" for place in known if values[place] is None}


def _apply(known: dict[str, Decimal], parts: list[str], total: str) -> None:
    reached = sum((known[part] for part in parts if part in known), Decimal(0))
    if total not in known and all(part in known for part in parts):
        known[total] = reached
    elif total in known and known[total] == reached:
        known.update({part: Decimal(0) for part in parts if part not in known})
