"""Parts of a study, made apart and put together."""

import json
from itertools import count

import pytest

from fronde.errors import Interrupted, ScenarioError, StoreError
from fronde.record.whole import seal_manifest
from fronde.study import execution
from fronde.study.execution import WHOLE, Remaining, Share, carry_out, merge
from fronde.study.study_store import read_manifest
from study.tiny import Here, assert_same, dying_at, study


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A whole study, and its three shares."""
    folder = tmp_path_factory.mktemp("parts")
    carry_out(study(folder), folder / "whole", Here())
    for number in (1, 2, 3):
        carry_out(study(folder), folder / f"p{number}", Here(), share=Share(number, 3),
                  command=f"part {number}")
    return folder


def shares(parts, *numbers):
    return [parts / f"p{number}" for number in numbers]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_merged_is_the_whole(parts, tmp_path, order):
    made = merge(shares(parts, *order), tmp_path / "out", "fronde merge")
    assert_same(parts / "whole", tmp_path / "out")
    assert made["status"] == "complete" and made["share"] == list(WHOLE)
    carry_out(study(tmp_path), tmp_path / "out", Here())  # the same study: nothing is missing
    assert_same(parts / "whole", tmp_path / "out")


@pytest.mark.parametrize(("replicates", "replicated"), [(2, 0), (2, 16), (3, 4), (1, 0)])
@pytest.mark.parametrize("of", [2, 3, 4])
def test_shares_are_about_equal_and_make_the_whole(tmp_path, replicates, replicated, of):
    planned = study(tmp_path, 64, replicates=replicates, replicated=replicated)
    each = [list(Remaining(planned, set(), Share(number, of)).jobs(range(64)))
            for number in range(1, of + 1)]
    names = [(job.point, job.replicate, job.draws) for part in each for job in part]
    alone = [(job.point, job.replicate, job.draws)
             for job in Remaining(planned, set(), WHOLE).jobs(range(64))]
    assert sorted(names) == alone
    assert max(map(len, each)) - min(map(len, each)) <= 2


def test_more_shares_than_runs(tmp_path):
    for number in (1, 2, 3):
        carry_out(study(tmp_path, 1, replicates=1), tmp_path / str(number), Here(),
                  share=Share(number, 3))
    merge([tmp_path / str(number) for number in (1, 2, 3)], tmp_path / "out", "")
    assert sum(read_manifest(tmp_path / "out")["runs"].values()) == 3  # variants


@pytest.mark.parametrize(("numbers", "said"), [
    ((), "nothing to merge"),
    ((1, 3), "missing: share 2/3. Run it with --shard 2/3"),
    ((1,), "missing: share 2/3, 3/3"),
    ((1, 2, 2, 3), "share 2/3 was given twice"),
])
def test_shares_that_are_not_all_or_twice(parts, tmp_path, numbers, said):
    with pytest.raises(StoreError, match=said):
        merge(shares(parts, *numbers), tmp_path / "out", "")
    assert not (tmp_path / "out").exists()


def test_a_share_of_another_study_or_another_number_of_shares(parts, tmp_path):
    carry_out(study(tmp_path, 4), tmp_path / "other", Here(), share=Share(3, 3))
    with pytest.raises(StoreError, match=r"other: is a share of another study(.|\n)*points: 5, 4"):
        merge([*shares(parts, 1, 2), tmp_path / "other"], tmp_path / "out", "")
    carry_out(study(tmp_path), tmp_path / "half", Here(), share=Share(2, 2))
    with pytest.raises(StoreError, match=r"half: is a share of another study(.|\n)*shares: 3, 2"):
        merge([*shares(parts, 1, 3), tmp_path / "half"], tmp_path / "out", "")


def test_a_share_that_is_not_complete(parts, tmp_path):
    def stop(now):
        raise KeyboardInterrupt

    with pytest.raises(Exception, match="Stopped"):
        carry_out(study(tmp_path), tmp_path / "p2", Here(), share=Share(2, 3), watch=stop,
                  command="the command")
    with pytest.raises(StoreError, match=r"share 2/3 is interrupted.*the command"):
        merge([*shares(parts, 1, 3), tmp_path / "p2"], tmp_path / "out", "")


@pytest.mark.parametrize("name", ["points.parquet", "shards/runs", "shards/values", "runs gone"])
def test_a_share_that_is_damaged_is_named_and_nothing_is_left(parts, tmp_path, name):
    carry_out(study(tmp_path), tmp_path / "p1", Here(), share=Share(1, 3))
    if name == "runs gone":  # what the manifest does not name is not there
        manifest = json.loads((tmp_path / "p1" / "manifest.json").read_text())
        (tmp_path / "p1" / "manifest.json").write_text(seal_manifest({**manifest, "shards": {}}))
        said = "a share is damaged"
    else:
        (file,) = tmp_path.glob(f"p1/{name}*")
        file.write_bytes(file.read_bytes()[:-9])
        said = f"{file}: cannot be read: it is damaged"
    with pytest.raises(StoreError, match=said):
        merge([tmp_path / "p1", *shares(parts, 2, 3)], tmp_path / "out", "")
    assert not (tmp_path / "out").exists()


def test_into_a_folder_that_is_there(parts, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("")
    with pytest.raises(ScenarioError, match="nothing is overwritten"):
        merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_merge_killed_at_any_file_goes_on(parts, tmp_path, monkeypatch):
    """At every other one, until there are no more to be killed at."""
    for write in count(1, 2):
        out = tmp_path / str(write)
        with monkeypatch.context() as patch:
            killed = dying_at(patch, write)
            try:
                merge(shares(parts, 1, 2, 3), out, "fronde merge")
            except killed:
                pass
            else:
                break
        merge(shares(parts, 1, 2, 3), out, "fronde merge")
        assert_same(parts / "whole", out)
        assert not list(out.rglob(".*.part"))
    assert write > 6


def test_a_merge_stopped_by_ctrl_c_goes_on(parts, tmp_path, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(execution, "check_whole", pressed)
        with pytest.raises(Interrupted, match="same command again"):
            merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    assert_same(parts / "whole", tmp_path / "out")


def test_a_merge_that_is_complete_is_not_made_again(parts, tmp_path):
    merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    with pytest.raises(
            ScenarioError, match=r"complete merged study\. To write its report: fronde report"):
        merge(shares(parts, 1, 2, 3), tmp_path / "out", "")


def test_a_merge_that_fails_removes_nothing_that_others_put_there(parts, tmp_path, monkeypatch):
    """Somebody else's file comes into the folder while it is being merged."""
    def failing(kept):
        (tmp_path / "out" / "mine").write_text("mine")
        (tmp_path / "out" / "shards" / "mine").write_text("mine")
        raise StoreError("no")

    monkeypatch.setattr(execution, "check_whole", failing)
    with pytest.raises(StoreError):
        merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    left = sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert left == ["mine", "mine"]


def test_a_merge_does_not_go_on_in_a_study_that_is_being_run(parts, tmp_path):
    def stop(now):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        carry_out(study(tmp_path), tmp_path / "out", Here(), watch=stop)
    with pytest.raises(ScenarioError, match="nothing is overwritten"):
        merge(shares(parts, 1, 2, 3), tmp_path / "out", "")
    assert read_manifest(tmp_path / "out")["status"] == "interrupted"
