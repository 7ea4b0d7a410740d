"""What stands around every page: its language, the words, the headers that keep it harmless."""

import re
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import pluggy
from jinja2 import Environment

from archive.pages.body import body_around
from archive.pages.errors import error_page
from archive.pages.framework import ARCHIVE, Datasette, Request
from archive.pages.home import questions, synthetic
from archive.pages.language import (
    COOKIE,
    LANGUAGES,
    PARAMETER,
    Words,
    language_of,
    say,
    say_all,
    switch_address,
)
from archive.pages.leads import leads
from archive.pages.listed import listed
from archive.pages.names import answer, heading, is_number, renamed
from archive.pages.renewal import renewal_of

hookimpl = pluggy.HookimplMarker("datasette")

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_YEAR = 365 * 24 * 3600
# What Datasette says of every answer. A build may change it any time: pages are asked for again.
_DATASETTES = re.compile(rb"max-age=\d+")


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Any]]:
    """Give every template its words, in the language of the request."""
    language = language_of(request)
    other = LANGUAGES[1 - LANGUAGES.index(language)]

    async def variables() -> dict[str, object]:
        return {
            "t": Words(language),
            "lang": language,
            "other_lang_href": switch_address(request, other),
            "is_number": is_number,
            "renamed": renamed,
            "answer": lambda column, value: answer(column, value, language),
            "body_around": lambda id_: body_around(datasette, id_),
            "listed_around": lambda id_: listed(datasette, id_),
            "leads_of": lambda *row: leads(datasette, *row),
            "heading": lambda column: heading(column, language),
            "described": lambda table, database=ARCHIVE: datasette.table_metadata(
                database, table
            ).get("description", ""),
            "say": lambda text: say(text, language),
            "say_all": lambda value: say_all(value, language),
            "synthetic": await synthetic(datasette),
            "questions": await questions(datasette),
        }

    return variables


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the words also to what Datasette draws without a request (its own error page)."""
    env.globals["t"] = Words(LANGUAGES[0])
    env.globals["lang"] = LANGUAGES[0]


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Any]]:
    """Say what went wrong in the house style; programs get JSON."""

    async def answer() -> object:
        return await error_page(datasette, request, exception)

    return answer


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Answer from the latest build, with the security headers, and remember a chosen language."""
    return lambda app: framed(renewed(app, datasette))


def renewed(app: App, datasette: Datasette) -> App:
    """Return the application that looks for a new build before each answer."""
    renewal = renewal_of(datasette)

    async def fresh(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            renewal.check(datasette)
        await app(scope, receive, send)

    return fresh


def framed(app: App) -> App:
    """Return the application with our headers on every answer that does not set its own."""

    async def frame(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        cookie = chosen_language(scope)

        async def send_framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(message.get("headers", []), cookie)}
            await send(message)

        await app(without_empty_search(scope), receive, send_framed)

    return frame


def _headers(headers: list[tuple[bytes, bytes]], cookie: bytes) -> list[tuple[bytes, bytes]]:
    present = {bytes(name).lower(): bytes(value) for name, value in headers}
    if _DATASETTES.fullmatch(present.get(b"cache-control", b"")):
        is_page = present.get(b"content-type", b"").startswith(b"text/html")
        headers = [pair for pair in headers if bytes(pair[0]).lower() != b"cache-control"]
        headers.append((b"cache-control", b"no-cache" if is_page else b"max-age=60"))
    added = [(name, value) for name, value in HEADERS.items() if name not in present]
    if cookie:
        # A page that sets a cookie must not be handed to others by a cache.
        headers = [pair for pair in headers if bytes(pair[0]).lower() != b"cache-control"]
        added += [(b"set-cookie", cookie), (b"cache-control", b"private, no-store")]
    return [*((bytes(name), bytes(value)) for name, value in headers), *added]


def chosen_language(scope: Scope) -> bytes:
    """Return the cookie that keeps the language the address asks for, b"" if none is needed."""
    query = parse_qs(bytes(scope.get("query_string", b"")).decode("latin-1"))
    choice = query.get(PARAMETER, [""])[-1]
    if choice not in LANGUAGES:
        return b""
    cookie: SimpleCookie = SimpleCookie({COOKIE: choice})
    # Chinese needs no cookie, and without one every page can come from a cache.
    cookie[COOKIE]["max-age"] = _YEAR if choice != LANGUAGES[0] else 0
    cookie[COOKIE]["path"] = "/"
    cookie[COOKIE]["samesite"] = "lax"
    return cookie.output(header="").strip().encode()


def without_empty_search(scope: Scope) -> Scope:
    """Return the request without `_search=`: an empty search box means all rows, not none."""
    parts = bytes(scope.get("query_string", b"")).split(b"&")
    kept = [part for part in parts if part != b"_search="]
    return scope if len(kept) == len(parts) else {**scope, "query_string": b"&".join(kept)}
