"""One crawl killed again and again, then looked at: every page once, every hash right."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from crawler.sites import Site
from crawler.store import GOOD, Store
from tests.crawl_server import Web, listing, report, serving, title

ON_A_PAGE = 50  # reports on a page of the list
ATTACHING = 10  # every tenth report attaches a file
START = 2.5  # seconds in which a kill may meet a process that has not asked for anything yet
LONGEST = 120.0  # seconds the last crawl may take


@dataclass(frozen=True)
class Outcome:
    """What a storm left: `twice` are addresses asked for again after they were recorded."""

    kills: int
    runs: int
    documents: int
    requests: int
    torn: int
    doubled: list[str]
    missing: list[str]
    twice: list[str]
    problems: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether every page is there exactly once, right, and none was asked for again."""
        return not (self.doubled or self.missing or self.twice or self.problems)


def city(web: Web, pages: int) -> tuple[Site, set[str]]:
    """A list of many pages of reports, some with a file; every body differs."""
    wanted = set()
    for first in range(0, pages, ON_A_PAGE):
        numbers = range(first, min(first + ON_A_PAGE, pages))
        after = first // ON_A_PAGE + 1
        tail = f'<a class="next" href="/nb/{after}.html">下一页</a>' * (after * ON_A_PAGE < pages)
        name = f"/nb/{first // ON_A_PAGE}.html"
        web.pages[name] = listing(*((f"/r{n}.html", title(f"第{n}局")) for n in numbers), tail=tail)
        for n in numbers:
            files = [f"/r{n}.pdf"] if n % ATTACHING == 0 else []
            # An address such as /404.html would be that of no page.
            web.pages[f"/r{n}.html"] = report(f"第{n}局", *files)
            web.pages |= dict.fromkeys(files, b"%%PDF-1.4 %d " % n + b"report " * 40 + b"%%EOF")
            wanted |= {f"/r{n}.html", *files}
    site = web.site("links", "/nb/0.html", link="li a", next="a.next")
    return replace(site, delay=0.001), {f"{web.base}{path}" for path in wanted}


def storm(
    folder: Path, *, pages: int, kills: int, seed: int, tell: Callable[[str], object]
) -> Outcome:
    """Crawl a city of *pages* reports, killing the crawl *kills* times; then let it end."""
    chance = random.Random(seed)
    with serving() as web:
        site, wanted = city(web, pages)
        recorded: set[str] = set()
        twice: list[str] = []
        for kill in range(kills):
            asked = len(web.log)
            left = len(wanted) - len(recorded)
            _life(web, site, folder, chance, left / (kills - kill))
            twice += _again(web, asked, recorded)
            recorded = _recorded(folder)
            if kill % 20 == 19:
                tell(f"{kill + 1} kills, {len(recorded & wanted)} of {len(wanted)} documents")
        asked = len(web.log)
        with _started(site, folder) as last:
            last.wait(timeout=LONGEST)
        assert last.returncode == 0
        twice += _again(web, asked, recorded)
        requests = len(web.log)
    with Store(folder, read_only=True) as store:
        rows = [f for f in store.fetches() if f.reason in GOOD]
        counts = Counter(f.url for f in rows if f.kind != "robots" and f.reason == "ok")
        kept = Counter(f.url for f in rows if f.kind in ("report", "attachment"))
        return Outcome(
            kills=kills,
            runs=sum(1 for _ in store.runs()),
            documents=len(wanted & set(kept)),
            requests=requests,
            torn=len(list((folder / "warc").glob("*.torn"))),
            doubled=sorted(url for url, number in (counts | kept).items() if number > 1),
            missing=sorted(wanted - set(kept)),
            twice=sorted(twice),
            problems=[f"{p.warc} {p.offset} {p.url} {p.what}" for p in store.verify()],
        )


def _life(web: Web, site: Site, folder: Path, chance: random.Random, share: float) -> None:
    """Let a crawl live until a random moment: of its start, or after some random requests."""
    asked, began = len(web.log), time.monotonic()
    wait, more = chance.uniform(0, START), chance.uniform(0, 2 * share)
    early = chance.random() < 0.2
    with _started(site, folder) as process:
        while process.poll() is None:
            lived = time.monotonic() - began
            if (early and lived > wait) or (not early and len(web.log) - asked > more):
                break
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.01))
        process.send_signal(signal.SIGKILL)


def _started(site: Site, folder: Path) -> subprocess.Popen[str]:
    """The crawl's own process, given its job as `crawler.run` gives it."""
    job = {
        "sites": [asdict(site)],
        "folder": str(folder),
        "contact": "none, loopback only",
        "settings": {"RETRY_TIMES": 0},
        "task": "crawl",
        "alerts": None,
        "unable": {},
        "ask": "due",
        "moment": "",
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()
    return process


def _recorded(folder: Path) -> set[str]:
    """What is not to be asked again, the store repaired as the next crawl would find it.

    Where the crawl had ended before the kill, the next one is a new one and walks the lists anew.
    """
    with Store(folder) as store:
        visit = next(store.history.visits("links"), None)
        again = ("robots", "list") if visit and visit.state == "done" else ("robots",)
        return {f.url for f in store.fetches() if f.reason in GOOD and f.kind not in again}


def _again(web: Web, since: int, recorded: set[str]) -> Iterator[str]:
    """Yield what was asked for since, though it was recorded before."""
    yield from (url for each in web.log[since:] if (url := web.base + each.path) in recorded)
