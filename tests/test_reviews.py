"""Corrections and verdicts: what people decide about single documents, and when it is refused."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.build import build
from archive.cli import main
from archive.reviews import SHIPPED, ReviewError, Reviews, Verdict, judge, load_reviews
from archive.summary import summary
from parsers.corrections import Correction
from parsers.model import Document, Fault, Finding, Kind, Outcome, Report
from parsers.report import parse_report
from tests.archives import SITE, Got, make_store
from tests.printed import Printed, form

PRINTED = Printed(form("F2021"), values={"requests.granted.total": "8"})
PAGE = PRINTED.page()
WRONG = "requests.granted.total"
CORRECTION = {
    "sha256": f'"{PAGE.sha256}"',
    "place": f'"{WRONG}"',
    "printed": '"8"',
    "right": "9",
    "reason": '"字体把9印成8"',
    "date": "2026-03-01",
    "by": '"审核人"',
}
VERDICT = {
    "sha256": f'"{PAGE.sha256}"',
    "rule": '"R3.3"',
    "place": '"requests.granted"',
    "expected": '"9"',
    "actual": '"8"',
    "verdict": '"explained"',
    "reason": '"一件申请由两人共同提出"',
    "date": "2026-03-01",
    "by": '"审核人"',
}


def block(name: str, content: dict[str, str], **changed: str | None) -> str:
    """A block of TOML with some keys changed, or left out where None."""
    whole = {key: value for key, value in (content | changed).items() if value is not None}
    return f"[[{name}]]\n" + "".join(f"{key} = {value}\n" for key, value in whole.items())


def folder(path: Path, corrections: str = "", verdicts: str = "") -> Path:
    """A folder with the two files."""
    path.mkdir(exist_ok=True)
    (path / "corrections.toml").write_text(corrections, encoding="utf-8")
    (path / "verdicts.toml").write_text(verdicts, encoding="utf-8")
    return path


# ---- the files -------------------------------------------------------------------------------


def test_the_shipped_files_hold_an_example_that_loads(tmp_path: Path) -> None:
    """They are empty but for a commented example, and the example is valid."""
    assert load_reviews() == Reviews({}, {})
    texts = [
        (SHIPPED / name).read_text(encoding="utf-8")
        for name in ("corrections.toml", "verdicts.toml")
    ]
    shown = [
        "\n".join(line[2:] for line in text[text.index("# [[") :].splitlines()) for text in texts
    ]
    reviews = load_reviews(folder(tmp_path, *shown))
    assert [len(found) for found in (reviews.corrections, reviews.verdicts)] == [1, 1]


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """A folder of verdicts only is a folder of reviews."""
    assert load_reviews(tmp_path / "none") == Reviews({}, {})


def test_decisions_are_found_by_document(tmp_path: Path) -> None:
    """Several places of one document may be corrected."""
    second = block("correction", CORRECTION, place='"appeals.review.total"', right='"none"')
    text = block("correction", CORRECTION) + second
    reviews = load_reviews(folder(tmp_path, text, block("verdict", VERDICT)))
    assert reviews.corrections == {
        PAGE.sha256: (
            Correction(WRONG, "8", Decimal(9), "字体把9印成8"),
            Correction("appeals.review.total", "8", None, "字体把9印成8"),
        )
    }
    assert reviews.verdicts == {
        PAGE.sha256: (
            Verdict("R3.3", "requests.granted", "9", "8", "explained", "一件申请由两人共同提出"),
        )
    }


# key, what it holds; the remedy that is named
BAD_CORRECTIONS = [
    ("sha256", '"abc"', "64 digits and letters a-f"),
    ("place", '"requests.granted.totals"', "no figure of a form"),
    ("printed", "8", "write the text as read"),
    ("printed", None, "write the text as read"),
    ("right", '"9"', 'write a number, or "none"'),
    ("right", "true", 'write a number, or "none"'),
    ("right", "nan", 'write a number, or "none"'),
    ("right", None, 'write a number, or "none"'),
    ("reason", '" "', "write a text"),
    ("date", '"2026-03-01"', "write the day"),
    ("date", "2026-03-01T00:00:00", "write the day"),
    ("by", None, "write a text"),
    ("who", '"x"', "not known; remove it"),
]


@pytest.mark.parametrize(("key", "value", "remedy"), BAD_CORRECTIONS)
def test_a_wrong_correction_names_file_key_and_remedy(
    tmp_path: Path, key: str, value: str | None, remedy: str
) -> None:
    """In one line."""
    text = block("correction", CORRECTION) + block(
        "correction", CORRECTION | {"place": '"appeals.review.total"'}, **{key: value}
    )
    with pytest.raises(ReviewError) as error:
        load_reviews(folder(tmp_path, text))
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{tmp_path / 'corrections.toml'}: correction 2: key {key}: ")
    assert remedy in line


BAD_VERDICTS = [
    ("rule", '"R9.9"', "take it from the finding"),
    ("place", '""', "write a text"),
    ("actual", "8", "write the text as read"),
    ("verdict", '"guilty"', "publisher, parser, unknown, explained"),
]


@pytest.mark.parametrize(("key", "value", "remedy"), BAD_VERDICTS)
def test_a_wrong_verdict_names_file_key_and_remedy(
    tmp_path: Path, key: str, value: str, remedy: str
) -> None:
    """In one line."""
    with pytest.raises(ReviewError) as error:
        load_reviews(folder(tmp_path, "", block("verdict", VERDICT, **{key: value})))
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{tmp_path / 'verdicts.toml'}: verdict 1: key {key}: ")
    assert remedy in line


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[correction]\nright = 1\n", "write each correction as a [[correction]] block"),
        ("[[corrections]]\nright = 1\n", "write each correction as a [[correction]] block"),
        ("[[correction]", "correct the file"),
        (block("correction", CORRECTION) * 2, "corrected twice"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(tmp_path: Path, text: str, remedy: str) -> None:
    """One wrong line, and none of it is used."""
    with pytest.raises(ReviewError, match=r"corrections\.toml.*" + remedy.replace("[", r"\[")):
        load_reviews(folder(tmp_path, text))


# ---- corrections -----------------------------------------------------------------------------


def corrected(*corrections: Correction, page: Document = PAGE) -> Report:
    return parse_report(page, corrections)


def told(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_correction_changes_the_value_before_the_checks() -> None:
    """The printed text stays; the sum that failed holds; a finding keeps what was read and why."""
    report = corrected(Correction(WRONG, " 8", Decimal(9), "字体把9印成8"))
    figure = next(each for each in report.figures if each.address == WRONG)
    assert (figure.value, figure.kind, figure.raw) == (Decimal(9), Kind.NUMBER, "8")
    assert all(each.outcome is not Outcome.FAIL for each in report.findings)
    (finding,) = told(report, "correction.applied")
    assert (finding.where, finding.expected, finding.actual) == (WRONG, "9", "8")
    assert finding.detail == "此处读作“8”，经人对照原件更正为9：字体把9印成8"
    assert told(parse_report(PAGE, twice=True), "correction.applied") == []


def test_a_correction_to_no_number_leaves_none() -> None:
    """What cannot be read is no value, and the checks are open."""
    report = corrected(Correction(WRONG, "8", None, "墨迹盖住了数字"))
    figure = next(each for each in report.figures if each.address == WRONG)
    assert (figure.value, figure.kind, figure.raw) == (None, Kind.TEXT, "8")
    (finding,) = told(report, "correction.applied")
    assert "更正为无法读出的数" in finding.detail
    assert "corrected against the original to no number" in finding.detail_en


def test_a_correction_is_used_by_rule_b() -> None:
    """A blank is proved by a corrected total."""
    values = {"appeals.review.total": "8", "appeals.review.pending": ""}
    blank = Printed(form("F2021"), values=values).page()
    assert told(corrected(page=blank), "value.blank_proved") == []
    right = Correction("appeals.review.total", "8", Decimal(9), "字体把9印成8")
    report = corrected(right, page=blank)
    figure = next(f for f in report.figures if f.address == "appeals.review.pending")
    assert (figure.value, figure.inferred) == (None, Decimal(0))


def test_a_correction_of_what_is_no_longer_read_is_refused() -> None:
    """The value stays as read, and the finding shows both texts."""
    report = corrected(Correction(WRONG, "l8", Decimal(9), "字体把1编作l"))
    assert report.figures == corrected().figures
    (finding,) = told(report, "correction.refused")
    assert (finding.outcome, finding.actual) == (Outcome.UNCERTAIN, "8")
    assert "“l8”" in finding.detail
    assert finding.figures == (WRONG,)


@pytest.mark.parametrize("place", ["requests.other.total", "disclosure.rules.made"])
def test_a_correction_without_a_place_is_a_finding(place: str) -> None:
    """A place of another form, or of the alternative that is not printed."""
    report = corrected(Correction(place, "8", Decimal(9), "x"))
    assert report.figures == corrected().figures
    (finding,) = told(report, "correction.unused")
    assert (finding.where, finding.figures) == (place, ())


def test_a_row_that_was_not_read_cannot_be_corrected() -> None:
    """There is no cell to point to."""
    tables = PRINTED.tables()
    del tables[1][5]
    page = PRINTED.page(tables)
    report = corrected(Correction(WRONG, "", Decimal(9), "x"), page=page)
    assert [each.where for each in told(report, "correction.unused")] == [WRONG]


def test_nobody_is_blamed_with_a_corrected_number() -> None:
    """A person's word is no second reading: the fault of a sum with it stays unknown."""
    report = corrected(Correction(WRONG, "8", Decimal(7), "字体把7印成8"))
    faults = {(each.rule, each.fault) for each in report.findings if each.outcome is Outcome.FAIL}
    assert faults == {("R3.2", Fault.UNKNOWN), ("R3.3", Fault.UNKNOWN)}
    assert told(report, "reading.differs") == []


# ---- verdicts --------------------------------------------------------------------------------

EXPLAINED = Verdict("R3.3", "requests.granted", "9", "8", "explained", "两人共同提出")


def failing(report: Report) -> dict[tuple[str, str], Finding]:
    return {(f.rule, f.where): f for f in report.findings if f.outcome is Outcome.FAIL}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("publisher", Fault.PUBLISHER),
        ("parser", Fault.PARSER),
        ("unknown", Fault.UNKNOWN),
        ("explained", Fault.NONE),
    ],
)
def test_a_verdict_stands_beside_its_finding(said: str, fault: Fault) -> None:
    """It decides whose fault it is; the finding itself and all others stay."""
    report = parse_report(PAGE)
    judged = judge(report, (EXPLAINED._replace(verdict=said),))
    key = ("R3.3", "requests.granted")
    expected = failing(report)[key]._replace(
        fault=fault, verdict=said, verdict_reason="两人共同提出"
    )
    assert failing(judged) == failing(report) | {key: expected}
    assert len(judged.findings) == len(report.findings)


def test_a_verdict_on_other_numbers_is_refused() -> None:
    """The fault is what the readings say, and a finding tells."""
    judged = judge(parse_report(PAGE), (EXPLAINED._replace(actual="7"),))
    assert failing(judged)["R3.3", "requests.granted"].fault is Fault.PUBLISHER
    (finding,) = told(judged, "verdict.refused")
    assert (finding.where, finding.expected, finding.actual) == (
        "R3.3 requests.granted",
        "9 | 7",
        "9 | 8",
    )


@pytest.mark.parametrize("place", ["requests.partial", "requests.nothing"])
def test_a_verdict_on_a_check_that_holds_is_a_finding(place: str) -> None:
    """So is one on no check at all."""
    judged = judge(parse_report(PAGE), (EXPLAINED._replace(place=place),))
    assert [each.where for each in told(judged, "verdict.unused")] == [f"R3.3 {place}"]


# ---- the commands ----------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_parse_applies_a_folder_of_reviews(tmp_path: Path) -> None:
    """Both files, by the bytes of the document; the summary says so in a line."""
    (tmp_path / "report.html").write_bytes(PAGE.body)
    reviews = folder(tmp_path / "a", block("correction", CORRECTION))
    found = json.loads(
        run("parse", tmp_path / "report.html", "--json", "--reviews", reviews).stdout
    )
    figure = next(f for f in found["figures"] if (f["row"], f["column"]) == ("granted", "total"))
    assert (figure["value"], figure["raw"]) == (9, "8")
    text = run("parse", tmp_path / "report.html", "--reviews", reviews).stdout
    assert "此处读作“8”，经人对照原件更正为9" in text
    reviews = folder(tmp_path / "b", "", block("verdict", VERDICT))
    found = json.loads(
        run("parse", tmp_path / "report.html", "--json", "--reviews", reviews).stdout
    )
    (judged,) = (f for f in found["findings"] if f["verdict"])
    assert (judged["rule"], judged["fault"]) == ("R3.3", "")
    assert "人工裁定 explained：一件申请由两人共同提出" in summary(
        judge(parse_report(PAGE), load_reviews(reviews).verdicts[PAGE.sha256])
    )


@pytest.mark.parametrize("command", ["parse", "build"])
def test_a_wrong_file_ends_the_command_before_the_work(tmp_path: Path, command: str) -> None:
    """Exit code 2, one line."""
    (tmp_path / "report.html").write_bytes(PAGE.body)
    make_store(tmp_path, [Got("/1.html", PAGE.body, PRINTED.title)])
    reviews = folder(tmp_path / "reviews", block("correction", CORRECTION, right=None))
    target = [tmp_path / "report.html"] if command == "parse" else ["--data", tmp_path]
    result = run(command, *target, "--reviews", reviews)
    assert result.exit_code == 2
    assert "corrections.toml: correction 1: key right:" in result.stderr


def test_the_build_applies_and_publishes_them(tmp_path: Path) -> None:
    """Values, faults and the reviewer's words are in archive.db; other documents are not met."""
    other = Printed(form("F2021"), title="甲市教育局2022年政府信息公开工作年度报告").page()
    make_store(
        tmp_path,
        [Got("/1.html", PAGE.body, PRINTED.title), Got("/2.html", other.body, "甲市教育局")],
    )
    review = block(
        "correction", CORRECTION, place='"appeals.review.total"', printed='"10"', right="11"
    )
    build(tmp_path, [SITE], reviews=folder(tmp_path / "r", review, block("verdict", VERDICT)))
    with sqlite3.connect(tmp_path / "archive.db") as archive:
        said = archive.execute(
            "select rule, place, fault, verdict, verdict_reason from finding"
            " where verdict <> '' or rule like 'correction.%' order by rule"
        ).fetchall()
        value = archive.execute(
            "select total from appeals where route = 'review' and report like '%2021'"
        ).fetchall()
        (blamed,) = archive.execute("select sum(n_publisher_fail) from report").fetchone()
    archive.close()
    assert said == [
        ("R3.3", "requests.granted", "", "explained", "一件申请由两人共同提出"),
        ("correction.applied", "appeals.review.total", "", "", ""),
    ]
    assert value == [(11,)]
    assert blamed == 1  # R3.2, on which nobody has decided
