"""Saved list pages, read offline as the spiders of today read them.

A folder `<cms>/<name>/` holds the pages, `source.toml` (where they come from, the block's options)
and `expected.json`, what a person has seen the spider make of them.
"""

import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage
from crawler.sites import Site
from crawler.spiders import SPIDERS
from crawler.store import Store
from parsers.text import decode

NOT_SAID = {"may_lack": False, "heading": ""}  # what is left out where it is so


def replay(folder: Path) -> dict[str, Any]:
    """Return what the folder's spider makes of its pages: by file, candidates and next page."""
    source = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place, Store(Path(place)) as store:
        spider = offline(folder.parent.name, source.get("options", {}), store)
        return {page["file"]: _read(spider, folder, page, source) for page in source["page"]}


def offline(cms: str, options: Mapping[str, str], store: Store) -> ReportSpider:
    """Return a CMS's spider that asks nobody anything."""
    host = "www.example.gov.cn"
    site = Site(
        id="saved",
        name="示例市",
        province="示例省",
        division="990100",
        level="prefecture",
        cms=cms,
        base=f"http://{host}/",
        hosts=(host,),
        lists=(f"http://{host}/",),
        options=options,
    )
    return SPIDERS[cms](site, store, "run")


def _read(
    spider: ReportSpider, folder: Path, page: Mapping[str, Any], source: Mapping[str, Any]
) -> dict[str, Any]:
    first = source.get("list", source["page"][0]["url"])  # a list may be answered elsewhere
    asked = ListPage(page["url"], first, page.get("number", 0), total=page.get("total", 0))
    text = decode((folder / page["file"]).read_bytes())[0]
    listing = Listing(asked, page["url"], text)
    following = spider.next_page(listing)
    return {
        "candidates": [_stated(candidate) for candidate in spider.candidates(listing)],
        "next": _stated(following) if following else None,
    }


def _stated(value: Candidate | ListPage) -> dict[str, object]:
    said = asdict(value).items()
    return {name: each for name, each in said if name not in NOT_SAID or each != NOT_SAID[name]}
