"""What a process of the crawler may be given to do with a site, and the spider that does it."""

from crawler.base import ReportSpider
from crawler.sampling import sampled
from crawler.searching import SearchSpider
from crawler.sites import Site
from crawler.spiders import SPIDERS


def spider_for(site: Site, task: str) -> type[ReportSpider]:
    """Return the spider of a task.

    `crawl` walks the site whole; `sample` its lists' first pages and one report of each; `probe`
    looks for its lists.
    """
    if task == "probe":
        return SearchSpider
    spider = SPIDERS[site.cms]
    return sampled(spider) if task == "sample" else spider
