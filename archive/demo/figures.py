"""The true figures of the demonstration city: seeded, consistent, known before anything is read.

Every rule of the forms holds by construction; what a body carries into a year is what it carried
out of the year before; a government's report is the sum of the bodies it counts.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from archive.demo.city import Agency, City

Figures = dict[str, Decimal]  # address → value

APPLICANTS = {
    "natural_person": 0.84,
    "company": 0.11,
    "research_inst": 0.005,
    "public_interest_org": 0.01,
    "law_service": 0.025,
    "other_org": 0.01,
}
OTHER_THREE = ("other_no_correction", "other_fee_unpaid", "other_misc")
OUTCOMES = {
    "granted": 44,
    "partial": 9,
    "denied_state_secret": 0.4,
    "denied_law_prohibited": 1,
    "denied_security_stability": 0.3,
    "denied_third_party": 1.5,
    "denied_internal_affairs": 1,
    "denied_deliberative": 1.5,
    "denied_enforcement_file": 1.5,
    "denied_admin_query": 3,
    "unable_not_held": 20,
    "unable_needs_creation": 2,
    "unable_unclear": 1,
    "unhandled_petition": 4,
    "unhandled_duplicate": 1.5,
    "unhandled_publication": 0.2,
    "unhandled_excessive": 0.3,
    "unhandled_reconfirm": 0.6,
    "other_no_correction": 3,
    "other_fee_unpaid": 0.3,
    "other_misc": 4,
}
ROUTES = {"review": 0.06, "suit_direct": 0.012, "suit_after_review": 0.015}
RESULTS = {"upheld": 60, "corrected": 12, "other": 14, "pending": 14}


def city_figures(city: City) -> dict[tuple[str, int], Figures]:
    """Return the figures of every body and year, the three rows of （六） always apart."""
    found: dict[tuple[str, int], Figures] = {}
    for agency in city.agencies:
        if not agency.counts:
            found |= _history(agency, city)
    # Bottom up: the district is a member of the city.
    for agency in sorted((a for a in city.agencies if a.counts), key=lambda a: len(a.counts)):
        for year in city.years:
            found[agency.name, year] = _sum(found[name, year] for name in agency.counts)
    return found


def in_one_row(figures: Mapping[str, Decimal]) -> Figures:
    """Return the figures with the three rows of （六）其他处理 added into one."""
    merged = dict(figures)
    for applicant in (*APPLICANTS, "total"):
        parts = [merged.pop(f"requests.{row}.{applicant}") for row in OTHER_THREE]
        merged[f"requests.other.{applicant}"] = sum(parts, Decimal(0))
    return merged


def _sum(members: Iterable[Figures]) -> Figures:
    total: Figures = {}
    for figures in members:
        for address, value in figures.items():
            total[address] = total.get(address, Decimal(0)) + value
    return total


def _history(agency: Agency, city: City) -> dict[tuple[str, int], Figures]:
    found = {}
    rng = _rng(city, agency, 0)
    waiting = dict.fromkeys(APPLICANTS, 0) | {"natural_person": _share(rng, agency.volume, 0.05)}
    stock = _Stock(agency, rng)
    for year in city.years:
        rng = _rng(city, agency, year)
        requests, waiting = _requests(rng, agency.volume, waiting)
        found[agency.name, year] = stock.year(rng, year) | requests | _appeals(rng, agency.volume)
    return found


def _rng(city: City, agency: Agency, year: int) -> random.Random:
    return random.Random(f"{city.seed}/{agency.name}/{year}")  # noqa: S311 - a generator, no secret


def _requests(
    rng: random.Random, volume: int, carried_in: dict[str, int]
) -> tuple[Figures, dict[str, int]]:
    new = Counter(_pick(rng, APPLICANTS, round(volume * rng.uniform(0.75, 1.3))))
    carried_out = {a: _share(rng, new[a] + carried_in[a], 0.06) for a in APPLICANTS}
    rows: dict[str, Mapping[str, int]] = {"new_received": new, "carried_in": carried_in}
    rows |= {row: Counter() for row in OUTCOMES}
    for applicant in APPLICANTS:
        done = new[applicant] + carried_in[applicant] - carried_out[applicant]
        for row, count in Counter(_pick(rng, OUTCOMES, done)).items():
            rows[row] = {**rows[row], applicant: count}
    rows["outcomes_total"] = {a: sum(rows[row].get(a, 0) for row in OUTCOMES) for a in APPLICANTS}
    rows["carried_out"] = carried_out
    return _with_totals("requests", rows, APPLICANTS), carried_out


def _appeals(rng: random.Random, volume: int) -> Figures:
    rows = {}
    for route, rate in ROUTES.items():
        rows[route] = Counter(_pick(rng, RESULTS, _share(rng, volume, rate)))
    return _with_totals("appeals", rows, RESULTS)


def _with_totals(
    table: str, rows: Mapping[str, Mapping[str, int]], columns: Iterable[str]
) -> Figures:
    figures: Figures = {}
    for row, cells in rows.items():
        for column in columns:
            figures[f"{table}.{row}.{column}"] = Decimal(cells.get(column, 0))
        figures[f"{table}.{row}.total"] = Decimal(sum(cells.values()))
    return figures


def _pick(rng: random.Random, weights: Mapping[str, float], count: int) -> list[str]:
    return rng.choices(list(weights), list(weights.values()), k=count)


def _share(rng: random.Random, count: int, rate: float) -> int:
    return sum(rng.random() < rate for _ in range(count))


class _Stock:
    """What a body has at hand from year to year: documents in force, items on its lists."""

    def __init__(self, agency: Agency, rng: random.Random) -> None:
        self.role = agency.role
        self.decisions = agency.decisions
        self.rules = rng.randint(8, 14) if agency.role == "office" else 0
        self.documents = {"office": 60, "department": rng.randint(6, 30)}.get(agency.role, 0)
        self.items = {
            "admin_license": rng.randint(8, 60) if agency.decisions[0] else 0,
            "other_admin_services": rng.randint(5, 80),
            "admin_penalty": rng.randint(10, 300) if agency.decisions[1] else 0,
            "admin_coercion": rng.randint(2, 12) if agency.decisions[2] else 0,
            "admin_fees": rng.randint(0, 4),
        }

    def year(self, rng: random.Random, year: int) -> Figures:
        """Return chapter 二 of one year and move on."""
        return self._form_2019(rng) if year < 2021 else self._form_2021(rng)

    def _new(self, rng: random.Random) -> tuple[int, int]:
        rules = rng.randint(0, 2) if self.rules else 0
        return rules, rng.randint(0, 5) if self.documents else 0

    def _decided(self, rng: random.Random) -> dict[str, int]:
        rows = ("admin_license", "admin_penalty", "admin_coercion")
        return {
            row: round(usual * rng.uniform(0.8, 1.2))
            for row, usual in zip(rows, self.decisions, strict=True)
        }

    def _form_2019(self, rng: random.Random) -> Figures:
        made = dict(zip(("rules", "normative_docs"), self._new(rng), strict=True))
        self.rules += made["rules"]
        self.documents += made["normative_docs"]
        totals = {"rules": self.rules, "normative_docs": self.documents}
        cells: dict[str, int] = {}
        for row, count in made.items():
            cells |= {f"{row}.made": count, f"{row}.newly_disclosed": count}
            cells[f"{row}.disclosed_total"] = totals[row]
        decided = self._decided(rng) | {"other_admin_services": rng.randint(200, 9000)}
        for row, before in self.items.items():
            change = rng.randint(-min(before, 3), 6) if before else 0
            cells |= {f"{row}.items_prev_year": before, f"{row}.items_change": change}
            self.items[row] = before + change
            if decided.get(row) == self.items[row] != 0:
                decided[row] += 1  # as many decisions as items would look like a misread column
        cells |= {f"{row}.decisions": count for row, count in decided.items()}
        projects = rng.randint(0, 40)
        cells |= {"gov_procurement.projects": projects}
        cells |= {"gov_procurement.amount": projects * 100 * rng.randint(90, 2500)}
        return {f"disclosure.{address}": Decimal(value) for address, value in cells.items()}

    def _form_2021(self, rng: random.Random) -> Figures:
        rules, documents = self._new(rng)
        repealed = rng.randint(0, min(self.documents, 3))
        self.rules += rules
        self.documents += documents - repealed
        cells = {"rules.issued": rules, "rules.repealed": 0, "rules.in_force": self.rules}
        cells |= {"normative_docs.issued": documents, "normative_docs.repealed": repealed}
        cells |= {"normative_docs.in_force": self.documents}
        cells |= {f"{row}.decisions": count for row, count in self._decided(rng).items()}
        figures = {f"disclosure.{address}": Decimal(value) for address, value in cells.items()}
        fees = rng.randint(1, 90000) if self.items["admin_fees"] else 0
        return figures | {"disclosure.admin_fees.amount": Decimal(fees) / 100}
