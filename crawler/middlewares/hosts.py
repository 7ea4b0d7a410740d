"""Never leave the allowed hosts: an exact allow-list, and no private address behind a name."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
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

CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))  # an IPv4 address at their end
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


def is_public(address: str) -> bool:
    """Whether an address is of the open net, and so is the IPv4 address within it, if any.

    >>> is_public("203.0.114.9"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False)
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        within = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if within is None and any(found in network for network in CARRIERS):
            within = IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
    return found.is_global and not found.is_multicast


def public(address: str, name: str, local: frozenset[str]) -> str:
    """Return *address* if it is public, or *name* is one of *local*; else the lookup has failed."""
    if is_public(address) or name in local:
        return address
    PRIVATE.add(name)
    raise DNSLookupError(f"{name} is the private address {address}")
