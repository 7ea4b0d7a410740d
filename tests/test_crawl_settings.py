"""The polite defaults, as they stand and as an assembled crawler has them."""

import subprocess
import sys
from dataclasses import replace

import pytest
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

from crawler.settings import POLITE, settings_for, user_agent
from crawler.shards import groups
from tests.test_sites import SITE

POLITENESS = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_DELAY": 1.0,
    "DOWNLOAD_DELAY_JITTER": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_ITEMS": 1,
    "DOWNLOAD_TIMEOUT": 45,
    "DOWNLOAD_MAXSIZE": 64 * 1024 * 1024,
    "RETRY_TIMES": 2,
    "COOKIES_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
}


@pytest.mark.parametrize(("name", "value"), POLITENESS.items())
def test_each_polite_default_is_set(name: str, value: object) -> None:
    """The library's own defaults are not polite; ours are asserted one by one."""
    assert POLITE[name] == value
    assert Settings(settings_for([SITE], "a@example.org"))[name] == value


def test_the_user_agent_names_program_version_and_contact() -> None:
    """Never a browser's."""
    agent = user_agent("archive@example.org")
    assert agent.startswith("nianbao/")
    assert agent.endswith("contact: archive@example.org)")
    assert "Mozilla" not in agent


def test_each_host_has_its_pace_the_slower_one_where_sites_share_it() -> None:
    """`DOWNLOAD_SLOTS` come from the registry."""
    other = replace(SITE, id="b", delay=3.0, hosts=("www.example.gov.cn", "b.gov.cn:8080"))
    settings = settings_for([other, SITE], "a@example.org")
    assert settings["DOWNLOAD_SLOTS"] == {
        "www.example.gov.cn": {"delay": 3.0},
        "b.gov.cn": {"delay": 3.0},
    }
    assert settings["LOOPBACK_HOSTS"] == []


def test_the_recorder_sits_next_to_the_wire() -> None:
    """Between 895 and 950: after redirects, retries and decompression have had their say."""
    settings = Settings(settings_for([SITE], "a@example.org"))
    found = settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    order = [str(kind).rpartition(".")[2] for kind in build_component_list(found)]
    assert order[:2] == ["Recorded", "HostGuard"]
    assert order[-1] == "Recorder"
    assert order.index("Robots") == 2
    assert {"OffsiteMiddleware", "HttpCacheMiddleware", "RobotsTxtMiddleware"}.isdisjoint(order)
    assert 895 <= settings["DOWNLOADER_MIDDLEWARES"]["crawler.middlewares.recorder.Recorder"] <= 950


ASSEMBLED = """
import sys, json
from pathlib import Path
from scrapy.crawler import AsyncCrawlerProcess
from crawler.settings import settings_for
from crawler.spiders import SPIDERS
from crawler.store import Store
from tests.test_sites import SITE
process = AsyncCrawlerProcess(settings_for([SITE], "a@example.org"))
crawler = process.create_crawler(SPIDERS["links"])
with Store(Path(sys.argv[1])) as store:
    crawler.spider = crawler._create_spider(site=SITE, store=store, run="r")
    crawler._apply_settings()
    engine = crawler._create_engine()
    downloader = engine.downloader
    from scrapy import Request
    key, slot = downloader._get_slot(Request("http://www.example.gov.cn/a"))
    print(json.dumps({
        "slot": [key, slot.concurrency, slot.delay, slot.jitter],
        "middlewares": [type(m).__name__ for m in downloader.middleware.middlewares],
        "extensions": [type(e).__name__ for e in crawler.extensions.middlewares],
        "agent": crawler.settings["USER_AGENT"],
    }))
    downloader.close()
"""


def test_an_assembled_crawler_is_polite(tmp_path: object) -> None:
    """One request at a time, a second apart, robots.txt obeyed, nothing listening."""
    import json

    command = [sys.executable, "-W", "error", "-c", ASSEMBLED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    made = json.loads(done.stdout)
    assert made["slot"] == ["www.example.gov.cn", 1, 1.0, 0]
    names = set(made["middlewares"])
    assert {"HostGuard", "Robots", "RetryMiddleware", "Recorder", "Pace"} <= names
    assert names.isdisjoint({"CookiesMiddleware", "HttpProxyMiddleware", "HttpCacheMiddleware"})
    assert set(made["extensions"]).isdisjoint({"RemoteControl", "TelnetConsole"})
    assert "a@example.org" in made["agent"]


def test_sites_that_share_a_host_are_crawled_one_by_one() -> None:
    """A host has one pace however many sites are on it; a third site may join two groups."""
    a = replace(SITE, id="a", hosts=("a.gov.cn",))
    b = replace(SITE, id="b", hosts=("b.gov.cn",))
    c = replace(SITE, id="c", hosts=("c.gov.cn",))
    both = replace(SITE, id="both", hosts=("a.gov.cn:8080", "b.gov.cn"))
    ids = [[site.id for site in group] for group in groups([a, b, c, both])]
    assert ids == [["c"], ["a", "b", "both"]]


def test_importing_the_store_sites_and_run_never_imports_scrapy() -> None:
    """The archive reads stores and starts crawls without paying for Scrapy."""
    code = "import sys, crawler.store, crawler.sites, crawler.run; print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
