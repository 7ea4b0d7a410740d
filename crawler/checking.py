"""A live check: whether a site's lists still give reports, by one page of each and one report.

A sample (`crawler.sampling`) into a store that is thrown away; free of Scrapy.
"""

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.index import GOOD, Fetch, Link
from crawler.run import SiteSummary, crawl
from crawler.sites import Site
from crawler.store import Store


class CheckError(Exception):
    """The check could not begin; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a live check saw of a site: a line for each list, and whether all were well.

    A list is well when it answered, held a link that names an annual report, and that report came.
    """

    site: str
    ok: bool
    lines: tuple[str, ...]


def check_live(
    sites: Collection[Site],
    *,
    contact: str = "",
    settings: Mapping[str, Any] | None = None,
    files: Mapping[str, Path] | None = None,
) -> tuple[Checked, ...]:
    """Return how each site's lists stand today; raises `CheckError` where none could be asked."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        summary = crawl(
            sites,
            folder,
            contact=contact,
            progress=False,
            settings=settings,
            task="sample",
            files=files,
        )
        if summary.error:
            raise CheckError(summary.error)
        notes = {each.site: each for each in summary.sites}
        with Store(folder, read_only=True) as store:
            links, reports = tuple(store.links()), _reports(store)
        return tuple(_checked(site, notes[site.id], links, reports) for site in sites)


def _reports(store: Store) -> Mapping[tuple[str, str], Fetch]:
    """Return the last outcome of the report asked for, by site and list; a good one of several."""
    asked = [each for each in store.fetches() if each.kind == "report"]
    return {(e.site, e.parent): e for e in sorted(asked, key=lambda each: each.reason in GOOD)}


def _checked(
    site: Site,
    summary: SiteSummary,
    links: tuple[Link, ...],
    reports: Mapping[tuple[str, str], Fetch],
) -> Checked:
    lists = [_list(site, pattern, links, reports) for pattern in site.lists]
    said = [*_said(lists), *([f"note: {summary.note}"] if summary.note else [])]
    return Checked(site.id, all(ok for ok, _ in lists) and not summary.note, tuple(said))


def _list(
    site: Site, pattern: str, links: tuple[Link, ...], reports: Mapping[tuple[str, str], Fetch]
) -> tuple[bool, str]:
    """Return whether a list is well, in any of its years where it has some, and what was seen."""
    addresses = {
        url
        for each in site.addresses(datetime.now(UTC).year - 1)
        if each.pattern == pattern
        for url in (each.url, each.url.partition("?")[0])  # a module of reports answers as one
    }
    own = [link for link in links if link.site == site.id and _is_of(link.list_url, addresses)]
    taken = sum(link.accepted for link in own)
    if not own:
        return False, f"{pattern}: no link came of it"
    if not taken:
        counted = Counter(link.reason for link in own).items()
        why = ", ".join(f"{n} {reason}" for reason, n in counted)
        return False, f"{pattern}: {len(own)} links, none of them names an annual report ({why})"
    asked = [
        each for (id_, url), each in reports.items() if id_ == site.id and _is_of(url, addresses)
    ]
    best = next((each for each in asked if each.reason in GOOD), asked[0] if asked else None)
    seen = f"{pattern}: {taken} of {len(own)} links name annual reports; "
    if best is None:
        return False, f"{seen}none was asked for"
    return best.reason in GOOD, f"{seen}{best.url}: {best.reason}"


def _is_of(list_url: str, addresses: Collection[str]) -> bool:
    """Whether a list is one of these, or a category that one of them, a catalogue, leads to."""
    return list_url in addresses or list_url.partition("#")[0] in addresses


def _said(lists: list[tuple[bool, str]]) -> Iterator[str]:
    for ok, line in lists:
        yield f"{'ok' if ok else 'failed'}: {line}"
