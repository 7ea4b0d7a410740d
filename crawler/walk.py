"""How far one list has been walked: what its pages have shown, and when to walk no farther."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.listing import Candidate, ListPage

MAX_PAGES = 500  # of one list: the longest known hold some thousand reports
MAX_BARREN = 60  # pages in a row without a report that is new: a calendar, or a news list


@dataclass
class Walk:
    """What the pages of a list have shown so far.

    `links` counts every candidate, a repeated one each time it stands there; `stated` is how many
    records the list says it holds, None where it says nothing; `asked` are its pages, by address
    and what was sent.
    """

    seen: set[str] = field(default_factory=set)
    links: int = 0
    stated: int | None = None
    barren: int = 0
    asked: set[tuple[str, str]] = field(default_factory=set)

    def fresh(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield the candidates that no earlier page had; a page without one ends the list."""
        for candidate in candidates:
            self.links += 1
            if candidate.url and candidate.url not in self.seen:
                self.seen.add(candidate.url)
                yield candidate

    def after(self, page: ListPage, following: ListPage | None) -> ListPage | None:
        """Return the page after *page*, None where the pager leads back: that ends the list.

        Nobody asks for a page twice, so a list that waited for it would never have its end.
        """
        self.asked.add((page.url, page.body))
        if following is None or (following.url, following.body) in self.asked:
            return None
        return following

    def stop(self, pages: int) -> str:
        """Return why not to ask for page *pages* (counted from 0), "" where nothing is wrong."""
        if pages >= MAX_PAGES:
            return f"stopped after {MAX_PAGES} pages"
        if self.barren >= MAX_BARREN:
            return f"stopped after {MAX_BARREN} pages without a new report"
        return ""

    def whole(self) -> bool:
        """Whether every record the list says it holds has been seen."""
        return self.stated is not None and self.links >= self.stated

    def missing(self) -> str:
        """Return what the list, now at its end, has not shown, "" where nothing is missing."""
        if self.stated == 0:
            return "it says it holds nothing"
        if not self.links:
            return "no link found, has its markup changed?"
        if self.stated is not None and self.links < self.stated:
            return f"it says {self.stated} records, {self.links} were found"
        return ""
