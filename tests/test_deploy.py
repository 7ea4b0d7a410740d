"""The files of `deploy/` and the operator's page name only commands and options that exist."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import main
from crawler.alerts import Alerts, load_alerts
from crawler.states import facts
from tests.conftest import ROOT, absent
from tests.crawl_server import listing, report, serving, title

BLOCK = """[[site]]
id = "links"
name = "示例市"
province = "江苏省"
division = "990100"
level = "prefecture"
cms = "links"
base = "http://127.0.0.1:{port}/"
hosts = ["127.0.0.1:{port}"]
lists = ["http://127.0.0.1:{port}/nb/"]
delay = 0
loopback = true
options = {{ link = "li a" }}
"""

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
        options = {
            name for each in known.params if isinstance(each, click.Option) for name in each.opts
        }
        named = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert named <= options, (command, words)


def test_the_files_call_what_they_are_there_for() -> None:
    """The pattern above sees the calls at all."""
    said = {file.name: list(calls(file.read_text(encoding="utf-8"))) for file in FILES}
    assert said["crontab"] == [
        ["crawl", "due", "--province", "江苏省", "--data", "/var/lib/nianbao/jiangsu"],
    ]
    assert said["nianbao-crawl@.service"] == [
        ["crawl", "due", "--province", "${NIANBAO_PROVINCE}", "--data", "%S/nianbao/%i"],
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


def test_the_crontab_line_runs(tmp_path: Path) -> None:
    """Under sh, as cron runs it; only the two places are others. Twice a day is no harm."""
    *_, line = (DEPLOY / "crontab").read_text(encoding="utf-8").strip().splitlines()
    times, command = line.split()[:5], line.split(maxsplit=5)[5]
    assert all(re.fullmatch(r"[0-9*]+", field) for field in times)
    assert "%" not in command  # cron ends a line there
    if shutil.which("flock") is None:
        absent("no flock on this machine: apt-get install util-linux")
    program, sites = tmp_path / "nianbao", tmp_path / "sites.toml"
    call = f'"{sys.executable}" -c "from archive.cli import main; main()"'
    program.write_text(f'#!/bin/sh\ncd "{ROOT}" && {call} "$@" --sites "{sites}"\n', "utf-8")
    program.chmod(0o755)
    command = command.replace("/opt/nianbao/.venv/bin/nianbao", str(program))
    command = command.replace("/var/lib/nianbao", str(tmp_path))
    with serving() as web:
        sites.write_text(BLOCK.format(port=web.port), encoding="utf-8")
        web.pages |= {"/nb/": listing(("/r.html", title("民政局"))), "/r.html": report()}
        for _ in range(2):
            done = subprocess.run(["/bin/sh", "-c", command], check=False, timeout=60)
            assert done.returncode == 0, (tmp_path / "jiangsu.log").read_text(encoding="utf-8")
        assert len(web.asked("/r.html")) == 1
    said = (tmp_path / "jiangsu.log").read_text(encoding="utf-8")
    assert "links: done: 1 new or changed document" in said
    assert said.rstrip().endswith("nothing is due")
    asked = ["status", "--data", str(tmp_path / "jiangsu"), "--sites", str(sites)]
    stated = CliRunner().invoke(main, asked)
    assert (stated.exit_code, "1 site: 1 new; all is well" in stated.output) == (0, True)
