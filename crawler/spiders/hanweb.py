"""Hanweb JCMS (大汉): `/col/colN/index.html` with its first records embedded in a script.

Later records come in windows of three pages from `dataproxy.jsp`.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage

RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)
PROXY = re.compile(r"[\w/.:-]*/module/[\w/]*dataproxy\.jsp")
TOTAL = re.compile(r"totalrecord['\"]?\s*[>:=]\s*['\"]?(\d+)", re.I)
PER_PAGE = re.compile(r"perpage['\"]?\s*[:=]\s*['\"]?(\d+)", re.I)
PARAMETERS = {  # what dataproxy.jsp wants to be told, and what it is told where the page is silent
    "appid": "1",
    "webid": "",
    "path": "/",
    "columnid": "",
    "sourceContentType": "1",
    "unitid": "",
    "webname": "",
    "permissiontype": "0",
}
PAGES = 3  # pages of records in one window


class HanwebSpider(ReportSpider):
    """Option `method`: POST for sites whose dataproxy does not answer GET."""

    cms = "hanweb"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links of the records, embedded or answered by dataproxy.jsp."""
        rows = "".join(f"<div>{record}</div>" for record in RECORD.findall(listing.text))
        return Listing(listing.asked, listing.url, rows).candidates("a[href]")

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the window after this one, None after the last record."""
        asked = listing.asked
        if asked.number == 0:
            proxy, told, total, size = first_window(listing)
        else:
            proxy, _, query = asked.url.partition("?")
            told = dict(parse_qsl(f"{query}&{asked.body}", keep_blank_values=True))
            total, size = asked.total, int(told["perpage"]) * PAGES
        start = size * (asked.number + 1) + 1
        if not proxy or start > total:
            return None
        window = {
            "startrecord": str(start),
            "endrecord": str(min(start + size - 1, total)),
            "perpage": str(size // PAGES),
        }
        rest = {name: value for name, value in told.items() if name not in window}
        if self.site.options.get("method") == "POST":
            url, body = f"{proxy}?{urlencode(window)}", urlencode(rest)
        else:
            url, body = f"{proxy}?{urlencode({**window, **rest})}", ""
        return ListPage(
            url, asked.list_url, asked.number + 1, "POST" if body else "GET", body, total
        )


def first_window(listing: Listing) -> tuple[str, dict[str, str], int, int]:
    """Return (address of dataproxy.jsp, its parameters, records in all, records in a window).

    The address is "" where the page names none: then all records are embedded.
    """
    text = listing.text
    proxy, total, per_page = PROXY.search(text), TOTAL.search(text), PER_PAGE.search(text)
    told = {name: _told(name, text) or usual for name, usual in PARAMETERS.items()}
    if proxy is None or total is None:
        return "", told, 0, PAGES
    size = PAGES * int(per_page[1]) if per_page else max(len(RECORD.findall(text)), PAGES)
    return urljoin(listing.url, proxy[0]), told, int(total[1]), size


def _told(name: str, text: str) -> str:
    """Return a parameter's value, from a script object or from an address in the page."""
    found = re.search(rf"\b{name}\b['\"]?\s*[:=]\s*['\"]?([^'\"&,;}}\s<>]+)", text)
    return found[1] if found else ""
