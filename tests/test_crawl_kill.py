"""Crawls that end before their time: killed, orphaned, interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from crawler.run import crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Web, listing, report, serving, title

PAGES = 60
STARTED = """
import json, sys
from pathlib import Path
from crawler.run import crawl
from crawler.sites import site_from
summary = crawl([site_from(json.loads(sys.argv[1]))], Path(sys.argv[2]), progress=False)
print(summary.interrupted, summary.exit_code)
"""


def city(web: Web) -> Site:
    """A site of many reports, each told apart."""
    rows = ((f"/{number}.html", title(f"第{number}局")) for number in range(PAGES))
    web.pages["/nb/"] = listing(*rows)
    web.pages |= {f"/{number}.html": report(f"第{number}局") for number in range(PAGES)}
    # at full speed the crawl could end before the mishap on a busy machine
    return replace(web.site("links", "/nb/", link="li a"), delay=0.03)


def started(site: Site, folder: Path) -> subprocess.Popen[str]:
    """A crawl started from a process of its own, as the command does."""
    command = [sys.executable, "-c", STARTED, json.dumps(asdict(site)), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for(condition: Callable[[], object]) -> None:
    """Return when *condition* holds; fail after a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    """The processes a process started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def finishes(site: Site, folder: Path) -> None:
    """A crawl after the mishap: whole, clean, nothing of before lost or doubled."""
    with Store(folder, read_only=True) as store:
        before = {(f.url, f.sha256) for f in store.fetches() if f.reason == "ok"}
    summary = crawl([site], folder, progress=False)
    assert (summary.exit_code, summary.error) == (0, "")
    with Store(folder, read_only=True) as store:
        kept = [(f.url, f.sha256) for f in store.fetches() if f.reason == "ok"]
        assert list(store.verify()) == []
        states = [run.state for run in store.runs()]
    assert before <= set(kept)
    assert len(kept) == len(set(kept)) == PAGES + 1
    assert states == ["aborted", "done"]
    assert not list((folder / "warc").glob("*.open"))


def test_kill_in_the_middle_of_a_crawl_loses_nothing(tmp_path: Path) -> None:
    """The crawl's own process is killed; what it had recorded is all there for the next run."""
    with serving() as web:
        site = city(web)
        with started(site, tmp_path) as parent:
            wait_for(lambda: len(web.log) > PAGES // 3)
            (child,) = children(parent.pid)
            os.kill(child, signal.SIGKILL)
            assert parent.stdout is not None
            assert parent.stdout.read().split() == ["False", "2"]
        answered = {f"{web.base}{asked.path}" for asked in web.log[:-1]}
        with Store(tmp_path) as store:  # the repair alone, before any new request
            urls = {fetch.url for fetch in store.fetches()}
            assert list(store.verify()) == []
        assert len(answered - urls) <= 2  # on their way when the process died
        finishes(site, tmp_path)


def test_a_crawl_whose_starter_is_killed_stops_and_lets_go(tmp_path: Path) -> None:
    """No orphan goes on asking; the next run may begin at once."""
    with serving() as web:
        site = city(web)
        with started(site, tmp_path) as parent:
            wait_for(lambda: len(web.log) > PAGES // 3)
            parent.kill()
        finishes(site, tmp_path)


def test_ctrl_c_ends_in_good_order(tmp_path: Path) -> None:
    """One interrupt: what is under way is recorded, the run is aborted, the exit code 1."""
    with serving() as web:
        site = city(web)
        with started(site, tmp_path) as parent:
            wait_for(lambda: len(web.log) > PAGES // 3)
            parent.send_signal(signal.SIGINT)
            assert parent.stdout is not None
            assert parent.stdout.read().split() == ["True", "1"]
        assert len(web.log) < PAGES
        assert not list((tmp_path / "warc").glob("*.open"))
        finishes(site, tmp_path)


def test_a_busy_crawl_ends_when_its_parent_is_gone() -> None:
    """No turn of the reactor is needed: a process that only computes ends with its input."""
    code = (
        "from crawler.lifeline import watch; watch(0.1); print('busy', flush=True)\nwhile 1: pass"
    )
    asked = [sys.executable, "-c", code]
    with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == b"busy\n"
            assert child.poll() is None
            child.stdin.close()
            assert child.wait(timeout=20) == 1
        finally:
            child.kill()
