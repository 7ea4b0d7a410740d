"""`nianbao crawl due`: what a scheduler calls; the sites that are due today, and why."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.commands.options import CannotRunError
from crawler.plan import SitePlan, plan
from crawler.sites import Site
from crawler.store import StoreError

DUE = "due"  # stands where the sites' ids would; no site may be called so


@dataclass(frozen=True, slots=True)
class Today:
    """The plan of every site, and the sites that are due."""

    plans: list[SitePlan]
    due: tuple[Site, ...]

    def tell(self) -> None:
        """Say of every site whether it is due, and why or when."""
        for each in self.plans:
            click.echo(each.line)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the plans for a program."""
        return [asdict(each) for each in self.plans]


def today(sites: tuple[Site, ...], folder: Path) -> Today:
    """Return what is due today; a store that cannot be read ends the command."""
    try:
        plans = plan(sites, folder, datetime.now(UTC))
    except StoreError as error:
        raise CannotRunError(str(error)) from error
    chosen = {each.site for each in plans if each.why}
    return Today(plans, tuple(site for site in sites if site.id in chosen))
