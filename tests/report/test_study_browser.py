"""Pages of studies in a real browser: silent, no network, no sideways scroll, figures that fit."""

from pathlib import Path
from typing import Any

import pytest
from test_report_browser import CHROMIUM, browser  # noqa: F401
from test_study_pages import parent, scenario  # noqa: F401

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found on the path")


@pytest.mark.parametrize("page", ["index.html", "claims/report.html", "responses/report.html"])
@pytest.mark.parametrize("width", [390, 1200])
def test_it_is_silent_and_fits(browser: Any, parent: Path, page: str,  # noqa: F811
                               width: int) -> None:
    shown = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    said: list[str] = []
    asked: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("dialog", lambda dialog: said.append("dialog"))
    shown.on("request", lambda request: asked.append(request.url))
    place = (parent / page).as_uri()
    shown.goto(place)
    shown.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert said == [] and asked == [place]
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    pictures = shown.locator("figure svg.marks:visible")
    assert pictures.count() == shown.locator("figure").count()  # one of two is shown
    assert all(svg.bounding_box()["width"] <= width for svg in pictures.all())
    shown.context.close()


def test_a_reader_of_the_screen_gets_tables_and_words(browser: Any,  # noqa: F811
                                                      parent: Path) -> None:  # noqa: F811
    shown = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
    shown.goto((parent / "claims/report.html").as_uri())
    assert shown.get_by_role("heading", level=1).count() == 1
    assert shown.get_by_role("img", name="c01 supported, 100%").count() == 1
    first = shown.locator("#claim-c01")
    assert first.get_by_role("row").count() >= 1  # blocks on a narrow screen, still a table
    assert first.get_by_role("cell").first.inner_text().startswith("\u221220%")
    shown.context.close()
