"""What matching a table to a form leaves in doubt, as findings in plain words."""

from collections.abc import Iterable, Iterator, Sequence

from parsers.model import Cell, Figure, Finding, Outcome
from parsers.rows import Refusal
from parsers.wording import Said

_LONGEST_QUOTE = 60

NOTES = {
    "accounting_brackets": Said(
        "单元格“{raw}”用括号表示，按减少理解。",
        "The cell “{raw}” is in brackets; read as a decrease.",
    ),
    "annotated": Said(
        "单元格“{raw}”在数字后带有说明。", "The cell “{raw}” has a remark after its number."
    ),
    "broken_digits": Said(
        "单元格“{raw}”中的数字被换行断开，未予采用。",
        "The digits of the cell “{raw}” are broken over lines; not taken.",
    ),
    "leading_zero": Said(
        "单元格“{raw}”中的数字以零开头，可能是两个数连在一起，未予采用。",
        "The number of the cell “{raw}” begins with zero: it may be two run together; not taken.",
    ),
    "decimal_form": Said(
        "单元格“{raw}”把整数写成了小数。",
        "The cell “{raw}” writes a whole number as a fraction.",
    ),
    "net_computed": Said(
        "单元格“{raw}”同时写有增和减，按净变化计算。",
        "The cell “{raw}” states an increase and a decrease; their balance is taken.",
    ),
    "non_integer": Said("单元格“{raw}”应为整数。", "The cell “{raw}” should be a whole number."),
    "not_a_number": Said(
        "单元格“{raw}”不是数字，未予采用。", "The cell “{raw}” is no number; not taken."
    ),
    "ocr_guess": Said(
        "单元格“{raw}”含有形似数字的字母，读数存疑。",
        "The cell “{raw}” holds letters that look like digits; its number is doubtful.",
    ),
    "rounded": Said(
        "单元格“{raw}”以万为单位，是取整后的数。",
        "The cell “{raw}” counts in ten thousands; its number is rounded.",
    ),
    "spaced_digits": Said(
        "单元格“{raw}”的数字之间有空格，可能是两个单元格并在一起。",
        "The digits of the cell “{raw}” stand apart; it may be two cells in one.",
    ),
    "unit_differs": Said(
        "单元格“{raw}”的单位与表式规定的不同。",
        "The unit of the cell “{raw}” is not the form's.",
    ),
    "unit_missing": Said(
        "金额“{raw}”没有注明单位，无法确定是元还是万元。",
        "The sum “{raw}” states no unit: yuan or ten thousand yuan, nobody can tell.",
    ),
    "unit_unknown": Said(
        "“{raw}”的单位不是已知的单位，数值未换算。",
        "The unit printed with “{raw}” is not known; its number is not converted.",
    ),
    "unsigned_change": Said(
        "“本年增/减”一栏的“{raw}”没有注明增减，按增加理解。",
        "The change “{raw}” states no sign; read as an increase.",
    ),
    "wrong_type": Said(
        "单元格“{raw}”的单位不是这一栏的单位，未予采用。",
        "The unit of the cell “{raw}” cannot be that of its column; not taken.",
    ),
}
_REFUSALS = {
    "form.header_unknown": Said(
        "表头“{text}”与表式不符，其下各行未予采用。",
        "The header “{text}” is not the form's; the rows under it are not taken.",
    ),
    "form.label_unknown": Said(
        "“{text}”一行不在表式之中，未予采用。",
        "The row “{text}” is not in the form; not taken.",
    ),
    "form.wrong_cell_count": Said(
        "“{text}”一行的单元格数与表头不符，为避免错位未予采用。",
        "The row “{text}” has another number of cells than its header; "
        "not taken, since its numbers might shift.",
    ),
}


def noted(figure: Figure, note: str) -> Finding:
    """Return the doubt about how a figure's number is printed."""
    said = NOTES[note]
    return doubt(
        f"value.{note}",
        figure.address,
        Said(said.zh.format(raw=figure.raw), said.en.format(raw=figure.raw)),
        actual=figure.raw,
        figures=(figure.address,),
    )


def duplicate_row(first: Sequence[Figure], again: Sequence[Figure]) -> Finding:
    """Return the doubt about a row that stands twice."""
    return doubt(
        "form.duplicate_row",
        f"{again[0].table}.{again[0].row}",
        Said(
            "表格中这一行出现了两次；数值不同之处未予采用。",
            "This row stands twice in the tables; where its numbers differ none is taken.",
        ),
        expected=" | ".join(figure.raw for figure in first),
        actual=" | ".join(figure.raw for figure in again),
        figures=tuple(figure.address for figure in again),
    )


def row_missing(table: str, row: str, label: str, addresses: Iterable[str]) -> Finding:
    """Return the doubt about a row of the form that was not found."""
    return doubt(
        "form.row_missing",
        f"{table}.{row}",
        Said(f"表格中没有读到“{label}”一行。", f"The row “{label}” was not found in the tables."),
        expected=label,
        figures=tuple(addresses),
    )


def other_alternative(figure: Figure, label: str) -> Finding:
    """Return the doubt about a number printed in a row beside the rows it is the sum of."""
    return doubt(
        "form.number_unclaimed",
        figure.cell.source if figure.cell else "",
        Said(
            f"“{label}”与同表的分项并列，其数值“{figure.raw}”未予采用。",
            f"“{label}” stands beside its own parts; its number “{figure.raw}” is not taken.",
        ),
        actual=figure.raw,
    )


def column_years(years: Iterable[int], year: int) -> Iterator[Finding]:
    """Yield a doubt where the heads of a list name other years than the report's."""
    stated = sorted(years)
    if not stated or not year or year in stated:
        return
    printed = "、".join(map(str, stated))
    said = Said(
        f"统计表的表头写的是{printed}年，而报告是{year}年的。",
        f"The header of the table names {printed}, but the report is on {year}.",
    )
    yield doubt("form.column_year", "", said, expected=str(year), actual=printed)


def second_form(name: str, name_en: str) -> Finding:
    """Return the doubt about a document that has the tables of another form as well."""
    said = Said(
        f"页面上还有“{name}”的表格，其数字未予读取。",
        f"The page also has tables of the form “{name_en}”; their numbers are not read.",
    )
    return doubt("form.second_form", "", said, actual=name)


def table_unread(source: str) -> Finding:
    """Return the doubt about a table with labels of the form but no header."""
    said = Said(
        "这张表带有表式的栏目名称，但没有表头，未予采用。",
        "This table has labels of the form but no header; not taken.",
    )
    return doubt("form.table_unread", source, said)


def refused(refusal: Refusal) -> Finding:
    """Return the doubt about a line or header that cannot be understood."""
    said, text = _REFUSALS[refusal.rule], refusal.text[:_LONGEST_QUOTE]
    wording = Said(said.zh.format(text=text), said.en.format(text=text))
    return doubt(refusal.rule, refusal.source, wording, actual=refusal.text)


def unclaimed(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield a doubt for each cell with digits that nothing was made of."""
    for cell in cells:
        text = cell.text[:_LONGEST_QUOTE]
        said = Said(
            f"单元格“{text}”中的数字没有对应到表式的任何一栏。",
            f"The number in the cell “{text}” belongs to no place of the form.",
        )
        yield doubt("form.number_unclaimed", cell.source, said, actual=cell.text)


def doubt(
    rule: str,
    where: str,
    said: Said,
    *,
    expected: str = "",
    actual: str = "",
    figures: tuple[str, ...] = (),
) -> Finding:
    """Return a doubt in both languages."""
    return Finding(
        rule,
        Outcome.UNCERTAIN,
        where,
        expected,
        actual,
        said.zh,
        figures=figures,
        detail_en=said.en,
    )
