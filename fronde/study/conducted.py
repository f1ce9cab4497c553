"""Studies from Python: a scenario in, tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fronde.scenario.types import Scenario
from fronde.study import POINTS, REPLICATED, REPLICATES, sampling
from fronde.study import claims as tests
from fronde.study import responses as compared
from fronde.study import sensitivity as moved
from fronde.study.claims import Tested
from fronde.study.design import Method, points
from fronde.study.engines import Engine, Local
from fronde.study.ensemble import Study, Watch, carry_out
from fronde.study.responses import Matrix
from fronde.study.sensitivity import Measured, Screened
from fronde.study.store import read_shards
from fronde.study.values import read_values


@dataclass(frozen=True)
class Verdicts:
    """Claims with their verdicts; ``table`` has a row a claim."""

    results: list[Tested]
    table: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class Responses:
    """The response matrix; ``table`` has a row a response, week and goal."""

    matrix: Matrix
    table: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class Ensemble:
    """Runs over the priors: a row a run (with its parameters), what was read off each, weeks."""

    summary: pl.DataFrame
    runs: pl.DataFrame
    values: pl.DataFrame
    series: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()


@dataclass(frozen=True)
class Sensitivity:
    """Which assumptions move an outcome: all screened, the strongest measured."""

    screened: Screened
    measured: Measured


@dataclass(frozen=True)
class Runs:
    """How a study called from Python is run: see ``test_claims``."""

    workers: int | None
    engine: Engine | None
    out: Path | str | None
    progress: Watch | None


def test_claims(
    scenario: Scenario, *, claims: Sequence[str] = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Engine | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
) -> Verdicts:
    """Test the claims of a scenario over its priors.

    Parameters
    ----------
    claims : ids of those to test; by default all.
    points, replicates, replicated : points over the priors, and how many runs with other luck
        each of the first ``replicated`` points has (0: all; the others have one).
    seed, design : of points and luck; ``sobol`` or ``lhs``.
    workers, engine : processes on this machine, or an engine (``fronde.study.engines.Dask``).
    out : a folder that keeps the study, and from which it goes on if it is stopped; without it
        nothing is kept.
    progress : called after every job with how far it is.

    Raises
    ------
    ScenarioError, StoreError : see ``fronde.study.claims.plan`` and ``carry_out``.
    """
    drawn = sampled(scenario, points, seed, design)
    study = tests.plan(scenario, drawn, seed, replicates, at_most(replicated, points),
                       tuple(claims))
    with kept(study, Runs(workers, engine, out, progress)) as folder:
        results = tests.tested(folder, scenario)
    return Verdicts(results, tests.table(results))


def respond(
    scenario: Scenario, *, weeks: Sequence[int] = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Engine | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
) -> Responses:
    """Compare every response of a scenario with doing nothing; see ``test_claims``.

    Parameters
    ----------
    weeks : when responses are taken up; by default when the schedule first changes, and later.
    """
    drawn = sampled(scenario, points, seed, design)
    study = compared.plan(scenario, drawn, seed, replicates, at_most(replicated, points),
                          tuple(weeks))
    with kept(study, Runs(workers, engine, out, progress)) as folder:
        made = compared.matrix(folder, scenario)
    return Responses(made, compared.table(made))


def ensemble(
    scenario: Scenario, *, outcomes: Sequence[str] = (), every: int = 4, points: int = POINTS,
    replicates: int = 1, seed: int = 1, design: Method = "sobol", workers: int | None = None,
    engine: Engine | None = None, out: Path | str | None = None, progress: Watch | None = None,
) -> Ensemble:
    """Run a scenario over its priors; see ``test_claims``.

    Parameters
    ----------
    outcomes : what is read off each run beside the usual, as ``operations > 1``.
    every : weeks between those that are kept of each run.
    """
    drawn = sampled(scenario, points, seed, design)
    study = sampling.plan("ensemble", scenario, drawn, seed, replicates, 0, tuple(outcomes), every)
    with kept(study, Runs(workers, engine, out, progress)) as folder:
        values = read_values(folder)
        return Ensemble(sampling.summary(folder, scenario), values.runs, values.values,
                        read_shards(folder, values.manifest, "series"))


def sensitivity(
    scenario: Scenario, outcome: str = "stress", *, trajectories: int = 8, parameters: int = 6,
    base: int = 64, replicates: int = REPLICATES, seed: int = 1, workers: int | None = None,
    engine: Engine | None = None, out: Path | str | None = None, progress: Watch | None = None,
) -> Sensitivity:
    """Which assumptions move an outcome; see ``test_claims`` and ``fronde.study.sensitivity``.

    Parameters
    ----------
    trajectories : of the screening, over all open parameters.
    parameters, base : how many of the strongest get indices, from so many rows (a power of two).
    """
    def inner(name: str) -> Runs:
        return Runs(workers, engine, None if out is None else Path(out) / name, progress)

    study = moved.screening(scenario, outcome, trajectories, replicates, seed)
    with kept(study, inner(moved.SCREENING)) as folder:
        screened = moved.screened(folder, scenario)
    study = moved.indices(scenario, outcome, screened.strongest(parameters), base, replicates,
                          seed)
    with kept(study, inner(moved.INDICES)) as folder:
        return Sensitivity(screened, moved.measured(folder, scenario))


def sampled(scenario: Scenario, count: int, seed: int, design: Method) -> Any:
    """Points over the priors."""
    return points(scenario.priors, count, seed, design)


def at_most(replicated: int, count: int) -> int:
    """Points with replicates; 0 for all."""
    return 0 if replicated >= count else replicated


@contextmanager
def kept(study: Study, how: Runs) -> Iterator[Path]:
    """The folder of a study that is run, or was; without a place of its own it goes again."""
    with tempfile.TemporaryDirectory(prefix="fronde-study-") as spare:
        folder = Path(spare) / "study" if how.out is None else Path(how.out)
        if how.engine is not None:
            carry_out(study, folder, how.engine, command="Python", watch=how.progress)
        else:
            with Local(how.workers) as engine:
                carry_out(study, folder, engine, command="Python", watch=how.progress)
        yield folder
