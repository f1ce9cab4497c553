"""Which assumptions move an outcome: all of them screened, the strongest measured.

First every open parameter takes part in Morris' screening, with the draws of a replicate shared
by all points, so that steps differ by what was changed. Then the parameters that move the
outcome most get Sobol' indices, each point with draws of its own; the others stay at their
defaults. Effects and values are means over replicates; the spread of the effects gives what noise
alone comes to in the screening, that of the values the share of noise in the indices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fronde.errors import FrondeError, ScenarioError
from fronde.scenario.complaints import suggestion
from fronde.scenario.types import Scenario
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.kind import Asked, Kind, Stage
from fronde.study.methods import morris, sobol
from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.design import Points, place_points
from fronde.study.methods.morris import ElementaryEffect, Screening
from fronde.study.methods.sobol import Decomposition, Index
from fronde.study.options import MOST, Option
from fronde.study.outcomes import outcome
from fronde.study.protocol import Study, observe_readings
from fronde.study.study_values import Values

SCREENING, INDICES = "screening", "indices"  # folders of the two steps
SHOWN = 15  # parameters of a screening that are shown first


def screening(scenario: Scenario, asked: str, trajectories: int, replicates: int,
              seed: int) -> Study:
    """The runs that screen all open parameters.

    Raises
    ------
    ScenarioError : nothing is open, or no such outcome.
    """
    names = open_parameters(scenario, ())
    unit = morris.design(len(names), trajectories, seed)
    return step("screening", scenario, asked, names, unit, replicates, seed, "common")


def indices(scenario: Scenario, asked: str, names: Sequence[str], base: int, replicates: int,
            seed: int) -> Study:
    """The runs that measure some parameters.

    Raises
    ------
    ScenarioError : a name that is not open, no such outcome, or rows no power of two.
    """
    open_parameters(scenario, names)
    unit = sobol.design(len(names), rows(base), seed).points
    return step("indices", scenario, asked, names, unit, replicates, seed, "own")


def rows(base: int) -> int:
    """A number of rows that indices can have; asked before a screening, so that none is in vain.

    Raises
    ------
    ScenarioError : no power of two.
    """
    try:
        return sobol.rows(base)
    except ValueError as error:
        raise ScenarioError(str(error)) from error


def open_parameters(scenario: Scenario, names: Sequence[str]) -> Sequence[str]:
    """Parameters with a prior: all, or those named."""
    if not scenario.priors:
        raise ScenarioError(f"{scenario.name}: all values are fixed, so nothing can be varied. "
                            "Write `prior` for some of them.")
    for name in names:
        if name not in scenario.priors:
            raise ScenarioError(f"{name!r} has no prior in this scenario"
                                f"{suggestion(name, tuple(scenario.priors))}")
    return names or tuple(scenario.priors)


def step(kind: str, scenario: Scenario, asked: str, names: Sequence[str], unit: Floats,
            replicates: int, seed: int, draws: str) -> Study:
    """One of the two steps."""
    looked_at = outcome(asked, scenario)
    points: Points = place_points({name: scenario.priors[name] for name in names}, unit)
    return Study(kind, observe_readings(scenario, looked_at.readings), points,
                 (Variant(AS_IT_STANDS),), looked_at.readings, replicates, seed, draws=draws,
                 settings={"outcome": asked, "names": list(names)})


@dataclass(frozen=True)
class Screened:
    """What a screening found.

    Attributes
    ----------
    outcome : what is moved.
    names : parameters, in the order of ``found.effects``.
    found : elementary effects.
    runs, failed : of the study.
    """

    outcome: str
    names: list[str]
    found: Screening
    runs: int
    failed: int

    def strongest(self, count: int) -> list[str]:
        """The parameters that move the outcome most.

        Raises
        ------
        FrondeError : none moves it, or it has no value in any run.
        """
        size = [effect.mu_star or 0.0 for effect in self.found.effects]
        order = sorted(range(len(self.names)), key=lambda i: (-size[i], i))
        found = [self.names[i] for i in order[:count] if size[i] > 0.0]
        if not found:
            raise FrondeError(f"{self.why_none()}: there is nothing to measure. Choose another "
                              "outcome, or simulate more weeks.")
        return found

    @property
    def ordered(self) -> list[tuple[str, ElementaryEffect]]:
        """All parameters with their effects, strongest first."""
        pairs = zip(self.names, self.found.effects, strict=True)
        return sorted(pairs, key=lambda one: -(one[1].mu_star or 0.0))

    @property
    def moving(self) -> list[tuple[str, ElementaryEffect]]:
        """The strongest of them that have a value."""
        return [one for one in self.ordered[:SHOWN] if one[1].mu_star is not None]

    def why_none(self) -> str:
        """Why no parameter is among the strongest: there are no values, or all are the same."""
        if all(effect.mu_star is None for effect in self.found.effects):
            return (f"{self.outcome} has no value in {self.failed:,} of {self.runs:,} runs, so no "
                    "runs can be compared")
        seen = f" in the {self.runs - self.failed:,} runs that have a value" if self.failed else ""
        return f"{self.outcome} does not change with any parameter{seen}"


@dataclass(frozen=True)
class Measured:
    """What the indices are."""

    outcome: str
    names: list[str]
    found: Decomposition
    runs: int
    failed: int

    @property
    def shares(self) -> list[tuple[str, Index, Index]]:
        """Each parameter's share alone and with interactions, without noise where it is known."""
        each = self.found.shares or ()
        return [(name, one.first_corrected or one.first, one.total_corrected or one.total)
                for name, one in zip(self.names, each, strict=bool(each))]

    @property
    def strongest(self) -> list[tuple[str, Index, Index]]:
        """The same, strongest with interactions first."""
        return sorted(self.shares, key=lambda one: -one[2].value)


def judge_screening(values: Values, scenario: Scenario) -> Screened:
    """The result of a screening, from what was read off runs."""
    settings, each = outcome_of(values, scenario)
    plan, k = values.manifest["study"], len(settings["names"])
    unit = morris.design(k, len(each) // (k + 1), plan["seed"])
    return Screened(settings["outcome"], settings["names"], morris.analyse(unit, each), each.size,
                    missing(each))


def judge_indices(values: Values, scenario: Scenario) -> Measured:
    """Indices, from what was read off runs."""
    settings, each = outcome_of(values, scenario)
    found = sobol.analyse(over_replicates(each), len(settings["names"]), noise=noise(each))
    return Measured(settings["outcome"], settings["names"], found, each.size, missing(each))


def outcome_of(values: Values, scenario: Scenario) -> tuple[dict[str, Any], Floats]:
    """Settings, and the outcome of each run [points, replicates]."""
    settings = values.manifest["study"]["settings"]
    return settings, outcome(settings["outcome"], scenario).of(values)


def noise(each: Floats) -> float | None:
    """Variance of noise in such a mean: within points, pooled, over replicates.

    None where no point has all of several replicates: nothing is known of it there.
    """
    whole = each[~np.isnan(each).any(axis=1)]
    if not len(whole) or each.shape[1] < 2:
        return None
    within = float(whole.var(axis=1, ddof=1).mean())
    return within / int(each.shape[1])


def missing(each: Floats) -> int:
    """Runs without a value."""
    return int(np.isnan(each).sum())


def table(found: Measured, before: Screened | None = None) -> dict[str, Any]:
    """Rows of indices, without noise where it is known, and of the screening if there was one."""
    screening = [] if before is None else [
        {"parameter": name, **asdict(one)}
        for name, one in zip(before.names, before.found.effects, strict=True)]
    return {**({} if before is None else {"screening": screening}),
            "indices": [{"parameter": name, "first": asdict(first), "total": asdict(total)}
                        for name, first, total in found.shares],
            "noise_share": found.found.noise_share, "verdict": found.found.verdict}


def fits_screening(found: Screened, study: Mapping[str, Any], _: list[str]) -> bool:
    """Whether findings can be those of a screening."""
    return (found.names == study["settings"]["names"]
            and len(found.found.effects) == len(found.names))


def fits_indices(found: Measured, study: Mapping[str, Any], _: list[str]) -> bool:
    """Whether findings can be those of a study of indices."""
    return (found.names == study["settings"]["names"]
            and len(found.found.shares or found.names) == len(found.names))


def plan_screening(scenario: Scenario, asked: Asked, _: Any) -> Study | None:
    """The screening; none if parameters are named."""
    rows(asked["base"])
    if asked["only"]:
        return None
    return screening(scenario, asked["outcome"], asked["trajectories"], asked["replicates"],
                     asked["seed"])


def plan_indices(scenario: Scenario, asked: Asked, before: Screened | None) -> Study:
    """The indices of the parameters that are named, or else are the strongest."""
    names = asked["only"] if before is None else before.strongest(asked["parameters"])
    return indices(scenario, asked["outcome"], list(names), asked["base"], asked["replicates"],
                   asked["seed"])


KIND = Kind(
    "sensitivity", "Find the assumptions that an outcome depends on: screen all, measure the "
    "strongest.", "fronde study sensitivity --outcome fighters --trajectories 20", (
        Option("outcome", "The outcome: a metric of the nation (mean of the last half year), more "
               "of it such as 'peak protest weeks 57-80', a condition such as 'operations > 1', "
               "or contained, insurgent, collapsed.", "stress",
               "O"),
        Option("trajectories", "Trajectories of the screening (Morris). Each takes one run per "
               "open parameter, plus one, times the replicates.", 8, "T", low=2, high=MOST),
        Option("parameters", "How many of the strongest parameters get indices (Sobol').", 6, "K",
               low=1),
        Option("only", "Skip the screening, and give indices of this parameter. May be repeated.",
               (), "PATH", several=True),
        Option("base", "Base rows of the design for the indices, a power of two. Each takes K + 2 "
               "parameter sets.", 64, "N", low=2, high=MOST),
        Option("replicates", "Runs of one parameter set, each with other random draws. They "
               "separate stochastic variance from the effect of assumptions.", 2, "R", low=1,
               high=MOST)),
    (), (Stage(SCREENING, plan_screening, judge_screening, Screened, fits_screening, SCREENING),
         Stage(INDICES, plan_indices, judge_indices, Measured, fits_indices, INDICES)), table)
