"""Addresses and hosts as text, before anybody is asked: taken apart, and what they can be."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")  # 127.0.0.1, and 127.1, 0177.1, 2130706433


def split_url(url: str) -> SplitResult:
    """Return the parts of *url*, all empty where it is no URL at all."""
    try:
        return urlsplit(url)
    except ValueError:  # such as an unclosed bracket in a link
        return urlsplit("")


def name_of(host: str) -> str:
    """Return a host's name without its port: one name is one machine, and one pace.

    >>> name_of("www.example.gov.cn:8080"), name_of("www.example.gov.cn")
    ('www.example.gov.cn', 'www.example.gov.cn')
    """
    return split_url(f"//{host}").hostname or host


def is_bare_address(host: str) -> bool:
    """Whether a host (with or without port) is a number in place of a name."""
    return bool(NUMBER.search(host.split(":")[0]))


def is_loopback(host: str) -> bool:
    """Whether a host (with or without port) can only be this machine."""
    name = host.split(":")[0]
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
