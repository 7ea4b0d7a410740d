"""The pages in a real browser: nothing fails, nothing leaves the machine, and it can be seen."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn

from archive.serving import datasette
from tests.synthetic_archive import agency_id, make

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LAPTOP = {"width": 1366, "height": 800}
PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = datasette(make(tmp_path_factory.mktemp("archive"))).app()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page with everything that went wrong on it."""

    page: Any
    base: str
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("console", self._console)
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:", "about:")):
            self.troubles.append(f"outside: {request.url}")

    def go(self, path: str) -> Any:
        response = self.page.goto(self.base + path)
        if "/-/" in path:
            self.page.wait_for_load_state("networkidle")  # charts fetch what they draw
        assert response.status == 200
        return self.page


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport=LAPTOP)
    visit = Visit(context.new_page(), address)
    visit.watch()
    yield visit
    context.close()
    assert visit.troubles == []


REPORT = f"/archive/report/{agency_id(0)}-2023"
PATHS = [
    "/",
    f"/search?q={quote('民政')}",
    REPORT,
    "/archive",
    "/archive/report",
    "/downloads",
    "/archive/denial_rate",
    "/-/dashboards/overview",
    "/archive?sql=select+1",
]


@pytest.mark.parametrize(
    ("language", "size"), [("zh", LAPTOP), ("en", PHONE)], ids=["zh-laptop", "en-phone"]
)
@pytest.mark.parametrize("path", PATHS)
def test_pages_are_clean_and_fit(visit: Visit, path: str, language: str, size: Any) -> None:
    """No error, no outside request, and no page wider than the screen, in both languages."""
    visit.page.set_viewport_size(size)
    page = visit.go(f"{path}{'&' if '?' in path else '?'}_lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("question", ["denial_rate", "unbalanced", "run", "late", "friction"])
def test_answers_fit_a_laptop(visit: Visit, question: str) -> None:
    """At 1280 pixels the last column of an answer is in sight."""
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    page = visit.go(f"/archive/{question}")
    hidden = "area => area.scrollWidth - area.clientWidth"
    assert page.locator(".scroll.held").evaluate(hidden) <= 0


def test_search_from_the_first_page(visit: Visit) -> None:
    """A search for 民政 finds it, with marks, and can be narrowed."""
    page = visit.go("/")
    page.get_by_role("searchbox").fill("民政")
    page.get_by_role("button", name="检索").click()
    page.wait_for_selector(".result")
    assert page.locator(".result").count() == 4
    assert page.locator(".result mark").first.inner_text() == "民政"
    page.locator(".facets a", has_text="2022").click()
    page.wait_for_selector(".facets .chosen")
    assert page.locator(".result").count() == 1
    assert "2022" in page.locator(".result h2").inner_text()


def test_english_stays_while_browsing(visit: Visit) -> None:
    """The switch holds on the next pages, and Chinese is one switch back."""
    page = visit.go("/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.wait_for_selector(".result")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="中文").click()
    page.wait_for_selector("html[lang=zh-CN]")
    visit.go("/downloads")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_figure_shows_its_cell_beside_it(visit: Visit) -> None:
    """A click on a number marks its cell in the original, in sight, with the same text."""
    page = visit.go(REPORT)
    cell = page.locator('[id="c-requests.outcomes_total.total"] > a')
    cell.scroll_into_view_if_needed()
    cell.click()
    marked = page.frame_locator("#original").locator("#cell")
    marked.wait_for()
    assert marked.inner_text() == cell.inner_text() == "6"
    box, frame = marked.bounding_box(), page.locator("#original").bounding_box()
    assert frame["y"] <= box["y"] <= frame["y"] + frame["height"]
    assert page.locator("#original").get_attribute("sandbox") == ""


@pytest.mark.parametrize("width", [1280, 1366, 1920])
def test_printed_tables_fit_a_laptop(visit: Visit, width: int) -> None:
    """The widest table, of chapter three, needs no scrolling beside the original."""
    visit.page.set_viewport_size({"width": width, "height": 720})
    page = visit.go(REPORT)
    wide = "table => table.scrollWidth > table.parentElement.clientWidth"
    sheets = f"[...document.querySelectorAll('.sheet')].map({wide})"
    assert page.evaluate(sheets) == [False] * 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_health_of_sites_is_read_on_a_laptop(visit: Visit, language: str) -> None:
    """What an operator asks first is in sight at 1280 pixels; the long ids stand last."""
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    page = visit.go(f"/archive/health?_lang={language}")
    row = page.locator("table.rows tbody tr").first.locator("td").all_inner_texts()
    assert row[2:5] == ["3", "3", "2"]
    assert row[6:8] == [
        "2023 年度：到期 3 份，已见 2 份",
        "reports on 2023: 3 are due, 2 were seen",
    ]
    assert row[-2:] == ["20240201T000000Z-aa", "demo-a-20240201T000000Z-aa"]
    note = page.locator("table.rows tbody td").nth(7).bounding_box()
    frame = page.locator(".scroll").bounding_box()
    assert note["x"] + note["width"] <= frame["x"] + frame["width"]


def test_charts_are_drawn(visit: Visit) -> None:
    """Three charts have marks, and their names follow the language."""
    page = visit.go("/-/dashboards/overview")
    drawn = (
        "[...document.querySelectorAll('.drawing')].every(e => e.querySelector('.mark-rect path'))"
    )
    page.wait_for_function(drawn)
    assert page.locator(".drawing").count() == 3
    visit.go("/-/dashboards/overview?_lang=en")
    assert page.get_by_text("What became of the requests").is_visible()


def test_errors_are_pages(visit: Visit) -> None:
    """A missing page helps onward."""
    visit.page.goto(f"{visit.base}/nothing")
    assert visit.page.get_by_role("heading", name="没有这个页面").is_visible()
    visit.troubles.clear()  # the browser itself reports the 404


def test_pages_work_without_script(browser: Any, address: str) -> None:
    """Without JavaScript a figure still opens its cell beside the report."""
    context = browser.new_context(java_script_enabled=False, viewport=LAPTOP)
    page = context.new_page()
    page.goto(address + REPORT)
    page.locator('[id="c-requests.granted.total"] > a').click()
    page.frame_locator("#original").locator("#cell").wait_for()
    context.close()


def test_a_picture_for_the_readme(visit: Visit, tmp_path: Path) -> None:
    """The report page can be pictured whole: it has a size and ink."""
    visit.go(REPORT)
    picture = visit.page.screenshot(path=tmp_path / "report.png")
    assert len(picture) > 50_000
