"""One spider per content management system; each knows its listing and nothing else."""

from crawler.base import ReportSpider
from crawler.spiders.fujian import FujianSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.hanweb_annual import HanwebAnnualSpider
from crawler.spiders.hanweb_jpaas import HanwebJpaasSpider
from crawler.spiders.links import LinksSpider
from crawler.spiders.trs import TrsSpider

SPIDERS: dict[str, type[ReportSpider]] = {
    spider.cms: spider
    for spider in (
        LinksSpider,
        TrsSpider,
        FujianSpider,
        HanwebSpider,
        HanwebAnnualSpider,
        HanwebJpaasSpider,
    )
}
