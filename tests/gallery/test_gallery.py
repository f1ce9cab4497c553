"""Every published number of the gallery, beside what is found here."""

import math

import pytest

from fronde.bibliography import entries
from fronde.errors import ScenarioError
from fronde.gallery.catalogue import entry, gallery
from fronde.gallery.entry import Picture, Played, Row, curve
from fronde.scenario import bundled
from fronde.theory.published import published

SLOW = {"epstein-2002-run-2", "epstein-2002-run-7", "epstein-2002-runs-3-4", "eguiluz-2000",
        "antal-2005"}
NAMES = [pytest.param(name, marks=[pytest.mark.verify] if name in SLOW else []) for name in
         gallery()]


@pytest.mark.parametrize("name", NAMES)
def test_published_numbers_come_out(name):
    played = entry(name).play(1)
    for row in played.rows:
        assert row.agrees, row
        assert row.source.partition(":")[0] in entries()
        assert row.tested or "paper" in row.note, "what does not reproduce is explained"
    assert any(row.tested for row in played.rows) or name in (
        "siegel-2009-small-world", "epstein-2002-run-8")
    check(played.picture)


def check(picture):
    """A picture has points, all of them numbers, and its dots are some of its lines."""
    assert len(picture.points) > 2
    assert all(math.isfinite(point["x"]) and math.isfinite(point["y"]) for point in picture.points)
    assert set(picture.dots) <= {point["line"] for point in picture.points}
    assert picture.x
    assert picture.y


def test_every_scenario_and_every_published_number_is_in_the_gallery():
    assert set(bundled().gallery) <= set(gallery())
    assert {row.scenario for row in published()} <= set(gallery())
    for made in gallery().values():
        assert made.cite and set(made.cite) <= set(entries())
        assert made.about.endswith((".", ")"))


def test_what_is_not_there_is_refused_with_a_hint():
    with pytest.raises(ScenarioError, match="eguiluz-2000"):
        entry("eguilus-2000")
    with pytest.raises(ScenarioError, match="fronde run fighting-coalition"):
        entry("fighting-coalition")


@pytest.mark.parametrize(("found", "tolerance", "agrees", "tested", "verdict"), [
    (1.0, 0.0, True, True, "agrees"), (1.1, 0.05, False, True, "differs"),
    (9.0, math.inf, True, False, "does not reproduce"), (math.nan, 1.0, False, True, "differs"),
])
def test_a_row_agrees_within_its_tolerance(found, tolerance, agrees, tested, verdict):
    row = Row("x", 1.0, found, tolerance, "epstein2002: run 1")
    assert (row.agrees, row.tested, row.verdict) == (agrees, tested, verdict)


def test_pages_tell_numbers_and_verdicts_and_escape(tmp_path):
    from fronde.errors import StoreError
    from fronde.reporting.gallery import write

    rows = (Row("<b>first</b>", 1.0, 1.5, 0.1, "epstein2002: run 1"),
            Row("second", 60.0, 21.0, math.inf, "epstein2002: run 2", "the paper's"))
    played = Played(rows, Picture(curve("here", [1, 2], [3, 4]), "x", "y", ("here",)))
    made = entry("epstein-2002-run-6")
    page = write(tmp_path / "new" / "pages", {made.name: (made, played)})
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;first" in text
    assert "differs" in text
    assert "does not reproduce" in text
    assert "<svg" in text
    with pytest.raises(StoreError, match="nothing is overwritten"):
        write(tmp_path / "new" / "pages", {made.name: (made, played)})
    index = write(tmp_path / "all", {made.name: (made, played), "svolik-2013": (
        entry("svolik-2013"), played)})
    assert index.name == "index.html"
    assert "0 of 1 numbers agree; 1 known not to" in index.read_text(encoding="utf-8")
