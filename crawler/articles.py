"""Which links of a list page are articles: by their address, or by a title that names a report.

An entry may lead to no page but to a file at once, and that file is the report: so is every file.
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
    """Yield the links whose address *pattern* finds, files, and reports on other systems.

    Options: `link` narrows them with a selector, `heading` selects what names body or year above.
    """
    found = listing.candidates(options.get("link", "a[href]"), options.get("heading", ""))
    for candidate in found:
        if is_article(candidate, pattern):
            yield candidate


def is_article(candidate: Candidate, pattern: re.Pattern[str]) -> bool:
    """Whether a link leads to an article of the CMS, to a file, or to a report elsewhere."""
    url = candidate.url
    return bool(pattern.search(url)) or is_document(url) or is_report_elsewhere(candidate)


def is_report_elsewhere(candidate: Candidate) -> bool:
    """Whether a link is a year's annual report by its title, and no column by its address.

    A department's report may stand on its own site, of another system: its address tells nothing.
    """
    title = parse_title(candidate.title)
    is_named = title.accepted or title.reason == "explainer"
    return bool(is_named and title.year and not COLUMN.search(candidate.url))
