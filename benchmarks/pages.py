"""Generated report pages in the markup Word leaves behind: synthetic, deterministic, of any size.

The bodies and numbers are invented (示例县 does not exist); all sums of the form hold.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.forms import Column, Form, FormBlock, forms

FIRST, SECOND = (
    "清白青金玉石松柳梅竹东西南北龙凤云星安平泰和兴福永长新双",
    "泉河山桥湖坪岭坝塘溪潭洲港湾沟原",
)
YEARS = range(2021, 2026)
SENTENCE = (
    "坚持以公开为常态、不公开为例外，围绕群众关切及时发布信息，回应社会关注，"
    "完善工作制度，加强业务培训，推动各项工作任务落到实处。"
)
STYLE = (
    "margin:0cm;margin-bottom:.0001pt;text-align:center;line-height:16.0pt;"
    "mso-line-height-rule:exactly;mso-pagination:widow-orphan"
)
FONT = "font-size:9.0pt;font-family:宋体;mso-bidi-font-family:宋体;color:black;mso-font-kerning:0pt"
BORDER = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt"
PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">'
    '<title>{title}</title><meta name="PubDate" content="{published}"></head><body>'
    '<div id="zoom"><h1>{title}</h1><p>发布日期：{published}</p>{body}</div></body></html>'
)

Values = dict[tuple[str, str], str]  # (row, column) -> what is printed
Label = tuple[str, int, int]  # text, rowspan, colspan


def title(seed: int) -> str:
    """Return the title of page `seed`: another body or another year for every seed."""
    agency, year = divmod(seed, len(YEARS))
    first, second = FIRST[agency % len(FIRST)], SECOND[agency // len(FIRST) % len(SECOND)]
    round_ = agency // (len(FIRST) * len(SECOND))
    name = first + (FIRST[round_ - 1] if round_ else "") + second
    return f"示例县{name}镇人民政府{YEARS[year]}年政府信息公开工作年度报告"


def page(seed: int, size: int) -> bytes:
    """Return report page `seed` in UTF-8, filled up with prose to `size` bytes where it is smaller.

    Pages under 60,000 bytes are written with plain cells, larger ones with Word's styles.
    """
    word = size >= 60_000
    parts = list(_chapters(random.Random(seed), word=word))
    published = f"{YEARS[seed % len(YEARS)] + 1}-01-{seed % 28 + 1:02d}"
    bare = PAGE.format(title=title(seed), published=published, body="".join(parts))
    missing = size - len(bare.encode())
    parts.insert(1, "".join(_prose(max(0, missing), word=word)))
    return PAGE.format(title=title(seed), published=published, body="".join(parts)).encode()


def _chapters(rng: random.Random, *, word: bool) -> Iterator[str]:
    form = next(form for form in forms() if form.id == "F2021")
    for chapter in form.chapters:
        yield _paragraph(f"{'〇一二三四五六'[chapter.number]}、{chapter.title}", word=word)
        blocks = [block for block in form.blocks if block.chapter == chapter.number]
        if blocks:
            rows = "".join(_block(form, block, rng, word=word) for block in blocks)
            yield f'<table class="MsoNormalTable" border="0" cellspacing="0">{rows}</table>'
        else:
            yield _paragraph(SENTENCE, word=word)


def _prose(missing: int, *, word: bool) -> Iterator[str]:
    paragraph = _paragraph(SENTENCE * 3, word=word)
    yield from [paragraph] * (missing // len(paragraph.encode()))


def _paragraph(text: str, *, word: bool) -> str:
    if not word:
        return f"<p>{text}</p>"
    return (
        f'<p class="MsoNormal" style="{STYLE}"><span style="{FONT}">{text}<o:p></o:p></span></p>\n'
    )


def _cell(text: str, height: int = 1, width: int = 1, *, word: bool) -> str:
    spans = (f' rowspan="{height}"' if height > 1 else "") + (
        f' colspan="{width}"' if width > 1 else ""
    )
    if not word:
        return f"<td{spans}>{text}</td>"
    return f'<td{spans} nowrap="nowrap" style="{BORDER}">{_paragraph(text, word=True)}</td>\n'


def _row(cells: Sequence[Label], *, word: bool) -> str:
    return f"<tr>{''.join(_cell(*cell, word=word) for cell in cells)}</tr>\n"


def _block(form: Form, block: FormBlock, rng: random.Random, *, word: bool) -> str:
    values = VALUES[block.table](rng)
    if block.layout == "one_row":
        header = _header([row.path + column.path for row in block.rows for column in block.columns])
        line = [
            (values.get((row.code, column.code), "0"), 1, 1)
            for row in block.rows
            for column in block.columns
        ]
        return "".join(_row(cells, word=word) for cells in [*header, line])
    return "".join(_row(cells, word=word) for cells in _rows(form, block, values))


def _rows(form: Form, block: FormBlock, values: Values) -> Iterator[list[Label]]:
    paths = [row.path for row in form.rows(block)]
    depth, width = max(map(len, paths)), len(block.columns)
    if block.caption:
        yield [(block.caption, 1, 4)]
    header = _header([_printed(column) for column in block.columns])
    header[0].insert(0, (block.corner, len(header), depth))
    yield from _stretched(header, 4 - 1 if block.caption else width)
    labels = _sides(paths, depth)
    for row, label in zip(form.rows(block), labels, strict=True):
        cells = [(values.get((row.code, column.code), "0"), 1, 1) for column in block.columns]
        yield from _stretched([label + cells], 4 - 1 if block.caption else width)


def _printed(column: Column) -> tuple[str, ...]:
    """The header's labels; the form prints the unit of money after the last."""
    return (*column.path[:-1], column.path[-1] + "（单位：万元）" * (column.unit == "万元"))


def _stretched(rows: list[list[Label]], width: int) -> Iterator[list[Label]]:
    """Widen the only value cell of a row to the table's width, as the official form does."""
    for cells in rows:
        if len(cells) == 2 and width == 3:
            yield [cells[0], (cells[1][0], cells[1][1], width)]
        else:
            yield cells


def _header(paths: list[tuple[str, ...]]) -> list[list[Label]]:
    """Header rows of column label paths: common labels span, short paths reach down."""
    depth = max(map(len, paths))
    rows: list[list[Label]] = []
    for level in range(depth):
        cut = [path[: level + 1] for path in paths]
        groups = [(key, len(list(group))) for key, group in groupby(cut)]
        rows.append(
            [
                (key[level], depth - level if key in paths else 1, n)
                for key, n in groups
                if len(key) > level
            ]
        )
    return rows


def _sides(paths: list[tuple[str, ...]], depth: int) -> list[list[Label]]:
    """Row label cells: a label common to rows stands once and spans them."""
    sides: list[list[Label]] = []
    for number, path in enumerate(paths):
        before = paths[number - 1] if number else ()
        cells: list[Label] = []
        for level, label in enumerate(path):
            if path[: level + 1] == before[: level + 1]:
                continue
            height = sum(other[: level + 1] == path[: level + 1] for other in paths[number:])
            cells.append((label, height, depth - level if level + 1 == len(path) else 1))
        sides.append(cells)
    return sides


# ---- numbers whose sums hold ------------------------------------------------------------------


def _requests(rng: random.Random) -> Values:
    form = next(form for form in forms() if form.id == "F2021")
    block = next(block for block in form.blocks if block.table == "requests")
    outcomes = [row.code for row in form.rows(block)][2:-2]
    counts: dict[str, dict[str, int]] = {code: {} for code in outcomes}
    for column in [column.code for column in block.columns][:-1]:
        for code in outcomes:
            counts[code][column] = rng.choice((0, 0, 0, rng.randrange(40)))
        total = sum(counts[code][column] for code in outcomes)
        carried_in, carried_out = rng.randrange(total + 1), rng.randrange(5)
        received = total + carried_out - carried_in
        ends = (received, carried_in, total, carried_out)
        for code, number in zip(("new_received", "carried_in", *ENDS), ends, strict=True):
            counts.setdefault(code, {})[column] = number
    return {
        (code, column): str(number)
        for code, row in counts.items()
        for column, number in {**row, "total": sum(row.values())}.items()
    }


ENDS = ("outcomes_total", "carried_out")


def _appeals(rng: random.Random) -> Values:
    values: Values = {}
    for route in ("review", "suit_direct", "suit_after_review"):
        numbers = [rng.randrange(9) for _ in range(4)]
        results = ("upheld", "corrected", "other", "pending", "total")
        for result, number in zip(results, [*numbers, sum(numbers)], strict=True):
            values[route, result] = str(number)
    return values


def _disclosure(rng: random.Random) -> Values:
    decisions = {
        (row, "decisions"): str(rng.randrange(10_000))
        for row in ("admin_license", "admin_penalty", "admin_coercion")
    }
    documents = {
        ("normative_docs", column): str(number)
        for column, number in {"issued": 3, "repealed": 1, "in_force": rng.randrange(3, 60)}.items()
    }
    fees = {("admin_fees", "amount"): f"{rng.randrange(100_000) / 100}"}
    return decisions | documents | fees


VALUES = {"disclosure": _disclosure, "requests": _requests, "appeals": _appeals}
