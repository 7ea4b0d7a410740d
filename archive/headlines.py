"""The headline totals of a report: printed, or proved where blank; otherwise unknown."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from parsers.model import Figure

# The sum of these places; a "*" in a name stands for every row that begins so.
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "received": ("requests.new_received.total",),
    "carried_in": ("requests.carried_in.total",),
    "granted": ("requests.granted.total",),
    "partial": ("requests.partial.total",),
    "denied": ("requests.denied_*.total",),
    "unable": ("requests.unable_*.total",),
    "unhandled": ("requests.unhandled_*.total",),
    "other": ("requests.other*.total",),
    "outcomes_total": ("requests.outcomes_total.total",),
    "carried_out": ("requests.carried_out.total",),
    "review_total": ("appeals.review.total",),
    "suit_total": ("appeals.suit_direct.total", "appeals.suit_after_review.total"),
}

# What another form prints under the same definition, where the first form's place is not printed.
# Outcomes, replies and appeals of 2014 are counted otherwise: what they lack stays unknown.
SAME: Mapping[str, str] = {"received": "indicators.requests_received.value"}


def headlines(figures: Iterable[Figure]) -> dict[str, Decimal | None]:
    """Return every headline total; None if any member is neither printed nor proved."""
    totals = {each.address: each for each in figures if each.column in ("total", "value")}
    return {name: _headline(totals, name) for name in MEMBERS}


def _headline(totals: Mapping[str, Figure], name: str) -> Decimal | None:
    places = MEMBERS[name]
    if name in SAME and SAME[name] in totals and totals.keys().isdisjoint(places):
        places = (SAME[name],)
    return _sum(totals, places)


def _sum(totals: Mapping[str, Figure], places: tuple[str, ...]) -> Decimal | None:
    members = [_known(figure) for place in places for figure in _at(totals, place)]
    if len(members) < len(places) or None in members:
        return None
    return sum((member for member in members if member is not None), Decimal(0))


def _at(totals: Mapping[str, Figure], place: str) -> list[Figure]:
    """Return the figures of a place; a table that lacks a row has it as kind `missing`."""
    if "*" not in place:
        return [totals[place]] if place in totals else []
    start, _, end = place.partition("*")
    return [
        figure
        for address, figure in totals.items()
        if address.startswith(start) and address.endswith(end)
    ]


def _known(figure: Figure) -> Decimal | None:
    return figure.inferred if figure.value is None else figure.value
