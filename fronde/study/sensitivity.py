"""Which assumptions move an outcome: all of them screened, the strongest measured.

First every open parameter takes part in Morris' screening, with the luck of a replicate shared
by all points, so that steps differ by what was changed. Then the parameters that move the
outcome most get Sobol' indices, each point with luck of its own; the others stay at their
defaults. Effects and values are means over replicates; the spread of the effects gives what luck
alone comes to in the screening, that of the values the share of luck in the indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fronde.errors import FrondeError, ScenarioError
from fronde.scenario.complaints import suggestion
from fronde.scenario.types import Scenario
from fronde.study import morris, sobol
from fronde.study.design import Points, placed
from fronde.study.ensemble import Study, observing
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.morris import Screening
from fronde.study.outcomes import Floats, outcome
from fronde.study.sobol import Decomposition
from fronde.study.values import Values, over_replicates, read_values

SCREENING, INDICES = "screening", "indices"  # folders of the two steps


def screening(scenario: Scenario, asked: str, trajectories: int, replicates: int,
              seed: int) -> Study:
    """The runs that screen all open parameters.

    Raises
    ------
    ScenarioError : nothing is open, or no such outcome.
    """
    names = opened(scenario, ())
    unit = morris.design(len(names), trajectories, seed)
    return planned("screening", scenario, asked, names, unit, replicates, seed, "common")


def indices(scenario: Scenario, asked: str, names: Sequence[str], base: int, replicates: int,
            seed: int) -> Study:
    """The runs that measure some parameters.

    Raises
    ------
    ScenarioError : a name that is not open, no such outcome, or rows no power of two.
    """
    opened(scenario, names)
    unit = sobol.design(len(names), rows(base), seed).points
    return planned("indices", scenario, asked, names, unit, replicates, seed, "own")


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


def opened(scenario: Scenario, names: Sequence[str]) -> Sequence[str]:
    """Parameters with a prior: all, or those named."""
    if not scenario.priors:
        raise ScenarioError(f"{scenario.name}: all values are fixed, so nothing can be varied. "
                            "Write `prior` for some of them.")
    for name in names:
        if name not in scenario.priors:
            raise ScenarioError(f"{name!r} has no prior in this scenario"
                                f"{suggestion(name, tuple(scenario.priors))}")
    return names or tuple(scenario.priors)


def planned(kind: str, scenario: Scenario, asked: str, names: Sequence[str], unit: Floats,
            replicates: int, seed: int, luck: str) -> Study:
    """One of the two steps."""
    looked_at = outcome(asked, scenario)
    points: Points = placed({name: scenario.priors[name] for name in names}, unit)
    return Study(kind, observing(scenario, looked_at.readings), points, (Variant(AS_IT_STANDS),),
                 looked_at.readings, replicates, seed, luck=luck,
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
            raise FrondeError(f"{self.unmoved()}: there is nothing to measure. Choose another "
                              "outcome, or simulate more weeks.")
        return found

    def unmoved(self) -> str:
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


def screened(folder: Path, scenario: Scenario) -> Screened:
    """The result of a screening that was run.

    Raises
    ------
    StoreError : no study there, or a damaged one.
    """
    values, settings, each = looked(folder, scenario)
    unit = morris.design(len(settings["names"]), rows_of(values, 1),
                         values.manifest["study"]["seed"])
    found = morris.analyse(unit, each)
    return Screened(settings["outcome"], settings["names"], found, each.size, missing(each))


def measured(folder: Path, scenario: Scenario) -> Measured:
    """The indices of a study that was run.

    Raises
    ------
    StoreError : no study there, or a damaged one.
    """
    _, settings, each = looked(folder, scenario)
    found = sobol.analyse(over_replicates(each), len(settings["names"]), noise=noise(each))
    return Measured(settings["outcome"], settings["names"], found, each.size, missing(each))


def looked(folder: Path, scenario: Scenario) -> tuple[Values, dict[str, Any], Floats]:
    """Tables, settings and the outcome of each run [points, replicates]."""
    values = read_values(folder)
    settings = values.manifest["study"]["settings"]
    return values, settings, outcome(settings["outcome"], scenario).of(values)


def rows_of(values: Values, more: int) -> int:
    """How many trajectories a screening has."""
    return values.shape[0] // (len(values.names) + more)


def noise(each: Floats) -> float | None:
    """Variance of luck in such a mean: within points, pooled, over replicates.

    None where no point has all of several replicates: nothing is known of luck there.
    """
    whole = each[~np.isnan(each).any(axis=1)]
    if not len(whole) or each.shape[1] < 2:
        return None
    within = float(whole.var(axis=1, ddof=1).mean())
    return within / int(each.shape[1])


def missing(each: Floats) -> int:
    """Runs without a value."""
    return int(np.isnan(each).sum())
