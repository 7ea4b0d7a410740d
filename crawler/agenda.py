"""What one crawl of a site asks for: the rules of `crawler.due` applied to the fetch index.

What was recorded by a crawl that ended before its time is taken from the store, not asked again.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from crawler.absence import VANISHED, is_asked_since
from crawler.due import Ask, Known, page_due
from crawler.history import History
from crawler.index import GOOD, Fetch, Link
from crawler.listing import Subject
from parsers.titles import parse_title

RESUME = timedelta(days=1)  # a crawl that ended before its time may be resumed within


class Step(Enum):
    """What to do about an address."""

    NEW = auto()  # ask; nothing is known of it
    ASK = auto()
    REPLAY = auto()  # take the page from the store: what it leads to may be missing
    LEAVE = auto()


class Agenda:
    """Decides about each address of one site's crawl; `left` counts documents not due today."""

    def __init__(self, history: History, site: str, ask: Ask, moment: datetime) -> None:
        self.history = history
        self.site = site
        self.ask = ask
        self.today = moment.astimezone(UTC).date()
        self.since = f"{moment.astimezone(UTC) - RESUME:%Y-%m-%dT%H:%M:%SZ}"
        self.unfinished = history.unfinished(site)
        self.list_days: dict[str, str] = {}
        self.left = 0

    def of_list(self, url: str, sent: str = "") -> Step:
        """Return what to do about a page of a list: it is asked once in every crawl."""
        outcome = self.history.last_outcome(url, sent)
        is_here = self._is_done(outcome) and outcome is not None and outcome.reason in GOOD
        return Step.REPLAY if is_here else Step.ASK

    def of_report(self, link: Link) -> Step:
        """Return what to do about a report a list names."""
        outcome = self.history.last_outcome(link.url)
        if outcome is None:
            return Step.NEW
        if self._is_done(outcome):
            return Step.REPLAY if outcome.reason in GOOD else Step.LEAVE
        if self.ask is not Ask.DUE or self.why(link, outcome):
            return Step.ASK
        if outcome.reason in GOOD:
            is_ours = self.history.is_known_to(self.site, link.url)
            if self._is_torn(outcome) or not is_ours:
                return Step.REPLAY
        self.left += 1
        return Step.LEAVE

    def of_attachment(self, url: str, page: Subject, *, is_page_asked: bool) -> Step:
        """Return what to do about what a page attaches; REPLAY is for framed pages alone."""
        outcome = self.history.last_outcome(url)
        if outcome is None:
            return Step.NEW
        if outcome.reason in GOOD:
            is_wanted = is_page_asked and not self._is_done(outcome)
            return Step.ASK if is_wanted else Step.REPLAY
        if self._is_done(outcome):
            return Step.LEAVE
        is_wanted = self.ask is not Ask.DUE or self._retries(outcome, page.title, page.date)
        return Step.ASK if is_wanted else Step.LEAVE

    def why(self, link: Link, outcome: Fetch | None) -> str:
        """Return why a report is due today, "" where it is not (see `page_due`)."""
        if link.list_url not in self.list_days:
            self.list_days[link.list_url] = self.history.list_since(link.list_url)
        since = self.list_days[link.list_url]
        is_absent = link.reason == VANISHED
        is_missed = is_absent and outcome is not None and not is_asked_since(link, outcome)
        return self._why(
            outcome,
            link.title,
            link.date,
            is_missed=is_missed,
            url=link.url,
            first_seen=link.first_seen,
            list_since=since,
        )

    def _is_done(self, outcome: Fetch | None) -> bool:
        """Whether the crawl that this one resumes, or this one, has asked for an address."""
        return (
            outcome is not None
            and outcome.run in self.unfinished
            and outcome.fetched_at >= self.since
        )

    def _is_torn(self, page: Fetch) -> bool:
        """Whether something that a known page attaches is missing and to be asked for."""
        if page.run in self.unfinished:
            return True
        failed = self.history.failed_attachments(page.url)
        return any(self._retries(each, page.title, page.listed_date) for each in failed)

    def _retries(self, outcome: Fetch, title: str, day: str) -> bool:
        return bool(self._why(outcome, title, day, url=outcome.url))

    def _why(
        self, outcome: Fetch | None, title: str, day: str, *, is_missed: bool = False, **link: str
    ) -> str:
        """Apply `page_due` to what a link says (title and the date beside it) and what came."""
        known = Known(
            year=parse_title(title).year or _year(day),
            listed=day,
            asked=outcome.fetched_at[:10] if outcome else "",
            failures=self._failures(outcome) if outcome else 0,
            is_doubted=bool(outcome and self.history.doubted(outcome.url, outcome.id)),
            is_missed=is_missed,
            **link,
        )
        return page_due(known, self.today)

    def _failures(self, outcome: Fetch) -> int:
        if outcome.reason in GOOD:
            return 0
        good = self.history.last_good(outcome.url)
        return self.history.failures(outcome.url, good.id if good else 0)


def _year(day: str) -> int:
    """Return the year a report on a list with that date is on, 0 where it has none."""
    return int(day[:4]) - 1 if day[:4].isdecimal() else 0
