"""Stores filled without a crawl: documents written as a crawl would have kept them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from crawler.sites import Site, site_from
from crawler.store import Exchange, Fetch, Store

BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it would have been fetched."""

    path: str
    title: str
    body: bytes
    content_type: str = "text/html"


def site_at(base: str = BASE) -> Site:
    """Return the block of a site of plain links that stands at this loopback address."""
    return site_from(
        {
            "id": "example-county",
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


def fill(folder: Path, documents: Iterable[Kept]) -> None:
    """Write the documents into a new store as one finished run."""
    with Store(folder) as store:
        store.keep_sites([site_at()])
        run = store.begin_run([site_at().id])
        for document in documents:
            store.record(replace(_fetch(document), run=run), _exchange(document))
        store.end_run(run, "done", {})


def _fetch(document: Kept) -> Fetch:
    url = BASE + document.path
    digest = hashlib.sha256(document.body).hexdigest()
    return Fetch(
        site=site_at().id,
        url=url,
        final_url=url,
        kind="report",
        parent=f"{BASE}/list.html",
        title=document.title,
        fetched_at="2024-02-01T00:00:00Z",
        status=HTTPStatus.OK,
        content_type=document.content_type,
        sha256=digest,
        text_sha256=digest,
        size=len(document.body),
        reason="ok",
        spider="links",
        spider_version="0",
    )


def _exchange(document: Kept) -> Exchange:
    return Exchange(
        url=BASE + document.path,
        method="GET",
        asked=(),
        sent=b"",
        status="200 OK",
        answered=(("Content-Type", document.content_type),),
        body=document.body,
    )
