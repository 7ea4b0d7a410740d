"""Finding a site's lists of annual reports from any of its pages, within a budget of requests.

The search is a crawl like any other, in a process of its own and into a store that is thrown away.
Free of Scrapy.
"""

import json
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from crawler.discovery import promise
from crawler.families import FALLBACK
from crawler.hosts import split_url
from crawler.run import crawl
from crawler.sites import Site, site_from
from crawler.store import Store

BUDGET = 15  # requests
SURE = ("high", "medium", "low")
NAMES_IT = 8  # what a title and an address are worth that name the list itself
ON_THE_WAY = 2


class ProbeError(Exception):
    """The search could not begin; the message says what to do."""


class Asked(NamedTuple):
    """One request of the search and how it ended."""

    url: str
    kind: str
    status: int | None
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    """A list as the spider of its CMS reads it, and how it was come by.

    `reports` are (title, address); `marks` (mark of the CMS, what showed it); `way` the texts of
    the links that led here; `why` is said where no link did; `promise` is what title and address
    say. `body` is what came from `answered_at`: the list, or where its CMS answers it. `is_drawn`
    marks a page that shows nothing and names its list: a script draws it.
    """

    url: str
    cms: str
    sure: str
    title: str
    links: int
    reports: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    marks: tuple[tuple[str, str], ...]
    next: str
    fault: str
    way: tuple[str, ...]
    why: str
    promise: int
    answered_at: str
    body: bytes
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What a search saw: the lists, best first; what waited unasked; every request.

    `waiting` and `elsewhere` are (address, way there): of names that promise a list, and of hosts
    that were not to be asked, one each. `named` holds how pages name themselves: url, title,
    sitename, siteidcode, columnname. `drawn` are pages that a script draws, best first.
    """

    site: Site
    found: tuple[Found, ...]
    waiting: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, str], ...]
    named: tuple[Mapping[str, str], ...]
    asked: tuple[Asked, ...]
    drawn: tuple[Found, ...] = ()

    @property
    def lists(self) -> tuple[Found, ...]:
        """The lists that belong into one block: those the spider of the best one reads.

        Only where none was found, by no end-point of any CMS, it is a page that a script draws.
        """
        if not self.found:
            return self.drawn[:1]
        same = [each for each in self.found if each.cms == self.found[0].cms]
        return tuple([each for each in same if each.sure != "low"] or same[:1])


def probe(
    url: str,
    *,
    hosts: Collection[str] = (),
    contact: str = "",
    budget: int = BUDGET,
    loopback: bool = False,
    why_not_gov_cn: str = "",
    settings: Mapping[str, Any] | None = None,
) -> Probe:
    """Look for the lists of annual reports of the site at *url*, a home page or any other.

    Only its host is asked, and those of *hosts*. Raises `ProbeError` where the search cannot begin,
    `SiteError` where the address or a host may not be asked.
    """
    site = _site(url, hosts, loopback=loopback, why_not_gov_cn=why_not_gov_cn)
    limits = {"PROBE_BUDGET": budget, "RETRY_TIMES": 0, **(settings or {})}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        summary = crawl(
            [site], folder, contact=contact, progress=False, settings=limits, task="probe"
        )
        if summary.error:
            raise ProbeError(summary.error)
        if not (folder / "probe.json").is_file():
            raise ProbeError((folder / "crawl.log").read_text(encoding="utf-8").strip()[-500:])
        seen = json.loads((folder / "probe.json").read_text(encoding="utf-8"))
        with Store(folder, read_only=True) as store:
            return _probe(site, seen, store)


def _site(url: str, hosts: Collection[str], *, loopback: bool, why_not_gov_cn: str) -> Site:
    host = split_url(url).netloc.rpartition("@")[2].lower()
    if not host:
        raise ProbeError(f"{url}: write the whole address, such as http://www.example.gov.cn/")
    block: dict[str, object] = {
        "id": "probe",
        "name": host or "?",
        "province": "?",
        "division": "000000",
        "level": "prefecture",
        "cms": "links",
        "base": url,
        "hosts": list(dict.fromkeys([host, *hosts])),
        "lists": [url],
    }
    if loopback:
        block |= {"loopback": True, "delay": 0}
    if why_not_gov_cn:
        block["why_not_gov_cn"] = why_not_gov_cn
    return site_from(block, url)


def _probe(site: Site, seen: Mapping[str, Any], store: Store) -> Probe:
    found = sorted((_found(each, store) for each in seen["found"]), key=_rank)
    return Probe(
        site=site,
        found=tuple(_distinct(found)),
        drawn=tuple(_drawn(each) for each in sorted(seen["shells"], key=_by_promise)),
        waiting=_leads(seen["waiting"]),
        elsewhere=_leads(seen["elsewhere"].values()),
        named=tuple(seen["named"]),
        asked=tuple(
            Asked(each.final_url or each.url, each.kind, each.status, each.reason, each.note)
            for each in store.fetches()
        ),
    )


def _leads(told: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((lead["url"], " → ".join(lead["way"])) for lead in told)


def _found(seen: Mapping[str, Any], store: Store) -> Found:
    kept = store.history.last_good(seen["answered_at"])
    return Found(
        url=seen["url"],
        cms=seen["cms"],
        sure=seen["sure"],
        title=seen["title"],
        links=seen["links"],
        reports=tuple((each["title"], each["url"]) for each in seen["reports"]),
        years=tuple(seen["years"]),
        marks=tuple((says, shown) for says, shown in seen["marks"]),
        next=seen["next"],
        fault=seen["fault"],
        way=tuple(seen["way"]),
        why=seen["why"],
        promise=seen["promise"],
        answered_at=seen["answered_at"],
        body=store.payload(kept) if kept else b"",
    )


def _by_promise(shell: Mapping[str, Any]) -> tuple[int, str]:
    return -_promised(shell), shell["url"]


def _promised(shell: Mapping[str, Any]) -> int:
    """Return what the title and the way of a page that shows nothing promise."""
    return promise(shell["url"], " ".join((shell["title"], *shell["way"][-1:])))


def _drawn(shell: Mapping[str, Any]) -> Found:
    """Return a page that a script draws as the list it may be: read as plain links, not sure."""
    return Found(
        url=shell["url"],
        cms=FALLBACK,
        sure=SURE[-1],
        title=shell["title"],
        links=0,
        reports=(),
        years=(),
        marks=(),
        next="",
        fault="",
        way=tuple(shell["way"]),
        why=shell["why"],
        promise=_promised(shell),
        answered_at=shell["url"],
        body=b"",
        is_drawn=True,
    )


def _rank(found: Found) -> tuple[int, int, int, str]:
    """Sort lists: the sure ones first, then those that name themselves, then the long ones."""
    return SURE.index(found.sure), -found.promise, -len(found.reports), found.url


def _distinct(found: list[Found]) -> list[Found]:
    """Return the lists without those whose reports all stand on better ones.

    Where a list names itself one, a page that only shows some reports among other things is none.
    """
    kept: list[Found] = []
    known: set[str] = set()
    named = any(each.promise >= NAMES_IT for each in found)
    for each in found:
        own = {url for _, url in each.reports}
        if own - known and (each.promise >= ON_THE_WAY or not named):
            kept.append(each)
            known |= own
    return kept
