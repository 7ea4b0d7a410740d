"""The import direction archive → crawler → parsers, and the size of modules."""

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("parsers", "crawler", "archive")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# A comment that silences a tool, and one that says why after it.
SILENCES = re.compile(r"# *(noqa|type: *ignore|pragma:|nosec|fmt: *skip)")
SAYS_WHY = re.compile(r"# (noqa: [A-Z]+\d+ -|type: ignore\[[a-z-]+\] +#) \S.*")

# Which of our modules a package may import from the packages below it.
ALLOWED = {
    "parsers": ("parsers",),
    "crawler": (
        "crawler",
        "parsers.bodies",
        "parsers.errors",
        "parsers.mhtml",
        "parsers.model",
        "parsers.text",
        "parsers.titles",
    ),
    "archive": (
        *("archive", "crawler.attachments", "crawler.reasons", "crawler.run", "crawler.sites"),
        *(
            "crawler.absence",
            "crawler.accession",
            "crawler.blocks",
            "crawler.checking",
            "crawler.checkup",
            "crawler.due",
            "crawler.health",
            "crawler.hosts",
            "crawler.imports",
            "crawler.index",
            "crawler.plan",
            "crawler.probing",
            "crawler.replay",
            "crawler.schema",
            "crawler.shards",
            "crawler.site_rules",
            "crawler.states",
            "crawler.store",
        ),
        "parsers",
    ),
}
# The PDF reader keeps pdfminer's own warnings off the log; nothing of ours is logged there.
SILENCED = ("parsers/readers/pdf.py", "logging")
IMPURE = {"logging", "os", "pathlib", "random", "socket", "sqlite3", "subprocess", "time", "urllib"}


def imported(path: Path) -> Iterator[str]:
    """Every module that *path* imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    """archive → crawler → parsers; nothing below knows what is above it."""
    package = path.relative_to(ROOT).parts[0]
    ours = [name for name in imported(path) if within(name, PACKAGES)]
    assert [name for name in ours if not within(name, ALLOWED[package])] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_for(path: Path) -> None:
    """Every module opens with its single job and stays short enough to read at once."""
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 300
    assert path.stem not in {"utils", "helpers", "common", "manager"}
    assert path.stem not in sys.stdlib_module_names


def test_parsers_are_pure() -> None:
    """No network, disk, clock, environment or logging below parsers/, but to load its own TOML."""
    impure = {
        place
        for path in MODULES
        if path.relative_to(ROOT).parts[0] == "parsers"
        for name in imported(path)
        if name.split(".")[0] in IMPURE
        and (place := (str(path.relative_to(ROOT)), name)) != SILENCED
    }
    assert impure == set()


@pytest.mark.parametrize("folder", [*PACKAGES, "tests", "benchmarks"])
def test_a_silenced_tool_is_silenced_for_a_reason(folder: str) -> None:
    """Each suppression names one rule and says on its line why the rule is wrong there."""
    silent = []
    for path in (ROOT / folder).rglob("*.py"):
        with path.open("rb") as file:
            comments = [
                each for each in tokenize.tokenize(file.readline) if each.type == tokenize.COMMENT
            ]
        silent += [
            f"{path.relative_to(ROOT)}:{each.start[0]}"
            for each in comments
            if SILENCES.match(each.string) and not SAYS_WHY.fullmatch(each.string)
        ]
    assert silent == []
