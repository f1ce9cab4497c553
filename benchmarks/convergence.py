"""Whether results hang on numerical choices: size, step, threads, and copies of the country.

    python benchmarks/convergence.py [size] [step] [threads] [copies] [--seeds N] [--whole N]

Means of ``OUTCOMES`` of the bundled scenario over seeds, beside those of a reference:

size     with the street in groups, against one to one
step     with steps of at most 7, 3.5 and 1 day, and of a quarter of one as reference
copies   of a country of four copies of itself, by the head, against one
threads  whether tables are equal, bit for bit

The tables are printed and kept in ``docs/convergence/``, with a figure each.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import polars as pl
import vl_convert

import fronde as fr

FRESH = get_context("spawn")  # a copy of a process whose threads have run kernels would hang
CASE, WEEKS = "fighting-coalition", 130
DOCS = Path(__file__).parent.parent / "docs" / "convergence"
ABSOLUTE = {"forces": ("army", "private_army", "ceiling")}  # parameters in persons of the country


class Outcome(NamedTuple):
    """A national metric, the weeks over which it counts, and how it is read."""

    metric: str
    first: int
    last: int
    most: bool = False  # the most of these weeks, not the mean
    by_head: bool = True  # whether four copies of a country have four times as much


OUTCOMES = {
    "street before the war": Outcome("protest", 20, 56),
    "fear before the war": Outcome("risk_protest", 20, 56, by_head=False),
    "in prison before the war": Outcome("jailed", 20, 56),
    "in hiding before the war": Outcome("hidden", 40, 56),
    "height of the wave": Outcome("protest", 56, 80, most=True),
    "fear in the wave": Outcome("risk_protest", 60, 72, by_head=False),
    "street a year later": Outcome("protest", 100, 130),
    "in hiding a year later": Outcome("hidden", 100, 130),
    "armed a year later": Outcome("armed", 100, 130),
    "organisations a year later": Outcome("organisations", 100, 130),
    "operations a week, a year later": Outcome("operations", 100, 130),
    "legitimacy a year later": Outcome("legitimacy", 100, 130, by_head=False),
}


class Run(NamedTuple):
    """One run: who, in which steps, how many copies of the country, which draws."""

    people: int | str
    days: float
    copies: int
    seed: int


def main() -> None:
    """Compare what is asked for."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("what", nargs="*", default=["size", "step", "threads", "copies"])
    given.add_argument("--seeds", type=int, default=8)
    given.add_argument("--whole", type=int, default=4, help="seeds of runs one to one")
    asked = given.parse_args()
    DOCS.mkdir(exist_ok=True)
    for what in asked.what:
        if what == "threads":
            kept(what, threads())
            continue
        cases = CASES[what]
        found = compared(cases, asked.seeds, asked.whole)
        kept(what, found)
        drawn(what, found)


CASES = {
    "size": {"one to one": ("all", 7.0, 1), "people 1e7": (10**7, 7.0, 1),
             "people 1e6": (10**6, 7.0, 1), "people 1e5": (10**5, 7.0, 1)},
    "step": {"a quarter of a day": (10**6, 0.25, 1), "a day": (10**6, 1.0, 1),
             "half a week": (10**6, 3.5, 1), "a week": (10**6, 7.0, 1)},
    "copies": {"one country": (10**6, 7.0, 1), "four copies": (10**6, 7.0, 4)},
}  # the first of each is the reference


def compared(cases: dict[str, tuple[Any, float, int]], seeds: int, whole: int) -> list[dict]:
    """Mean and standard error of each outcome in each case."""
    jobs = [(name, Run(*case, seed)) for name, case in cases.items()
            for seed in range(1, (whole if case[0] == "all" else seeds) + 1)]
    with ProcessPoolExecutor(os.cpu_count(), FRESH) as workers:
        values = list(workers.map(outcomes, [job for _, job in jobs]))
    found = []
    for outcome in OUTCOMES:
        means = {}
        for name in cases:
            each = np.array([value[outcome] for (one, _), value in zip(jobs, values, strict=True)
                             if one == name])
            means[name] = (float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))))
        reference, error = means[next(iter(cases))]
        found += [{"outcome": outcome, "case": name, "mean": mean, "error": spread,
                   "ratio": mean / reference,
                   "ratio_error": float(np.hypot(spread, error)) / reference}
                  for name, (mean, spread) in means.items()]
    return found


def outcomes(run: Run) -> dict[str, float]:
    """What one run comes to, by the head of one copy."""
    scenario = fr.load(country(run.people, run.days, run.copies))
    nation = fr.simulate(scenario, seed=run.seed, threads=1).series.filter(level="nation")
    wide = nation.pivot(on="metric", index="week", values="value").sort("week")
    found = {}
    for name, one in OUTCOMES.items():
        window = wide.filter(pl.col("week").is_between(one.first, one.last - 1))[one.metric]
        value = float(window.max() if one.most else window.mean())
        found[name] = value / run.copies if one.by_head else value
    return found


def country(people: int | str, days: float, copies: int) -> dict[str, Any]:
    """The bundled scenario, or a country of so many copies of it side by side."""
    sets = ["metrics.levels=[nation]", "metrics.organisations=0", f"time.step_days={days:g}"]
    loaded = fr.load(CASE, people=people, weeks=WEEKS, sets=sets)
    document: dict[str, Any] = copy.deepcopy(dict(loaded.document))
    document.pop("claims")
    if copies == 1:
        return document
    numbers = range(copies)

    def each(rows: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
        return [{**row, **{key: f"{row[key]}-{k}" for key in keys},
                 **({"column": row["column"] + 100 * k} if "column" in row else {})}
                for k in numbers for row in rows]

    regions = document["regions"]
    document["regions"] = {"rows": each(regions["rows"], "region"),
                           "borders": {"rows": each(regions["borders"]["rows"], "region_a",
                                                    "region_b")}}
    document["communities"] = {"rows": each(document["communities"]["rows"], "region")}
    for state in document["states"]["rows"]:
        state["regions"] = " ".join(f"{r}-{k}" for k in numbers for r in state["regions"].split())
        for key in ("capacity", "volunteers"):
            state[key] *= copies
    for event in document["events"]:
        if event.get("regions"):
            event["regions"] = [f"{r}-{k}" for k in numbers for r in event["regions"]]
    for mechanism, names in ABSOLUTE.items():
        for name in names:
            value = getattr(loaded.mechanisms[mechanism], name)
            document["mechanisms"][mechanism][name] = value * copies
    return document


def threads() -> list[dict]:
    """Whether runs on one thread and on two are equal, bit for bit."""
    found = []
    for people in (10**6, "all"):
        one, two = (fr.simulate(fr.load(CASE, people=people, weeks=70), seed=1, threads=count)
                    for count in (1, 2))
        equal = all(getattr(one, name).equals(getattr(two, name))
                    for name in ("series", "flows", "organisations", "operations", "changes"))
        found.append({"people": people, "weeks": 70, "equal": equal})
    return found


def kept(what: str, found: list[dict]) -> None:
    """Print a table and keep it."""
    frame = pl.DataFrame(found, strict=False)
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200):
        print(what, frame)
    (DOCS / f"{what}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def drawn(what: str, found: list[dict]) -> None:
    """A figure: the ratio to the reference of every outcome, with three standard errors."""
    reference = found[0]["case"]
    rows = [{**row, "low": row["ratio"] - 3 * row["ratio_error"],
             "high": row["ratio"] + 3 * row["ratio_error"]}
            for row in found if row["case"] != reference]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("outcome:N", sort=list(OUTCOMES), title=None),
        yOffset=alt.YOffset("case:N"), color=alt.Color("case:N", title=None))
    scale = alt.Scale(domain=[0.6, 1.4], clamp=True)
    points = base.mark_point(filled=True, size=45).encode(
        x=alt.X("ratio:Q", scale=scale, title=f"mean as a ratio to {reference}, 3 standard errors"))
    bars = base.mark_rule(strokeWidth=1.5).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    line = alt.Chart(alt.Data(values=[{"x": 1}])).mark_rule(strokeDash=[3, 3]).encode(x="x:Q")
    chart = (bars + points + line).properties(width=420, height=alt.Step(12))
    (DOCS / f"{what}.svg").write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


if __name__ == "__main__":
    main()
