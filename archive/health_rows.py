"""The health of sites as rows of `archive.db`: one for each time that a site was in one state."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from archive.rows import Row
from crawler.health import SiteHealth


def health_rows(healths: Iterable[SiteHealth]) -> Iterator[Row]:
    """Yield the rows by site and time; of a state that lasted, its last run says how it was.

    What may be said of a report that is owed and was not seen stands in each row (`absence`), so
    that a list that was not walked whole never makes a report "not found".
    """
    of_site: dict[str, list[SiteHealth]] = {}
    for health in healths:
        of_site.setdefault(health.site, []).append(health)
    for _, found in sorted(of_site.items()):
        for _, lasting in groupby(found, key=lambda health: health.state):
            yield _row(list(lasting), found[-1])


def _row(lasting: list[SiteHealth], newest: SiteHealth) -> Row:
    last = lasting[-1]
    return (
        f"{last.site}-{lasting[0].run}",
        *(last.site, last.state, last.since, last.at, last.run),
        *(last.cause, last.note, last.note_en, last.step.absence),
        *(len(lasting), last.expected, last.owed, last.found, int(last is newest)),
    )
