"""Studies from Python: functions that take a scenario and return tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.arguments import MOST_AT_ONCE, callback, optional, place, short
from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario, require_scenario
from fronde.study import POINTS, REPLICATED, REPLICATES
from fronde.study.conduct import Conducted, How, conduct
from fronde.study.engines import Backend, Local
from fronde.study.execution import Watch
from fronde.study.kind import Kind
from fronde.study.kinds import KINDS
from fronde.study.kinds.calibrate import Calibrated
from fronde.study.kinds.calibrate import table as as_table
from fronde.study.kinds.claims import Tested, as_row
from fronde.study.kinds.ensemble import COLUMNS, table
from fronde.study.kinds.responses import Matrix
from fronde.study.kinds.sensitivity import Measured, Screened
from fronde.study.methods.design import Method
from fronde.study.options import SEED, check_all
from fronde.study.study_store import read_shards
from fronde.study.study_values import read_values


@dataclass(frozen=True)
class Verdicts:
    """Claims with their verdicts; ``table`` has one row per claim."""

    results: list[Tested]
    table: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True)
class ResponseMatrix:
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


@dataclass(frozen=True)
class Calibration:
    """What a record leaves of the space of assumptions.

    Attributes
    ----------
    found : everything, as ``findings.json`` has it.
    targets : one row per target: the record, what runs give, how many come near.
    parameters : one row per parameter: how far it is narrowed.
    left : the parameter sets that are left, one row each.
    """

    found: Calibrated
    targets: pl.DataFrame
    parameters: pl.DataFrame
    left: pl.DataFrame

    def _repr_html_(self) -> str:
        return self.targets._repr_html_()


def how_to_run(workers: Any, engine: Any, progress: Any) -> How:
    """How it was asked to be run, checked."""
    if engine is not None and not hasattr(engine, "executor"):
        raise ScenarioError(f"engine must be one of fronde.study.engines, such as Dask(), not "
                            f"{short(engine)}.")
    many = optional("workers", workers, 1, MOST_AT_ONCE)
    made = partial(Local, many) if engine is None else partial(nullcontext, engine)
    return How(made, "Python", watch=partial(nullcontext, callback("progress", progress)))


def folder_given(given: Any) -> str | None:
    """The folder of a calibration, as an option of a study."""
    return None if given is None else str(place("given", given))


@contextmanager
def complete_study(kind: Kind, scenario: Scenario, out: Any, how: How,
              **given: Any) -> Iterator[Conducted]:
    """A study that is run, or was; without a place of its own its folder goes again."""
    chosen = check_all((*kind.options, *kind.size, SEED), given)
    place_ = None if out is None else place("out", out)
    with tempfile.TemporaryDirectory(prefix="fronde-study-") as spare:
        done = conduct(kind, require_scenario(scenario), chosen, place_ or Path(spare) / "study",
                       how)
        assert done is not None  # only a part of a study has no findings
        yield done


def test_claims(
    scenario: Scenario, *, claims: Sequence[str] | str = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Backend | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
    given: Path | str | None = None,
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
    given : folder of a calibration of the same scenario: judge each claim on the parameter sets
        that it left, too (studies of other kinds look at these alone).

    Raises
    ------
    ScenarioError, StoreError : see ``fronde.study.kinds.claims.plan`` and ``carry_out``.
    """
    with complete_study(KINDS["claims"], scenario, out, how_to_run(workers, engine, progress),
                        claims=claims, points=points, replicates=replicates, replicated=replicated,
                        seed=seed, design=design,
                        given=folder_given(given)) as done:
        (found,) = done.found
    return Verdicts(found, pl.DataFrame([as_row(one) for one in found]))


def respond(
    scenario: Scenario, *, weeks: Sequence[int] | int = (), points: int = POINTS,
    replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Backend | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
    given: Path | str | None = None,
) -> ResponseMatrix:
    """Compare every response of a scenario with doing nothing; see ``test_claims``.

    Parameters
    ----------
    weeks : weeks in which responses begin; by default the week in which the schedule first
        changes, and later ones.
    """
    with complete_study(KINDS["responses"], scenario, out, how_to_run(workers, engine, progress),
                        weeks=weeks, points=points, replicates=replicates, replicated=replicated,
                        seed=seed, design=design,
                        given=folder_given(given)) as done:
        (found,) = done.found
    return ResponseMatrix(found, pl.DataFrame([vars(one) for one in found.cells]))


def ensemble(
    scenario: Scenario, *, outcomes: Sequence[str] | str = (), every: int = 4, points: int = POINTS,
    replicates: int = 1, seed: int = 1, design: Method = "sobol", workers: int | None = None,
    engine: Backend | None = None, out: Path | str | None = None, progress: Watch | None = None,
    given: Path | str | None = None,
) -> Ensemble:
    """Run a scenario over its priors; see ``test_claims``.

    Parameters
    ----------
    outcomes : outcomes to record in addition to the usual ones, such as ``operations > 1``.
    every : record every so many weeks of each run.
    """
    with complete_study(KINDS["ensemble"], scenario, out, how_to_run(workers, engine, progress),
                        outcomes=outcomes, every=every, points=points, replicates=replicates,
                        replicated=0, seed=seed, design=design,
                        given=folder_given(given)) as done:
        values, (found,) = read_values(done.folder), done.found
        return Ensemble(pl.DataFrame(table(found)["summary"], schema=COLUMNS), values.runs,
                        values.values, read_shards(done.folder, values.manifest, "series"))


def calibrate(
    scenario: Scenario, *, evidence: Path | str | None = None, records: Path | str | None = None,
    points: int = POINTS, replicates: int = REPLICATES, replicated: int = REPLICATED, seed: int = 1,
    design: Method = "sobol", workers: int | None = None, engine: Backend | None = None,
    out: Path | str | None = None, progress: Watch | None = None,
) -> Calibration:
    """Find the parameter sets that come near a record; see ``test_claims``.

    Parameters
    ----------
    evidence : file of targets; by default that of the bundled case.
    records : folder with the files of the records; without it, values must be written.

    Raises
    ------
    ScenarioError, DataError : the targets are wrong, or a value cannot be computed.
    """
    with complete_study(KINDS["calibrate"], scenario, out, how_to_run(workers, engine, progress),
                        evidence=None if evidence is None else str(place("evidence", evidence)),
                        records=None if records is None else str(place("records", records)),
                        points=points, replicates=replicates, replicated=replicated, seed=seed,
                        design=design) as done:
        (found,), values = done.found, read_values(done.folder)
    rows = as_table(found)
    return Calibration(found, pl.DataFrame(rows["targets"], infer_schema_length=None),
                       pl.DataFrame(rows["parameters"]),
                       values.points.filter(pl.col("point").is_in(found.left)))


def sensitivity(
    scenario: Scenario, outcome: str = "stress", *, trajectories: int = 8, parameters: int = 6,
    base: int = 64, replicates: int = REPLICATES, seed: int = 1, workers: int | None = None,
    engine: Backend | None = None, out: Path | str | None = None, progress: Watch | None = None,
) -> Sensitivity:
    """Find the assumptions that an outcome depends on; see ``test_claims``.

    All open parameters are screened (Morris), and the strongest get indices (Sobol'); see
    ``fronde.study.kinds.sensitivity``.

    Parameters
    ----------
    outcome : a metric of the nation, a condition such as ``operations > 1``, or ``contained``,
        ``insurgent`` or ``collapsed``.
    trajectories : number of trajectories of the screening.
    parameters : how many of the strongest parameters get indices.
    base : base rows of the design for the indices, a power of two.
    """
    with complete_study(KINDS["sensitivity"], scenario, out, how_to_run(workers, engine, progress),
                        outcome=outcome, trajectories=trajectories, parameters=parameters,
                        base=base, replicates=replicates, seed=seed) as done:
        return Sensitivity(*done.found)
