"""The plan of the demonstration city: `city.toml` as frozen values, one `Plan` per report."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

PLAN = Path(__file__).with_name("city.toml")
SET_ALREADY = frozenset({"agency", "year", "look"})

QUIRKS = frozenset(
    {
        "article_space",  # 第二十条 第（一）项
        "br_headers",  # 本年新<br>制作数量
        "comma_numbering",  # 1、 for 1.
        "disagreeing_spans",  # header and data rows of chapter 二 with unlike colspans
        "info_table",  # the first table is 索引号, 发布机构 …
        "nbsp",  # blanks are &nbsp;
        "normative_variant",  # 规范性文件 in the 2021 form, 行政规范性文件 in the 2019 form
        "one_row_other",  # （六）其他处理 in one row in the 2021 form
        "page_breaks",  # PDF: tables and a label cell cut in two
        "spaced_labels",  # 商 业 企 业
        "split_spans",  # words and numbers cut over several spans
    }
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is printed: nothing here changes what its figures are."""

    medium: str = "html"  # html | pdf | docx
    markup: str = "plain"  # plain | word
    encoding: str = "utf-8"  # of the bytes
    header: str = "utf-8"  # as the server declares it; "" declares none
    meta: str = "utf-8"  # as the page declares it; "" declares none
    zeros: str = "zero"  # zero | blank | sparse (totals of detail rows are blank too)
    money: str = "wan_cell"  # 107.68万元 | yuan_cell 251000元 | wan_header （万元）
    change: str = "words"  # 增加5项 | signs +5 | fullwidth －3
    digits: str = "plain"  # plain | comma 12,800 | fullwidth １２
    rules: str = ""  # what stands in the cells of 规章 instead of 0: "/" or "无"
    quirks: frozenset[str] = frozenset()

    def has(self, quirk: str) -> bool:
        """Whether the look has a quirk; an unknown name is a mistake in the code.

        Raises ValueError.
        """
        if quirk not in QUIRKS:
            raise ValueError(f"no such quirk: {quirk}")
        return quirk in self.quirks


@dataclass(frozen=True, slots=True)
class Site:
    """A municipal web site: one CMS shape, one list of reports."""

    id: str
    name: str
    cms: str
    level: str
    division: str
    list: str
    encoding: str
    header: str
    meta: str
    pager: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """A body. `counts` names the bodies whose figures its report adds up, if it does."""

    name: str
    role: str
    site: str = ""
    title: str = ""
    volume: int = 0
    decisions: tuple[int, ...] = ()
    counts: tuple[str, ...] = ()
    look: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """One report as it is to be published. `wrong` maps addresses to what is added in print."""

    agency: Agency
    year: int
    published: date
    look: Look
    missing: bool = False
    blocked: bool = False
    attachment: str = ""  # copy | broken
    wrong: Mapping[str, int] = field(default_factory=dict)
    edited: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def title(self) -> str:
        """The title as printed and listed."""
        return self.agency.title.format(year=self.year)

    @property
    def form(self) -> str:
        """The form the report follows."""
        return "F2019" if self.year < 2021 else "F2021"


@dataclass(frozen=True, slots=True)
class Noise:
    """A row of a list that is no report."""

    site: str
    title: str
    date: date


@dataclass(frozen=True, slots=True)
class City:
    """Everything `city.toml` says."""

    name: str
    province: str
    division: str
    seed: int
    years: tuple[int, ...]
    sites: tuple[Site, ...]
    agencies: tuple[Agency, ...]
    plans: tuple[Plan, ...]
    noise: tuple[Noise, ...]

    def of_site(self, site: Site) -> Iterator[Plan]:
        """The reports a site publishes, the missing ones left out."""
        return (p for p in self.plans if p.agency.site == site.id and not p.missing)


@cache
def load_city(path: Path = PLAN) -> City:
    """Return the plan of the demonstration city.

    Raises ValueError or TypeError on a key, quirk or report the plan's types do not know.
    """
    facts = tomllib.loads(path.read_text("utf-8"))
    agencies = tuple(_agency(block) for block in facts["agency"])
    years = tuple(facts["years"])
    plans = tuple(_plans(agencies, years, facts["report"], facts["seed"]))
    return City(
        name=facts["name"],
        province=facts["province"],
        division=facts["division"],
        seed=facts["seed"],
        years=years,
        sites=tuple(Site(**block) for block in facts["site"]),
        agencies=agencies,
        plans=plans,
        noise=tuple(Noise(**block) for block in facts["noise"]),
    )


def _agency(block: dict[str, Any]) -> Agency:
    facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in block.items()}
    return Agency(**facts)


def _plans(
    agencies: tuple[Agency, ...], years: tuple[int, ...], special: list[dict[str, Any]], seed: int
) -> Iterator[Plan]:
    unlike = {(block["agency"], block["year"]): block for block in special}
    for agency in (a for a in agencies if a.site):
        for year in years:
            block = unlike.pop((agency.name, year), {})
            look = _look({**agency.look, **block.get("look", {})})
            usual = Plan(agency, year, _usual_day(agency, year, seed), look)
            yield replace(usual, **{k: v for k, v in block.items() if k not in SET_ALREADY})
    if unlike:
        raise ValueError(f"city.toml: reports of nobody: {sorted(unlike)}")


def _look(block: Mapping[str, Any]) -> Look:
    quirks = frozenset(block.get("quirks", ()))
    if quirks - QUIRKS:
        raise ValueError(f"city.toml: no such quirk: {sorted(quirks - QUIRKS)}")
    return Look(**{**block, "quirks": quirks})


def _usual_day(agency: Agency, year: int, seed: int) -> date:
    """Departments publish by 31 January, governments by 31 March."""
    rng = random.Random(f"{seed}/{agency.name}/{year}/day")  # noqa: S311 - a generator, no secret
    first = date(year + 1, 3, 2) if agency.role == "government" else date(year + 1, 1, 8)
    return first + timedelta(days=rng.randrange(22))
