"""The closed list of reasons: complete, the only one, and the only words code may write."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.index import GOOD
from crawler.pages import signatures
from crawler.reasons import of_kind, reason_of, reasons
from crawler.store import Store
from tests.conftest import ROOT
from tests.test_store import FETCH

ASKED = {"reason", "fetch.reason", "page.fetch.reason"}  # titles have reasons of their own
CODE = sorted((ROOT / "crawler").rglob("*.py"))


def written(path: Path) -> Iterator[str]:
    """Every text that a module writes or compares as a reason; why a link is refused is none."""
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    calls = [each for each in nodes if isinstance(each, ast.Call)]
    of_links = [
        w for each in calls if getattr(each.func, "id", "") == "Link" for w in each.keywords
    ]
    for node in nodes:
        texts: list[ast.expr] = []
        if isinstance(node, ast.keyword) and node.arg == "reason" and node not in of_links:
            texts = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Verdict":
            texts = node.args[:1]
        elif isinstance(node, ast.Compare) and ast.unparse(node.left) in ASKED:
            texts = list(node.comparators)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and is_of_reasons(node) and node.value:
            is_pair = isinstance(node.value, ast.Tuple) and not isinstance(node, ast.AnnAssign)
            texts = node.value.elts[:1] if is_pair else [node.value]
        for text in texts:
            yield from (
                each.value
                for each in ast.walk(text)
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
            )


def is_of_reasons(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a reason, or the table of them by exception, is assigned."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return ast.unparse(target).split(",")[0].strip("(") in {"reason", "FAILURES"}


def test_the_code_is_read() -> None:
    """The search below finds what the recorder and the spiders write, so that it can fail."""
    found = {text for path in CODE for text in written(path)}
    assert {"ok", "unconfirmed", "retried", "timeout", "off_site", "redirect_loop"} <= found


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_writes_another_reason(path: Path) -> None:
    """What is written or compared stands in reasons.toml."""
    endings = {"shutdown", "finished"}  # how Scrapy says that a spider has ended
    strange = {text for text in written(path) if reason_of(text) is None}
    assert strange - endings - {"http_"} == set()


def test_signatures_give_reasons_of_failures() -> None:
    """A page that is no report is a failure, whatever its signature calls it."""
    kinds = {signature.reason: reason_of(signature.reason) for signature in signatures()}
    assert {name: kind.kind if kind else None for name, kind in kinds.items()} == dict.fromkeys(
        kinds, "failure"
    )


def test_the_store_takes_no_other(tmp_path: Path) -> None:
    """A reason that nobody has explained is refused before it is a row."""
    with Store(tmp_path) as store:
        with pytest.raises(AssertionError, match=r"mystery: not in reasons\.toml"):
            store.record(replace(FETCH, reason="mystery"))
        assert store.record(replace(FETCH, reason="http_521")).reason == "http_521"


def test_kinds_part_the_list() -> None:
    """What counts as a document is said in one place."""
    assert GOOD == ("ok", "imported", "unchanged", "not_modified", "shared")
    assert of_kind("step") == (*("unconfirmed", "redirect", "retried", "https_failed", "undrawn"),)
    assert reason_of("list_shrank").kind == "site"  # type: ignore[union-attr] # it is in the list
    assert len(reasons()) == len({each.zh for each in reasons().values()})
