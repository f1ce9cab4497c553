"""A study as a whole: what fails, what is precise enough, what it takes."""

import gc
import math
from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import psutil
import pytest

from fronde.errors import FrondeError, Interrupted, TooLargeError
from fronde.record import limits
from fronde.study import execution, pool, prediction
from fronde.study.engines import Local
from fronde.study.execution import carry_out
from fronde.study.jobs import FAILED, OK, JobOutcome
from fronde.study.methods.design import Points
from fronde.study.study_store import RUNS, read_manifest
from fronde.study.study_values import read_values
from study.tiny import FAILING, VARIANTS, Here, assert_same, failing, statuses, study


def test_what_fails_is_kept_and_only_that_is_run_again(tmp_path, monkeypatch):
    """The contrast sets the parameter itself; so does not fail."""
    planned, out = study(tmp_path), tmp_path / "out"
    monkeypatch.setattr(pool, "perform", failing)
    manifest = carry_out(planned, out, Here())
    bad = {key for key, status in statuses(out).items() if status == FAILED}
    assert bad == {(FAILING, 0, VARIANTS[0].id), (FAILING, 0, VARIANTS[2].id)}
    assert manifest["runs"] == {FAILED: 2, OK: planned.runs - 2}
    rows = pl.read_parquet(out / "runs.parquet").filter(status=FAILED)
    assert all("Traceback" in text and "arrests" in text for text in rows["error"])
    assert rows.select(planned.points.names).row(0) == tuple(planned.points.at(FAILING).values())

    monkeypatch.undo()
    assert execution.count_missing(planned, out) == 0
    assert execution.count_missing(planned, out, retry_failed=True) == 2
    made = []
    carry_out(planned, out, Here(), retry_failed=True, watch=lambda now: made.append(now.here))
    assert made == [2]
    carry_out(planned, tmp_path / "whole", Here())
    assert_same(tmp_path / "whole", out)


def test_the_table_of_runs_has_a_row_a_run(tmp_path):
    planned = study(tmp_path)
    carry_out(planned, tmp_path / "out", Here())
    runs = pl.read_parquet(tmp_path / "out" / "runs.parquet")
    assert runs.columns == [*RUNS, *planned.points.names]
    assert runs.height == planned.runs == 3 * (2 * 2 + 3)
    assert runs["run"].n_unique() == planned.runs
    assert runs["seconds"].min() > 0 and runs["memory_mb"].min() > 50
    draws = runs.filter(variant=VARIANTS[0].id).select("point", "replicate", "draws")
    assert all(row == (p, r, 2 * p + r) for row in draws.iter_rows() for p, r in [row[:2]])


class Enough:
    """Precise enough after so many points."""

    def __init__(self, after):
        self.after, self.asked = after, []

    def __call__(self, folder, manifest, points):
        self.asked.append(points)
        return points >= self.after


def test_a_study_that_is_precise_enough_stops_and_goes_on_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "BLOCK", 2)
    planned = study(tmp_path, 9, VARIANTS[:1], 1)
    enough = Enough(4)
    assert carry_out(planned, tmp_path / "one", Here(), enough=enough)["stopped_at"] == 4
    assert enough.asked == [2, 4]
    with Local(2) as engine:
        carry_out(planned, tmp_path / "two", engine, enough=Enough(4))

    def stop(now):
        if now.here == 3:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        carry_out(planned, tmp_path / "three", Here(), enough=Enough(4), watch=stop)
    carry_out(planned, tmp_path / "three", Here(), enough=Enough(4))
    for name in ("two", "three"):
        assert_same(tmp_path / "one", tmp_path / name)
        assert read_manifest(tmp_path / name)["stopped_at"] == 4
    assert read_values(tmp_path / "one").shape == (4, 1)


def test_asked_for_more_an_early_end_is_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "BLOCK", 2)
    planned = study(tmp_path, 5, VARIANTS[:1], 1)
    carry_out(planned, tmp_path / "out", Here(), enough=Enough(2))
    assert read_values(tmp_path / "out").shape == (2, 1)
    carry_out(planned, tmp_path / "out", Here())
    assert read_values(tmp_path / "out").shape == (5, 1)


def test_memory_does_not_grow_with_the_runs(tmp_path, monkeypatch):
    """3,000 runs; each outcome is a few numbers, and what is stored is let go."""
    def nothing(spec, job):
        return [JobOutcome({"point": job.point, "replicate": 0, "variant": VARIANTS[0].id,
                            "status": OK, "seed": 1, "draws": 0, "run": "", "seconds": 0.0,
                            "memory_mb": 0.0, "error": ""}, [1.0, 2.0],
                           [(week, "street", 1.0) for week in range(100)])]

    monkeypatch.setattr(pool, "perform", nothing)
    monkeypatch.setattr(execution, "FLUSH_RUNS", 50)
    planned = study(tmp_path, 3000, VARIANTS[:1], 1)
    seen = []

    def watch(now):
        if now.here in (500, 3000):
            gc.collect()
            seen.append(psutil.Process().memory_info().rss)

    carry_out(planned, tmp_path / "out", Here(), watch=watch)
    assert seen[1] - seen[0] < 100e6
    assert len(list((tmp_path / "out" / "shards").iterdir())) == 3


def test_time_is_predicted_from_a_second_run(tmp_path, monkeypatch):
    """The first one takes half a second of imports, the second two; sixty runs take two each."""
    clock = iter([0.0, 0.5, 10.0, 12.0])
    monkeypatch.setattr(prediction, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    planned = study(tmp_path, 60, VARIANTS[:1], 1)
    assert prediction.predict(planned, Here(), planned.runs).seconds == 0.5 + 60 * 2.0


def test_what_is_predicted_is_about_what_is_measured(tmp_path):
    """Disk within a factor of two; memory is said at most, and not four times as much."""
    planned = study(tmp_path, 60, VARIANTS[:1], 1)
    need = prediction.predict(planned, Here(), planned.runs)
    carry_out(planned, tmp_path / "out", Here())
    disk = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*.parquet"))
    runs = pl.read_parquet(tmp_path / "out" / "runs.parquet")
    assert disk / 2 < need.disk < disk * 2
    assert need.memory / 4 < runs["memory_mb"].max() * 1e6


@pytest.mark.parametrize("people", [None, 5000])
def test_a_study_says_what_it_takes_where_protest_or_hiding_runs_away(tmp_path, people):
    """Of three workers, in a run and in the week that it keeps to branch from."""
    made, engine = study(tmp_path), Local(3)
    planned = replace(made, scenario=replace(made.scenario, people=people))
    closed = replace(planned, points=Points((), planned.points.unit[:, :0],
                                            planned.points.values[:, :0]))
    assert prediction.most_memory(closed, engine) == prediction.memory(closed, engine)
    acting = (limits.RUNAWAY_SHARE - limits.ACTIVE_SHARE) * planned.scenario.population
    assert prediction.most_memory(planned, engine) - prediction.memory(planned, engine) == (
        pytest.approx(3 * 2 * acting * limits.BYTES_AN_ACTIVE, rel=1e-2))


def test_a_study_that_does_not_fit_is_refused(tmp_path, monkeypatch):
    planned, engine = study(tmp_path), Local(100)
    free = psutil.Process().memory_info().rss + 3.5 * limits.predict_need(planned.scenario).memory
    monkeypatch.setattr(limits, "memory_here", lambda: free)
    with pytest.raises(TooLargeError, match="Use at most -j 3"):
        prediction.check(planned, engine, tmp_path / "out", planned.runs)
    prediction.check(planned, Local(3), tmp_path / "out", planned.runs)
    monkeypatch.setattr(prediction.shutil, "disk_usage", lambda _: type("Disk", (), {"free": 9.0}))
    with pytest.raises(TooLargeError, match="--points 0"):
        prediction.check(planned, Local(1), tmp_path / "out", planned.runs)
    prediction.check(planned, Local(1), tmp_path / "out", 0)


def test_a_single_run_that_fails_is_said_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "perform", lambda spec, job: failing(
        spec, job._replace(point=FAILING)))
    with pytest.raises(FrondeError, match="arrests"):
        prediction.predict(study(tmp_path, 1, VARIANTS[:1], 1), Here(), 1)


def test_a_run_that_failed_has_no_value(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "perform", failing)
    planned = study(tmp_path, 4, VARIANTS[:1], 1)
    carry_out(planned, tmp_path / "out", Here())
    values = read_values(tmp_path / "out").of(VARIANTS[0].id, planned.readings[0])
    assert [math.isnan(value) for value in values[:, 0]] == [False, False, True, False]
