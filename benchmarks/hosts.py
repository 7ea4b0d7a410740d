"""Many hosts in one process: how many pages a second in all, and whether each host keeps its pace.

Three hundred addresses of loopback are three hundred hosts, a second apart each. The server, in its
own process, keeps when each host was asked; no crawler's word is taken for its pace.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from benchmarks.pages import page, title
from benchmarks.server import answer_of, request_line
from benchmarks.table import Line, at_least, at_most
from crawler.run import crawl
from crawler.sites import Site

DELAY = 1.0  # seconds
LEAST = 150.0  # pages a second in all
FAST = 1.03  # of the pace: a host is asked a dozen times, and each clock ticks by itself
EARLY = 0.02  # seconds by which the clock of another process may differ
SIZE = 21_000
ADDRESSES = 250  # of one 127.1.N.0


def run(*, quick: bool) -> Iterator[Line]:
    """Yield pages per second in all, and the shortest wait of any host."""
    hosts, pages = (100, 5) if quick else (300, 12)
    with serving(hosts, pages) as port, tempfile.TemporaryDirectory() as folder:
        sites = [site_of(host, port) for host in addresses(hosts)]
        summary = crawl(sites, Path(folder), progress=False)
        assert summary.exit_code == 0, [site.line for site in summary.sites if site.note][:3]
        assert all(site.kept == pages for site in summary.sites)
        times = log_of(port)
    rate, fastest, shortest = measured(times)
    name = f"{hosts} hosts, {DELAY:.0f} s apart each, one process"
    yield at_least(f"{name}: pages/s in all", rate, LEAST * hosts / 300, "")
    yield at_most(f"{name}: requests/s of the fastest host", fastest, FAST / DELAY, "")
    yield at_least(f"{name}: shortest wait of any host", shortest, DELAY - EARLY, " s")


def measured(times: dict[str, list[float]]) -> tuple[float, float, float]:
    """Return requests per second in all and of the fastest host, and the shortest wait of any."""
    hosts = [sorted(moments) for moments in times.values()]
    every = sorted(moment for moments in hosts for moment in moments)
    waits = [[later - earlier for earlier, later in pairwise(moments)] for moments in hosts]
    return (
        (len(every) - 1) / (every[-1] - every[0]),
        max(len(each) / sum(each) for each in waits),
        min(wait for each in waits for wait in each),
    )


def addresses(count: int) -> list[str]:
    """Return so many addresses of loopback."""
    return [f"127.1.{n // ADDRESSES}.{n % ADDRESSES + 1}" for n in range(count)]


def site_of(host: str, port: int) -> Site:
    """Return a site on one of them."""
    base = f"http://{host}:{port}"
    return Site(
        id="host-" + host.replace(".", "-"),
        name="示例市",
        province="示例省",
        division="990100",
        level="prefecture",
        cms="links",
        base=f"{base}/",
        hosts=(f"{host}:{port}",),
        lists=(f"{base}/list.html",),
        delay=DELAY,
        loopback=True,
        options={"link": "li a"},
    )


@contextmanager
def serving(hosts: int, pages: int) -> Iterator[int]:
    """Serve on every address in another process; yields the port they share."""
    command = [sys.executable, "-m", "benchmarks.hosts", str(hosts), str(pages)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def log_of(port: int) -> dict[str, list[float]]:
    """Return when each host was asked."""
    with urllib.request.urlopen(f"http://127.1.0.1:{port}/_log") as answer:
        found: dict[str, list[float]] = json.load(answer)
    return found


async def _main(hosts: int, pages: int) -> None:
    titles = [title(n) for n in range(pages)]
    links = "".join(f'<li><a href="/r/{n}.html">{name}</a>' for n, name in enumerate(titles))
    answers = {f"/r/{n}.html": answer_of(page(n, SIZE)) for n in range(pages)}
    answers["/list.html"] = answer_of(f"<html><body><ul>{links}</ul></body></html>".encode())
    times: dict[str, list[float]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        while request := await request_line(reader):
            path = request.split()[1].decode()
            if path == "/_log":
                writer.write(answer_of(json.dumps(times).encode()))
                continue
            times.setdefault(host, []).append(time.monotonic())
            writer.write(answers.get(path) or answer_of(b"not here", "404 Not Found"))
        writer.close()

    server = await asyncio.start_server(serve, "127.1.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    others = await asyncio.start_server(serve, addresses(hosts)[1:], port)
    print(port, flush=True)
    await asyncio.gather(server.serve_forever(), others.serve_forever())


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
