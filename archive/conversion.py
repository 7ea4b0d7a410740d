"""Old Word files (DOC, WPS, RTF) made into DOCX by LibreOffice, where it is installed.

Many files go through one call, which starts once for all: a second, where a file takes a tenth.
The program gets a profile of its own, runs in a process group of its own, and is ended with that
group when its time is up. A file that fails is tried once more alone: it may have taken others
with it. What is kept of its output is the same, byte for byte, at every conversion.
"""

import io
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.bounded import MEGABYTE

BATCH = 20  # files of one call
START, EACH = 40, 8  # seconds for a call, and for every file in it
MOST_MEMORY, MOST_OUTPUT = 1024 * MEGABYTE, 64 * MEGABYTE
KEPT = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/styles.xml",
    "docProps/core.xml",
)
LARGEST_PART = 17_000_000  # bytes; the reader refuses parts of 16 MB
FAILED = "old Word file that LibreOffice cannot convert: damaged, or no Word file at all"
TOO_SLOW = "old Word file that LibreOffice did not convert in time: damaged or hostile"
# The profile: no macros, and nothing is fetched that a document refers to.
_SETTING = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{}" oor:op="fuse"><value>true</value></prop></item>'
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + _SETTING.format("DisableMacrosExecution")
    + _SETTING.format("BlockUntrustedRefererLinks")
    + _SETTING.format("DisableActiveContent")
    + "</oor:items>"
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part: when it was converted is no content


@dataclass(frozen=True, slots=True)
class Unconverted:
    """Why there is no DOCX; `is_certain` where another attempt would end the same."""

    reason: str
    is_certain: bool


Converted = bytes | Unconverted


@cache
def converter() -> str:
    """Return the path of LibreOffice, "" where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


@cache
def version() -> str:
    """Return the converter's name and version as a word for file names, "" where there is none."""
    if not converter():
        return ""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(["--version"], Path(folder), START, capture=True)
    found = re.search(r"\d+(?:\.\d+)+", said or "")
    return f"libreoffice-{found[0]}" if found else "libreoffice"


def convert(bodies: Mapping[str, bytes]) -> Iterator[tuple[str, Converted]]:
    """Yield what became of each file, by its name: a DOCX, or why there is none."""
    names = list(bodies)
    for start in range(0, len(names), BATCH):
        batch = {name: bodies[name] for name in names[start : start + BATCH]}
        done = _batch(batch)
        for name in batch:
            found = done[name]
            if isinstance(found, Unconverted) and len(batch) > 1:
                found = _batch({name: batch[name]})[name]
            yield name, found


def _batch(bodies: Mapping[str, bytes]) -> dict[str, Converted]:
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        inputs = [_write(folder, number, body) for number, body in enumerate(bodies.values())]
        limit = START + EACH * len(inputs)
        options = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")]
        said = _run([*options, *map(str, inputs)], folder, limit)
        missing = (
            Unconverted(FAILED, is_certain=True)
            if said is not None
            else Unconverted(TOO_SLOW, is_certain=False)
        )
        outputs = (folder / "out" / f"{each.stem}.docx" for each in inputs)
        return {
            name: _kept(output) or missing for name, output in zip(bodies, outputs, strict=True)
        }


def _write(folder: Path, number: int, body: bytes) -> Path:
    path = folder / f"{number}.{'rtf' if body.startswith(b'{') else 'doc'}"
    path.write_bytes(body)
    return path


def _run(
    arguments: Sequence[str], folder: Path, seconds: int, *, capture: bool = False
) -> str | None:
    """Run LibreOffice with a profile in the folder; None if its time was up."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    process = subprocess.Popen(  # noqa: S603 - the program found on the path, no shell
        [
            converter(),
            f"-env:UserInstallation={profile.parent.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *arguments,
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | {"HOME": str(folder)},
        start_new_session=True,
    )
    try:
        _limit(process.pid, seconds)
        return (process.communicate(timeout=seconds)[0] or b"").decode(errors="replace")
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the group that this call started
        process.wait()


def _limit(pid: int, seconds: int) -> None:
    with suppress(ProcessLookupError):  # it has ended already
        for what, most in (
            (resource.RLIMIT_DATA, MOST_MEMORY),
            (resource.RLIMIT_FSIZE, MOST_OUTPUT),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(pid, what, (most, most))


def _kept(path: Path) -> bytes | None:
    """Return what a reader needs of a converted file, in bytes that do not tell the time."""
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w") as new:
            present = set(old.namelist())
            for name in KEPT:
                if name in present:
                    with old.open(name) as part:
                        content = part.read(LARGEST_PART)
                    packed = zipfile.ZipInfo(name, _EPOCH)
                    packed.compress_type = zipfile.ZIP_DEFLATED
                    new.writestr(packed, content)
    except (OSError, zipfile.BadZipFile, zlib.error):
        return None
    return stream.getvalue() if "word/document.xml" in present else None
