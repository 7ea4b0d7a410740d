"""What old Word files were converted to, kept beside the store.

Each stands in `converted/<converter>/<sha256>.docx`. The folder can be deleted at any time; the
next build fills it again. A file that surely cannot be converted leaves its reason in
`<sha256>.failed`. Where LibreOffice is not installed, what another version made is used.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from archive.conversion import Converted, Unconverted, convert, converter, version
from crawler.store import Fetch, Store, StoreError
from parsers.errors import UnreadableDocument
from parsers.model import Medium
from parsers.readers import sniff
from parsers.readers.doc import NOT_CONVERTED

FOLDER = "converted"


def is_old_word(body: bytes) -> bool:
    """Say whether bytes are a file that has to be converted before it can be read."""
    with suppress(UnreadableDocument):
        return sniff(body) is Medium.DOC
    return False


def kept_in(data: Path) -> Path:
    """Return the folder of the installed converter, of the last one known where there is none."""
    name = version()
    if not name:
        name = max((each.name for each in (data / FOLDER).glob("libreoffice*")), default="none")
    return data / FOLDER / name


def find(folder: Path, sha256: str) -> Converted | None:
    """Return what a file was converted to or why it cannot be; None where that is not known."""
    with suppress(OSError):
        return (folder / f"{sha256}.docx").read_bytes()
    with suppress(OSError):
        return Unconverted((folder / f"{sha256}.failed").read_text(encoding="utf-8"), True)
    return None


def fill(folder: Path, store: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Convert originals of a store and keep the outcome; return why some have none after all."""
    wanted = list(wanted)
    if not wanted or not converter():
        return dict.fromkeys(wanted, NOT_CONVERTED)
    folder.mkdir(parents=True, exist_ok=True)
    bodies: dict[str, bytes] = {}
    with Store(store, read_only=True) as kept:
        for sha256 in wanted:
            with suppress(StoreError):  # the second look at it will say so
                bodies[sha256] = kept.payload(Fetch(url="", sha256=sha256))
    reasons: dict[str, str] = {}
    for sha256, outcome in convert(bodies):
        if isinstance(outcome, bytes):
            _write(folder / f"{sha256}.docx", outcome)
        elif outcome.is_certain:
            _write(folder / f"{sha256}.failed", outcome.reason.encode())
        else:
            reasons[sha256] = outcome.reason
    return reasons


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".building")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def convert_one(body: bytes) -> Converted:
    """Return what a single file is converted to, or why it is not."""
    if not converter():
        return Unconverted(NOT_CONVERTED, is_certain=False)
    ((_, outcome),) = convert({"": body})
    return outcome
