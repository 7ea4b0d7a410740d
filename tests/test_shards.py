"""One crawl for each province, and never two on one host."""

from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from archive.cli import main
from crawler.shards import groups, shard
from crawler.sites import Site, load_sites

A = Site(
    *("a", "甲市", "甲省", "110000", "county", "links", "http://a.gov.cn/"),
    hosts=("a.gov.cn",),
    lists=("http://a.gov.cn/nb/",),
)
B = replace(A, id="b", province="乙省", hosts=("b.gov.cn:81",))
SHARED = replace(A, id="c", province="乙省", hosts=("c.gov.cn", "a.gov.cn:80"))


def test_a_shard_is_made_of_whole_hosts() -> None:
    """A site of another province goes where its host goes; none is left out, none is twice."""
    sites = (A, B, SHARED)
    assert [[site.id for site in group] for group in groups(sites)] == [["b"], ["a", "c"]]
    assert [site.id for site in shard(sites, "甲省")] == ["a", "c"]
    assert [site.id for site in shard(sites, "乙省")] == ["b"]
    assert shard(sites, "丙省") == ()


def test_the_shards_of_the_registry_are_all_of_it() -> None:
    sites = load_sites()
    provinces = {site.province for site in sites}
    taken = [site.id for province in provinces for site in shard(sites, province)]
    assert sorted(taken) == sorted(site.id for site in sites)


def test_a_province_without_sites_is_one_line(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["crawl", "--province", "丙省", "--data", str(tmp_path)])
    assert (said.exit_code, said.output.startswith("Error: no site in 丙省; the registry")) == (
        *(2, True),
    )
    both = CliRunner().invoke(main, ["crawl", "--province", "江苏省", "--all"])
    assert both.exit_code == 2
