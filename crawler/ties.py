"""Explainers of a report (解读, 图解, 图片版) tied to the report they belong to, by title alone."""

from collections.abc import Iterator
from dataclasses import replace

from crawler.index import Link
from parsers.titles import Title

Key = tuple[str, str, int]  # list (where the title names no body), body, year


class Ties:
    """The reports and explainers of one site's lists.

    An explainer is tied where exactly one report has its body and year; one that names no body
    only to a report of its own list that names none either. Anything else would be a guess.
    """

    def __init__(self) -> None:
        self.reports: dict[Key, set[str]] = {}
        self.explainers: list[tuple[Key, Link]] = []

    def add(self, link: Link, title: Title) -> None:
        """Remember a link if it is a report of a year, or the explainer of one."""
        if not title.year:
            return
        key = ("" if title.agency else link.list_url, title.agency, title.year)
        if title.accepted:
            self.reports.setdefault(key, set()).add(link.url)
        elif title.reason == "explainer":
            self.explainers.append((key, link))

    def tied(self) -> Iterator[Link]:
        """Yield every explainer that belongs to one report, with that report's address."""
        for key, link in self.explainers:
            found = self.reports.get(key, set()) - {link.url}
            if len(found) == 1:
                yield replace(link, report=min(found))
