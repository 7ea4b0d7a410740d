"""https that nobody can connect to: the same address on the same host by http, and said so.

Only a connection that fails leads there, never an answer, and never where https has answered or is
insisted on: a server that leads http back to a broken https is not asked in circles.
"""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.hosts import split_url
from crawler.listing import absolute

PLAIN = "plain"  # request.meta: why http is asked in place of https
UNCONNECTED = ("refused", "timeout", "failed")  # a name without an address has none by http either
ANSWERED = "download_latency"  # request.meta: Scrapy's own, once headers have come


class Fallback:
    """What one crawl has learned of its hosts' https, by host and port."""

    def __init__(self) -> None:
        self.plain: dict[str, str] = {}  # why https failed
        self.secure: set[str] = set()

    def instead(self, request: Request) -> Request | None:
        """Return the request by http where https is known to fail, None to send it as it is."""
        request.meta.pop(ANSWERED, None)  # of an earlier hop or trial
        parts = urlparse_cached(request)
        if parts.scheme == "https" and parts.netloc in self.plain:
            return self.by_http(request, self.plain[parts.netloc])
        return None

    def heard(self, request: Request, response: Response) -> None:
        """Remember where https answers, and who leads http back to it."""
        netloc = urlparse_cached(request).netloc
        if urlparse_cached(request).scheme == "https":
            self.secure.add(netloc)
        elif netloc in self.plain and _leads_to_https(request, response):
            self.secure.add(netloc)
            del self.plain[netloc]

    def applies(self, request: Request, reason: str) -> bool:
        """Whether a request that failed with *reason* is to be sent by http."""
        parts = urlparse_cached(request)
        return (
            parts.scheme == "https"
            and reason in UNCONNECTED
            and ANSWERED not in request.meta
            and parts.netloc not in self.secure
        )

    def by_http(self, request: Request, why: str) -> Request:
        """Return the request for the same address by http; *why* stands in its rows' notes."""
        parts = urlparse_cached(request)
        netloc = parts.netloc.removesuffix(":443")
        self.plain[parts.netloc] = why
        url = urlsplit(request.url)._replace(scheme="http", netloc=netloc).geturl()
        return request.replace(url=url, dont_filter=True, meta={**request.meta, PLAIN: why})


def as_listed(request: Request, response: Response) -> Response:
    """Return an answer under its https address, so that what it links has the same ones as ever."""
    if PLAIN not in request.meta:
        return response
    return response.replace(url=urlsplit(response.url)._replace(scheme="https").geturl())


def _leads_to_https(request: Request, response: Response) -> bool:
    location = (response.headers.get("Location") or b"").decode("latin-1")
    target = split_url(absolute(request.url, location))  # which may be no address at all
    return target.scheme == "https" and target.hostname == urlsplit(request.url).hostname
