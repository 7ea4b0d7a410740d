"""Reports that their list no longer shows: since when, and what their address answers now.

What is kept stays kept. A report that is off its list may still be there, may have been moved or
taken down, and only asking its address tells: it is asked for once more when it is first missed,
then when `crawler.due` says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from crawler.history import History
from crawler.index import GOOD, Fetch, Index, Link

VANISHED = "vanished"  # the reason of a link to a report that its list shows no longer
MAX_NAMED = 3  # addresses that a note names
WITHDRAWN = ("http_404", "http_410", "soft_404")
ANOTHER = ("wrong_year", "wrong_body")  # a page, but no longer the one the list named
STANDING = "SELECT url FROM link WHERE site = ? AND list_url = ? AND accepted AND reason <> ?"
VANISH = """
UPDATE link SET reason = ?, absent = ?, absent_after = ? WHERE site = ? AND list_url = ? AND url = ?
"""
ABSENT = f"""
accepted AND reason = '{VANISHED}' AND site = ? AND NOT EXISTS (
    SELECT 1 FROM link AS other WHERE other.url = link.url AND other.site = link.site
    AND other.accepted AND other.reason <> '{VANISHED}')
"""  # noqa: S608 - a reason of ours


class Fate(StrEnum):
    """What the address of a report that is off its list answers now."""

    ANSWERED = "answered"  # as it did before
    CHANGED = "changed"  # with another text, or with another report
    MOVED = "moved"  # leads to another address
    GONE = "gone"  # 404, 410, or a page that says so
    UNANSWERED = "unanswered"  # blocked, out of reach: nothing is known
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Absence:
    """A report that no list of its site shows any more.

    `listed` is the last day it stood on one, `since` the day from which it was missed, `asked` the
    day its address last answered or failed since then ("" where unknown, or never). `note` is the
    reason of the fetch, or the address it leads to.
    """

    site: str
    url: str
    listed: str
    since: str
    fate: Fate
    note: str = ""
    asked: str = ""

    def __str__(self) -> str:
        """Return it for a run's note: the address, and what became of it."""
        return f"{self.url} {self.fate}{self.note and f' ({self.note})'}"


def miss(
    index: Index, site: str, list_url: str, seen: Collection[str], moment: str
) -> tuple[str, ...]:
    """Mark the reports of a list that are not among *seen*; return those not marked before.

    A list that changes between http and https has lost nothing.
    """
    rows = index.db.execute(STANDING, (site, list_url, VANISHED)).fetchall()
    standing = {_schemeless(url) for url in seen}
    gone = tuple(url for (url,) in rows if _schemeless(url) not in standing)
    told = (VANISHED, moment, index.last_id, site, list_url)
    index.db.executemany(VANISH, [(*told, url) for url in gone])
    return gone


def absent(index: Index, site: str) -> tuple[Link, ...]:
    """Return the reports of a site that none of its lists shows any more, by address.

    Of one that stood on several lists the link that was missed last counts.
    """
    found: dict[str, Link] = {}
    for link in index.links(ABSENT, site):
        known = found.setdefault(link.url, link)
        found[link.url] = max(known, link, key=lambda each: (each.absent, each.last_seen))
    return tuple(found[url] for url in sorted(found))


def absences(index: Index, site: str) -> Iterator[Absence]:
    """Yield what became of the reports of a site that its lists no longer show, by address."""
    history = History(index)
    for link in absent(index, site):
        outcome = history.last_outcome(link.url)
        if outcome is None or not is_asked_since(link, outcome):
            yield _absence(link, Fate.NOT_ASKED)
        else:
            fate, note = _fate(outcome, history.last_good_before(link))
            yield _absence(link, fate, note, outcome.fetched_at[:10])


def shrunk(missed: Mapping[str, Collection[str]], known: Iterable[Absence]) -> Iterator[str]:
    """Yield a run's note on each list that has lost reports (addresses), with what became of them.

    One that stands on another list of the site has only been moved between lists.
    """
    fates = {each.url: str(each) for each in known}
    for list_url, urls in missed.items():
        said = ", ".join(fates.get(url, f"{url} on another list") for url in [*urls][:MAX_NAMED])
        yield f"{list_url}: list_shrank: {len(urls)} no longer listed: {said}"


def is_asked_since(link: Link, outcome: Fetch) -> bool:
    """Whether an outcome is of a time when the list had lost its report already.

    A store of old knows no more than the last day on the list.
    """
    since = link.absent or f"{link.last_seen}~"  # after every time of that day
    return outcome.fetched_at >= since and outcome.id > link.absent_after


def _absence(link: Link, fate: Fate, note: str = "", asked: str = "") -> Absence:
    return Absence(link.site, link.url, link.last_seen, link.absent[:10], fate, note, asked)


def _fate(outcome: Fetch, before: Fetch | None) -> tuple[Fate, str]:
    """Return what an outcome says of its address, by the last good one from its time on a list."""
    usual = {_schemeless(outcome.url), _schemeless(before.final_url if before else outcome.url)}
    if outcome.reason in WITHDRAWN:
        return Fate.GONE, outcome.reason
    if _schemeless(outcome.final_url) not in usual:
        return Fate.MOVED, outcome.final_url
    if outcome.reason in ANOTHER:
        return Fate.CHANGED, outcome.reason
    if outcome.reason not in GOOD:
        return Fate.UNANSWERED, outcome.reason
    is_other = before is not None and before.text_sha256 != outcome.text_sha256
    return (Fate.CHANGED if is_other else Fate.ANSWERED), ""


def _schemeless(url: str) -> str:
    return url.partition(":")[2]
