"""Title, body and year from a file's own properties, where nothing in it names them."""

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # no stubs

from parsers.model import Document, Paragraph, Reading, Report
from parsers.naming import name_report
from parsers.readers import read
from parsers.report import parse_report
from tests.opendocument import odt
from tests.printed import Printed, form
from tests.sheets import xlsx
from tests.words import docx

TITLE = "甲市民政局2021年政府信息公开工作年度报告"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{}</dc:title></cp:coreProperties>"
)


def with_part(body: bytes, name: str, content: str) -> bytes:
    """A package with one part put in or replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(stream, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return stream.getvalue()


def as_docx(printed: Printed, title: str) -> bytes:
    return with_part(docx(printed), "docProps/core.xml", CORE.format(title))


def as_odt(printed: Printed, title: str) -> bytes:
    body = odt(printed)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        meta = archive.read("meta.xml").decode()
    named = meta.replace("<office:meta>", f"<office:meta><dc:title>{title}</dc:title>")
    return with_part(body, "meta.xml", named)


def as_xlsx(printed: Printed, title: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(printed)))
    book.properties.title = title
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


Writer = Callable[[Printed, str], bytes]
WRITERS: dict[str, Writer] = {"docx": as_docx, "odt": as_odt, "xlsx": as_xlsx}


def report(writer: str, printed_title: str, title: str) -> Report:
    printed = Printed(form("F2021"), title=printed_title)
    return parse_report(Document(WRITERS[writer](printed, title)))


def rules(found: Report) -> set[str]:
    return {f.rule for f in found.findings if f.rule.startswith(("title.", "agency."))}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_without_a_title_has_that_of_its_properties(writer: str) -> None:
    found = report(writer, "附件", TITLE)
    assert (found.agency, found.year, found.title) == ("甲市民政局", 2021, TITLE)


@pytest.mark.parametrize("writer", WRITERS)
def test_body_and_year_come_from_the_properties_only_where_nothing_else_names_them(
    writer: str,
) -> None:
    """A file keeps the properties of the one it was copied from: the title on the page is first."""
    found = report(writer, "政府信息公开工作年度报告", TITLE)
    assert (found.agency, found.year) == ("甲市民政局", 2021)
    assert rules(found) == {"title.agency_inferred", "title.year_inferred"}
    other = report(writer, "乙县司法局2022年政府信息公开工作年度报告", TITLE)
    assert (other.agency, other.year) == ("乙县司法局", 2022)
    assert rules(other) == set()


def test_the_subject_of_a_file_may_be_the_title() -> None:
    reading = read(Document(docx(Printed(form("F2021"), title="附件"))))
    named = Reading(reading.medium, (Paragraph("附件"),), (("subject", TITLE),))
    assert name_report(named).printed == TITLE


def test_the_title_of_a_pdf_is_read_from_its_properties() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.setTitle(TITLE)
    canvas.drawString(72, 700, "x")
    canvas.save()
    reading = read(Document(stream.getvalue()))
    assert re.sub(r"\s", "", dict(reading.metadata)["Title"]) == TITLE
    assert name_report(reading).printed == TITLE
