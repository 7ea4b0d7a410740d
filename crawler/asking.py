"""The requests of a crawl: what each brings, and what the middlewares are to know of it."""

from collections.abc import Callable
from typing import Any

from scrapy import Request

from crawler.agenda import Step
from crawler.due import Ask
from crawler.listing import FRESH, KNOWN, REPLAY, ListPage, Subject

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Callback = Callable[..., Any]  # of a spider: Scrapy calls it with an answer, or with a failure


def list_request(
    asked: ListPage, step: Step, ask: Ask, callback: Callback, errback: Callback
) -> Request:
    """Return the request for a page of a list; both callbacks find *asked* in `cb_kwargs`."""
    return Request(
        asked.url,
        method=asked.method,
        body=asked.body,
        headers=FORM if asked.body else {},
        callback=callback,
        errback=errback,
        cb_kwargs={"asked": asked},
        meta={
            "subject": Subject("list", asked.url, asked.list_url),
            REPLAY: step is Step.REPLAY,
            FRESH: ask is Ask.FRESH,
        },
    )


def document_request(
    subject: Subject, step: Step, ask: Ask, callback: Callback, errback: Callback
) -> Request:
    """Return the request for a report, or for what one attaches; *step* is not `LEAVE`."""
    meta: dict[str, Any] = {
        "subject": subject,
        REPLAY: step is Step.REPLAY,
        FRESH: ask is Ask.FRESH,
    }
    if step is Step.NEW:
        meta[KNOWN] = None  # so that nobody looks again
    return Request(
        subject.url,
        callback=callback,
        errback=errback,
        priority=-1 if step is Step.REPLAY else 0,  # what is new comes first
        meta=meta,
    )
