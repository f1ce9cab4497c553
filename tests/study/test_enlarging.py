"""A larger study goes on from a smaller one: the same bits as if it had been run at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fronde.errors import ScenarioError
from fronde.record.whole import MANIFEST
from fronde.study.checked import inspect_folder
from fronde.study.execution import carry_out, count_missing
from fronde.study.findings import findings
from fronde.study.study_store import StudyStore, read_manifest

from .tiny import VARIANTS, Here, assert_same, study

ONE = VARIANTS[:1]


@pytest.mark.parametrize(("small", "large"), [
    ((3, 2), (6, 2)),  # points, replicated: more points
    ((3, 2), (3, 3)),  # more points with replicates
    ((3, 0), (6, 0)),  # all have replicates
    ((3, 0), (6, 3)),  # all of the smaller had
    ((3, 2), (6, 0))])
def test_what_is_there_is_not_run_again(tmp_path, small, large):
    before, after = (study(tmp_path, many, ONE, replicated=replicated)
                     for many, replicated in (small, large))
    carry_out(before, tmp_path / "grown", Here())
    assert count_missing(after, tmp_path / "grown") == after.runs - before.runs
    made = []
    carry_out(after, tmp_path / "grown", Here(), watch=lambda now: made.append(now.here))
    assert made[-1] == after.runs - before.runs
    carry_out(after, tmp_path / "whole", Here())
    assert_same(tmp_path / "grown", tmp_path / "whole")
    for name in ("points.parquet", "unit.parquet"):
        assert (tmp_path / "grown" / name).read_bytes() == (
            tmp_path / "whole" / name).read_bytes()
    assert inspect_folder(tmp_path / "grown").damages == []
    assert read_manifest(tmp_path / "grown")["study"] == read_manifest(
        tmp_path / "whole")["study"]


def test_one_that_stopped_early_goes_on_to_its_end(tmp_path):
    before, after = (study(tmp_path, many, ONE) for many in (40, 41))
    stopped = carry_out(before, tmp_path / "out", Here(), enough=lambda *_: True)
    assert stopped["stopped_at"] < 40
    assert carry_out(after, tmp_path / "out", Here())["stopped_at"] is None


def test_one_that_was_killed_as_it_grew_goes_on(tmp_path, monkeypatch):
    """Before its points were written, the manifest does not count those that are there."""
    before, after = (study(tmp_path, many, ONE) for many in (3, 6))
    carry_out(before, tmp_path / "out", Here())
    put = StudyStore.put

    def dies(self, name, write):
        if name != MANIFEST:
            raise KeyboardInterrupt
        put(self, name, write)

    monkeypatch.setattr(StudyStore, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        carry_out(after, tmp_path / "out", Here())
    monkeypatch.undo()
    carry_out(after, tmp_path / "out", Here())
    carry_out(after, tmp_path / "whole", Here())
    assert_same(tmp_path / "out", tmp_path / "whole")


def test_findings_are_judged_anew(tmp_path):
    asked = {"outcomes": ["mean street weeks 4-6"]}
    before, after = (replace(study(tmp_path, many, ONE), settings=asked) for many in (3, 6))
    carry_out(before, tmp_path / "out", Here())
    assert findings(tmp_path / "out")[0].sets == 3
    carry_out(after, tmp_path / "out", Here())
    assert findings(tmp_path / "out")[0].sets == 6


@pytest.mark.parametrize("change", [
    {"many": 3}, {"many": 7, "replicates": 1}, {"many": 7, "replicated": 1}])
def test_what_is_no_part_of_it_is_another_study(tmp_path, change):
    carry_out(study(tmp_path, 6, ONE), tmp_path / "out", Here())
    with pytest.raises(ScenarioError, match="another study"):
        carry_out(study(tmp_path, variants=ONE, **change), tmp_path / "out", Here())


def test_other_points_are_another_study(tmp_path):
    carry_out(study(tmp_path, 3, ONE), tmp_path / "out", Here())
    other = study(tmp_path, 6, ONE)
    moved = replace(other, points=replace(other.points, values=other.points.values * 0.99))
    with pytest.raises(ScenarioError, match="another study"):
        carry_out(moved, tmp_path / "out", Here())
