"""Files of the registry as text: a block appended, a block marked as verified, comments kept.

Every change is checked as a whole before it takes the file's place.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from crawler.sites import SHIPPED, SiteError, load_sites

_HEAD = re.compile(r"\s*\[\[site\]\]\s*(?:#.*)?$")
_TABLE = re.compile(r"\s*\[\[?[\w.-]+\]\]?\s*(?:#.*)?$")
_STATE = re.compile(r"\s*(?:status|verified)\s*=")


def append_block(file: Path, block: str) -> None:
    """Append a block to a file, which may be new; raises `SiteError` and leaves it as it was."""
    _change(file, lambda text: f"{text.rstrip()}\n\n{block}".lstrip())


def mark_verified(file: Path, site: str, day: date) -> None:
    """Write into a site's block that a live check has passed; raises `SiteError` without one."""
    _change(file, lambda text: _verified(text, file, site, day))


def file_of(site: str, files: tuple[Path, ...]) -> Path:
    """Return which of the files (of the shipped registry where there is none) holds a site."""
    for file in files or sorted(SHIPPED.glob("*.toml")):
        if any(each.id == site for each in load_sites(file)):
            return file
    raise SiteError(f"site {site}: no file of the registry has it; name it with --sites")


def _change(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(change(text), encoding="utf-8")
    try:
        load_sites(draft)
    except SiteError as error:
        draft.unlink()
        raise SiteError(str(error).replace(str(draft), str(file))) from error
    draft.replace(file)


def _verified(text: str, file: Path, site: str, day: date) -> str:
    lines = text.splitlines()
    key = re.compile(rf"\s*id\s*=\s*[\"']{re.escape(site)}[\"']")
    at = next((n for n, line in enumerate(lines) if key.match(line)), None)
    if at is None:
        raise SiteError(f'{file}: site {site}: no block of this id, written as id = "{site}"')
    start = next(n for n in range(at, -1, -1) if _HEAD.match(lines[n]))
    stop = next((n for n in range(at, len(lines)) if _TABLE.match(lines[n])), len(lines))
    own = [line for line in lines[start:stop] if not _STATE.match(line)]
    last = max(n for n, line in enumerate(own) if line.strip() and not line.strip().startswith("#"))
    own[last + 1 : last + 1] = ['status = "verified"', f"verified = {day.isoformat()}"]
    return "\n".join([*lines[:start], *own, *lines[stop:]]) + "\n"
