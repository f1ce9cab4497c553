"""Studies as a user types them: exit codes, messages, signals, what is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from fronde.cli import conducting, main
from fronde.reporting.study.text import say
from fronde.study import pool
from fronde.study.jobs import perform
from fronde.study.methods.sobol import Index
from fronde.study.study_store import read_manifest
from study.tiny import FAILING, TEXT, Here, assert_same, failing

POINTS = 20


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A folder with the scenario; no pages are made, and no processes."""
    (tmp_path / "tiny.yaml").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inline(there, monkeypatch):
    """Runs are made in this process."""
    class Engine(Here):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(conducting, "engine_of", lambda *_: Engine())
    return there


def fronde(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert "Traceback" not in result.output
    return result


def ensemble(*more):
    return fronde("study", "ensemble", "tiny.yaml", "--points", 3, "--replicates", 2, "--out",
                  "out", *more)


@pytest.mark.parametrize(("arguments", "said"), [
    (("--shard", "4/3"), "write it as i/n"),
    (("--shard", "0/3"), "write it as i/n"),
    (("--shard", "x"), "write it as i/n"),
    (("--shard", "1/0"), "write it as i/n"),
    (("--address", "tcp://127.0.0.1:1"), "--address can only be used with --engine dask"),
    (("--precision", "0"), "precision"),
    (("--precision", "nan"), "'nan' is not a number"),
    (("-j", "0"), "workers"),
])
def test_wrong_usage_is_said_and_nothing_is_written(inline, arguments, said):
    result = ensemble(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert [path.name for path in inline.iterdir()] == ["tiny.yaml"]


@pytest.mark.verify
def test_nobody_at_the_address(there):
    begun = time.monotonic()
    result = ensemble("--engine", "dask", "--address", "tcp://127.0.0.1:1")
    assert result.exit_code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in result.output
    assert time.monotonic() - begun < 15
    assert not (there / "out").exists()


def test_shards_are_merged_into_what_the_whole_is(inline):
    assert ensemble().exit_code == 0
    for number in (1, 2):
        result = ensemble("--shard", f"{number}/2", "--out", f"p{number}")
        assert result.exit_code == 0
        assert "fronde merge" in result.output
    merged = fronde("merge", "p1", "p2", "--out", "merged")
    assert merged.exit_code == 0, merged.output
    assert_same(inline / "out", inline / "merged")
    assert fronde("merge", "p1", "p2", "--out", "merged").exit_code == 2
    assert fronde("merge", "p1", "--out", "other").exit_code == 1


def test_other_settings_and_foreign_files(inline):
    assert ensemble().exit_code == 0
    other = ensemble("--seed", 2, "--weeks", 5)
    assert other.exit_code == 2
    assert "seed: 1, 2" in other.output and "weeks: 6, 5" in other.output
    assert ensemble("--seed", 2, "--fresh").exit_code == 0
    (inline / "mine").mkdir()
    (inline / "mine" / "thesis.json").write_text("{}")
    for more in ((), ("--fresh",)):
        refused = ensemble("--out", "mine", *more)
        assert refused.exit_code == 2 and "holds no study" in refused.output
    assert [path.name for path in (inline / "mine").iterdir()] == ["thesis.json"]


def test_runs_that_fail_end_with_3_and_are_run_again(inline, monkeypatch):
    monkeypatch.setattr(pool, "perform", failing)
    failed = ensemble()
    assert failed.exit_code == 3
    assert "2 of 6 runs failed" in failed.output and "--retry-failed" in failed.output
    assert ensemble().exit_code == 3
    monkeypatch.setattr(pool, "perform", perform)
    again = ensemble("--retry-failed")
    assert again.exit_code == 0 and "2 runs remain" in again.output


@pytest.mark.parametrize("kind", ["ensemble", "discovery", "claims", "responses"])
def test_a_study_in_which_every_run_fails_ends_with_3(inline, monkeypatch, kind):
    monkeypatch.setattr(pool, "perform", lambda spec, job: perform(
        spec, job._replace(values={**job.values, "mobilisation.meet": -1.0})))
    result = fronde("study", kind, "tiny.yaml", "--points", 2, "--out", "out")
    assert result.exit_code == 3
    assert "runs failed; their tracebacks are in" in result.output


def test_a_screening_that_failed_in_part_counts_though_the_indices_did_not(inline, monkeypatch):
    """Of 2 trajectories through 4 parameters one point fails, in both replicates; no index does,
    for these have other draws: a point of the screening shares replicates 0 and 1 with all."""
    def in_screening(spec, job):
        return (failing if job.draws < 2 and job.point == FAILING else perform)(spec, job)

    monkeypatch.setattr(pool, "perform", in_screening)
    result = fronde("study", "sensitivity", "tiny.yaml", "--outcome", "street", "--trajectories", 2,
                    "--parameters", 1, "--base", 2, "--out", "s")
    assert result.exit_code == 3
    assert "2 of 32 runs failed" in result.output  # 2 (4 + 1) points and 2 (1 + 2), twice each


def test_an_index_from_too_few_rows_says_that_it_has_no_interval():
    assert say("sensitivity", "index", Index(0.5, None, None)) == "0.50 [no interval: too few rows]"
    assert say("sensitivity", "index", Index(0.5, 0.25, 0.75)) == "0.50 [0.25, 0.75]"


def test_claims_that_do_not_follow_end_with_4(inline):
    """c2 has a contrast that changes nothing at its own value of the effort."""
    (inline / "tiny.yaml").write_text(TEXT.replace(
        "direction: higher, over: 4", "direction: lower, against: value, value: -1, over: 4"))
    result = fronde("study", "claims", "tiny.yaml", "--claim", "c2", "--points", 20,
                    "--replicates", 1, "--out", "out")
    assert result.exit_code == 2  # a contrast that nothing is compared with
    (inline / "tiny.yaml").write_text(TEXT.replace(
        "contrast: {set: {regime.effort: 0.2}}, expect: {metric: street, direction: higher, "
        "over: 4}", "expect: {metric: street, direction: lower, against: value, value: -1, "
        "over: 4}"))
    result = fronde("study", "claims", "tiny.yaml", "--claim", "c2", "--points", 20,
                    "--replicates", 1, "--out", "out")
    assert result.exit_code == 4  # no street has fewer than no persons
    assert "not supported" in result.output


def test_report_writes_pages_and_an_index_over_studies(inline):
    assert fronde("study", "ensemble", "tiny.yaml", "--points", 2, "--out",
                  "all/e").exit_code == 0
    assert fronde("report", "all/e").output.strip() == "all/e/report.html"
    assert fronde("report", "all").output.strip() == "all/index.html"
    assert "Does it run?" in (inline / "all" / "index.html").read_text()
    assert fronde("report", "nowhere").exit_code == 1


def test_json_is_all_that_goes_to_standard_output(inline):
    result = CliRunner().invoke(main, ["study", "ensemble", "tiny.yaml", "--points", "2", "--out",
                                       "out", "--json"])
    assert json.loads(result.stdout)["runs"] == {"ok": 2}  # one a point, as ``fr.ensemble``
    assert result.stderr == ""


@pytest.mark.parametrize("change", [
    ("manifest.json", lambda text: text[:99], "manifest.json"),
    ("manifest.json", lambda text: text.replace('"format": 2', '"format": 0'), "format 0"),
])
def test_a_damaged_study_ends_with_1_and_the_mend(inline, change):
    file, damage, said = change
    assert ensemble().exit_code == 0
    (inline / "out" / file).write_text(damage((inline / "out" / file).read_text()))
    result = ensemble()
    assert result.exit_code == 1
    assert said in result.output and "--fresh" in result.output
    assert ensemble("--fresh").exit_code == 0


class Process:
    """A study in a process group of its own."""

    def __init__(self, place: Path, out: str, *more: str) -> None:
        self.out = place / out
        self.running = subprocess.Popen(
            [sys.executable, "-m", "fronde", "study", "ensemble", "tiny.yaml", "--points",
             str(POINTS), "--replicates", "2", "--out", out, "-j", "2", *more], cwd=place,
            text=True, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.running.pid).children(recursive=True)

    def until(self, ready) -> None:
        """Wait for something to be there, or for the end."""
        deadline = time.monotonic() + 120
        while not ready(self.out) and self.running.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def end(self) -> tuple[int, str]:
        _, said = self.running.communicate(timeout=120)
        return self.running.returncode, said


MOMENTS = {
    "at the first file": lambda out: (out / "manifest.json").exists(),
    "before the first shard": lambda out: (out / "unit.parquet").exists(),
    "after the first shard": lambda out: (out / "shards" / "runs-00000.parquet").exists(),
    "at the last tables": lambda out: (out / "runs.parquet").exists(),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same study, that nothing disturbed."""
    place = tmp_path_factory.mktemp("whole")
    (place / "tiny.yaml").write_text(TEXT)
    code, said = Process(place, "out").end()
    assert code == 0, said
    assert "Traceback" not in said and "Warning" not in said
    return place / "out"


@pytest.mark.parametrize("moment", [
    "after the first shard", *(pytest.param(name, marks=pytest.mark.verify) for name in MOMENTS
                               if name != "after the first shard")])
def test_a_study_that_is_killed_goes_on(whole, there, moment):
    killed = Process(there, "out")
    killed.until(MOMENTS[moment])
    workers = killed.workers()
    killed.running.send_signal(signal.SIGKILL)
    killed.end()
    assert not psutil.wait_procs(workers, timeout=10)[1]
    code, said = Process(there, "out").end()
    assert code == 0, said
    assert_same(whole, there / "out")


@pytest.mark.parametrize(("engine", "group", "sent"), [
    ("local", True, signal.SIGINT), ("local", False, signal.SIGTERM),
    *(pytest.param(*case, marks=pytest.mark.verify) for case in (
        ("local", False, signal.SIGINT), ("local", True, signal.SIGTERM),
        ("dask", True, signal.SIGINT), ("dask", False, signal.SIGINT),
        ("dask", False, signal.SIGTERM)))])
def test_told_to_stop_it_ends_with_130_and_no_run_counts_as_failed(whole, there, engine, group,
                                                                  sent):
    """A terminal sends Ctrl-C to workers, too; a scheduler may send SIGTERM to all."""
    stopped = Process(there, "out", "--engine", engine)
    stopped.until(MOMENTS["before the first shard"])
    workers = stopped.workers()
    time.sleep(1.0)  # so that workers are in the middle of a run
    (os.killpg if group else os.kill)(stopped.running.pid, sent)
    code, said = stopped.end()
    assert code == 130, said
    assert "run the same command again to go on" in said
    assert "Traceback" not in said and "leaked" not in said
    assert read_manifest(there / "out")["status"] == "interrupted"
    assert not psutil.wait_procs(workers, timeout=10)[1]
    code, said = Process(there, "out").end()
    assert code == 0, said
    assert_same(whole, there / "out")


@pytest.mark.verify
def test_files_that_may_not_grow(whole, there):
    """As ``ulimit -f`` has it: a message, exit code 1, and on it goes without."""
    command = (f"ulimit -f 1; exec {sys.executable} -m fronde study "
               f"ensemble tiny.yaml --points {POINTS} --replicates 2 --out out -j 1")
    ended = subprocess.run(["bash", "-c", command], cwd=there, capture_output=True, text=True,
                           check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr and "ulimit -f" in ended.stderr
    assert Process(there, "out").end()[0] == 0
    assert_same(whole, there / "out")
