"""One process at a time on a host: a lock file for each, shared by all stores of a user.

A lock frees itself when its process ends, however that happens. Free of Scrapy.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from crawler.hosts import name_of
from crawler.sites import Site

PLACE = "NIANBAO_LOCKS"  # environment: the folder, where the home is none to write to


class HostBusy(Exception):  # noqa: N818 - reads as the sentence it stands for
    """Another process is on one of the hosts; the message names host and holder."""


def lock_folder() -> Path:
    """Return the folder of the locks, made if need be.

    It is the same for a crawl from a shell, from cron and from a service of the user, as
    XDG_RUNTIME_DIR and TMPDIR are not. Raises `OSError` where it cannot be made.
    """
    folder = Path(os.environ.get(PLACE) or "~/.cache/nianbao/hosts")
    try:
        folder = folder.expanduser()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # the latter: no home
        remedy = f"set {PLACE} to a folder that all crawls of this user may write to"
        raise OSError(f"{folder}: hosts cannot be locked there: {error}; {remedy}") from error
    return folder


def hosts_of(site: Site) -> list[str]:
    """Return what is locked for a site: host names, with their port only on this machine."""
    if site.loopback:
        return sorted(site.hosts)
    return sorted(set(map(name_of, site.hosts)))


@contextmanager
def holding(folder: Path, hosts: Iterable[str], holder: str) -> Iterator[None]:
    """Hold *hosts* for the length of a `with`; *holder* is what another crawl is told.

    Raises `HostBusy` at once where one of them is held.
    """
    with ExitStack() as held:
        for host in hosts:
            path = folder / host.replace(":", "_")
            held.callback(_release, path, _take(path, host, holder))
        yield


def _take(path: Path, host: str, holder: str) -> TextIO:
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            said = file.read().strip() or "another crawl"
            file.close()
            raise HostBusy(f"{host} is being crawled by {said}; wait for its end") from None
        if _is_at(path, file):
            file.truncate(0)
            file.write(f"process {os.getpid()}, {holder}\n")
            file.flush()
            return file
        file.close()  # its last holder has just removed it


def _is_at(path: Path, file: TextIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _release(path: Path, file: TextIO) -> None:
    path.unlink(missing_ok=True)
    file.close()
