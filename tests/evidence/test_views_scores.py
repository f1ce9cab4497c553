"""Published forecasts of deaths score as was recorded, on the vintage of outcomes that is named.

The files are those of the VIEWS prediction challenge, which have no licence to be passed on. They
are looked for beside the repository, or where ``FRONDE_SHARED_DATA`` says.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from fronde.evidence.baselines import conflictology, last_value, zero
from fronde.evidence.scores import crps

ROOT = Path(__file__).parents[2]
VIEWS = Path(os.environ.get("FRONDE_SHARED_DATA", ROOT.parent / "shared" / "data")) / "views_cm"
KEYS = ["country_id", "month_id"]
TO_THREE_DECIMALS = 0.0005
ZERO, TWELVE = "bm_exactly_zero", "bm_conflictology"
OCTOBER = {2019: 466, 2020: 478, 2021: 490}  # the last month that a window's forecasts may know

pytestmark = pytest.mark.skipif(not VIEWS.is_dir(), reason="the shared data are not here")


def recorded():
    """Year, model, vintage and mean CRPS, of models whose files are here."""
    if not VIEWS.is_dir():
        return []
    rows = pl.read_csv(VIEWS / "scores_recomputed.csv").select(
        "window_year", "model", "actuals_vintage", "mean_crps").rows()
    return [row for row in rows
            if row[1] == ZERO or (VIEWS / f"{row[1]}_{row[0]}.parquet").exists()]


def outcomes(year, vintage):
    """Deaths by country and month, in order."""
    table = pl.read_parquet(VIEWS / f"cm_actuals_{vintage}_{year}.parquet")
    return table.rename({"ged_sb": "outcome"}, strict=False).sort(KEYS)


def forecasts(year, model):
    """Draws by country and month, in order [country-months, draws]."""
    table = pl.read_parquet(VIEWS / f"{model}_{year}.parquet").sort(*KEYS, "draw")
    return table["outcome"].to_numpy().reshape(-1, table["draw"].n_unique()), \
        table.unique(KEYS).sort(KEYS)


def last_months(year, months):
    """The last months that the forecasts of a window may know, by country."""
    table = pl.read_csv(VIEWS / "cm_history_nov2017_oct2020.csv")
    last = OCTOBER[year]
    known = table.filter(pl.col("month_id").is_between(last - months + 1, last)).sort(KEYS)
    return dict(known.group_by("country_id").agg("ged_sb").rows())


@pytest.mark.parametrize(("year", "model", "vintage", "mean"), recorded())
def test_forecasts_score_as_recorded(year, model, vintage, mean):
    """Zero is our rule; the others are the draws of the files."""
    seen = outcomes(year, vintage)
    if model == ZERO:
        drawn = zero([1], seen.height)
    else:
        drawn, keys = forecasts(year, model)
        assert keys.select(KEYS).rows() == seen.select(KEYS).rows()
    assert crps(seen["outcome"], drawn).mean() == pytest.approx(mean, abs=TO_THREE_DECIMALS)


@pytest.mark.parametrize(("year", "model", "vintage", "mean"),
                         [row for row in recorded() if row[1] == TWELVE])
def test_our_conflictology_scores_as_recorded(year, model, vintage, mean):
    """A country's 12 months before are the draws of the file's first month."""
    seen, total = outcomes(year, vintage), 0.0
    draws, keys = forecasts(year, model)
    first = {}
    for country, row in zip(keys["country_id"], draws, strict=True):
        first.setdefault(country, row)
    for (country,), months in seen.group_by("country_id"):
        total += crps(months["outcome"], conflictology(first[country], months.height, 12)).sum()
    assert total / seen.height == pytest.approx(mean, abs=TO_THREE_DECIMALS)


@pytest.mark.parametrize("year", OCTOBER)
def test_conflictology_of_the_history_is_the_benchmark_in_most_countries(year):
    """The data set's page says: in 180 to 184 of 191 countries; data were revised in the others."""
    draws, keys = forecasts(year, TWELVE)
    known, same = last_months(year, 12), set()
    for country, row in zip(keys["country_id"], draws, strict=True):
        if sorted(conflictology(known[country], 1, 12)[0]) == sorted(row):
            same.add(country)
    assert 180 <= len(same) <= 184


@pytest.mark.parametrize("year", OCTOBER)
def test_last_value_of_the_history_is_the_mean_of_the_benchmark_in_most_countries(year):
    """The benchmark has 1,000 Poisson draws around the last value: four standard errors."""
    draws, keys = forecasts(year, "bm_last_historical_poisson")
    known, near = last_months(year, 12), {}
    for country, row in zip(keys["country_id"], draws, strict=True):
        value = last_value(known[country], 1)[0, 0]
        near[country] = abs(row.mean() - value) <= 4 * (value / 1000) ** 0.5
    assert sum(near.values()) >= 180, sum(near.values())
