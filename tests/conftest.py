"""What every test may ask for: the shared real documents, present or loudly absent."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("NIANBAO_SHARED", ROOT.parent / "shared"))


def absent(reason: str) -> None:
    """Skip with the reason; under CI fail, so that a gap in the tests is never silent."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; under CI=true it must be there")
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def locks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Crawls of the tests lock their hosts in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_LOCKS", str(tmp_path_factory.mktemp("locks")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and lists, which are kept out of this project."""
    if not (SHARED / "reports").is_dir():
        absent("the real reports (../shared/reports) are not here; set NIANBAO_SHARED to them")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to look at pages with."""
    path = shutil.which("chromium")
    if path is None:
        absent("no chromium on this machine: apt-get install chromium fonts-noto-cjk")
    return str(path)


@pytest.fixture(scope="session")
def sqlite3_shell() -> str:
    """The stock `sqlite3` command, to prove that downloads work in it."""
    path = shutil.which("sqlite3")
    if path is None:
        absent("no sqlite3 command on this machine: apt-get install sqlite3")
    return str(path)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice, which makes old Word files and converts them back."""
    path = shutil.which("soffice")
    if path is None:
        absent("no LibreOffice on this machine: apt-get install libreoffice-writer-nogui")
    return str(path)
