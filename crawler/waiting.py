"""Where requests wait: the first in memory, the others on disk, so that a long list costs little.

A request takes some 5 KB of memory: those of a list of 50,000 would take 250 MB.
"""

from scrapy import Request
from scrapy.core.scheduler import Scheduler


class SpillingScheduler(Scheduler):
    """Scrapy's scheduler; what is beyond `WAITING_IN_MEMORY` requests waits in `JOBDIR`."""

    def _dqpush(self, request: Request) -> bool:
        """Push a request to the disk; False leaves it to the queue in memory."""
        assert self.crawler is not None
        most = self.crawler.settings.getint("WAITING_IN_MEMORY")
        return len(self.mqs) >= most and super()._dqpush(request)
