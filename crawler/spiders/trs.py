"""TRS WCM (拓尔思): `index.html`, `index_1.html`, …; how many, only a script in the page says."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from crawler.base import ReportSpider
from crawler.listing import Candidate, Listing, ListPage

ARTICLE = re.compile(r"/t\d{8}_\d+\.s?html?$")
# createPageHTML(total, current, "index", "html"): the order of the two numbers differs by version,
# but the current page counts from 0 and is always the smaller one.
CREATE = re.compile(
    r"createPageHTML\w*\(\s*'?(\d+)'?\s*,\s*'?(\d+)'?\s*,\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]"
)
COUNT = re.compile(r"\bcountPage\s*=\s*['\"]?(\d+)")
EXTENSION = re.compile(r"index['\"]?\s*\+?\s*['\"]?\.['\"]?\s*\+?\s*['\"]?(s?html?)\b")


class TrsSpider(ReportSpider):
    """Candidates are links to `tYYYYMMDD_N.html`; option `link` narrows them with a selector."""

    cms = "trs"

    def candidates(self, listing: Listing) -> Iterator[Candidate]:
        """Yield the links that are articles by their address."""
        for candidate in listing.candidates(self.site.options.get("link", "a[href]")):
            if ARTICLE.search(candidate.url):
                yield candidate

    def next_page(self, listing: Listing) -> ListPage | None:
        """Return `index_N` after page N-1, as long as the script counts that many."""
        total, name, extension = paging(listing.text)
        number = listing.asked.number + 1
        if number >= total:
            return None
        url = urljoin(listing.url, f"{name}_{number}.{extension}")
        return ListPage(url, listing.asked.list_url, number)


def paging(text: str) -> tuple[int, str, str]:
    r"""Return (pages, name, extension) as the page's script states them; one page if it does not.

    >>> paging('<script>createPageHTML(12, 0, "index", "shtml");</script>')
    (12, 'index', 'shtml')
    >>> paging('var countPage = 2//共多少页 document.write("<a href=\'index."+"html\'>")')
    (2, 'index', 'html')

    Only what stands after the count is the pager: a page may frame an `index.htm` of another site.

    >>> paging('<iframe src="/w/index.htm"></iframe> countPage = 2; "index"+"_"; "index.shtml"')
    (2, 'index', 'shtml')
    """
    made = CREATE.search(text)
    if made:
        return max(int(made[1]), int(made[2])), made[3], made[4]
    counted = COUNT.search(text)
    if counted is None:
        return 1, "index", "html"
    extension = EXTENSION.search(text, counted.end())  # before it, other sites' frames name theirs
    return int(counted[1]), "index", extension[1] if extension else "html"
