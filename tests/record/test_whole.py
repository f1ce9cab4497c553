"""What is damaged is noticed; what fronde did not make is neither overwritten nor removed."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from random import Random

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from laws.small import country
from polars.testing import assert_frame_equal
from record.anew import damage, described_anew

import fronde as fr
from fronde.cli import main
from fronde.cli.runs import say_where
from fronde.errors import ScenarioError, StoreError
from fronde.record import checkpoint, files, folder, limits, simulation, store, whole

DAMAGES = 60  # random ones of one folder; `make verify` makes many more
PNG = (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "run"
    fr.simulate(country(people=3000, weeks=6), seed=3, out=folder, keep=[2])
    return folder


@pytest.fixture
def run(made, tmp_path):
    shutil.copytree(made, tmp_path / "run")
    return tmp_path / "run"


def without_digests(folder):
    """As a folder was before there were digests."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({name: value for name, value in manifest.items()
                                if name not in (whole.FILES, whole.CHECKSUM)}))


def checked(folder):
    return CliRunner().invoke(main, ["check", str(folder)])


@pytest.mark.parametrize(("name", "folder"), [
    ("a country", "a-country"), ("../../victim", "victim"), ("/abs/olute", "abs-olute"),
    ("..", "scenario"), (".hidden", "hidden"), ("a\0b\nc", "a-b-c"), ("", "scenario"),
    ("Île-de-France_2", "Île-de-France_2"), ("~", "scenario"), ("-rf", "rf"),
])
def test_a_name_becomes_the_name_of_one_folder(name, folder):
    assert files.folder_name(name) == folder


def test_a_long_name_still_makes_a_folder(tmp_path):
    name = files.folder_name("\U00020000" * 300)
    (tmp_path / f"{name}-0123456789-99").mkdir()


@pytest.mark.parametrize("name", ["../../out", "/tmp/abs", "a/b", ".."])
def test_no_name_of_a_scenario_leads_out_of_the_folder(tmp_path, monkeypatch, name):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    scenario = country(people=300, weeks=6)
    (tmp_path / "in" / "c.json").write_text(json.dumps({**scenario.document, "name": name}))
    result = CliRunner().invoke(main, ["run", "c.json", "--no-report"])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    (there,) = (tmp_path / "in" / "fronde-runs").iterdir()
    assert store.read_manifest(there)["scenario"]["name"] == name


@pytest.mark.parametrize("content", [b"<p>a page</p>", b"<svg></svg>", PNG])
def test_a_page_or_picture_is_written_over_only_if_fronde_made_it(tmp_path, content):
    path = tmp_path / "page"
    path.write_bytes(b"mine")
    with pytest.raises(StoreError, match="does not say that fronde made it"):
        files.put_marked(path, content)
    assert path.read_bytes() == b"mine"
    path.unlink()
    for _ in range(2):
        files.put_marked(path, content)
    assert files.is_marked(path)
    assert path.read_bytes().startswith(content[:-files.PNG_END])


def test_what_a_killed_command_left_under_construction_is_written_anew(tmp_path):
    (tmp_path / ".page.part").write_text("half")
    files.put_bytes(tmp_path / "page", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["page"]
    assert (tmp_path / "page").read_bytes() == b"whole"


@pytest.mark.parametrize("make", [
    lambda part, other: part.symlink_to(other), lambda part, other: part.symlink_to("nowhere"),
    lambda part, other: part.mkdir(), lambda part, other: os.mkfifo(part),
], ids=["a link", "a link to nothing", "a folder", "a pipe"])
def test_what_no_command_leaves_under_construction_stays_and_is_named(tmp_path, make):
    other, part = tmp_path / "other", tmp_path / ".page.part"
    other.write_text("mine")
    make(part, other)
    with pytest.raises(StoreError, match=r"\.page\.part is in the way"):
        files.put_bytes(tmp_path / "page", b"whole")
    assert other.read_text() == "mine"
    assert os.path.lexists(part) and not (tmp_path / "page").exists()


def test_a_file_with_a_second_name_under_construction_keeps_its_content(tmp_path):
    (tmp_path / "other").write_text("mine")
    os.link(tmp_path / "other", tmp_path / ".page.part")
    files.put_bytes(tmp_path / "page", b"whole")
    assert (tmp_path / "other").read_text() == "mine"


def test_a_report_of_somebody_else_stays(run):
    (run / "report.html").write_text("my own words")
    with pytest.raises(StoreError, match=r"report\.html exists"):
        fr.report(run)
    assert (run / "report.html").read_text() == "my own words"
    (run / "report.html").unlink()
    assert fr.report(run) == fr.report(run)


def test_a_run_removes_only_files_with_its_names(run, tmp_path):
    for name in ("checkpoint-mine.npz", "mine.parquet", ".mine.part"):
        (run / name).write_text("mine")
    (run / "checkpoint-00004.npz").write_text("")
    (run / ".series-0000.parquet.part").write_text("")
    folder.clear(run, store.is_left_over)
    assert not (run / "checkpoint-00004.npz").exists()
    assert not (run / ".series-0000.parquet.part").exists()
    for name in ("checkpoint-mine.npz", "mine.parquet", ".mine.part"):
        assert (run / name).read_text() == "mine"


def test_a_table_that_memory_does_not_hold_is_not_unpacked(run, monkeypatch):
    """A few bytes of a folder that was made up may stand for thousands of millions of rows."""
    monkeypatch.setattr(limits, "memory_here", lambda: 1e9)
    fr.observe(run)
    monkeypatch.setattr(limits, "memory_here", lambda: 1e3)
    with pytest.raises(StoreError, match=r"it would take .* MB of memory, and 0 MB are free"):
        fr.observe(run)


def test_the_size_of_a_table_is_seen_before_it_is_unpacked():
    packed = BytesIO()
    table = pl.DataFrame({"value": pl.repeat(0.0, 10**6, eager=True)})
    table.write_parquet(packed, compression="zstd")
    packed.seek(0)
    small, seen = len(packed.getvalue()), whole.unpacked_size(packed)
    assert small < 10_000 < seen <= table.estimated_size()


def test_a_moment_that_memory_does_not_hold_is_not_unpacked(monkeypatch):
    packed = BytesIO()
    np.savez_compressed(packed, here=np.zeros(10**6))
    assert len(packed.getvalue()) < 10_000
    packed.seek(0)
    monkeypatch.setattr(limits, "memory_here", lambda: 1e6)
    with pytest.raises(StoreError, match=r"it would take 8 MB of memory, and 1 MB are free"):
        checkpoint.load(None, packed)


def test_a_whole_folder_is_in_order(run):
    result = checked(run)
    assert result.exit_code == 0, result.output
    assert "run, complete, in order. 9 files, each as written." in result.output
    assert whole.condition(run) == ("whole", "")


def test_the_schemas_are_those_of_what_is_written(made):
    manifest = store.read_manifest(made)
    for name, schema in store.SCHEMAS.items():
        for file in manifest["tables"][name]:
            assert dict(pl.read_parquet(made / file).schema) == schema


@pytest.mark.parametrize("name", ["series-0000.parquet", "scenario.json", "moment-00002.npz",
                                  "events.parquet"])
@pytest.mark.parametrize("how", ["changed", "cut off", "missing"])
def test_each_damaged_file_is_named_at_once(run, name, how):
    content = bytearray((run / name).read_bytes())
    content[len(content) // 2] ^= 1
    (run / name).write_bytes(content[:-1] if how == "cut off" else content)
    if how == "missing":
        (run / name).unlink()
    result = checked(run)
    assert result.exit_code == 1
    assert name in result.output and "Traceback" not in result.output
    seen = whole.condition(run)
    assert (seen.state == "damaged") == (how != "changed")
    assert name in seen.says or how == "changed"


def test_all_that_is_damaged_is_said_together(run):
    for name in ("series-0000.parquet", "moment-00002.npz"):
        (run / name).unlink()
    said = checked(run).output.splitlines()
    assert len(said) == 2
    assert "series-0000.parquet: cannot be read: it is missing." in said[0] + said[1]
    assert "moment-00002.npz: cannot be read: it is missing." in said[0] + said[1]


def test_a_folder_without_its_manifest_is_damaged(run):
    (run / "manifest.json").unlink()
    assert "manifest.json is missing" in checked(run).output
    assert whole.condition(run).state == "damaged"


def test_a_folder_with_a_scenario_of_the_users_own_is_a_scenario(tmp_path):
    (tmp_path / "scenario.yaml").write_text("qestion: 1")
    (tmp_path / "scenario.json").write_text("{}")
    assert "`qestion`" in checked(tmp_path).output


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "~"])
def test_what_is_no_name_of_a_file_is_no_folder(name):
    result = CliRunner().invoke(main, ["check", name])
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit), result.output


def test_a_folder_without_digests_is_read_and_said_to_be_one(run, made):
    without_digests(run)
    assert_frame_equal(fr.observe(run).series, fr.observe(made).series)
    assert whole.condition(run).state == "undescribed"
    result = checked(run)
    assert result.exit_code == 0, result.output
    assert "made before fronde kept digests of files" in result.output


def test_what_is_damaged_at_random_is_never_read_as_other_numbers(made, tmp_path):
    """And is always said in a sentence."""
    random, right = Random(1), fr.observe(made)
    names = sorted(path.name for path in made.iterdir())
    for number in range(DAMAGES):
        run = tmp_path / str(number)
        shutil.copytree(made, run)
        damage(run / random.choice(names), random)
        result = checked(run)
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
        with suppress(StoreError):
            found = fr.observe(run)  # the damage is in the scenario or a moment
            for name in simulation.TABLES:
                assert_frame_equal(getattr(found, name), getattr(right, name), check_exact=True)


def test_without_digests_a_damaged_table_is_at_most_a_sentence(made, tmp_path):
    """Polars panics at some of these, which is no ordinary exception."""
    random, said = Random(2), []
    for number in range(DAMAGES):
        run = tmp_path / str(number)
        shutil.copytree(made, run)
        without_digests(run)
        damage(run / "series-0000.parquet", random)
        said.append(complaint(run))
    assert all("series-0000.parquet" in text for text in said if text)
    assert sum(map(bool, said)) > DAMAGES / 2


def complaint(run):
    try:
        store.read_table(run, "series")
    except StoreError as error:
        return str(error)
    return ""


def test_a_table_with_other_columns_is_refused(run):
    table = pl.read_parquet(run / "flows-0000.parquet").rename({"persons": "people"})
    table.write_parquet(run / "flows-0000.parquet")
    described_anew(run)
    with pytest.raises(StoreError, match="its columns are not those"):
        fr.observe(run)


def test_a_pipe_in_the_place_of_a_table_does_not_wait(run):
    (run / "flows-0000.parquet").unlink()
    subprocess.run(["mkfifo", run / "flows-0000.parquet"], check=True)
    with pytest.raises(StoreError, match="missing"):
        fr.observe(run)


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_pipe_in_the_place_of_a_manifest_does_not_wait(run, command):
    (run / "manifest.json").unlink()
    os.mkfifo(run / "manifest.json")
    result = CliRunner().invoke(main, [command, str(run)])
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output


def test_a_run_killed_before_its_first_file_goes_on(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".manifest.json.part").write_text("{")
    scenario = country(people=300, weeks=1)
    say_where(tmp_path / "run", {}, pytest.fail)  # nothing to go on with
    assert fr.simulate(scenario, out=tmp_path / "run").manifest["status"] == "complete"
    assert not (tmp_path / "run" / ".manifest.json.part").exists()
    with pytest.raises(ScenarioError, match="exists already"):
        fr.simulate(scenario, out=tmp_path / "run")


def test_a_folder_of_a_program_that_is_damaged_says_so_in_the_terminal(run):
    """As a whole program: nothing of polars, numpy or zip is seen."""
    (run / "series-0000.parquet").write_bytes(b"PAR1" + bytes(200) + b"PAR1")
    done = subprocess.run([sys.executable, "-m", "fronde", "report", str(run)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "series-0000.parquet: cannot be read: it is damaged" in done.stderr
    assert "Traceback" not in done.stderr
