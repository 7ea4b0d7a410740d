"""The report page: the form as printed, blank and zero apart, and nobody blamed without proof."""

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.build import build
from archive.pages.labels import head, side
from archive.pages.report import whose
from archive.serving import datasette
from tests.archives import SITE, Got, make_store
from tests.lists import table_2014, table_fujian
from tests.synthetic_archive import YEARS, agency_id, make


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return datasette(make(tmp_path_factory.mktemp("archive")))


def page(served: Any, report: str, language: str = "zh") -> str:
    response = asyncio.run(served.client.get(f"/archive/report/{report}?_lang={language}"))
    assert response.status_code == 200
    return str(response.text)


def cell(text: str, address: str) -> tuple[str, str]:
    """Return the class and the visible text of a place."""
    found = re.search(rf'<td id="c-{re.escape(address)}" class="([^"]*)"[^>]*>(.*?)</td>', text)
    assert found is not None, address
    return found[1], re.sub("<[^>]+>", "", found[2])


def test_blank_zero_and_the_rest_are_told_apart(served: Any) -> None:
    """Each kind of place has its own look; what sums prove is shown as proved."""
    text = page(served, f"{agency_id(1)}-2023")
    assert cell(text, "requests.granted.natural_person") == ("k-number", "0")
    assert cell(text, "requests.partial.natural_person") == ("k-blank", "")
    assert cell(text, "requests.partial.company") == ("k-inferred", "0")
    assert cell(text, "requests.partial.research_inst") == ("k-dash", "——")
    assert cell(text, "requests.partial.law_service") == ("k-missing", "")
    for kind in ("number", "blank", "inferred", "dash", "missing"):
        assert f'<i class="k-{kind}">' in text


def test_every_place_of_the_form_is_there_once(served: Any) -> None:
    """201 places of the 2019 form (198, and a row of one province), 200 of the 2021 form."""
    for year in YEARS:
        addresses = re.findall(r'<td id="c-([^"]+)"', page(served, f"{agency_id(0)}-{year}"))
        assert len(addresses) == len(set(addresses)) == (201 if year < 2021 else 200)


def test_labels_are_the_forms_own(served: Any) -> None:
    """Chapter three has its merged label columns and its two-storey header."""
    text = page(served, f"{agency_id(0)}-2023")
    assert '<th scope="col" rowspan="1" colspan="5">法人或其他组织</th>' in text
    assert '<th scope="row" rowspan="8" colspan="1" class="group">（三）不予公开</th>' in text
    assert '<th scope="row" rowspan="1" colspan="3">一、本年新收政府信息公开申请数量</th>' in text
    assert '<th scope="col" rowspan="1" colspan="10">行政诉讼</th>' in text
    assert "第二十条第（一）项" in text
    assert "本年收费金额（万元）" in text


def test_findings_stand_beside_their_numbers(served: Any) -> None:
    """A finding names its numbers, and the numbers lead to it."""
    text = page(served, f"{agency_id(0)}-2023")
    classes, _ = cell(text, "requests.outcomes_total.total")
    assert classes == "k-number noted"
    assert 'href="#f-1"' in text
    assert 'href="#c-requests.outcomes_total.total"' in text
    assert "核对 3 项：通过 1，不平衡 2" in text


def test_only_what_two_readings_confirm_is_the_reports(served: Any) -> None:
    """An imbalance without a second reading is no conclusion about the publisher."""
    text = page(served, f"{agency_id(0)}-2023")
    (publisher,) = re.findall(r'(?s)<li id="f-\d+" class="f-publisher">.*?</li>', text)
    (unknown,) = re.findall(r'(?s)<li id="f-\d+" class="f-unknown">.*?</li>', text)
    assert "报告中的数字不平衡" in publisher
    assert "报告中的数字不平衡" not in unknown
    assert "不作结论" in unknown


@pytest.mark.parametrize(
    ("outcome", "fault", "expected"),
    [
        ("fail", "publisher", "publisher"),
        ("fail", "parser", "parser"),
        ("fail", "unknown", "unknown"),
        ("fail", "", "unknown"),
        ("uncertain", "", "doubt"),
        ("uncertain", "publisher", "doubt"),
    ],
)
def test_whose_error(outcome: str, fault: str, expected: str) -> None:
    """Nobody is blamed but by two equal readings of a failed check."""
    found = {"outcome": outcome, "fault": fault, "rule": "R3.3", "verdict": ""}
    assert whose(found) == expected


def test_what_a_person_decided_is_said() -> None:
    """A check that was explained is no imbalance, a corrected number no doubt."""
    explained = {"outcome": "fail", "fault": "", "rule": "R3.3", "verdict": "explained"}
    assert whose(explained) == "explained"
    corrected = {"outcome": "pass", "fault": "", "rule": "correction.applied", "verdict": ""}
    assert whose(corrected) == "corrected"


def test_head_has_what_proves_the_report(served: Any) -> None:
    """Source, hash, dates with their evidence, versions and the other years are there."""
    text = page(served, f"{agency_id(0)}-2022")
    assert "2023-02-20 <small>依据：网页标签中的发布日期</small>" in text
    assert f'<a rel="prev" href="/archive/report/{agency_id(0)}-2021">2021</a>' in text
    assert f'<a rel="next" href="/archive/report/{agency_id(0)}-2023">2023</a>' in text
    assert "国办公开办函〔2021〕30号" in text
    assert re.search(r"<code>[0-9a-f]{64}</code>", text)
    assert "示例数据" in text


def test_years_that_are_not_in_the_archive_say_why(tmp_path: Path) -> None:
    """A gap is greyed in the strip with its reason, and leads to its document; so does `absent`."""
    folder = make(tmp_path)
    gone = [f"{agency_id(0)}-{year}" for year in (2021, 2022)]
    with sqlite3.connect(folder / "archive.db") as conn:
        conn.execute("delete from report where id in (?, ?)", gone)
        conn.execute(
            "update document set agency = ?, year = 2022 where id = 'unread-blocked'",
            (agency_id(0),),
        )
    served = datasette(folder)
    text = page(served, f"{agency_id(0)}-2023")
    document = 'href="/archive/document/unread-blocked"'
    assert f'<a class="gone" rel="nofollow" {document}>2022 <small>被网站拦截</small></a>' in text
    assert '<a class="gone" href="/archive/absent">2021 <small>不在档案中</small></a>' in text
    answer = asyncio.run(served.client.get("/archive/absent")).text
    assert "<td>2022 被网站拦截</td>" in answer
    assert f"{document}>" in answer


def test_text_of_a_report_stays_text(served: Any) -> None:
    """Markup in a report's text is shown, not run."""
    text = page(served, f"{agency_id(0)}-2023")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_english_is_whole(served: Any) -> None:
    """In English the page's own words and the form's labels are English."""
    text = page(served, f"{agency_id(0)}-2023", "en")
    assert "3.3.1 Denied: state secret" in text
    assert "Natural persons" in text
    assert "The report&#39;s numbers do not add up" in text
    assert "核对结果" not in text
    assert "下载" not in text


def test_json_of_a_report_is_datasettes(served: Any) -> None:
    """The row's JSON stands at the same address."""
    address = f"/archive/report/{agency_id(0)}-2023.json?_shape=objects"
    (row,) = asyncio.run(served.client.get(address)).json()["rows"]
    assert row["received"] == 23


def test_headers_of_one_level_and_of_three() -> None:
    """Labels that reach less deep are drawn down to the last line."""
    assert [[(c.text, c.height, c.width) for c in row] for row in head([("a",), ("b",)])] == [
        [("a", 1, 1), ("b", 1, 1)]
    ]
    labels = side([("x",), ("y", "p", "1"), ("y", "p", "2"), ("y", "q")])
    assert [[(c.text, c.height, c.width) for c in row] for row in labels] == [
        [("x", 1, 3)],
        [("y", 3, 1), ("p", 2, 1), ("1", 1, 1)],
        [("2", 1, 1)],
        [("q", 1, 2)],
    ]


def test_only_originals_that_are_kept_are_offered(tmp_path: Path) -> None:
    """A page that was only the cover of its attachment has no original to open."""
    folder = make(tmp_path)
    report = f"{agency_id(0)}-2023"
    archive = Database(folder / "archive.db")
    archive["document"].insert(
        {"id": "cover", "sha256": "c" * 64, "report": report, "status": "cover_page", "url": "x"}
    )
    archive.close()
    text = page(datasette(folder), report)
    assert "报告的封面页" in text
    assert f"/-/original/{'c' * 64}" not in text
    assert text.count('/download"') == 2  # beside the report, and in the list of its documents


def test_only_addresses_of_the_web_are_links(tmp_path: Path) -> None:
    """An address that would run in the page is shown as the text it is."""
    folder = make(tmp_path)
    archive = Database(folder / "archive.db")
    archive.execute("update report set url = 'javascript:alert(1)'")
    archive.conn.commit()
    archive.close()
    text = page(datasette(folder), f"{agency_id(0)}-2023")
    assert "javascript:alert(1)" in text
    assert 'href="javascript:' not in text


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An archive built from reports before 2019: the national table and Fujian's."""
    national, fujian = table_2014(), table_fujian()
    national.title = "示例县民政局2014年政府信息公开工作年度报告"
    fujian.title = "示例县教育局2014年政府信息公开工作年度报告"
    national.line("涉及国家秘密")[2] = ""
    national.line("七、依申请公开信息收取的费用")[1:] = ["元", "3500"]
    data = tmp_path_factory.mktemp("lists")
    pages = [(printed.page().body, printed.title) for printed in (national, fujian)]
    make_store(data, [Got(f"/{n}.html", *page) for n, page in enumerate(pages)])
    build(data, [SITE], jobs=1)
    return datasette(data)


def report_of(served: Any, form: str) -> str:
    """Return the id of the one report on a form."""
    path = "/archive.json?_shape=arrayfirst&sql=select+id+from+report+where+form+=+:form&form="
    return str(asyncio.run(served.client.get(path + form)).json()[0])


def test_a_list_is_shown_with_its_units_and_groups(lists: Any) -> None:
    """Each line with its unit, groups without a value, nested as printed, in both languages."""
    text = page(lists, report_of(lists, "F2014"))
    assert len(re.findall(r'<td id="c-indicators\.', text)) == 58
    assert cell(text, "indicators.requests_received.value") == ("k-number", "107")
    assert cell(text, "indicators.denied_state_secret.value") == ("k-blank", "")
    assert cell(text, "indicators.fees_collected.value") == ("k-number noted", "0.351")
    assert 'class="level-1 group"' in text
    assert text.index("三、依申请公开情况") < text.index("（一）收到申请数")
    assert re.search(
        r'class="level-4">\s*<th[^>]*>其中：涉及国家秘密</th>\s*<th[^>]*>件</th>', text
    )
    english = page(lists, report_of(lists, "F2014"), "en")
    assert re.search(r"Requests received</th>\s*<th[^>]*>cases</th>", english)
    assert "Statistical table of 2014" in english


def test_optional_columns_are_shown_where_they_are_printed(lists: Any) -> None:
    """历年累计 stands beside the year's number, and apart from it."""
    text = page(lists, report_of(lists, "F2014-FJ"))
    assert cell(text, "indicators.requests_received.value") == ("k-number", "15")
    assert cell(text, "indicators.requests_received.cumulative") == ("k-number", "96")
    assert len(re.findall(r'<td id="c-indicators\.', text)) == 32


def test_the_headline_is_what_is_defined_alike(lists: Any) -> None:
    """Requests received are; replies and outcomes are counted otherwise and stay unknown."""
    path = (
        "/archive.json?_shape=arrays&sql=select+received,granted,partial,denied,outcomes_total,"
        "review_total,suit_total+from+report+order+by+received"
    )
    rows = asyncio.run(lists.client.get(path)).json()["rows"]
    assert rows == [[15, *[None] * 6], [107, *[None] * 6]]
