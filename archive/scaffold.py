"""A new site's offline fixture: its list page as it was fetched, and what the spider makes of it.

The folder is a test by itself: `tests/test_spiders.py` replays every folder of `tests/sites`.
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from crawler.probing import Found


class ScaffoldError(Exception):
    """A fixture cannot be written; the message says why and what to do."""


def save_list(found: Found, site: str, folder: Path) -> Path:
    """Write the fixture of a list below *folder* and return its folder.

    Raises `ScaffoldError` where it is there already, or the spider of today finds nothing in it.
    """
    from crawler.replay import replay  # brings Scrapy

    place = folder / found.cms / site
    if place.exists():
        raise ScaffoldError(f"{place}: is there already; remove it or give another --id")
    place.mkdir(parents=True)
    name = "list.json" if found.body.lstrip()[:1] in (b"{", b"[") else "list.html"
    (place / name).write_bytes(found.body)
    (place / "source.toml").write_text(_source(found, site, name), encoding="utf-8")
    expected = replay(place)
    if not expected[name]["candidates"]:
        shutil.rmtree(place)
        raise ScaffoldError(f"{found.url}: {found.cms} finds no link in it when it is read again")
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (place / "expected.json").write_text(f"{text}\n", encoding="utf-8")
    return place


def _source(found: Found, site: str, name: str) -> str:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    lines = [
        "synthetic = false",
        f'why = "the list of site {site} as it was fetched on {day}"',
    ]
    if found.answered_at != found.url:
        lines.append(f"list = {json.dumps(found.url)}")
    lines += ["", "[[page]]", f'file = "{name}"', f"url = {json.dumps(found.answered_at)}"]
    if found.answered_at != found.url:
        lines.append("number = 1")
    return "\n".join(lines) + "\n"
