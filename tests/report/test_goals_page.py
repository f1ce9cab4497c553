"""What the pages say of goals: which count, which nothing moves, which no run moved."""

import re
from pathlib import Path

import pytest
import studies
from study import quiet

from fronde.explorer import studied as browsed
from fronde.reporting.study import pages
from fronde.reporting.study.complete_study import open_study
from fronde.study.kinds import responses
from fronde.study.methods import design

NO_POINTS = design.points({}, 20, 1, "sobol")
LOYAL = {"id": "loyal", "says": "consensus", "metric": "consensus", "direction": "higher"}
FLAT = {"street": 100.0, "legitimacy": 0.5, "consensus": 0.5}


def page(scenario, folder: Path, gained: dict[str, float]) -> str:
    """The words of the page of a study in which the response adds so much to each metric."""
    def reads(variant, reading, at, replicate):
        metric = reading.split()[1]
        return FLAT[metric] + (gained.get(metric, 0.0) if variant.startswith("soft") else 0.0)

    studies.write(responses.plan(scenario, NO_POINTS, 1, 1, weeks=(1, 3)), folder, reads, {})
    return words(pages.write(folder))


def words(file: Path) -> str:
    """A page's words, without tags, styles and pictures, in one line."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<script.*?</script>", " ",
                  file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_a_study_in_which_nothing_was_moved_is_no_finding(tmp_path):
    """It used to say that at 100 % of the points none beats doing nothing."""
    told = page(quiet.country(), tmp_path / "responses", {})
    assert "No response moved any goal of the regime in any run." in told
    assert "beats doing nothing" not in told and "no response helps" not in told
    assert "no response moved this in any run" in told
    assert "Timing of the responses" not in told and "The best response" not in told
    index = words(pages.write_index(tmp_path))
    assert "No response moved any goal of the regime in any run." in index
    assert "beats doing nothing" not in index


def test_goals_that_nothing_moves_are_named_with_the_reason(tmp_path):
    told = page(quiet.country(), tmp_path / "responses", {"consensus": 0.1})
    for goal, metric in (("stays in power", "fallen"), ("war effort", "abroad"),
                         ("armed strength against it", "fighters")):
        assert f"“{goal}” is not used as a goal: nothing in the scenario changes {metric}" in told
    assert "At 0% of the parameter sets (95% interval 0% to 17%), none of the 1 responses" in told
    assert "Worth weighs consensus by what the regime wants" in told
    assert "+10 pts" in told and "Timing of the responses" in told


def test_declared_goals_are_the_columns_and_worth_says_its_weights(tmp_path):
    """Street 50 against 100: -67 %, the regime's way; worth (2 * 67 % + 10 %) / 3 = 48 %."""
    told = page(quiet.country(quiet.CALM, quiet.TRUST), tmp_path / "responses",
                {"street": -50.0, "legitimacy": 0.1})
    assert "few on the street: mean of street; less is better for the regime" in told
    assert "legitimacy at the end: legitimacy in the last week; more is better" in told
    assert "with the weights 2 and 1 that the scenario gives" in told
    assert "\u221267%" in told and "+48%" in told
    assert "beats doing nothing by more than 1% in worth" in told
    assert "raises worth by more than 1%. A response helps without a cost" in told
    assert "is not used as a goal" not in told


@pytest.mark.parametrize(("goals", "gained", "said"), [
    ((quiet.CALM, LOYAL), {"street": -50.0},
     "No response moved this goal in any run: “consensus”. Zeros there are not a finding."),
    (({**quiet.CALM, "worth": 0}, LOYAL), {"street": -50.0},
     "No response moved what worth weighs (“consensus”) in any run."),
    (({**quiet.CALM, "worth": 0},), {"street": -50.0}, "None of the remaining goals has a weight."),
])
def test_what_was_not_moved_is_said(tmp_path, goals, gained, said):
    told = page(quiet.country(*goals), tmp_path / "responses", gained)
    assert said in told
    assert ("beats doing nothing" in told) == ("this goal" in said)


def test_the_page_to_browse_says_the_same(tmp_path):
    scenario = quiet.country()
    page(scenario, tmp_path / "responses", {})
    made = browsed.matrix(open_study(tmp_path / "responses"), "responses")
    assert [goal["goal"] for goal in made["goals"]] == ["consensus", "worth"]
    assert made["answer"].startswith("No response moved any goal of the regime in any run.")
    assert "“war effort” is not used as a goal" in made["answer"]
    assert made["rows"][0]["cells"][0]["said"] == "unmoved (in any run)"
