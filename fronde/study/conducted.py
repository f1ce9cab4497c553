"""Studies from Python: functions that take a scenario and return tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from fronde.arguments import (
    MOST_SEED,
    callback,
    optional,
    place,
    short,
    text,
    texts,
    whole,
    wholes,
)
from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario, loaded
from fronde.study import POINTS, REPLICATED, REPLICATES, sampling
from fronde.study import claims as tests
from fronde.study import responses as compared
from fronde.study import sensitivity as moved
from fronde.study.claims import Tested
from fronde.study.design import MOST_POINTS, Method, Points, method
from fronde.study.design import points as points_over
from fronde.study.engines import Engine, Local
from fronde.study.ensemble import Study, Watch, carry_out
from fronde.study.responses import Matrix
from fronde.study.sensitivity import Measured, Screened
from fronde.study.store import read_shards
from fronde.study.values import read_values


@dataclass(frozen=True)
class Verdicts:
    """Claims with their verdicts; ``table`` has one row per claim."""

    results: list[Tested]
    table: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class Responses:
    """The response matrix; ``table`` has one row per response, week and goal."""

    matrix: Matrix
    table: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class Ensemble:
    """Runs over the priors.

    Attributes
    ----------
    summary : percentiles of each outcome.
    runs : one row per run, with its parameters.
    values : outcomes of each run.
    series : recorded weeks of each run.
    """

    summary: pl.DataFrame
    runs: pl.DataFrame
    values: pl.DataFrame
    series: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()


@dataclass(frozen=True)
class Sensitivity:
    """How an outcome depends on assumptions: all are screened, the strongest get indices."""

    screened: Screened
    measured: Measured


class Size(NamedTuple):
    """How many runs: see ``test_claims``."""

    points: int
    replicates: int
    replicated: int
    seed: int
    design: Method

    def drawn(self, scenario: Scenario) -> Points:
        """Points over the priors."""
        return points_over(scenario.priors, self.points, self.seed, self.design)


def sized(points: Any, replicates: Any, replicated: Any, seed: Any, design: Any) -> Size:
    """What was asked for, checked; replicates at more points than there are: at all (0)."""
    many = whole("points", points, 1, MOST_POINTS)
    some = whole("replicated", replicated, 0)
    return Size(many, whole("replicates", replicates, 1), 0 if some >= many else some,
                whole("seed", seed, 0, MOST_SEED), method(design))


class Runs(NamedTuple):
    """How a study called from Python is run: see ``test_claims``."""

    workers: int | None
    engine: Engine | None
    out: Path | None
    progress: Watch | None


def running(workers: Any, engine: Any, out: Any, progress: Any) -> Runs:
    """How it was asked to be run, checked."""
    if engine is not None and not hasattr(engine, "executor"):
        raise ScenarioError(f"engine must be one of fronde.study.engines, such as Dask(), not "
                            f"{short(engine)}.")
    return Runs(optional("workers", workers, 1), engine,
                None if out is None else place("out", out), callback("progress", progress))


def test_claims(
    scenario: Scenario, *, claims: Sequence[str] | str = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Engine | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
) -> Verdicts:
    """Test the claims of a scenario over its priors.

    Parameters
    ----------
    scenario : as ``fronde.load`` returns it.
    claims : ids of the claims to test; by default all.
    points : number of parameter sets to draw from the priors.
    replicates, replicated : each of the first ``replicated`` parameter sets has ``replicates``
        runs with other random draws; the others have one (``replicated=0``: all have replicates).
    seed : the same seed gives the same study, bit for bit.
    design : how parameter sets are spread: ``sobol`` (scrambled Sobol' sequence) or ``lhs``
        (Latin hypercube).
    workers : number of processes on this machine; by default one per core.
    engine : where the runs are made, instead of on this machine, such as
        ``fronde.study.engines.Dask()``.
    out : folder of the study. A study that was stopped continues there. Without it nothing is
        kept.
    progress : function that is called after every job with the state of the study.

    Raises
    ------
    ScenarioError, StoreError : see ``fronde.study.claims.plan`` and ``carry_out``.
    """
    size, how = sized(points, replicates, replicated, seed, design), running(
        workers, engine, out, progress)
    study = tests.plan(loaded(scenario), size.drawn(scenario), size.seed, size.replicates,
                       size.replicated, texts("claims", claims))
    with kept(study, how) as folder:
        results = tests.tested(folder, scenario)
    return Verdicts(results, tests.table(results))


def respond(
    scenario: Scenario, *, weeks: Sequence[int] | int = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Engine | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
) -> Responses:
    """Compare every response of a scenario with doing nothing; see ``test_claims``.

    Parameters
    ----------
    weeks : weeks in which responses begin; by default the week in which the schedule first
        changes, and later ones.
    """
    size, how = sized(points, replicates, replicated, seed, design), running(
        workers, engine, out, progress)
    when = wholes("weeks", weeks, 0, loaded(scenario).weeks - 1)
    study = compared.plan(scenario, size.drawn(scenario), size.seed, size.replicates,
                          size.replicated, when)
    with kept(study, how) as folder:
        made = compared.matrix(folder, scenario)
    return Responses(made, compared.table(made))


def ensemble(
    scenario: Scenario, *, outcomes: Sequence[str] | str = (), every: int = 4, points: int = POINTS,
    replicates: int = 1, seed: int = 1, design: Method = "sobol", workers: int | None = None,
    engine: Engine | None = None, out: Path | str | None = None, progress: Watch | None = None,
) -> Ensemble:
    """Run a scenario over its priors; see ``test_claims``.

    Parameters
    ----------
    outcomes : outcomes to record in addition to the usual ones, such as ``operations > 1``.
    every : record every so many weeks of each run.
    """
    size, how = sized(points, replicates, 0, seed, design), running(
        workers, engine, out, progress)
    study = sampling.plan("ensemble", loaded(scenario), size.drawn(scenario), size.seed,
                          size.replicates, 0, texts("outcomes", outcomes), whole("every", every, 1))
    with kept(study, how) as folder:
        values = read_values(folder)
        return Ensemble(sampling.summary(folder, scenario), values.runs, values.values,
                        read_shards(folder, values.manifest, "series"))


def sensitivity(
    scenario: Scenario, outcome: str = "stress", *, trajectories: int = 8, parameters: int = 6,
    base: int = 64, replicates: int = REPLICATES, seed: int = 1, workers: int | None = None,
    engine: Engine | None = None, out: Path | str | None = None, progress: Watch | None = None,
) -> Sensitivity:
    """Find the assumptions that an outcome depends on; see ``test_claims``.

    All open parameters are screened (Morris), and the strongest get indices (Sobol'); see
    ``fronde.study.sensitivity``.

    Parameters
    ----------
    outcome : a metric of the nation, a condition such as ``operations > 1``, or ``contained``,
        ``insurgent`` or ``collapsed``.
    trajectories : number of trajectories of the screening.
    parameters : how many of the strongest parameters get indices.
    base : base rows of the design for the indices, a power of two.
    """
    how = running(workers, engine, out, progress)
    seed, replicates = whole("seed", seed, 0, MOST_SEED), whole("replicates", replicates, 1)
    strongest, rows = whole("parameters", parameters, 1), moved.rows(whole("base", base, 2))

    def inner(name: str) -> Runs:
        return how._replace(out=None if how.out is None else how.out / name)

    study = moved.screening(loaded(scenario), text("outcome", outcome),
                            whole("trajectories", trajectories, 2), replicates, seed)
    with kept(study, inner(moved.SCREENING)) as folder:
        screened = moved.screened(folder, scenario)
    study = moved.indices(scenario, outcome, screened.strongest(strongest), rows, replicates, seed)
    with kept(study, inner(moved.INDICES)) as folder:
        return Sensitivity(screened, moved.measured(folder, scenario))


@contextmanager
def kept(study: Study, how: Runs) -> Iterator[Path]:
    """The folder of a study that is run, or was; without a place of its own it goes again."""
    with tempfile.TemporaryDirectory(prefix="fronde-study-") as spare:
        folder = Path(spare) / "study" if how.out is None else how.out
        if how.engine is not None:
            carry_out(study, folder, how.engine, command="Python", watch=how.progress)
        else:
            with Local(how.workers) as engine:
                carry_out(study, folder, engine, command="Python", watch=how.progress)
        yield folder
