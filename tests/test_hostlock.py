"""One process at a time on a host, whatever store it fills."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.hostlock import HostBusy, holding, hosts_of, lock_folder
from crawler.run import crawl
from tests.crawl_server import listing, report, serving, title
from tests.test_sites import SITE

HELD = """
import sys, time
from pathlib import Path
from crawler.hostlock import holding
with holding(Path(sys.argv[1]), ["www.example.gov.cn"], "site other into /data/store"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_held_host_is_refused_with_its_holder_and_freed_at_the_end(tmp_path: Path) -> None:
    """The second is told at once; nothing is left behind."""
    with holding(tmp_path, ["a.gov.cn", "b.gov.cn"], "site x into /s"):
        with (
            pytest.raises(HostBusy, match=r"b\.gov\.cn is being crawled by process \d+, site x"),
            holding(tmp_path, ["b.gov.cn"], "site y"),
        ):
            pass
        with holding(tmp_path, ["c.gov.cn"], "site y"):
            pass
    with holding(tmp_path, ["a.gov.cn", "b.gov.cn"], "site y"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_hosts_taken_before_one_that_is_held_are_let_go(tmp_path: Path) -> None:
    """Half a site is not held."""
    with holding(tmp_path, ["b.gov.cn"], "x"):
        with pytest.raises(HostBusy), holding(tmp_path, ["a.gov.cn", "b.gov.cn"], "y"):
            pass
        with holding(tmp_path, ["a.gov.cn"], "z"):
            pass


def test_a_killed_process_frees_its_hosts(tmp_path: Path) -> None:
    """The lock is the kernel's, not a file's existence."""
    command = [sys.executable, "-c", HELD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(HostBusy, match="site other into /data/store"),
            holding(tmp_path, ["www.example.gov.cn"], "me"),
        ):
            pass
        other.kill()
        other.wait()
    with holding(tmp_path, ["www.example.gov.cn"], "me"):
        pass


def test_a_port_is_a_host_of_its_own_only_on_this_machine() -> None:
    """One public name has one pace, whatever its ports and schemes."""
    public = replace(SITE, hosts=("b.gov.cn:8080", "a.gov.cn", "a.gov.cn:81"))
    assert hosts_of(public) == ["a.gov.cn", "b.gov.cn"]
    assert hosts_of(replace(SITE, loopback=True, hosts=("127.0.0.1:81",))) == ["127.0.0.1:81"]


def test_a_second_crawl_of_a_host_names_it_and_fails_that_site_only(tmp_path: Path) -> None:
    """Another store does not make it another host; the rest of the run goes on."""
    with serving() as web, serving() as other:
        for each in (web, other):
            each.pages["/nb/"] = listing(("/r.html", title("民政局")))
            each.pages["/r.html"] = report()
        sites = [web.site("links", "/nb/", name="taken"), other.site("links", "/nb/", name="free")]
        with holding(lock_folder(), hosts_of(sites[0]), "site demo into /elsewhere"):
            summary = crawl(sites, tmp_path, progress=False)
        assert web.log == []
    taken, free = summary.sites
    assert (summary.exit_code, free.kept, free.note) == (1, 1, "")
    host = web.base.removeprefix("http://")
    assert taken.note.startswith(f"host_busy: {host} is being crawled by process ")
    assert taken.note.endswith("site demo into /elsewhere; wait for its end")


def test_where_nothing_can_be_locked_nothing_is_crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, exit code 2, no run begun."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NIANBAO_LOCKS", str(tmp_path / "file" / "locks"))
    with serving() as web:
        summary = crawl([web.site("links", "/nb/")], tmp_path / "store", progress=False)
        assert web.log == []
    assert (summary.exit_code, "set NIANBAO_LOCKS to a folder" in summary.error) == (2, True)
