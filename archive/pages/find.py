"""The search page: reports found by words and narrowed by year, province, level and form."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from archive.pages.framework import Datasette, Request, Response, ask, page
from archive.pages.search import terms

PAGE_SIZE = 20
FACETS = ("year", "province", "level", "form")
_MATCHES = "r.fts_id in (select rowid from report_fts where report_fts match escape_fts(:q))"
_GOVERNMENT = "人民政府"
_NAME = f"replace(r.agency_name, '{_GOVERNMENT}', '')"
_MOST_NAMED = 6
# A word in title or name says more than one in the text.
_RANKED = """
select r.id, r.title, r.agency_name, r.year, r.province, r.city, r.level, r.form, r.received,
  r.n_publisher_fail, zh_snippet(t.body, :q) as excerpt, zh_snippet(r.title, :q) as title_marked
from (
  select r.* from report r {join} where {where} order by {order} limit :size offset :offset
) r left join report_text t on t.report = r.id
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many reports, and the address that adds or removes it."""

    value: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Search:
    """What the reader asked: words, one value per facet, an agency, a page number."""

    words: str
    chosen: Mapping[str, str]
    agency: str
    page: int

    def params(self) -> dict[str, object]:
        """Return the parameters of every query of this search."""
        offset = (self.page - 1) * PAGE_SIZE
        paging = {"size": PAGE_SIZE, "offset": offset}
        named = {f"word{at}": word for at, word in enumerate(self.named())}
        return {"q": self.words, "agency": self.agency, **self.chosen, **paging, **named}

    def named(self) -> list[str]:
        """Return the words that are looked for in names of bodies."""
        return terms(self.words)[:_MOST_NAMED]

    def address(self, path: str = "/search", **changes: object) -> str:
        """Return the address of this search with changes; empty values are left out."""
        asked = {"q": self.words, **self.chosen, "agency": self.agency, **changes}
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        return f"{path}?{query}" if query else path


def asked(request: Request) -> Search:
    """Return the search a request asks for; what makes no sense is left out."""
    number = request.args.get("page") or "1"
    return Search(
        words=(request.args.get("q") or "").strip(),
        chosen={name: request.args[name] for name in FACETS if request.args.get(name)},
        agency=request.args.get("agency") or "",
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


async def search_page(datasette: Datasette, request: Request) -> Response:
    """Answer `/search`: without words, every report, newest first."""
    search = asked(request)
    groups = await ask(datasette, _grouped(search), search.params())
    total = sum(row["n"] for row in groups if _fits(row, search.chosen))
    context = {
        "search": search,
        "results": await ask(datasette, _results(search), search.params()),
        "total": total,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "facets": {name: _choices(groups, search, name) for name in FACETS},
        "json_href": _json_address(search),
    }
    return await page(datasette, request, "search.html", context)


def _where(search: Search) -> list[str]:
    clauses = [_MATCHES] if search.words else []
    return [*clauses, "r.agency = :agency"] if search.agency else clauses


def _grouped(search: Search) -> str:
    """Return SQL that counts the reports of every combination of facet values."""
    where = " and ".join(_where(search)) or "1"
    columns = ", ".join(f"r.{name}" for name in FACETS)
    return (
        f"select {columns}, count(*) as n from report r"  # noqa: S608 - our own names only
        f" where {where} group by {columns}"
    )


def _results(search: Search) -> str:
    where = [*_where(search), *(f"r.{name} = :{name}" for name in search.chosen)]
    if not terms(search.words):
        return _RANKED.format(join="", where=" and ".join(where) or "1", order="r.sort_key desc")
    # A body so named is as good an answer in every year: the newest comes first.
    named = _named(search)
    relevance = f"case when {named} then 0 else round(bm25(report_fts, 8.0, 8.0, 1.0), 1) end"
    return _RANKED.format(
        join="join report_fts on report_fts.rowid = r.fts_id",
        where=" and ".join(["report_fts match escape_fts(:q)", *where]),
        order=f"{named} desc, {relevance}, r.sort_key desc",
    )


def _named(search: Search) -> str:
    """Return SQL that counts the words in the body's name, so that 民政 finds 民政局 first."""
    hits = (
        f"(instr({_NAME if _is_apart(word) else 'r.agency_name'}, :word{at}) > 0)"
        for at, word in enumerate(search.named())
    )
    return " + ".join(hits)


def _is_apart(word: str) -> bool:
    """Tell words that would be cut out of 人民政府, as 民政 is."""
    return _GOVERNMENT not in word and word not in ("人民", "政府")


def _fits(row: Mapping[str, Any], chosen: Mapping[str, str], but: str = "") -> bool:
    return all(str(row[name]) == value for name, value in chosen.items() if name != but)


def _choices(groups: list[dict[str, Any]], search: Search, facet: str) -> list[Choice]:
    """Return a facet's values, counted under the choices made in the other facets."""
    counts: Counter[str] = Counter()
    for row in groups:
        if _fits(row, search.chosen, but=facet):
            counts[str(row[facet] if row[facet] is not None else "")] += row["n"]
    return [
        Choice(
            value,
            count,
            chosen=(chosen := search.chosen.get(facet) == value),
            href=search.address(**{facet: "" if chosen else value}),
        )
        for value, count in sorted(counts.items(), key=_order(facet))
        if value
    ]


def _order(facet: str) -> Any:
    if facet == "year":
        return lambda item: -int(item[0] or 0)
    return lambda item: (-item[1], item[0])


def _json_address(search: Search) -> str:
    """Return Datasette's own JSON of the same reports."""
    narrowed = {**search.chosen, "agency": search.agency, "_search": search.words}
    query = urlencode({name: value for name, value in narrowed.items() if value})
    return f"/archive/report.json?{query}&_shape=objects" if query else "/archive/report.json"
