"""Pages of studies: what must be said, in which words and numbers, and that nothing breaks out."""

import json
import math
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import studies
from record.anew import described_anew
from study.heard import heard

import fronde as fr
from fronde.errors import StoreError
from fronde.reporting.study import complete_study, index, numbers, pages, verdict_chart
from fronde.reporting.study.text import say
from fronde.study.goals import BUILT_IN, Goals
from fronde.study.kinds import claims, discovery, ensemble, responses, sensitivity
from fronde.study.methods import design
from fronde.study.protocol import Study

POINTS = 40
EVIL = "<script>alert(1)</script>{{ 7*7 }} & \"' datum.x"
OPEN = ("contacts.memory", "forces.growth", "contacts.ties")


def hostile() -> Any:
    """The bundled scenario with texts that try to break out and three open parameters."""
    document = json.loads(json.dumps(dict(fr.load("fighting-coalition", people=1000).document)))
    document |= {"title": EVIL, "question": EVIL}
    for one in (*document["claims"], *document["responses"]["options"]):
        one["says"] = EVIL + one["id"]
    for one in document["claims"]:
        one["source"] = EVIL
    return fr.load(document)


def drawn(scenario: Any) -> design.Points:
    return design.points({name: scenario.priors[name] for name in OPEN}, POINTS, 3, "sobol")


def claimed(scenario: Any) -> Study:
    """c01 (monopoly lower), c04 (a value), c09 (legitimacy lower), c02 (tension higher)."""
    return claims.plan(scenario, drawn(scenario), 3, only=("c01", "c02", "c04", "c09"))


def in_middle(at: Mapping[str, float]) -> bool:
    """Whether the first parameter is above the middle of its prior (log)."""
    return at[OPEN[0]] > math.sqrt(1.0 * 4.0)


def read_claims(variant: str, reading: str, at: Mapping[str, float], replicate: int) -> float:
    """c01 is supported with an effect of -20 %; c02 depends on the first parameter; c04 holds
    nowhere; c09 has values equal, bit for bit."""
    stands = variant == claims.AS_IT_STANDS
    if "monopoly" in reading:
        return 0.8 if stands else 1.0
    if "tension" in reading:
        return (2.0 if in_middle(at) else 0.5) if stands else 1.0
    return 0.25 if "dominant_share" in reading else 0.5


def read_responses(variant: str, reading: str, at: Mapping[str, float], replicate: int) -> float:
    """Giving in helps at half of the points and costs war effort; admitting costs consensus."""
    if "fallen" in reading:
        return 0.0
    if "consensus" in reading:
        better = 0.1 if variant.startswith("concede") and in_middle(at) else 0.0
        return 0.5 + better - (0.2 if variant.startswith("admit") else 0.0)
    if "abroad" in reading:
        return 0.8 - (0.02 if variant.startswith("concede") else 0.0)
    return 100.0


@pytest.fixture(scope="module")
def scenario() -> Any:
    return hostile()


@pytest.fixture(scope="module")
def parent(scenario: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both studies, their pages and the index."""
    place = tmp_path_factory.mktemp("studies")
    plan = claimed(scenario)
    broken = {(2, 0, plan.variants[0].id): studies.BROKEN, (2, 1, plan.variants[0].id):
              studies.BROKEN, (3, 0, plan.variants[1].id): f"{EVIL}\nrest"}
    studies.write(plan, place / "claims", read_claims, broken)
    studies.write(responses.plan(scenario, drawn(scenario), 3, weeks=(59, 83)),
                  place / "responses", read_responses, {}, EVIL)
    pages.write(place / "claims")
    pages.write(place / "responses")
    pages.write_index(place)
    return place


def text_of(page: Path) -> str:
    """A page's words, without tags, styles and pictures, in one line."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", page.read_text(encoding="utf-8"),
                  flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def section(page: Path, claim: str) -> str:
    """The words on one claim."""
    found = re.search(rf'<article class="claim" id="claim-{claim}">.*?</article>',
                      page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", "", found[0], flags=re.DOTALL).split())


def test_a_study_becomes_a_page_and_pictures(parent: Path) -> None:
    names = {path.name for path in (parent / "claims" / "figures").iterdir()}
    assert names == {"verdicts.svg", "deciding-02.svg"}
    names = {path.name for path in (parent / "responses" / "figures").iterdir()}
    assert names == {"responses.svg", "timing.svg"}
    assert not list(parent.rglob("*.part"))


def test_claims_are_counted(parent: Path) -> None:
    assert ("Of 4 claims, 1 is supported, 2 are not, 1 depends on the assumptions and 0 are "
            "undecided." in text_of(parent / "claims" / "report.html"))


def test_a_claim_that_is_supported(parent: Path) -> None:
    told = section(parent / "claims" / "report.html", "c01")
    assert "● supported" in told
    # 39 of 40 points have a value; the exact interval of 39 of 39 at level 1 - .05/4 ends at
    # (.05/8)^(1/39) = 0.878.
    assert "Holds at 100% of the parameter sets (interval 88% to 100%); the reverse holds at 0%." \
        in told
    assert "It holds in more than three quarters of the space." in told
    assert "forces.deployed is set to 0.1 (" in told
    assert "mean of weeks 131 to 156, is lower than with the contrast, by more than 1% of that" \
        in told
    assert "\u221220%" in told  # 0.8 against 1
    assert "39 parameter sets used; 1 had no value" in told
    assert "What decides" not in told


def test_a_claim_that_depends_names_what_decides(parent: Path) -> None:
    told = section(parent / "claims" / "report.html", "c02")
    assert "◆ depends on the assumptions" in told
    assert "The higher contacts.memory (" in told
    # Two values, in halves: Spearman's correlation is sqrt(3) / 2, and +.87 with 39 points.
    assert ("the further the difference goes in the claimed direction (rank correlation +0.87, "
            "p &lt; 0.001, corrected for all parameters)") in told
    limit = re.search(r"It holds mostly where contacts.memory is above ([\d.]+):", told)
    assert limit and float(limit[1]) == pytest.approx(2.0, rel=0.05)  # between two points
    assert "100% of 19 parameter sets" in told and "inside, at 0% of 20 parameter sets" in told
    assert "Only contacts.memory decides." in told


def test_claims_that_are_not_supported_say_why(parent: Path) -> None:
    told = section(parent / "claims" / "report.html", "c04")
    assert "■ not supported" in told and "\u22120.25" in told  # 0.25 where 0.5 is the bar
    assert "nothing is changed" in told
    unmoved = section(parent / "claims" / "report.html", "c09")
    assert "No outcome of this claim differs, in any run, from what it is compared with." in unmoved


def test_failed_runs_are_named_aloud(parent: Path) -> None:
    page = parent / "claims" / "report.html"
    told = text_of(page)
    # points x replicates x (as it stands and three contrasts)
    assert f"3 of {POINTS * 2 * 4} runs failed and are left out." in told
    assert ("2 failed: ValueError: no army left first at parameter set 2, replicate 0, as it stands"
            in told)
    assert 'role="alert"' in page.read_text(encoding="utf-8")
    assert 'role="alert"' not in (parent / "responses" / "report.html").read_text(encoding="utf-8")


def test_nothing_breaks_out(parent: Path) -> None:
    for page in (*parent.glob("*/report.html"), parent / "index.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{ 7*7 }}" in text
        assert "default-src 'none'; style-src 'unsafe-inline'" in text
        assert not re.search(r"""(src|href)=["'](https?:)?//""", text)
    for picture in parent.rglob("*.svg"):
        assert "<script" not in picture.read_text(encoding="utf-8")


def test_responses_answer_the_question(parent: Path, scenario: Any) -> None:
    told = text_of(parent / "responses" / "report.html")
    at = drawn(scenario)
    share = sum(not in_middle(at.at(point)) for point in range(POINTS)) / POINTS
    assert f"At {100 * share:.0f}% of the parameter sets (95% interval " in told
    assert "none of the 7 responses tried beats doing nothing by more than 1 percentage point " \
        "in worth" in told
    assert "raises worth by more than 1 percentage point. A response helps without a cost at a " \
        "parameter set if it moves one goal the regime’s way by more than 1 percentage point (1% " \
        "for a goal that is not a share), and none against it by more." in told
    assert "week 59 (21 February 2022)" in told
    assert "At 100% (91% to 100%) none moves a goal the regime’s way without" in told
    assert ("(admit) is no better than doing nothing on any goal, in the mean over the parameter "
            "sets." in told)
    assert "\u221220 pts" in told  # what admitting costs in consensus
    assert "better at 0%, worse at 100%" in told


def test_the_index_answers_with_numbers(parent: Path) -> None:
    told = text_of(parent / "index.html")
    assert "none of the 7 responses tried beats doing nothing" in told
    assert "Of 4 claims, 1 is supported, 2 are not" in told
    assert "40 parameter sets over the prior ranges of 3 parameters" in told
    assert "144,713,314 persons, street in groups" in told
    text = (parent / "index.html").read_text(encoding="utf-8")
    assert 'href="claims/report.html#claim-c01"' in text and "Missing:" not in text


def test_the_index_says_what_is_missing(parent: Path, tmp_path: Path) -> None:
    shutil.copytree(parent / "claims", tmp_path / "claims")
    begun = tmp_path / "begun"
    shutil.copytree(parent / "responses", begun)
    described_anew(begun, status="interrupted", command="fronde study again")
    told = text_of(pages.write_index(tmp_path))
    assert "Missing: what the regime could do. Make it with fronde study responses" in told
    assert "begun: interrupted; go on with: fronde study again" in told


def test_there_is_nothing_to_index(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no complete study"):
        pages.write_index(tmp_path)


def test_a_study_that_is_not_complete_has_no_page(parent: Path, tmp_path: Path) -> None:
    shutil.copytree(parent / "claims", tmp_path / "claims")
    described_anew(tmp_path / "claims", status="interrupted")
    with pytest.raises(StoreError, match="interrupted"):
        pages.write(tmp_path / "claims")


@pytest.mark.parametrize(("value", "said"), [
    (0.1584, "+16%"), (-0.002, "\u22120.2%"), (0.0, "0%"), (math.inf, "infinite"),
    (math.nan, "no value"), (-0.099, "\u22129.9%"), (0.0005, "+0.05%"), (1e-9, "0.00%")])
def test_relative_effects_in_words(value: float, said: str) -> None:
    assert numbers.percent(value) == said


@pytest.mark.parametrize(("value", "said"), [
    (2.5, "2.5 times smaller in the median claim."), (0.8, "1.2 times as large in the median "
     "claim: they do not help."), (1.02, "no difference to the variance of an effect")])
def test_what_common_draws_is_worth_in_words(value: float, said: str) -> None:
    assert said in say("words", "typical", value)
    assert say("words", "typical", math.nan) == ""


def test_what_comes_of_nothing_is_no_ratio_to_a_contrast(scenario: Any, tmp_path: Path) -> None:
    plan = claims.plan(scenario, drawn(scenario), 3, only=("c01",))

    def reads(variant: str, reading: str, at: Mapping[str, float], replicate: int) -> float:
        return float(variant == claims.AS_IT_STANDS)

    told = section(pages.write(studies.write(plan, tmp_path / "c", reads, {})), "c01")
    assert "from nothing" in told
    assert "no ratio" not in told


@pytest.mark.parametrize(("low", "high", "said"), [
    ("+1.0 pts", "+2.0 pts", "+1.0 to +2.0 pts"), ("0%", "+5%", "0 to +5%"), ("3", "3", "3"),
    ("no value", "+5%", "no value to +5%")])
def test_an_interval_says_its_unit_once(low: str, high: str, said: str) -> None:
    assert numbers.join_range(low, high) == said


def test_an_interval_stays_within_what_is_possible() -> None:
    cell = responses.Cell("a", 1, "stay", -0.3, -17.0, math.inf, 0.0, 0.3, 0.7, 1.0, True)
    wanted = Goals((next(goal for goal in BUILT_IN if goal.name == "stay"),), (), False)
    made = responses.Matrix(wanted, [cell], {}, {}, {}, {}, {}, {}, ["a"], [1], 4)
    assert say("responses", "span", made, cell) == "\u2212100 to +100 pts"


def test_the_line_of_an_error_that_says_what_went_wrong() -> None:
    assert complete_study.essence(studies.BROKEN) == "ValueError: no army left"
    assert complete_study.essence("Its worker was ended.\nmore") == "Its worker was ended."
    assert complete_study.essence("") == "no message"


def test_different_scenarios_are_said_aloud() -> None:
    found = [SimpleNamespace(scenario=SimpleNamespace(name=name), plan={"model": 1})
             for name in "ab"]
    assert index.find_mixture(found) == "scenario"  # type: ignore[arg-type]
    assert index.find_mixture(found[:1]) == ""  # type: ignore[arg-type]


def test_a_claim_without_a_value_has_no_dot() -> None:
    claim = SimpleNamespace(id="c1", says="text")
    found = SimpleNamespace(verdict="undecided", share=math.nan, low=0.0, high=1.0)
    row = verdict_chart.row(0, SimpleNamespace(claim=claim, found=found))  # type: ignore[arg-type]
    assert row["share"] is None and row["low"] is None and row["said"] == "no value"


def read_outcomes(variant: str, reading: str, at: Mapping[str, float], replicate: int) -> float:
    """The regime falls above the middle of the first parameter; chance moves nothing."""
    if "fallen" in reading:
        return float(in_middle(at))
    return math.log(at[OPEN[0]])


def test_a_discovery_says_where(scenario: Any, tmp_path: Path) -> None:
    plan = discovery.plan(scenario, drawn(scenario), 3, asked=("collapsed",))
    told = text_of(pages.write(studies.write(plan, tmp_path / "d", read_outcomes, {})))
    share = sum(in_middle(drawn(scenario).at(point)) for point in range(POINTS)) / POINTS
    assert (f"“collapsed” comes about at {100 * share:.0f}% of 40 parameter sets (95% interval"
            in told)
    limit = re.search(r"It comes about mostly where contacts.memory is above ([\d.]+)\.", told)
    # Half of 40 points over the prior leave gaps of 4^(1/20), 7 %; here of one more than that.
    assert limit and float(limit[1]) == pytest.approx(2.0, rel=0.1)
    assert re.search(r"not searched, it comes about at \d+% of the sets inside the box, compared "
                     r"with \d+% of all; 100% of the sets where it comes about are inside", told)
    assert ("One run at each parameter set, so stochastic variance and assumptions cannot be "
            "separated" in told)


def test_an_ensemble_says_how_runs_end(scenario: Any, tmp_path: Path) -> None:
    plan = ensemble.plan(scenario, drawn(scenario), 3)
    page = pages.write(studies.write(plan, tmp_path / "e", read_outcomes, {}, series=lambda week:
                                     float(week)))
    told = text_of(page)
    assert "runs end contained in 0%, insurgent in " in told
    assert (tmp_path / "e" / "figures" / "fans.svg").is_file()
    assert "legitimacy: median 0 at first, 156 at the end (156 to 156)" in \
        page.read_text(encoding="utf-8")


class Every(dict[tuple[int, int, str], str]):
    """Whatever is asked for, it broke."""

    def get(self, key: Any, default: Any = None) -> Any:
        return studies.BROKEN


@pytest.mark.parametrize(("plan", "said"), [
    (lambda s: claims.plan(s, drawn(s), 3, only=("c01",)),
     "No parameter set has a value to compare"),
    (lambda s: responses.plan(s, drawn(s), 3, weeks=(59,)),
     "the study says nothing about the responses"),
    (lambda s: ensemble.plan(s, drawn(s), 3), "No run has a value."),
], ids=["claims", "responses", "ensemble"])
def test_a_study_all_of_whose_runs_failed_still_has_a_page(
        scenario: Any, tmp_path: Path, plan: Any, said: str) -> None:
    made = plan(scenario)
    told = text_of(pages.write(studies.write(made, tmp_path / "x", read_outcomes, Every())))
    assert said in told and f"{made.runs:,} failed: ValueError: no army left" in told.replace(
        "runs failed", "")


def test_with_one_run_a_point_chance_is_unknown_and_not_nothing(scenario: Any,
                                                                tmp_path: Path) -> None:
    wide = sensitivity.screening(scenario, "stress", 4, 1, 3)
    studies.write(wide, tmp_path / "s" / "screening", read_outcomes, {})
    narrow = sensitivity.indices(scenario, "stress", OPEN, 32, 1, 3)
    studies.write(narrow, tmp_path / "s" / "indices", read_outcomes, {})
    assert ("It is not known how much of the spread is stochastic variance."
            in text_of(pages.write(tmp_path / "s")))
    page = pages.page_of(tmp_path / "s")
    said = heard("sensitivity", scenario, page.found, page.before)
    assert "an unknown share of the spread is stochastic variance" in said.text
    assert said.data["noise_share"] is None


def test_sensitivity_is_one_page_of_two_steps(scenario: Any, tmp_path: Path) -> None:
    wide = sensitivity.screening(scenario, "stress", 4, 2, 3)
    studies.write(wide, tmp_path / "s" / "screening", read_outcomes, {})
    narrow = sensitivity.indices(scenario, "stress", OPEN, 32, 2, 3)
    studies.write(narrow, tmp_path / "s" / "indices", read_outcomes, {})
    told = text_of(pages.write(tmp_path / "s"))
    assert "The spread of stress depends most on contacts.memory (" in told
    assert "0% of the spread between parameter sets is stochastic variance" in told
    assert f"All {len(scenario.priors)} parameters" in told
    page = pages.page_of(tmp_path / "s")
    said = heard("sensitivity", scenario, page.found, page.before)
    assert "0% of the spread is stochastic variance" in said.text
    assert said.data["noise_share"] == 0.0
    text = pages.write_index(tmp_path).read_text(encoding="utf-8")
    assert 'href="s/report.html">Which assumptions matter' in text
    assert "Missing: the claims, one by one." in text_of(tmp_path / "index.html")
