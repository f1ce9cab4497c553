"""A run's folder: whole or not there; killed anywhere, it goes on and comes out the same."""

import errno
import json

import polars as pl
import pytest
from laws.small import country
from polars.testing import assert_frame_equal
from record.anew import described_anew

import fronde as fr
from fronde.errors import Interrupted, ScenarioError, StoreError
from fronde.record import files, simulation, store
from fronde.record import whole as whole_folder
from fronde.record.rerun import find, verify_run

WEEKS = 9


@pytest.fixture(autouse=True)
def short_shards(monkeypatch):
    monkeypatch.setattr(simulation, "WEEKS_A_SHARD", 3)


@pytest.fixture(scope="module")
def scenario():
    """A lively country in which an event before the middle sets a parameter and a lever."""
    return country(people=30000, weeks=WEEKS, events=[
        {"date": "2021-01-11", "label": "law",
         "set": {"regime.effort": 0.9, "repression.arrests": 0.9}},
        {"date": "2021-02-01", "label": "another", "set": {"repression.jail_street": 2}},
    ])


@pytest.fixture(scope="module")
def whole(scenario):
    return fr.simulate(scenario, seed=3)


def same_tables(left, right):
    for name in simulation.TABLES:
        a, b = getattr(left, name), getattr(right, name)
        assert_frame_equal(a.sort(a.columns), b.sort(a.columns), check_exact=True)


def test_stored_is_what_stays_in_memory(scenario, whole, tmp_path):
    stored = fr.simulate(scenario, seed=3, out=tmp_path / "run")
    same_tables(stored, whole)
    same_tables(fr.observe(tmp_path / "run"), whole)
    assert sorted(stored.manifest["tables"]) == sorted(simulation.TABLES)
    named = {file for names in stored.manifest["tables"].values() for file in names}
    there = {path.name for path in (tmp_path / "run").iterdir()}
    assert there == named | {"manifest.json", "scenario.json"}


def test_a_folder_that_exists_is_left_alone(scenario, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="nothing is overwritten"):
        fr.simulate(scenario, out=tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["mine.txt"]
    fr.simulate(scenario, out=tmp_path / "done")
    with pytest.raises(ScenarioError, match="nothing is overwritten"):
        fr.simulate(scenario, out=tmp_path / "done")


def test_a_folder_that_cannot_be_made(scenario, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ScenarioError, match="cannot be made"):
        fr.simulate(scenario, out=tmp_path / "file" / "run")


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


def writes_in(scenario, folder, monkeypatch, stop_at):
    """Run and die at the ``stop_at``-th write, before or after the rename."""
    count = 0
    real = files.os.replace

    def dying(part, path):
        nonlocal count
        count += 1
        if count == stop_at:
            raise Killed
        real(part, path)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", dying)
        try:
            fr.simulate(scenario, seed=3, out=folder)
        except Killed:
            return True
    return False


@pytest.mark.parametrize("stop_at", range(2, 29))
def test_killed_at_any_write_it_goes_on_and_nothing_is_lost_or_twice(
        scenario, whole, tmp_path, monkeypatch, stop_at):
    """3 shards of 8 writes (6 tables, checkpoint, manifest), 3 before and 1 after: 28."""
    folder = tmp_path / "run"
    assert writes_in(scenario, folder, monkeypatch, stop_at)
    same_tables(fr.simulate(scenario, seed=3, out=folder), whole)
    assert not list(folder.glob("*.npz"))
    assert not list(folder.glob(".*"))


def test_there_are_no_more_writes_than_those(scenario, tmp_path, monkeypatch):
    assert not writes_in(scenario, tmp_path / "run", monkeypatch, 29)


def test_other_code_or_another_seed_does_not_go_on(scenario, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    writes_in(scenario, folder, monkeypatch, 12)
    with pytest.raises(ScenarioError, match="exists already"):
        fr.simulate(scenario, seed=4, out=folder)
    monkeypatch.setattr(simulation, "source_digest", lambda: "other")
    with pytest.raises(ScenarioError, match="exists already"):
        fr.simulate(scenario, seed=3, out=folder)


def test_a_full_disk_is_said_and_what_was_complete_stays(scenario, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    real = pl.DataFrame.write_parquet

    def full(table, path, **options):
        if "0001" in str(path):
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(table, path, **options)

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(StoreError, match="the disk is full"):
        fr.simulate(scenario, seed=3, out=folder)
    monkeypatch.undo()
    found = fr.observe(folder)
    assert found.series["week"].max() == 3
    assert found.manifest["weeks_done"] == 3
    assert not list(folder.glob(".*"))


def test_ctrl_c_ends_the_week_and_keeps_it(scenario, whole, tmp_path):
    import signal

    def press(week):
        if week == 5:
            signal.raise_signal(signal.SIGINT)

    folder = tmp_path / "run"
    with pytest.raises(Interrupted, match="up to 5"):
        fr.simulate(scenario, seed=3, out=folder, progress=press)
    assert fr.observe(folder).series["week"].max() == 5
    assert store.read_manifest(folder)["status"] == "interrupted"
    with pytest.raises(StoreError, match="interrupted"):
        verify_run(folder, None)
    same_tables(fr.simulate(scenario, seed=3, out=folder), whole)


@pytest.fixture
def run(scenario, tmp_path):
    fr.simulate(scenario, seed=3, out=tmp_path / "runs" / "small")
    return tmp_path / "runs" / "small"


def test_verify_sees_a_changed_number(run):
    assert "identical" in verify_run(run, 2)
    path = run / "series-0001.parquet"
    table = pl.read_parquet(path)
    table = table.with_columns(value=pl.when(pl.int_range(pl.len()) == 7).then(
        pl.col("value") + 1).otherwise(pl.col("value")))
    table.write_parquet(path)
    with pytest.raises(StoreError, match=r"series-0001\.parquet.*is damaged \(its digest"):
        verify_run(run, None)
    described_anew(run)  # by somebody who changes digests too
    with pytest.raises(fr.FrondeError, match="table series differs"):
        verify_run(run, None)


def test_verify_sees_a_changed_scenario(run):
    path = run / "scenario.json"
    document = json.loads(path.read_text())
    document["population"]["people"] = 20000
    path.write_text(json.dumps(document))
    with pytest.raises(StoreError, match="digest"):
        verify_run(run, None)


@pytest.mark.parametrize(("change", "said"), [
    ({"tables": {"series": ["../../etc/passwd"], "flows": ["x"]}}, "not a file of this folder"),
    ({"tables": {"series": ["/etc/passwd"], "flows": ["x"]}}, "not a file of this folder"),
    ({"tables": {"series": [7], "flows": ["x"]}}, "not a file of this folder"),
    ({"tables": {"series": ["series-0009.parquet"]}}, "checksum differs"),
    ({"tables": {"series": ["mine.txt"]}}, "not a file of this folder"),
    ({"weeks_done": 8}, "an entry was changed since it was written"),
    ({"files": None}, "checksum differs"),
    ({"tables": []}, "'tables' is missing or damaged"),
    ({"format": 99}, "not a run of this version"),
    ({"run": None}, "'run' is missing or damaged"),
])
def test_a_damaged_manifest_is_named(run, change, said):
    path = run / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(StoreError, match=said):
        fr.observe(run)


@pytest.mark.parametrize(("change", "said"), [
    ({"tables": {"series": ["series-0009.parquet"]}}, r"series-0009\.parquet.*not say that it is"),
    ({"files": {"../../etc/passwd": {"bytes": 1, "sha256": ""}}}, "not a file of this folder"),
    ({"files": {"series-0000.parquet": 7}}, "'files' is missing or damaged"),
])
def test_a_manifest_that_was_made_up_is_named(run, change, said):
    """Its checksum is right, for anybody can work it out."""
    path = run / "manifest.json"
    manifest = {**json.loads(path.read_text()), **change}
    path.write_text(whole_folder.seal_manifest(manifest))
    with pytest.raises(StoreError, match=said):
        fr.observe(run)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "\x00"])
def test_a_manifest_that_is_none(run, text):
    (run / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match=r"manifest\.json"):
        fr.observe(run)


def test_a_damaged_shard_is_named(run):
    (run / "flows-0000.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(StoreError, match=r"flows-0000\.parquet"):
        fr.observe(run)


def test_a_run_is_found_by_folder_id_and_beginning(run):
    name = store.read_manifest(run)["run"]
    for given in (str(run), name, name[:4]):
        assert find(given, run.parent) == run
    with pytest.raises(StoreError, match="no run"):
        find("zzz", run.parent)
