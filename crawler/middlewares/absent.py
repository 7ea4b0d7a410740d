"""Before a site's crawl ends, the reports that its lists no longer show are asked for once more."""

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from crawler.base import ReportSpider


class AskAbsent:
    """Waits until nothing is left to do, once: then every list has been walked."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.is_done = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, listening for the end of the work."""
        extension = cls(crawler)
        crawler.signals.connect(extension.idle, signal=signals.spider_idle)
        return extension

    def idle(self, spider: ReportSpider) -> None:
        """Ask for what is due; raise `DontCloseSpider` so that the answers are waited for."""
        if self.is_done:
            return
        self.is_done = True
        wanted = list(spider.absent_reports())
        assert self.crawler.engine is not None
        for request in wanted:
            self.crawler.engine.crawl(request)
        if wanted:
            raise DontCloseSpider
