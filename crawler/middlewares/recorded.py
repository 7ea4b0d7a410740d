"""Pages taken from the store: what a crawl that ended before its time has recorded already."""

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.base import ReportSpider
from crawler.index import Fetch
from crawler.listing import REPLAY, Page, Subject
from crawler.single import kept_text
from crawler.store import Store, StoreError

logger = logging.getLogger(__name__)


class Recorded:
    """Answers the requests that are to be replayed, before anything else looks at them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware over the crawler's store."""
        assert isinstance(crawler.spider, ReportSpider)
        return cls(crawler.spider.store)

    def process_request(self, request: Request) -> Response | None:
        """Return the page as it was kept; where it cannot be read, it is asked for after all."""
        if not request.meta.get(REPLAY):
            return None
        subject: Subject = request.meta["subject"]
        sent = request.body.decode("utf-8", "replace")
        known = self.store.history.last_good(subject.url, sent)
        try:
            if known is not None:
                return kept_response(self.store, known, request, known.final_url)
        except StoreError as error:
            logger.warning("asked again: %s", error)
        request.meta[REPLAY] = False
        return None


def kept_response(store: Store, fetch: Fetch, request: Request, url: str) -> Response:
    """Return a document of the store as if it had come just now; `meta["page"]` is set too.

    Raises `StoreError` where it cannot be read.
    """
    body = store.payload(fetch)
    request.meta["page"] = Page(fetch, kept_text(body))
    headers = {b"Content-Type": fetch.content_type.encode()}
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=200, headers=headers, body=body, request=request)
