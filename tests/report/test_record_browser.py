"""The page of a record in a real browser: silent, no network, no sideways scroll."""

from typing import Any

import pytest
from test_report_browser import CHROMIUM, browser  # noqa: F401

import fronde as fr

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found on the path")

HEADER = "source,event,start,kind,size_low,size_high,arrests,place,end\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The page of a list of events, some of them with a complaint."""
    folder = tmp_path_factory.mktemp("record")
    rows = [f"my list,e{number},2001-{1 + number % 12:02}-05,{kind},{10 * number},{90 * number},"
            f"{number if number % 3 else ''},Hill town," for number, kind in enumerate(
                ["street", "armed", "labour"] * 20)]
    rows.append(f"my list,{'long' * 30},never,street,,,,,")
    path = folder / f"{'a-long-name-' * 12}.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return fr.record_page(fr.read_events(path, "events"), folder / "record.html")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_it_is_silent_and_fits(browser: Any, page: Any, width: int,  # noqa: F811
                               dark: bool) -> None:
    shown = browser.new_context(viewport={"width": width, "height": 900},
                                color_scheme="dark" if dark else "light").new_page()
    said: list[str] = []
    asked: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(page.as_uri())
    assert said == [] and asked == [page.as_uri()]
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    pictures = shown.locator("figure svg.marks:visible")
    assert pictures.count() == shown.locator("figure").count() == 3  # one of two is shown
    assert all(svg.bounding_box()["width"] <= width for svg in pictures.all())
    inks = shown.evaluate("""[...document.querySelectorAll('figure svg text')].map(
        text => getComputedStyle(text).fill)""")
    assert inks and ("rgb(27, 34, 41)" in inks) != dark  # words are seen on either ground
    shown.context.close()


def test_on_paper_each_figure_is_there_once(browser: Any, page: Any) -> None:  # noqa: F811
    shown = browser.new_context(viewport={"width": 700, "height": 900}).new_page()
    shown.emulate_media(media="print")
    shown.goto(page.as_uri())
    assert shown.locator("figure .wide:visible").count() == shown.locator("figure").count() == 3
    assert shown.locator("figure .narrow:visible").count() == 0
    assert shown.evaluate("document.documentElement.scrollWidth") <= 700
    shown.context.close()
