"""`nianbao parse`: what one file says, for a person or a program."""

import json
import re
from pathlib import Path
from typing import NoReturn

import click

from archive.bounded import Limits, Lost
from archive.commands.options import checked_reviews, json_option, reviews_option
from archive.reading import Refused, read_file
from archive.summary import summary


class NotReadError(click.ClickException):
    """The file holds no report we can read; one line, exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the message alone: it begins with the file's name."""
        click.echo(self.format_message(), err=True)


FETCH = "fetch that and read it"  # the reason names an address
NO_REPORT = "; give the page or file that holds the report's tables"
LOST = "; the file is damaged or hostile; do not retry, look at it by hand"
SAVE_AGAIN = "; open the original in a browser, save it again and retry"
# Other refusals (no such file, an image, a database) are of files that another download leaves
# as they are.
DAMAGE = re.compile("empty|damaged|cut short|without any content")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", default="", help="Where the file came from; may tell the publication date.")
@reviews_option
@json_option
def parse(file: Path, url: str, reviews: Path, *, as_json: bool) -> None:
    """Read the annual report in FILE (HTML, PDF, DOCX, DOC, ODT, XLSX, XLS, text or image).

    \b
    Example:
        nianbao parse report.html
        nianbao parse report.pdf --json | jq '.figures[] | select(.row == "granted")'

    At most 9 seconds and 500 MB are spent on any file. Old Word files (DOC, WPS, RTF) are first
    converted by LibreOffice, if it is installed; that takes up to 48 seconds more. Images and
    scanned PDFs are recognised where the extra `ocr` is installed (`pip install nianbao[ocr]`): up
    to 30 pages at 3 seconds each, at most 180 seconds of processor and 1,400 MB.

    \b
    Exit codes: 0 read (perhaps with findings); 1 not a report, or unreadable: one line on standard
    error, with --json an object {"error", "file"}; 2 wrong options.
    """  # noqa: D301 - \b keeps click from wrapping
    result = read_file(file, url, Limits(), checked_reviews(reviews))
    if isinstance(result, Refused | Lost):
        _refuse(file, result.reason + _remedy(result), as_json=as_json)
    if not as_json:
        click.echo(summary(result))
        return
    from parsers.report import dump  # the parsers are only needed here

    click.echo(json.dumps(dump(result), ensure_ascii=False, indent=2))


def _refuse(file: Path, error: str, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": error, "file": str(file)}, ensure_ascii=False))
        raise click.exceptions.Exit(NotReadError.exit_code)
    raise NotReadError(f"{file}: {error}")


def _remedy(result: Refused | Lost) -> str:
    """Return what to do about a file without a report, "" where the reason says it."""
    if isinstance(result, Lost):
        return LOST
    if result.kind == "not_a_report":
        return "" if result.reason.endswith(FETCH) else NO_REPORT
    return SAVE_AGAIN if DAMAGE.search(result.reason) else ""
