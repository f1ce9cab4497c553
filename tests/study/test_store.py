"""A study's folder: what is stopped, full, damaged or somebody else's."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from fronde.errors import Interrupted, ScenarioError, StoreError
from fronde.record import files
from fronde.record.whole import condition
from fronde.study import execution, study_store
from fronde.study.checked import inspect_folder
from fronde.study.execution import carry_out, count_missing
from fronde.study.study_store import FINDINGS, StudyStore, read_manifest, read_shards
from fronde.study.study_values import read_values
from study.tiny import Here, assert_same, dying_at, study


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    carry_out(study(folder), folder / "out", Here())
    return folder / "out"


@pytest.fixture
def each_a_shard(monkeypatch):
    """A shard for every job, as if each took long."""
    monkeypatch.setattr(execution, "FLUSH_SECONDS", 0.0)


class Stop:
    """Raises after so many jobs."""

    def __init__(self, after, error):
        self.left, self.error = after, error

    def __call__(self, now):
        self.left -= 1
        if self.left == 0:
            raise self.error


@pytest.mark.parametrize("after", [1, 3, 6])
def test_ctrl_c_says_how_many_there_are_and_goes_on(whole, tmp_path, after):
    """Jobs of three variants each: after n of them the folder holds 3 n runs."""
    planned, out = study(tmp_path), tmp_path / "out"
    with pytest.raises(Interrupted, match=f"holds {3 * after} of 21 runs") as stopped:
        carry_out(planned, out, Here(), command="typed", watch=Stop(after, KeyboardInterrupt()))
    assert stopped.value.exit_code == 130
    assert read_manifest(out)["status"] == "interrupted"
    assert count_missing(planned, out) == 21 - 3 * after
    with pytest.raises(StoreError, match=r"this study is interrupted\. Finish it first: typed"):
        read_values(out)
    carry_out(planned, out, Here())
    assert_same(whole, out)


def test_ctrl_c_while_the_last_tables_are_written(whole, tmp_path, monkeypatch):
    def pressed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(StudyStore, "finish", pressed)
    with pytest.raises(Interrupted, match="holds 21 of 21"):
        carry_out(study(tmp_path), tmp_path / "out", Here())
    monkeypatch.undo()
    carry_out(study(tmp_path), tmp_path / "out", Here())
    assert_same(whole, tmp_path / "out")


def test_a_disk_that_is_full_at_any_write(whole, tmp_path, monkeypatch, each_a_shard):
    """Each time a few files later, until the study is through."""
    planned, out, real, left = study(tmp_path), tmp_path / "out", files.os.replace, [0]

    def replace(part, path):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        real(part, path)

    monkeypatch.setattr(files.os, "replace", replace)
    for after in (1, 3, 6, 9, 11, 12):  # the sign, the points, shards, the manifest, tables
        left[0] = after
        with pytest.raises(StoreError, match=r"the disk is full.*same command again") as said:
            carry_out(planned, out, Here())
        assert said.value.exit_code == 1
        assert not list(out.rglob("*.part"))
    carry_out(planned, out, Here())
    assert_same(whole, out)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a file system")
@pytest.mark.verify
def test_a_disk_that_is_really_full(whole, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
                             capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount; the test above fills a disk without one")
    try:
        (disk / "filling").write_bytes(bytes(45_000))
        with pytest.raises(StoreError, match="the disk is full"):
            carry_out(study(tmp_path), disk / "out", Here())
        (disk / "filling").unlink()
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        carry_out(study(tmp_path), disk / "out", Here())
        assert_same(whole, disk / "out")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("write", [1, 2, 5, 8])
def test_a_study_killed_at_any_file_of_its_beginning_goes_on(whole, tmp_path, monkeypatch, write):
    killed = dying_at(monkeypatch, write)
    with pytest.raises(killed):
        carry_out(study(tmp_path), tmp_path / "out", Here())
    monkeypatch.undo()
    carry_out(study(tmp_path), tmp_path / "out", Here())
    assert_same(whole, tmp_path / "out")


def test_many_shards_are_put_together_and_say_the_same(whole, tmp_path, monkeypatch, each_a_shard):
    monkeypatch.setattr(study_store, "MANY", 3)
    seen = []

    def watch(now):
        seen.append(len(list((tmp_path / "out" / "shards").glob("runs-*"))))

    carry_out(study(tmp_path), tmp_path / "out", Here(), watch=watch)
    assert max(seen) <= 4
    shards = sorted(path.name for path in (tmp_path / "out" / "shards").iterdir())
    assert [name.split("-")[0] for name in shards] == ["runs", "series", "values"]
    assert_same(whole, tmp_path / "out")


def test_another_study_is_refused_with_what_differs(tmp_path):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 2), out, Here())
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for act in (carry_out, lambda plan, folder, _: count_missing(plan, folder)):
        with pytest.raises(ScenarioError) as refused:
            act(study(tmp_path, 3, replicates=1), out, Here())
        assert refused.value.exit_code == 2
        assert "points: 2, 3" in str(refused.value)
        assert "replicates: 2, 1" in str(refused.value)
        assert "seed" not in str(refused.value)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_two_at_the_same_time(tmp_path):
    refused = []

    def second(now):
        with pytest.raises(ScenarioError, match="another process is writing") as error:
            carry_out(study(tmp_path, 1), tmp_path / "out", Here())
        refused.append(error)

    carry_out(study(tmp_path, 1), tmp_path / "out", Here(), watch=second)
    assert refused


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("foreign", ["thesis.txt", "manifest.json"])
def test_what_is_no_study_is_refused_and_untouched(tmp_path, fresh, foreign):
    out = tmp_path / "out"
    out.mkdir()
    (out / foreign).write_text("{}")
    for act in (carry_out, lambda plan, folder, _, fresh: count_missing(plan, folder, fresh=fresh)):
        with pytest.raises((ScenarioError, StoreError), match="no study"):
            act(study(tmp_path, 1), out, Here(), fresh=fresh)
    assert [path.name for path in out.iterdir()] == [foreign]
    assert (out / foreign).read_text() == "{}"


def test_fresh_throws_away_a_study_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 3), out, Here())
    (out / "notes.json").write_text("mine")
    carry_out(study(tmp_path, 2), out, Here(), fresh=True)
    assert (out / "notes.json").read_text() == "mine"
    assert sum(read_manifest(out)["runs"].values()) == 4 * 3
    carry_out(study(tmp_path, 2), tmp_path / "other", Here())
    assert_same(tmp_path / "other", out)


FOREIGN = {  # folders of other programs: with a manifest, with shards
    "a data set": '{"format": "mds", "shards": [], "version": 2}',
    "an extension": '{"manifest_version": 3, "name": "x"}',
    "a list": "[]",
    "no json": "manifest",
}


@pytest.mark.parametrize("whose", FOREIGN)
def test_a_folder_that_looks_like_a_study_is_not_thrown_away(tmp_path, whose):
    out = tmp_path / "out"
    (out / "shards").mkdir(parents=True)
    (out / "manifest.json").write_text(FOREIGN[whose])
    (out / "shards" / "runs-00000.parquet").write_text("theirs")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(ScenarioError, match="holds no study; nothing in it is overwritten"):
        carry_out(study(tmp_path, 1), out, Here(), fresh=True)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_what_lies_among_a_study_is_never_removed(tmp_path):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 2), out, Here())
    mine = [out / name for name in ("shards/mine.parquet", "figures/mine.svg", "report-mine.html",
                                    ".mine.part", "notes.parquet")]
    (out / "figures").mkdir()
    for path in mine:
        path.write_text("mine")
    files.put_marked(out / "report.html", b"<p>a page</p>")
    files.put_marked(out / FINDINGS, b"{}")
    cut_off = out / ".findings.json.part"
    cut_off.write_text("{")
    carry_out(study(tmp_path, 3), out, Here(), fresh=True)
    assert [path.read_text() for path in mine] == ["mine"] * len(mine)
    assert not (out / "report.html").exists()
    assert not (out / FINDINGS).exists() and not cut_off.exists()
    (out / FINDINGS).write_text("mine")
    carry_out(study(tmp_path, 2), out, Here(), fresh=True)
    assert (out / FINDINGS).read_text() == "mine"


def test_points_that_were_damaged_are_written_again_when_a_study_goes_on(whole, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(Interrupted):
        carry_out(study(tmp_path), out, Here(), watch=Stop(2, KeyboardInterrupt()))
    (out / "points.parquet").write_bytes(b"damaged")
    carry_out(study(tmp_path), out, Here())
    assert_same(whole, out)


def test_a_shard_with_other_numbers_is_noticed(tmp_path):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 1), out, Here())
    (shard,) = (out / "shards").glob("values-*")
    table = pl.read_parquet(shard)
    table.with_columns(value=pl.col("value") + 1).write_parquet(shard)
    with pytest.raises(StoreError, match=r"values-0000.*it is damaged \(its digest"):
        read_shards(out, read_manifest(out), "values")
    assert {"values-0000" in text for text in inspect_folder(out).damages} == {True}
    shard.unlink()
    assert "values-0000" in inspect_folder(out).damages[0]
    assert condition(out).state == "damaged"


def test_a_study_that_is_whole_is_said_to_be(whole, tmp_path):
    assert inspect_folder(whole).damages == []
    assert inspect_folder(whole).says.startswith("study, complete, in order. ")
    assert condition(whole) == ("whole", "")
    with pytest.raises(Interrupted):
        carry_out(study(tmp_path), tmp_path / "out", Here(), watch=Stop(2, KeyboardInterrupt()))
    assert condition(tmp_path / "out").state == "unfinished"
    assert inspect_folder(tmp_path / "out").damages == []


def test_killed_while_a_study_is_thrown_away(tmp_path, monkeypatch):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 3), out, Here())
    monkeypatch.setattr(study_store, "throw_away", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_out(study(tmp_path, 2), out, Here(), fresh=True)
    monkeypatch.undo()
    carry_out(study(tmp_path, 2), out, Here())
    assert sum(read_manifest(out)["runs"].values()) == 4 * 3


DAMAGED = {
    "cut off": lambda text: text[: len(text) // 2],
    "of another time": lambda text: text.replace('"format": 2', '"format": 99'),
    "nested": lambda text: "[" * 100_000,
    "no text": lambda text: "\0",
    "a list": lambda text: "[]",
    "without shards": lambda text: text.replace('"shards"', '"shreds"'),
    "with a shard elsewhere": lambda text: text.replace("runs-0", "../runs-0"),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_manifest_that_is_damaged(whole, tmp_path, how):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 1), out, Here())
    text = DAMAGED[how]((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(text)
    with pytest.raises(StoreError) as said:
        carry_out(study(tmp_path, 1), out, Here())
    assert said.value.exit_code == 1
    assert str(out) in str(said.value)
    assert "--fresh" in str(said.value) or "manifest.json lacks" in str(said.value)
    assert (out / "manifest.json").read_text() == text
    carry_out(study(tmp_path, 1), out, Here(), fresh=True)


@pytest.mark.parametrize("how", ["missing", "damaged"])
@pytest.mark.parametrize("name", ["runs", "values"])
def test_a_shard_that_is_gone_or_damaged_is_named(tmp_path, how, name):
    out = tmp_path / "out"
    carry_out(study(tmp_path, 1), out, Here())
    (shard,) = (out / "shards").glob(f"{name}-*")
    if how == "missing":
        shard.unlink()
    else:
        shard.write_bytes(shard.read_bytes()[:-20])
    with pytest.raises(StoreError, match=f"{shard.name}: cannot be read: it is {how}.*--fresh"):
        carry_out(study(tmp_path, 1), out, Here())


def test_names_that_mean_something_to_readers_of_parquet(tmp_path):
    out = tmp_path / "point=1" / "[a]*"
    carry_out(study(tmp_path, 1), out, Here())
    assert read_values(out).runs.height == 6


def test_of_a_run_made_again_the_later_counts(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "shards").mkdir()
    for number, status in enumerate(("failed", "ok")):
        row = {**dict.fromkeys(study_store.RUNS, 0), "variant": "v", "status": status, "run": "",
               "error": ""}
        pl.DataFrame([row], schema=study_store.RUNS).write_parquet(
            out / "shards" / f"runs-{number:05d}.parquet")
    listed = {"shards": {"runs": ["runs-00000.parquet", "runs-00001.parquet"]}}
    assert read_shards(Path(out), listed, "runs")["status"].to_list() == ["ok"]
