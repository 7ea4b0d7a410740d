"""The crawler's Scrapy settings: polite where the library's defaults are not.

Each value stands with its reason; `tests/test_crawl_settings.py` asserts them one by one.
"""

import importlib.metadata
import os
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from crawler.hosts import name_of
from crawler.payload import MAX_PAYLOAD
from crawler.rendering import browser
from crawler.sites import Site

PRODUCT = "nianbao"  # the name robots.txt files may address
MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # ours is exact
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # Recorder does
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nothing here has a key
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,  # would hide outages
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # ours is conservative
    "crawler.middlewares.recorded.Recorded": 50,  # nobody is asked: nothing else need look
    "crawler.middlewares.hosts.HostGuard": 60,  # before robots.txt is asked of a foreign host
    "crawler.middlewares.robots.Robots": 100,  # where Scrapy's own would stand
    "crawler.middlewares.drawn.Drawn": 860,  # sites that declare it: what came is recorded then
    "crawler.middlewares.pace.Pace": 870,
    "crawler.middlewares.conditional.ConditionalGet": 880,
    "crawler.middlewares.recorder.Recorder": 900,  # next to the wire: redirects, original bodies
}
BROWSER_ARGS = (  # the crawl asks for it: the browser itself reaches nothing
    "--host-resolver-rules=MAP * ~NOTFOUND",  # addresses in numbers too
    "--disable-background-networking",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # WebRTC resolves no names
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older ones
    "--disable-gpu",
    "--js-flags=--max-old-space-size=512",  # MB; a page that wants more crashes, alone
)
POLITE: Mapping[str, Any] = {  # Scrapy's settings take values of any type
    "ROBOTSTXT_OBEY": True,  # default False
    "ROBOTSTXT_USER_AGENT": PRODUCT,  # the whole user agent would match other robots' rules
    "DOWNLOAD_DELAY": 1.0,  # default 0
    "DOWNLOAD_DELAY_JITTER": 0,  # the default may halve the delay: a pace is a promise
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,  # default 8
    "CONCURRENT_REQUESTS": 64,  # over many hosts
    "CONCURRENT_ITEMS": 1,  # the default starts 100 tasks for each answer
    "DOWNLOAD_TIMEOUT": 45,  # default 180
    "DOWNLOAD_MAXSIZE": MAX_PAYLOAD,  # default 1 GiB
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_FAIL_ON_DATALOSS": False,  # half a body is no document, but it is evidence
    "RETRY_TIMES": 2,
    "REDIRECT_MAX_TIMES": 5,  # default 20
    "METAREFRESH_MAXDELAY": 5,  # default 100
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,  # a proxy would hide which address answered
    "REMOTE_CONTROL_ENABLED": False,  # on by default: a local server that runs code
    "TELNETCONSOLE_ENABLED": False,
    "HTTPCACHE_ENABLED": False,  # turns a 503 into `200 cached`
    "TWISTED_DNS_RESOLVER": "crawler.middlewares.hosts.PublicResolver",
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": "gzip, deflate",  # what every reader of a WARC can undo
    },
    "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
    "EXTENSIONS": {"crawler.middlewares.absent.AskAbsent": 0},
    "SCHEDULER": "crawler.waiting.SpillingScheduler",
    "WAITING_IN_MEMORY": 1_000,  # requests of a site; few have more, and the disk takes longer
    "DRAWING_TIMEOUT": 180.0,  # seconds in which a page is drawn, at a second a request
    "LOG_LEVEL": "WARNING",
    "LOG_VERSIONS": [],
    "STATS_DUMP": False,
    "DOWNLOADER_STATS": False,  # the store counts
    "LOGSTATS_INTERVAL": 0,
    "MEMUSAGE_ENABLED": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,  # parses the spider's source for every answer
}


def user_agent(contact: str) -> str:
    """Return how the crawler names itself: the program, its version and whom to write to."""
    version = importlib.metadata.version("nianbao")
    return f"{PRODUCT}/{version} (archive of government annual reports; contact: {contact})"


def settings_for(
    sites: Collection[Site], contact: str, extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the settings of a crawl over *sites*: the polite ones, each host's pace, *extra*."""
    slots: dict[str, dict[str, Any]] = {}
    for site in sites:
        for name in _names(site):
            delay = max(site.delay, slots.get(name, {}).get("delay", 0))
            slots[name] = {"delay": delay}
    local = [name for site in sites if site.loopback for name in _names(site)]
    chosen = {
        "USER_AGENT": user_agent(contact),
        "DOWNLOAD_SLOTS": slots,
        "LOOPBACK_HOSTS": local,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser() or None,
            "chromium_sandbox": os.geteuid() != 0,  # root cannot have one
            "args": list(BROWSER_ARGS),
        },
    }
    return {**POLITE, **chosen, **(extra or {})}


def _names(site: Site) -> Iterator[str]:
    """Yield the host names of a site: the pace is a name's."""
    yield from map(name_of, site.hosts)
