"""The health of sites as rows of `archive.db`: one for each time that a site was in one state."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from archive.rows import Row
from crawler.health import SiteHealth


def health_rows(
    healths: Iterable[SiteHealth], absent: Mapping[str, tuple[int, int]]
) -> Iterator[Row]:
    """Yield the rows by site and time; of a state that lasted, its last run says how it was.

    *absent* counts by site the reports that are off their list now, and those taken down: it is
    said in the row of how the site is now.

    What may be said of a report that is owed and was not seen stands in each row (`absence`), so
    that a list that was not walked whole never makes a report "not found".
    """
    of_site: dict[str, list[SiteHealth]] = {}
    for health in healths:
        of_site.setdefault(health.site, []).append(health)
    for _, found in sorted(of_site.items()):
        for _, lasting in groupby(found, key=lambda health: health.state):
            of_now = absent.get(found[-1].site, (0, 0))
            yield _row(list(lasting), found[-1], of_now)


def _row(lasting: list[SiteHealth], newest: SiteHealth, absent: tuple[int, int]) -> Row:
    last = lasting[-1]
    return (
        *(last.site, last.state, last.expected, last.owed, last.found),
        *(last.since, last.note, last.note_en, last.at),
        *(int(last is newest), *(absent if last is newest else (None, None))),
        *(last.step.absence, last.cause, len(lasting)),
        *(last.run, f"{last.site}-{lasting[0].run}"),
    )
