"""The committed page of the gallery is what a fresh run of every model gives."""

from pathlib import Path

import pytest

from fronde.reporting import gallery_page

ROOT = Path(__file__).parents[2]


@pytest.mark.verify
def test_the_page_of_the_gallery_is_what_a_fresh_run_gives() -> None:
    committed = (ROOT / "docs" / gallery_page.FILE).read_text(encoding="utf-8")
    assert committed == gallery_page.document(gallery_page.play_all()), "run: make gallery-page"
