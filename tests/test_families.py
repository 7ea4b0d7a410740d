"""By what a CMS is recognised: every mark is shown by its example, wrong marks are refused."""

from pathlib import Path

import pytest

from crawler.families import FALLBACK, FamilyError, load_marks, recognise
from crawler.site_rules import OPTIONS

MARK = """[[family]]
cms = "trs"
says = "a mark"
url = ['/t\\d+_\\d+']
weight = 3
example = "http://www.example.gov.cn/t20240101_7.html"
"""


def test_every_cms_but_plain_links_has_a_mark() -> None:
    """The shipped marks load, which also shows that each fits its example."""
    assert {mark.cms for mark in load_marks()} == set(OPTIONS) - {FALLBACK}


@pytest.mark.parametrize(
    ("urls", "text", "expected"),
    [
        (["http://a.gov.cn/nb/"], "<a href=x>", ""),
        (["http://a.gov.cn/nb/", "http://a.gov.cn/nb/201802/t20180223_1.html"], "", "trs"),
        (["http://a.gov.cn/nb/t20180223_1.html"], "createPageHTML( /fjdzapp/search", "fujian"),
        (["http://a.gov.cn/art/2022/1/11/art_1_2.html"], "", "hanweb"),
        (
            ["http://a.gov.cn/art/2022/art_900d59e20c594bcdaa8e4b0a0ba1e821.html"],
            "",
            "hanweb_jpaas",
        ),
        (
            ["http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1"],
            "/col/col1/ dataproxy.jsp",
            "hanweb_annual",
        ),
        (["http://a.gov.cn/g/202401/2ecfb31a335f4d689220a3a23e24a986.shtml"], "", "ucap"),
        (["http://a.gov.cn/zwgk/content/post_19.html"], "", "gkmlpt"),
        (["http://a.gov.cn/info/1021/47.htm"], "<!--Announced by Visual SiteBuilder 9-->", "vsb"),
        (["http://a.gov.cn/public/161054624/1110009656.html"], "", "lonsun"),
        (["http://a.gov.cn/XxgkAnnualReport/show/4570.html"], "", "openness"),
        (["http://a.gov.cn/c23796/20200218/i1454209.html"], "", "tree"),
    ],
)
def test_the_likeliest_cms_comes_first(urls: list[str], text: str, expected: str) -> None:
    """A variant beats the system it is built on; what has no mark is no CMS."""
    guesses = recognise(urls, text)
    assert expected == (guesses[0].cms if guesses else "")


def test_a_guess_says_what_was_seen() -> None:
    """The evidence is the mark and the address or text that shows it."""
    url = "http://a.gov.cn/nb/t20180223_1.html"
    (guess,) = recognise(["http://a.gov.cn/nb/", url], "countPage = 3")
    assert guess.weight == 6
    assert guess.evidence == (
        ("article address tYYYYMMDD_N.html (拓尔思 TRS)", url),
        ("pages counted by createPageHTML or countPage (拓尔思 TRS)", "countPage"),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('cms = "trs"', 'cms = "tsr"', r"\(tsr, a mark\): key cms: use one of links, trs,"),
        ("weight = 3", "weight = 2", "key weight: use one of 1, 3, 8"),
        ("weight = 3", "", "keys weight: missing or unknown"),
        ("weight = 3", "weight = 3\nnote = 'x'", "keys note: missing or unknown"),
        ("t20240101_7", "a_7", "key example: no url and no page of this mark fits it"),
        ("['/t", "['(/t", "key url: missing"),
        ("url = ['/t\\d+_\\d+']", "url = 'x'", "key url: must be a list of texts"),
        ("[[family]]", "[[family", "cannot be read"),
    ],
)
def test_a_wrong_mark_is_named_with_its_remedy(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """One clear line for each mistake."""
    file = tmp_path / "families.toml"
    file.write_text(MARK.replace(old, new), encoding="utf-8")
    with pytest.raises(FamilyError, match=message):
        load_marks(file)
