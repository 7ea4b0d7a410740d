"""What waits in a crawl is held small, and comes back as it was."""

from dataclasses import replace

from crawler.index import Link
from crawler.waiting import Aside, give_back

LINK = Link(
    "a",
    "http://a.cn/",
    "http://a.cn/1",
    "甲市2023年报告",
    "",
    "2024-01-01",
    "2024-01-02",
    accepted=True,
    reason="",
)


def test_links_put_aside_come_back_in_order_as_often_as_asked() -> None:
    links = [replace(LINK, url=f"http://a.cn/{n}", accepted=n % 2 == 0) for n in range(5)]
    aside = Aside(iter(links))
    assert (aside.count, list(aside), list(aside)) == (5, links, links)


def test_nothing_put_aside_is_nothing() -> None:
    aside = Aside(())
    assert (aside.count, list(aside)) == (0, [])


def test_memory_is_given_back_at_any_time() -> None:
    """It harms nothing, on systems that can do it and on others."""
    kept = [bytes(100_000) for _ in range(100)]
    give_back()
    assert sum(map(len, kept)) == 10_000_000
