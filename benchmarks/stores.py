"""Stores filled without a crawl: documents written as a crawl would have kept them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.sites import Site, site_from
from crawler.store import Exchange, Fetch, Store

BASE = "http://127.0.0.1:8000"
LIST = f"{BASE}/list.html"
ID = "example-county"


@dataclass(frozen=True)
class Got:
    """One outcome of a request: an address, what came, when, and how the list called it."""

    path: str
    body: bytes = b""
    title: str = ""
    day: str = "2024-02-01"
    kind: str = "report"
    parent: str = LIST
    reason: str = "ok"
    media_type: str = "text/html"
    site: str = ID


def site_at(base: str = BASE) -> Site:
    """Return the block of a site of plain links that stands at this loopback address."""
    return site_from(
        {
            "id": ID,
            "name": "示例县人民政府",
            "province": "示例省",
            "city": "示例市",
            "division": "999901",
            "level": "county",
            "cms": "links",
            "base": f"{base}/",
            "hosts": [base.removeprefix("http://")],
            "lists": [f"{base}/list.html"],
            "loopback": True,
            "delay": 0,
            "options": {"link": "li a"},
        }
    )


def make_store(data: Path, outcomes: Iterable[Got], site: Site | None = None) -> Path:
    """Write outcomes into the store of a data folder as one run; return the data folder."""
    site = site or site_at()
    with Store(data / "store") as store:
        store.keep_sites([site])
        run = store.begin_run([site.id])
        for got in outcomes:
            store.record(_fetch(got, run), _exchange(got) if got.body else None)
        store.end_run(run, "done", {})
    return data


def _fetch(got: Got, run: str) -> Fetch:
    digest = hashlib.sha256(got.body).hexdigest() if got.body else ""
    return Fetch(
        run=run,
        site=got.site,
        url=BASE + got.path,
        final_url=BASE + got.path,
        kind=got.kind,
        parent=got.parent,
        title=got.title,
        fetched_at=f"{got.day}T00:00:00Z",
        status=200 if got.body else None,
        content_type=got.media_type,
        sha256=digest,
        text_sha256=digest,
        size=len(got.body),
        reason=got.reason,
        spider="links",
        spider_version="0",
    )


def _exchange(got: Got) -> Exchange:
    return Exchange(
        url=BASE + got.path,
        method="GET",
        asked=(),
        sent=b"",
        status="200 OK",
        answered=(("Content-Type", got.media_type),),
        body=got.body,
    )
