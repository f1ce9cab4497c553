"""What led to what: different runs get different chains, each link from its own numbers."""

from dataclasses import replace

import claimed  # noqa: F401 - registers the claims
import claims
import fighting
import polars as pl
import pytest
import synthetic
from fighting import WAR

from fronde.reporting import chain, clandestine
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables


def links(tables: Tables) -> dict[str, chain.Link]:
    """The chain by the names of its links."""
    return {link.name: link for link in chain.chain(tables)}


def sentence(name: str, numbers: Numbers | None) -> str:
    """Numbers on the underground in words."""
    assert numbers is not None
    return str(Finding("underground", name, numbers))


def without_flow(made: Tables, *, flow: str = "", cause: str = "") -> Tables:
    """The run without a flow or a cause."""
    gone = (pl.col("flow") == flow) | (pl.col("cause") == cause)
    return replace(made, flows=made.flows.filter(~gone))


def test_the_whole_chain_in_order() -> None:
    assert list(links(fighting.tables())) == [
        "street", "hiding", "lasting", "forming", "arming", "merging", "allying", "fighting"]


def test_numbers_of_the_street() -> None:
    link = links(fighting.tables())["street"]
    # the wave halves every three weeks from 18,000 above a usual 2,000: half in week four
    assert link.holds
    assert "20,000 people were on the street in the week of 14 March 2022, half of them or " \
           "fewer 4 weeks later" in link.sentences[0]
    assert "an arrest cost up to 2.0 times as much as at the start" in link.sentences[1]


def test_a_street_that_stayed_open_is_told_with_the_chance_of_arrest() -> None:
    open_ = fighting.tables(given={"risk_protest": lambda t: 0.08})
    link = links(open_)["street"]
    assert not link.holds
    assert "at most 8%" in link.heading
    assert link.number == "8%"
    assert not link.ends
    stayed = fighting.tables(given={"protest": lambda t: 100.0 if t < WAR else 9000.0})
    assert links(stayed)["street"].heading == "The street was not closed: the wave did not break"


def test_nobody_on_the_street() -> None:
    """Flows and those who were there at some time say more than records of single weeks."""
    empty = fighting.tables(given={"protest": lambda t: 0.0})
    link = links(empty)["street"]
    assert (link.heading, link.holds) == ("Nobody was on the street in any recorded week", True)
    none = without_flow(fighting.tables(
        given={"protest": lambda t: 0.0, "ever_protested": lambda t: 0.0,
               "risk_protest": lambda t: 0.2}), flow="protest")
    link = links(none)["street"]
    assert (link.heading, link.holds) == ("Nobody was on the street", False)


def test_the_chain_ends_where_nobody_goes_underground_and_says_why() -> None:
    made = fighting.without_fighters()
    assert list(links(made)) == ["street", "hiding"]
    link = links(made)["hiding"]
    assert (link.holds, link.ends) == (False, True)
    # armed_hope goes from 0.12 towards 0.19, risk_underground from 0.10 towards 0.21
    assert "at most 0.19" in link.sentences[0]
    assert "at most 21%" in link.sentences[0]
    assert chain.verdict(made) == "The chain broke off: nobody went underground."


def test_a_street_that_sends_few_underground_is_no_link() -> None:
    made = without_flow(fighting.tables(), flow="hide")
    link = links(made)["hiding"]
    assert not link.holds
    assert link.number == "0%"
    assert "the closed street" not in " ".join(link.sentences)
    assert "lasting" in links(made)


def test_a_quiet_life_closed_to_the_street_counts_too() -> None:
    made = fighting.tables()
    joined = made.flows.with_columns(
        flow=pl.when(pl.col("cause") == "closed street").then(pl.lit("join")).otherwise("flow"))
    link = links(replace(made, flows=joined))["hiding"]
    moved = 6.0 * (157 - WAR)  # six a week from the war on
    assert f"{moved:.0f} more came from a quiet life" in link.sentences[0]
    assert link.number == links(made)["hiding"].number


def test_an_underground_that_was_drained_names_what_drained_it() -> None:
    gone = {"hidden": lambda t: 900.0 if WAR <= t < 100 else 0.0}
    link = links(fighting.tables(given=gone))["lasting"]
    assert link.heading == "The underground did not last"
    assert not link.ends  # it had armed and fought before
    quiet = replace(fighting.tables(given=gone | dict.fromkeys(
        ("organisations", "fighters", "armed", "volunteers"), lambda t: 0.0)),
        operations=fighting.tables().operations.clear())
    assert links(without_flow(quiet, flow="arm"))["lasting"].ends
    assert "What drained it most was being found and jailed." in link.sentences
    shrunk = fighting.tables(given={"hidden": lambda t: 900.0 if t < 100 else 200.0})
    assert links(shrunk)["lasting"].heading == "The underground lasted, but shrank"


@pytest.mark.parametrize(("fed", "drained", "words"), [
    (9.0, 1.0, "fed the underground more than it drained it"),
    (1.0, 9.0, "drained the underground more than it fed it"),
    (5.0, 5.0, "fed and drained the underground alike"),
    (0.0, 5.0, "it sent nobody underground"),
])
def test_both_signs_of_repression_can_be_told(fed: float, drained: float, words: str) -> None:
    rows = [("f3a1c9", 0, 70, synthetic.START, "nation", "nation", *key, value) for key, value in {
        ("join", "backlash"): fed, ("detect", "found"): drained, ("join", "conviction"): 1.0,
    }.items() if value]
    made = fighting.tables()
    counted = replace(made, flows=pl.DataFrame(rows, schema=made.flows.schema, orient="row"))
    assert words in sentence("force", clandestine.force(counted))


def conviction(before: float, after: float) -> Tables:
    """A run with entries by conviction of ``before`` a week until the war, ``after`` from then."""
    made = fighting.tables()
    rest = made.flows.filter(pl.col("cause") != "conviction")
    rows = [("f3a1c9", 0, t, synthetic.START + synthetic.timedelta(weeks=t), "nation", "nation",
             "join", "conviction", before if t < WAR else after) for t in range(1, 157)]
    more = pl.DataFrame(rows, schema=made.flows.schema, orient="row")
    return replace(made, flows=pl.concat([rest, more]))


def test_fear_can_deter_or_be_outweighed() -> None:
    fewer, more, even = (sentence("fear", clandestine.fear(conviction(*pace)))
                         for pace in ((40, 10), (10, 40), (20, 20)))
    assert "entries by conviction were 40 and 10 a week" in fewer
    assert "as fear would have it" in fewer
    assert "outweighed the fear" in more
    assert "about even" in even
    calm = fighting.tables(given={"effort": lambda t: 0.35})
    assert clandestine.fear(calm) is None


def test_nobody_armed_ends_it() -> None:
    made = without_flow(fighting.tables(given=dict.fromkeys(
        ("fighters", "armed", "volunteers"), lambda t: 0.0)), flow="arm")
    assert not links(made)["arming"].ends  # operations say that somebody was, between two records
    made = replace(made, operations=made.operations.clear())
    assert links(made)["arming"].ends
    assert "allying" not in links(made)
    assert chain.verdict(made).endswith("nobody was armed.")


def test_merging_into_few_or_staying_many() -> None:
    made = fighting.tables()
    assert links(made)["merging"].heading == "They merged no more often than they split"
    merged = replace(made, changes=made.changes.filter(pl.col("kind") == "merged"))
    # eight organisations of some hundred each: the five largest have well below half of 1,252
    assert "not into a few: the five largest hold 35%" in links(merged)["merging"].heading
    whole = replace(merged, organisations=made.organisations.filter(pl.col("organisation") < 3))
    assert links(whole)["merging"].holds
    # eight with five that hold most of the members are not few organisations
    column = pl.col("organisation")
    uneven = replace(merged, organisations=made.organisations.with_columns(
        members=pl.when(column < 3).then(pl.col("members") * 40.0).otherwise("members")))
    link = links(uneven)["merging"]
    assert link.holds
    assert link.heading.startswith("They merged, and the five largest hold 9")
    none = replace(made, changes=made.changes.clear())
    assert links(none)["merging"].heading == "They did not merge: 8 organisations stayed apart"


def test_a_coalition_a_minority_or_none() -> None:
    assert links(fighting.tables())["allying"].heading == \
        "A coalition on the side of Northland came about"
    own = fighting.tables(coalition=fighting.OTHER)
    assert links(own)["allying"].heading == "A coalition came about"
    few = fighting.tables(given={"allied": lambda t: 0.2})
    assert not links(few)["allying"].holds
    assert "minority" in links(few)["allying"].heading
    nobody = fighting.tables(coalition=None, given={
        "allied": lambda t: 0.3 if t == 100 else 0.0, "coalitions": lambda t: 0.0})
    link = links(nobody)["allying"]
    assert link.heading == "There was no coalition at the end"
    assert "At most 30% of those who fight were in a coalition." in link.sentences
    unsaid = fighting.tables(coalition=None, given={
        "allied": lambda t: 0.0, "coalitions": lambda t: 0.0, "organisations": None})
    assert "There was no coalition at the end." in links(unsaid)["allying"].sentences
    two = fighting.tables(given={"fighters": lambda t: 2.0 if t > 100 else 40.0})
    assert links(two)["allying"].heading == "Too few fight at the end to speak of a coalition"
    assert not links(two)["allying"].holds


def test_fighting_together_alone_or_not_at_all() -> None:
    made = fighting.tables()
    # every second of the 87 operations of weeks 70 to 156 is joint: 43
    assert links(made)["fighting"].heading == "They fought, together in 49% of the operations"
    assert links(fighting.tables(joint=False))["fighting"].heading == \
        "They fought, but never together"
    peace = replace(made, operations=made.operations.clear())
    assert links(peace)["fighting"].ends
    assert "up to 500 people were in arms" in links(peace)["fighting"].sentences[0]
    alone = replace(fighting.tables(given={"fighters": lambda t: 1.0}),
                    operations=made.operations.clear())
    assert "though 1 person was in arms" in links(alone)["fighting"].sentences[0]


@pytest.mark.parametrize(("mechanism", "link"), [
    ("alignment", "allying"), ("combat", "fighting"), ("repression", "street"),
    ("organisations", "forming"),
])
def test_what_was_not_part_of_the_run_is_no_link(mechanism: str, link: str) -> None:
    assert link in links(fighting.tables())
    assert link not in links(synthetic.without(fighting.tables(), mechanism))


def test_models_without_an_underground_have_no_chain() -> None:
    assert chain.chain(synthetic.hall()) == []
    assert chain.verdict(synthetic.hall()) == ""


def test_a_chain_that_came_to_its_end_says_so() -> None:
    made = fighting.tables()
    whole = replace(made, organisations=made.organisations.filter(pl.col("organisation") < 3),
                    changes=made.changes.filter(pl.col("kind") == "merged"))
    assert chain.verdict(whole) == \
        "Every link of the chain came about in this run, down to the last."
    part = synthetic.without(whole, "organisations", "alignment", "combat")
    assert chain.verdict(part) == (
        "Every link that the run has numbers for came about. It has no numbers for "
        "organisations, arms, mergers, coalitions and operations.")
    unfought = synthetic.without(made, "combat")
    assert chain.verdict(unfought) == (
        "Not every link that the run has numbers for came about: they merged no more often "
        "than they split. It has no numbers for operations.")


def test_a_street_is_closed_by_a_change_or_stays_closed() -> None:
    closing = {"risk_protest": lambda t: 0.2 if t < WAR else 0.9}
    assert links(fighting.tables(given=closing))["street"].heading == "The street was closed"
    shut = {"risk_protest": lambda t: 0.9}
    assert links(fighting.tables(given=shut))["street"].heading == "The street was closed"
    sinking = {**shut, "protest": lambda t: 1000.0 if not t else 400.0}
    assert links(fighting.tables(given=sinking))["street"].heading == "The street stayed closed"


def test_a_street_that_filled_again_was_closed_for_a_time() -> None:
    """Arrest is likely all the time, and the most people are there at the end."""
    persons = (0.0, 1000.0, 400.0, 3000.0, 5000.0)
    made = fighting.tables(weeks=4, given={
        "risk_protest": lambda t: 0.6, "protest": lambda t: persons[t]})
    assert links(made)["street"].heading == "The street was closed for a time"
    assert not claims.false(claims.Run(made), "# The street was closed for a time")
    for other in ("stayed closed", "was closed"):
        assert claims.false(claims.Run(made), f"# The street {other}")


def test_a_few_who_are_still_there_did_not_fail_to_last() -> None:
    """Nine persons at the end, as many as ever."""
    few = fighting.tables(given={"hidden": lambda t: 9.0 if t >= WAR else 0.0})
    link = links(few)["lasting"]
    assert link.heading == "Only a few were ever underground"
    assert not link.ends
    assert "What drained it most" not in link.sentences[-1]


def test_volunteers_from_abroad_alone_do_not_arm_those_in_hiding() -> None:
    made = without_flow(fighting.tables(given={"armed": lambda t: 0.0}), flow="arm")
    link = links(made)["arming"]
    assert link.heading == "Only volunteers from abroad were armed"
    assert not link.holds


def test_one_merger_among_many_organisations_is_hardly_any() -> None:
    """One merger; eight organisations: more than a tenth. Thirty: less."""
    assert "hardly" not in links(fighting.tables())["merging"].heading
    many = fighting.tables(given={"organisations": lambda t: 30.0 if t >= WAR else 0.0})
    assert links(many)["merging"].heading == "They hardly merged: 30 organisations at the end"


def test_fear_is_compared_only_over_whole_spans() -> None:
    """Force is raised in week 60: ten weeks before it, nothing where the run ends at week 66."""
    numbers = clandestine.fear(fighting.tables())
    assert numbers is not None
    assert numbers["raises"] == 1
    assert clandestine.fear(fighting.tables(weeks=66)) is None
