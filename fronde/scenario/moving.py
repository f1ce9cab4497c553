"""What moves in a scenario, and how far what a response sets can reach.

Both follow from what mechanisms declare (``reads``, ``owns``, ``derives``, ``drives``,
``performs``, ``process``) and from what the survey is ``made`` of. A thing is named by where it
is, as ``vocabulary.MADE_OF`` lists: ``here.consensus``, ``nation.abroad``, ``people.armed``.

What is *moved* may move: no run shows anything else move. What can be *reached* may differ
between two runs that differ in a lever, a signal or a parameter: no run shows anything else
differ. Neither says that it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from fronde.columns import Column
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Act, Drive, Mechanism, Process
from fronde.scenario.types import Response, Scenario
from fronde.scenario.wiring import NEEDS
from fronde.states import STATES
from fronde.vocabulary import AROUND, COLUMNS, COMMUNITY_METRICS, FLOW, FLOWS, FROM_STATES, NATION

TABLES: dict[str, tuple[Column, ...]] = {"here": COLUMNS, "nation": NATION, "around": AROUND}
MADE = {f"{where}.{column.name}": frozenset(column.made)
        for where, table in TABLES.items() for column in table if column.made}
EVERYBODY = "people.quiet"
TAKEN_UP = "nation.response"
# Who and what is there at the start where a scenario lists organisations.
ORGANISED = ("people.underground", "people.armed", "underground.arms")
MOST_ADDED = 3  # mechanisms that are named as what is missing


class Stand(NamedTuple):
    """What there is in a scenario.

    Attributes
    ----------
    mechanisms : that take part.
    sets : what dated events and responses set themselves.
    organised : whether organisations are there at the start.
    """

    mechanisms: tuple[str, ...]
    sets: frozenset[str]
    organised: bool


def stand(scenario: Scenario) -> Stand:
    """What there is in a scenario."""
    paths = {path for event in scenario.events for path in event.sets}
    paths |= {path for response in scenario.responses for path in response.sets}
    sets = levers(paths) | ({TAKEN_UP} if scenario.responses else set())
    return Stand(tuple(scenario.mechanisms), sets, bool(scenario.organisations))


def levers(paths: Iterable[str]) -> frozenset[str]:
    """Levers among paths that are set, as columns."""
    return frozenset(f"here.{path.removeprefix('regime.')}" for path in paths
                     if path.startswith("regime."))


def things(metric: str, level: str) -> frozenset[str]:
    """What a metric of a level is read from."""
    if level == "state":
        return frozenset({f"around.{metric}"})
    if level == "nation" and metric not in COMMUNITY_METRICS:
        return frozenset({f"nation.{metric}"})
    if metric == "passive":
        return MADE["nation.passive"]
    states = (metric,) if metric in STATES else FROM_STATES.get(metric, ())
    return frozenset(f"people.{state}" for state in states) or frozenset({f"here.{metric}"})


@lru_cache(1024)
def movable(there: Stand) -> frozenset[str]:
    """Everything that something in a scenario may move."""
    mechanisms = [CATALOGUE[name] for name in there.mechanisms]
    found = {thing for made in mechanisms for thing in stocks(made)} | there.sets
    present = {EVERYBODY, *(ORGANISED if there.organised else ())}
    before = -1
    while before != len(found) + len(present):
        before = len(found) + len(present)
        for made in mechanisms:
            for one in flows(made):
                if can_be_taken(one, present | found):
                    found |= moved_by_flow(one.flow)
                    present.add(ends(one.flow)[1])
            process = process_of(made, there)
            if process is not None and not (present | found).isdisjoint(process.needs):
                found |= set(process.moves)
        found |= surveyed_from(found)
    return frozenset(found)


def flows(made: Mechanism) -> tuple[Drive | Act, ...]:
    """Flows that a mechanism moves, by hazards or by itself."""
    return (*made.drives, *made.performs)


def process_of(made: Mechanism, there: Stand) -> Process | None:
    """The sequential process of a mechanism, if what it is about is there."""
    return made.process if NEEDS.get(made.name, made.name) in there.mechanisms else None


def can_be_taken(one: Drive | Act, present: set[str]) -> bool:
    """Whether there is anybody to take a flow, and what it needs."""
    needs = one.needs if isinstance(one, Act) else ()
    return ends(one.flow)[0] in present and (not needs or not present.isdisjoint(needs))


def ends(flow: str) -> tuple[str, str]:
    """Who a flow takes away from, and to whom."""
    made = FLOWS[FLOW[flow]]
    return f"people.{STATES[made.source]}", f"people.{STATES[made.target]}"


def moved_by_flow(flow: str) -> set[str]:
    """What a flow moves."""
    return {f"flow.{flow}", *ends(flow)}


def surveyed_from(found: set[str]) -> set[str]:
    """What the survey makes of any of these."""
    return {thing for thing, made in MADE.items() if not made.isdisjoint(found)}


def stocks(made: Mechanism) -> Iterator[str]:
    """Columns that a mechanism owns or derives."""
    for where, part in (("here", made), ("nation", made.nation), ("around", made.states)):
        for column in (*part.owns, *part.derives) if part else ():
            yield f"{where}.{column}"


def read(made: Mechanism) -> Iterator[str]:
    """What a mechanism looks at."""
    yield from (f"here.{column}" for column in made.reads)
    yield from (f"nation.{column}" for column in (made.nation.reads if made.nation else ()))
    if made.states is not None:
        yield from (f"around.{column}" for column in made.states.reads)
        yield from (f"nation.{column}" for column in made.states.of_nation)
    if made.process is not None:
        yield from (*made.process.reads, *made.process.needs)
    for one in flows(made):
        yield ends(one.flow)[0]


def moved_by_mechanism(made: Mechanism) -> set[str]:
    """What a mechanism moves."""
    own = set(stocks(made))
    for one in flows(made):
        own |= moved_by_flow(one.flow)
    return own | set(made.process.moves if made.process else ())


def moved_by_response(scenario: Scenario, response: Response) -> set[str]:
    """What may differ, once a response is taken up, from the run without it."""
    may = movable(stand(scenario)) | {f"here.{signal}" for signal in response.signals}
    found = {TAKEN_UP, *levers(response.sets), *(f"here.{name}" for name in response.signals)}
    owners = {path.partition(".")[0] for path in response.sets}
    before = -1
    while before != len(found):
        before = len(found)
        for name in scenario.mechanisms:
            made = CATALOGUE[name]
            if name in owners or not found.isdisjoint(read(made)):
                found |= moved_by_mechanism(made) & may
        found |= surveyed_from(found) & may
        if "nation.fallen" in found:  # after a fall nothing moves any more
            found |= may
    return found


def movers(metric: str, level: str, there: Stand) -> list[str]:
    """The fewest mechanisms that would have to be added so that a metric may move.

    Empty if it may move already, or if no three mechanisms would do.
    """
    sought = things(metric, level)
    others = [name for name in CATALOGUE if name not in there.mechanisms]
    for many in range(MOST_ADDED + 1):
        for added in combinations(others, many):
            mechanisms = (*there.mechanisms, *added)
            if not sought.isdisjoint(movable(there._replace(mechanisms=mechanisms))):
                return list(added)
    return []


def join_mechanisms(mechanisms: list[str]) -> str:
    """Mechanisms as a sentence names them."""
    *first, last = mechanisms
    return f"mechanisms {', '.join(first)} and {last}" if first else f"mechanism {last}"
