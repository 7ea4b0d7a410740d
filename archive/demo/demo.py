"""The demonstration from nothing to pages: serve a city, crawl it twice, build, check, show."""

import os
import shutil
import socket
import sys
import time
from pathlib import Path

import click
from tqdm import tqdm

from archive.build import build
from archive.demo.city import City, Site, load_city
from archive.demo.comparison import differences, read_figures, summary
from archive.demo.server import CityServer, serving
from archive.demo.truth import expected
from archive.serving import ServeError
from archive.serving import serve as serve_pages
from crawler.due import Ask
from crawler.run import crawl
from crawler.sites import Site as CrawledSite
from crawler.sites import load_sites

MARK = ".nianbao-demo"
SITES = "sites.toml"
LEFTOVERS = ("store", SITES, "archive.db", "evidence.db", "archive.sql.gz", "build.lock")
JOBS = 2  # worker processes of the build


class DemoError(click.ClickException):
    """The demonstration cannot run; the message is one line that names the next step."""

    exit_code = 2


def demo(folder: Path, *, serve: bool = True, port: int = 8001) -> int:
    """Make the demonstration in a folder and serve it; return the exit code (0 done, 1 failed).

    Raises DemoError where the folder holds something else or the port is taken.
    """
    started = time.monotonic()
    if serve:
        _check_port(port)
    prepare(folder)
    city = load_city()
    with serving(city) as server:
        _say(1, f"{city.name}, a synthetic city, is served on loopback:")
        for site in city.sites:
            click.echo(f"      {server.base(site.id)}{site.list}  {site.cms}  {site.name}")
        (folder / SITES).write_text(sites_toml(city, server), encoding="utf-8")
        sites = load_sites(folder / SITES)
        _say(2, "The spiders crawl its lists, reports and attachments:")
        _crawl(sites, folder)
        server.edition = 2
        _say(3, "One report is edited; the spiders look again:")
        _crawl(sites, folder, Ask.ALL)
    _say(4, "The archive is built from the kept originals:")
    _build(folder, sites)
    _say(5, "What the checks say:")
    for line in summary(folder / "archive.db"):
        click.echo(f"      {line}")
    untrue = _compare(folder, city)
    click.echo(f"{folder / 'archive.db'} is ready after {time.monotonic() - started:.0f} s.")
    if serve:
        _say(6, "The pages are served until Ctrl-C.")
        _serve(folder, port)
    return 1 if untrue else 0


def _check_port(port: int) -> None:
    """Raise DemoError where the port of the pages is taken: before the work, not after it."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise DemoError(
            f"port {port}: {os.strerror(error.errno or 0)}; choose another with --port"
        ) from error


def _say(step: int, text: str) -> None:
    click.echo(f"[{step}/6] {text}")


def prepare(folder: Path) -> None:
    """Make the folder ready: new, or emptied of an earlier demonstration and nothing else.

    Raises DemoError where it holds something that is no demonstration, or cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise DemoError(
            f"{folder} holds something else than a demonstration: choose another with --dir"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _empty(folder)
        (folder / MARK).write_text("A demonstration of nianbao; `nianbao demo` makes it anew.\n")
    except OSError as error:
        raise DemoError(f"{folder}: {error.strerror}; choose another with --dir") from error


def _empty(folder: Path) -> None:
    for name in LEFTOVERS:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _crawl(sites: tuple[CrawledSite, ...], folder: Path, ask: Ask = Ask.DUE) -> None:
    result = crawl(sites, folder / "store", progress=sys.stderr.isatty(), ask=ask)
    if result.error or result.interrupted:
        raise DemoError(result.error or "interrupted; run it again")
    for site in result.sites:
        click.echo(f"      {site.line}")


def _build(folder: Path, sites: tuple[CrawledSite, ...]) -> None:
    with tqdm(unit=" documents", disable=None, dynamic_ncols=True) as bar:
        result = build(folder, sites, jobs=JOBS, tick=lambda n: bar.reset(n) if n else bar.update())
    found = ", ".join(f"{count} {status}" for status, count in result.documents.items())
    click.echo(f"      documents: {found}")


def _compare(folder: Path, city: City) -> int:
    """Say how the archive compares with what was generated; return the number of differences."""
    truth = expected(city)
    untrue = list(differences(truth, read_figures(folder / "archive.db")))
    for line in untrue:
        click.echo(f"      NOT TRUE: {line}")
    printed = sum(len(report.printed) for report in truth.values())
    if not untrue:
        click.echo(f"      all {printed:,} printed places are read exactly as they were generated")
    return len(untrue)


def sites_toml(city: City, server: CityServer) -> str:
    """Return the registry of the city's sites as the crawler reads it, at their addresses."""
    return "\n".join(_site_block(city, server, site) for site in city.sites)


def _site_block(city: City, server: CityServer, site: Site) -> str:
    base = server.base(site.id)
    return f"""\
[[site]]
id = "{site.id}"
name = "{site.name}"
province = "{city.province}"
city = "{city.name}"
division = "{site.division}"
level = "{site.level}"
cms = "{site.cms}"
base = "{base}/"
hosts = ["{base.removeprefix("http://")}"]
lists = ["{base}{site.list}"]
delay = 0.0
loopback = true
note = "synthetic, made by nianbao demo"
"""


def _serve(folder: Path, port: int) -> None:
    try:
        serve_pages(folder, port=port)
    except ServeError as error:
        raise DemoError(f"{error}; the archive stands: nianbao serve --data {folder}") from error
