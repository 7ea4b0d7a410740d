"""`nianbao parse`: what one file says, for a person or a program."""

import json
from pathlib import Path

import click

from archive.bounded import Limits, Lost
from archive.commands.options import json_option
from archive.reading import Refused, read_file
from archive.summary import summary


class NotReadError(click.ClickException):
    """The file holds no report we can read; one line, exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the message alone: it begins with the file's name."""
        click.echo(self.format_message(), err=True)


REMEDY = {
    "not_a_report": "give the page or file that holds the report's tables",
    "unreadable": "open the original in a browser, save it again and retry",
    "lost": "the file is damaged or hostile; do not retry, look at it by hand",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", default="", help="Where the file came from; may tell the publication date.")
@json_option
def parse(file: Path, url: str, *, as_json: bool) -> None:
    """Read the annual report in FILE (HTML, PDF with text, DOCX or plain text).

    \b
    Example:
        nianbao parse report.html
        nianbao parse report.pdf --json | jq '.figures[] | select(.row == "granted")'

    At most 9 seconds and 500 MB are spent on any file.

    \b
    Exit codes: 0 read (perhaps with findings); 1 not a report, or unreadable; 2 wrong options.
    """  # noqa: D301 - \b keeps click from wrapping
    result = read_file(file, url, Limits())
    if isinstance(result, Refused | Lost):
        kind = result.kind if isinstance(result, Refused) else "lost"
        raise NotReadError(f"{file}: {result.reason}; {REMEDY[kind]}")
    if not as_json:
        click.echo(summary(result))
        return
    from parsers.report import dump  # the parsers are only needed here

    click.echo(json.dumps(dump(result), ensure_ascii=False, indent=2))
