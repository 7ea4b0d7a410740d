"""Pages that a block declares as drawn by script: drawn in a browser, the drawn page a row more.

What was answered is recorded before (`undrawn`), byte for byte. The drawn page is kept beside it as
a `conversion` record that refers to the answer's; spiders and parsers read the drawn one.
"""

from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.base import ReportSpider
from crawler.listing import KNOWN, Page
from crawler.middlewares.conditional import unconditional
from crawler.middlewares.rows import Rows, as_known
from crawler.payload import sha256
from crawler.store import Exchange, Fetch
from crawler.verdicts import Answer

if TYPE_CHECKING:
    from crawler.drawing import Drawer, Drawing

TYPE = "text/html; charset=utf-8"  # of what is drawn, whatever the answer was written in


class Drawn:
    """Gives the spider the drawn page in place of the one that came."""

    def __init__(self, drawer: "Drawer", spider: ReportSpider) -> None:
        self.drawer = drawer
        self.spider = spider
        self.rows = Rows(spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware; raises `NotConfigured` where the site declares nothing."""
        spider = crawler.spider
        assert isinstance(spider, ReportSpider)
        if not spider.site.rendered:
            raise NotConfigured
        from crawler.drawing import Drawer  # the extra `js`, which may be absent

        drawn = cls(Drawer(crawler, spider), spider)
        crawler.signals.connect(drawn.closed, signal=signals.spider_closed)
        return drawn

    async def closed(self) -> None:
        """End the browser with the crawl."""
        await self.drawer.close()

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Draw what waits for it; return the request again where a change is to be confirmed."""
        page: Page | None = request.meta.get("page")
        if page is None or page.fetch.reason != "undrawn":
            return response
        drawing = await self.drawer.draw(response, page.fetch.url)
        fetch = self._recorded(request, page.fetch, drawing)
        request.meta["page"] = Page(fetch, drawing.text)
        if fetch.reason == "unconfirmed":
            request.meta["doubted"] = (*request.meta.get("doubted", ()), fetch.text_sha256)
            return unconditional(request)
        return response

    def _recorded(self, request: Request, came: Fetch, drawing: "Drawing") -> Fetch:
        """Record a drawn page, or why there is none; return its row."""
        store, url = self.spider.store, came.final_url
        if drawing.reason:
            failed = self.rows.row(request, url, reason=drawing.reason, note=drawing.note)
            return store.record(failed)
        body = drawing.text.encode("utf-8", "replace")
        answer = Answer(200, url, body, drawing.text, sha256(body))
        verdict = self.rows.judged(request, answer)
        fetch = self.rows.row(
            request,
            url,
            status=came.status,
            content_type=TYPE,
            sha256=answer.sha256,
            text_sha256=verdict.text_sha256,
            size=len(body),
            reason=verdict.reason,
            note="; ".join(filter(None, (verdict.note, drawing.note))),
        )
        known: Fetch | None = request.meta.get(KNOWN)
        if fetch.reason == "unchanged" and known:
            return store.record(as_known(fetch, known) if known.sha256 != fetch.sha256 else fetch)
        return store.record(fetch, _exchange(came, body, store.record_id(came)))


def _exchange(came: Fetch, body: bytes, of: str) -> Exchange:
    """Return what is kept of a drawn page: no answer, another form of the one that came."""
    return Exchange(came.final_url, "GET", (), b"", "", (), body, of=of)
