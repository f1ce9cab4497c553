"""How quick the explorer is, in a real browser: first paint, slider to picture, the country live.

The page is served from this machine and opened in Chromium, without a graphics card. A slider is
moved by one step; the time runs from its event to the frame after the one in which the first weeks
of the new line were drawn.

    python benchmarks/explorer.py [--people 1e6] [--moves 30]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]
PORT = 8799
WATCH = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', (event) => {
      const said = JSON.parse(event.data);
      if (said.is !== 'weeks' || said.line !== 'b' || !window.moved || window.seen) return;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        window.seen = performance.now();
      }));
    });
  }
};
"""
MOVE = """([label, step]) => {
  const slider = [...document.querySelectorAll('input[type=range]')]
    .find((one) => one.labels?.[0]?.textContent === label);
  window.seen = 0;
  slider.value = Number(slider.value) + step;
  window.moved = performance.now();
  slider.dispatchEvent(new Event('input', {bubbles: true}));
}"""


def main() -> None:
    """Serve, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=float, default=1e6)
    asked.add_argument("--moves", type=int, default=30)
    options = asked.parse_args()
    command = [sys.executable, "-m", "fronde", "explore", "--no-browser", "--port", str(PORT)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            time.sleep(8.0)  # kernels are loaded
            measured(int(options.people), options.moves)
        finally:
            server.terminate()


def measured(people: int, moves: int) -> None:
    """All figures."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        paints = [first_paint(browser.new_page()) for _ in range(5)]
        told("first paint [ms]", paints)
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(f"http://localhost:{PORT}/")
        page.locator(".badge p").first.wait_for(timeout=120_000)
        told("slider to picture, street in groups [ms]", slides(page, people, moves))
        told("the whole country, one to one, to its last week [s]", [live(page)])
        browser.close()


def first_paint(page: Page) -> float:
    """Milliseconds until something is seen."""
    page.goto(f"http://localhost:{PORT}/")
    page.wait_for_timeout(700)
    found = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return float(found)


def slides(page: Page, people: int, moves: int) -> list[float]:
    """Milliseconds from each move of a slider to what it changes being seen."""
    page.get_by_label("People").select_option(str(people))
    page.wait_for_timeout(3000)
    found = []
    for number in range(moves):
        page.evaluate(MOVE, ["effort", 7 if number % 2 else -3])
        page.wait_for_timeout(400)  # in the midst of the line that is being played
        found.append(float(page.evaluate("window.seen - window.moved")))
    return found


def live(page: Page) -> float:
    """Seconds until the whole country has been played and drawn."""
    page.get_by_role("button", name="Drop it").click()
    begun = time.perf_counter()
    page.get_by_label("People").select_option("all")
    page.locator(".badge progress").first.wait_for(timeout=60_000)
    page.locator(".badge p").first.wait_for(timeout=300_000)
    return time.perf_counter() - begun


def told(what: str, found: Sequence[Any]) -> None:
    """Median, least and most."""
    print(f"{what}: median {statistics.median(found):.1f}, least {min(found):.1f}, "
          f"most {max(found):.1f} ({len(found)})", flush=True)


if __name__ == "__main__":
    main()
