"""`nianbao sites probe`: a site's lists of annual reports found, and its block printed."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import click

from archive.advice import advice
from archive.commands.options import CannotRunError, contact_option, json_option
from archive.registering import Draft, Told, comment, draft, evidence
from crawler.probing import BUDGET, Probe, ProbeError, probe
from crawler.site_rules import LEVELS
from crawler.sites import SiteError

F = TypeVar("F", bound=Callable[..., Any])  # Any: a click command may take anything
_OPTIONS = (
    click.argument("url"),
    click.option("--host", "hosts", multiple=True, help="Another host of the site; repeatable."),
    click.option(
        "--budget",
        type=click.IntRange(3, 200),
        default=BUDGET,
        show_default=True,
        help="Requests in all, robots.txt and redirects among them.",
    ),
    click.option("--loopback", is_flag=True, help="The site is a server of yours on this machine."),
    click.option("--why-not-gov-cn", default="", help="Why a host outside .gov.cn is the site's."),
    click.option("--id", default="", help="The block's id, instead of one made of the host."),
    click.option("--name", default="", help="The site's name, instead of what its pages say."),
    click.option("--division", default="", help="Its six digits of GB/T 2260."),
    click.option("--province", default="", help="Its province, where the tables lack it."),
    click.option("--level", type=click.Choice(LEVELS), help="Such as zone."),
    contact_option,
)


class Searched(NamedTuple):
    """A search as a command made it, and the block it comes to (None without a list)."""

    probe: Probe
    draft: Draft | None
    budget: int

    @property
    def is_sure(self) -> bool:
        """Whether a list was found that more speaks for than its looks."""
        return self.draft is not None and self.probe.lists[0].sure != "low"

    def lines(self) -> Iterator[str]:
        """Yield all there is to tell, as comments, and the block."""
        asked = self.probe.asked
        yield comment(f"{self.probe.site.base}: {len(asked)} of {self.budget} requests")
        for each in asked:
            note = f" {each.note}" if each.note else ""
            yield comment(f"  {each.reason:<12} {each.url}{note}")
        if self.draft is not None:
            yield from map(comment, evidence(self.probe, self.draft))
        else:
            yield comment("no list of annual reports found")
        if not self.is_sure:
            yield from map(comment, advice(self.probe, self.budget))
        elif self.probe.waiting:
            yield comment("more that look like lists, not asked for; add those that belong:")
            yield from (comment(f"  {url} ({way})") for url, way in self.probe.waiting)
        if self.draft is not None:
            yield "\n" + self.draft.toml().rstrip()

    def json(self) -> str:
        """Return all there is to tell, for programs."""
        found = [
            {
                **{
                    key: getattr(each, key)
                    for key in ("url", "cms", "sure", "title", "years", "way")
                },
                "links": each.links,
                "reports": each.reports,
                "evidence": each.marks,
                "next": each.next,
            }
            for each in self.probe.found
        ]
        told: Mapping[str, object] = {
            "block": self.draft.values if self.draft else None,
            "place": self.draft.place if self.draft else "",
            "lacks": self.draft.lacks if self.draft else "",
            "found": found,
            "waiting": [url for url, _ in self.probe.waiting],
            "asked": [each._asdict() for each in self.probe.asked],
            "advice": [] if self.is_sure else list(advice(self.probe, self.budget)),
        }
        return json.dumps(told, ensure_ascii=False, indent=2)


def search_options(command: F) -> F:
    """Add the address, and what the operator may say of the site."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def search(given: Mapping[str, Any]) -> Searched:
    """Search as the options of `search_options` say; what cannot begin ends the command."""
    if given["budget"] > BUDGET:
        click.echo(f"budget of {given['budget']} requests, at one a second", err=True)
    try:
        found = probe(
            given["url"],
            hosts=given["hosts"],
            contact=given["contact"],
            budget=given["budget"],
            loopback=given["loopback"],
            why_not_gov_cn=given["why_not_gov_cn"],
        )
    except (ProbeError, SiteError) as error:
        raise CannotRunError(str(error)) from error
    told = Told(*(given[key] or "" for key in Told.__dataclass_fields__))
    return Searched(found, draft(found, told) if found.lists else None, given["budget"])


@click.command("probe")
@search_options
@json_option
@click.pass_context
def probe_site(context: click.Context, /, *, as_json: bool, **given: Any) -> None:
    """Look for the lists of annual reports of the site at URL, and print a block for it.

    URL is any page of the site: home page, list or report. Only its own host is asked, one request
    a second, by the rules of a crawl. All that is printed may go into a file of the registry as it
    is: what was seen stands in comments. `sites add` writes it there.

    \b
    Example:
        nianbao sites probe http://www.example.gov.cn/ --contact you@example.org

    \b
    Exit codes: 0 a list was found; 1 none, or none that is sure; 2 it could not begin.
    """  # noqa: D301 - \b keeps click from wrapping
    searched = search(given)
    click.echo(searched.json() if as_json else "\n".join(searched.lines()))
    context.exit(0 if searched.is_sure else 1)
