"""A small, fast HTTP server in its own process: one list, many report pages, no delay.

It also keeps the time: the span between the first and the last report page it was asked for is the
same measure for every crawler, without anybody's start-up in it.
"""

import asyncio
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.pages import page, title

SIZE = 21_000
LIST = "/list.html"


@contextmanager
def serving(count: int, *, with_pages: bool = True) -> Iterator[str]:
    """Serve a list of `count` pages on loopback, in another process; yields the base address.

    Without pages there is the list alone: nobody is to ask for them.
    """
    command = [sys.executable, "-m", "benchmarks.server", str(count), str(count * with_pages)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def span(base: str) -> tuple[int, float]:
    """Return how many report pages were asked for since the last call, within how many seconds."""
    with urllib.request.urlopen(f"{base}/_span") as answer:
        count, seconds = answer.read().split()
    return int(count), float(seconds)


class _Pages:
    """The answers, made before the first request, and the times of the requests."""

    def __init__(self, count: int, pages: int) -> None:
        links = "".join(
            f'<li><a href="/r/{n}.html" title="{title(n)}">{title(n)}</a><span>2024-01-15</span>'
            for n in range(count)
        )
        self.answers = {f"/r/{n}.html": answer_of(page(n, SIZE)) for n in range(pages)}
        self.answers[LIST] = answer_of(f"<html><body><ul>{links}</ul></body></html>".encode())
        self.times: list[float] = []

    def answer(self, path: str) -> bytes:
        if path == "/_span":
            seconds = self.times[-1] - self.times[0] if self.times else 0.0
            text = f"{len(self.times)} {seconds}"
            self.times.clear()
            return answer_of(text.encode())
        if path.startswith("/r/"):
            self.times.append(time.perf_counter())
        return self.answers.get(path) or answer_of(b"not here", "404 Not Found")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await request_line(reader):
            writer.write(self.answer(request.split()[1].decode()))
        writer.close()


async def request_line(reader: asyncio.StreamReader) -> bytes:
    """Return the head of the next request, nothing where the client has gone."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def answer_of(body: bytes, status: str = "200 OK") -> bytes:
    """Return the bytes of an answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _main(count: int, pages: int) -> None:
    server = await asyncio.start_server(_Pages(count, pages).serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
