"""The page in a real browser: it draws, moves, fits a phone and asks the network for nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fighting
import pytest
import synthetic
from test_report_page import hostile

import fronde.reporting
from fronde.reporting.figures import FIGURES

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found on the path")


class Visit:
    """An open page with what it said and asked for."""

    def __init__(self, browser: Any, place: Path, **context: Any) -> None:
        self.page = browser.new_context(**context).new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append("dialog"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(place.as_uri())
        if context.get("java_script_enabled", True):
            charts = self.page.locator(".chart").count()
            self.page.wait_for_function(
                f"document.querySelectorAll('.chart > svg').length === {charts}"
                " && document.querySelectorAll('.chart svg .mark-symbol, .chart svg .mark-line')"
                ".length > 0")

    def title(self) -> str:
        """What the map shows, and when."""
        return str(self.page.locator("#figure-map .role-title text").first.text_content())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        found = player.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    return fronde.reporting.write(synthetic.write(fighting.tables(regions=30), folder))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1300])
def test_it_draws_in_silence_and_fits(browser: Any, report: Path, width: int, scheme: str) -> None:
    visit = Visit(browser, report, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert visit.said == []
    assert visit.asked == [report.as_uri()]
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    for svg in visit.page.locator(".chart > svg").all():
        assert svg.bounding_box()["width"] <= width


def test_the_slider_moves_time_and_the_choice_changes_the_map(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, viewport={"width": 900, "height": 900})
    figure = visit.page.locator("#figure-map")
    fills = "nodes => nodes.map(node => node.getAttribute('fill')).join()"
    tiles = figure.locator(".mark-symbol.role-mark path")
    assert visit.title() == "underground per 100,000, 1 Jan 2024"
    late = tiles.evaluate_all(fills)
    slider = figure.locator("input[type=range]")
    slider.evaluate("node => { node.value = 5; node.dispatchEvent(new Event('input')); }")
    visit.page.wait_for_timeout(300)
    assert visit.title() == "underground per 100,000, 24 May 2021"
    assert tiles.evaluate_all(fills) != late
    figure.locator("input[type=radio]").last.check()
    visit.page.wait_for_timeout(300)
    assert visit.title().startswith("legitimacy")
    visit.page.set_viewport_size({"width": 500, "height": 900})
    visit.page.wait_for_timeout(600)
    assert visit.title() == "legitimacy (0 to 1), 24 May 2021"
    figure.get_by_role("button", name="Play").click()
    visit.page.wait_for_timeout(900)
    assert int(figure.locator("input[type=range]").input_value()) > 5
    assert visit.said == []


def test_pointing_at_a_curve_tells_its_week(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, viewport={"width": 1000, "height": 900})
    chart = visit.page.locator("#figure-legitimacy .chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    tip = visit.page.locator("#vg-tooltip-element")
    tip.wait_for(state="visible")
    assert "week of" in tip.inner_text()
    assert "legitimacy" in tip.inner_text()


def test_without_scripts_the_pictures_show(browser: Any, report: Path) -> None:
    visit = Visit(browser, report, viewport={"width": 380, "height": 900},
                  java_script_enabled=False)
    pictures = visit.page.locator("noscript svg.marks")
    assert pictures.count() == visit.page.locator("figure").count() == len(FIGURES)
    assert all(picture.is_visible() for picture in pictures.all())
    visit.page.context.close()


def test_hostile_texts_run_nothing(browser: Any, tmp_path: Path) -> None:
    place = fronde.reporting.write(synthetic.write(hostile(), tmp_path / "run"))
    visit = Visit(browser, place, viewport={"width": 900, "height": 900})
    tile = visit.page.locator("#figure-map .mark-text.role-mark text").first
    tile.scroll_into_view_if_needed()
    tile.hover(force=True)
    visit.page.locator("#vg-tooltip-element").wait_for(state="visible")
    assert "<script>" in visit.page.locator("#vg-tooltip-element").inner_text()
    assert visit.page.locator("img").count() == 0
    assert visit.said == []
    assert visit.asked == [place.as_uri()]
