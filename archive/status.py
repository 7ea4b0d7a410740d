"""How every site is, as an operator reads it: the health after its last crawl and the next step."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from archive.wording import columns, counted, padded
from crawler.due import in_season
from crawler.health import SiteHealth
from crawler.sites import Site
from crawler.states import Step, facts

NEVER = "never_run"
PATIENCE = (14, 3)  # days without a crawl, out of season and in it, that no schedule explains
HEAD = ("SITE", "NAME", "STATE", "SINCE", "LAST RUN", "FOUND")


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """A site, its health, and the days since it was last crawled."""

    site: Site
    health: SiteHealth
    days: int = 0
    is_forgotten: bool = False

    @property
    def step(self) -> Step:
        """What is to be done; a site that no schedule crawls any more wants a person."""
        step = self.health.step
        if not self.is_forgotten or step.person:
            return step
        return replace(
            step,
            person=True,
            next_zh=f"已 {self.days} 天没有抓取：定时任务还在运行吗？",
            next_en=f"not crawled for {self.days} days: is the schedule still running?",
        )

    @property
    def answer(self) -> dict[str, object]:
        """The status as `--json` prints it."""
        step = self.step
        return {
            **asdict(self.health),
            "name": self.site.name,
            "province": self.site.province,
            "person": step.person,
            "next": step.next_zh,
            "next_en": step.next_en,
        }

    @property
    def cells(self) -> tuple[str, ...]:
        """The status as a line of the table, under `HEAD`."""
        health = self.health
        found = f"{health.found}/{health.expected}" if health.at else ""
        state, last_run = facts().states[health.state].en, health.at[:16].replace("T", " ")
        return (self.site.id, self.site.name, state, health.since[:10], last_run, found)


def statuses(
    sites: Mapping[str, Site], healths: Iterable[SiteHealth], today: date
) -> Iterator[SiteStatus]:
    """Yield every site's status by id; of all its *healths*, in order, the last one counts."""
    last = {health.site: health for health in healths}
    patience = PATIENCE[in_season(today)]
    for id_, site in sorted(sites.items()):
        health = last.get(id_)
        if health is None:
            yield SiteStatus(site, SiteHealth(id_, "", "", NEVER, ""))
            continue
        days = (today - date.fromisoformat(health.at[:10])).days
        yield SiteStatus(site, health, days, is_forgotten=days > patience)


def table(found: Sequence[SiteStatus]) -> Iterator[str]:
    """Yield the lines of a table; what wants a word says it below its own line."""
    rows = [HEAD, *(status.cells for status in found)]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    yield _line(HEAD, widths)
    for status, row in zip(found, rows[1:], strict=True):
        yield _line(row, widths)
        if status.health.note_en:
            yield f"    {status.health.note_en}"
        if status.step.person:
            yield f"    next: {status.step.next_en}"


def summary(found: Sequence[SiteStatus]) -> str:
    """Return the sites in one line, by state."""
    states = Counter(status.health.state for status in found)
    parts = [f"{n} {facts().states[state].en}" for state, n in states.most_common()]
    wanting = sum(status.step.person for status in found)
    wants = f"{counted(wanting, 'site wants', 'sites want')} someone" if wanting else "all is well"
    return f"{counted(len(found), 'site')}: {', '.join(parts)}{'; ' if parts else ''}{wants}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(map(padded, cells, widths)).rstrip()
