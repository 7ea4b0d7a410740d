"""A catalogue told as a tree: each agency's category of annual reports is a list of its own."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.catalogue import MOST_CATEGORIES, MOST_NODES, Category, categories
from crawler.checking import check_live
from crawler.checkup import last_health
from crawler.columns import FACTS, is_group
from crawler.listing import BadList
from crawler.probing import probe
from crawler.run import crawl
from crawler.sites import Site
from crawler.store import Store
from tests.crawl_server import Asked, Reply, Web, report, serving
from tests.test_crawl_families import asked_for, post
from tests.test_resume import aborted

REPORTS = "政府信息公开工作年度报告"
Node = dict[str, Any]


def node(number: object, name: str, *below: Node) -> Node:
    """A node of a tree."""
    return {"id": number, "name": name, "parent_id": 0, "children": list(below)}


TREE = [
    node(1, "机构职能"),
    node(
        2,
        "部门",
        *(
            node(n, name, node(n + 1, "政府信息公开指南"), node(n + 2, REPORTS))
            for n, name in ((20, "甲市民政局"), (30, "甲市教育局"), (40, "甲市财政局"))
        ),
    ),
    node(3, "政府信息公开年报", node(50, "2023年"), node(60, "乡镇街道", node(61, "丙镇人民政府"))),
]
HELD = {  # the titles of each category's articles by year: one in two pages, one with nothing
    22: {year: f"甲市民政局{year}年{REPORTS}" for year in (2021, 2022, 2023)},
    32: {2022: f"2022年{REPORTS}", 2023: f"2023年{REPORTS}"},
    42: {},
    50: {2024: "政府信息公开年报"},  # the tree says of which year
    61: {2020: f"{REPORTS}（2020年度）"},
}
A_PAGE = 2


def config(tree: object) -> str:
    """A catalogue's page."""
    return (
        f"<html><script>window._CONFIG = {{SID: '755', TREE: {json.dumps(tree)}}}</script></html>"
    )


def test_the_tree_says_whose_reports_a_category_holds() -> None:
    """The nearest body above, the year of a node; what groups bodies is none; parts come first."""
    found = categories(config(TREE))
    assert set(found) == {
        Category(22, "甲市民政局", 0),
        Category(32, "甲市教育局", 0),
        Category(42, "甲市财政局", 0),
        Category(3, "", 0),
        Category(50, "", 2023),
        Category(60, "", 0),
        Category(61, "丙镇人民政府", 0),
    }
    places = [each.number for each in found]
    assert places.index(61) < places.index(60) < places.index(3)


@pytest.mark.parametrize("group", ["镇街政府", "各镇街办事处", "乡镇街道", "区直部门及镇街"])
def test_a_group_of_bodies_is_not_taken_for_one(group: str) -> None:
    """Else all its reports would stand under a body of that name."""
    tree = [node(1, REPORTS, node(2, group), node(3, f"甲{group}"))]
    agencies = {each.number: each.agency for each in categories(config(tree))}
    assert agencies[2] == ""
    assert not is_group(f"甲{group}")


def test_every_word_of_groups_counts_wherever_it_stands() -> None:
    """No word hides another that begins alike."""
    words = tomllib.loads(FACTS.read_text(encoding="utf-8"))["groups"]
    assert [a + b for a in words for b in ("", *words) if not is_group(a + b)] == []


TREES = [
    ("_CONFIG = {SID: '1'}", "tells no TREE"),
    ("TREE: []", "no category of the catalogue is called"),
    ("TREE: [{'id': 1}]", "is no JSON"),
    ("TREE: [[[[7]]]]", "no category of the catalogue is called"),
    ("TREE: " + "[" * 100_000, "is no JSON"),
    (f"TREE: {json.dumps([{'id': 0, 'name': REPORTS}])}", "no category of the catalogue is called"),
    (f"TREE: {json.dumps([node(n, REPORTS) for n in range(1, MOST_CATEGORIES + 2)])}", "more than"),
    (f"TREE: {json.dumps([{}] * (MOST_NODES + 1))}", "nodes: set option category"),
]


@pytest.mark.parametrize(("text", "said"), TREES, ids=[said for _, said in TREES])
def test_a_tree_that_tells_nothing_is_a_bad_list(text: str, said: str) -> None:
    """However it is written, and however large."""
    with pytest.raises(BadList, match=said):
        categories(text)


def put(web: Web, held: dict[int, dict[int, str]]) -> Site:
    """A catalogue without a category in its address; every article it lists exists."""

    def answer(category: int) -> Callable[[Asked], Reply | str]:
        def page(asked: Asked) -> Reply | str:
            first = (int(asked_for(asked, "page")) - 1) * A_PAGE
            shown = list(held[category].items())[first : first + A_PAGE]
            articles = [
                {"title": title, "url": f"{web.base}{post(category * 10_000 + year)}"}
                for year, title in shown
            ]
            count = {"post_count": len(held[category])}
            is_past = first >= len(held[category]) and first > 0
            return (
                Reply(b"", 404)
                if is_past
                else json.dumps({"classify": count, "articles": articles})
            )

        return page

    web.pages["/gkmlpt/index"] = config(TREE)
    for category, titles in held.items():
        web.pages[f"/gkmlpt/api/all/{category}"] = answer(category)
        for year in titles:
            web.pages[post(category * 10_000 + year)] = report()
    return web.site("gkmlpt", "/gkmlpt/index")


def test_a_catalogue_is_crawled_agency_by_agency(tmp_path: Path) -> None:
    """Every category is asked to its end, an empty one is no fault, and nothing is asked twice."""
    held: dict[int, dict[int, str]] = {3: {}, 60: {}, **HELD}
    with serving() as web:
        site = put(web, held)
        summary = crawl([site], tmp_path, progress=False)
        paths = [entry.path for entry in web.log]
    assert (summary.exit_code, summary.sites[0].note, summary.sites[0].kept) == (0, "", 7)
    assert len(paths) == len(set(paths))
    asked = {path.partition("?")[0].rpartition("/")[2] for path in paths if "/api/all/" in path}
    assert asked == {str(category) for category in held}
    with Store(tmp_path, read_only=True) as store:
        links = {(link.list_url.rpartition("#")[2], link.title) for link in store.links()}
    assert links == {
        *(("22", title) for title in HELD[22].values()),
        *(("32", f"甲市教育局{title}") for title in HELD[32].values()),
        ("50", "2023年政府信息公开年报"),
        ("61", f"丙镇人民政府{REPORTS}（2020年度）"),
    }


def test_a_crawl_of_a_catalogue_is_resumed(tmp_path: Path) -> None:
    """What a dead run recorded is walked from the store; only the try past a list's end is new."""
    with serving() as web:
        site = put(web, {3: {}, 60: {}, **HELD})
        web.pages[post(220_000 + 2022)] = Reply(b"", 500)
        first = crawl([site], tmp_path, progress=False, settings={"RETRY_TIMES": 0})
        aborted(tmp_path)
        web.log.clear()
        again = crawl([site], tmp_path, progress=False)
        asked = [entry.path for entry in web.log if entry.path != "/robots.txt"]
    assert (first.sites[0].kept, again.sites[0].kept) == (6, 0)
    assert asked == ["/gkmlpt/api/all/22?sid=755&page=3"]
    with Store(tmp_path, read_only=True) as store:
        assert len(list(store.links())) == 7


def test_a_catalogue_that_loses_its_agencies_is_broken(tmp_path: Path) -> None:
    """The lists behind it are not there to be missed, so its own count is compared."""
    with serving() as web:
        site = put(web, {3: {}, 60: {}, **HELD})
        for tree in (TREE, TREE[:1] + TREE[2:]):
            web.pages["/gkmlpt/index"] = config(tree)
            crawl([site], tmp_path, progress=False)
    with Store(tmp_path, read_only=True) as store:
        health = last_health(store.index, site.id)
    assert health is not None
    assert (health.state, health.cause) == ("broken", "list_shrank")
    assert health.note_en.startswith(f"{site.lists[0]}: 4 reports where there were 7")


def test_a_catalogue_of_which_nothing_comes_is_said(tmp_path: Path) -> None:
    """One empty category is not; all of them empty is no silent site."""
    with serving() as web:
        site = put(web, {number: {} for number in (3, 22, 32, 42, 50, 60, 61)})
        summary = crawl([site], tmp_path, progress=False)
    assert summary.exit_code == 1
    assert "none of 7 categories has a link" in summary.sites[0].note


def test_a_catalogue_is_checked_live(tmp_path: Path) -> None:
    """A category's links count for the block's list."""
    with serving() as web:
        (checked,) = check_live([put(web, {3: {}, 60: {}, **HELD})])
        (named,) = check_live([replace(put(web, HELD), lists=(f"{web.base}/gkmlpt/index#22",))])
    assert (checked.ok, named.ok) == (True, True), (checked.lines, named.lines)


def test_a_probe_finds_the_catalogue() -> None:
    """By the answer on the first of its categories; the block names the catalogue, for all."""
    with serving() as web:
        put(web, {3: {}, 60: {}, **HELD})
        (found,) = probe(f"{web.base}/gkmlpt/index", loopback=True).found
        assert (found.url, found.cms) == (f"{web.base}/gkmlpt/index", "gkmlpt")
    assert found.years == (2021, 2022)
