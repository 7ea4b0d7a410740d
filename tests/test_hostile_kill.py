"""`kill -9` in the middle of a build and of a crawl, by real processes and real signals."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from archive import serving as serving_module
from archive.build import FILES, build
from benchmarks.pages import page, title
from benchmarks.server import serving
from benchmarks.stores import Got, make_store, site_at
from crawler.store import Store

NIANBAO = (sys.executable, "-c", "from archive.cli import main; main()")
REPORTS = 24


@contextmanager
def killed(*command: str, when: Callable[[], bool]) -> Iterator[None]:
    """Start `nianbao`, kill it and all it has started as soon as `when` is true."""
    process = subprocess.Popen([*NIANBAO, *command], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not when():
        assert process.poll() is None, f"ended by itself with {process.returncode}"
        assert time.monotonic() < deadline, "the moment never came"
        time.sleep(0.002)
    family = [*children(process.pid), process.pid]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    yield


def children(pid: int) -> list[int]:
    """The processes a process has started, and theirs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [process for child in map(int, listed) for process in [*children(child), child]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a store of generated reports and the databases built from it."""
    data = tmp_path_factory.mktemp("built")
    make_store(data, (Got(f"/{n}.html", page(n, 20_000), title(n)) for n in range(REPORTS)))
    build(data, [site_at()])
    return data


def reports(path: Path) -> list[tuple[str, int]]:
    """The reports of a database, by id."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute("select id, received from report order by id").fetchall()


@pytest.mark.parametrize("moment", ["staging", "evidence.db", "archive.db", "archive.sql.gz"])
def test_a_killed_build_leaves_the_old_archive_served(
    tmp_path: Path, built: Path, moment: str
) -> None:
    """The old files are byte for byte there and served; the next build is complete."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    before = reports(tmp_path / "archive.db")
    contents = {name: (tmp_path / name).read_bytes() for name in FILES}
    app = serving_module.datasette(tmp_path)
    building = tmp_path / f"{moment}.building"
    with killed("build", "--data", str(tmp_path), when=building.exists):
        assert {name: (tmp_path / name).read_bytes() for name in FILES} == contents
        assert reports(tmp_path / "archive.db") == before
        served = asyncio.run(app.client.get("/archive/report.json?_shape=array&_size=max"))
        assert {row["id"] for row in served.json()} == {id_ for id_, _ in before}
    build(tmp_path, [site_at()])
    assert reports(tmp_path / "archive.db") == before
    assert list(tmp_path.glob("*.building*")) == []


def fetched(folder: Path) -> dict[str, str]:
    """What the store has recorded for good: address to sha256."""
    path = folder / "store.db"
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            return dict(db.execute("select url, sha256 from fetch where reason = 'ok'"))
        except sqlite3.OperationalError:  # not created yet, or just being written
            return {}


def test_a_killed_crawl_loses_no_recorded_original(tmp_path: Path) -> None:
    """What was recorded is there after the kill and after the next crawl, which completes it."""
    store = tmp_path / "store"
    with serving(400) as base:
        sites = tmp_path / "sites.toml"
        sites.write_text(toml(base), encoding="utf-8")
        command = ("crawl", "example-county", "--data", str(tmp_path), "--sites", str(sites))
        with killed(*command, when=lambda: len(fetched(store)) > 20):
            recorded = fetched(store)
            assert 20 < len(recorded) < 401
            assert readable(store) >= recorded.items()
        subprocess.run([*NIANBAO, *command], check=True, stderr=subprocess.DEVNULL)
    assert readable(store) >= recorded.items()
    with Store(store, read_only=True) as opened:
        assert {f.url for f in opened.fetches() if f.kind == "report"} == {
            f"{base}/r/{n}.html" for n in range(400)
        }
        assert list(opened.verify()) == []
        assert [run.state for run in opened.runs()][-1] == "done"


def readable(store: Path) -> set[tuple[str, str]]:
    """Address and sha256 of every original whose bytes can be read back and are those recorded."""
    found = set()
    with Store(store, read_only=True) as opened:
        for fetch in opened.fetches():
            if fetch.reason == "ok" and sha256(opened.payload(fetch)).hexdigest() == fetch.sha256:
                found.add((fetch.url, fetch.sha256))
    return found


def toml(base: str) -> str:
    """The registry block of the site at this address."""
    site = site_at(base)
    return f"""
[[site]]
id = "{site.id}"
name = "{site.name}"
province = "{site.province}"
division = "{site.division}"
level = "{site.level}"
cms = "links"
base = "{site.base}"
hosts = ["{site.hosts[0]}"]
lists = ["{site.lists[0]}"]
delay = 0.01  # at full speed the crawl could end before it is killed on a busy machine
loopback = true
options = {{ link = "li a" }}
"""
