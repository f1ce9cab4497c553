"""The command as a user types it: exit codes, messages, what is left behind."""

import json
import signal
import subprocess
import sys
import time

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from record.anew import described_anew

import fronde as fr
from fronde.cli import main
from fronde.cli.manners import CitizenCount
from fronde.errors import FrondeError
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.record import limits
from fronde.scenario import bundled

SMALL = """
title: Small
question: Does it run?
time: {start: 2021-01-04, weeks: 4}
population: {people: 20000, total: 20000}
mechanisms:
  {grievance: {}, mobilisation: {}, repression: {}, belief: {}, legitimacy: {}, narrative: {}}
"""


@pytest.fixture
def there(tmp_path, monkeypatch):
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fronde(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def left(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("arguments", "said"), [
    (["run", "nosuch"], "nosuch"),
    (["run", "fighting-coalitoin"], "did you mean"),
    (["run", "small.yaml", "--set", "regime.efort=1"], "effort"),
    (["run", "small.yaml", "--set", "regime.effort"], "regime.effort"),
    (["run", "small.yaml", "--set", "regime.effort=-1"], "effort"),
    (["run", "small.yaml", "--people", "0"], "whole number"),
    (["run", "small.yaml", "--people", "-3"], "whole number"),
    (["run", "small.yaml", "--people", "1.5"], "whole number"),
    (["run", "small.yaml", "--people", "many"], "whole number"),
    (["run", "small.yaml", "--people", "inf"], "whole number"),
    (["run", "small.yaml", "--people", "nan"], "whole number"),
    (["run", "small.yaml", "--people", "2,5"], "whole number"),
    (["run", "small.yaml", "--people", "1,5e3"], "whole number"),
    (["run", "small.yaml", "--people", "20.000"], "may be read as 20 or as 20000 citizens"),
    (["run", "small.yaml", "--people", "1e400"], "whole number"),
    (["run", "small.yaml", "--people", "1e15"], "20000 persons"),
    (["run", "small.yaml", "--out", "small.yaml/run"], "cannot be made"),
    (["run", "small.yaml", "--weeks", "0"], "weeks"),
    (["run", "small.yaml", "--weeks", "1.5e0"], "weeks"),
    (["run", "small.yaml", "--weeks", "1e999"], "weeks"),
    (["run", "small.yaml", "--seed", "-1"], "seed"),
    (["check", "."], "holds no scenario.yaml"),
    (["run", "small.yaml", "--threads", "0"], "threads"),
    (["gallery", "granoveter-1978"], "granovetter-1978"),
    (["gallery", "fighting-coalition"], "fronde run"),
    (["catalogue", "mobilsation"], "did you mean `mobilisation`?"),
    (["nosuchverb"], "nosuchverb"),
])
def test_wrong_usage_is_said_and_nothing_is_written(there, arguments, said):
    result = fronde(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert left(there) == ["small.yaml"]


def test_the_catalogue_prints_one_mechanism_or_all(there):
    one, whole = fronde("catalogue", "combat"), fronde("catalogue")
    assert one.output.startswith("### combat\n")
    assert "rate = tempo" in one.output and "`combat.party`" in one.output
    assert "### grievance" not in one.output
    assert one.output in whole.output
    assert all(f"### {name}\n" in whole.output for name in CATALOGUE)


def test_more_people_than_memory_are_refused_with_what_fits(there, monkeypatch):
    monkeypatch.setattr(limits, "memory_here", lambda: 2e9)
    text = SMALL.replace("20000, total: 20000", "all, total: 1000000000")
    (there / "large.yaml").write_text(text)
    result = fronde("run", "large.yaml")
    assert result.exit_code == 2
    fits = result.output.split("--people ")[1].split(".")[0]
    assert left(there) == ["large.yaml", "small.yaml"]
    assert limits.predict_need(people(there / "large.yaml", fits)).memory <= 2e9


def people(path, number):
    from fronde.scenario import load

    return load(path, people=int(number))


def test_more_rows_than_allowed_are_refused(there, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 100)
    result = fronde("run", "small.yaml")
    assert result.exit_code == 2
    assert "metrics.every" in result.output


def test_run_writes_a_folder_a_report_and_an_answer(there):
    result = fronde("run", "small.yaml", "--seed", "2", "--out", "out")
    assert result.exit_code == 0
    assert "not a forecast" in result.output
    names = left(there / "out")
    assert {"report.html", "manifest.json", "scenario.json", "events.parquet"} <= set(names)
    assert not [name for name in names if name.startswith(".") or name.endswith(".npz")]
    before = {name: (there / "out" / name).stat().st_mtime_ns for name in names}
    again = fronde("run", "small.yaml", "--seed", "2", "--out", "out")
    assert again.exit_code == 2
    assert "nothing is overwritten" in again.output
    assert before == {name: (there / "out" / name).stat().st_mtime_ns for name in names}


def test_the_same_run_twice_gets_a_folder_of_its_own(there):
    for said in ("", "is left as it is"):
        result = fronde("run", "small.yaml", "--no-report")
        assert result.exit_code == 0
        assert said in result.output
    first, second = left(there / "fronde-runs")
    assert second == f"{first}-2"
    name = json.loads((there / "fronde-runs" / first / "manifest.json").read_text())["run"]
    verified = fronde("rerun", name, "--verify", "--threads", "2")
    assert verified.exit_code == 0
    assert "identical" in verified.output
    made = fronde("rerun", name)
    assert made.exit_code == 0
    assert f"{first}-again" in made.output


def test_json_is_all_that_goes_to_standard_output(there):
    done = subprocess.run(
        [sys.executable, "-m", "fronde", "run", "small.yaml", "--json", "--out", "out"],
        capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["answer"]
    assert found["folder"] == "out"


def test_report_of_what_is_no_run(there):
    result = fronde("report", ".")
    assert result.exit_code == 1
    assert "manifest.json is missing" in result.output


def test_the_report_of_a_damaged_run_is_not_said_to_come_by_trying_again(there):
    assert fronde("run", "small.yaml", "--weeks", "2", "--out", "out", "--no-report").exit_code == 0
    (table,) = (there / "out").glob("series-*.parquet")
    table.write_bytes(table.read_bytes()[:-9])
    result = fronde("report", "out")
    assert result.exit_code == 1
    assert "damaged" in result.output and "fronde report" not in result.output


def test_check_says_what_is_there_and_writes_nothing(there):
    result = fronde("check", "small.yaml")
    assert result.exit_code == 0
    assert "20,000 persons (one to one)" in result.output
    assert left(there) == ["small.yaml"]


@pytest.mark.parametrize("people", [
    "10000", " 10000", "1e4", "10_000", "10,000", "10000.0", "1.0e+4"])
def test_people_however_written(there, people):
    assert CitizenCount().convert(people, None, None) == 10_000
    said = fronde("check", "small.yaml", "--people", people).output
    assert "people: 10,000 citizens, fewer than the population" in said


def test_check_shows_place_and_mend(there):
    (there / "small.yaml").write_text(SMALL.replace("repression: {}", "represion: {}"))
    result = fronde("check", "small.yaml")
    assert result.exit_code == 2
    assert "small.yaml:7:37:" in result.output
    assert "repression" in result.output
    assert "^" in result.output


def test_schema_is_one_and_fits_the_bundled_files():
    schema = json.loads(fronde("schema").output)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in [*bundled().cases.values(), *bundled().gallery.values()]:
        document = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        assert list(validator.iter_errors(document)) == []


def test_gallery_lists_and_compares(there):
    listed = fronde("gallery").output
    assert "granovetter-1978" in listed
    assert "fighting-coalition" in listed
    shown = fronde("gallery", "granovetter-1978")
    assert shown.exit_code == 0
    assert "published 1, here 1" in shown.output
    assert left(there) == ["small.yaml"]


def test_help_of_every_verb_has_an_example_or_a_sentence():
    for verb in main.commands:
        result = fronde(verb, "--help")
        assert result.exit_code == 0
        assert result.output.count(".") > 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_ends_with_130_and_the_same_command_goes_on(there, sent):
    """A real process, once it has begun to play weeks."""
    command = [sys.executable, "-m", "fronde", "run", "--people", "2e7", "--out", "out",
               "--no-report", "--weeks", "120"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (there / "out" / "series-0000.parquet").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(sent)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "run the same command again" in said
    assert not [name for name in left(there / "out") if name.startswith(".")]
    assert json.loads((there / "out" / "manifest.json").read_text())["status"] == "interrupted"
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert json.loads((there / "out" / "manifest.json").read_text())["status"] == "complete"


@pytest.mark.parametrize("changes", [
    {"population: {people: 20000, total: 20000}": "population: {people: 1, total: 1}"},
    {"population: {people: 20000, total: 20000}": "population: {people: 10, total: 1000}"},
    {"weeks: 4": "weeks: 1"},
    {"weeks: 4": "weeks: 30, step_days: 1"},
    {"title: Small": "title: Small\nmetrics: {levels: [community], every: 3}"},
    {"title: Small": "title: Small\nevents: [{date: 2021-01-04, label: at once, "
                     "set: {repression.arrests: 0.4}, shock: {grievance: 0.3}}]"},
])
def test_small_and_odd_countries_run(there, changes):
    text = SMALL
    for old, new in changes.items():
        text = text.replace(old, new)
    (there / "odd.yaml").write_text(text)
    result = fronde("run", "odd.yaml", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "nan" not in result.output.lower().replace("finance", "")


def test_threads_do_not_matter(there):
    for threads in (1, 2):
        assert fronde("run", "small.yaml", "--threads", threads, "--no-report",
                      "--out", f"t{threads}").exit_code == 0
    for name in ("series-0000.parquet", "flows-0000.parquet", "events.parquet"):
        assert (there / "t1" / name).read_bytes() == (there / "t2" / name).read_bytes()


@pytest.fixture
def done(there):
    assert fronde("run", "small.yaml", "--no-report", "--out", "done").exit_code == 0
    return there / "done"


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("manifest.json", '"digest": "', '"digest": "0', "manifest.json: damaged"),
    ("scenario.json", '"people": 20000', '"people": 19999', "scenario.json: cannot be read"),
    ("scenario.json", "{", "[", "scenario.json: cannot be read"),
    ("manifest.json", '"seed": 1', '"seed": 2', "manifest.json: damaged"),
    ("manifest.json", '"seed": 1', '"seed": "x"', "'seed' is missing or damaged"),
    ("manifest.json", "series-0000", "../done/series-0000", "is not a file of this folder"),
    ("manifest.json", "{", '{"format": ' + "[" * 200_000, "manifest.json: cannot be read"),
])
def test_verify_names_what_was_changed(done, file, old, new, said):
    changed(done / file, old, new)
    verified_as(said)


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("manifest.json", '"digest": "', '"digest": "0', "scenario.json: its digest"),
    ("scenario.json", '"people": 20000', '"people": 19999', "scenario.json: its digest"),
    ("scenario.json", '"people": 20000', '"people": -1', "scenario.json: not a scenario"),
    ("scenario.json", "{", "[", "scenario.json: cannot be read"),
    ("scenario.json", "{", "[" * 200_000, "scenario.json: cannot be read"),
    ("manifest.json", '"seed": 1', '"seed": 2', "table series differs"),
    ("manifest.json", '"status": "complete"', '"status": "running"', "Finish it first: fronde run"),
])
def test_verify_names_what_was_changed_with_its_digest(done, file, old, new, said):
    changed(done / file, old, new)
    described_anew(done)
    verified_as(said)


def changed(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def verified_as(said):
    result = fronde("rerun", "done", "--verify")
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "Traceback" not in result.output


def test_verify_names_a_shard_that_is_missing(done):
    (done / "flows-0000.parquet").unlink()
    result = fronde("rerun", "done", "--verify")
    assert result.exit_code == 1
    assert "flows-0000.parquet" in result.output


def test_rerun_finds_what_it_can_and_says_what_it_cannot(done):
    (done.parent / "fronde-runs" / "broken").mkdir(parents=True)
    (done.parent / "fronde-runs" / "broken" / "manifest.json").write_text("{")
    done.rename(done.parent / "fronde-runs" / "mine")
    name = json.loads((done.parent / "fronde-runs" / "mine" / "manifest.json").read_text())["run"]
    assert fronde("rerun", name[:5], "--verify").exit_code == 0
    for given in ("zzz", "", "small.yaml"):
        result = fronde("rerun", given, "--verify")
        assert result.exit_code == 1
        assert "no run" in result.output
    existing = fronde("rerun", name, "--out", "fronde-runs/mine")
    assert existing.exit_code == 2
    assert "nothing is overwritten" in existing.output


def test_rerun_of_the_folder_one_stands_in(done, monkeypatch):
    monkeypatch.chdir(done)
    assert fronde("rerun", ".").exit_code == 0
    assert left(done.parent) == ["done", "done-again", "small.yaml"]


def test_a_report_that_cannot_be_written_leaves_the_tables(there, monkeypatch):
    from fronde.record import files

    def full(part, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    result = fronde("run", "small.yaml", "--out", "out")
    assert result.exit_code == 1
    assert "the disk is full" in result.output
    assert "fronde report out" in result.output
    monkeypatch.undo()
    monkeypatch.chdir(there)
    assert files.reason(OSError(28, "")) == "the disk is full"
    assert fronde("report", "out").exit_code == 0
    assert "report.html" in left(there / "out")


def test_ctrl_c_while_the_report_is_written_says_how_to_write_it(there, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("fronde.reporting.output.picture", pressed)
    result = fronde("run", "small.yaml", "--out", "out")
    assert result.exit_code == 130
    assert "fronde report out" in result.output
    assert "report.html" not in left(there / "out")


def shell(command):
    return subprocess.run(["bash", "-c", command.replace("fronde", f"{sys.executable} -m fronde")],
                          capture_output=True, text=True, check=False)


def test_nobody_reads_to_the_end(there):
    for command in ("fronde schema | head -1", "fronde gallery granovetter-1978 | head -1",
                    "fronde run small.yaml --no-report | true"):
        assert "Traceback" not in shell(command).stderr


def test_standard_output_that_is_full(there):
    ended = shell("fronde schema > /dev/full")
    assert "Traceback" not in ended.stderr
    assert "No space left" in ended.stderr


def test_kernels_that_are_cached_are_not_announced(there):
    assert fronde("run", "small.yaml", "--no-report").exit_code == 0
    assert "compiling" not in fronde("run", "small.yaml", "--no-report").output.lower()


def test_what_is_said_where_kernels_cannot_be_kept(tmp_path, monkeypatch):
    from fronde import kernel
    from fronde.cli import manners

    monkeypatch.setattr(kernel, "cache_folder", lambda: tmp_path / "no" / "such")
    assert "FRONDE_CACHE" in manners.compiling()
    monkeypatch.setattr(kernel, "cache_folder", lambda: tmp_path)
    assert manners.compiling() == manners.FIRST


@pytest.mark.verify
@pytest.mark.parametrize("folder", ["/proc/x", "/dev/null"])
def test_a_cache_that_cannot_be_written_costs_time_only(there, folder, monkeypatch):
    monkeypatch.setenv("FRONDE_CACHE", folder)
    ended = shell("fronde run small.yaml --no-report")
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_the_summary_wraps(there):
    ended = shell("COLUMNS=60 fronde run small.yaml --no-report")
    lines = [line for line in ended.stdout.splitlines() if not line.startswith("Tables")]
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_cannot_show_all_letters_shows_the_others(there, encoding):
    (there / "other.yaml").write_text(SMALL.replace("Small", "Страна"), encoding="utf-8")
    ended = shell(f"PYTHONIOENCODING={encoding} fronde run other.yaml --no-report --out r")
    assert ended.returncode == 0
    assert "Does it run?" in ended.stdout and "Tables   r" in ended.stdout


def test_a_terminal_without_width_still_gets_the_answer(there):
    assert "Tables   r" in shell("COLUMNS=0 fronde run small.yaml --no-report --out r").stdout


def test_nothing_that_is_printed_commands_the_terminal(there):
    (there / "a\x1b]52;c;aGk=\x07").mkdir()
    for arguments in (["report", "a\x1b]52;c;aGk=\x07"], ["rerun", "a\x1b]52;c;aGk=\x07"],
                      ["check", "a\x1b]52;c;aGk=\x07"], ["report", "b", "a\x1b]52;c;aGk=\x07"]):
        result = fronde(*arguments)
        assert "52;c;aGk=" in result.output
        assert not {"\x1b", "\x07"} & set(result.output)


def test_home_where_the_shell_leaves_it(there, monkeypatch):
    monkeypatch.setenv("HOME", str(there / "home"))
    (there / "home").mkdir()
    (there / "small.yaml").rename(there / "home" / "small.yaml")
    assert fronde("odd", "~/small.yaml", "--out=~/odd.md").exit_code == 0
    assert (there / "home" / "odd.md").is_file()
    assert left(there) == ["home"]


def test_a_folder_whose_name_is_not_utf_8(there):
    ended = shell("fronde run small.yaml --no-report --out $(printf 'caf\\351')")
    assert ended.returncode == 2
    assert "is not UTF-8" in ended.stderr and "Traceback" not in ended.stderr
    assert left(there) == ["small.yaml"]


@pytest.mark.parametrize("verb", ["run small.yaml --no-report",
                                  "study ensemble small.yaml --points 2 --out out"])
def test_a_compiler_that_is_switched_off_is_named(there, verb):
    ended = shell(f"NUMBA_DISABLE_JIT=1 fronde {verb}")
    assert ended.returncode == 1
    assert "NUMBA_DISABLE_JIT is set" in ended.stderr and "Traceback" not in ended.stderr


def test_other_systems_are_named(there):
    script = ("import sys; sys.modules['fcntl'] = None\n"
              "from fronde.cli import main; main(['run', 'small.yaml'])")
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                           check=False)
    assert ended.returncode == 1
    assert ended.stderr == "fronde: fronde runs on Linux and macOS; on Windows, run it in WSL.\n"


@pytest.mark.parametrize("given", ["POLARS_MAX_THREADS=0", "POLARS_MAX_THREADS=many",
                                   "NUMBA_NUM_THREADS=0", "NUMBA_NUM_THREADS=-2"])
def test_a_number_of_threads_that_no_library_can_start_is_named(there, monkeypatch, given):
    """As a job's own script computes it; one library panicked, the other left a traceback."""
    name, _, value = given.partition("=")
    monkeypatch.setenv(name, value)
    result = fronde("run", "small.yaml", "--people", "200")
    assert result.exit_code == 1
    assert result.output == (f"fronde: {name} is {value!r}: set it to a whole number from 1, or "
                             "not at all.\n")
    with pytest.raises(FrondeError, match=name):
        fr.simulate(fr.load("small.yaml", people=200))
    assert left(there) == ["small.yaml"]


@pytest.mark.parametrize("again", ["one, [2]", "fronde.report, ['run']"])
def test_a_process_forked_after_use_does_not_wait_for_ever(there, again):
    """Its parent's threads are gone; before, the first table of the child never came."""
    (there / "forked.py").write_text("""
import multiprocessing, fronde
def one(seed):
    return fronde.simulate(fronde.load("small.yaml", people=200), seed=seed).series.height
with multiprocessing.get_context("fork").Pool(1) as early:
    print(early.map(one, [1]))
fronde.simulate(fronde.load("small.yaml", people=200), out="run")
with multiprocessing.get_context("fork").Pool(1) as late:
    try:
        late.map(AGAIN)
    except fronde.FrondeError as error:
        print(error)
""".replace("AGAIN", again))
    ended = subprocess.run([sys.executable, "forked.py"], capture_output=True, text=True,
                           check=True, timeout=120)
    first, then = ended.stdout.splitlines()
    assert int(first.strip("[]")) > 0
    assert "forked" in then and "'spawn'" in then
