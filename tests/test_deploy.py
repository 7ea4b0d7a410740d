"""The files of `deploy/` and the operator's page name only commands and options that exist."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.cli import main
from crawler.alerts import Alerts, load_alerts
from crawler.states import facts
from tests.conftest import ROOT, absent

DEPLOY = ROOT / "deploy"
PAGE = ROOT / "docs" / "operate.md"
FILES = [*sorted(DEPLOY.iterdir()), PAGE]
CALL = re.compile(r"(?:\bnianbao|\]) +((?:crawl|status|build|serve|sites|verify)\b[^`\n|]*)")


def calls(text: str) -> Iterator[list[str]]:
    """Every use of `nianbao` in a text, as its words."""
    for line in text.splitlines():
        for said in CALL.findall("" if line.startswith("Description=") else line):
            yield shlex.split(said.partition(" >>")[0].partition(";")[0])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_commands_and_options_that_exist_are_named(file: Path) -> None:
    for command, *words in calls(file.read_text(encoding="utf-8")):
        known = main.commands[command]
        options = {name for each in known.params if isinstance(each, click.Option)
                   for name in each.opts}  # fmt: skip
        named = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert named <= options, (command, words)


def test_the_files_call_what_they_are_there_for() -> None:
    """The pattern above sees the calls at all."""
    said = {file.name: list(calls(file.read_text(encoding="utf-8"))) for file in FILES}
    assert said["crontab"] == [
        ["crawl", "--province", "江苏省", "--data", "/var/lib/nianbao/jiangsu"],
    ]
    assert said["nianbao-crawl@.service"] == [
        ["crawl", "--province", "${NIANBAO_PROVINCE}", "--data", "%S/nianbao/%i"],
    ]
    assert len(said["operate.md"]) >= 5


def test_the_environment_named_is_the_one_that_is_read() -> None:
    read = {each.envvar for each in main.commands["crawl"].params} | {"NIANBAO_PROVINCE"}
    env = re.findall(r"^(NIANBAO_\w+)=", (DEPLOY / "province.env").read_text("utf-8"), re.M)
    assert set(env) <= read
    assert len(env) == 3
    assert 'PLACE = "NIANBAO_LOCKS"' in (ROOT / "crawler" / "hostlock.py").read_text("utf-8")


def test_the_example_of_alerts_is_valid() -> None:
    alerts = load_alerts(DEPLOY / "alerts.toml")
    assert alerts.argv == ("mail", "-s", "nianbao", "you@example.org")
    assert alerts.states == Alerts().states


def test_the_container_is_made_by_the_command_of_the_readme() -> None:
    said = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "RUN make install" in said
    assert re.search(r"^install:", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_every_state_stands_on_the_operators_page() -> None:
    rows = re.findall(r"^\| ([a-z ]+) \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert [state.en for state in facts().states.values() if state.en not in rows] == []


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` over copies whose program and user exist here."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        absent("no systemd-analyze on this machine: apt-get install systemd")
        return
    for file in DEPLOY.glob("nianbao-*"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("/opt/nianbao/.venv/bin/nianbao", "/bin/true")
        (tmp_path / file.name.replace("@", "@jiangsu" if "crawl" in file.name else "@")).write_text(
            text.replace("=nianbao\n", "=root\n"), encoding="utf-8"
        )
    units = [str(path) for path in sorted(tmp_path.glob("nianbao-crawl@jiangsu.*"))]
    said = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    wrong = [line for line in said.stderr.splitlines() if "nianbao" in line]
    assert (said.returncode, wrong) == (0, [])
