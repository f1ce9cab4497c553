"""What is said not to move does not move, and what a response cannot reach does not differ."""

from collections import defaultdict
from functools import cache

import polars as pl
import pytest

import fronde
from fronde.columns import MADE_OF
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.moving import (
    MADE,
    TABLES,
    movable,
    moved_by_mechanism,
    moved_by_response,
    movers,
    stand,
    things,
)
from fronde.scenario.wiring import NEEDS
from fronde.states import STATES
from fronde.vocabulary import FLOWS, NATION, metrics, names
from laws.small import ALL, CITIZENS, document

WEEKS = 8
OPTIONS = [{"id": "idle"}, {"id": "blame", "set": {"regime.blame": 1.0}},
           {"id": "effort", "set": {"regime.effort": 0.05}},
           {"id": "recall", "set": {"regime.recall": 1.0}},
           {"id": "shock", "shock": {"consensus": -0.1}},
           {"id": "tempo", "set": {"combat.tempo": 0.1}},
           {"id": "weight", "set": {"response.stay": 0.2}}]
KEPT = {False: names("stock", "derived"), True: names("stock", "derived", table=NATION)}
ON = {**NEEDS, "repression": "mobilisation"}  # nobody to arrest without it
# Mechanisms that take part: all but one (and those that need it), and a few small sets.
SETS = {f"without {name}": tuple(n for n in ALL if name not in (n, ON.get(n)))
        for name in ALL} | {
    "mobilisation": ("mobilisation",), "citizens": CITIZENS,
    "citizens who organise": (*CITIZENS, "organisations"),
    "citizens who fight without arms": (*CITIZENS, "organisations", "combat", "alignment"),
    "citizens who are armed": (*CITIZENS, "organisations", "sponsorship"),
    "a state alone": ("forces", "survival", "patronage", "response"),
}


def unprovided(taking_part):
    """Columns that mechanisms read and none of them gives, held at 0."""
    fixed = {}
    for of_nation, kept in KEPT.items():
        parts = [m.nation if of_nation else m for m in map(CATALOGUE.get, taking_part)]
        parts = [part for part in parts if part is not None]
        owned = {column for part in parts for column in (*part.owns, *part.derives)}
        fixed |= {column: 0.0 for part in parts for column in part.reads
                  if column in kept and column not in owned}
    return fixed


def country(taking_part, response):
    """A small lively country with some mechanisms, in which a response is held on to."""
    whole = document(people=3000, weeks=WEEKS)
    known = ("regime", *taking_part)
    heard = {column for name in taking_part for column in CATALOGUE[name].reads}

    def cut(one):
        sets = {p: v for p, v in one.get("set", {}).items() if p.partition(".")[0] in known}
        shock = {k: v for k, v in one.get("shock", {}).items() if f"shock_{k}" in heard}
        return {**one, "set": sets, "shock": shock}

    options = [one for one in map(cut, OPTIONS) if one["id"] == "idle" or one["set"]
               or one["shock"]]
    return fronde.load({
        **whole, "mechanisms": {name: whole["mechanisms"][name] for name in taking_part},
        "fixed": unprovided(taking_part), "events": [cut(one) for one in whole["events"]],
        "metrics": {"levels": ["nation", "region"]},
        "responses": {"options": options, "policy": "fixed", "schedule": [{"response": response}]},
    })


@cache
def weekly(which, response):
    """(level, metric) -> every week's values of every entity, in order."""
    series = fronde.simulate(country(SETS[which], response), seed=3, threads=1).series
    found = defaultdict(list)
    for level, metric, entity, week, value in series.sort("entity", "week").select(
            "level", "metric", "entity", "week", "value").iter_rows():
        found[level, metric].append((entity, week, value))
    return dict(found)


def constant(rows):
    """Whether every entity has the same value in every week."""
    by_entity = defaultdict(set)
    for entity, _, value in rows:
        by_entity[entity].add(value)
    return all(len(values) == 1 for values in by_entity.values())


@pytest.mark.parametrize("which", SETS)
def test_what_nothing_moves_stays_as_it_is(which):
    may = movable(stand(country(SETS[which], "idle")))
    rows = weekly(which, "idle")
    still = {key for key in rows if things(key[1], key[0]).isdisjoint(may)}
    assert still
    assert [key for key in still if not constant(rows[key])] == []


@pytest.mark.parametrize("which", SETS)
def test_what_a_response_cannot_reach_is_as_without_it(which):
    made = country(SETS[which], "idle")
    for response in made.responses[1:]:
        there = moved_by_response(made, response)
        idle, held = weekly(which, "idle"), weekly(which, response.id)
        apart = {key for key in idle if things(key[1], key[0]).isdisjoint(there)}
        assert [key for key in apart if idle[key] != held[key]] == [], response.id


def test_most_of_what_is_said_to_move_moves():
    """Else everything could be said to move. Signs of movement in ten weeks of one country, in any
    of five runs of it: in a small one nobody may take arms, or the regime may fall at once.
    """
    made = fronde.load(document(people=6000, weeks=10, metrics={"levels": ["nation"]}))
    may = movable(stand(made))
    said = {m for m in metrics("nation") if not things(m, "nation").isdisjoint(may)}
    moving = set().union(*(moving_in(made, seed) for seed in range(1, 6)))
    assert moving <= said
    assert len(moving) > 0.8 * len(said)


def moving_in(made, seed):
    """Metrics of the nation that have more than one value in a run."""
    series = fronde.simulate(made, seed=seed, threads=1).series.filter(level="nation")
    spread = series.group_by("metric").agg(pl.col("value").n_unique())
    return {metric for metric, many in spread.iter_rows() if many > 1}


@pytest.mark.parametrize(("metric", "present", "missing"), [
    ("fallen", CITIZENS, ["survival"]), ("abroad", CITIZENS, ["forces"]),
    ("fighters", CITIZENS, ["organisations", "sponsorship"]),
    ("fighters", (*CITIZENS, "organisations"), ["sponsorship"]),
    ("soldiers_lost", CITIZENS, ["organisations", "combat", "sponsorship"]),
    ("street", CITIZENS, []), ("protest", ("legitimacy",), ["mobilisation"]),
])
def test_the_fewest_mechanisms_that_would_move_a_metric(metric, present, missing):
    there = stand(country(CITIZENS, "idle"))._replace(mechanisms=present)
    assert movers(metric, "nation", there) == missing


def test_a_lever_moves_if_an_event_or_a_response_sets_it():
    there = stand(country(CITIZENS, "idle"))
    may = movable(there)
    assert {"here.war", "here.setback", "here.effort"} <= may  # the war is an event
    assert things("police", "nation").isdisjoint(may)


def test_a_response_that_nobody_listens_to_reaches_nothing_else():
    made = country(CITIZENS, "idle")
    blame = next(one for one in made.responses if one.id == "blame")
    assert moved_by_response(made, blame) == {"nation.response", "here.blame", "nation.blame"}


def test_declared_things_exist():
    """Every name that a process or a column is made of is one that something has."""
    known = {f"{where}.{c.name}" for where, table in TABLES.items() for c in table}
    known |= {f"people.{state}" for state in STATES} | {f"flow.{flow.name}" for flow in FLOWS}
    known |= {thing for m in CATALOGUE.values() for thing in moved_by_mechanism(m)
              if thing.startswith("underground.")}
    named = {part for parts in MADE.values() for part in parts}
    for mechanism in CATALOGUE.values():
        process = mechanism.process
        named |= {*process.reads, *process.moves, *process.needs} if process else set()
        named |= {need for act in mechanism.performs for need in act.needs}
    assert named <= known
    assert {name.partition(".")[0] for name in known} == set(MADE_OF)
