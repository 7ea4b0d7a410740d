"""Shards: the sites of one province as one crawl, so that many can run beside each other.

A shard is made of whole hosts: two crawls at once on one host would double its pace. Sites that
share a host are one group, and a group belongs to the province of its first site.
"""

from collections.abc import Iterable

from crawler.hosts import name_of
from crawler.sites import Site


def groups(sites: Iterable[Site]) -> list[list[Site]]:
    """Return the sites in groups that share no host: a group's sites are crawled one by one.

    Each site has its own pace, so two at once on one host would double it.
    """
    found: list[tuple[set[str], list[Site]]] = []
    for site in sites:
        hosts = set(map(name_of, site.hosts))
        touching = [group for group in found if group[0] & hosts]
        found = [group for group in found if not group[0] & hosts]
        members = [member for group in touching for member in group[1]]
        found.append((hosts.union(*(group[0] for group in touching)), [*members, site]))
    return [members for _, members in found]


def shard(sites: Iterable[Site], province: str) -> tuple[Site, ...]:
    """Return the sites that a crawl of *province* takes: every site is in exactly one shard."""
    return tuple(site for group in groups(sites) if group[0].province == province for site in group)
