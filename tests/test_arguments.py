"""What is handed to public functions: taken as it is meant, or refused before anything is made."""

import math

import numpy as np
import pytest
from study import plain

import fronde as fr
from fronde.arguments import place, settings, whole


@pytest.fixture(scope="module")
def made():
    return plain.scenario(people=300, weeks=10, claimed=(plain.ABOVE,))


def test_numbers_of_numpy_give_the_same_run_and_a_manifest_that_reads_back(made, tmp_path):
    given = {"seed": np.int64(3), "replicate": np.uint8(1), "keep": np.array([2]),
             "threads": np.int32(1)}
    run = fr.simulate(made, out=tmp_path / "run", **given)
    assert fr.observe(tmp_path / "run").manifest["seed"] == 3
    assert run.series.equals(fr.simulate(made, seed=3, replicate=1).series)
    assert fr.branch(run, np.int64(2), weeks=np.int64(3)).series["week"].max() == 5
    assert fr.observe(run).series.equals(run.series)


def test_numbers_of_numpy_in_a_scenario(made):
    assert fr.load(made.document, people=np.int64(300), weeks=np.int16(9)).weeks == 9
    assert fr.load(made.document, people=3e2).people == 300
    changed = {**made.document, "regime": {"effort": np.float32(0.5)}}
    assert fr.load(changed).regime.effort == 0.5


def test_studies_take_numbers_of_numpy_and_one_text_for_a_list(made, tmp_path):
    study = fr.ensemble(made, outcomes="protest > 1", points=np.int64(2), seed=np.int64(5),
                        replicates=np.int64(1), every=np.int64(5), workers=np.int64(1),
                        out=tmp_path / "study")
    assert "protest > 1" in study.summary["outcome"].to_list()
    tested = fr.test_claims(made, claims="above", points=1, replicates=1, workers=1)
    assert [one.claim.id for one in tested.results] == ["above"]


@pytest.mark.parametrize(("given", "same"), [
    ("regime.effort=0.5", ["regime.effort=0.5"]),
    ({"regime.effort": np.float64(0.5)}, ["regime.effort=0.5"]),
    ({"regime.effort": {"uniform": [0.1, 0.9]}, "mobilisation.pace": "prior"},
     ["regime.effort={uniform: [0.1, 0.9]}", "mobilisation.pace=prior"]),
    ({"mobilisation.pace": math.inf}, ["mobilisation.pace=.inf"]),
    ({"mobilisation.pace": None}, ["mobilisation.pace=null"]),
])
def test_settings_as_one_text_or_a_mapping(made, given, same):
    assert fr.load(made.document, sets=given) == fr.load(made.document, sets=same)


def test_one_key_is_cited_as_a_list_of_one():
    assert fr.cite("kuran1991") == fr.cite(["kuran1991"])


FEW = {"points": 1, "replicates": 1, "workers": 1}
REFUSED = {
    "scenario": (lambda s, out: fr.simulate("granovetter-1978"), "give what fronde.load returns"),
    "seed": (lambda s, out: fr.simulate(s, seed=-1, out=out), "seed must be from 0 to"),
    "seed of 63 bits": (lambda s, out: fr.simulate(s, seed=2**63, out=out), "seed must be from 0"),
    "seed as a float": (lambda s, out: fr.simulate(s, seed=1.0, out=out),
                        "seed must be a whole number, not 1.0"),
    "replicate": (lambda s, out: fr.simulate(s, replicate=True, out=out), "replicate must be a"),
    "threads": (lambda s, out: fr.simulate(s, threads=0, out=out), "threads must be from 1 to"),
    "keep": (lambda s, out: fr.simulate(s, keep="58", out=out), "a week of keep must be a whole"),
    "keep outside": (lambda s, out: fr.simulate(s, keep=11, out=out),
                     "a week of keep must be from 0 to 10"),
    "out": (lambda s, out: fr.simulate(s, out=3), "out must be a path, not 3"),
    "out with NUL": (lambda s, out: fr.simulate(s, out="a\0b"),
                     "NUL byte, which no file name can have"),
    "out not UTF-8": (lambda s, out: fr.simulate(s, out="caf\udce9"),
                      "'caf?' is not UTF-8"),
    "command": (lambda s, out: fr.simulate(s, command=3, out=out), "command must be a text"),
    "progress": (lambda s, out: fr.simulate(s, progress=3, out=out), "progress must be a function"),
    "progress of a study": (lambda s, out: fr.ensemble(s, **FEW, progress=True, out=out),
                            "progress must be a function"),
    "week": (lambda s, out: fr.branch(fr.simulate(s, keep=3), "3"), "week must be a whole number"),
    "sets": (lambda s, out: fr.load(s.document, sets=[("a.x", 1)]), "sets must be a text"),
    "value": (lambda s, out: fr.load(s.document, sets={"regime.effort": object()}),
              "sets: regime.effort cannot be"),
    "source": (lambda s, out: fr.load(3),
               "must be a file, the name of a bundled scenario, or a mapping"),
    "workers": (lambda s, out: fr.ensemble(s, **{**FEW, "workers": -1}, out=out), "workers"),
    "points": (lambda s, out: fr.ensemble(s, **{**FEW, "points": 0}, out=out), "points"),
    "replicates": (lambda s, out: fr.respond(s, replicates=0, out=out), "replicates"),
    "replicated": (lambda s, out: fr.test_claims(s, replicated=-1, out=out), "replicated"),
    "every": (lambda s, out: fr.ensemble(s, **FEW, every=0, out=out), "every"),
    "design": (lambda s, out: fr.ensemble(s, **FEW, design="LHS", out=out),
               "design must be sobol or lhs, not 'LHS'"),
    "engine": (lambda s, out: fr.ensemble(s, **FEW, engine="dask", out=out), "engine must be"),
    "claims": (lambda s, out: fr.test_claims(s, claims=[1], out=out), "claims must be a text"),
    "outcome": (lambda s, out: fr.sensitivity(s, 3, out=out), "outcome must be a text"),
    "base": (lambda s, out: fr.sensitivity(s, "protest", base=60, out=out), "power of two"),
    "trajectories": (lambda s, out: fr.sensitivity(s, "protest", trajectories=1, out=out),
                     "trajectories must be from 2 to"),
    "folder": (lambda s, out: fr.observe(None), "this result was not stored"),
    "report": (lambda s, out: fr.report(fr.simulate(s)), "this result was not stored"),
    "cite": (lambda s, out: fr.cite(3), "cite must be a list of texts"),
    "no such reference": (lambda s, out: fr.cite("kuran"), r"cite: no reference 'kuran'"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_named_in_one_sentence(made, what, tmp_path):
    call, said = REFUSED[what]
    with pytest.raises(fr.ScenarioError) as caught:
        call(made, tmp_path / "out")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_home_of_the_user_where_no_shell_has_replaced_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place("out", "~/runs") == tmp_path / "runs"
    monkeypatch.chdir(tmp_path)
    assert place("out", "./~/runs") == tmp_path / "~" / "runs"


def test_whole_numbers_keep_all_digits():
    assert whole("seed", np.uint64(2**53 + 1), 0) == 2**53 + 1


def test_settings_keep_their_order():
    assert settings({"b.x": 1, "a.x": True}) == ("b.x=1", "a.x=true")
