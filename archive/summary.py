"""A report in a few lines, for a person at a terminal."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from archive.headlines import headlines
from archive.wording import padded
from parsers.model import PROSE_TABLES, Fault, Finding, Outcome, Report, Scope
from parsers.vocabulary import vocabulary

SCOPES = {Scope.OWN: "本机关", Scope.CONSOLIDATED: "本行政区域汇总", Scope.UNKNOWN: "未说明"}
KINDS = {
    "number": "数字",
    "blank": "空白",
    "dash": "横线",
    "na_word": "“无”等字样",
    "text": "其他文字",
    "missing": "缺少的格",
}
HEADLINE_NAMES = {
    "received": "新收申请",
    "carried_in": "上年结转",
    "granted": "予以公开",
    "partial": "部分公开",
    "denied": "不予公开",
    "unable": "无法提供",
    "unhandled": "不予处理",
    "other": "其他处理",
    "outcomes_total": "办理结果合计",
    "carried_out": "结转下年",
    "review_total": "行政复议",
    "suit_total": "行政诉讼",
}
FAULTS = {
    Fault.PUBLISHER: "两次独立读取一致",
    Fault.PARSER: "两次读取不一致，可能是读取错误",
    Fault.UNKNOWN: "未经第二次读取核实",
    Fault.NONE: "",
}


def summary(report: Report) -> str:
    """Return identity, headline totals, numbers of the text and doubts, a line each."""
    said = list(_said(report))
    parts = (_identity(report), _totals(report), said, _doubts(report))
    return "\n\n".join(text for part in parts if (text := "\n".join(part)))


def _identity(report: Report) -> Iterator[str]:
    published = f"{report.published or '未知'}"
    evidence = f"（{report.published_evidence}）" if report.published_evidence else ""
    yield f"标题  {report.title}"
    yield f"机关  {report.agency or '未知'}"
    yield f"年度  {report.year or '未知'}"
    yield f"格式  {report.form}（{report.medium}）"
    yield f"口径  {SCOPES[report.scope]}"
    yield f"发布  {published}{evidence}"
    yield f"章节  {len(report.sections)}"
    yield f"数据  {_kinds(report)}"


def _kinds(report: Report) -> str:
    counted = Counter(figure.kind.value for figure in report.in_tables)
    proved = sum(figure.inferred is not None for figure in report.in_tables)
    parts = [f"{name} {counted[kind]}" for kind, name in KINDS.items() if counted[kind]]
    return f"{'，'.join(parts)}（其中由合计推得 {proved}）" if proved else "，".join(parts)


def _said(report: Report) -> Iterator[str]:
    """Yield a line for every number the text gives, with the words it was read from."""
    names = {(code.table, code.code): code.zh for code in vocabulary().codes}
    for figure in report.figures:
        if figure.table in PROSE_TABLES and figure.cell is not None:
            value = f"{_number(figure.value)} {figure.unit}" if figure.value is not None else "—"
            yield f"文字  {names[figure.table, figure.row]} {value}（{figure.raw}）"


def _totals(report: Report) -> Iterator[str]:
    totals = headlines(report.figures)
    for key, name in HEADLINE_NAMES.items():
        value = totals[key]
        yield f"{padded(name, 14)}{_number(value):>10}"


def _number(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:f}"


def _doubts(report: Report) -> Iterator[str]:
    outcomes = Counter(finding.outcome for finding in report.findings)
    unbalanced = sum(
        finding.outcome is Outcome.FAIL and finding.fault is Fault.PUBLISHER
        for finding in report.findings
    )
    yield (
        f"核对  通过 {outcomes[Outcome.PASS]}，不平衡 {unbalanced}，"
        f"未通过 {outcomes[Outcome.FAIL] - unbalanced}，"
        f"不能确定 {outcomes[Outcome.UNCERTAIN]}，不适用 {outcomes[Outcome.NOT_ASSESSABLE]}"
    )
    told: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        told_of = finding.outcome in (Outcome.FAIL, Outcome.UNCERTAIN)
        if told_of or finding.rule == "correction.applied":
            told.setdefault((finding.rule, finding.detail), []).append(finding)
    yield from map(_doubt, told.values())


def _doubt(findings: list[Finding]) -> str:
    """Return a line for findings of one rule that say the same at one place or at several."""
    first, others = findings[0], len(findings) - 1
    where = f"{first.where}等{others + 1}处" if others and first.where else first.where
    place = f"{first.rule} {where}".rstrip()
    fault = f"［{FAULTS[first.fault]}］" if FAULTS[first.fault] else ""
    if first.verdict:
        fault = f"［人工裁定 {first.verdict}：{first.verdict_reason}］"
    text = first.detail or f"应为 {first.expected}，实为 {first.actual}"
    return f"  {place}：{text}{fault}"
