"""Forces, story, survival, responses and neighbouring states, in words and as figures."""

from dataclasses import replace
from types import SimpleNamespace

import fighting
import pytest
import synthetic
from fighting import FIRST, WAR

from fronde.reporting import abroad, answer, courses, regime, scope, story, strip, upheavals
from fronde.reporting.figures import FIGURES, RIVALRY, STORY, with_noticed
from fronde.reporting.run_findings import Finding
from fronde.reporting.run_tables import Tables

NAMES = ("courses", "story", "forces", "rivalry", "survival", "stress", "support", "offers",
         "clients")


def said(findings: list[Finding]) -> str:
    """Findings in words, in one line."""
    return " ".join(map(str, findings))


def outcome(made: Tables) -> str:
    """Whether the regime fell, in words."""
    return str(regime.survival(made)[0])


def costs(made: Tables) -> list[str]:
    """What the regime's course came with, in sentences."""
    return [str(finding) for finding in courses.costs(made)]


def front(made: Tables) -> list[str] | None:
    """Neighbours whose publics help while the governments do not."""
    numbers = abroad.front(made)
    return numbers and numbers["states"]


def counted(week: int) -> synthetic.Curve:
    """Nothing until a week, one from then on."""
    return lambda t: float(t >= week)


@pytest.mark.parametrize("name", NAMES)
def test_models_without_the_mechanism_have_no_figure(name: str) -> None:
    figure = next(figure for figure in FIGURES if figure.name == name)
    assert figure.draw(fighting.tables()) is not None
    assert figure.draw(synthetic.tables()) is None


def test_a_mutiny_is_marked_and_told() -> None:
    made = fighting.tables(given={
        "mutinies": counted(120), "private_army": lambda t: 30e3 if t < 120 else 0.0,
        "tension": lambda t: 0.8 if WAR < t < 120 else 0.0})
    assert [(turn.row, turn.what) for turn in upheavals.of(made)] == [(120, "mutiny")]
    text = said(regime.forces(made))
    assert "There was a mutiny in the week of 24 April 2023." in text
    assert "until it was broken up" in text
    assert "rose to 0.80" in text
    chart = RIVALRY(made)
    assert chart is not None
    assert '\\"what\\":\\"mutiny\\"' in chart.to_json()
    calm = RIVALRY(fighting.tables())
    assert calm is not None
    assert "mutiny" not in calm.to_json()


def test_without_a_rising_its_chance_is_told() -> None:
    # 0.001 a week over 97 weeks: 1 - exp(-0.097) = 9.2 %
    assert "the chance of a mutiny added up to 9%" in said(regime.forces(fighting.tables()))


def test_an_army_that_stayed_home_is_told_as_such() -> None:
    home = fighting.tables(given={"army_home": lambda t: 810e3, "war": lambda t: 0.0})
    assert "The army at home stayed at about 810,000 soldiers" in said(regime.forces(home))


def test_a_fall_has_a_date_and_a_chance_otherwise() -> None:
    fell = fighting.tables(given={"fallen": counted(130)})
    assert outcome(fell).startswith("The regime fell in the week of 3 July 2023")
    coup = fighting.tables(given={"seized": counted(130), "fallen": counted(130)})
    assert outcome(coup).startswith("Soldiers took power")
    # 1e-4 a week over 97 weeks: 0.97 %
    assert "a chance of 1.0%" in outcome(fighting.tables())
    safe = fighting.tables(given={"fall_hazard": lambda t: 0.0})
    assert "next to impossible" in outcome(safe)


def test_stories_that_wear_out_hold_or_were_never_told() -> None:
    worn = said(story.story(fighting.tables()))
    assert "share of citizens who believe what it says went from 80% to 29%" in worn
    held = fighting.tables(given={"credible": lambda t: 0.8})
    assert "its word stayed as credible as before" in said(story.story(held))
    silent = fighting.tables(given={"blame": lambda t: 0.0})
    assert "The state said nothing" in said(story.story(silent))
    admitted = fighting.tables(given={"blame": lambda t: 0.0, "admit": counted(100)})
    assert "From 5 December 2022 on the state admitted" in said(story.story(admitted))


@pytest.mark.parametrize("low", [range(WAR, 110), range(148, 150)])
def test_a_belief_that_fell_after_the_state_spoke_fell_in_that_order(low: range) -> None:
    """Which came first is known; that one made the other is not. The low may come late."""
    dip = fighting.tables(given={"broad": lambda t: 0.08 if t in low else 0.3})
    text = said(story.story(dip))
    assert "it had fallen to 8%; the state had begun to blame foreigners by then" in text
    assert "worked" not in text
    before = fighting.tables(given={"broad": lambda t: 0.08 if t in range(20, 40) else 0.3})
    assert "blame foreigners by then" not in said(story.story(before))


def test_a_war_that_is_on_from_the_start_has_no_before() -> None:
    made = fighting.tables(given={"war": lambda t: 1.0})
    assert "98% at the start, 72% at the lowest)" in costs(made)[0]
    few = costs(fighting.tables(given={
        "war": lambda t: 1.0, "army_home": lambda t: 810e3}))
    assert "The war took few more soldiers away from home." in few
    assert "98% before, 72% at the lowest)" in costs(fighting.tables())[0]


def test_the_ground_is_shaded_while_the_state_speaks() -> None:
    made = fighting.tables(given={"blame": lambda t: 1.0 if WAR <= t < 100 else 0.0})
    rows = strip.stretches_of(made, "blame")
    assert [(row["date"], row["until"]) for row in rows] == [(made.dates[WAR], made.dates[100])]
    assert strip.stretches_of(made, "admit") == []


def test_noticing_is_a_mean_of_eight_weeks() -> None:
    noticed = with_noticed(fighting.tables()).nation("noticed")
    assert noticed[FIRST - 1] == 0.0
    assert noticed[FIRST] == pytest.approx(0.6 / 8)
    assert noticed[FIRST + 7] == pytest.approx(0.6)


def test_levers_change_where_they_were_set() -> None:
    rows = [row for row in strip.stretches(fighting.tables())
            if row["lever"] == strip.LEVERS["effort"]]
    assert [row["level"] for row in rows] == [0.35, 0.75]
    assert rows[0]["until"] == rows[1]["date"] == fighting.tables().dates[WAR]
    levers = {row["lever"] for row in strip.stretches(fighting.tables())}
    assert strip.LEVERS["recall"] not in levers


def test_responses_in_force_and_those_not_tried() -> None:
    made = fighting.tables()
    assert [one.what for one in courses.courses(made)] == ["Say nothing", "Blame foreigners"]
    assert courses.responses_never_used(made) == ["Call the army back"]
    looked = {**made.scenario, "responses": {**made.scenario["responses"], "policy": "look-ahead"}}
    ahead = replace(made, scenario=looked)
    assert courses.courses(ahead) == courses.courses(made)  # chosen or not, as recorded
    assert "upper bound on foresight" in " ".join(scope.list_gaps(ahead))
    assert strip.strip(ahead) is not None


def free(**given: synthetic.Curve) -> Tables:
    """A run in which no course came with a cost."""
    return fighting.tables(given={
        "credible": lambda t: 0.8, "monopoly": lambda t: 0.98, "tension": lambda t: 0.0,
        "army_home": lambda t: 810e3, **given})


def test_costs_are_told_only_where_the_numbers_have_them() -> None:
    whole = costs(fighting.tables())
    assert whole[0].startswith("Each course that the regime took in this run came with a cost: ")
    # credible goes from 0.8 to 0.2 + 0.6 * 0.98 ** 96 = 0.29 at the end
    assert "blaming foreigners (share who believe the state: from 80% to 29%)" in whole[0]
    assert "went from 80% to 29%; in that time people noticed fighting." in " ".join(whole)
    cheap = costs(free())
    assert cheap[0].startswith("Some courses")
    assert "Without a visible one: the war, which took few soldiers away; blaming" in cheap[0]
    assert "the story has not worn out" in " ".join(cheap)
    assert "The war took few soldiers away from home." in cheap
    assert costs(fighting.without_fighters()) == [
        "There was no armed resistance to answer: nobody went underground."]


def test_admission_and_recall_are_told_where_they_were_tried() -> None:
    tried = " ".join(costs(fighting.tables(given={
        "admit": counted(100), "recall": counted(110), "blame": lambda t: 0.0,
        "abroad": lambda t: 0.1 if t < WAR else (0.9 if t < 110 else 0.3)})))
    assert "Admitting that the resistance is domestic: the shared belief" in tried
    assert "90% of it was abroad at most and 30% at the end" in tried
    assert "Blaming" not in tried


def test_the_question_is_answered_first() -> None:
    paragraphs = answer.answers(fighting.tables())
    assert paragraphs[0].heading == "What came with the regime's responses?"
    assert all(part.sentences for part in paragraphs)
    assert "forecast" not in said([s for part in paragraphs for s in part.findings])


def test_a_private_front_is_a_public_without_its_government() -> None:
    assert front(fighting.tables()) == ["Clientia (client)", "Southland"]
    made = fighting.tables()
    backed = made.series.with_columns(value=synthetic.pl.when(
        synthetic.pl.col("metric") == "official").then(0.5).otherwise("value"))
    assert front(replace(made, series=backed)) is None


def test_offers_are_summed_over_the_weeks() -> None:
    rows = {(row["state"], row["metric"]): row["persons"]
            for row in abroad.offers_by_state(fighting.tables())}
    # 60 a week from week 60 to 156: 97 weeks
    assert rows["Northland (enemy)", "arms_offered"] == 60 * 97
    assert rows["Clientia (client)", "opponents_offered"] == pytest.approx(0.7 * 97)
    assert ("Southland", "arms_offered") not in rows


def test_states_that_offer_as_much_stand_in_the_order_of_the_run(monkeypatch) -> None:
    """Sorted from a set, they changed places from one process to the next."""
    states = [f"state {number}" for number in range(12)]
    made = SimpleNamespace(states={}, state=str,
                           around=lambda _: {state: [3.0] for state in states})
    monkeypatch.setattr(abroad.facts, "total", lambda _, values: sum(values))
    rows = abroad.offers_by_state(made)
    assert [row["state"] for row in rows[::len(abroad.GIVEN)]] == states


def test_a_client_that_falls_is_marked_and_told() -> None:
    made = fighting.tables()
    assert "and stayed in office" in said(abroad.help_from_outside(made))
    column = synthetic.pl.col
    toppled = made.series.with_columns(value=synthetic.pl.when(
        (column("metric") == "toppled") & (column("entity") == "BY") & (column("week") >= 90)
    ).then(1.0).otherwise("value"))
    fell = replace(made, series=toppled)
    assert "and fell in the week of 26 September 2022" in said(abroad.help_from_outside(fell))
    assert upheavals.of(fell)[0].what == "the ruler of Clientia falls"


def test_key_numbers_of_a_fighting_country() -> None:
    found = {key.label: key.value for key in scope.key_numbers(fighting.tables())}
    assert found["fighters at the end"] == "500"
    assert found["operations in the run"] == "87"
    assert found["of all armed at home are the state's own soldiers and police"] == "98% → 72%"
    assert found["underground at the end"] == "1,252"
    assert "fighters at the end" not in {
        key.label for key in scope.key_numbers(synthetic.hall())}


def test_words_of_the_story_leave_the_first_line_to_a_turning_point() -> None:
    """`mutiny` stood on `the state blames foreigners`."""
    def heights(made: Tables) -> list[float]:
        spec = STORY(made).to_dict()  # type: ignore[union-attr]
        return [layer["encoding"]["y"]["value"] for layer in spec["layer"]
                if layer["mark"]["type"] == "text" and "value" in layer["encoding"].get("y", {})
                and layer["encoding"].get("text", {}).get("field") == "what"]
    assert len(set(heights(fighting.tables()))) == 1
    rose = heights(fighting.tables(given={"mutinies": lambda t: float(t >= 100)}))
    assert max(rose) - min(rose) >= 12  # pixels: a line of 11
