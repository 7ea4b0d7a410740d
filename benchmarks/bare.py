"""A bare Scrapy spider with our settings that keeps nothing: `python -m benchmarks.bare BASE`."""

import sys
from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

from benchmarks.server import LIST
from benchmarks.stores import site_at
from crawler.settings import settings_for


class BareSpider(scrapy.Spider):
    """One list, all its links, nothing done with them."""

    name = "bare"
    base = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for the list."""
        yield scrapy.Request(self.base + LIST)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Follow every link of the list."""
        assert isinstance(response, TextResponse)
        for href in response.css("li a::attr(href)").getall():
            yield response.follow(href, callback=self.drop)

    def drop(self, response: Response) -> None:
        """Keep nothing."""


def main(base: str) -> None:
    """Crawl with our settings, but for what makes them ours: the recording and guarding parts."""
    settings = settings_for([site_at(base)], "bench@example.com")
    middlewares = settings["DOWNLOADER_MIDDLEWARES"]
    settings["DOWNLOADER_MIDDLEWARES"] = {k: v for k, v in middlewares.items() if v is None}
    settings["EXTENSIONS"] = {}
    del settings["TWISTED_DNS_RESOLVER"]
    process = CrawlerProcess(settings)
    process.crawl(BareSpider, base=base)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
