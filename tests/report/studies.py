"""Made-up studies, for the tests of their pages: stored as real ones are, with chosen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fronde.study.execution import beginnings, new_manifest
from fronde.study.jobs import FAILED, OK, JobOutcome
from fronde.study.protocol import Study
from fronde.study.study_store import StudyStore

# variant, reading, values of the parameters, replicate -> what was read off that run
Reads = Callable[[str, str, Mapping[str, float], int], float]
BROKEN = "Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: no army left"


def write(study: Study, folder: Path, reads: Reads, broken: Mapping[tuple[int, int, str], str],
          command: str = "fronde study claims x --seed 1",
          series: Callable[[int], float] | None = None) -> Path:
    """Store a study whose runs come to chosen values.

    Parameters
    ----------
    broken : runs that failed, with their errors.
    series : week -> value, of every metric whose weeks are kept.
    """
    weeks = [(week, metric, series(week)) for metric in study.series if series is not None
             for week in range(0, study.scenario.weeks + 1, study.every)]
    with StudyStore(folder, new_manifest(study, command, (1, 1)),  # type: ignore[arg-type]
                    beginnings(study)) as kept:
        kept.add(outcome(study, reads, broken, point, replicate, variant.id)._replace(series=weeks)
                 for point in range(len(study.points))
                 for replicate in range(study.replicates_at(point))
                 for variant in study.variants)
        kept.finish()
    return folder


def outcome(study: Study, reads: Reads, broken: Mapping[tuple[int, int, str], str], point: int,
            replicate: int, variant: str) -> JobOutcome:
    """One run."""
    error = broken.get((point, replicate, variant), "")
    row: dict[str, Any] = {
        "point": point, "replicate": replicate, "variant": variant, "seed": study.seed,
        "draws": point * study.replicates + replicate, "run": "" if error else "0123456789",
        "status": FAILED if error else OK, "error": error, "seconds": 1.5, "memory_mb": 321.0}
    at = study.points.at(point)
    values = [float("nan") if error else reads(variant, reading.name, at, replicate)
              for reading in study.readings]
    return JobOutcome(row, values, [])
