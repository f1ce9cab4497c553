"""A trajectory is what its spec says, bit for bit, whatever was played before it."""

import pytest
from explorer.lively import (
    PEOPLE,
    TURN,
    WEEKS,
    first_difference,
    fresh,
    library_with,
    played,
    spec_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.draws import replicate_seed
from fronde.engine.plan import plan
from fronde.engine.run import Simulator
from fronde.errors import ScenarioError
from fronde.explorer.frames import Observer
from fronde.explorer.spec import common_past

LIBRARY, NAME = library_with()
LATER = {"week": 7, "sets": {"regime.severity": 3.0}, "response": None}


@pytest.fixture(scope="module")
def plain():
    return played(LIBRARY, spec_of(NAME))


def test_it_is_the_run_of_the_engine(plain):
    """Against the engine itself, stepped by hand."""
    engine = Simulator(plan(plain.scenario, 1), replicate_seed(3, 0))
    observer = Observer(engine.world)
    for frame in plain.frames:
        seen = observer.see(engine.world)
        assert (seen.values == frame.values)[~(seen.values != seen.values)].all()
        assert seen.week == frame.week
        if engine.world.week < WEEKS:
            engine.step()
    assert [frame.week for frame in plain.frames] == list(range(WEEKS + 1))
    assert plain.frames[-1].flows.sum() > 0


@pytest.mark.parametrize("turns", [[TURN], [TURN, LATER], [{**TURN, "week": 0}, TURN, LATER]],
                         ids=["one turn", "two turns", "from the start"])
def test_a_branch_is_the_same_from_the_past_as_from_the_start(plain, turns):
    spec = spec_of(NAME, turns=turns)
    again, branched = played(LIBRARY, spec), played(LIBRARY, spec, plain)
    assert first_difference(again, branched) is None
    assert first_difference(again, plain) == turns[0]["week"]


def test_going_back_and_forth_leads_to_the_same(plain):
    """Two turns, then only the second, then none: each from the trajectory before it."""
    both = played(LIBRARY, spec_of(NAME, turns=[TURN, LATER]), plain)
    later = played(LIBRARY, spec_of(NAME, turns=[LATER]), both)
    none = played(LIBRARY, spec_of(NAME), later)
    assert first_difference(later, played(LIBRARY, spec_of(NAME, turns=[LATER]))) is None
    assert first_difference(none, plain) is None


@settings(max_examples=12)
@given(st.lists(st.lists(st.sampled_from(range(1, WEEKS)), max_size=3, unique=True), min_size=2,
                max_size=4), st.sampled_from([0.0, 3e4, 1e9]))
def test_any_history_of_turns_leads_to_the_same(histories, most):
    """Whatever was looked at before, and however few moments are kept."""
    trajectory = None
    for weeks in histories:
        turns = [{"week": week, "sets": {"regime.effort": week / 20}} for week in sorted(weeks)]
        spec = spec_of(NAME, turns=turns)
        after = fresh(LIBRARY, spec)
        after.moments.most = most
        if trajectory is not None:
            after.take_past(trajectory)
        while not after.complete:
            after.advance()
        trajectory = after
    assert first_difference(trajectory, played(LIBRARY, trajectory.spec)) is None


def test_an_event_that_is_moved_changes_nothing_before(plain):
    """The war of week 4 begins in week 6: weeks 0 to 3 are as they were."""
    spec = spec_of(NAME, events={"1": "2021-02-15"})
    moved = played(LIBRARY, spec, plain)
    assert first_difference(moved, played(LIBRARY, spec)) is None
    assert first_difference(moved, plain) == 4
    assert common_past(spec, plain.spec, plain.calendar) == 4


def test_an_event_can_be_left_out(plain):
    spec = spec_of(NAME, events={"1": None})
    assert first_difference(played(LIBRARY, spec, plain), played(LIBRARY, spec)) is None
    assert len(LIBRARY.scenario(spec).events) == 1


def test_a_state_that_looks_ahead_acts_on_events_that_are_to_come():
    """So trajectories whose events differ in week 6 may differ from week 6 - horizon on."""
    responses = {"options": [{"id": "silent"}, {"id": "recall", "set": {"regime.recall": 0.9}}],
                 "policy": "look-ahead", "schedule": [], "review": 2, "horizon": 3}
    library, name = library_with(responses=responses)
    one, other = spec_of(name), spec_of(name, events={"1": None})  # the war of week 4
    calendar = library.calendar(one)
    assert common_past(one, other, calendar) == 1
    turned = spec_of(name, turns=[{"week": 6, "sets": {"regime.effort": 0.9}}])
    assert common_past(one, turned, calendar) == 6  # what is done by hand nobody foresees
    past = played(library, one)
    assert first_difference(played(library, other, past), played(library, other)) is None


def test_an_assumption_changed_from_the_start_shares_no_past(plain):
    spec = spec_of(NAME, sets={"repression.arrests": 0.2})
    assert common_past(spec, plain.spec, plain.calendar) == 0
    assert common_past(plain.spec, plain.spec, plain.calendar) > WEEKS


def test_the_contrast_of_a_claim_is_made():
    spec = spec_of(NAME, contrast="c1", sets={"repression.arrests": 0.4, "regime.effort": 0.3})
    scenario = LIBRARY.scenario(spec)
    assert scenario.mechanisms["repression"].arrests == 0.01  # the claim's, not the point's
    assert scenario.regime.effort == 0.3
    with pytest.raises(ScenarioError, match="no claim 'c9'"):
        LIBRARY.scenario(spec_of(NAME, contrast="c9"))


@pytest.mark.parametrize(("turn", "said"), [
    ({"week": 2, "response": "pary"}, "the scenario defines silent, blame, private"),
    ({"week": 2, "sets": {"contacts.ties": 0.1}}, "change it from the start"),
    ({"week": 2, "sets": {"regime.effort": 7}}, "must be from 0 to 1"),
    ({"week": 2, "sets": {"os.system": 7}}, "no such parameter"),
])
def test_turns_that_cannot_be_made_are_refused(turn, said):
    spec = spec_of(NAME, turns=[turn])
    with pytest.raises(ScenarioError, match=said):
        fresh(LIBRARY, spec)


def test_moments_stay_within_their_memory(plain):
    """Where they grow too many, every other one goes."""
    one = max(map(len, plain.moments.kept.values()))
    trajectory = fresh(LIBRARY, spec_of(NAME))
    trajectory.moments.most = 3.5 * one
    while not trajectory.complete:
        trajectory.advance()
        assert sum(map(len, trajectory.moments.kept.values())) <= 3.5 * one
    every = trajectory.moments.every
    assert every > 1
    assert list(trajectory.moments.kept) == list(range(every, WEEKS + 1, every))
    assert trajectory.moments.before(every)[0] == every
    assert trajectory.moments.before(every - 1) == (0, None)


def test_people_and_weeks_are_those_of_the_spec():
    small = spec_of(NAME, people=PEOPLE // 2)
    scenario = LIBRARY.scenario(small)
    assert (scenario.citizens, scenario.weeks) == (PEOPLE // 2, WEEKS)
