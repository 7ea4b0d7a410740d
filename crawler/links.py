"""A link of a list page as it is kept: its whole title, and the verdict on it."""

from datetime import UTC, datetime

from crawler.addresses import ListAddress
from crawler.index import Link
from crawler.listing import Candidate
from crawler.sites import Site
from parsers.titles import Title, parse_title, title_in_list


def understood(candidate: Candidate, address: ListAddress, site: Site) -> tuple[Link, Title]:
    """Return a candidate of a list as a link seen today, and what its title says."""
    above = (candidate.heading, address.agency)
    is_bare = site.options.get("entries") == "reports"
    whole = title_in_list(candidate.title, above, address.year, is_report=is_bare)
    title, day = parse_title(whole), f"{datetime.now(UTC):%Y-%m-%d}"
    link = Link(
        site.id,
        address.url,
        candidate.url,
        whole,
        candidate.date,
        first_seen=day,
        last_seen=day,
        accepted=title.accepted,
        reason=title.reason,
    )
    return link, title
