"""Every figure is a valid specification that draws, or nothing where there is no data."""

import json
import re

import altair as alt
import fighting
import pytest
import synthetic
import vl_convert

from fronde.reporting import palette
from fronde.reporting.bars import entries
from fronde.reporting.figures import FIGURES, Figure
from fronde.reporting.hexmap import short
from fronde.reporting.page import still
from fronde.reporting.run_tables import Tables
from fronde.reporting.timeline import mark_events
from fronde.reporting.vega import VEGA_LITE

NAMES = [figure.name for figure in FIGURES]


@pytest.fixture(scope="module")
def country() -> Tables:
    return fighting.tables(weeks=110)


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_a_figure_is_valid_and_draws(figure: Figure, country: Tables) -> None:
    chart = figure.draw(country)
    assert isinstance(chart, alt.LayerChart)
    spec = chart.to_dict(validate=True) | {"config": palette.config()}
    svg = vl_convert.vegalite_to_svg(still(spec, figure.title), vl_version=VEGA_LITE)
    assert figure.title in svg
    assert svg.count("<path") + svg.count("<line") >= 10
    assert "NaN" not in svg
    assert figure.read(country).endswith(".")


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_figures_fit_any_width(figure: Figure, country: Tables) -> None:
    chart = figure.draw(country)
    assert chart is not None
    assert chart.to_dict()["width"] == "container"


def test_a_hundred_people_get_the_one_figure_that_they_have_data_for() -> None:
    drawn = [figure.name for figure in FIGURES if figure.draw(synthetic.hall()) is not None]
    assert drawn == ["states"]


def test_a_run_without_tables_has_no_figures(country: Tables) -> None:
    empty = Tables(country.manifest, country.series.clear(), country.flows.clear(),
                   country.events.clear())
    assert [figure.draw(empty) for figure in FIGURES] == [None] * len(FIGURES)


@pytest.mark.parametrize("missing", sorted(synthetic.curves() | fighting.curves()))
def test_any_metric_may_be_missing(missing: str) -> None:
    tables = fighting.tables(given={missing: None}, weeks=90, regions=3, groups=2)
    for figure in FIGURES:
        if figure.draw(tables) is not None:
            assert not re.search(r"\bnan\b", figure.read(tables))


def test_crowds_are_drawn_on_a_log_scale_and_halls_are_not(country: Tables) -> None:
    draw = next(figure.draw for figure in FIGURES if figure.name == "states")
    large, small = draw(country), draw(synthetic.hall())
    assert large is not None
    assert small is not None
    assert '"log"' in large.to_json()
    assert '"log"' not in small.to_json()


def test_bars_add_up_to_the_flows(country: Tables) -> None:
    rows = entries(country, "join", "hide")
    assert sum(row["persons"] for row in rows) == pytest.approx(country.took("join", "hide"))
    assert all(row["high"] - row["low"] == pytest.approx(row["persons"]) for row in rows)


def test_events_of_a_week_share_a_mark_and_near_ones_stand_in_lanes(country: Tables) -> None:
    found = mark_events(country)
    assert [(mark["mark"], mark["lane"]) for mark in found] == [("1", 0), ("2", 0), ("3", 1)]


def test_colours_can_be_told_apart_and_stay_with_what_they_mean() -> None:
    for scheme in (palette.STATE, palette.CAUSE, palette.PART):
        assert len(set(scheme.values())) == len(scheme)


def test_codes_lose_the_country() -> None:
    assert short(["RU-MOW", "RU-AD"]) == ["MOW", "AD"]
    assert short(["north", "south"]) == ["NOR", "SOU"]
    assert short(["A-x", "B-y"]) == ["A-X", "B-Y"]


def test_the_map_stays_small_and_ends_with_the_last_week() -> None:
    draw = next(figure.draw for figure in FIGURES if figure.name == "map")
    chart = draw(synthetic.tables(regions=83))
    assert chart is not None
    assert len(chart.to_json(indent=None)) < 300_000
    spec = chart.to_dict()
    values = json.loads(spec["datasets"][spec["data"]["name"]])
    assert len({row["f"] for row in values}) == 40
    last = next(row["u"] for row in values if row["f"] == 39 and row["i"] == 0)
    curve = [synthetic.hidden(t) for t in range(153, 157)]  # four weeks a frame
    raw = [1 + 2 * n / 83 for n in range(83)]
    assert last == pytest.approx(
        1e5 * sum(curve) / 4 * raw[0] / sum(raw) / (144_000_000 // 83), rel=0.01)
