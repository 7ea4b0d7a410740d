"""What an archive of the demonstration city must hold: known from the generator, never read back.

Tests and generators of damaged documents compare databases and readings with this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archive.demo.city import City, load_city
from archive.demo.figures import city_figures
from archive.demo.portal import attachment_path, page_path
from archive.demo.writing import write_report


@dataclass(frozen=True, slots=True)
class Expected:
    """One published report as it must be read.

    `printed` has every place of the report's form by address, None where its cell holds no number;
    `kinds` says what such cells hold instead; `true` is what happened, blanks included; `wrong`
    are the addresses the publisher misprinted. Amounts are in the form's units.
    """

    agency: str
    year: int
    site: str
    form: str
    scope: str
    title: str
    published: date
    medium: str
    page: str
    attachment: str
    printed: Mapping[str, Decimal | None]
    kinds: Mapping[str, str]
    true: Mapping[str, Decimal]
    wrong: frozenset[str]


def expected(city: City | None = None, *, edition: int = 2) -> dict[tuple[str, int], Expected]:
    """Return every report that can be read in an edition, by agency and year.

    Missing and blocked reports are not among them.
    """
    city = city or load_city()
    figures = city_figures(city)
    found = {}
    for plan in city.plans:
        key = plan.agency.name, plan.year
        if plan.missing or plan.blocked:
            continue
        writing = write_report(plan, figures[key], edition)
        found[key] = Expected(
            agency=plan.agency.name,
            year=plan.year,
            site=plan.agency.site,
            form=plan.form,
            scope="consolidated" if plan.agency.counts else "own",
            title=plan.title,
            published=plan.published,
            medium=plan.look.medium,
            page=page_path(city, plan),
            attachment=attachment_path(city, plan),
            printed={address: place.value for address, place in writing.printed.items()},
            kinds={a: p.kind for a, p in writing.printed.items() if p.kind != "number"},
            true=writing.true,
            wrong=frozenset(plan.wrong),
        )
    return found
