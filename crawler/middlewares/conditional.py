"""Conditional GET on the fetch index: ask only for what has changed since it was last kept."""

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.base import ReportSpider
from crawler.listing import FRESH, KNOWN, REPLAY, Page, Subject
from crawler.middlewares.recorded import kept_response
from crawler.rendering import PART
from crawler.store import Store, StoreError

logger = logging.getLogger(__name__)


class ConditionalGet:
    """Sends the validators of the last good answer; gives the spider the kept page for a 304."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware over the crawler's store."""
        assert isinstance(crawler.spider, ReportSpider)
        return cls(crawler.spider.store)

    def process_request(self, request: Request) -> None:
        """Look the address up, once; add If-None-Match and If-Modified-Since."""
        subject: Subject | None = request.meta.get("subject")
        if subject is None or KNOWN in request.meta:
            return
        sent = request.body.decode("utf-8", "replace")
        history = self.store.history
        last = history.last_good_part if subject.kind == PART else history.last_good
        known = request.meta[KNOWN] = last(subject.url, sent)
        if known is None:
            return
        request.meta["doubted"] = self.store.history.doubted(subject.url, known.id)
        if request.method != "GET" or request.meta.get(FRESH):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Replace a 304 by the page as it was kept, so that its links are walked all the same."""
        page: Page | None = request.meta.get("page")
        if page is None or page.fetch.reason != "not_modified" or request.meta.get(REPLAY):
            return response
        try:
            return kept_response(self.store, page.fetch, request, response.url)
        except StoreError as error:
            logger.warning("asked again without conditions: %s", error)
            return unconditional(request)


def unconditional(request: Request) -> Request:
    """Return the same request to be sent again without validators."""
    again = request.replace(dont_filter=True)
    again.meta[FRESH] = True
    again.headers.pop("If-None-Match", None)
    again.headers.pop("If-Modified-Since", None)
    return again
