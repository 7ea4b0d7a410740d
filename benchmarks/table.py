"""What a benchmark says: a measured number beside the bound it should keep."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measured number; `bound` reads like "≤ 0.80", "" where there is none to keep."""

    name: str
    measured: str
    bound: str = ""
    kept: bool = True


def at_most(name: str, measured: float, bound: float, unit: str = "") -> Line:
    """Return a line that is kept while the number stays at or under the bound."""
    return Line(name, f"{measured:,.2f}{unit}", f"≤ {bound:,.2f}{unit}", measured <= bound)


def at_least(name: str, measured: float, bound: float, unit: str = "") -> Line:
    """Return a line that is kept while the number reaches the bound."""
    return Line(name, f"{measured:,.2f}{unit}", f"≥ {bound:,.2f}{unit}", measured >= bound)


def show(lines: Iterable[Line]) -> str:
    """Return the lines as a table of text."""
    return "\n".join(
        f"{line.name:<62} {line.measured:>14} {line.bound:>12}"
        + ("" if not line.bound else "  kept" if line.kept else "  MISSED")
        for line in lines
    )
