"""One spider per content management system; each knows its listing and nothing else."""

from crawler.base import ReportSpider
from crawler.spiders.fujian import FujianSpider
from crawler.spiders.gkmlpt import GkmlptSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.hanweb_annual import HanwebAnnualSpider
from crawler.spiders.hanweb_jpaas import HanwebJpaasSpider
from crawler.spiders.links import LinksSpider
from crawler.spiders.lonsun import LonsunSpider
from crawler.spiders.openness import OpennessSpider
from crawler.spiders.tree import TreeSpider
from crawler.spiders.trs import TrsSpider
from crawler.spiders.ucap import UcapSpider
from crawler.spiders.vsb import VsbSpider

SPIDERS: dict[str, type[ReportSpider]] = {
    spider.cms: spider
    for spider in (
        LinksSpider,
        TrsSpider,
        FujianSpider,
        HanwebSpider,
        HanwebAnnualSpider,
        HanwebJpaasSpider,
        UcapSpider,
        GkmlptSpider,
        VsbSpider,
        LonsunSpider,
        OpennessSpider,
        TreeSpider,
    )
}
