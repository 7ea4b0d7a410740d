"""One spider per content management system; each knows its listing and nothing else."""

from crawler.base import ReportSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.links import LinksSpider
from crawler.spiders.trs import TrsSpider

SPIDERS: dict[str, type[ReportSpider]] = {
    spider.cms: spider for spider in (LinksSpider, TrsSpider, HanwebSpider)
}
