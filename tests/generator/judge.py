"""The verdict on one combination: each figure exact, flagged, or wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.errors import ParseError
from parsers.model import Document, Figure, Finding, Kind, Report
from parsers.report import parse_report
from tests.generator.paper import Paper

_CRASHES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_DOUBTS = ("form.", "value.", "grid.", "text.", "title.", "ocr.", "reading.")
_NOTHING = (Kind.BLANK, Kind.DASH, Kind.NA_WORD)


@dataclass(frozen=True)
class Verdict:
    """Shares of a document's figures; `wrong` says what was read silently wrong, in words."""

    exact: int
    flagged: int
    wrong: tuple[str, ...]
    refused: str = ""

    @property
    def n_figures(self) -> int:
        """All figures the document prints."""
        return self.exact + self.flagged + len(self.wrong)


def judge(paper: Paper, body: bytes) -> Verdict:
    """Read the document and compare every figure with what was printed."""
    try:
        report = parse_report(Document(body), ocr=False)
    except ParseError as refusal:
        return Verdict(0, len(paper.facts), (), str(refusal))
    except _CRASHES as crash:
        return Verdict(0, 0, (f"crashed: {crash!r}",))
    read = {figure.address: figure for figure in report.in_tables}
    named = _Named(paper, report)
    exact, flagged, wrong = 0, 0, [*_strange(paper, read), *_identity(paper, report)]
    for address in paper.facts:
        problem = _problem(paper, address, read.get(address), report)
        if not problem:
            exact += 1
        elif problem == _GAP and named.names(address):
            flagged += 1
        else:
            wrong.append(problem if problem != _GAP else f"{address}: a gap without a finding")
    return Verdict(exact, flagged, tuple(wrong))


_GAP = "a gap"


def _problem(paper: Paper, address: str, figure: Figure | None, report: Report) -> str:
    """Say what is wrong with a figure, "" if nothing, `_GAP` if it has no value and should."""
    fact = paper.facts[address]
    if figure is None:
        return _GAP
    if figure.inferred is not None and figure.inferred != fact.meant:
        return f"{address}: inferred {figure.inferred}, meant {fact.meant}"
    if fact.value is None:
        if figure.kind in _NOTHING:
            return ""
        return _GAP if figure.value is None else f"{address}: read {figure.value}, printed nothing"
    if figure.value is None:
        return _GAP
    if (figure.value, figure.unit) == (fact.value, fact.unit):
        return ""
    return f"{address}: read {figure.value}{figure.unit}, printed {fact.value}{fact.unit}"


def _strange(paper: Paper, read: dict[str, Figure]) -> Iterator[str]:
    """Numbers under an address that the document does not print, or its prose says otherwise."""
    for address, figure in read.items():
        if address in paper.facts or figure.value is None:
            continue
        if figure.value != paper.said.get(address):
            yield f"{address}: read {figure.value}, the form has no such figure"


def _identity(paper: Paper, report: Report) -> Iterator[str]:
    """Another body or year than printed, with no doubt about it."""
    doubts = {
        finding.rule.partition(".")[2].partition("_")[0]
        for finding in report.findings
        if finding.rule.startswith("title.")
    }
    if report.year != paper.year and not doubts & {"year", "second", "refused"}:
        yield f"year: read {report.year}, printed {paper.year}"
    if report.agency != paper.agency and not doubts & {"agency", "second", "refused"}:
        yield f"agency: read {report.agency}, printed {paper.agency}"


class _Named:
    """The places that findings of doubt name: figures, rows, tables."""

    def __init__(self, paper: Paper, report: Report) -> None:
        doubts = [finding for finding in report.findings if _is_doubt(finding)]
        self._labels = {cell.code: _bare(cell.text) for cell in paper.cells("label") if cell.code}
        self._quoted = [_bare(each.actual) for each in doubts if each.rule.startswith("form.")]
        self._places = {finding.where for finding in doubts}
        self._places |= {address for finding in doubts for address in finding.figures}
        tables = {figure.table for figure in report.figures}
        self._unread = tables - {each.table for each in report.figures if each.cell is not None}
        read = [each.address for each in report.figures if each.cell is not None]
        self._others = not any(map(_is_other, read)) and any(map(_is_other, self._places))

    def _says(self, label: str) -> bool:
        """Say whether a row that was not understood is quoted with this label."""
        return bool(label) and any(label in text for text in self._quoted)

    def names(self, address: str) -> bool:
        """Say whether a finding names the figure, its row or its table.

        （六）其他处理 is one row or three: where none was read, either reading of it names it.
        Where nothing of a table was read, that is said of its common rows only.
        """
        table, row, _ = address.split(".")
        if self._says(self._labels.get(row, "")):
            return True
        if _is_other(address) and self._others:
            return True
        if table in self._unread:
            return any(place.startswith(f"{table}.") for place in self._places)
        return not self._places.isdisjoint((address, f"{table}.{row}", table))


def _bare(text: str) -> str:
    return "".join(text.split())


def _is_other(place: str) -> bool:
    return place.startswith("requests.other")


def _is_doubt(finding: Finding) -> bool:
    """A reading's doubt; that a check could not be made is none."""
    return finding.rule.startswith(_DOUBTS)
