"""A real HTTP server on loopback that plays sites and their faults, and keeps a log."""

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.sites import Site

BODY = "政府信息公开工作年度报告，一、总体情况，二、主动公开政府信息情况。" * 3


@dataclass
class Asked:
    """One request as the server saw it."""

    at: float
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Reply:
    """What the server answers.

    `length` lies about the body's, or says nothing of it (-1). `fault` is "", reset or hang in
    place of an answer, reset_midway after half of the body, or cut before the last chunk. `pieces`
    are sent one by one, chunked unless the headers say a length, each after `pause` seconds; they
    may be lazy and without end.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    fault: str = ""
    pieces: Iterable[bytes] | None = None
    pause: float = 0.0


Answer = Reply | bytes | str | Callable[[Asked], "Reply | bytes | str"]


@dataclass
class Web:
    """The server's pages by path, and what it was asked so far."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)  # bytes of `pieces`, by path
    hung: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """The server's address, without a slash."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path: str) -> list[Asked]:
        """Every request for a path (its query left out)."""
        return [entry for entry in self.log if entry.path.partition("?")[0] == path]

    def site(self, cms: str, *lists: str, name: str = "", **options: str) -> Site:
        """A loopback site of this server."""
        return Site(
            id=name or cms.replace("_", "-"),
            name="示例市",
            province="示例省",
            division="990100",
            level="prefecture",
            cms=cms,
            base=f"{self.base}/",
            hosts=(f"127.0.0.1:{self.port}",),
            lists=tuple(self.base + path for path in lists),
            delay=0,
            loopback=True,
            options=options,
        )


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's `web`."""

    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self) -> None:
        """Answer, or fail as the page says."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(time.monotonic(), self.command, self.path, dict(self.headers), body)
        self.web.log.append(asked)
        found = self.web.pages.get(self.path) or self.web.pages.get(self.path.partition("?")[0])
        answer = found(asked) if callable(found) else found
        if answer is None:
            answer = Reply("没有这一页".encode(), 404)
        self._send(answer if isinstance(answer, Reply) else Reply(_bytes(answer)))

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Stay quiet: the tests read `web.log`."""

    def _send(self, reply: Reply) -> None:
        if reply.fault == "hang":
            self.web.hung.wait(20)
        if reply.fault in ("reset", "hang"):
            self.close_connection = True
            return
        if reply.pieces is not None:
            self._send_pieces(reply, reply.pieces)
            return
        self.send_response(reply.status)
        headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
        length = len(reply.body) if reply.length is None else reply.length
        headers |= {} if length < 0 else {"Content-Length": str(length)}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.fault == "reset_midway":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._reset()
            return
        self.wfile.write(reply.body)
        self.close_connection = length != len(reply.body)

    def _send_pieces(self, reply: Reply, pieces: Iterable[bytes]) -> None:
        """Send the pieces until they end, or the other side has had enough."""
        self.send_response(reply.status)
        headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
        is_chunked = "Content-Length" not in headers
        headers |= {"Transfer-Encoding": "chunked"} if is_chunked else {}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for piece in pieces:
                if self.web.hung.wait(reply.pause):
                    break
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
                self.web.sent[self.path] += len(piece)
            if reply.fault == "cut":
                self.close_connection = True
            elif is_chunked:
                self.wfile.write(b"0\r\n\r\n")
        except ConnectionError:
            self.close_connection = True

    def _reset(self) -> None:
        """End the connection with a reset, as a firewall does."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def _bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


@contextmanager
def serving(port: int = 0) -> Iterator[Web]:
    """A server for the length of a `with`, on any free port where none is asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    web = Web(server.server_port)
    server.RequestHandlerClass = type("Here", (Handler,), {"web": web})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.hung.set()
        server.shutdown()
        thread.join()
        server.server_close()


def listing(*links: tuple[str, str], tail: str = "") -> str:
    """A list page of (address, title)."""
    rows = "".join(f'<li><a href="{url}">{title}</a><i>2024-01-20</i></li>' for url, title in links)
    return f"<html><head><title>年报</title></head><body><ul>{rows}</ul>{tail}</body></html>"


def report(text: str = "", *links: str) -> str:
    """A report page, with attachments."""
    hrefs = "".join(f'<p><a href="{url}">附件</a></p>' for url in links)
    return f"<html><body><h1>年度报告</h1><p>{BODY}{text}</p>{hrefs}</body></html>"


def title(name: str) -> str:
    """A title that is accepted."""
    return f"示例市{name}2023年政府信息公开工作年度报告"
