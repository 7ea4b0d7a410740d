"""A site's WACZ: whole, its hashes right, nothing of other sites, the same bytes each time."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # has no types
from warcio.cli import main as warcio  # type: ignore[import-untyped] # has no types

from archive.cli import main
from archive.wacz import INDEX, PAGES, WARC, pack
from crawler.payload import sha256
from crawler.store import Store
from tests.test_store import page

OTHER = "http://b.example.gov.cn/1.html"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three pages of one site, one of another with a body that the first keeps already."""
    with Store(tmp_path / "data" / "store") as opened:
        for number in range(3):
            opened.record(*page(number))
        fetch, answer = page(0)
        opened.record(
            replace(fetch, site="other", url=OTHER, final_url=OTHER), replace(answer, url=OTHER)
        )
    return Store(tmp_path / "data" / "store", read_only=True)


def entries(path: Path) -> dict[str, bytes]:
    """The files in a WACZ."""
    with zipfile.ZipFile(path) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_site_is_packed_whole(store: Store, tmp_path: Path) -> None:
    """Each body is the store's, each hash right, and warcio finds nothing wrong."""
    site = next(iter(store.fetches())).site
    packed = pack(store, site, tmp_path / "a.wacz")
    found = entries(tmp_path / "a.wacz")
    assert (packed.records, packed.size) == (3, (tmp_path / "a.wacz").stat().st_size)
    bodies = {
        record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
        for record in ArchiveIterator(io.BytesIO(found[WARC]))
    }
    own = [fetch for fetch in store.fetches() if fetch.site == site]
    assert bodies == {fetch.final_url: store.payload(fetch) for fetch in own}
    package = json.loads(found["datapackage.json"])
    assert {each["path"]: each["hash"] for each in package["resources"]} == {
        name: f"sha256:{hashlib.sha256(found[name]).hexdigest()}" for name in (WARC, INDEX, PAGES)
    }
    digest = json.loads(found["datapackage-digest.json"])["hash"]
    assert digest == f"sha256:{sha256(found['datapackage.json'])}"
    lines = found[INDEX].decode().splitlines()
    assert len(lines) == 3
    assert lines == sorted(lines)
    for line in lines:  # each line leads to its record
        place = json.loads(line.split(" ", 2)[2])
        start, size = int(place["offset"]), int(place["length"])
        (record,) = ArchiveIterator(io.BytesIO(found[WARC][start : start + size]))
        assert record.rec_headers["WARC-Target-URI"] == place["url"]
    (tmp_path / "data.warc.gz").write_bytes(found[WARC])
    with pytest.raises(SystemExit) as ended:
        warcio(["check", str(tmp_path / "data.warc.gz")])
    assert ended.value.code == 0


def test_a_revisit_takes_the_body_it_refers_to_along(store: Store, tmp_path: Path) -> None:
    """The other site's only page was never kept as its own."""
    pack(store, "other", tmp_path / "b.wacz")
    records = list(ArchiveIterator(io.BytesIO(entries(tmp_path / "b.wacz")[WARC])))
    assert [record.rec_type for record in records] == ["response", "revisit"]
    assert records[1].rec_headers["WARC-Target-URI"] == OTHER


def test_the_same_records_make_the_same_bytes(store: Store, tmp_path: Path) -> None:
    """Nothing of the day or the folder is in it."""
    site = next(iter(store.fetches())).site
    for name in ("a.wacz", "c.wacz"):
        pack(store, site, tmp_path / name)
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "c.wacz").read_bytes()


def test_the_command_writes_it_or_says_why_not(store: Store, tmp_path: Path) -> None:
    """One line, or one object of JSON."""
    data, target = str(tmp_path / "data"), str(tmp_path / "o.wacz")
    arguments = ["release", "other", "--data", data, "--to", target]
    ran = CliRunner().invoke(main, [*arguments, "--json"])
    assert (ran.exit_code, json.loads(ran.output)["records"]) == (0, 2)
    ran = CliRunner().invoke(main, ["release", "nobody", "--data", data, "--to", target])
    assert ran.exit_code == 2
    assert "no record of site nobody is kept" in ran.output
