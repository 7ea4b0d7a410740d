"""Hanweb JCMS (大汉): `/col/colN/index.html` with its first records embedded in a script.

Later records come in windows of three pages from `dataproxy.jsp`, as XML or, from older sites, as
an array of JavaScript; or the column itself is asked for them with `?uid=&pageNum=`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode, urljoin

from crawler.base import ReportSpider
from crawler.listing import BadList, Candidate, Listing, ListPage
from parsers.titles import parse_title

PROXY = re.compile(
    r"(?<![\w/.:-])[\w/.:-]{0,200}/module/[\w/]{1,100}dataproxy\.jsp"
)  # there are four of them
FOLDER = re.compile(r"/module/(?:\w{1,40}/){0,4}jpage/")  # of the pager's script, beside the proxy
TOTAL = re.compile(r"totalrecord['\"]?\s*[>:=]\s*['\"]?(\d{1,9})", re.I)
PER_PAGE = re.compile(r"perpage['\"]?\s*[:=]\s*['\"]?(\d{1,4})", re.I)
ARRAY = re.compile(r"dataStore['\"]?\s*[:=]\s*\[", re.I)
# An unclosed string runs to the end: else every quote in it would be tried as a beginning.
STRING = re.compile(r"\"((?:[^\"\\]|\\.)*+)(?:\"|\\?\Z)|'((?:[^'\\]|\\.)*+)(?:'|\\?\Z)", re.S)
ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.S)
CONTROL = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": ""}
TAG = re.compile(r"<[^<>]{0,2000}>")
PARAMETERS = {  # what dataproxy.jsp wants to be told, and what it is told where the page is silent
    "col": "1",
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
MOST_UNITS = 20  # lists of one page


@dataclass(frozen=True, slots=True)
class Unit:
    """One list of a column's page: a page may have more, such as the news beside it.

    `told` are the parameters the page gives it, `total` None where it does not say how many
    records there are.
    """

    records: tuple[str, ...]
    proxy: str
    told: dict[str, str]
    total: int | None
    per_page: int


class HanwebSpider(ReportSpider):
    """Options, all of them for pages that do not say it themselves.

    `method`: POST for sites whose dataproxy does not answer GET; `unit`: the number of the list
    where a page has several; `proxy`: the address of its dataproxy.jsp; `paging`: `pageNum` where
    the column answers `?uid=&pageNum=` itself; `content`: the sourceContentType, such as 3;
    `heading`, `entries`: see README.
    """

    cms = "hanweb"
    version = "2"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links of the records, embedded or answered by dataproxy.jsp."""
        records = records_in(listing.text, is_answer=_is_window(listing.asked))
        if not records and _is_window(listing.asked) and "<datastore" not in listing.text:
            raise BadList("the answer of dataproxy.jsp holds no records")
        rows = "".join(f"<div>{record}</div>" for record in records)
        page = Listing(listing.asked, listing.url, rows)
        return page.candidates("a[href]", self.site.options.get("heading", ""))

    def stated(self, listing: Listing) -> int | None:
        """Return the total of the list; where several share the page none can be told apart."""
        found = units(listing)
        return found[0].total if len(found) == 1 else None

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return the window after this one, None after the last record."""
        asked = listing.asked
        if _is_window(asked):
            proxy, _, query = asked.url.partition("?")
            told = dict(parse_qsl(f"{query}&{asked.body}", keep_blank_values=True))
            got = len(records_in(listing.text, is_answer=True))
            start = int(told["startrecord"]) + got
            return self._window(asked, proxy, told, start) if got else None
        unit = self._unit(listing)
        asked = ListPage(asked.url, asked.list_url, asked.number, total=unit.total or asked.total)
        if self.site.options.get("paging") == "pageNum" or (unit.told["unitid"] and not unit.proxy):
            return _by_number(asked, unit)
        told = {**unit.told, "perpage": str(unit.per_page)}
        return self._window(asked, unit.proxy, told, len(unit.records) + 1) if unit.proxy else None

    def _window(
        self, asked: ListPage, proxy: str, told: dict[str, str], start: int
    ) -> ListPage | None:
        """Return the window that begins with the record *start*, None where there is none."""
        if start > asked.total:
            return None
        end = min(start + int(told["perpage"]) * PAGES - 1, asked.total)
        window = {"startrecord": str(start), "endrecord": str(end), "perpage": told["perpage"]}
        rest = {name: value for name, value in told.items() if name not in window}
        body = urlencode(rest) if self.site.options.get("method") == "POST" else ""
        url = f"{proxy}?{urlencode(window if body else {**window, **rest})}"
        method = "POST" if body else "GET"
        return ListPage(url, asked.list_url, asked.number + 1, method, body, asked.total)

    def _unit(self, listing: Listing) -> Unit:
        """Return the list of annual reports among those of a page, as the block completes it."""
        found, options = units(listing), self.site.options
        named = [each for each in found if each.told["unitid"] == options.get("unit")]
        unit = named[0] if named else max(found, key=_rank)
        told = {**unit.told, "sourceContentType": options.get("content", "")}
        told["sourceContentType"] = told["sourceContentType"] or unit.told["sourceContentType"]
        proxy = urljoin(listing.url, options["proxy"]) if "proxy" in options else unit.proxy
        return Unit(unit.records, proxy, told, unit.total, unit.per_page)


def units(listing: Listing) -> list[Unit]:
    """Return the lists of a page, one at least; each is described from its records on."""
    _, *parts = listing.text.split("<datastore")
    if len(parts) < 2:  # what describes the only list may stand before it
        return [_described(listing, listing.text)]
    return [_described(listing, part) for part in parts[:MOST_UNITS]]


def records_in(text: str, *, is_answer: bool = False) -> list[str]:
    r"""Return the HTML of the records of a page, or of an answer of dataproxy.jsp.

    >>> records_in("<record><![CDATA[<a href='/1'>x</a>]]></record>")
    ["<a href='/1'>x</a>"]
    >>> records_in(r'["<a href=\"\/1\">\u5e74</a>", "no link"]', is_answer=True)
    ['<a href="/1">年</a>']
    """
    chunks = text.split("<record>")[1:]
    if chunks:
        return [_record(chunk.partition("</record>")[0]) for chunk in chunks]
    array = ARRAY.search(text)
    if array is None and not (is_answer and text.lstrip()[:1] in {"[", "{", "("}):
        return []
    strings = (m[1] or m[2] or "" for m in STRING.finditer(text, array.end() if array else 0))
    return [_unescaped(string) for string in strings if "<a" in string]


def _record(chunk: str) -> str:
    _, is_data, data = chunk.partition("<![CDATA[")
    return data.partition("]]>")[0] if is_data else unescape(chunk)


def _unescaped(string: str) -> str:
    return (
        ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else CONTROL.get(m[2], m[2]), string)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )  # two \u can be one character


def _described(listing: Listing, text: str) -> Unit:
    """Return a list with what the page's script says of it."""
    total, per_page = TOTAL.search(text), PER_PAGE.search(text)
    records = tuple(records_in(text))
    size = int(per_page[1]) if per_page else len(records) // PAGES
    told = {name: _told(name, text) or usual for name, usual in PARAMETERS.items()}
    proxy, folder = PROXY.search(text), FOLDER.search(listing.text)
    address = proxy[0] if proxy else f"{folder[0]}dataproxy.jsp" if folder else ""
    return Unit(
        records,
        urljoin(listing.url, address) if address else "",
        told,
        int(total[1]) if total else None,
        max(size, 1),
    )


def _told(name: str, text: str) -> str:
    """Return a parameter's value, from a script object or from an address in the page."""
    found = re.search(rf"\b{name}\b['\"]?\s*[:=]\s*['\"]?([^'\"&,;}}\s<>]+)", text)
    return unquote(found[1]) if found else ""


def _rank(unit: Unit) -> tuple[int, int]:
    """Sort lists by their annual reports, then by their length."""
    reports = sum(parse_title(TAG.sub("", record)).accepted for record in unit.records)
    return reports, unit.total or 0


def _is_window(asked: ListPage) -> bool:
    return "startrecord=" in asked.url


def _by_number(asked: ListPage, unit: Unit) -> ListPage | None:
    """Return the column's next page as it answers it itself."""
    number = asked.number + 1
    if number * unit.per_page >= asked.total:
        return None
    page = urlencode({"uid": unit.told["unitid"], "pageNum": number + 1})
    url = f"{asked.list_url.partition('?')[0]}?{page}"
    return ListPage(url, asked.list_url, number, total=asked.total)
