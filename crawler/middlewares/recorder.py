"""Every outcome of every request becomes a row, every answer a WARC record with its reason.

Sits next to the wire (priority 900), so it sees redirects, retries and bodies as they were sent.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, Self
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


class Verdict(NamedTuple):
    """What an answer is taken for, and the hash of its text where it is a document."""

    reason: str
    text_sha256: str = ""
    note: str = ""


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
        known: Fetch | None = request.meta.get("known")
        if response.status == 304 and known:
            fetch = self.spider.store.record(self._not_modified(request, response, known))
            request.meta["page"] = Page(fetch, "")
            return response
        encoding = _header(response, "Content-Encoding")
        payload, fault = unpack(response.body, encoding)
        text = "" if is_binary(payload) else decode(payload)[0]
        fetch = self._answered(request, response, payload, text, fault)
        fetch = self.spider.store.record(fetch, _exchange(request, response))
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
        fetch = self._row(request, request.url, reason=reason, note=said)
        request.meta["page"] = Page(self.spider.store.record(fetch), "")

    def _answered(
        self, request: Request, response: Response, payload: bytes, text: str, fault: str
    ) -> Fetch:
        """Return the row of an answer, with its reason."""
        digest = sha256(payload)
        verdict = self._step(request, response)
        if verdict is None and "subject" not in request.meta:
            verdict = Verdict("ok" if response.status == 200 else f"http_{response.status}")
        if verdict is None:
            visible = visible_text(text)
            reason = fault or refusal(response.status, response.url, text, visible)
            reason = reason or ("" if payload else "empty")
            verdict = Verdict(reason) if reason else compared(request.meta, digest, visible)
        return self._row(
            request,
            response.url,
            status=response.status,
            content_type=_header(response, "Content-Type"),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            sha256=digest,
            text_sha256=verdict.text_sha256,
            size=len(payload),
            reason=verdict.reason,
            note=verdict.note,
        )

    def _not_modified(self, request: Request, response: Response, known: Fetch) -> Fetch:
        return self._row(
            request,
            response.url,
            status=response.status,
            content_type=known.content_type,
            etag=_header(response, "ETag") or known.etag,
            last_modified=_header(response, "Last-Modified") or known.last_modified,
            sha256=known.sha256,
            text_sha256=known.text_sha256,
            size=known.size,
            reason="not_modified",
        )

    def _step(self, request: Request, response: Response) -> Verdict | None:
        """Return the verdict on an answer that only leads on: a redirect, a retry."""
        if response.status in REDIRECTS and "Location" in response.headers:
            last = request.meta.get("redirect_times", 0) >= self.redirect_times
            reason = "redirect_loop" if last else "redirect"
            return Verdict(reason, note=_header(response, "Location"))
        if response.status in self.retry_codes and self._may_retry(request):
            return Verdict("retried", note=f"http_{response.status}")
        return None

    def _may_retry(self, request: Request) -> bool:
        return int(request.meta.get("retry_times", 0)) < self.retry_times

    def _row(self, request: Request, url: str, **answer: Any) -> Fetch:
        """Return the row of a request with what was answered."""
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


def compared(meta: Mapping[str, Any], digest: str, visible: str) -> Verdict:
    """Return the verdict on a good answer as against what is known of its address.

    A change is believed when two fetches in a row agree on it: a damaged download looks like an
    edit. What differs every time is taken in the end, and marked.
    """
    known: Fetch | None = meta.get("known")
    doubted: tuple[str, ...] = meta.get("doubted", ())
    if known and known.sha256 == digest:
        return Verdict("unchanged", known.text_sha256)
    if meta["subject"].kind == "list":
        return Verdict("ok")
    text = text_sha256(visible) if visible else digest
    if known is None or text in doubted:
        return Verdict("ok", text)
    if known.text_sha256 == text:
        return Verdict("unchanged", text)
    if len(doubted) + 1 < FETCHES_TO_BELIEVE:
        return Verdict("unconfirmed", text)
    return Verdict("ok", text, f"{FETCHES_TO_BELIEVE} fetches gave different texts")


def _exchange(request: Request, response: Response) -> Exchange:
    asked: list[tuple[str, str]] = []
    if request.method != "GET":  # else the WARC keeps no request
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
