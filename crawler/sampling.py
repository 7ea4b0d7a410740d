"""One item of everything: a site's lists by their first pages, and one report of each."""

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.base import ReportSpider
from crawler.listing import ListPage, Subject

SOME = 12  # reports of one module, where addresses are made of years and units
STEPS = 2  # pages of a list without a report to pass: some CMSs answer it behind another page


class _Sample(ReportSpider):
    """Goes before a CMS's spider, which reads as ever; only less is asked for."""

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every list; of reports that are asked for at once, for some of each pattern."""
        wanted = [request async for request in super().start()]
        reports: dict[str, list[Request]] = {}
        for request in wanted:
            subject: Subject = request.meta["subject"]
            if subject.kind == "report":
                reports.setdefault(self.lists[subject.url].pattern, []).append(request)
            else:
                yield request
        for each in reports.values():
            for request in each[:: -(-len(each) // SOME)]:
                yield request

    def parse_list(self, response: Response, asked: ListPage) -> Iterator[Request]:
        """Keep every candidate; ask for the first report, for a further page only without one."""
        wanted = list(super().parse_list(response, asked))
        reports = [each for each in wanted if each.meta["subject"].kind == "report"]
        yield from reports[:1] if reports or asked.number >= STEPS else wanted[:1]

    def parse_report(self, response: Response) -> Iterator[Request]:
        """Ask for nothing that a report attaches; the spider has seen that it came."""
        tuple(super().parse_report(response))
        yield from ()


def sampled(spider: type[ReportSpider]) -> type[ReportSpider]:
    """Return *spider* as it walks for a live check."""
    return type(f"Sampled{spider.__name__}", (_Sample, spider), {})
