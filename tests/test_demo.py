"""The demonstration city: its truth is consistent, its sites are what real ones are."""

from collections.abc import Iterator
from decimal import Decimal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from archive.demo.city import QUIRKS, City, load_city
from archive.demo.figures import (
    APPLICANTS,
    OUTCOMES,
    RESULTS,
    ROUTES,
    Figures,
    city_figures,
    in_one_row,
)
from archive.demo.portal import Portal, attachment_path, open_portal, page_path
from archive.demo.server import CityServer, serving
from archive.demo.truth import Expected, expected


@pytest.fixture(scope="module")
def city() -> City:
    return load_city()


@pytest.fixture(scope="module")
def figures(city: City) -> dict[tuple[str, int], Figures]:
    return city_figures(city)


@pytest.fixture(scope="module")
def portals(city: City, figures: dict[tuple[str, int], Figures]) -> dict[str, Portal]:
    return {site.id: open_portal(city, figures, site, 1) for site in city.sites}


@pytest.fixture(scope="module")
def server(city: City) -> Iterator[CityServer]:
    with serving(city) as city_server:
        yield city_server


SUMMED = ("new_received", "carried_in", "outcomes_total", "carried_out")


class TestFigures:
    def test_every_sum_of_the_forms_holds(self, figures: dict[tuple[str, int], Figures]) -> None:
        """R3.1, R3.2, R3.3 and R4 hold for every body and year before anything is misprinted."""
        for key, f in figures.items():
            for column in (*APPLICANTS, "total"):
                get = {row: f[f"requests.{row}.{column}"] for row in (*OUTCOMES, *SUMMED)}
                assert get["new_received"] + get["carried_in"] == (
                    get["outcomes_total"] + get["carried_out"]
                ), key
                assert get["outcomes_total"] == sum(get[row] for row in OUTCOMES), key
            for row in (*OUTCOMES, *SUMMED):
                parts = sum(f[f"requests.{row}.{column}"] for column in APPLICANTS)
                assert f[f"requests.{row}.total"] == parts, key
            for route in ROUTES:
                assert f[f"appeals.{route}.total"] == sum(
                    f[f"appeals.{route}.{result}"] for result in RESULTS
                ), key

    def test_chapter_two_raises_no_doubt(self, figures: dict[tuple[str, int], Figures]) -> None:
        """R2.3, R2.4 and R2.6 find nothing in the true figures."""
        for key, f in figures.items():
            for row in ("admin_license", "other_admin_services", "admin_penalty", "admin_coercion"):
                before = f.get(f"disclosure.{row}.items_prev_year")
                if before is not None:
                    after = before + f[f"disclosure.{row}.items_change"]
                    assert after >= 0, key
                    assert not after or f[f"disclosure.{row}.decisions"] != after, key
            for row in ("rules", "normative_docs"):
                if key[1] >= 2021:
                    issued, repealed, in_force = (
                        f[f"disclosure.{row}.{c}"] for c in ("issued", "repealed", "in_force")
                    )
                    assert in_force >= issued - repealed >= -in_force, key

    def test_requests_are_carried_from_year_to_year(
        self, city: City, figures: dict[tuple[str, int], Figures]
    ) -> None:
        """What a body carries out of a year is what it carries into the next."""
        for agency in city.agencies:
            for year in city.years[1:]:
                for column in (*APPLICANTS, "total"):
                    before = figures[agency.name, year - 1][f"requests.carried_out.{column}"]
                    assert figures[agency.name, year][f"requests.carried_in.{column}"] == before

    def test_a_government_counts_its_bodies(
        self, city: City, figures: dict[tuple[str, int], Figures]
    ) -> None:
        """A consolidated report is the sum of its members, figure by figure."""
        for agency in (a for a in city.agencies if a.counts):
            for year in city.years:
                for address, value in figures[agency.name, year].items():
                    assert value == sum(figures[name, year][address] for name in agency.counts)

    def test_each_form_has_its_places(self, figures: dict[tuple[str, int], Figures]) -> None:
        """198 places in the 2019 form, 200 in the 2021 form."""
        assert {len(in_one_row(f)) for (_, year), f in figures.items() if year < 2021} == {198}
        assert {len(f) for (_, year), f in figures.items() if year >= 2021} == {200}


class TestPlan:
    def test_size(self, city: City) -> None:
        """At least 14 bodies over 6 years and two CMS shapes."""
        assert len([a for a in city.agencies if a.site]) == 16
        assert city.years == (2019, 2020, 2021, 2022, 2023, 2024)
        assert {site.cms for site in city.sites} == {"hanweb", "trs"}

    def test_every_quirk_is_met(self, city: City) -> None:
        """No quirk is written down that no report shows."""
        assert {quirk for plan in city.plans for quirk in plan.look.quirks} == QUIRKS

    def test_the_truth_is_whole(self, city: City) -> None:
        """Every published report but the blocked one has its figures in both editions."""
        truth = expected(city)
        assert len(truth) == 16 * 6 - 2
        wrong = {key: report.wrong for key, report in truth.items() if report.wrong}
        assert wrong == {("示例市公安局", 2022): {"requests.granted.total"}}
        first = expected(city, edition=1)
        assert [key for key in truth if truth[key] != first[key]] == [("示例市教育局", 2023)]


class TestSites:
    def test_pages_are_the_same_bytes_every_time(
        self, city: City, figures: dict[tuple[str, int], Figures], portals: dict[str, Portal]
    ) -> None:
        """Nothing in a page depends on time, machine or order."""
        again = {site.id: open_portal(city, figures, site, 1) for site in city.sites}
        assert again == portals

    def test_only_one_page_differs_in_the_second_edition(
        self, city: City, figures: dict[tuple[str, int], Figures], portals: dict[str, Portal]
    ) -> None:
        """The edited report, and nothing else."""
        site = city.sites[0]
        second = open_portal(city, figures, site, 2)
        changed = [
            path
            for path, answer in second.answers.items()
            if answer != portals[site.id].answers[path]
        ]
        assert changed == [page_path(city, plan) for plan in city.plans if plan.edited]

    def test_word_pages_have_the_size_of_real_ones(
        self, city: City, portals: dict[str, Portal]
    ) -> None:
        """Word's export makes some 100 KB of a report."""
        sizes = [
            len(portals[plan.agency.site].answers[page_path(city, plan)].body)
            for plan in city.plans
            if plan.look.markup == "word" and plan.look.medium == "html" and not plan.missing
        ]
        assert min(sizes) > 80_000
        assert max(sizes) < 160_000


class TestServer:
    def test_validators_are_honoured(self, server: CityServer, city: City) -> None:
        """A page that did not change answers 304 to its own ETag."""
        plan = city.plans[0]
        url = server.base(plan.agency.site) + page_path(city, plan)
        with urlopen(url) as first:
            etag = first.headers["ETag"]
        with pytest.raises(HTTPError) as unchanged:
            urlopen(Request(url, headers={"If-None-Match": etag}))
        unchanged.value.close()
        assert unchanged.value.code == 304

    def test_faults_answer_as_planned(self, server: CityServer, city: City) -> None:
        """The challenge is a 412, the broken attachment a 500."""
        codes = {}
        for plan in city.plans:
            if plan.blocked or plan.attachment == "broken":
                path = page_path(city, plan) if plan.blocked else attachment_path(city, plan)
                with pytest.raises(HTTPError) as fault:
                    urlopen(server.base(plan.agency.site) + path)
                fault.value.close()
                codes[plan.agency.name] = fault.value.code
        assert codes == {"示例市卫生健康委员会": 412, "示例市生态环境局": 500}


def test_expected_keeps_blank_and_zero_apart() -> None:
    """A sparse table has blanks whose truth is known, and zeros that are printed."""
    report: Expected = expected()["示例市人民政府办公室", 2019]
    assert report.printed["requests.granted.total"] is None
    assert report.kinds["requests.granted.total"] == "blank"
    assert report.true["requests.granted.total"] > 0
    assert report.printed["disclosure.admin_license.decisions"] == Decimal(0)
