r"""Where a list goes on: by the script that counts its pages, by its links, by their numbers.

Nothing is guessed: what says of more pages but of no address for them is a `BadList`. The names of
scripts and parameters are those of real list pages.
"""

import re
from collections.abc import Callable, Iterator

from parsel import Selector

from crawler.listing import LONGEST_URL, BadList, Listing, ListPage, absolute

# createPageHTML(total, current, "index", "html"): the order of the two numbers differs by version,
# but the current page counts from 0 and is always the smaller one. Another version is first told
# where the pager stands, createPageHTML("page_div", 3, 1, "list", "shtml"): whether that one counts
# from 0 or 1, each page proves by what it says of itself.
CREATE = re.compile(
    r"createPageHTML\w*\(\s*(?P<place>['\"][A-Za-z][\w-]{0,40}['\"]\s*,\s*)?'?(\d{1,9})'?\s*,\s*'?(\d{1,9})'?"
    r"\s*,\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]"
)
COUNT = re.compile(r"\bcountPage\s*=\s*['\"]?(\d{1,9})")
EXTENSION = re.compile(r"index['\"]?\s*\+?\s*['\"]?\.['\"]?\s*\+?\s*['\"]?(s?html?)\b")
TOTALS = (  # how many pages there are, as scripts and pagers say it
    re.compile(r"\b(?:total|max|all)_?pages?['\"]?\s*[:=]\s*['\"]?(\d{1,9})\b", re.I),
    re.compile(r"\bpage_?(?:count|total)['\"]?\s*[:=]\s*['\"]?(\d{1,9})\b", re.I),
    re.compile(r"共\s*(?:<[^<>]{1,99}>\s*)*(\d{1,9})\s*(?:<[^<>]{1,99}>\s*)*页"),
    re.compile(r"\d{1,9}\s*/\s*(\d{1,9})\s*页"),
)
NEXT = frozenset(("下一页", "下页", "后一页", "后页", "下一頁", "next", "nextpage"))
LAST = frozenset(("尾页", "末页", "最后一页", "最后页", "尾頁", "last", "lastpage"))
AROUND = re.compile(r"^[\[\]【】«»→|\s]+|[\[\]【】<>›»→|\s]+$")
PAGED = re.compile(  # an address with the number of a page: its parts before and after
    r"(?P<head>.*(?:[?&](?:page|page_?no|page_?num|page_?index|curr?_?page|p)=|[_-]|/))"
    r"(?P<number>\d{1,6})"
    r"(?P<tail>(?:\.\w{2,5}|/)?(?:[?&].*)?)",
    re.I,
)
QUOTED = re.compile(r"['\"]([\w./%:-]*(?:\.s?html?|\.jsp|\.aspx?|\?)[\w./%?=&-]*)['\"]")
LONGEST_WORD = 40  # characters of what a pager's link says
SCRIPTED = ("javascript:", "#", "mailto:")
IDLE = re.compile(r"(?:javascript:\s*(?:void\(\s*0?\s*\))?\s*;?|#)?$", re.I)


def following(listing: Listing) -> ListPage | None:
    """Return the page after this one, None after the last.

    Raises `BadList` where the page says that there are more, but nothing says where.
    """
    asked, total = listing.asked, page_count(listing.text) or listing.asked.total
    url = _by_script(listing) if _is_counted(listing.text) else _by_links(listing, total)
    return ListPage(url, asked.list_url, asked.number + 1, total=total) if url else None


def counted(listing: Listing, made: Callable[[int], str]) -> ListPage | None:
    """Return the page after this one; where no link leads there, *made* makes its address.

    *made* is told the page's number, as people count, and asked only as far as the list counts its
    pages. Raises `BadList` where it says that there are more, but counts none.
    """
    asked, number = listing.asked, listing.asked.number + 2
    try:
        return following(listing)
    except BadList:
        total = page_count(listing.text) or asked.total
        if not total:
            raise  # a next page that only a script knows
    return (
        ListPage(made(number), asked.list_url, asked.number + 1, total=total)
        if number <= total
        else None
    )


def page_count(text: str) -> int:
    """Return how many pages a list says it has, 0 where it does not.

    >>> page_count("var totalPage = '12';"), page_count("<p>共 <b>3</b> 页"), page_count("共3条")
    (12, 3, 0)
    """
    return max((int(found[1]) for pattern in TOTALS if (found := pattern.search(text))), default=0)


def scripted(text: str) -> tuple[int, str, str]:
    r"""Return (pages, name, extension) as the page's script states them; one page if it does not.

    >>> scripted('<script>createPageHTML(12, 0, "index", "shtml");</script>')
    (12, 'index', 'shtml')
    >>> scripted('var countPage = 2//共多少页 document.write("<a href=\'index."+"html\'>")')
    (2, 'index', 'html')

    Only what stands after the count is the pager: a page may frame an `index.htm` of another site.

    >>> scripted('<iframe src="/w/index.htm"></iframe> countPage = 2; "index"+"_"; "index.shtml"')
    (2, 'index', 'shtml')
    """
    made = CREATE.search(text)
    if made:
        return max(int(made[2]), int(made[3])), made[4], made[5]
    counted = COUNT.search(text)
    if counted is None:
        return 1, "index", "html"
    extension = EXTENSION.search(text, counted.end())  # before it, other sites' frames name theirs
    return int(counted[1]), "index", extension[1] if extension else "html"


def linked(listing: Listing, words: frozenset[str]) -> Selector | None:
    """Return the first link of these words that leads somewhere, else the first of them."""
    found = [anchor for anchor in listing.selector.css("a") if _words(anchor) & words]
    led = (anchor for anchor in found if address(listing, anchor))
    return next(led, found[0] if found else None)


def address(listing: Listing, anchor: Selector) -> str:
    """Return where a pager's link leads, by its `href` or by what its script is told; else ""."""
    href = anchor.attrib.get("href", "").strip()
    if not href or href.lower().startswith(SCRIPTED):
        handlers = " ".join((href, anchor.attrib.get("onclick", "")))[:LONGEST_URL]
        quoted = QUOTED.search(handlers)
        href = quoted[1] if quoted else ""
    url = absolute(listing.url, href) if href else ""
    return url if url.startswith(("http://", "https://")) else ""


def _is_counted(text: str) -> bool:
    return bool(CREATE.search(text) or COUNT.search(text))


def _by_script(listing: Listing) -> str:
    total, name, extension = scripted(listing.text)
    number = listing.asked.number + 1
    if number >= total:
        return ""
    return absolute(listing.url, f"{name}_{number + _first(listing)}.{extension}")


def _first(listing: Listing) -> int:
    """Return what the script calls the first page, 0 or 1; raises `BadList` where it is neither."""
    made = CREATE.search(listing.text)
    if made is None or not made["place"]:
        return 0
    first = min(int(made[2]), int(made[3])) - listing.asked.number
    if first not in {0, 1}:
        raise BadList("the script counts other pages than were asked for: set option page")
    return first


def _by_links(listing: Listing, total: int) -> str:
    """Return the next page's address by the links of the pager, "" after the last page."""
    after = linked(listing, NEXT)
    url = address(listing, after) if after is not None else ""
    if url:
        return url if url != listing.url else ""
    page = listing.asked.number + 2  # the next one, as people count
    url = _by_number(listing, page) or _before_last(listing, page, total)
    if url or page > (total or page):
        return url
    if page <= total or (after is not None and listing.asked.number == 0 and not _is_idle(after)):
        raise BadList("there are more pages, but no address: set option next, or page and second")
    return ""


def _by_number(listing: Listing, page: int) -> str:
    """Return where the link that reads *page* leads."""
    for number, url in _numbered(listing):
        if number == page and url != listing.url:
            return url
    return ""


def _numbered(listing: Listing) -> Iterator[tuple[int, str]]:
    """Yield what the pager's numbers lead to; a calendar's days lead to no numbered page."""
    for anchor in listing.selector.css("a"):
        text = _text(anchor)
        if text.isdecimal() and len(text) < 6 and PAGED.fullmatch(url := address(listing, anchor)):
            yield int(text), url


def _before_last(listing: Listing, page: int, total: int) -> str:
    """Return the address of *page* as the last page's is made, if that proves the numbering."""
    last = linked(listing, LAST)
    made = PAGED.fullmatch(address(listing, last)) if last is not None else None
    if made is None or not total or page > total:
        return ""
    offset = (
        int(made["number"]) - total
    )  # index_1 is the second page with some, index_2 with others
    return f"{made['head']}{page + offset}{made['tail']}" if offset in {0, -1} else ""


def _words(anchor: Selector) -> set[str]:
    return {_bare(_text(anchor)), _bare(anchor.attrib.get("title", ""))} - {""}


def _text(anchor: Selector) -> str:
    return "".join("".join(anchor.root.itertext()).split())


def _bare(text: str) -> str:
    """Return a pager's word without the arrows around it: `下一页 >` is 下一页."""
    return AROUND.sub("", text.strip().lower()) if len(text) <= LONGEST_WORD else ""


def _is_idle(anchor: Selector) -> bool:
    """Whether a link does nothing: the pager of a list of one page."""
    classes = anchor.attrib.get("class", "")
    href = anchor.attrib.get("href", "").strip()[:LONGEST_URL]
    idle = IDLE.match(href) is not None and not anchor.attrib.get("onclick")
    return idle or "disab" in classes
