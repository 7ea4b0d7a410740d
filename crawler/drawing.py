"""A page drawn by its script in a browser that cannot reach the net.

The browser is given the page as it was fetched. What its script asks for goes through the crawl
like any request (robots.txt, pace, hosts, public addresses, size, WARC) or is not sent at all; of
the browser itself every name is unknown. It is scrapy-playwright's, the extra `js`.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, NamedTuple

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as Tab
from playwright.async_api import Request as Asked
from playwright.async_api import Route
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.base import ReportSpider
from crawler.listing import Subject
from crawler.middlewares.failures import FAILURES
from crawler.rendering import EMPTY, PART, Wanted, refusal

LIMIT = "DRAWING_TIMEOUT"  # the setting: seconds for a page, what its script waits for included
QUIET = 0.5  # seconds without a request after which a page is drawn
GRACE = 10.0  # seconds the browser has to close a page, a context, itself
MAX_DRAWN = 8 * 2**20  # characters of a drawn page
MAX_KEPT = 32 * 2**20  # bytes of scripts that are not asked for again
# How a request of the script may fail; each has its row.
LOST: tuple[type[Exception], ...] = (
    *(kind for kind, _ in FAILURES),
    *(DownloadFailedError, ResponseDataLossError),
)
OURS = (  # of the headers a browser would send, those that the crawl sends by itself, or nobody
    *("accept-encoding", "accept-language", "connection", "content-length", "cookie", "host"),
    *("if-modified-since", "if-none-match", "upgrade-insecure-requests", "user-agent"),
)
UNSENT = (  # of the headers of an answer, those that are not true of what is passed on
    *("connection", "content-encoding", "content-length", "set-cookie", "transfer-encoding"),
)


class Drawing(NamedTuple):
    """A page as drawn, or the reason why it is none; `note` says what its script asked for."""

    text: str
    reason: str
    note: str


class TooLargeError(Exception):
    """A page has grown beyond all measure while it was drawn."""


class Drawer:
    """The browser of one site's crawl: one context, one page at a time."""

    def __init__(self, crawler: Crawler, spider: ReportSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.handler = ScrapyPlaywrightDownloadHandler(crawler)  # starts with the engine
        self.handler.config.target_closed_max_retries = 0  # what crashes once is not drawn again
        self.scripts: dict[str, Response] = {}  # asked for once in a crawl
        self.turn = asyncio.Lock()

    async def draw(self, answered: Response, page_url: str) -> Drawing:
        """Return the page that *answered* becomes, in bounded time whatever its script does."""
        async with self.turn:
            visit = Visit(self, answered, page_url)
            text, reason, why = "", "", ""
            try:
                async with asyncio.timeout(self.crawler.settings.getfloat(LIMIT)):
                    text = await self._drawn(visit)
            except (BrowserTimeout, TimeoutError):
                reason = "render_timeout"
            except (BrowserError, TooLargeError, OSError) as error:
                reason, why = "render_failed", " ".join(str(error).split())[:200]
            finally:
                await self._end(visit, is_well=not reason)
            return Drawing(text, reason, "; ".join(filter(None, (why, visit.told()))))

    async def close(self) -> None:
        """Close context and browser, within their time."""
        await _within(self.handler.close())

    async def _drawn(self, visit: "Visit") -> str:
        content = PageMethod(_content)
        meta = {
            "playwright": True,
            "playwright_context": self.spider.site.id,
            "playwright_context_kwargs": {
                "user_agent": self.crawler.settings["USER_AGENT"],
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "service_workers": "block",
                "accept_downloads": False,
            },
            "playwright_page_init_callback": visit.begin,
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            "playwright_page_methods": [PageMethod(visit.settled), content],
        }
        await self.handler.download_request(Request(visit.answered.url, meta=meta))
        return str(content.result)

    async def _end(self, visit: "Visit", *, is_well: bool) -> None:
        """Close the page; after a failure the context too, and the browser if that hangs."""
        visit.is_over = True
        if visit.tab is None or (is_well and visit.tab.is_closed()):
            return
        if not await _within(visit.tab.context.close()) and hasattr(self.handler, "browser"):
            await _within(self.handler.browser.close())


class Visit:
    """One page while it is drawn: what its script asks for, and what is not asked."""

    def __init__(self, drawer: Drawer, answered: Response, page_url: str) -> None:
        self.drawer = drawer
        self.answered = answered
        self.page_url = page_url
        self.tab: Tab | None = None
        self.is_given = False
        self.is_over = False
        self.sent = 0
        self.pending = 0
        self.heard = 0.0  # when the last answer was given, by the loop's clock
        self.unsent: Counter[str] = Counter()
        self.turn = asyncio.Lock()  # what waits for its turn is not sent once the page is given up

    def told(self) -> str:
        """Return in words how many requests were sent, and why others were not."""
        not_sent = ", ".join(f"{n} {why}" for why, n in sorted(self.unsent.items()))
        return f"drawn with {self.sent} requests" + (f"; not sent: {not_sent}" if not_sent else "")

    async def begin(self, tab: Tab, _: Request) -> None:
        """Answer every request of the page from here on, scrapy-playwright's own way unused."""
        self.tab = tab
        tab.set_default_navigation_timeout(0)  # the whole drawing has its time
        tab.on("popup", lambda popup: popup.close())
        await tab.add_init_script("window.open = () => null")  # what opens all the same is closed
        await tab.route("**/*", self._answer)

    async def settled(self, _: Tab) -> None:
        """Return when the page has asked for nothing for a while, all it asked for answered.

        Counted here, where every request comes by: the browser's own `networkidle` is at times
        never reached where a page was to be led away.
        """
        clock = asyncio.get_running_loop().time
        while self.pending or clock() - self.heard < QUIET:
            await asyncio.sleep(QUIET / 5)

    async def _answer(self, route: Route, asked: Asked) -> None:
        self.pending += 1
        try:
            await self._answered(route, asked)
        finally:
            self.pending -= 1
            self.heard = asyncio.get_running_loop().time()

    async def _answered(self, route: Route, asked: Asked) -> None:
        leads = asked.is_navigation_request() and asked.frame.parent_frame is None
        with suppress(BrowserError):  # the page is closed already
            if leads and not self.is_given:
                self.is_given = True
                await _fulfill(route, self.answered)
            elif asked.resource_type in EMPTY:
                status = EMPTY[asked.resource_type]
                await route.fulfill(status=status, content_type="text/css", body="")
            else:
                await self._ask(route, asked, leaves=leads)

    async def _ask(self, route: Route, asked: Asked, *, leaves: bool) -> None:
        """Answer a request from the crawl, if it may be sent; an aborted one fails in the page."""
        sent = asked.post_data_buffer or b""
        wanted = Wanted(asked.url, asked.resource_type, asked.method, len(sent), leaves)
        allows = self.drawer.spider.site.allows
        async with self.turn:
            why = "too late" if self.is_over else refusal(wanted, allows, self.sent)
            answer = None if why else await self._asked(asked, sent)
        if why:
            self.unsent[why] += 1
        if answer is not None:
            await _fulfill(route, answer)
        else:  # only this code leaves the page as it stands when it was to be led away
            await route.abort("aborted" if leaves else "failed")

    async def _asked(self, asked: Asked, sent: bytes) -> Response | None:
        """Return what a request of the script brought, None where it brought nothing."""
        known = self.drawer.scripts.get(asked.url)
        if known is not None and asked.method == "GET":
            return known
        self.sent += 1
        headers = {
            name: value
            for name, value in (await asked.all_headers()).items()
            if name not in OURS and not name.startswith(("sec-", ":"))
        }
        request = Request(
            asked.url,
            method=asked.method,
            headers=headers,
            body=sent,
            dont_filter=True,
            meta={"subject": Subject(PART, asked.url, self.page_url)},
        )
        engine = self.drawer.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except LOST:
            return None
        if asked.resource_type == "script" and asked.method == "GET" and response.status == 200:
            self._keep(asked.url, response)
        return response

    def _keep(self, url: str, response: Response) -> None:
        scripts = self.drawer.scripts
        if sum(len(each.body) for each in scripts.values()) + len(response.body) <= MAX_KEPT:
            scripts[url] = response


async def _fulfill(route: Route, response: Response) -> None:
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in UNSENT
    }
    await route.fulfill(status=response.status, headers=headers, body=response.body)


async def _content(tab: Tab) -> str:
    """Return the page as it stands; raises `TooLargeError` before it is taken over."""
    size = await tab.evaluate("document.documentElement.outerHTML.length")
    if size > MAX_DRAWN:
        raise TooLargeError(f"drawn to {size:,} characters")
    return await tab.content()


async def _within(closing: Awaitable[Any]) -> bool:
    """Whether something of the browser was closed within its time; one that is gone counts so."""
    try:
        async with asyncio.timeout(GRACE):
            await closing
    except TimeoutError:
        return False
    except BrowserError:
        return True
    return True
