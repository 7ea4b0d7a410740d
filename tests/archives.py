"""Stores made for tests of the archive: a site with an alias, its pages, and what went wrong."""

from dataclasses import replace

from benchmarks.pages import page, title
from benchmarks.stores import BASE, LIST, Got, make_store, site_at

__all__ = ["BASE", "EMPTY", "LIST", "SITE", "Got", "make_store", "report"]
SITE = replace(site_at(), aliases={"示例县民政局本级": "示例县民政局"})
EMPTY = b"<html><title>x</title><body><p>\xe6\xad\xa3\xe6\x96\x87</p></body></html>"


def report(seed: int, name: str = "") -> bytes:
    """The synthetic report page of a seed, under another title if one is given."""
    body = page(seed, 20_000)
    return body.replace(title(seed).encode(), name.encode()) if name else body
