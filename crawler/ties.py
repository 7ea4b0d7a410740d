"""Explainers of a report (解读, 图解, 图片版) tied to the report they belong to, by title alone."""

from collections.abc import Mapping
from dataclasses import replace

from crawler.index import Index, Link
from crawler.walk import Walk
from parsers.titles import parse_title

Key = tuple[str, str, int]  # list (where the title names no body), body, year


def tied(index: Index, site: str, walks: Mapping[str, Walk]) -> list[Link]:
    """Return every explainer that belongs to one report, with that report's address.

    Only links that the *walks* of the site's lists, by address, have seen count. An explainer is
    tied where exactly one report has its body and year; one that names no body only to a report of
    its own list that names none either. Anything else would be a guess.
    """
    explainers = index.links("site = ? AND reason = 'explainer'", site)
    named = [(_key(each), each) for each in explainers if _is_seen(each, walks)]
    reports: dict[Key, set[str]] = {key: set() for key, _ in named if key[2]}
    for link in index.links("site = ? AND accepted", site) if reports else ():
        if _is_seen(link, walks) and (key := _key(link)) in reports:
            reports[key].add(link.url)
    found = ((each, reports.get(key, set()) - {each.url}) for key, each in named)
    return [replace(each, report=min(urls)) for each, urls in found if len(urls) == 1]


def _is_seen(link: Link, walks: Mapping[str, Walk]) -> bool:
    return link.list_url in walks and link.url in walks[link.list_url].seen


def _key(link: Link) -> Key:
    title = parse_title(link.title)
    return ("" if title.agency else link.list_url, title.agency, title.year)
