"""Which sites are due today and why, from the fetch index alone; nothing is fetched here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.agenda import Agenda
from crawler.due import Ask, Looked, counts, next_day, site_due
from crawler.history import History
from crawler.sites import Site
from crawler.store import Store


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One site: why it is due, "" where it is not (see `site_due`), and when it is next.

    `last` is when it was last crawled, "" if never; `next` a day; `documents` counts the known
    documents to be asked for by reason (see `page_due`), besides every page of the lists.
    """

    site: str
    why: str
    last: str
    next: str
    documents: Mapping[str, int] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """One line for a person.

        >>> SitePlan("demo", "season", "2026-02-01T02:00:00Z", "2026-02-02", {"season": 3}).line
        'demo: due (season): its lists and 3 documents: 3 season'
        """
        if not self.why:
            return f"{self.site}: not due before {self.next}"
        said = ", ".join(f"{number} {why}" for why, number in self.documents.items())
        total = sum(self.documents.values())
        known = f" and {total} document{'s' * (total != 1)}: {said}" if total else ""
        return f"{self.site}: due ({self.why}): its lists{known}"


def plan(sites: Iterable[Site], folder: Path, moment: datetime) -> list[SitePlan]:
    """Return the plan of every site; without a store all are due.

    Raises `StoreError` where the store cannot be read.
    """
    if not (folder / "store.db").is_file():
        today = moment.astimezone(UTC).date().isoformat()
        return [SitePlan(site.id, site_due(None, moment.date()), "", today) for site in sites]
    with Store(folder, read_only=True) as store:
        return [_plan(site.id, store.history, moment) for site in sites]


def _plan(site: str, history: History, moment: datetime) -> SitePlan:
    today = moment.astimezone(UTC).date()
    visit = next(history.visits(site), None)
    looked = Looked(visit.started, visit.state, visit.note) if visit else None
    why = site_due(looked, today)
    last = visit.started if visit else ""
    documents = _documents(site, history, moment) if why else {}
    return SitePlan(site, why, last, _next(looked, why, today).isoformat(), documents)


def _next(looked: Looked | None, why: str, today: date) -> date:
    return today if why or looked is None else next_day(looked, today)


def _documents(site: str, history: History, moment: datetime) -> dict[str, int]:
    agenda = Agenda(history, site, Ask.DUE, moment)
    links = {link.url: link for link in history.index.links("site = ? AND accepted", site)}
    return counts(agenda.why(link, history.last_outcome(link.url)) for link in links.values())
