"""What a row of the fetch index says of a request: its verdict, and all that is known of it."""

from dataclasses import replace
from typing import Any

from scrapy import Request

from crawler.base import ReportSpider
from crawler.listing import KNOWN, Subject
from crawler.middlewares.fallback import PLAIN
from crawler.rendering import PART, is_drawn
from crawler.single import kept_text
from crawler.store import Fetch, StoreError, now
from crawler.verdicts import Answer, Memory, Verdict, is_undrawn, judged


class Rows:
    """Makes the rows of one site's crawl."""

    def __init__(self, spider: ReportSpider) -> None:
        self.spider = spider

    def verdict(self, request: Request, answer: Answer) -> Verdict:
        """Return what an answer that leads nowhere else is taken for."""
        subject: Subject | None = request.meta.get("subject")
        if subject is None:  # a robots.txt: whatever it says, it is no page
            said = "ok" if answer.status == 200 else f"http_{answer.status}"
            return Verdict(answer.fault or said, note=answer.note)
        memory = self._memory(request)
        if subject.kind == PART:  # nor is this: whatever it says, the page's script reads it
            said = "ok" if answer.status == 200 else f"http_{answer.status}"
            is_same = memory.known is not None and memory.known.sha256 == answer.sha256
            return Verdict(answer.fault or ("unchanged" if is_same else said), note=answer.note)
        rendered = self.spider.site.rendered
        if is_drawn(rendered, subject.kind, request.method) and is_undrawn(answer, memory):
            return Verdict("undrawn")
        return self.judged(request, answer)

    def judged(self, request: Request, answer: Answer) -> Verdict:
        """Return what a page is taken for, as it came or as its script drew it."""
        subject: Subject = request.meta["subject"]
        spider, memory = self.spider, self._memory(request)
        return judged(subject, answer, memory, spider.site.aliases, spider.refuses)

    def row(self, request: Request, url: str, **answer: Any) -> Fetch:
        """Return the row of a request with what was answered."""
        subject = request.meta.get("subject") or Subject("robots", request.url)
        if PLAIN in request.meta and answer["reason"] != "https_failed":
            said = f"by http, https {request.meta[PLAIN]}"
            answer["note"] = "; ".join(filter(None, (answer.get("note"), said)))
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
            sent=request.body.decode("utf-8", "replace"),
            spider=self.spider.cms,
            spider_version=self.spider.version,
            **answer,
        )

    def _memory(self, request: Request) -> Memory:
        known: Fetch | None = request.meta.get(KNOWN)
        return Memory(
            known,
            request.meta.get("doubted", ()),
            request.meta.get("cut", ()),
            lambda: self._text_of(known),
        )

    def _text_of(self, known: Fetch | None) -> str:
        """Return the text of a page as it was kept, "" where it can no longer be read."""
        try:
            return kept_text(self.spider.store.payload(known)) if known else ""
        except StoreError:
            return ""


def as_known(fetch: Fetch, known: Fetch) -> Fetch:
    """Return the row of a page that differs in nothing but a counter: it stands for the kept one.

    To keep the other bytes would fill the store with copies of pages that nobody has edited.
    """
    note = f"other bytes, the same text, not kept: sha256 {fetch.sha256}"
    return replace(fetch, sha256=known.sha256, size=known.size, note=note)
