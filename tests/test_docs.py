"""The README keeps its promises: two set-up commands, every command, every site key."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.crawl_server import serving
from tests.portal import PORT, portal

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


def test_the_new_city_is_added_as_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the try, run again, says what stands below it, to the letter."""
    from archive.cli import main

    section = README.partition("## A new city in five minutes\n")[2].partition("\n## ")[0]
    shown = section.partition("```\n")[2].partition("```")[0]
    _, *steps = shown.split("$ ")[1:]  # the first starts the server
    monkeypatch.chdir(tmp_path)
    with serving() as web:
        web.pages |= portal()
        for step in steps:
            command, _, expected = step.partition("\n")
            here = f"127.0.0.1:{web.port}"
            arguments = shlex.split(command.replace(f"127.0.0.1:{PORT}", here))
            assert arguments.pop(0) == "nianbao"
            said = CliRunner().invoke(main, arguments).stdout
            assert said.replace(here, f"127.0.0.1:{PORT}") == expected
