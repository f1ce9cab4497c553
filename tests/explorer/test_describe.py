"""The page is built from the declarations: every parameter has a control, none is named in it."""

import json
import math
import re
from pathlib import Path

import pytest
from explorer.lively import library_with, spec_of

from fronde.explorer import pictures
from fronde.explorer.describe import describe, ends
from fronde.explorer.frames import tracks
from fronde.explorer.library import Library
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import bundled
from fronde.scenario.quantities import SETTINGS, by_path, parameters
from fronde.states import STATES
from fronde.vocabulary import metrics

FRONT = Path(__file__).parents[2] / "frontend" / "src"
NAMES = [*bundled().cases, *bundled().gallery]


@pytest.fixture(scope="module")
def case():
    library = Library()
    spec = library.usual("fighting-coalition")
    scenario = library.scenario(spec)
    return describe("fighting-coalition", scenario), scenario


def controls(found):
    return {one["path"]: one for section in found["sections"] for one in section["controls"]}


def test_every_parameter_has_a_control_and_nothing_else_has(case):
    found, scenario = case
    owners = [*SETTINGS, *scenario.mechanisms]
    assert set(controls(found)) == {f"{owner}.{name}" for owner in owners
                                    for name in parameters(owner)}


def test_controls_say_what_is_declared(case):
    found, scenario = case
    for path, one in controls(found).items():
        parameter = by_path(path)
        assert one["sentence"] == parameter.sentence and one["unit"] == parameter.unit
        assert one["source"] == parameter.source
        if math.isfinite(parameter.default):
            assert one["default"] == parameter.default
        assert one["open"] == (path in scenario.priors)
        assert one["turnable"] == (not path.startswith("contacts."))


@pytest.mark.parametrize("name", NAMES)
def test_sliders_hold_value_and_prior_within_what_is_legal(name):
    library = Library()
    found = describe(name, library.scenario(library.usual(name)))
    for path, one in controls(found).items():
        parameter = by_path(path)
        assert one["low"] < one["high"]
        assert parameter.low <= one["low"] and (one["high"] <= parameter.high
                                                or parameter.low == parameter.high)
        if one["value"] is not None:
            assert one["low"] <= one["value"] <= one["high"]
        if one["prior"]:
            assert one["low"] <= max(one["prior"][0], parameter.low)
            assert min(one["prior"][1], parameter.high) <= one["high"]
        assert one["scale"] == "linear" or one["low"] > 0
    json.dumps(found, allow_nan=False)


def test_a_slider_of_factors_goes_beyond_its_prior():
    """LogUniform(7e-5, 3e-4), three times beyond on both sides: 7e-5 / 3 and 9e-4."""
    parameter = by_path("regime.police")
    low, high = ends(parameter, parameter.prior, 1.5e-4)
    assert (low, high) == pytest.approx((7e-5 / 3, 9e-4))


@pytest.mark.parametrize("name", NAMES)
def test_pictures_point_at_their_tracks(name):
    library = Library()
    scenario = library.scenario(library.usual(name))
    found = describe(name, scenario)
    listed = tracks(scenario)
    assert found["pictures"] and found["headline"]
    for one in found["pictures"]:
        made = next(p for p in pictures.PICTURES if p.id == one["id"])
        wanted = {curve.metric.rpartition(".")[2] for curve in made.curves}
        assert {listed[curve["track"]].metric for curve in one["series"]} <= wanted
    assert [state["id"] for state in found["states"]] == list(STATES)


def test_pictures_name_metrics_that_are_recorded():
    for one in pictures.PICTURES:
        for curve in one.curves:
            level, _, metric = curve.metric.rpartition(".")
            assert metric in metrics(level or "nation"), curve
        assert all(name in CATALOGUE for name in one.needs)
    assert all(one.metric in metrics("region") for one in pictures.MAPS)
    assert all(one.metric in metrics("nation") for one in pictures.HEADLINE)


def test_events_say_what_they_do():
    library, name = library_with()
    found = describe(name, library.scenario(spec_of(name)))
    assert [(one["week"], one["label"]) for one in found["events"]] == [(2, "killing"), (4, "war")]
    assert "moral shock: +0.4" in found["events"][0]["says"]
    assert "1 while the state is at war abroad: 1" in found["events"][1]["says"]


def test_the_page_knows_no_parameter_and_no_metric_by_name():
    """What is quoted in the page's source is no path, mechanism or metric of the nation."""
    sources = list(FRONT.rglob("*.ts*"))
    assert len(sources) > 10
    quoted = {text for file in sources
              for text in re.findall(r"""["'`]([A-Za-z_.]+)["'`]""", file.read_text("utf-8"))}
    paths = {f"{owner}.{name}" for owner in (*SETTINGS, *CATALOGUE) for name in parameters(owner)}
    # Words that are also plain words: what the state does, the parts of a frame.
    common = {"response", "organisations", "operations", "coalitions", "fighters", *STATES}
    assert not quoted & paths
    assert quoted & set(CATALOGUE) <= common
    assert quoted & set(metrics("nation")) <= common
