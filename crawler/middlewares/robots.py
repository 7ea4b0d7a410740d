"""robots.txt by RFC 9309: what is not there forbids nothing, what cannot be had forbids all.

Scrapy's own middleware takes a broken robots.txt for none, and an error page for one.
"""

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.failures import RobotsUnreachable, failure_of

TOO_MANY = 429  # a server that is busy has not said what it allows
LONGEST = 500 * 1024  # bytes; a crawler must read as much and may leave the rest


class Robots(RobotsTxtMiddleware):
    """Asks each host once; raises `IgnoreRequest` for what its file forbids."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unreachable: dict[str, tuple[str, str]] = {}  # reason and words, by host and port

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Raise `RobotsUnreachable` where the file could not be had, whatever the address."""
        await super().process_request(request)
        why = self.unreachable.get(urlparse_cached(request).netloc)
        if why and not request.meta.get("dont_obey_robotstxt"):
            raise RobotsUnreachable(*why)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """Read the file that answered; an error of the server is not its absence."""
        if response.status >= 500 or response.status == TOO_MANY:
            self._keep(netloc, "robots_unreachable", f"robots.txt answered {response.status}")
        elif "dataloss" in response.flags:
            self._keep(netloc, "robots_unreachable", "robots.txt was cut off")
        elif response.status < 300:
            whole = response.replace(body=response.body[:LONGEST])
            await super()._parse_robots(whole, netloc, request)
            return
        super()._robots_error(IgnoreRequest(), netloc)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Remember a file that got no answer; one that leads off the site counts as none."""
        if not isinstance(exc, IgnoreRequest):
            asked = Request(f"http://{netloc}/robots.txt")
            self._keep(netloc, failure_of(asked, exc), f"robots.txt could not be had: {exc}")
        super()._robots_error(exc, netloc)

    def _keep(self, netloc: str, reason: str, said: str) -> None:
        self.unreachable[netloc] = (reason, said)
