"""Pages drawn by script: what a block may declare, what such a page may ask for, what it needs.

Facts and pure decisions, free of Scrapy and of the extra `js`, which may be absent: a browser is
the dear way to a page, for sites whose lists no end-point gives as data.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

RENDERED = ("lists", "reports")  # what a block may declare as drawn by script
PAGED = ("links", "lonsun", "openness", "tree", "trs", "vsb")  # CMSs whose lists are pages
PART = "part"  # the kind of a fetch: what the script of a page asked for
BROWSER = "NIANBAO_BROWSER"  # the variable that names another Chromium
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRAWS_WITH = ("document", "script", "xhr", "fetch")  # of a browser's kinds of requests
# Answered empty: scripts wait for styles, texts do without; what streams would ask again for ever.
EMPTY = {"stylesheet": 200, "eventsource": 204}
METHODS = ("GET", "POST")
MAX_PARTS = 60  # requests of one page
MAX_SENT = 65_536  # bytes of one request, its address and what goes with it


def problems(block: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield (key, what is wrong and what to do) of what a block declares as drawn by script."""
    rendered = block.get("rendered", ())
    assert isinstance(rendered, list | tuple)
    if unknown := set(rendered) - set(RENDERED):
        yield "rendered", f"{min(unknown)!r} is unknown; use {' and '.join(RENDERED)}"
    elif rendered and "lists" not in rendered:
        yield "rendered", 'reports alone are not drawn; write ["lists", "reports"]'
    elif rendered and any("#" in str(url) for url in _lists(block)):
        yield "lists", "addresses that differ behind # are one to a crawl; give them apart"
    elif rendered and block["cms"] not in PAGED:
        yield "rendered", f"{block['cms']} gives its lists as data, no browser is needed; remove it"


def _lists(block: Mapping[str, object]) -> list[str]:
    lists = block["lists"]
    assert isinstance(lists, list | tuple)
    return list(lists)


def is_drawn(rendered: tuple[str, ...], kind: str, method: str) -> bool:
    """Whether a block declares that what a request of that kind brings is drawn by script.

    >>> is_drawn(("lists",), "list", "GET"), is_drawn(("lists",), "report", "GET")
    (True, False)
    """
    return method == "GET" and f"{kind}s" in rendered


def lacking() -> str:
    """Return what must be installed before a page can be drawn here, "" where nothing is amiss."""
    if find_spec("scrapy_playwright") is None:
        return "install it with `pip install nianbao[js]` (here: `make install-js`)"
    if not browser():
        return f"install Chromium (Debian: `apt-get install chromium`) or name one in {BROWSER}"
    return ""


def needs_browser(site: str, lacks: str, file: str = "") -> str:
    """Return the line on a site that needs a browser where there is none."""
    place = f"{file}: site {site}" if file else f"site {site}"
    return f"{place}: key rendered: its pages are drawn by script and need a browser: {lacks}"


def browser() -> str:
    """Return the path of the Chromium that draws, "" where there is none."""
    named = os.environ.get(BROWSER, "")
    if named:
        return named if Path(named).is_file() else ""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


class Wanted(NamedTuple):
    """A request that a page makes while it is drawn.

    `type` is the browser's word for its use; `leaves` says that it would lead the page elsewhere.
    """

    url: str
    type: str
    method: str = "GET"
    size: int = 0
    leaves: bool = False


def refusal(wanted: Wanted, allows: Callable[[str], bool], before: int) -> str:
    """Return why a page's request is not sent, "" where it is.

    *allows* says whether an address is on the site's hosts; *before* counts the page's requests so
    far. What is sent obeys every rule of a crawl besides: robots.txt, pace, public addresses.

    >>> refusal(Wanted("http://a.gov.cn/x.js", "script"), lambda url: True, 0)
    ''
    >>> refusal(Wanted("http://count.com/x.js", "script"), lambda url: False, 0)
    'other host'
    """
    checks = (
        (wanted.leaves, "leads away"),
        (wanted.type not in DRAWS_WITH, wanted.type),
        (wanted.method not in METHODS, wanted.method),
        (len(wanted.url) + wanted.size > MAX_SENT, "too long"),
        (not allows(wanted.url), "other host"),
        (before >= MAX_PARTS, f"more than {MAX_PARTS}"),
    )
    return next((why for is_so, why in checks if is_so), "")
