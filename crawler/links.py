"""A link of a list page as it is kept: its whole title, and the verdict on it."""

from datetime import UTC, datetime

from crawler.addresses import ListAddress
from crawler.columns import is_column
from crawler.index import Link
from crawler.listing import Candidate
from crawler.sites import Site
from parsers.titles import parse_title, title_in_list


def understood(candidate: Candidate, address: ListAddress, site: Site) -> Link:
    """Return a candidate of a list as a link seen today, with the verdict on its title."""
    above, day = (candidate.heading, address.agency), f"{datetime.now(UTC):%Y-%m-%d}"
    is_bare = "reports" in (site.options.get("entries"), site.options.get("lists"))
    whole = title_in_list(candidate.title, above, address.year, is_report=is_bare)
    title = parse_title(whole)
    is_menu = not is_bare and is_column(whole, candidate.url, candidate.date)
    return Link(
        site.id,
        address.url,
        candidate.url,
        whole,
        candidate.date,
        first_seen=day,
        last_seen=day,
        accepted=title.accepted and not is_menu,
        reason="column" if is_menu else title.reason,
    )
