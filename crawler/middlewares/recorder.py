"""Every outcome of every request becomes a row, every answer a WARC record with its reason.

Sits next to the wire (priority 900), so it sees redirects, retries and bodies as they were sent.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.utils.misc import load_object

from crawler.base import ReportSpider
from crawler.hosts import split_url
from crawler.listing import KNOWN, REPLAY, Page, absolute
from crawler.middlewares.conditional import unconditional
from crawler.middlewares.failures import failure_of
from crawler.middlewares.fallback import Fallback, as_listed
from crawler.middlewares.rows import Rows, as_known
from crawler.pages import is_binary
from crawler.payload import sha256, unpack
from crawler.store import Exchange, Fetch
from crawler.verdicts import Answer, Verdict
from crawler.warc import Headers
from parsers.text import decode

REDIRECTS = (301, 302, 303, 307, 308)
LOSSES = {"dataloss": "shorter than announced"}  # Scrapy's flag: in words


class Recorder:
    """Records what came, and asks once more before a change is believed."""

    def __init__(self, crawler: Crawler, spider: ReportSpider) -> None:
        self.spider = spider
        settings = crawler.settings
        self.retry_codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self.retry_times = settings.getint("RETRY_TIMES")
        self.retried = tuple(load_object(kind) for kind in settings.getlist("RETRY_EXCEPTIONS"))
        self.redirect_times = settings.getint("REDIRECT_MAX_TIMES")
        self.fallback = Fallback()
        self.rows = Rows(spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the recorder of the crawler's site."""
        assert isinstance(crawler.spider, ReportSpider)
        return cls(crawler, crawler.spider)

    def process_request(self, request: Request) -> Request | None:
        """Ask by http at once where https is known to fail."""
        return self.fallback.instead(request)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Record an answer; return it unpacked, or the request again to confirm or to retry."""
        if request.meta.get(REPLAY):
            return response
        self.fallback.heard(request, response)
        known: Fetch | None = request.meta.get(KNOWN)
        if response.status == 304 and known:
            fetch = self.spider.store.record(self._not_modified(request, response, known))
            request.meta["page"] = Page(fetch, "")
            return response
        answered = _pairs(response)
        headers = dict(answered)
        encoding = headers.get("Content-Encoding", "")
        payload, fault = unpack(response.body, encoding)
        text = "" if is_binary(payload) else decode(payload)[0]
        lost = next((words for flag, words in LOSSES.items() if flag in response.flags), "")
        answer = Answer(
            *(response.status, response.url, payload, text, sha256(payload)),
            *(("truncated", lost) if lost else (fault, "")),
        )
        fetch = self._answered(request, response, answer, headers)
        if fetch.reason == "unchanged" and known and known.sha256 != answer.sha256:
            fetch = self.spider.store.record(as_known(fetch, known))
        else:
            exchange = _exchange(request, response, answered)
            fetch = self.spider.store.record(fetch, exchange)
        request.meta["page"] = Page(fetch, text)
        if fetch.reason == "redirect":
            request.dont_filter = True  # it may lead to an address asked before, even to itself
        if fetch.reason == "unconfirmed":
            request.meta["doubted"] = (*request.meta.get("doubted", ()), fetch.text_sha256)
            return unconditional(request)
        if fetch.reason == "retried" and response.status == 200:
            request.meta["cut"] = (*request.meta.get("cut", ()), fetch.sha256)
            again = get_retry_request(request, spider=self.spider, reason="truncated")
            assert again is not None, "only what may be retried is recorded so"
            return unconditional(again)
        if encoding and not fault:
            response = response.replace(body=payload)
            response.headers.pop("Content-Encoding", None)
        return as_listed(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Record a request that got no answer, and why; return it by http where https failed."""
        reason = failure_of(request, exception)
        said = " ".join(str(exception).split())[:200]
        falls_back = self.fallback.applies(request, reason)
        if falls_back:
            reason, said = "https_failed", f"{reason}: {said}"
        elif isinstance(exception, self.retried) and self._may_retry(request):
            reason, said = "retried", f"{reason}: {said}"
        fetch = self.rows.row(request, request.url, reason=reason, note=said)
        request.meta["page"] = Page(self.spider.store.record(fetch), "")
        return self.fallback.by_http(request, said) if falls_back else None

    def _answered(
        self, request: Request, response: Response, answer: Answer, headers: Mapping[str, str]
    ) -> Fetch:
        """Return the row of an answer, with its reason; names of headers are as Scrapy has them."""
        verdict = self._step(request, response) or self.rows.verdict(request, answer)
        if verdict.reason == "truncated" and self._may_retry(request):
            verdict = Verdict("retried", note=f"truncated: {verdict.note}")
        return self.rows.row(
            request,
            response.url,
            status=response.status,
            content_type=headers.get("Content-Type", ""),
            etag=headers.get("Etag", ""),
            last_modified=headers.get("Last-Modified", ""),
            sha256=answer.sha256,
            text_sha256=verdict.text_sha256,
            size=len(answer.payload),
            reason=verdict.reason,
            note=verdict.note,
        )

    def _not_modified(self, request: Request, response: Response, known: Fetch) -> Fetch:
        return self.rows.row(
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
            where = _header(response, "Location")
            if split_url(absolute(request.url, where)).scheme not in ("http", "https"):
                return Verdict("off_site", note=where)
            last = request.meta.get("redirect_times", 0) >= self.redirect_times
            return Verdict("redirect_loop" if last else "redirect", note=where)
        if response.status in self.retry_codes and self._may_retry(request):
            return Verdict("retried", note=f"http_{response.status}")
        return None

    def _may_retry(self, request: Request) -> bool:
        return int(request.meta.get("retry_times", 0)) < self.retry_times


def _exchange(request: Request, response: Response, answered: Headers) -> Exchange:
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
        answered=answered,
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
