"""Every outcome of every request becomes a row, every answer a WARC record with its reason.

Sits next to the wire (priority 900), so it sees redirects, retries and bodies as they were sent.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils.misc import load_object

from crawler.base import ReportSpider
from crawler.listing import Page, Subject
from crawler.middlewares.conditional import unconditional
from crawler.middlewares.hosts import PRIVATE, OffSite
from crawler.pages import is_binary, refusal
from crawler.payload import sha256, text_sha256, unpack, visible_text
from crawler.store import Exchange, Fetch, now
from parsers.text import decode

REDIRECTS = (301, 302, 303, 307, 308)
FETCHES_TO_BELIEVE = 3  # of one address in a row; then the last is taken though it keeps changing
FAILURES: tuple[tuple[type[Exception], str], ...] = (  # the first that fits
    (OffSite, "off_site"),
    (IgnoreRequest, "robots"),  # the only other middleware that refuses a request
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),
)


class Recorder:
    """Records what came, and asks once more before a change is believed."""

    def __init__(self, crawler: Crawler, spider: ReportSpider) -> None:
        self.spider = spider
        settings = crawler.settings
        self.retry_codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self.retry_times = settings.getint("RETRY_TIMES")
        self.retried = tuple(load_object(kind) for kind in settings.getlist("RETRY_EXCEPTIONS"))
        self.redirect_times = settings.getint("REDIRECT_MAX_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the recorder of the crawler's site."""
        assert isinstance(crawler.spider, ReportSpider)
        return cls(crawler, crawler.spider)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Record an answer; return it unpacked, or the request again to confirm a change."""
        encoding = _header(response, "Content-Encoding")
        payload, fault = unpack(response.body, encoding)
        text = "" if is_binary(payload) else decode(payload)[0]
        fetch = self._judged(request, response, payload, text, fault)
        exchange = None if fetch.reason == "not_modified" else _exchange(request, response)
        fetch = self.spider.store.record(fetch, exchange)
        request.meta["page"] = Page(fetch, text)
        if fetch.reason == "unconfirmed":
            request.meta["doubted"] = (*request.meta.get("doubted", ()), fetch.text_sha256)
            return unconditional(request)
        if encoding and not fault:
            response = response.replace(body=payload)
            response.headers.pop("Content-Encoding", None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Record a request that got no answer, and why."""
        reason = next((name for kind, name in FAILURES if isinstance(exception, kind)), "failed")
        if reason in {"dns", "failed"} and urlsplit(request.url).hostname in PRIVATE:
            reason = "private_address"
        said = " ".join(str(exception).split())[:200]
        if isinstance(exception, self.retried) and self._may_retry(request):
            reason, said = "retried", f"{reason}: {said}"
        fetch = self._draft(request, request.url, reason=reason, note=said)
        request.meta["page"] = Page(self.spider.store.record(fetch), "")

    def _judged(
        self, request: Request, response: Response, payload: bytes, text: str, fault: str
    ) -> Fetch:
        """Return the row of an answer, with its reason."""
        known: Fetch | None = request.meta.get("known")
        fetch = self._draft(
            request,
            response.url,
            status=response.status,
            content_type=_header(response, "Content-Type"),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            sha256=sha256(payload),
            size=len(payload),
        )
        if response.status == 304 and known:
            return _not_modified(fetch, known)
        step = self._step(request, response)
        if step is not None:
            return replace(fetch, reason=step[0], note=step[1])
        if fetch.kind == "robots":
            return replace(fetch, reason="ok" if fetch.status == 200 else f"http_{fetch.status}")
        visible = visible_text(text)
        reason = fault or refusal(response.status, response.url, text, visible)
        if reason or not payload:
            return replace(fetch, reason=reason or "empty")
        return _compared(fetch, known, visible, request.meta.get("doubted", ()))

    def _step(self, request: Request, response: Response) -> tuple[str, str] | None:
        """Return (reason, note) of an answer that only leads on: a redirect, a retry."""
        if response.status in REDIRECTS and "Location" in response.headers:
            last = request.meta.get("redirect_times", 0) >= self.redirect_times
            return "redirect_loop" if last else "redirect", _header(response, "Location")
        if response.status in self.retry_codes and self._may_retry(request):
            return "retried", f"http_{response.status}"
        return None

    def _may_retry(self, request: Request) -> bool:
        return int(request.meta.get("retry_times", 0)) < self.retry_times

    def _draft(self, request: Request, url: str, **answer: Any) -> Fetch:
        """Return the row of a request with what was answered; still without its reason."""
        subject = request.meta.get("subject") or Subject("robots", request.url)
        return Fetch(
            run=self.spider.run,
            site=self.spider.site.id,
            url=subject.url,
            final_url=url,
            kind=subject.kind,
            parent=subject.parent,
            title=subject.title,
            listed_date=subject.date,
            fetched_at=now(),
            spider=self.spider.cms,
            spider_version=self.spider.version,
            **answer,
        )


def _not_modified(fetch: Fetch, known: Fetch) -> Fetch:
    return replace(
        fetch,
        reason="not_modified",
        content_type=known.content_type,
        etag=fetch.etag or known.etag,
        last_modified=fetch.last_modified or known.last_modified,
        sha256=known.sha256,
        text_sha256=known.text_sha256,
        size=known.size,
    )


def _compared(fetch: Fetch, known: Fetch | None, visible: str, doubted: tuple[str, ...]) -> Fetch:
    """Return the row of a good answer as against what is known of its address.

    A change is believed when two fetches in a row agree on it: a damaged download looks like an
    edit. What differs every time is taken in the end, and marked.
    """
    if known and known.sha256 == fetch.sha256:
        return replace(fetch, reason="unchanged", text_sha256=known.text_sha256)
    if fetch.kind == "list":
        return replace(fetch, reason="ok")
    text, note = text_sha256(visible) if visible else fetch.sha256, ""
    if known is None or text in doubted:
        reason = "ok"
    elif known.text_sha256 == text:
        reason = "unchanged"
    elif len(doubted) + 1 < FETCHES_TO_BELIEVE:
        reason = "unconfirmed"
    else:
        reason, note = "ok", f"{FETCHES_TO_BELIEVE} fetches gave different texts"
    return replace(fetch, reason=reason, text_sha256=text, note=note)


def _exchange(request: Request, response: Response) -> Exchange:
    asked = [("Host", urlsplit(request.url).netloc), *_pairs(request)]
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:  # 521, 522 and other inventions
        phrase = "Unknown"
    return Exchange(
        url=response.url,
        method=request.method,
        asked=asked,
        sent=request.body,
        status=f"{response.status} {phrase}",
        answered=_pairs(response),
        body=response.body,
        address=str(response.ip_address or ""),
    )


def _pairs(message: Request | Response) -> list[tuple[str, str]]:
    """Return a message's headers in order, a repeated one repeated."""
    assert message.headers is not None
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    ]


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
