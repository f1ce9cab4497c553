"""Every verb that writes: killed anywhere, on a full disk, twice at a time, and damaged after.

The same command goes on, and what comes out is what comes out undisturbed.
"""

import shutil
import signal
import subprocess
import sys
from random import Random

import polars as pl
import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal
from record.anew import damage

from fronde.cli import main
from fronde.errors import FrondeError
from fronde.record.simulation import read_result
from fronde.record.whole import condition
from fronde.study.study_store import is_study
from fronde.study.study_values import read_values

pytestmark = pytest.mark.verify

KILLS, FULL_DISKS, PAIRS, DAMAGES = 200, 60, 20, 1000  # of all verbs, or folders, together
SMALL = """
title: Small
question: Does it go on?
time: {start: 2021-01-04, weeks: 12}
population: {people: 3000, total: 3000}
regime: {police: 0.01}
mechanisms:
  {grievance: {fading: prior}, mobilisation: {temperature: 0.05, entry_protest: -3, entry_join: -3},
   repression: {}, belief: {}, legitimacy: {}, organisations: {}, alignment: {}, combat: {},
   narrative: {}}
"""
STUDY = ["study", "ensemble", "small.yaml", "--points", "4", "--replicates", "2", "-j",
         "1"]
RUN = ["run", "small.yaml", "--out", "out"]
VERBS = {
    "run": [*RUN, "--no-report"],
    "run and report": RUN,
    "study": [*STUDY, "--out", "out"],
    "merge": ["merge", "p1", "p2", "--out", "out"],
    "report": ["report", "out"],
    "report of a study": ["report", "out"],
    "branch": ["branch", "kept", "--week", "3", "--set", "regime.effort=0.9", "--out", "out"],
    "rerun": ["rerun", "kept", "--out", "out"],
    "rerun of a study": ["rerun", "ID", "--study", "studied", "--out", "out"],
}
THERE = {"report": "kept", "report of a study": "studied"}  # what `out` is at first
# Does to itself what is asked for at the n-th rename of a file of this folder.
DISTURBED = """
import os, signal, sys
from pathlib import Path
import fronde.cli
from fronde.record import simulation
from fronde.study import execution

how, left, real = sys.argv[1], [int(sys.argv[2])], os.replace
simulation.WEEKS_A_SHARD, execution.FLUSH_SECONDS = 3, 0.0

def replace(part, path):
    ours = Path(path).resolve().is_relative_to(Path.cwd())
    left[0] -= ours
    if ours and left[0] == 0 and how == "full":
        raise OSError(28, "No space left on device")
    if ours and left[0] == 0 and how == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(part, path)
    if ours and left[0] == 0 and how == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    if ours and how == "count":
        print("renamed", file=sys.stderr)

os.replace = replace
fronde.cli.main(sys.argv[3:])
"""


def play(folder, verb, how="count", at=0):
    """A verb as a process of its own, disturbed."""
    return subprocess.run(
        [sys.executable, "-c", DISTURBED, how, str(at), *typed(folder, verb)], cwd=folder,
        capture_output=True, text=True, check=False)


def typed(folder, verb):
    """What is typed; for ID the id of a run of the study."""
    if "ID" not in VERBS[verb]:
        return VERBS[verb]
    (first, *_) = pl.read_parquet(folder / "studied" / "runs.parquet")["run"]
    return [first if word == "ID" else word for word in VERBS[verb]]


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A folder with what the verbs need."""
    folder = tmp_path_factory.mktemp("ground")
    (folder / "small.yaml").write_text(SMALL)
    for command in (["run", "small.yaml", "--no-report", "--keep", "3", "--out", "kept"],
                    [*STUDY, "--out", "studied"], [*STUDY, "--shard", "1/2", "--out", "p1"],
                    [*STUDY, "--shard", "2/2", "--out", "p2"]):
        done = subprocess.run([sys.executable, "-m", "fronde", *command], cwd=folder,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def undisturbed(ground, tmp_path_factory):
    """Verb -> the folder that it makes if nothing happens, and how many files it renames."""
    made = {}

    def of(verb):
        if verb not in made:
            folder = begun(ground, tmp_path_factory.mktemp("whole") / "w", verb)
            done = play(folder, verb)
            assert done.returncode == 0, done.stderr
            made[verb] = folder / "out", done.stderr.count("renamed")
        return made[verb]
    return of


def begun(ground, folder, verb):
    """A fresh folder for a verb, with a file of the user's own in it."""
    shutil.copytree(ground, folder)
    if verb in THERE:
        shutil.copytree(folder / THERE[verb], folder / "out")
    (folder / "mine.txt").write_text("mine")
    return folder


def gone_on(folder, verb):
    """The same command again; where that was complete, its report."""
    done = play(folder, verb)
    if done.returncode and condition(folder / "out").state == "whole":
        assert "exists already" in done.stderr or "complete" in done.stderr, done.stderr
        done = subprocess.run([sys.executable, "-m", "fronde", "report", "out"], cwd=folder,
                              capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def check_same(folder, whole):
    """The folder holds the tables of the undisturbed one, and nothing half done."""
    assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 0
    for name, table in tables(whole).items():
        assert_frame_equal(tables(folder)[name], table, check_exact=True)
    assert not list(folder.rglob("*.part"))
    assert (folder.parent / "mine.txt").read_text() == "mine"
    for page in ("report.html", "figures"):
        assert (folder / page).exists() or not (whole / page).exists()


def tables(folder):
    """All numbers of a run or a study."""
    if not is_study(folder):
        found = read_result(folder)
        return {name: getattr(found, name) for name in found.manifest["tables"]}
    found = read_values(folder)
    return {"runs": found.runs.drop("seconds", "memory_mb"), "values": found.values,
            "points": found.points, "unit": found.unit}


def spread(many, names):
    """So many repeats, shared out among names: (name, number)."""
    return [(name, number) for number, name in
            enumerate(names[i % len(names)] for i in range(many))]


@pytest.mark.parametrize(("verb", "number"), spread(KILLS, list(VERBS)))
def test_killed_anywhere_the_same_command_goes_on(ground, undisturbed, tmp_path, verb, number):
    random, (whole, renames) = Random(number), undisturbed(verb)
    folder = begun(ground, tmp_path / "w", verb)
    for _ in range(random.choice((1, 1, 2))):  # now and then killed again as it goes on
        done = play(folder, verb, random.choice(("before", "after")),
                    random.randrange(1, renames + 1))
        if (folder / "out" / "manifest.json").exists():
            assert condition(folder / "out").state in ("whole", "unfinished")
        if done.returncode != -signal.SIGKILL:
            break
    gone_on(folder, verb)
    check_same(folder / "out", whole)


@pytest.mark.parametrize(("verb", "number"), spread(FULL_DISKS, list(VERBS)))
def test_on_a_full_disk_it_is_said_and_goes_on(ground, undisturbed, tmp_path, verb, number):
    whole, renames = undisturbed(verb)
    folder = begun(ground, tmp_path / "w", verb)
    done = play(folder, verb, "full", Random(number).randrange(1, renames + 1))
    assert done.returncode == 1
    assert "the disk is full" in done.stderr and "Traceback" not in done.stderr
    assert not list(folder.rglob("*.part"))
    gone_on(folder, verb)
    check_same(folder / "out", whole)


@pytest.mark.parametrize(("verb", "number"), spread(PAIRS, list(VERBS)))
def test_two_at_a_time_do_not_harm_each_other(ground, undisturbed, tmp_path, verb, number):
    """One of them may be refused, in words."""
    whole, _ = undisturbed(verb)
    folder = begun(ground, tmp_path / "w", verb)
    both = [subprocess.Popen([sys.executable, "-m", "fronde", *typed(folder, verb)], cwd=folder,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    said = [one.communicate()[1] for one in both]
    assert 0 in [one.returncode for one in both], said
    for one, text in zip(both, said, strict=True):
        assert "Traceback" not in text
        assert not one.returncode or "another process" in text or "exists" in text or (
            "complete" in text), text
    check_same(folder / "out", whole)


@pytest.mark.parametrize("name", ["kept", "studied"])
def test_no_damaged_file_is_read_as_other_numbers(ground, tmp_path, name):
    """Parquet and JSON files with bytes changed, or cut off: 0 of a thousand."""
    folder, random = tmp_path / name, Random(name)
    shutil.copytree(ground / name, folder)
    right = tables(folder)
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".parquet", ".json")]
    for _ in range(DAMAGES // 2):
        path = random.choice(files)
        before = path.read_bytes()
        damage(path, random)
        assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 1, path
        assert unread(folder, right), path
        path.write_bytes(before)
    assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 0


def unread(folder, right):
    """Whether a damaged folder cannot be read, or holds the right numbers in what can."""
    try:
        found = tables(folder)
    except FrondeError:
        return True
    return all(found[name].equals(table) for name, table in right.items())
