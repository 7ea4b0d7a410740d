"""The README keeps its promises: two set-up commands, every command, every site key."""

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_two_setup_commands() -> None:
    """`make demo` and `make test` stand in the README and in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_ci_calls_the_test_command() -> None:
    """What runs before a change lands is what the README tells a new user to run."""
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_command_is_named() -> None:
    """Each command of `nianbao` stands in the README."""
    from archive.cli import main

    assert [name for name in main.commands if f"nianbao {name}" not in README] == []
