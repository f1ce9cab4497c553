"""How the bundled scenario behaves: over 20 seeds, and over its prior range: ``make behaviour``.

Seeds are simulated one to one, draws with the street in groups (``--people all``: one to one, too).
The draws are a Latin hypercube over all values that the scenario leaves open. Before the war a
draw should lie within what is observed; it ends as one of

    collapsed    the regime falls within the three years
    contained    it stands, and there is no operation in the last half year
    insurgent    it stands, and there is
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats
from scipy.stats import qmc

import fronde as fr

FRESH = get_context("spawn")  # a copy of a process whose threads have run kernels would hang
CASE = "fighting-coalition"
WAR, YEAR, HALF_A_YEAR = 60, 52, 26
NATION = "metrics.levels=[nation]"
# What the scenario must show, over seeds with its defaults.
BANDS = {
    "protest before the war, least": (1e-5, 3e-3), "protest before the war, most": (1e-5, 3e-3),
    "underground before the war, most": (0.0, 2e-5), "operations before the war": (0, 0),
    "wave against the week before": (2.0, np.inf), "weeks from its height to half": (1, 10),
    "underground a year later": (2e-6, 1e-3), "units a year later": (1, 99),
    "operations a week, that quarter": (0.0, 10.0), "legitimacy lost a year later": (0.05, 0.35),
}
SHARES = {"contained": (0.10, 0.60), "insurgent": (0.0, 1.0), "collapsed": (0.0, 0.25)}
LIKELY = (1e-5, 3e-3)  # share of citizens on the street before the war, mean
PEACE = {"within the band": (0.93, 1.0), "below it": (0.0, 0.07), "above it": (0.0, 0.07),
         "above a hundredth in some week": (0.0, 0.01), "the war brings a wave": (0.90, 1.0)}


def main() -> None:
    """Seeds, then draws."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--seeds", type=int, default=20)
    given.add_argument("--draws", type=int, default=300)
    given.add_argument("--people", default="1e6", help="all: draws are simulated one to one, too")
    given.add_argument("--table", type=Path, help="write what each draw came to, as JSON lines")
    options = given.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), FRESH) as workers:
        if options.seeds:
            bands(list(workers.map(of_seed, range(1, options.seeds + 1))))
        if options.draws:
            points = drawn(options.draws)
            found = []
            for each in workers.map(of_point, [(options.people, point) for point in points]):
                found.append(each)
                if sys.stdout.isatty():
                    print(f"\r{len(found)} of {len(points)} draws", end="", flush=True)
            told(found)
            extremes(found)
            for outcome in ("collapsed", "contained"):
                apart(found, points, outcome)
            if options.table:
                options.table.write_text("".join(
                    json.dumps({**each, "point": point}) + "\n"
                    for each, point in zip(found, points, strict=True)))


def drawn(count: int) -> list[dict[str, float]]:
    """Points over the priors of the scenario: path -> value."""
    priors = fr.load(CASE).priors
    cube = qmc.LatinHypercube(len(priors), rng=np.random.default_rng(1)).random(count)
    return [{path: prior.quantile(float(u)) for (path, prior), u in zip(priors.items(), row,
                                                                        strict=True)}
            for row in cube]


def of_seed(seed: int) -> dict[str, float]:
    """What the bands speak of, in one run with the defaults."""
    scenario = fr.load(CASE, sets=[NATION])
    wide = table(fr.simulate(scenario, seed=seed, threads=1))
    protest = (wide["protest"] / scenario.population).to_numpy()
    hidden = (wide["underground"] / scenario.population + wide["armed"] / scenario.population
              ).to_numpy()
    legitimacy, later = wide["legitimacy"].to_numpy(), WAR + YEAR
    height = WAR + int(protest[WAR:WAR + 11].argmax())
    below = [w for w in range(height, len(protest)) if protest[w] < protest[height] / 2]
    operations = wide["operations"].to_numpy()
    return {
        "protest before the war, least": protest[2:WAR].min(),
        "protest before the war, most": protest[:WAR].max(),
        "underground before the war, most": hidden[:WAR].max(),
        "operations before the war": operations[:WAR].sum(),
        "wave against the week before": protest[height] / protest[WAR - 1],
        "weeks from its height to half": below[0] - height if below else np.inf,
        "underground a year later": hidden[later],
        "units a year later": wide["units"].to_numpy()[later],
        "operations a week, that quarter": operations[later - 6:later + 7].mean(),
        "legitimacy lost a year later": legitimacy[WAR - 1] - legitimacy[later],
    }


def of_point(job: tuple[str, dict[str, float]]) -> dict[str, float | str]:
    """How one draw from the priors ends."""
    people, point = job
    sets = [NATION, "metrics.organisations=0", *(f"{path}={v!r}" for path, v in point.items())]
    scenario = fr.load(CASE, people=people if people == "all" else int(float(people)), sets=sets)
    wide = table(fr.simulate(scenario, seed=1, threads=1))
    last = wide.tail(HALF_A_YEAR)
    fallen = wide["fallen"].max() > 0
    quiet = last["operations"].sum() == 0
    street = wide["protest"].to_numpy() / scenario.population
    return {
        "outcome": "collapsed" if fallen else "contained" if quiet else "insurgent",
        "fell in week": wide.filter(pl.col("fallen") > 0)["week"].min() or -1,
        "operations a week, last half year": last["operations"].mean(),
        "underground, most": wide["hidden"].max(),
        "underground before the war": wide.filter(pl.col("week") < WAR)["hidden"].max(),
        "on the street before the war": street[2:WAR].mean(),
        "most of it": street[2:WAR].max(),
        "wave against the week before": street[WAR:WAR + 11].max() / max(street[WAR - 1], 1e-12),
        "on the street, most": street.max(),
        "fighters, end": wide["fighters"][-1],
        "coups": wide["coups"].max(), "mutinies": wide["mutinies"].max(),
        "stress, most": wide["stress"].max(), "legitimacy, end": wide["legitimacy"][-1],
    }


def table(result: fr.Result) -> pl.DataFrame:
    """The nation's metrics, a row a week."""
    nation = result.series.filter(level="nation")
    return nation.pivot(on="metric", index="week", values="value").sort("week")


def bands(found: list[dict[str, float]]) -> None:
    """Least and most over seeds, beside the bands."""
    print(f"Over {len(found)} seeds, one to one (least to most; the band)")
    for what, (low, high) in BANDS.items():
        values = [one[what] for one in found]
        verdict = "" if low <= min(values) and max(values) <= high else "   OUTSIDE"
        print(f"  {what:<36} {min(values):>9.3g} to {max(values):<9.3g} "
              f"{low:g} to {high:g}{verdict}")


def told(found: list[dict[str, float | str]]) -> None:
    """Shares of outcomes, and where the draws lie."""
    print(f"Over {len(found)} draws from the priors")
    before = np.array([float(one["on the street before the war"]) for one in found])
    most = np.array([float(one["most of it"]) for one in found])
    wave = np.array([float(one["wave against the week before"]) for one in found])
    shares = {"within the band": (before >= LIKELY[0]) & (before <= LIKELY[1]),
              "below it": before < LIKELY[0], "above it": before > LIKELY[1],
              "above a hundredth in some week": most > 1e-2, "the war brings a wave": wave > 2.0}
    for what, (low, high) in PEACE.items():
        share = shares[what].mean()
        verdict = "" if low <= share <= high else "   OUTSIDE"
        print(f"  before the war: {what:<30} {share:>9.3f} {low:g} to {high:g}{verdict}")
    for outcome, (low, high) in SHARES.items():
        share = np.mean([one["outcome"] == outcome for one in found])
        error = np.sqrt(share * (1 - share) / len(found))
        verdict = "" if low <= share <= high else "   OUTSIDE"
        print(f"  {outcome:<36} {share:>9.3f} +- {error:<6.3f} {low:g} to {high:g}{verdict}")
    print("  (5, 50, 95 per cent)")
    for what in [key for key in found[0] if key != "outcome"]:
        five, middle, most = np.percentile([float(one[what]) for one in found], [5, 50, 95])
        print(f"  {what:<36} {five:>10.4g} {middle:>10.4g} {most:>10.4g}")


def extremes(found: list[dict[str, float | str]]) -> None:
    """How falls come about, and how many draws run away."""
    street, hidden, fell = (np.array([float(one[name]) for one in found]) for name in (
        "on the street, most", "underground, most", "fell in week"))
    falls = fell >= 0
    weeks, times = np.unique(fell[falls], return_counts=True)
    usual = int(weeks[times.argmax()]) if len(weeks) else -1
    print(f"  {falls.sum()} fall, {times.max(initial=0)} of them in week {usual}; in "
          f"{(street[falls] > 1e-2).sum()} of them more than a hundredth was on the street")
    print(f"  more than five in a hundred on the street: {(street > 0.05).sum()}; more than one in "
          f"a thousand in hiding: {(hidden > fr.load(CASE).population * 1e-3).sum()}")


def apart(found: list[dict[str, float | str]], points: list[dict[str, float]],
          outcome: str) -> None:
    """The values in which draws that end so differ most from the others (Mann and Whitney)."""
    ends = np.array([one["outcome"] == outcome for one in found])
    if not 0 < ends.sum() < len(ends):
        return
    rows = []
    for path in points[0]:
        values = np.array([point[path] for point in points])
        tested = stats.mannwhitneyu(values[ends], values[~ends])
        rows.append((tested.pvalue, path, tested.statistic / ends.sum() / (~ends).sum()))
    print(f"  {outcome}, against the others (chance that a value is higher; p, of {len(rows)}):")
    for p, path, higher in sorted(rows)[:6]:
        print(f"    {path:<36} {higher:>6.2f} {p:>10.1e}")


if __name__ == "__main__":
    main()
