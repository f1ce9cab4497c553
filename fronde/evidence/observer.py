r"""What a data set would have recorded of a run.

A run counts persons; a record holds events that somebody reported, counted and found large enough.
Between them stands an observer. A unit is what may become an event: an operation, or all that
happened in a region in a week. Of a unit with n persons the record holds

    y = n exp(s z - s^2 / 2),   s = spread ln 10,   z standard normal        [persons]

if it is reported, with chance ``report``, and if y >= ``least``. It is written down as
floor(y + u), with u uniform in [0, 1). So, with Phi the standard normal distribution and
d = ln(n / least) / s,

    E[events]  = report Phi(d - s / 2)        for least >= 1
    E[persons] = report n Phi(d + s / 2)

Sources     Earl et al. 2004 (selection of events and description of them are two biases of a
            record); Weidmann 2016 (the chance of a report differs between places and times). That
            errors are factors, and log-normal, is assumed.
Limits      report 1, spread 0, least 0: the run's own whole numbers; least 0: the mean is
            report times the run's; spread 0: a binomial number of those above the threshold
Deviations  - the mean of y is n, not its median, so that errors add nobody to a long record
            - a region's street in a week is one event: a run knows no gatherings
            - the street is that of the week's end, for the whole week; of weeks whose street was
              not kept (``metrics.every``) there is none
            - a run ends with the week in which the regime falls
            - each unit is reported by itself: no news that crowds out other news
            - a number that is not whole comes out as one of its neighbours, so that means are
              right; what comes out as nobody is no event, but for operations
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from fronde.arguments import MOST_SEED, short, whole
from fronde.draws import stream, uniforms
from fronde.errors import DataError
from fronde.evidence.contract import MOST_PERSONS, SCHEMA, bounds
from fronde.record.fall import day_of_fall
from fronde.record.simulation import Result

MOST_SPREAD = 2.0  # a factor of 100 at one standard deviation
_REPORTED, _MISCOUNTED, _ROUNDED = range(3)  # slots of draws
Floats = NDArray[np.float64]


class _Sight(NamedTuple):
    """What is seen of a run.

    Attributes
    ----------
    units : a run -> ``week, entity, number, persons``, a row a unit.
    kind, persons, column : of its events, whose number is meant, and where that is written.
    which : events of any record that are meant.
    threshold : the name of the observer's threshold.
    empty : whether a unit without any person may be an event.
    """

    units: Callable[[Result], pl.DataFrame]
    kind: str
    persons: str
    column: str
    which: pl.Expr
    threshold: str = "least"
    empty: bool = False


@dataclass(frozen=True)
class EventObserver:
    """What a data set sees of a run.

    Parameters
    ----------
    of : ``protest`` (persons on the street), ``arrests`` (on the street), ``operations`` (of armed
        organisations, each with its dead) or ``deaths`` (in operations).
    report : chance that an event is reported, 0 to 1.
    spread : standard deviation of the error of a number, in powers of ten, 0 to 2. At 0.3, a third
        of all numbers are wrong by more than a factor of two.
    least : persons on the street, or arrested, that an event must have to be listed.
    least_deaths : the same for the dead of ``operations`` and ``deaths``.

    Raises
    ------
    DataError, ScenarioError : a value is none of these.
    """

    of: str
    report: float = 1.0
    spread: float = 0.0
    least: int = 0
    least_deaths: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.of, str) or self.of not in SIGHTS:
            raise DataError(f"of must be one of {', '.join(SIGHTS)}, not {short(self.of)}.")
        for name, most in (("report", 1.0), ("spread", MOST_SPREAD)):
            given = getattr(self, name)
            number = isinstance(given, (int, float)) and not isinstance(given, bool)
            if not (number and 0 <= given <= most):
                raise DataError(f"{name} must be a number from 0 to {most:g}, not {short(given)}.")
        for name in ("least", "least_deaths"):
            whole(name, getattr(self, name), 0, MOST_PERSONS)
            if getattr(self, name) and name != SIGHTS[self.of].threshold:
                raise DataError(f"{name} is not for {self.of}: use {SIGHTS[self.of].threshold}.")

    @property
    def threshold(self) -> int:
        """The persons that an event must have to be listed."""
        return int(getattr(self, SIGHTS[self.of].threshold))


def draw_record(run: Result, observer: EventObserver, seed: int = 1) -> pl.DataFrame:
    """Draw what a data set would have recorded of a run.

    The same run, observer and seed give the same table. With the same seed, a lower ``report`` or a
    higher threshold only takes events away.

    Parameters
    ----------
    run : as ``fronde.simulate`` or ``fronde.observe`` gives it.
    observer : what is seen.
    seed : of the draws.

    Returns
    -------
    DataFrame : events in the table of ``fronde.read_events`` [events], dated to the week. Persons
        are in ``size_best``, ``arrests`` or ``dead_best``; other numbers are null.

    Raises
    ------
    DataError : the run has not recorded what the observer sees, or one of the two is none.
    ScenarioError : the seed is none.
    """
    units, sight = _units(run, observer), SIGHTS[observer.of]
    reported, miscounted, rounded = _draws(units, observer.of, whole("seed", seed, 0, MOST_SEED))
    scale = observer.spread * math.log(10)
    error = np.exp(scale * ndtri(miscounted) - scale**2 / 2) if scale else 1.0
    seen = np.minimum(units["persons"].to_numpy() * error, MOST_PERSONS)
    written = np.floor(seen + rounded).astype(np.int64)
    kept = (reported < observer.report) & (seen >= observer.threshold)
    if not sight.empty:
        kept &= written > 0
    return _as_events(units.with_columns(written=written, row=pl.int_range(1, pl.len() + 1)).filter(
        kept), run, observer.of)


def expect_record(run: Result, observer: EventObserver) -> pl.DataFrame:
    """The mean of ``draw_record`` over all seeds, week by week.

    Returns
    -------
    DataFrame : ``week, start, events, persons`` [weeks]: the first day of each week of the run,
        events and persons that are expected in the record.

    Raises
    ------
    DataError : as in ``draw_record``.
    """
    units, least = _units(run, observer), observer.threshold
    persons = units["persons"].to_numpy()
    chance, mean = _truncate(persons, observer.spread, least)
    if least == 0 and not SIGHTS[observer.of].empty:  # below one person it may come out as nobody
        above, of_these = _truncate(persons, observer.spread, 1)
        chance = above + mean - of_these
    return _by_week(run, units.select(
        "week", events=observer.report * chance, persons=observer.report * mean))


def sum_weeks(events: pl.DataFrame, run: Result, of: str) -> pl.DataFrame:
    """Events of a record in the weeks of a run.

    Parameters
    ----------
    events : in the table of ``fronde.read_events``; those that begin outside the run are left out.
    of : as of an observer, which decides what events and whose persons are meant.

    Returns
    -------
    DataFrame : ``week, start, events, persons, most, unknown`` [weeks]: events, the sums of what
        their numbers of persons are at least and at most, and events of which one of the two is
        not known, which is left out of its sum.
    """
    low, high = bounds(SIGHTS[of].persons)
    start = _start(run)
    return _by_week(run, events.filter(SIGHTS[of].which).select(
        week=((pl.col("start") - start).dt.total_days().floordiv(7) + 1).cast(pl.Int32),
        events=1.0, persons=low.cast(pl.Float64), most=high.cast(pl.Float64),
        unknown=(low.is_null() | high.is_null()).cast(pl.Float64)))


def _truncate(persons: Floats, spread: float, least: int) -> tuple[Floats, Floats]:
    """The chance that a number with its error reaches ``least``, and its mean where it does."""
    if spread == 0 or least == 0:
        reaches = (persons >= least).astype(float)
        return reaches, persons * reaches
    scale = spread * math.log(10)
    with np.errstate(divide="ignore"):
        far = np.log(persons / least) / scale
    return ndtr(far - scale / 2), persons * ndtr(far + scale / 2)


def _units(run: Result, observer: EventObserver) -> pl.DataFrame:
    """What may become an event: ``week, entity, number, persons``."""
    if not isinstance(run, Result):
        raise DataError(f"run must be what fronde.simulate returns, not {short(run)}.")
    if not isinstance(observer, EventObserver):
        raise DataError(f"an observer must be a fronde.EventObserver, not {short(observer)}.")
    units = SIGHTS[observer.of].units(run)
    return units.filter(pl.col("week").is_between(1, weeks_in_power(run))).sort(
        "week", "entity", "number").with_columns(pl.col("persons").cast(pl.Float64))


def _finest(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of regions, or of the nation where regions were not recorded.

    Raises
    ------
    DataError : neither was recorded.
    """
    for level in ("region", "nation"):
        rows = table.filter(level=level)
        if not rows.is_empty():
            return rows
    if table.is_empty():  # nothing of the kind has happened
        return table
    raise DataError("the run has recorded neither regions nor the nation: add them to "
                    "metrics.levels.")


def _street(run: Result) -> pl.DataFrame:
    """The street of each region and week."""
    return _finest(run.series.filter(metric="protest")).filter(pl.col("value") > 0).select(
        "week", "entity", pl.lit(0).alias("number"), persons="value")


def _arrests(run: Result) -> pl.DataFrame:
    """The arrests on the street of each region and week."""
    return _finest(run.flows.filter(flow="arrest")).group_by("week", "entity").agg(
        pl.lit(0).alias("number"), pl.col("persons").sum())


def _operations(run: Result) -> pl.DataFrame:
    """Operations and their dead."""
    return run.operations.select(
        "week", entity="region", number=pl.int_range(pl.len()).over("week", "region"),
        persons=pl.col("fighters_lost") + pl.col("state_lost"))


def _deaths(run: Result) -> pl.DataFrame:
    """The dead of all operations of each region and week."""
    return _operations(run).group_by("week", "entity").agg(
        pl.lit(0).alias("number"), pl.col("persons").sum()).filter(pl.col("persons") > 0)


_ARMED = pl.col("kind") == "armed"
SIGHTS = {
    "protest": _Sight(_street, "street", "size", "size_best", pl.col("kind") == "street"),
    "arrests": _Sight(_arrests, "repression", "arrests", "arrests", pl.col("arrests") > 0),
    "operations": _Sight(_operations, "armed", "dead", "dead_best", _ARMED, "least_deaths",
                         empty=True),
    "deaths": _Sight(_deaths, "armed", "dead", "dead_best", _ARMED & (bounds("dead")[1] > 0),
                     "least_deaths"),
}


def _draws(units: pl.DataFrame, of: str, seed: int) -> Floats:
    """Uniform draws [3, units]: whether it is reported, the error, the rounding.

    A draw belongs to a region, a week and, of operations, a number, whatever else there is.
    """
    names = {name: stream(name) for name in units["entity"].unique()}
    whose = units["entity"].replace_strict(names, return_dtype=pl.Int64).to_numpy() + (
        units["number"].cast(pl.Int64).to_numpy() << 32)
    name, found, begin = stream(f"observer of {of}"), np.empty((3, units.height)), 0
    for week, many in units["week"].rle().struct.unnest().select("value", "len").iter_rows():
        here = slice(begin, begin + many)
        for slot in (_REPORTED, _MISCOUNTED, _ROUNDED):
            uniforms.compiled(seed, name, week, whose[here], slot, found[slot, here])
        begin += many
    return found


def _as_events(units: pl.DataFrame, run: Result, of: str) -> pl.DataFrame:
    """Units as events of the contract."""
    sight, start = SIGHTS[of], _start(run)
    regional = pl.col("entity").is_in([region["id"] for region in run.manifest["regions"]])
    first = start + pl.duration(weeks=pl.col("week") - 1)
    have = {
        "source": pl.lit(f"run {run.manifest['run']}"),
        "event": pl.format(f"{of}-{{}}-{{}}-{{}}", "week", "entity", "number"),
        "start": first, "end": first + pl.duration(days=6), "date_precision": pl.lit(7),
        "region": pl.when(regional).then("entity"),
        "place_precision": pl.when(regional).then(pl.lit("region")).otherwise(
            pl.lit("country")),
        "kind": pl.lit(sight.kind), sight.column: pl.col("written"), "row": pl.col("row")}
    return units.select(have.get(name, pl.lit(None)).cast(kind).alias(name)
                        for name, kind in SCHEMA.items()).sort("start", "source", "event")


def _by_week(run: Result, rows: pl.DataFrame) -> pl.DataFrame:
    """Sums over the weeks of a run; 0 in weeks without any row."""
    weeks = pl.DataFrame({"week": pl.int_range(
        1, weeks_in_power(run) + 1, dtype=pl.Int32, eager=True)})
    sums = rows.group_by("week").agg(pl.exclude("week").sum())
    return weeks.join(sums, on="week", how="left", maintain_order="left").select(
        "week", (_start(run) + pl.duration(weeks=pl.col("week") - 1)).alias("start"),
        pl.exclude("week").fill_null(0.0))


def _start(run: Result) -> pl.Expr:
    """The first day of a run."""
    return pl.lit(run.manifest["start"]).cast(pl.String).str.to_date()


def weeks_in_power(run: Result) -> int:
    """Weeks of a run that are done, to that in which the regime fell."""
    fall = day_of_fall(run.series)
    after = run.series.filter(date=fall)["week"].min() if fall else run.manifest["weeks_done"]
    return int(after)  # type: ignore[arg-type]
