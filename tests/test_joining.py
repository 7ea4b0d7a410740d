"""Shards joined into one archive: in any order the same, and no site twice."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.build import build
from archive.cli import main
from archive.joining import SameSiteError
from benchmarks.pages import title
from crawler.absence import miss
from crawler.index import Link
from crawler.store import Store
from tests.archives import BASE, LIST, SITE, Got, make_store, report

A, B = replace(SITE, id="a"), replace(SITE, id="b", name="另一网站", division="999902")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two data folders with two reports each; one address stands on the lists of both sites."""
    folders = []
    for number, site in enumerate((A, B)):
        data = tmp_path_factory.mktemp(site.id)
        day = f"2024-0{2 + number}-01"
        pages = [(f"/{n}.html", report(n * 5), title(n * 5)) for n in (number, number + 1)]
        gone = Got("/gone.html", title=title(7), reason="http_404", site=site.id)
        make_store(data, [*(Got(*page, day, site=site.id) for page in pages), gone], site)
        with Store(data / "store") as store:
            for path, _, name in (*pages, ("/gone.html", b"", title(7))):
                store.see_link(
                    Link(site.id, LIST, BASE + path, name, "", day, day, accepted=True, reason="")
                )
            miss(
                store.index,
                site.id,
                LIST,
                {f"{BASE}/1.html", f"{BASE}/gone.html"},
                "2024-04-01T00:00:00Z",
            )
        folders.append(data)
    return folders[0], folders[1]


def content(data: Path) -> list[str]:
    """Every row of both databases."""
    found = []
    for name in ("archive.db", "evidence.db"):
        with closing(sqlite3.connect(data / name)) as db:
            found += list(db.iterdump())
    return found


def test_shards_are_one_archive_in_any_order(shards: tuple[Path, Path], tmp_path: Path) -> None:
    """And with one of them named twice, or a copy of it beside it."""
    first, second = shards
    copy = tmp_path / "0copy"
    shutil.copytree(first, copy)
    orders = ([first, second], [second, first], [second, copy, first, second])
    built = []
    for number, order in enumerate(orders):
        out = tmp_path / f"out{number}"
        build(out, [], shards=order)
        built.append(content(out))
    assert built[0] == built[1] == built[2]
    with closing(sqlite3.connect(tmp_path / "out0" / "archive.db")) as db:
        assert db.execute("select id, n_documents from site").fetchall() == [("a", 3), ("b", 3)]
        assert db.execute("select count(*) from report").fetchone() == (3,)
        assert db.execute("select count(*) from run").fetchone() == (2,)
        links = db.execute("select site, url, fate from link order by 1, 2").fetchall()
    assert [(site, url.removeprefix(BASE), fate) for site, url, fate in links] == [
        *[("a", "/0.html", "not_asked"), ("a", "/1.html", None), ("a", "/gone.html", None)],
        *[("b", "/1.html", None), ("b", "/2.html", "not_asked"), ("b", "/gone.html", None)],
    ]


def test_a_folder_of_its_own_is_joined_with_the_shards(
    shards: tuple[Path, Path], tmp_path: Path
) -> None:
    """Where the folder that is built into has a store, it is one of them."""
    first, second = shards
    data = tmp_path / "data"
    shutil.copytree(first, data)
    build(data, [], shards=[second])
    build(tmp_path / "out", [], shards=[first, second])
    assert content(data) == content(tmp_path / "out")


def test_a_site_with_other_captures_is_refused(shards: tuple[Path, Path], tmp_path: Path) -> None:
    """One more page, or one other time, and nobody can say which is right."""
    first, _ = shards
    copy = tmp_path / "copy"
    shutil.copytree(first, copy)
    with Store(copy / "store") as store:
        known = store.history.last_good(f"{BASE}/0.html")
        assert known is not None
        store.record(replace(known, fetched_at="2024-05-01T00:00:00Z", reason="not_modified"))
    out = tmp_path / "out"
    with pytest.raises(SameSiteError, match=r"^site a: .* different captures of it; crawl"):
        build(out, [], shards=[first, copy])
    assert not (out / "archive.db").exists()
    said = nianbao("build", first, copy, "--data", out)
    assert (said.exit_code, said.output.count("\n")) == (2, 1)
    assert said.output.startswith("Error: site a: ")


def nianbao(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_names_its_folders(shards: tuple[Path, Path], tmp_path: Path) -> None:
    """A folder without a store is one line."""
    out = tmp_path / "out"
    said = nianbao("build", *shards, "--data", out, "--json")
    assert said.exit_code == 0
    assert json.loads(said.stdout)["reports"] == 3
    said = nianbao("build", shards[0], tmp_path / "none", "--data", out)
    assert (said.exit_code, said.output.count("\n")) == (2, 1)
    assert f"{tmp_path / 'none' / 'store'}: there is no store" in said.output
