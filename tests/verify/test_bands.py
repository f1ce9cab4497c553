"""The bundled scenario behaves as its authors say it must, over 20 seeds, one to one.

The bands are those that the model was asked to show before its parameters were chosen; they
are about orders of magnitude, so a seed that leaves one is a finding, not noise.
"""

from __future__ import annotations

import polars as pl
import pytest

import fronde as fr

pytestmark = pytest.mark.verify
SEEDS = range(1, 21)
WAR, YEAR = 60, 52  # the first moment that knows of the war; a year


@pytest.fixture(scope="module", params=SEEDS)
def shares(request):
    scenario = fr.load("fighting-coalition", sets=["metrics.levels=[nation]"])
    result = fr.simulate(scenario, seed=request.param)
    nation = result.series.filter(level="nation")
    wide = nation.pivot(on="metric", index="week", values="value").sort("week")
    persons = ["protest", "hidden", "jailed"]  # hidden: underground, armed or not
    return wide.with_columns(pl.col(persons) / scenario.population)


def test_before_the_war_the_street_is_small_and_the_underground_tiny(shares):
    before = shares.filter(pl.col("week").is_between(2, WAR - 1))
    assert before["protest"].min() > 1e-5
    assert before["protest"].max() < 3e-3
    assert before["hidden"].max() < 2e-5


def test_the_war_starts_a_wave_that_breaks_within_ten_weeks(shares):
    calm = shares.filter(pl.col("week") == WAR - 1)["protest"].item()
    wave = shares.filter(pl.col("week").is_between(WAR, WAR + 10))
    peak = wave["protest"].max()
    height = wave.filter(pl.col("protest") == peak)["week"].item()
    after = shares.filter(pl.col("week") == height + 10)["protest"].item()
    assert peak > 2 * calm
    assert after < peak / 2


def test_operations_come_with_the_war_and_stay_few(shares):
    """None before it; around a year later at most ten a week, by units in tens."""
    assert shares.filter(pl.col("week") < WAR)["operations"].sum() == 0
    later = shares.filter(pl.col("week").is_between(WAR + YEAR - 6, WAR + YEAR + 6))
    assert 0 <= later["operations"].mean() <= 10
    assert 1 <= shares.filter(pl.col("week") == WAR + YEAR)["units"].item() < 100


def test_a_year_later_an_underground_and_less_legitimacy(shares):
    before = shares.filter(pl.col("week") == WAR - 1)["legitimacy"].item()
    later = shares.filter(pl.col("week") == WAR + YEAR)
    assert 2e-6 < later["hidden"].item() < 1e-3
    assert 0.05 < before - later["legitimacy"].item() < 0.35
