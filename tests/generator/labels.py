"""The labels of the forms, read from `labels.toml`."""

import tomllib
from pathlib import Path
from random import Random
from typing import Any

LABELS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "labels.toml").read_text(encoding="utf-8")
)
APPLICANTS: list[list[str]] = LABELS["common"]["applicants"]
RESULTS: list[list[str]] = LABELS["common"]["results"]
CHAPTERS: list[str] = LABELS["common"]["chapters"]
CORNER: str = LABELS["common"]["corner"]
VARIANTS: dict[str, list[str]] = LABELS["variants"]
TYPOS: dict[str, str] = LABELS["typos"]
EXPLAINED: dict[str, str] = LABELS["explained"]

FORMS = ("F2021", "F2019", "F2014", "F2014-FJ")
# （六）其他处理 as the other form prints it: both mixtures have been met.
MIXED = ("F2021/one_row", "F2019/three_rows")
_ONE, _THREE = (
    [path for path in LABELS[form]["requests"]["rows"] if path[0].startswith("other")]
    for form in ("F2019", "F2021")
)


def base(form: str) -> str:
    """The form of a mixture."""
    return form.partition("/")[0]


def disclosure(form: str) -> list[dict[str, Any]]:
    """The blocks of chapter 二: caption, columns (code, label, unit), rows (code, label)."""
    blocks: list[dict[str, Any]] = LABELS[base(form)]["disclosure"]
    return blocks


def requests(form: str) -> list[list[str]]:
    """The rows of chapter 三: code, then the labels from the outermost to the row's."""
    rows: list[list[str]] = LABELS[base(form)]["requests"]["rows"]
    if "/" not in form:
        return rows
    start = next(n for n, path in enumerate(rows) if path[0].startswith("other"))
    others = _ONE if form.endswith("one_row") else _THREE
    rest = [path for path in rows if not path[0].startswith("other")]
    return [*rest[:start], *others, *rest[start:]]


def indicators(form: str, random: Random | None = None) -> list[Any]:
    """The lines of a statistical table: code ("" for a group), label, unit, level.

    The Fujian table counts letters and faxes in one line or in two.
    """
    lines: list[Any] = LABELS[form]["indicators"]["rows"]
    if form != "F2014-FJ":
        return lines
    return [line for line in lines if line[0] not in ("received_mail", "received_fax")]
