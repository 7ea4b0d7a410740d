"""Which links of a list page are articles: by their address, or by a title that names a report.

An entry may lead to no page but to a file at once, and then that file is the report.
"""

import re
from collections.abc import Iterator, Mapping

from crawler.attachments import is_document
from crawler.listing import Candidate, Listing
from parsers.titles import parse_title

COLUMN = re.compile(r"/(?:index(?:_\d+)?\.\w+)?(?:\?.*)?$")


def articles(
    listing: Listing, pattern: re.Pattern[str], options: Mapping[str, str]
) -> Iterator[Candidate]:
    """Yield the links whose address *pattern* finds, and reports in files and on other systems.

    Options: `link` narrows them with a selector, `heading` selects what names body or year above.
    """
    found = listing.candidates(options.get("link", "a[href]"), options.get("heading", ""))
    return (candidate for candidate in found if is_article(candidate, pattern, options))


def is_article(candidate: Candidate, pattern: re.Pattern[str], options: Mapping[str, str]) -> bool:
    """Whether a link leads to an article of the CMS, or to a report that is none.

    A department's report may stand on its own site, of another system: its address tells nothing,
    so its title must name a year's report. Of a file it need not name the year; where the block
    says that entries are reports it need name nothing at all.
    """
    url = candidate.url
    if pattern.search(url):
        return True
    title = parse_title(candidate.title)
    is_named = title.accepted or title.reason == "explainer"
    if is_document(url):
        return is_named or options.get("entries") == "reports"
    return bool(is_named and title.year and not COLUMN.search(url))
