"""`python -m tests.replay BIN`: pywb replays what a crawl kept, byte for byte; py-wacz validates.

BIN is the `bin` folder of an environment with pywb and wacz: `make replay` makes one, because pywb
pins other versions of what the project uses. A site is crawled on loopback, packed, and every page
asked of pywb again; the exit code is 1 where one byte differs.
"""

import gzip
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.wacz import pack
from crawler.payload import unpack
from crawler.run import crawl
from crawler.store import Fetch, Store
from tests.crawl_server import report, serving
from tests.test_crawl_families import YEARS, art, hanweb, named, packed

PORT = 18_099
START = 60.0  # seconds pywb may take to begin


def main() -> int:
    """Crawl, pack, validate, replay; say how many pages were compared."""
    tools = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        site = kept(folder / "store")
        with Store(folder / "store", read_only=True) as store:
            made = pack(store, site, folder / "site.wacz")
            run(folder, tools / "wacz", "validate", "-f", made.path)
            run(folder, tools / "wb-manager", "init", "site")
            for warc in sorted((folder / "store" / "warc").glob("*.warc.gz")):
                run(folder, tools / "wb-manager", "add", "site", str(warc))
            with replaying(folder, tools / "wayback") as base:
                rows = [row for row in store.fetches() if row.record and row.kind != "robots"]
                differ = [row.final_url for row in rows if asked(base, row) != store.payload(row)]
    print(f"{len(rows)} pages replayed, {len(differ)} differ", *differ, sep="\n")
    return 1 if differ or not rows else 0


def kept(folder: Path) -> str:
    """Crawl a site with pages plain and packed; return its id."""
    with serving() as web:
        site = hanweb(web)
        for year in YEARS:
            web.pages[art(year)] = report(named(year))
        web.pages[art(YEARS[0])] = packed(report("压缩"), gzip.compress, "gzip")
        summary = crawl([site], folder, progress=False)
    assert summary.exit_code == 0, summary
    return site.id


def run(folder: Path, *command: object) -> None:
    """Run a tool in a folder; one that fails ends everything."""
    subprocess.run([str(part) for part in command], cwd=folder, check=True)


@contextmanager
def replaying(folder: Path, wayback: Path) -> Iterator[str]:
    """Have pywb serve the folder's collection on loopback; yield its address."""
    command = [str(wayback), "-p", str(PORT), "-b", "127.0.0.1"]
    log = (folder / "pywb.log").open("wb")
    with log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server:
        try:
            wait(f"http://127.0.0.1:{PORT}/")
            yield f"http://127.0.0.1:{PORT}/site/"
        finally:
            server.terminate()


def wait(address: str) -> None:
    """Return when an address answers."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def asked(base: str, row: Fetch) -> bytes:
    """Return the payload pywb replays for a row, as it was (`id_`)."""
    moment = "".join(filter(str.isdecimal, row.fetched_at))
    with urllib.request.urlopen(f"{base}{moment}id_/{row.final_url}", timeout=20) as answer:
        return unpack(answer.read(), answer.headers.get("Content-Encoding", ""))[0]


if __name__ == "__main__":
    sys.exit(main())
