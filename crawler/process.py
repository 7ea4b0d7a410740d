"""The process a crawl runs in: one reactor, one store, one Scrapy crawler for each site.

Started by `crawler.run` as `python -m crawler.process`. The job comes as one line of JSON on
standard input; what happens goes out as lines of JSON on standard output (`crawler.lifeline`).
"""

import asyncio
import contextlib
import gc
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.crawler import AsyncCrawlerProcess

from crawler.agenda import Agenda
from crawler.alerts import Alerts, Change, tell_changes
from crawler.answers import BEIJING
from crawler.base import ReportSpider
from crawler.checkup import Left, examine, state_told
from crawler.due import Ask
from crawler.health import BAD
from crawler.hostlock import HostBusy, holding, hosts_of, lock_folder
from crawler.lifeline import leave, tell, watch
from crawler.middlewares.pace import LONGEST_DELAY
from crawler.settings import settings_for
from crawler.shards import groups
from crawler.sites import Site, SiteError, site_from
from crawler.store import Store, StoreError
from crawler.tasks import spider_for
from crawler.waiting import PLACE, clear, give_back

BEAT = 0.5  # seconds between two reports of progress
BROWSERS = 2  # beside each other: each takes some hundred MB
AT_ONCE = 320  # groups of sites beside each other: each waits most of its time for its own pace


class Job(NamedTuple):
    """What is to be done with each site, which of its documents are asked for, and the time."""

    task: str
    ask: Ask
    moment: datetime


@dataclass
class Crawl:
    """What runs: the reactor's process, the store, and how far the sites have come."""

    process: AsyncCrawlerProcess
    store: Store
    run: str
    job: Job
    locks: Path
    unable: Mapping[str, str] = field(default_factory=dict)  # why a site cannot be crawled here
    notes: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)  # documents not due today
    interrupted: bool = False
    browsers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(BROWSERS))


async def crawl_all(crawl: Crawl, sites: Iterable[Site]) -> None:
    """Crawl every site, groups beside each other, and return when all have ended."""
    turns = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(crawl_group(crawl, group, turns) for group in groups(sites)))


async def crawl_group(crawl: Crawl, sites: Iterable[Site], turns: asyncio.Semaphore) -> None:
    """Crawl sites that share a host, one after the other."""
    async with turns:
        for site in sites:
            if not crawl.interrupted:
                await crawl_site(crawl, site)


async def crawl_site(crawl: Crawl, site: Site) -> None:
    """Crawl one site, its hosts held, and note why it failed, if it did."""
    holder = f"site {site.id} into {crawl.store.folder}"
    if site.id in crawl.unable:
        crawl.notes[site.id] = f"no_browser: {crawl.unable[site.id]}"
        return
    try:
        async with crawl.browsers if site.rendered else contextlib.nullcontext():
            with holding(crawl.locks, hosts_of(site), holder):
                await crawl_held(crawl, site)
    except HostBusy as busy:
        crawl.notes[site.id] = f"host_busy: {busy}"


async def crawl_held(crawl: Crawl, site: Site) -> None:
    """Crawl one site; return when its hosts may be asked again."""
    crawler = crawl.process.create_crawler(spider_for(site, crawl.job.task))
    # What waits in the downloader is still sent when a site is stopped: let little wait there.
    at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") * len(site.hosts)
    crawler.settings.set("CONCURRENT_REQUESTS", 2 * at_once, priority="spider")
    agenda = Agenda(crawl.store.history, site.id, crawl.job.ask, crawl.job.moment)
    given = {"site": site, "store": crawl.store, "run": crawl.run, "agenda": agenda}
    with tempfile.TemporaryDirectory(prefix=PLACE, dir=crawl.store.folder) as waiting:
        crawler.settings.set("JOBDIR", waiting, priority="spider")
        await asyncio.wait([crawl.process.crawl(crawler, **given)])
    crawl.left[site.id] = agenda.left
    spider, notes = crawler.spider, ["it could not start: see crawl.log"]
    left = Left(is_error=True)
    if isinstance(spider, ReportSpider):
        walked = spider.walked
        notes = walked.notes
        crawl.interrupted = crawl.interrupted or spider.ended == "shutdown"
        is_error = bool(crawler.stats.get_value("spider_exceptions/count"))
        if is_error:
            notes = [*notes, "an error of the spider: see crawl.log"]
        stopped = spider.ended if spider.ended != "finished" else ""
        left = Left(tuple(walked.tallies.values()), stopped, is_error, tuple(walked.notes))
    if notes:
        crawl.notes[site.id] = "; ".join(notes)
    if crawl.job.task == "crawl" and not crawl.interrupted:
        check_up(crawl, site, left)
    # Whoever is on these hosts next knows nothing of the last request.
    if crawler.spider and not crawl.interrupted:
        await asyncio.sleep(crawler.stats.get_value(LONGEST_DELAY, site.delay))


def check_up(crawl: Crawl, site: Site, left: Left) -> None:
    """Judge how a site is after its crawl; what is wrong stands first in the site's note."""
    health = examine(crawl.store.index, crawl.run, site.id, left, datetime.now(BEIJING).date())
    crawl.changes.append(Change(site, state_told(crawl.store.index, site.id), health))
    if health.state in BAD:
        noted = crawl.notes.get(site.id, "")
        is_said = bool(noted) and health.cause.startswith("list_")  # by the spider, in its words
        told = "" if is_said else health.note_en
        crawl.notes[site.id] = "; ".join(filter(None, (told, "" if noted in told else noted)))


async def beat(crawl: Crawl) -> None:
    """Report progress, make the store durable, give memory back, again and again."""
    while True:
        await asyncio.sleep(BEAT)
        crawl.store.flush_if_due()
        give_back()
        tell(event="progress", **progress(crawl))


def progress(crawl: Crawl) -> dict[str, int]:
    """Return how many requests have ended, and how many there are as far as is known."""
    queued = 0
    for crawler in crawl.process.crawlers:
        if crawler.crawling:
            count = crawler.stats.get_value
            queued += count("scheduler/enqueued", 0) - count("scheduler/dequeued", 0)
    return {"done": crawl.store.recorded, "total": crawl.store.recorded + queued}


def outcome(crawl: Crawl, sites: Iterable[Site], warnings: list[str]) -> dict[str, object]:
    """Return the last event: by site its counts (kind, reason, number) and why it failed."""
    counts: dict[str, list[tuple[str, str, int]]] = {site.id: [] for site in sites}
    for (site, kind, reason), number in crawl.store.index.counts(crawl.run).items():
        counts[site].append((kind, reason, number))
    return {
        "event": "end",
        "run": crawl.run,
        "interrupted": crawl.interrupted,
        "counts": counts,
        "notes": crawl.notes,
        "warnings": warnings,
        "left": crawl.left,
    }


def run_crawl(
    sites: list[Site],
    store: Store,
    settings: dict[str, Any],
    job: Job,
    alerts: Alerts | None,
    unable: Mapping[str, str],
) -> dict[str, object]:
    """Crawl *sites* into *store*, tell what changed, return the outcome; blocks meanwhile."""
    process, locks = AsyncCrawlerProcess(settings), lock_folder()
    clear(store.folder)
    store.keep_sites(sites)
    run = store.begin_run((site.id for site in sites), job.task)
    crawl = Crawl(process, store, run, job, locks, unable)
    loop = asyncio.get_event_loop()
    loop.add_reader(sys.stdin.fileno(), leave, store)
    beating = loop.create_task(beat(crawl))
    crawling = loop.create_task(crawl_all(crawl, sites))
    crawling.add_done_callback(process._stop_reactor)  # as Scrapy does once all is crawled
    process.start(stop_after_crawl=False)
    beating.cancel()
    if crawling.done():
        crawling.result()  # an error of ours is a traceback, not a quiet end
    else:
        crawl.interrupted = True
    store.end_run(crawl.run, "aborted" if crawl.interrupted else "done", crawl.notes)
    warnings = tell_changes(store.index, alerts, crawl.run, crawl.changes)
    return outcome(crawl, sites, warnings)


def _job(said: Mapping[str, Any]) -> Job:
    moment = datetime.fromisoformat(said["moment"]) if said["moment"] else datetime.now(UTC)
    return Job(said["task"], Ask(said["ask"]), moment)


def main() -> None:
    """Read the job, do it, tell how it ended."""
    gc.freeze()  # Scrapy's hundred thousand objects: the collector need not walk them each time
    gc.set_threshold(20_000, 20, 20)
    job = json.loads(sys.stdin.readline())
    watch()
    folder, contact = Path(job["folder"]), job["contact"]
    try:
        sites = [site_from(block) for block in job["sites"]]
        settings = settings_for(sites, contact, job["settings"])
        info = {"operator": contact, "http-header-user-agent": settings["USER_AGENT"]}
        with Store(folder, info=info) as store:
            settings["LOG_FILE"] = str(folder / "crawl.log")
            alerts = Alerts(**job["alerts"]) if job["alerts"] else None
            event = run_crawl(sites, store, settings, _job(job), alerts, job["unable"])
    except (SiteError, StoreError, OSError) as error:
        tell(event="error", error=str(error))
    else:
        tell(event="progress", done=store.recorded, total=store.recorded)
        tell(**event)


if __name__ == "__main__":
    main()
