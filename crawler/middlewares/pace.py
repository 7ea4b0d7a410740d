"""Each host's pace: Crawl-delay, Retry-After and back-off lengthen it, failures end the site."""

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.base import ReportSpider
from crawler.listing import REPLAY, Page

logger = logging.getLogger(__name__)
BREAKER = 10  # failures in a row after which a site is left alone until the next run
PATIENCE = 300.0  # seconds; a server that asks for more is left alone until the next run
BUSY = (429, 503)
LONGEST_DELAY = "pace/longest"  # seconds that a robots.txt asks for, in the crawler's stats


class Pace:
    """Keeps the delay of the site's hosts, and the count of its failures in a row."""

    def __init__(self, crawler: Crawler, spider: ReportSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.failures = 0
        self.usual: dict[str, float] = {}  # seconds, by host, where robots.txt asks for more
        self.slowed: set[str] = set()
        self.closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware, listening for robots.txt files."""
        assert isinstance(crawler.spider, ReportSpider)
        pace = cls(crawler, crawler.spider)
        crawler.signals.connect(pace.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(pace.answered, signal=signals.response_downloaded)
        return pace

    def answered(self, request: Request) -> None:
        """Count the delay from the answer: what was sent late has come late to the server too."""
        slot = self.crawler.engine.downloader.slots.get(_host(request))
        if slot is not None:
            slot.lastseen = monotonic()

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Honour a Crawl-delay that is longer than the site's own."""
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0
        host = _host(request)
        if asked > PATIENCE:
            self._stop(f"the robots.txt of {host} asks for {asked:.0f} s between requests")
        elif asked > self._usual(host):
            logger.info("%s: robots.txt asks for %s s between requests", host, asked)
            self.usual[host] = asked
            self.crawler.stats.max_value(LONGEST_DELAY, asked)
            self._set_delay(host, asked)

    def process_response(self, request: Request, response: Response) -> Response:
        """Slow down where the host is busy, speed up again where it is well."""
        if request.meta.get(REPLAY):
            return response
        page: Page | None = request.meta.get("page")
        reason = page.fetch.reason if page else ""
        if response.status in BUSY:
            tries = int(request.meta.get("retry_times", 0))
            self._slow_down(_host(request), retry_after(response), tries)
        if reason == "retried":
            return response
        if response.status >= 500 or response.status in BUSY or reason == "blocked":
            self._failed(f"{response.status} {reason}")
        else:
            self._well(_host(request))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request without an answer; one that was never sent says nothing of the host."""
        page: Page | None = request.meta.get("page")
        retried = page is not None and page.fetch.reason == "retried"
        if not retried and not isinstance(exception, IgnoreRequest):
            self._failed(type(exception).__name__)

    def _slow_down(self, host: str, asked: float, tries: int) -> None:
        wait = max(asked, 2.0 ** (self.failures + tries), self._usual(host))
        if asked > PATIENCE:
            self._stop(f"{host} asked to be left alone for {asked:.0f} s")
        else:
            self.slowed.add(host)
            self._set_delay(host, min(wait, PATIENCE))

    def _failed(self, why: str) -> None:
        self.failures += 1
        if self.failures >= BREAKER:
            self._stop(f"{self.failures} failures in a row, the last {why}")

    def _well(self, host: str) -> None:
        self.failures = 0
        if host in self.slowed:
            self.slowed.discard(host)
            self._set_delay(host, self._usual(host))

    def _stop(self, why: str) -> None:
        if self.closing is None:
            logger.warning("%s: stopped: %s", self.spider.site.id, why)
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=why))

    def _usual(self, host: str) -> float:
        slots = self.crawler.settings.getdict("DOWNLOAD_SLOTS")
        own = slots.get(host, {}).get("delay", self.spider.site.delay)
        return max(float(own), self.usual.get(host, 0.0))

    def _set_delay(self, host: str, delay: float) -> None:
        """Set a host's delay now, and for its slot should Scrapy forget an idle one."""
        downloader = self.crawler.engine.downloader
        known = downloader.per_slot_settings.get(host, {})  # shared with the settings: not changed
        downloader.per_slot_settings[host] = {**known, "delay": delay}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


def retry_after(response: Response) -> float:
    """Return the seconds a response asks to wait, 0 where it asks for none."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    try:
        if said.isascii() and said.isdecimal():
            return float(said)
        moment = parsedate_to_datetime(said)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):  # neither of the two forms, or no date there is
        return 0.0


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
