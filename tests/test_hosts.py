"""Names and addresses: what is open net, what is this machine, however it is written."""

import socket
from dataclasses import asdict

import pytest
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from crawler.middlewares.hosts import PublicResolver, is_public, public
from crawler.sites import SiteError, site_from
from tests.test_sites import SITE

LOCAL = frozenset({"localhost"})
PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.1.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_does_not_resolve(address: str) -> None:
    """A hijacked name cannot send the crawler into the operator's own network."""
    with pytest.raises(DNSLookupError, match=r"evil\.gov\.cn is the private address"):
        public(address, "evil.gov.cn", LOCAL)
    assert public(address, "localhost", LOCAL) == address


@pytest.mark.parametrize("address", ["203.0.114.9", "::ffff:8.8.8.8", "2400:da00::dbf:0:100"])
def test_an_open_address_resolves(address: str) -> None:
    """Public addresses of both kinds, and a public one within the other."""
    assert is_public(address)
    assert public(address, "good.gov.cn", frozenset()) == address


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1"])
def test_an_address_written_as_a_number_is_no_host_and_leads_nowhere(host: str) -> None:
    """The system reads these as 127.0.0.1: no block may name them, and none resolves."""
    with pytest.raises(DNSLookupError):
        public(socket.gethostbyname(host), host, LOCAL)
    named = {"base": f"http://{host}/", "hosts": [host], "lists": [f"http://{host}/nb/"]}
    block = asdict(SITE) | named | {"why_not_gov_cn": "x"}
    with pytest.raises(SiteError, match="bare or private address"):
        site_from(block)
    with pytest.raises(SiteError, match="is not loopback"):
        site_from({**block, "loopback": True})


def test_a_name_that_is_rebound_is_checked_at_every_look() -> None:
    """The address that was checked is the one connected to; a later answer is checked again."""
    resolver = PublicResolver(MemoryReactorClock(), 10, 1.0, LOCAL)
    answers: list[object] = []
    for address in ("203.0.114.9", "127.0.0.1", "203.0.114.9"):
        dnscache["rebound.gov.cn"] = address  # what the name server answered last
        resolver.getHostByName("rebound.gov.cn").addBoth(answers.append)
    del dnscache["rebound.gov.cn"]
    first, second, third = answers
    assert (first, third) == ("203.0.114.9", "203.0.114.9")
    assert isinstance(second, Failure)
    assert second.check(DNSLookupError)
