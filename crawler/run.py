"""Starting a crawl: in a process of its own, with a progress bar and a line for each site.

Importing this never imports Scrapy, and a crawl may be started any number of times.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from crawler.alerts import AlertError, Alerts, load_alerts
from crawler.due import Ask
from crawler.reasons import of_kind
from crawler.rendering import PART, lacking, needs_browser
from crawler.sites import Site

DOCUMENTS = ("report", "attachment")
KNOWN = ("unchanged", "not_modified")
ASIDE = ("robots", PART)  # kinds of fetches that nobody counts
COMMAND = [sys.executable, "-P", "-m", "crawler.process"]


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """How a site's crawl ended: fetches by reason, and why it failed.

    `kept` counts the new or changed documents, `known` those found unchanged and `left` those that
    were not due; list pages are none of them.
    """

    site: str
    reasons: Mapping[str, int]
    kept: int
    known: int
    note: str
    left: int = 0

    @property
    def line(self) -> str:
        """One line for a person.

        >>> SiteSummary("demo", {"ok": 5, "unchanged": 2, "blocked": 1}, 4, 2, "").line
        'demo: done: 4 new or changed documents, 2 unchanged, 1 blocked'
        >>> SiteSummary("demo", {"unchanged": 2}, 0, 2, "", left=9).line
        'demo: done: nothing new, 2 unchanged, 9 not due'
        """
        documents = "document" if self.kept == 1 else "documents"
        kept = f"{self.kept} new or changed {documents}" if self.kept else "nothing new"
        parts = [kept, f"{self.known} unchanged"]
        parts += [f"{self.left} not due"] if self.left else []
        passed = {"ok", *KNOWN, *of_kind("step")}
        parts += [f"{n} {why}" for why, n in sorted(self.reasons.items()) if why not in passed]
        state = f"FAILED: {self.note}" if self.note else "done"
        return f"{self.site}: {state}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """How a crawl ended. `exit_code`: 0 done, 1 some sites failed, 2 it could not run (`error`).

    `warnings` are the alerts that could not be delivered; they fail no crawl.
    """

    run: str = ""
    sites: tuple[SiteSummary, ...] = ()
    interrupted: bool = False
    error: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a command that crawls should exit with."""
        if self.error:
            return 2
        return 1 if self.interrupted or any(site.note for site in self.sites) else 0


def crawl(
    sites: Collection[Site],
    folder: Path,
    *,
    contact: str = "",
    progress: bool = True,
    settings: Mapping[str, Any] | None = None,
    task: str = "crawl",
    ask: Ask = Ask.DUE,
    moment: datetime | None = None,
    alerts: Path | None = None,
    files: Mapping[str, Path] | None = None,
) -> CrawlSummary:
    """Crawl *sites* into the store in *folder* and return how it went; never raises for a site.

    *contact* is the operator's address in the user agent, else `NIANBAO_CONTACT`; only loopback
    sites do without. *settings* override Scrapy settings; *task* is one of `crawler.tasks`;
    *ask* says which documents of the lists are asked for, *moment* what is due (now if not given).
    *alerts* is the file that says whom to tell of a site's change, else `NIANBAO_ALERTS`.
    *files* names by site the file its block stands in, for messages. A site whose pages are drawn
    by script, where nothing here can draw them, has failed; alone it is an error.
    Ctrl-C ends the crawl in good order, a second one at once.
    """
    contact = contact or os.environ.get("NIANBAO_CONTACT", "")
    if not sites:
        return CrawlSummary(error="no site to crawl; name one of `nianbao sites list`")
    if not contact and not all(site.loopback for site in sites):
        return CrawlSummary(
            error="no contact for the user agent; give --contact, or set NIANBAO_CONTACT, to an "
            "address the sites' operators can write to"
        )
    try:
        whom = alerts_named(alerts)
    except AlertError as error:
        return CrawlSummary(error=str(error))
    unable = without_browser(sites, files or {})
    if len(unable) == len(sites):
        return CrawlSummary(error="; ".join(unable.values()))
    job = {
        "unable": unable,
        "sites": [asdict(site) for site in sites],
        "folder": str(folder.resolve()),
        "contact": contact or "none, loopback only",
        "settings": dict(settings or {}),
        "task": task,
        "alerts": asdict(whom) if whom else None,
        "ask": Ask.ALL if task == "sample" else ask,
        "moment": moment.isoformat() if moment else "",
    }
    return _done(job, progress=progress)


def without_browser(sites: Collection[Site], files: Mapping[str, Path]) -> dict[str, str]:
    """Return by site, of those that need a browser where there is none, the line that says so."""
    lacks = lacking() if any(site.rendered for site in sites) else ""
    drawn = [site.id for site in sites if site.rendered and lacks]
    return {site: needs_browser(site, lacks, str(files.get(site, ""))) for site in drawn}


def alerts_named(file: Path | None) -> Alerts | None:
    """Return what *file* says, else the file `NIANBAO_ALERTS` names; None where neither does.

    Raises `AlertError` where it is wrong.
    """
    named = str(file or os.environ.get("NIANBAO_ALERTS", ""))
    return load_alerts(Path(named)) if named else None


def _done(job: Mapping[str, object], *, progress: bool) -> CrawlSummary:
    """Give the job to a child process and return what became of it."""
    last: dict[str, Any] = {}
    with (
        subprocess.Popen(  # noqa: S603 - our own module, no shell
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches it through us only, once
        ) as child,
        tqdm(unit="req", disable=not progress, dynamic_ncols=True) as bar,
    ):
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(job) + "\n")
            child.stdin.flush()  # and stays open: its end tells the child that we are gone
        except BrokenPipeError:
            pass  # it died at once; its exit status says so below
        for event in _events(child):
            if event["event"] == "progress":
                bar.total = event["total"]
                bar.update(event["done"] - bar.n)
            else:
                last = event
    return _summary(last, child.returncode)


def _events(child: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """Yield what the child tells until it ends; Ctrl-C is passed on to it."""
    assert child.stdout is not None
    while True:
        try:
            line = child.stdout.readline()
            if not line:
                return
            yield json.loads(line)
        except KeyboardInterrupt:
            child.send_signal(signal.SIGINT)


def _summary(last: Mapping[str, Any], status: int) -> CrawlSummary:
    if not last:
        return CrawlSummary(
            error=f"the crawl's process ended with status {status}; run it again: nothing that "
            "was recorded is lost"
        )
    if "error" in last:
        return CrawlSummary(error=last["error"])
    sites = (
        _site(site, counts, last["notes"].get(site, ""), last["left"].get(site, 0))
        for site, counts in last["counts"].items()
    )
    warnings = tuple(last["warnings"])
    return CrawlSummary(last["run"], tuple(sites), last["interrupted"], warnings=warnings)


def _site(site: str, counts: list[tuple[str, str, int]], note: str, left: int) -> SiteSummary:
    reasons: dict[str, int] = {}
    for kind, reason, number in counts:
        if kind not in ASIDE:
            reasons[reason] = reasons.get(reason, 0) + number
    documents = [(reason, number) for kind, reason, number in counts if kind in DOCUMENTS]
    kept = sum(number for reason, number in documents if reason == "ok")
    known = sum(number for reason, number in documents if reason in KNOWN)
    return SiteSummary(site, reasons, kept, known, note, left)
