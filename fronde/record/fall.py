"""When a run has ended before its last week: the regime fell, or soldiers took power."""

from __future__ import annotations

from datetime import date

import polars as pl


def day_of_fall(series: pl.DataFrame) -> date | None:
    """The week in which the regime fell or soldiers took power, by its day; None if neither.

    From then on the model stands still, and what it repeats is no result.
    """
    ended = series.filter((pl.col("level") == "nation") & (pl.col("value") > 0)
                          & pl.col("metric").is_in(["fallen", "seized"]))
    return ended["date"].min()  # type: ignore[return-value]
