"""Every expected number of the gallery, beside what is found here; what is printed in a paper."""

import math
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from fronde.bibliography import entries
from fronde.cli import main
from fronde.errors import ScenarioError
from fronde.gallery import epstein, worked
from fronde.gallery.entries import entry, gallery
from fronde.gallery.entry import EntryPicture, Played, Row, curve
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import bundled
from fronde.theory.kinds import KINDS
from fronde.theory.published import numbers

# All that the gallery may call printed: numbers, and outcomes that are counted.
PRINTED = {
    "granovetter-1978": {"protest share, week 105": 1.0},
    "granovetter-1978-normal": {"spread at which the low end vanishes": 12.2},
    "granovetter-1978-broken": {"protest share, week 105": 0.01},
    "kuran-1991": {"protest share, week 12": 0.1},
    "kuran-1991-one-person": {"protest share, week 17": 0.9},
    "epstein-2002-run-2": {"mean waiting time [ticks], ratio floor": 60},
    "epstein-2002-runs-3-4": {"the jump brings the higher peak, in most pairs (1: yes)": 1,
                              "the jump puts more in prison, in most pairs (1: yes)": 1},
    "epstein-2002-run-5": {"it breaks out while cops remain, with every seed (1: yes)": 1},
    "epstein-2002-run-6": {"groups left": 2},
    "epstein-2002-run-7": {"one group is gone in the end, with every seed (1: yes)": 1},
    "epstein-2002-run-8": {"groups left after 1000 ticks": 2},
    "svolik-2013": {"peaks of the hazard": 1, "peaks of the chance, after Svolik": 1},
}
SLOW = {"epstein-2002-run-2", "epstein-2002-run-7", "epstein-2002-runs-3-4", "eguiluz-2000",
        "antal-2005"}
NAMES = [pytest.param(name, marks=[pytest.mark.verify] if name in SLOW else []) for name in
         gallery()]


@pytest.mark.parametrize("name", NAMES)
def test_expected_numbers_come_out(name):
    played = entry(name).play(1)
    for row in played.rows:
        assert row.agrees, row
        assert row.source.partition(":")[0] in entries()
        assert row.tested or "paper" in row.note, "what does not reproduce is explained"
        assert row.kind in KINDS
        assert row.kind == "printed" or row.note, "what is not printed says how it is known"
    printed = {row.what: row.expected for row in played.rows if row.kind == "printed"}
    assert printed == PRINTED.get(name, {}), "what is called printed was looked up in the paper"
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


def test_every_scenario_and_every_expected_number_is_in_the_gallery():
    assert set(bundled().gallery) <= set(gallery())
    assert {row.scenario for row in numbers()} <= set(gallery())
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
    row = Row("x", 1.0, found, tolerance, "ours", "epstein2002: run 1")
    assert (row.agrees, row.tested, row.verdict) == (agrees, tested, verdict)


def test_pages_tell_numbers_and_verdicts_and_escape(tmp_path):
    from fronde.errors import StoreError
    from fronde.reporting.gallery_page import write

    rows = (Row("<b>first</b>", 1.0, 1.5, 0.1, "ours", "epstein2002: run 1"),
            Row("second", 60.0, 21.0, math.inf, "printed", "epstein2002: run 2", "the paper's"))
    played = Played(rows, EntryPicture(curve("here", [1, 2], [3, 4]), "x", "y", ("here",)))
    made = entry("epstein-2002-run-6")
    page = write(tmp_path / "new" / "pages", {made.name: (made, played)})
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;first" in text
    assert "differs" in text
    assert "does not reproduce" in text
    assert "<td>60</td><td>printed in the paper</td><td>21</td>" in text
    assert "<td>1</td><td>found by us</td><td>1.5</td>" in text
    assert "<em>Found by us</em>" in text
    assert "published" not in text.partition("<h2>Expected")[2].partition("<h2>Sources")[0].lower()
    assert "<svg" in text
    with pytest.raises(StoreError, match="nothing is overwritten"):
        write(tmp_path / "new" / "pages", {made.name: (made, played)})
    index = write(tmp_path / "all", {made.name: (made, played), "svolik-2013": (
        entry("svolik-2013"), played)})
    assert index.name == "index.html"
    assert "0 of 1 numbers agree; 1 known not to" in index.read_text(encoding="utf-8")


def test_what_a_paper_prints_does_not_move_with_a_parameter_of_ours(monkeypatch):
    """The peak of the hazard lay where our own parameter puts it, and was called published."""
    moved = MappingProxyType(CATALOGUE | {"forces": replace(
        CATALOGUE["forces"], params=partial(CATALOGUE["forces"].params, threat=0.6))})
    before = worked.svolik(1).rows
    monkeypatch.setattr(worked, "CATALOGUE", moved)
    after = worked.svolik(1).rows
    follows = {old.what for old, new in zip(before, after, strict=True)
               if old.expected != new.expected}
    assert follows == {"threat at the peak, mechanism forces"}
    assert follows.isdisjoint(row.what for row in after if row.kind == "printed")


def test_what_a_paper_prints_does_not_move_with_the_number_of_our_seeds(monkeypatch):
    """Ten of ten seeds was called published; the ten is ours."""
    before = [row for row in epstein.run_5(1).rows if row.kind == "printed"]
    monkeypatch.setattr(epstein, "SEEDS", 3)
    after = [row for row in epstein.run_5(1).rows if row.kind == "printed"]
    assert before
    assert [row.expected for row in after] == [row.expected for row in before]
    assert all(row.agrees for row in after)


def test_no_share_of_our_seeds_is_called_printed():
    """A paper that shows one run prints what came about, and no share of ten."""
    assert not [what for told in PRINTED.values() for what in told if what.startswith("share of")]
    shown = CliRunner().invoke(main, ["gallery", "epstein-2002-run-5"]).output
    assert "with every seed (1: yes): published 1, here 1" in shown
    assert entry("epstein-2002-run-5").play(1).rows[0].note.endswith("here in 10 of 10")


def test_a_law_without_chance_is_set_beside_what_chance_leaves():
    """598.65 and 10.307 were called derived from laws that say 600 and 10."""
    said = {row.scenario: row.note for row in numbers() if row.metric == "fighters left"}
    for name, law in (("lanchester-1916-square", 600), ("lanchester-1916-linear", 200),
                      ("deitchman-1962", 10)):
        assert said[name].endswith(f"has no chance and leaves {law}; chance is our reading of it")


def test_two_runs_are_named_as_two():
    assert entry("epstein-2002-runs-3-4").title.endswith("(Epstein 2002, runs 3 and 4)")
    assert entry("epstein-2002-run-1").title.endswith("(Epstein 2002, run 1)")


def test_the_terminal_calls_published_only_what_is_printed():
    shown = CliRunner().invoke(main, ["gallery", "svolik-2013"]).output
    assert "threat at the peak, mechanism forces: found by us 0.3, here 0.3" in shown
    assert "peaks of the hazard: published 1, here 1" in shown
    assert shown.count("published") == 2
    derived = CliRunner().invoke(main, ["gallery", "angeletos-2007"]).output
    assert derived.count("derived") == 3
    assert "published" not in derived
