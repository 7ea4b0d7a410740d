"""Never leave the allowed hosts: an exact allow-list, and no private address behind a name."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.base import ReportSpider

PRIVATE: set[str] = set()  # names that led to a private address in this process


class OffSite(IgnoreRequest):
    """A request, or a redirect, leads to a host that the site's block does not name."""


class HostGuard:
    """Refuses every request to a host outside the site's list, redirects included."""

    def __init__(self, spider: ReportSpider) -> None:
        self.site = spider.site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the guard of the crawler's site."""
        assert isinstance(crawler.spider, ReportSpider)
        return cls(crawler.spider)

    def process_request(self, request: Request) -> None:
        """Raise `OffSite` for a foreign address."""
        if not self.site.allows_parts(urlparse_cached(request)):
            raise OffSite(f"{request.url} is on no host of {self.site.id}")


class PublicResolver(CachingThreadedResolver):
    """Resolves names, but a private or loopback address only for hosts of loopback sites."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, local: frozenset[str]
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.local = local

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Return the resolver of a process; `LOOPBACK_HOSTS` may be this machine."""
        settings = crawler.settings
        local = frozenset(settings.getlist("LOOPBACK_HOSTS"))
        return cls(
            reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), local
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Return the address of *name*; fails where it is not public."""
        return super().getHostByName(name, timeout).addCallback(public, name, self.local)


def public(address: str, name: str, local: frozenset[str]) -> str:
    """Return *address* if it is public, or *name* is one of *local*; else the lookup has failed."""
    if ip_address(address).is_global or name in local:
        return address
    PRIVATE.add(name)
    raise DNSLookupError(f"{name} is the private address {address}")
