"""How each site was crawled last: when, how it was left, how many requests ended how."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.wording import counted
from crawler.checkup import last_health
from crawler.states import facts
from crawler.store import GOOD, Store

KEPT = f"""
SELECT site, count(DISTINCT url) FROM fetch
WHERE kind = 'report' AND reason IN ({", ".join("?" * len(GOOD))}) GROUP BY site
"""  # noqa: S608 - only question marks


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last crawl of a site: its id, when it began, whether it came to its end.

    `state` is the site's health after it, "" where an older store has none; `note` says why it
    failed, "" if it did not; `counts` is its requests by how they ended, `reports` how many of its
    reports were ever kept.
    """

    run: str
    started: str
    ended: str
    state: str
    note: str
    counts: Mapping[str, int]
    reports: int

    @property
    def line(self) -> str:
        """One line for a person.

        >>> LastRun("r", "2026-02-01T02:00:00Z", "done", "ok", "", {"timeout": 2, "ok": 1}, 3).line
        '2026-02-01 02:00 ok: 1 ok, 2 timeout; 3 reports kept'
        """
        when = self.started[:16].replace("T", " ")
        state = facts().states[self.state].en if self.state else self.ended
        if self.ended != "done" and self.state:
            state = f"{state}, {self.ended}"
        said = ", ".join(f"{number} {why}" for why, number in sorted(self.counts.items()))
        return f"{when} {state}: {said or 'nothing asked'}; {counted(self.reports, 'report')} kept"


def last_runs(folder: Path) -> dict[str, LastRun]:
    """Return the last crawl of every site that a store knows, by id; nothing without a store.

    Raises `StoreError` where it cannot be read.
    """
    if not (folder / "store.db").is_file():
        return {}
    with Store(folder, read_only=True) as store:
        kept = dict(store.index.db.execute(KEPT, GOOD).fetchall())
        reasons = cache(store.index.reasons)
        found: dict[str, LastRun] = {}
        for site in sorted({id_ for run in store.runs() for id_ in run.sites}):
            if visit := next(store.history.visits(site), None):
                health = last_health(store.index, site)
                is_of_it = health is not None and health.run == visit.run
                found[site] = LastRun(
                    run=visit.run,
                    started=visit.started,
                    ended=visit.state,
                    state=health.state if health and is_of_it else "",
                    note=visit.note,
                    counts=reasons(visit.run).get(site, {}),
                    reports=kept.get(site, 0),
                )
        return found
