"""Observed events over what their data set would have recorded of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.errors import DataError
from fronde.evidence.observer import (
    SIGHTS,
    EventObserver,
    draw_record,
    expect_record,
    sum_weeks,
)
from fronde.record.simulation import Result
from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.observed import panels, tallies
from fronde.reporting.study.picture import Picture
from fronde.reporting.timeline import inline, legend

DRAWS = 100  # of each observer
_BAND = (0.05, 0.95)  # of draws
_COUNTS = ("events", "persons")
_OBSERVED, _SIMULATED = "observed", "simulated, as recorded"
_SCHEME = {_OBSERVED: palette.ORANGE, _SIMULATED: palette.BLUE}
_DECADES = 100  # from this ratio on, a log scale is needed to see both ends
Floats = NDArray[np.float64]


class Comparison(NamedTuple):
    """A record beside a run, week by week.

    Attributes
    ----------
    observed : as of ``sum_weeks``, of events that are dated to a week.
    expected : as of ``expect_record``.
    drawn : ``events`` and ``persons`` -> numbers of each draw [draws, weeks].
    """

    observer: EventObserver
    observed: pl.DataFrame
    expected: pl.DataFrame
    drawn: dict[str, Floats]

    def total(self, count: str) -> tuple[float, float, float]:
        """The mean of all weeks together, and the ends of nine in ten draws."""
        low, high = np.quantile(self.drawn[count].sum(axis=1), _BAND)
        return float(self.expected[count].sum()), float(low), float(high)


def compare_record(events: pl.DataFrame, run: Result, observers: Sequence[EventObserver]
                   ) -> list[Comparison]:
    """Set a record beside what each observer would have recorded of a run.

    Raises
    ------
    DataError : no event of the record begins in the weeks of the run.
    """
    exact = events.filter(tallies.TO_THE_WEEK)
    weeks = expect_record(run, observers[0]).height
    first = date.fromisoformat(str(run.manifest["start"]))
    last = first + timedelta(days=tallies.WEEK * weeks - 1)
    if not exact["start"].is_between(first, last).any():
        raise DataError(f"the run is about {weeks} weeks from {first} on, and no event of the "
                        "record begins in them. Set time.start and time.weeks of the scenario.")
    return [_comparison(exact, run, one) for one in observers]


def _comparison(exact: pl.DataFrame, run: Result, observer: EventObserver) -> Comparison:
    draws = [sum_weeks(draw_record(run, observer, seed), run, observer.of)
             for seed in range(1, DRAWS + 1)]
    return Comparison(observer, sum_weeks(exact, run, observer.of), expect_record(run, observer), {
        count: np.array([one[count].to_numpy() for one in draws]) for count in _COUNTS})


def beside(found: Sequence[Comparison]) -> Picture:
    """The figure: a panel of events and one of persons for each observer."""
    weeks = found[0].expected.height
    together = tallies.periods_of(weeks)
    return panels.draw_worded("beside", lambda wide: _panels(found, together, wide),
                         together=together, draws=DRAWS, weeks=weeks,
                         unknown=sum(int(one.observed["unknown"].sum()) for one in found),
                         seen=[one.observer.of for one in found])


def _panels(found: Sequence[Comparison], together: int, wide: bool) -> alt.VConcatChart:
    made: alt.VConcatChart = alt.VConcatChart(spacing=16, vconcat=[
        _panel(one, count, together).properties(width=panels.width_of(wide), height=110)
        for one in found for count in _COUNTS])
    return made


def _panel(one: Comparison, count: str, together: int) -> alt.LayerChart:
    """A number of the record, and of the run with the band of its draws."""
    columns = _columns(one, count, together)
    weeks = one.expected["start"].to_list()
    rows: list[dict[str, Any]] = [
        {"date": start, **{name: float(values[step]) for name, values in columns.items()}}
        for step, start in enumerate(weeks[::together])]
    rows.append({**rows[-1], "date": weeks[-1] + timedelta(days=tallies.WEEK)})
    log = _spans_decades(columns.values())
    top = max(float(values.max()) for values in columns.values())
    scale = alt.Scale(type="symlog" if log else "linear", domain=[0, top or 1], nice=False)
    axis = alt.Axis(title=None, format=",d", values=[0, *(10**n for n in range(11))]
                    ) if log else alt.Axis(title=None, format=".3~g", tickCount=4)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis, stack=None)

    base = alt.Chart(inline(rows)).encode(x=panels.dates(len(weeks)))
    step: dict[str, Any] = {"interpolate": "step-after"}
    whose = tallies.AMOUNTS[SIGHTS[one.observer.of].persons] if count == "persons" else count
    title = f"{one.observer.of}: {whose} a week{' (log scale)' if log else ''}"
    made: alt.LayerChart = alt.LayerChart(layer=[
        base.mark_area(opacity=0.25, color=palette.BLUE, **step).encode(y=y("low"), y2="high:Q"),
        base.mark_area(opacity=0.35, color=palette.ORANGE, **step).encode(
            y=y("observed"), y2="most:Q"),
        _in_legend(base, _SIMULATED).mark_line(strokeWidth=1.6, **step).encode(y=y("expected")),
        _in_legend(base, _OBSERVED).mark_line(strokeWidth=1.6, **step).encode(y=y("observed")),
    ], title=alt.TitleParams(title, fontSize=12.5, offset=4, fontWeight="bold"))
    return made


def _columns(one: Comparison, count: str, together: int) -> dict[str, Floats]:
    """Means over some weeks: of the record, at least and at most, of the mean and the draws."""
    low, high = np.quantile(means(one.drawn[count], together), _BAND, axis=0)
    observed, most, expected = (means(values.to_numpy(), together) for values in (
        one.observed[count], one.observed["most" if count == "persons" else count],
        one.expected[count]))
    return {"observed": observed, "most": np.maximum(observed, most), "expected": expected,
            "low": low, "high": high}


def means(values: Floats, together: int) -> Floats:
    """Means over so many weeks each [..., weeks -> periods]; the last period may be shorter."""
    begins = np.arange(0, values.shape[-1], together)
    many = np.diff([*begins, values.shape[-1]])
    return np.asarray(np.add.reduceat(values, begins, axis=-1) / many)


def _spans_decades(columns: Iterable[Floats]) -> bool:
    """Whether numbers differ so much that small ones could not be seen beside large ones."""
    found = np.concatenate(list(columns))
    positive = found[found > 0]
    return bool(len(positive) and positive.max() > _DECADES * max(1.0, positive.min()))


def _in_legend(base: alt.Chart, what: str) -> alt.Chart:
    """With the colour of a curve, and the legend of all."""
    made: alt.Chart = base.transform_calculate(what=f"'{what}'").encode(color=alt.Color(
        "what:N", legend=legend(_SCHEME, symbolType="stroke"), scale=alt.Scale(
            domain=list(_SCHEME), range=list(_SCHEME.values()))))
    return made
