"""One item of everything: a site's lists by their first pages, and one report of each."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.base import ReportSpider
from crawler.listing import ListPage

STEPS = 2  # pages of a list without a report to pass: some CMSs answer it behind another page


class _Sample(ReportSpider):
    """Goes before a CMS's spider, which reads as ever; only less is asked for."""

    def parse_list(self, response: Response, asked: ListPage) -> Iterator[Request]:
        """Keep every candidate; ask for the first report, for a further page only without one."""
        wanted = list(super().parse_list(response, asked))
        reports = [each for each in wanted if each.meta["subject"].kind == "report"]
        yield from reports[:1] if reports or asked.number >= STEPS else wanted[:1]

    def parse_report(self, response: Response) -> Iterator[Request]:
        """Ask for nothing that a report attaches."""
        yield from ()


def sampled(spider: type[ReportSpider]) -> type[ReportSpider]:
    """Return *spider* as it walks for a live check."""
    return type(f"Sampled{spider.__name__}", (_Sample, spider), {})
