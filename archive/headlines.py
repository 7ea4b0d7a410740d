"""The headline totals of a report: printed, or proved where blank; otherwise unknown."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from parsers.model import Figure

# The sum of these places; a name that ends with "*" stands for every row that begins so.
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


def headlines(figures: Iterable[Figure]) -> dict[str, Decimal | None]:
    """Return every headline total; None if any member is neither printed nor proved."""
    totals = {figure.address: figure for figure in figures if figure.column == "total"}
    return {name: _sum(totals, places) for name, places in MEMBERS.items()}


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
