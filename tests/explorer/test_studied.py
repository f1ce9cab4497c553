"""A study to browse: the verdicts of its report, and pairs that play what the study ran."""

import pytest
from explorer.lively import fresh
from laws.small import UNENDING, document

import fronde
from fronde.errors import FrondeError
from fronde.explorer import studied
from fronde.explorer.frames import tracks
from fronde.explorer.library import Library as Shelf
from fronde.explorer.spec import read
from fronde.scenario import load
from fronde.study.kinds import claims as verdicts
from fronde.study.study_values import read_values

POINTS, WEEKS = 4, 12
CLAIMS = [
    {"id": "c1", "says": "Arrests empty the street.", "source": "nobody", "margin": 0.1,
     "contrast": {"set": {"repression.arrests": 0.01}},
     "expect": {"metric": "street", "direction": "lower", "over": 4}},
    {"id": "c2", "says": "Without the killing fewer are underground.", "source": "nobody",
     "contrast": {"without": {"events": ["killing"]}},
     "expect": [{"metric": "hidden", "direction": "higher", "over": 4},
                {"metric": "legitimacy", "direction": "lower", "over": 2}]},
    {"id": "c3", "says": "Legitimacy is low.", "source": "nobody",
     "expect": {"metric": "legitimacy", "direction": "lower", "against": "value", "value": 0.5,
                "over": 4}},
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with a study of claims and one of responses."""
    top = tmp_path_factory.mktemp("studies")
    made = document(people=3000, weeks=WEEKS, claims=CLAIMS, mechanisms=UNENDING)
    made["regime"] = {"police": 0.01, "effort": {"uniform": [0.1, 0.9]}}
    made["mechanisms"]["repression"]["arrests"] = "prior"
    scenario = load(made)
    fronde.test_claims(scenario, points=POINTS, replicates=2, seed=5, workers=1, out=top / "claims")
    fronde.respond(scenario, points=POINTS, replicates=1, seed=5, workers=1, out=top / "responses")
    return Shelf((top,))


def last(shelf, raw, metric, over):
    """Mean of a metric of the nation over the last weeks of a spec that is played."""
    line = fresh(shelf, read(raw))
    line.play()
    place = next(n for n, track in enumerate(tracks(line.scenario))
                 if (track.level, track.metric) == ("nation", metric))
    return sum(frame.values[place] for frame in line.frames[-over:]) / over


def test_verdicts_are_those_of_the_study(shelf):
    folder = shelf.study("claims")
    page = studied.page(shelf, "claims")
    found = {one.claim.id: one for one in verdicts.judge(
        read_values(folder), load(shelf.base("study-claims").document))}
    assert [row["id"] for row in page["rows"]] == ["c1", "c2", "c3"]
    for row in page["rows"]:
        assert row["share"] == pytest.approx(found[row["id"]].found.share)
        assert (row["low"], row["high"]) == pytest.approx(
            (found[row["id"]].found.low, found[row["id"]].found.high))
    assert studied.summarise("claims", folder)["kind"] == "claims"


@pytest.mark.parametrize(("claim", "metrics"), [
    ("c1", [("street", 4)]), ("c2", [("hidden", 4), ("legitimacy", 2)])])
def test_a_pair_plays_the_two_runs_of_the_study(shelf, claim, metrics):
    """Bit for bit: value and bar of the study are read off the two lines."""
    page = studied.claim(shelf, "claims", claim)
    assert len(page["pairs"]) == POINTS * 2
    for pair in (page["pairs"][0], page["pairs"][-1]):
        for (metric, over), value, bar in zip(metrics, pair["values"], pair["bars"], strict=True):
            assert last(shelf, pair["a"], metric, over) == pytest.approx(value, rel=1e-12)
            assert last(shelf, pair["b"], metric, over) == pytest.approx(bar, rel=1e-12)


def test_a_claim_about_one_run_has_no_second_line(shelf):
    page = studied.claim(shelf, "claims", "c3")
    assert all(pair["b"] is None for pair in page["pairs"])
    assert all(pair["bars"] == [0.5] for pair in page["pairs"])
    for pair in page["pairs"]:
        assert pair["holds"] == (pair["values"][0] < 0.5)


def test_the_share_is_that_of_the_pairs(shelf):
    """Two replicates a point: what holds is decided by their means, so compare where they agree."""
    page = studied.claim(shelf, "claims", "c1")
    by_point = {}
    for pair in page["pairs"]:
        by_point.setdefault(pair["point"], []).append(pair["holds"])
    sure = [holds[0] for holds in by_point.values() if holds[0] == holds[1]]
    unsure = len(by_point) - len(sure)
    held = round(page["share"] * POINTS)
    assert sum(sure) <= held <= sum(sure) + unsure


def test_the_matrix_of_responses_plays_what_was_run(shelf):
    page = studied.page(shelf, "responses")
    assert page["kind"] == "responses" and page["weeks"]
    names = {row["response"] for row in page["rows"]}
    assert names == {"blame", "private"}  # doing nothing is what they are compared with
    assert all(len(row["cells"]) == len(page["goals"]) for row in page["rows"])
    values = studied.read_study(shelf.study("responses"),
                                studied.stamp(shelf.study("responses"))).values
    week, point = page["weeks"][0], page["points"][1]
    taken = {**point["spec"], "turns": [*point["spec"]["turns"], {
        "week": week, "sets": {}, "response": "private"}]}
    for raw, variant in ((point["spec"], "nothing done"), (taken, f"private from week {week}")):
        rows = values.values.filter(variant=variant, point=point["point"])
        name = next(one for one in rows["outcome"] if one.startswith("mean fighters"))
        study = rows.filter(outcome=name)["value"].item()
        assert last(shelf, raw, "fighters", WEEKS - week) == pytest.approx(study, rel=1e-12)


def test_what_was_not_tested_is_said(shelf):
    for ask in (lambda: studied.claim(shelf, "claims", "c9"),
                lambda: studied.claim(shelf, "responses", "c1"),
                lambda: studied.page(shelf, "nothing")):
        with pytest.raises(FrondeError):
            ask()
