"""How a site is: a quiet publisher, a broken spider, a block and an outage told apart.

Pure: what a run saw of a site's lists, what the last good run saw and what the season owes in, one
`SiteHealth` out. States, their wording and the next steps are data (`health.toml`). A site's first
run is compared with nothing, so it can be blocked or unreachable, but never broken.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.season import Season
from crawler.states import Step, facts, kind_of_failure, step_of

LOST = 1 / 3  # share of a list's reports whose loss is no tidying up
FEW = 3  # reports; a list that lost fewer has not shrunk
SHRANK = ": list_shrank: "  # in the note on a list of which some reports are gone
BAD = ("broken", "blocked", "unreachable")  # the gravest first: it is the site's state


@dataclass(frozen=True, slots=True)
class Tally:
    """How one list was walked in one run: pages that answered, links, report titles among them.

    `failure` is "" or why the walk ended before the list did: a fetch reason, `bad_list` or
    `too_many_pages`. `may_lack` marks a list that need not exist yet, such as next year's.
    """

    list_url: str
    pages: int = 0
    links: int = 0
    accepted: int = 0
    failure: str = ""
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What one run saw of a site.

    `failed` counts its requests for reports that ended badly, by reason, and `fetched` those that
    ended well; `unkept` are the listed reports of the season (or of no year) that were never kept,
    by the reason of the last try, and `unkept_old` the others. `stopped` says why the run left the
    site before its end, and `stopped_by` is the reason of its last failure. `notes` are what the
    spider itself had to say.
    """

    site: str
    run: str
    started: str
    tallies: tuple[Tally, ...] = ()
    fetched: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    unkept: Mapping[str, int] = field(default_factory=dict)
    unkept_old: Mapping[str, int] = field(default_factory=dict)
    stopped: str = ""
    stopped_by: str = ""
    is_error: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """The state of a site after a run, since when, and why; `note` is Chinese, `note_en` English.

    `at` is when the run began, and so is `since` of the run that first found the state.
    `expected`, `owed` and `found` are those of `Season`; `cause` is an id of `health.toml`, ""
    where there is nothing to say.
    """

    site: str
    run: str
    at: str
    state: str
    since: str
    cause: str = ""
    expected: int = 0
    owed: int = 0
    found: int = 0
    note: str = ""
    note_en: str = ""

    @property
    def step(self) -> Step:
        """What is to be done, and what may be said of a report that was not seen."""
        return step_of(self.state, self.cause, self.site)


class Problem(NamedTuple):
    """Something that is wrong: a cause, the list it is wrong with, the fields of its sentence."""

    cause: str
    list: str = ""
    before: int = 0
    now: int = 0
    reason: str = ""
    year: int = 0

    @property
    def state(self) -> str:
        """The state it brings about."""
        return facts().causes[self.cause].state

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return facts().causes[self.cause].zh.format(**self._asdict())

    @property
    def en(self) -> str:
        """The sentence in English."""
        return facts().causes[self.cause].en.format(**self._asdict())


def judge(
    seen: SiteRun, last: SiteHealth | None, sound: Mapping[str, Tally], season: Season
) -> SiteHealth:
    """Return the health of a site after a run.

    Args:
        seen: the run.
        last: the health after the run before, None in a site's first run ever.
        sound: the last walk of each list that was not found wanting, by address.
        season: what is owed.
    """
    problems = list(_problems(seen, sound)) or ([] if last is None else list(_doubts(seen, season)))
    gravest = [each for bad in BAD for each in problems if each.state == bad] or problems
    state = gravest[0].state if gravest else "ok"
    if last is None and state in ("ok", "broken"):
        state = "new"
    return SiteHealth(
        site=seen.site,
        run=seen.run,
        at=seen.started,
        state=state,
        since=last.since if last and last.state == state else seen.started,
        cause=gravest[0].cause if gravest else "",
        expected=season.expected,
        owed=season.owed,
        found=season.found,
        note="；".join(each.zh for each in problems),
        note_en="; ".join(each.en for each in problems),
    )


def sound_tallies(seen: SiteRun, sound: Mapping[str, Tally]) -> Iterator[Tally]:
    """Yield the tallies of a run by which later ones may be measured."""
    if not (seen.stopped or seen.is_error):
        for tally in seen.tallies:
            if not any(_of_list(tally, sound.get(tally.list_url))):
                yield tally


def _problems(seen: SiteRun, sound: Mapping[str, Tally]) -> Iterator[Problem]:
    """Yield what kept the run from seeing the site whole."""
    if seen.is_error:
        yield Problem("error")
    if seen.stopped:
        is_block = kind_of_failure(seen.stopped_by) == "blocked"
        yield Problem("stopped_blocked" if is_block else "stopped", reason=seen.stopped)
    # What a run left half way cannot be compared with a whole one.
    tallies = [tally for tally in seen.tallies if tally.failure or not seen.stopped]
    found = [each for tally in tallies for each in _of_list(tally, sound.get(tally.list_url))]
    yield from found
    if not (found or seen.is_error or seen.stopped):
        yield from _of_reports(seen)
        for note in seen.notes:
            cause = "vanished" if SHRANK in note else "noted"
            yield Problem(cause, reason=note)


def _of_list(tally: Tally, before: Tally | None) -> Iterator[Problem]:
    """Yield what is wrong with a list, measured by its last sound tally."""
    url = tally.list_url
    if tally.may_lack and not (tally.links or tally.failure or before):
        return
    if tally.failure in ("bad_list", "too_many_pages"):
        yield Problem(tally.failure, url)
    elif tally.failure:
        yield Problem(f"list_{kind_of_failure(tally.failure)}", url, reason=tally.failure)
    elif not tally.links and (before is None or before.links):
        yield Problem("no_links", url, before.links if before else 0)
    elif not tally.accepted and (before is None or before.accepted):
        yield Problem("no_titles", url, before.accepted if before else 0, tally.links)
    elif before and tally.pages < before.pages and tally.links < before.links:
        yield Problem("pages_gone", url, before.pages, tally.pages)
    elif before and before.accepted - tally.accepted >= max(FEW, LOST * before.accepted):
        yield Problem("list_shrank", url, before.accepted, tally.accepted)


def _of_reports(seen: SiteRun) -> Iterator[Problem]:
    """Yield that reports cannot be had, where that has one cause.

    Most of those listed were never kept, or several that once were fail and none succeeds: what is
    asked for again only because it failed before says nothing of the site.
    """
    never = Counter(seen.unkept) + Counter(seen.unkept_old)
    listed, failed = sum(tally.accepted for tally in seen.tallies), sum(seen.failed.values())
    kinds = {kind_of_failure(reason) for reason in {*seen.failed, *never} - {""}}
    is_most = never.total() * 2 > listed or failed - never.total() >= FEW
    if is_most and not seen.fetched and kinds in ({"blocked"}, {"unreachable"}):
        yield Problem(f"reports_{kinds.pop()}", now=max(never.total(), failed))


def _doubts(seen: SiteRun, season: Season) -> Iterator[Problem]:
    """Yield what is wanting on a site whose lists were walked whole, the gravest first."""
    nobody = not season.found and season.overdue >= FEW
    if nobody:
        yield Problem("nobody", before=season.overdue, year=season.year)
    for cause, unkept in (("unkept", seen.unkept), ("unkept_old", seen.unkept_old)):
        if unkept:
            number = sum(unkept.values())
            yield Problem(cause, now=number, reason=_told(unkept), year=season.year)
    if season.found < season.owed and not nobody:
        yield Problem("late", before=season.owed, now=season.found, year=season.year)


def _told(counts: Mapping[str, int]) -> str:
    """Return counts by reason as a line.

    >>> _told({"http_404": 2, "": 1})
    '2 http_404, 1 not asked for yet'
    """
    return ", ".join(f"{count} {why or 'not asked for yet'}" for why, count in counts.items())
