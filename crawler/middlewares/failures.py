"""Requests that got no answer: which reason of the fetch index each exception stands for."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawler.middlewares.hosts import PRIVATE, OffSite


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt could not be had, so nothing of it is asked.

    `reason` is that of the failure where nothing answered, else `robots_unreachable`.
    """

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(said)
        self.reason = reason


FAILURES: tuple[tuple[type[Exception], str], ...] = (  # the first that fits
    (OffSite, "off_site"),
    (IgnoreRequest, "robots"),  # the only other middleware that refuses a request
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadCancelledError, "too_large"),
)


def failure_of(request: Request, exception: Exception) -> str:
    """Return the reason why a request has no answer."""
    if isinstance(exception, RobotsUnreachable):
        return exception.reason
    reason = next((name for kind, name in FAILURES if isinstance(exception, kind)), "failed")
    if reason in {"dns", "failed"} and urlsplit(request.url).hostname in PRIVATE:
        return "private_address"
    return reason
