"""The command `nianbao` (年报): what it can do, one subcommand a module of `archive.commands`."""

import click

from archive.commands.build import build
from archive.commands.crawl import crawl
from archive.commands.demo import demo
from archive.commands.diff import diff
from archive.commands.fixture import fixture
from archive.commands.imports import import_
from archive.commands.parse import parse
from archive.commands.release import release
from archive.commands.serve import serve
from archive.commands.sites import sites
from archive.commands.status import status
from archive.commands.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao", prog_name="nianbao")
def main() -> None:
    """Nianbao (年报), the archive of Chinese governments' annual disclosure reports.

    \b
    Example, a demonstration city from nothing to a page in the browser:
        nianbao demo
    Example, a real site:
        nianbao crawl SITE --contact you@example.org && nianbao build && nianbao serve
    """  # noqa: D301 - \b keeps click from wrapping


_DAILY = (demo, sites, crawl, import_, parse, build, serve, status, verify)
for _command in (*_DAILY, release, fixture, diff):
    main.add_command(_command)
