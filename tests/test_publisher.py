"""Who published it: all evidence kept in its order, conflicts said, codes verified."""

from parsers.model import Document, Evidence, Outcome, Report, Scope
from parsers.report import dump, parse_report
from tests.printed import Printed, form

OURS = "甲市民政局2023年政府信息公开工作年度报告"
BARE = "2023年政府信息公开工作年度报告"
VALID, INVALID = "11341702486344515H", "11341702486344515J"


def parsed(
    title: str = OURS, before: str = "", after: str = "", head: str = "", url: str = ""
) -> Report:
    """A report with a metadata block before its title, a foot, and meta tags."""
    page = Printed(form("F2021"), title=title).page().body.decode()
    page = page.replace("<h1>", f"{before}<h1>").replace("</body>", f"{after}</body>")
    assert "</body>" in page
    page = page.replace("<body>", f"<head>{head}</head><body>")
    return parse_report(Document(page.encode(), url))


def doubts(report: Report) -> dict[str, str]:
    """The open doubts about the body by rule, with what was found."""
    return {
        each.rule: each.actual
        for each in report.findings
        if each.outcome is Outcome.UNCERTAIN and each.rule.startswith(("agency", "scope", "title"))
    }


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in report.agency_evidence]


INFO = (
    "<table><tr><td>索引号</td><td>{index}</td><td>发布机构</td><td>{publisher}</td></tr>"
    "<tr><td>发布日期</td><td>2024-01-17</td><td>文号</td><td></td></tr></table>"
)
FOOT = "<p>{}</p><p>2024年1月17日</p>"
META = '<meta name="{}" content="{}">'


def test_all_evidence_is_kept_in_its_order() -> None:
    """Title, publisher, signature, source, meta, index number, site code, address."""
    found = parsed(
        before=INFO.format(index=f"{VALID}/2024-00001", publisher="甲市民政局")
        + "<p>来源：甲市民政局办公室</p>",
        after=FOOT.format("甲市民政局"),
        head=META.format("SiteName", "甲市人民政府")
        + META.format("ContentSource", "市民政局")
        + META.format("SiteIDCode", "9901000001"),
        url=f"http://www.example.gov.cn/module/xxgk.jsp?fbtime=2023&area={VALID}",
    )
    assert kinds(found) == [
        ("title", "甲市民政局"),
        ("publisher", "甲市民政局"),
        ("signature", "甲市民政局"),
        ("source", "甲市民政局办公室"),
        ("meta", "市民政局"),
        ("meta", "甲市人民政府"),
        ("index", f"{VALID}/2024-00001"),
        ("site_code", "9901000001"),
        ("url", VALID),
    ]
    assert found.credit_code == VALID
    assert doubts(found) == {}
    evidence = dump(found)["agency_evidence"]
    assert isinstance(evidence, list)
    assert evidence[0] == {
        "kind": "title",
        "text": "甲市民政局",
        "source": found.agency_evidence[0].source,
    }


def test_evidence_stands_where_it_was_printed() -> None:
    """A reader can look it up."""
    found = parsed(before=INFO.format(index="kysrmzf/2024-00001", publisher="甲市民政局"))
    assert Evidence("publisher", "甲市民政局", "table[1]/tr[1]/td[4]") in found.agency_evidence
    assert found.credit_code == ""


def test_the_order_of_evidence_decides() -> None:
    """Without a body in the title: publisher, then signature, then source, then meta tags."""
    info = INFO.format(index="", publisher="甲市民政局")
    foot, source = FOOT.format("乙市财政局"), "<p>来源：丙市教育局</p>"
    meta = META.format("ContentSource", "丁市司法局")
    assert parsed(BARE, info, foot, meta).agency == "甲市民政局"
    assert parsed(BARE, source, foot, meta).agency == "乙市财政局"
    assert parsed(BARE, source, "", meta).agency == "丙市教育局"
    assert parsed(BARE, "", "", meta).agency == "丁市司法局"
    assert parsed(BARE, "", "", META.format("SiteName", "甲市人民政府")).agency == ""


def test_another_publisher_or_signature_is_said_and_the_title_stays() -> None:
    """Both are kept; a short form is the same body, a government's office no contradiction."""
    other = parsed(before=INFO.format(index="", publisher="乙市财政局"))
    assert (other.agency, doubts(other)) == (
        "甲市民政局",
        {"agency.evidence_differs": "乙市财政局"},
    )
    signed = parsed(after=FOOT.format("乙市财政局"))
    assert doubts(signed) == {"agency.evidence_differs": "乙市财政局"}
    assert doubts(parsed(before=INFO.format(index="", publisher="市民政局"))) == {}
    government = "甲市人民政府2023年政府信息公开工作年度报告"
    office = INFO.format(index="", publisher="甲市人民政府办公室")
    assert doubts(parsed(government, office)) == {}


def test_a_date_in_the_signatures_own_line() -> None:
    """Body and date may share the line; a footer of the site is no signature."""
    joined = parsed(BARE, after="<p>甲市民政局 二〇二四年一月十七日</p>")
    assert joined.agency == "甲市民政局"
    assert parsed(BARE, after="<p>主办：甲市人民政府办公室</p>").agency == ""


def test_a_wrong_check_digit_is_evidence_with_a_doubt() -> None:
    """It stays visible and is no code."""
    found = parsed(before=INFO.format(index=f"{INVALID}/2024-00001", publisher="甲市民政局"))
    assert found.credit_code == ""
    assert doubts(found) == {"agency.code_check": INVALID}
    assert ("index", f"{INVALID}/2024-00001") in kinds(found)


def test_two_credit_codes_are_none() -> None:
    """Which is the publisher's cannot be told."""
    other = "12620600MB0523338C"
    found = parsed(
        before=INFO.format(index=f"{VALID}/2024-00001", publisher="甲市民政局"),
        url=f"http://www.example.gov.cn/xxgk.jsp?area={other}",
    )
    assert (found.credit_code, set(doubts(found))) == ("", {"agency.codes_differ"})


def test_a_person_in_the_author_tag_is_not_kept() -> None:
    """An editor's name is nobody's business and no body."""
    assert kinds(parsed(head=META.format("Author", "王小明"))) == [("title", "甲市民政局")]


def test_scope_follows_name_and_words() -> None:
    """A territory's government counts all, a bureau itself; brackets in the title say otherwise."""
    rest = "2023年政府信息公开工作年度报告"
    assert parsed(f"甲市人民政府{rest}").scope is Scope.CONSOLIDATED
    assert parsed(f"甲市人民政府办公室{rest}").scope is Scope.OWN
    assert parsed(f"甲县乙镇人民政府{rest}").scope is Scope.OWN
    assert parsed(f"甲市民政局{rest}").scope is Scope.OWN
    assert parsed(f"甲市民政局{rest}（汇总）").scope is Scope.CONSOLIDATED
    assert parsed(f"甲市人民政府{rest}（本级）").scope is Scope.OWN
    assert parsed(f"国家税务总局甲市税务局{rest}").scope is Scope.OWN
    assert parsed(f"甲经济开发区管委会{rest}").scope is Scope.UNKNOWN


def test_scope_in_words_of_the_text() -> None:
    """A zone that adds up its bodies says so; an office that adds up counties is disputed."""
    rest = "2023年政府信息公开工作年度报告"
    said = "<p>本报告由办公室根据各县（市、区）和市级部门报告综合编制。</p>"
    assert parsed(f"甲经济开发区管委会{rest}", said).scope is Scope.CONSOLIDATED
    office = parsed(f"甲市人民政府办公室{rest}", said)
    assert (office.scope, doubts(office)) == (Scope.UNKNOWN, {"scope.disputed": "根据各县"})
    bureau = parsed(f"甲市民政局{rest}", "<p>本报告根据各部门（科室）提供的数据编制。</p>")
    assert (bureau.scope, doubts(bureau)) == (Scope.OWN, {})
