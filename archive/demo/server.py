"""The demonstration city's web sites on loopback: real HTTP, one port per site."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from archive.demo.city import City
from archive.demo.figures import city_figures
from archive.demo.portal import Answer, Portal, open_portal

FIRST_PORT = 18760  # wished for, so that addresses are the same every time; any free one will do


class CityServer:
    """The sites of the city while they are served. Setting `edition` switches every page."""

    def __init__(self, city: City) -> None:
        figures = city_figures(city)
        self.edition = 1
        self.city = city
        self.portals = {
            (site.id, edition): open_portal(city, figures, site, edition)
            for site in city.sites
            for edition in (1, 2)
        }
        self.servers = {
            site.id: _listen(self, site.id, FIRST_PORT + number)
            for number, site in enumerate(city.sites)
        }

    def base(self, site: str) -> str:
        """Return a site's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.servers[site].server_port}"

    def portal(self, site: str) -> Portal:
        """Return a site as it stands now."""
        return self.portals[site, self.edition]


@contextmanager
def serving(city: City) -> Iterator[CityServer]:
    """Serve the city's sites on loopback while the block runs."""
    city_server = CityServer(city)
    threads = [
        Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        for server in city_server.servers.values()
    ]
    for thread in threads:
        thread.start()
    try:
        yield city_server
    finally:
        for server, thread in zip(city_server.servers.values(), threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


def _listen(city_server: CityServer, site: str, wished: int) -> ThreadingHTTPServer:
    class Handler(_Handler):
        def answer(self, address: str, parameters: Mapping[str, str]) -> Answer:
            return city_server.portal(site).answer(address, parameters)

    try:
        return ThreadingHTTPServer(("127.0.0.1", wished), Handler)
    except OSError:  # taken, perhaps by another demonstration
        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nianbao-demo"
    sys_version = ""

    def answer(self, address: str, parameters: Mapping[str, str]) -> Answer:
        raise NotImplementedError

    def do_GET(self) -> None:
        self._send(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fields = parse_qsl(urlsplit(self.path).query) + parse_qsl(body.decode("utf-8", "replace"))
        self._send(dict(fields))

    def _send(self, parameters: Mapping[str, str]) -> None:
        answer = self.answer(self.path, parameters)
        if self._is_unchanged(answer):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._send_validators(answer)
            self.end_headers()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self._send_validators(answer)
        self.end_headers()
        self.wfile.write(answer.body)

    def _send_validators(self, answer: Answer) -> None:
        if answer.modified:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", format_datetime(_noon(answer.modified), usegmt=True))

    def _is_unchanged(self, answer: Answer) -> bool:
        if not answer.modified:
            return False
        known, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if known:
            return answer.etag in known
        return bool(since) and parsedate_to_datetime(str(since)) >= _noon(answer.modified)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the crawl reports what it fetched."""


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
