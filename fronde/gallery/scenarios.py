"""Published models that the engine itself runs, each from a scenario with one or few mechanisms."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import polars as pl

from fronde.gallery.entry import DERIVED, HERE, EntryPicture, Played, Row, curve
from fronde.record.simulation import Result, simulate
from fronde.scenario import load
from fronde.theory.clusters import cluster_counts
from fronde.theory.kinds import BRIEF
from fronde.theory.landscape import energy
from fronde.theory.published import MEMBERS, NU, SHARE_OF, SIDES, SIZES, STANDARD_ERRORS, beside

_SETTLED = 40  # week from which the clusters are at rest, whatever they began with


class Estimate(NamedTuple):
    """A number of a run, and its standard error where it is a mean."""

    value: float
    error: float = 0.0


def play(name: str, seed: int) -> Played:
    """Run a scenario and set what is known of it beside what was found."""
    result = simulate(load(name), seed=seed, command=f"fronde gallery {name}")
    rows = []
    for known in beside(name):
        found = reading(result, known.metric, known.week)
        tolerance = known.tolerance + STANDARD_ERRORS * found.error
        rows.append(Row(name_metric(known.metric, known.week), known.expected, found.value,
                        tolerance, known.kind, known.source, known.note))
    return Played(tuple(rows), picture(result, name), result)


def name_metric(metric: str, week: int) -> str:
    """A metric in words."""
    return f"{metric}, week {week}" if metric.endswith(SHARE_OF) else metric


def reading(result: Result, metric: str, week: int) -> Estimate:
    """A number of a run by its name in ``fronde.theory.published``."""
    if metric.endswith(SHARE_OF):
        return Estimate(_share_in(result, metric.removesuffix(SHARE_OF), week))
    if metric.startswith("organisations of "):
        return mean(_count_of(result, int(metric.rsplit(" ", 1)[1])))
    if metric == "size seen by a member":
        return mean(_squares(result))
    if metric == "fighters left":
        return mean(survivors(result))
    if metric == "fights won":
        return Estimate(float((survivors(result) > 0).mean()))
    found = sides(result, week)
    if metric == "energy":
        product = np.outer(SIDES, SIDES).astype(float)
        return Estimate(energy(SIZES, product, np.where(found == found[0], 1, -1)))
    same = found[:, None] == found[None, :]
    wanted = np.outer(SIDES, SIDES) > 0
    return Estimate(float(np.triu(same == wanted, 1).sum()))


def mean(values: np.ndarray) -> Estimate:
    """Mean of independent values, with its standard error."""
    return Estimate(float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))))


def _share_in(result: Result, state: str, week: int) -> float:
    """Citizens in a state, of all, in a week."""
    persons = result.series.filter(
        (pl.col("level") == "nation") & (pl.col("week") == week) & (pl.col("metric") == state)
    )["value"].item()
    return float(persons) / float(result.manifest["population"])


def organisations_at_rest(result: Result) -> pl.DataFrame:
    """Organisations in the weeks at rest."""
    return result.organisations.filter(pl.col("week") >= _SETTLED)


def _count_of(result: Result, size: int) -> np.ndarray:
    """Organisations of a size, by week."""
    weeks = organisations_at_rest(result).group_by("week").agg(n=(pl.col("members") == size).sum())
    return weeks.sort("week")["n"].to_numpy().astype(float)


def _squares(result: Result) -> np.ndarray:
    """Mean over members of the size of their organisation, by week."""
    weeks = organisations_at_rest(result).group_by("week")
    sizes = weeks.agg(n=(pl.col("members") ** 2).sum() / MEMBERS)
    return sizes.sort("week")["n"].to_numpy()


def survivors(result: Result) -> np.ndarray:
    """Fighters left of each organisation after its fight."""
    fought = result.operations
    return (fought["fighters"] - fought["fighters_lost"]).to_numpy()


def sides(result: Result, week: int) -> np.ndarray:
    """Coalition of each organisation."""
    there = result.organisations.filter(pl.col("week") == week).sort("organisation")
    return there["coalition"].to_numpy()


def picture(result: Result, name: str) -> EntryPicture:
    """What the paper would draw."""
    if name == "eguiluz-2000":
        return sizes(result)
    if len(result.operations):
        return _endings(result, name)
    if len(result.organisations):
        return _parting(result)
    return share(result, name)


def share(result: Result, name: str) -> EntryPicture:
    """Share of citizens in the state of which levels are known, week by week, with these."""
    known = [row for row in beside(name) if row.metric.endswith(SHARE_OF)]
    state = known[0].metric.removesuffix(SHARE_OF) if known else "protest"
    weeks = result.series.filter(
        (pl.col("level") == "nation") & (pl.col("metric") == state)).sort("week")
    shares = weeks["value"].to_numpy() / float(result.manifest["population"])
    points = curve(HERE, weeks["week"], shares)
    for row in known:
        points += curve(BRIEF[row.kind], [row.week], [row.expected])
    where = "on the street" if state == "protest" else state
    return EntryPicture(points, "week", f"share of citizens {where}",
                        tuple(dict.fromkeys(BRIEF[row.kind] for row in known)))


def sizes(result: Result) -> EntryPicture:
    """Organisations by size, both axes in powers of ten."""
    there = organisations_at_rest(result)
    weeks = there["week"].n_unique()
    # A size that turns up less than once in all weeks would only show chance.
    counted = there.group_by("members").agg(n=pl.len() / weeks).filter(pl.col("n") > 5 / weeks)
    counted = counted.sort("members")
    largest = int(counted["members"].to_numpy().max())
    every = np.unique(np.geomspace(1, largest, 60).astype(int))
    points = curve(HERE, counted["members"], counted["n"]) + curve(
        DERIVED, every, MEMBERS * cluster_counts(every, NU))
    return EntryPicture(points, "members", "organisations of that size", (HERE,), "xy")


def _endings(result: Result, name: str) -> EntryPicture:
    """Fighters left, fight by fight from the worst to the best, with the exact mean."""
    left = np.sort(survivors(result))
    expected = next(row.expected for row in beside(name) if row.metric == "fighters left")
    place = np.arange(1, len(left) + 1)
    points = curve(HERE, place, left) + curve(DERIVED, place[[0, -1]], [expected] * 2)
    return EntryPicture(points, "fight, from the worst for the organisation to the best",
                        "fighters left", (HERE,))


def _parting(result: Result) -> EntryPicture:
    """Number of sides, week by week."""
    weeks = result.organisations.group_by("week").agg(
        n=pl.col("coalition").n_unique()).sort("week")
    points = curve(HERE, weeks["week"], weeks["n"]) + curve(
        DERIVED, [0, weeks["week"].max()], [len(set(SIDES))] * 2)
    return EntryPicture(points, "week", "sides", (HERE,))
