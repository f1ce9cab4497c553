"""Tables that force different answers get different words."""

import re
from dataclasses import replace

import fighting
import pytest
import synthetic
from synthetic import WAR

from fronde.reporting import answer, facts, scope
from fronde.reporting.run_tables import Tables


def said(tables: Tables) -> str:
    """The whole answer in one line."""
    return " ".join(" ".join(part.sentences) for part in answer.answers(tables))


def without_flow(made: Tables, *flows: str) -> Tables:
    """The run without some flows."""
    return replace(made, flows=made.flows.filter(~made.flows["flow"].is_in(flows)))


def test_a_wave_is_told_with_its_height_its_event_and_its_end() -> None:
    text = said(synthetic.tables())
    # the curve peaks at 2,000 + 18,000 in week 62, and 18,000 halves every three weeks:
    # 2,000 + 18,000 * 2 ** (-t / 3) <= 10,000 first in week t = 4
    assert "peaked in the week of 14 March 2022, with 20,000 people" in text
    assert "10.0 times" not in text
    assert "10 times the usual level" in text
    assert "1 week after event 3 (“Repression laws”)" in text
    assert "4 weeks after the height the number on the street was down by half" in text
    assert "14 per 100,000 people" in text


def test_no_protest_at_all() -> None:
    text = said(without_flow(synthetic.tables(
        given={"protest": lambda t: 0.0, "ever_protested": None}), "protest", "arrest", "tire"))
    assert "Nobody took to the street in 156 weeks." in text
    assert "wave" not in text


def test_steady_protest_is_no_wave() -> None:
    text = said(synthetic.tables(given={"protest": lambda t: 1500.0 + 100 * (t % 2)}))
    assert "There was no distinct wave" in text
    assert "between 1,500 and 1,600 people" in text


def test_a_wave_that_has_not_broken() -> None:
    growing = synthetic.tables(given={"protest": lambda t: 100.0 * 1.03**t})
    assert "It had not fallen again when the run ended." in said(growing)
    # 10,000 less 40 a week: 10,000 - 40 * 96 = 6,160 at the end
    sinking = synthetic.tables(
        given={"protest": lambda t: 100.0 if t < WAR else 10_000.0 - 40 * (t - WAR)})
    assert "did not break: at the end it was still 62% of that" in said(sinking)


def later(street: float, height: float) -> Tables:
    """A street of 100 until the war, ``street`` and halving every four weeks, a height at 140."""
    def protest(t: int) -> float:
        if t > 130:
            return height
        return 100.0 if t <= WAR else max(100.0, street * 2 ** (-(t - WAR - 1) / 4))
    return synthetic.tables(given={"protest": protest})


def test_the_war_s_wave_is_told_though_a_higher_one_came_later() -> None:
    """800 the week after the war began, half of it four weeks on; 9,000 at the end."""
    text = said(later(800, 9000))
    assert "When the war began 100 people were on the street; by 7 March 2022 it was 800" in text
    assert "8.0 times as many; that wave broke: 4 weeks later it was down by half or more." in text
    assert "Later it rose higher, to 9,000 (6.2 per 100,000 people)" in text
    assert "and was about as high at the end." in text
    assert "peaked" not in text
    numbers = [(key.value, key.label) for key in scope.key_numbers(later(800, 9000))]
    assert numbers[:3] == [("800", "on the street at the height after the war began"),
                           ("4 weeks", "until half had left the street"),
                           ("9,000", "on the street at the later height")]


def test_a_second_rise_below_the_first_is_told_and_a_small_one_is_not() -> None:
    """The first wave has 8,000; from week 131 on 5,000, or 3,000: more and less than half."""
    assert "Later it rose again, to 5,000" in said(later(8000, 5000))
    text = said(later(8000, 3000))
    assert "Later it rose" not in text
    assert "was down by half or more; at the end it was 3,000." in text


def test_a_wave_that_comes_and_goes_is_one_even_where_the_street_is_full_later() -> None:
    """Half of the run near the height, so the median is no measure; four weeks far below it."""
    made = synthetic.tables(given={"protest": lambda t: 900.0 if 20 <= t < 30 else 5000.0 - t})
    assert "no distinct wave" not in said(made)
    short = synthetic.tables(given={"protest": lambda t: 900.0 if 20 <= t < 23 else 5000.0 - t})
    assert "no distinct wave" in said(short)


def test_the_short_answer_tells_a_fall_or_a_rising_first_and_stays_short() -> None:
    made = fighting.tables()
    short = answer.brief(made)
    assert short[0].startswith("Each course that the regime took")
    assert len(short) <= 8 < len(answer.answers(made))
    assert not any("underground (" in text for text in short)  # said with the armed groups
    rose = fighting.tables(given={"mutinies": lambda t: float(t >= 100)})
    assert answer.brief(rose)[0] == "There was a mutiny in the week of 5 December 2022."
    fell = fighting.tables(given={"fallen": lambda t: float(t >= 100)})
    assert answer.brief(fell)[0].startswith("The regime fell in the week of 5 December 2022")
    assert len(set(answer.brief(fell))) == len(answer.brief(fell))


def test_a_model_of_organisations_alone_says_nothing_of_street_and_legitimacy() -> None:
    made = fighting.tables(given={"protest": lambda t: 0.0, "legitimacy": lambda t: 0.0,
                                  **dict.fromkeys(facts.PARTS, lambda t: 0.0)})
    alone = replace(made, manifest={**made.manifest, "mechanisms": [{"name": "organisations"}]},
                    flows=made.flows.clear())
    assert "street" in said(made)
    assert not re.search("street|egitimacy|protested|chain", said(alone))
    assert "chain" not in " ".join(answer.brief(alone))


def test_a_war_that_moves_nobody_is_said_too() -> None:
    text = said(later(120, 9000))
    assert "The start of the war moved the street little: 100 people then, 120 at most" in text


def test_nobody_underground() -> None:
    none = dict.fromkeys(("underground", "ever_underground"), lambda t: 0.0)
    text = said(synthetic.tables(given=none, flow_scale=0))
    assert "Nobody went underground in 156 weeks." in text
    assert "recruitment" not in text


def test_an_underground_that_was_broken_up() -> None:
    gone = synthetic.tables(given={"underground": lambda t: 500.0 if WAR <= t < 100 else 0.0})
    text = said(gone)
    assert "nobody was underground any more; the highest number was 500 people" in text


def test_who_is_underground() -> None:
    text = said(synthetic.tables())
    assert "852 people were underground (0.59 per 100,000 people)" in text
    assert "40% of those underground had protested openly before" in text
    assert "12% had been in prison before." in text
    # groups are equally large; weights 1, 1.5, 2, 2.5 of 7: the first has 1/7, the last 5/14
    assert "A minority of them (14%) belong to the dominant nationality (Group 0), fewer than " \
           "its size would suggest (25% of all people)" in text
    assert "the group where most had gone underground was Group 3 (1.4 times" in text


def test_most_from_the_dominant_nationality() -> None:
    made = synthetic.tables(groups=2)
    groups = [group | {"dominant": group["id"] == "g1"} for group in made.manifest["groups"]]
    text = said(Tables({**made.manifest, "groups": groups}, made.series, made.flows, made.events))
    # weights 1 and 2
    assert "Most of them (67%) belong to the dominant nationality (Group 1), more than" in text


def test_causes_are_shares_of_all_flows_into_the_underground() -> None:
    tables = synthetic.tables()
    rows = tables.flows.filter(tables.flows["flow"].is_in(["join", "hide"]))
    by_hand: dict[str, float] = {}
    for row in rows.to_dicts():
        by_hand[row["cause"]] = by_hand.get(row["cause"], 0.0) + row["persons"]
    share = 100 * by_hand["recruited"] / sum(by_hand.values())
    assert f"recruitment by people already there, {share:.0f}%" in said(tables)
    assert "37% straight from the street, 63% from a quiet life" in said(tables)


def test_legitimacy_down_and_by_which_part() -> None:
    text = said(synthetic.tables())
    assert "Legitimacy was 0.64 in the week before the war began (21 February 2022)" in text
    assert "A year later it was 0.48 (down 0.16), at the end 0.47 (down 0.17)." in text
    assert "From then to the end, the part that moved most is protection: 0.75 to 0.46" in text


def test_legitimacy_up_still_or_unknown() -> None:
    up = synthetic.tables(given={"legitimacy": synthetic.eroded(0.4, 0.6)})
    assert "(up 0.20)" in said(up)
    parts = ("legitimacy", *facts.PARTS)
    still = synthetic.tables(given=dict.fromkeys(parts, lambda t: 0.5))
    assert "Legitimacy did not move: it stayed at 0.50." in said(still)
    unknown = synthetic.tables(given=dict.fromkeys(parts))
    assert "egitimacy" not in said(unknown)


def test_printed_changes_agree_with_printed_levels() -> None:
    odd = synthetic.tables(given={"legitimacy": lambda t: 0.6149 if t < WAR else 0.5651})
    assert "0.61" in said(odd)
    assert "at the end 0.57 (down 0.04)" in said(odd)


def test_without_a_war_changes_count_from_the_start() -> None:
    calm = synthetic.tables(given={"war": lambda t: 0.0})
    assert "at the start (4 January 2021)" in said(calm)
    assert "the war" not in said(calm)


def test_small_counts_are_not_ranked() -> None:
    few = synthetic.tables(given={"ever_underground": lambda t: 12.0, "underground": lambda t: 9.0},
                           flow_scale=0)
    assert facts.standouts(few, "region", "ever_underground") == []
    assert "had gone underground w" not in said(few)


def test_persons_are_persons_where_the_street_is_kept_in_groups() -> None:
    whole, groups = synthetic.tables(), synthetic.tables(grouped=True)
    assert facts.standouts(whole, "group", "ever_underground")
    assert facts.standouts(groups, "group", "ever_underground") == facts.standouts(
        whole, "group", "ever_underground")
    assert "street is kept in groups" in scope.condition(groups)
    assert "groups" not in scope.condition(whole)


@pytest.mark.parametrize(("status", "word"), [
    ("complete", ""), ("interrupted", "interrupted after 73 of 156 weeks"),
    ("running", "incomplete: 73 of 156 weeks"),
])
def test_how_far_the_run_came_is_said(status: str, word: str) -> None:
    text = scope.standing(synthetic.tables(status=status, weeks_done=73))
    assert (word in text) if word else text == ""


def test_what_was_not_tested_is_said() -> None:
    made = replace(synthetic.tables(), scenario={"claims": [{"id": "c01"}, {"id": "c05"}]})
    text = " ".join(scope.list_gaps(made))
    assert "tests no claim" in text
    assert "The run does not simulate what the regime could have done instead." in text
    assert "whether they fight" in text
    assert "c01 and c05" in text
    assert "one seed (1)" in scope.condition(synthetic.tables())


def test_a_classic_model_of_a_hundred_people() -> None:
    hall = synthetic.hall()
    text = said(hall)
    assert "100 people on the street" in text or "about 100 people" in text
    assert "underground" not in text
    assert "nationality" not in text
    assert [key.value for key in scope.key_numbers(hall)] == ["100"]


@pytest.mark.parametrize("missing", sorted(synthetic.curves()))
def test_any_metric_may_be_missing(missing: str) -> None:
    tables = synthetic.tables(given={missing: None}, weeks=70)
    text = said(tables) + str(scope.key_numbers(tables)) + str(scope.list_gaps(tables))
    assert not re.search(r"\bnan\b|None", text)


def test_a_run_without_tables_says_nothing() -> None:
    made = synthetic.tables()
    empty = Tables(made.manifest, made.series.clear(), made.flows.clear(), made.events.clear())
    assert answer.answers(empty) == []
    assert scope.key_numbers(empty) == []
