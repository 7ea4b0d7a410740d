"""One document on the lists of two sites: asked for once, and a document of both."""

from dataclasses import replace

from crawler.listing import Subject
from crawler.store import Store


def share(store: Store, subject: Subject, site: str, run: str) -> None:
    """Give a site its own row of a document that came for another site; nobody is asked.

    The row says where this site shows it, and keeps the time and the hashes of what came. A site
    that has a row of it already needs none.
    """
    known = store.history.last_good(subject.url)
    if known is None or store.history.is_known_to(site, subject.url):
        return
    shared = replace(
        known,
        run=run,
        site=site,
        kind=subject.kind,
        parent=subject.parent,
        title=subject.title,
        listed_date=subject.date,
        reason="shared",
        note=f"came for {known.site}, not asked for again",
    )
    store.record(replace(shared, record="", warc="", offset=0, length=0))  # it lies where it lay
