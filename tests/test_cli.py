"""The command: every subcommand explains itself, refuses in one line, and speaks JSON."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from archive.cli import main
from benchmarks.pages import title
from crawler.checkup import Left, examine
from crawler.store import Store
from tests.archives import BASE, EMPTY, SITE, Got, make_store, report

SITES = f"""
[[site]]
id = "{SITE.id}"
name = "{SITE.name}"
province = "{SITE.province}"
city = "{SITE.city}"
division = "{SITE.division}"
level = "{SITE.level}"
cms = "links"
base = "{SITE.base}"
hosts = ["{SITE.hosts[0]}"]
lists = ["{SITE.lists[0]}"]
loopback = true
delay = 0
"""


def nianbao(*arguments: str | Path | int) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def commands(group: click.Group = main, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    file = tmp_path / "sites.toml"
    file.write_text(SITES, encoding="utf-8")
    return file


def test_the_commands_are_those_documented() -> None:
    """One entry point, verbs first."""
    assert list(main.commands) == [
        *["demo", "sites", "crawl", "import", "parse", "build", "serve"],
        *["status", "verify", "release", "fixture", "diff"],
    ]


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    """The help of a command holds an example, and says what its exit codes mean."""
    result = nianbao(*path, "--help")
    assert result.exit_code == 0
    assert f"nianbao {' '.join(path)}" in result.output.split("Example", 1)[1]
    if path != ("sites",):
        assert "Exit codes: 0 " in result.output


def test_short_help_works_too() -> None:
    """`-h` is help."""
    assert nianbao("-h").output == nianbao("--help").output


def test_sites_are_listed(sites: Path, tmp_path: Path) -> None:
    """One line a site, or the whole blocks as JSON; without a store none was crawled."""
    given = ("sites", "list", "--sites", sites, "--data", tmp_path / "none")
    assert nianbao(*given).output == (
        "example-county\t示例县人民政府\t示例省示例市\tlinks\tunverified\tnever crawled\n"
    )
    sites.write_text(SITES.replace('"示例市"', '"示例省"'), encoding="utf-8")
    assert nianbao(*given).output.split("\t")[2] == "示例省"  # as of 北京市
    (block,) = json.loads(nianbao(*given, "--json").output)
    assert (block["id"], block["division"], block["last_run"]) == (SITE.id, "999901", None)


def test_sites_are_listed_with_their_last_run(sites: Path, tmp_path: Path) -> None:
    """When, the state after it, its requests by how they ended, and what was ever kept."""
    made = make_store(tmp_path, [Got("/1.html", report(0), title(0)), Got("/2.html", reason="dns")])
    with Store(made / "store") as store:
        (first,) = store.runs()
        run = store.begin_run([SITE.id])
        known = store.history.last_good(f"{BASE}/1.html")
        assert known is not None
        store.record(replace(known, run=run, reason="unchanged", record=""))
        examine(store.index, run, SITE.id, Left(), date(2024, 3, 6))
        store.end_run(run, "done", {SITE.id: "why"})
        begun = next(each.started for each in store.runs() if each.id == run)
    assert first.reasons == {SITE.id: {"ok": 1, "dns": 1}}
    given = ("sites", "list", "--sites", sites, "--data", made)
    when = begun[:16].replace("T", " ")
    line = nianbao(*given).output.rstrip("\n").split("\t")[-1]
    assert line == f"{when} new: 1 unchanged; 1 report kept"
    (block,) = json.loads(nianbao(*given, "--json").output)
    assert block["last_run"] == {
        "run": run,
        "started": begun,
        "ended": "done",
        "state": "new",
        "note": "why",
        "counts": {"unchanged": 1},
        "reports": 1,
    }
    (made / "store" / "store.db").write_bytes(b"no database" * 100)
    assert nianbao(*given).exit_code == 2


def test_a_wrong_block_is_named(sites: Path) -> None:
    """A wrong registry ends every command that needs it, with file, site and key."""
    sites.write_text(SITES.replace("999901", "99"), encoding="utf-8")
    for command in (("sites", "list"), ("sites", "check"), ("crawl", "x")):
        result = nianbao(*command, "--sites", sites)
        assert result.exit_code == 2
        assert f"{sites}: site {SITE.id}: key division" in result.output


def test_a_right_registry_passes(sites: Path) -> None:
    """`sites check` counts the blocks."""
    assert nianbao("sites", "check", "--sites", sites).output == "1 sites, all blocks are valid\n"
    checked = nianbao("sites", "check", "--sites", sites, "--json").output
    assert json.loads(checked) == {"sites": 1, "ok": True}


def test_the_shipped_registry_is_valid() -> None:
    """What we ship passes its own check."""
    assert nianbao("sites", "check").exit_code == 0


@pytest.mark.parametrize("arguments", [(), ("example-county", "--all")])
def test_crawl_wants_sites_or_all(arguments: tuple[str, ...], sites: Path) -> None:
    """Neither or both is a wrong use."""
    result = nianbao("crawl", *arguments, "--sites", sites)
    assert result.exit_code == 2
    assert "name the sites to crawl, or give --all" in result.output


def test_crawl_names_an_unknown_site(sites: Path) -> None:
    """The message says how to see the registry that was read, however many sites it has."""
    result = nianbao("crawl", "nowhere", "--sites", sites)
    assert result.exit_code == 2
    said = f"Error: no such site: nowhere; see `nianbao sites list --sites {sites}`\n"
    assert result.output == said
    shipped = nianbao("crawl", "nowhere").output
    assert shipped == (
        "Error: no such site: nowhere; see `nianbao sites list`; "
        "name another registry with --sites FILE\n"
    )


def test_examples_of_a_crawl_name_a_contact() -> None:
    """What the help shows can be run as it stands: a real site wants a contact."""
    for help_text in (nianbao("--help").output, nianbao("crawl", "--help").output):
        examples = [line for line in help_text.splitlines() if " nianbao crawl " in line]
        assert examples
        assert all("--contact you@example.org" in example for example in examples)


@pytest.mark.parametrize("command", ["build", "verify"])
def test_without_a_store_the_next_step_is_named(command: str, tmp_path: Path) -> None:
    """There is nothing to build or verify before a crawl."""
    result = nianbao(command, "--data", tmp_path)
    assert result.exit_code == 2
    assert "run `nianbao crawl SITE` first" in result.output


def test_build_and_verify(tmp_path: Path, sites: Path) -> None:
    """A store becomes an archive; its records and cells are found whole."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0)), Got("/2.html", EMPTY, "x")])
    result = nianbao("build", "--data", tmp_path, "--sites", sites, "--jobs", "1")
    assert result.exit_code == 0
    assert result.stdout == (
        "1 report (0 partial) of 1 agency; documents: 1 current, 1 not_a_report;"
        " failed checks by fault: none\n"
        f"{tmp_path / 'archive.db'} is ready; to read it: nianbao serve --data {tmp_path}\n"
    )
    verified = nianbao("verify", "--data", tmp_path, "--cells").stdout
    assert verified == "2 records, 200 cells, no problems\n"
    assert nianbao("verify", "--data", tmp_path).stdout == "2 records, no problems\n"
    as_json = nianbao("build", "--data", tmp_path, "--sites", sites, "--json").stdout
    assert json.loads(as_json) == {
        "reports": 1,
        "partial": 0,
        "agencies": 1,
        "documents": {"current": 1, "not_a_report": 1},
        "failed_checks": {},
        "mismatches": 0,
    }
    _spoil_a_cell(tmp_path / "evidence.db")
    spoilt = nianbao("verify", "--data", tmp_path, "--cells", "--json")
    assert spoilt.exit_code == 1
    answer = json.loads(spoilt.stdout)
    assert (answer["records"], answer["cells"], answer["ok"]) == (2, 200, False)
    (problem,) = answer["problems"]
    assert "requests.granted.total at table[" in problem
    assert "read '987654321'" in problem


def _spoil_a_cell(evidence: Path) -> None:
    db = Database(evidence)
    db.execute(
        "update cell set raw = '987654321' where figure = "
        "(select id from figure where address = 'requests.granted.total')"
    )
    db.close()


def test_verify_finds_a_damaged_record(tmp_path: Path) -> None:
    """A flipped byte in a WARC file is a problem with its place, exit code 1."""
    make_store(tmp_path, [Got("/1.html", report(0), title(0))])
    (warc,) = (tmp_path / "store" / "warc").iterdir()
    body = bytearray(warc.read_bytes())
    body[len(body) // 2] ^= 0xFF
    warc.write_bytes(bytes(body))
    result = nianbao("verify", "--data", tmp_path)
    assert result.exit_code == 1
    assert warc.name in result.stdout
    assert nianbao("verify", "--data", tmp_path, "--cells").exit_code == 2


def test_build_says_what_the_store_has_lost(tmp_path: Path, sites: Path) -> None:
    """A torn WARC file costs its documents, said in the line and the exit code."""
    make_store(tmp_path, [Got(f"/{n}.html", report(n), title(n)) for n in (0, 1)])
    warc = _tear(tmp_path / "store")
    result = nianbao("build", "--data", tmp_path, "--sites", sites)
    assert result.exit_code == 1
    assert "1 DAMAGED IN THE STORE, see `nianbao verify`" in result.stdout
    db = Database(tmp_path / "archive.db")
    lost = list(db.query("select reason from document where status = 'damaged'"))
    db.close()
    assert [warc.name in row["reason"] for row in lost] == [True]


def test_a_store_without_its_files_replaces_no_archive(tmp_path: Path, sites: Path) -> None:
    """With every original away, as on a disk not mounted, the old archive stays."""
    make_store(tmp_path, [Got("/0.html", report(0), title(0))])
    assert nianbao("build", "--data", tmp_path, "--sites", sites).exit_code == 0
    before = (tmp_path / "archive.db").read_bytes()
    (tmp_path / "store" / "warc").rename(tmp_path / "away")
    result = nianbao("build", "--data", tmp_path, "--sites", sites)
    assert result.exit_code == 2
    assert "not one original can be read; run `nianbao verify`" in result.output
    assert (tmp_path / "archive.db").read_bytes() == before


def test_verify_survives_a_damaged_evidence(tmp_path: Path, sites: Path) -> None:
    """A damaged evidence.db is a problem in one line with its remedy."""
    make_store(tmp_path, [Got("/0.html", report(0), title(0))])
    nianbao("build", "--data", tmp_path, "--sites", sites)
    with (tmp_path / "evidence.db").open("r+b") as file:
        file.seek(4096)
        file.write(bytes(40_000))
    result = nianbao("verify", "--data", tmp_path, "--cells")
    assert result.exit_code == 1
    assert "evidence.db: damaged" in result.stdout
    assert "run `nianbao build` again" in result.stdout


def _tear(store: Path) -> Path:
    (warc,) = (store / "warc").iterdir()
    os.truncate(warc, warc.stat().st_size - 500)
    return warc


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_is_a_port(command: str) -> None:
    """A number that is no port is refused before anything is done."""
    result = nianbao(command, "--port", "99999")
    assert result.exit_code == 2
    assert "65535" in result.output


def test_demo_looks_at_its_port_before_the_work(tmp_path: Path) -> None:
    """A port that is taken is refused at once, and nothing is made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = nianbao("demo", "--port", port, "--dir", tmp_path / "demo")
    assert result.exit_code == 2
    assert f"port {port}: Address already in use; choose another with --port" in result.output
    assert not (tmp_path / "demo").exists()


def test_folders_that_cannot_be_written_are_named(tmp_path: Path, sites: Path) -> None:
    """What the system refuses is said in one line with its place and a remedy."""
    make_store(tmp_path, [Got("/0.html", report(0), title(0))])
    (tmp_path / "build.lock").mkdir()
    result = nianbao("build", "--data", tmp_path, "--sites", sites)
    assert result.exit_code == 2
    assert f"{tmp_path / 'build.lock'}: Is a directory; make it a folder" in result.output
    (tmp_path / "file").touch()
    result = nianbao("demo", "--no-serve", "--dir", tmp_path / "file" / "demo")
    assert result.exit_code == 2
    assert "Not a directory; choose another with --dir" in result.output


def test_serve_wants_an_archive(tmp_path: Path) -> None:
    """Nothing is served before a build, and the message says so."""
    result = nianbao("serve", "--data", tmp_path)
    assert result.exit_code == 2
    assert "nianbao build" in result.output
