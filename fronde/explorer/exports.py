"""What one takes along: a trajectory as a scenario file, and its tables.

A trajectory becomes a scenario: what was changed from the start is set in it, and what was
done on the way is a dated event or an entry of the schedule of responses. ``fronde run`` then
plays the same trajectory.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import polars as pl

from fronde.errors import ScenarioError
from fronde.explorer.library import Library
from fronde.explorer.spec import Calendar, Spec, SpecTurn, foresight
from fronde.explorer.trajectory import check_turns
from fronde.record.simulation import simulate
from fronde.scenario import content
from fronde.scenario.altered import recording, with_events
from fronde.scenario.types import Claim, Event, Policy, Scenario

LEVELS, ORGANISATIONS = ("nation", "region"), 200
CSV = ("flows", "events", "operations", "changes", "organisations")


def as_scenario(library: Library, spec: Spec) -> Scenario:
    """A trajectory as a scenario.

    Raises
    ------
    ScenarioError : something was done on the way that the scenario cannot do, or in a country
        whose state looks ahead: in a scenario it would be dated, and so foreseen.
    """
    scenario = within(library.scenario(spec))
    check_turns(scenario, spec.turns)
    if spec.turns and foresight(scenario):
        raise ScenarioError("The state of this scenario looks ahead. What is done by hand on the "
                            "way would be dated in a scenario, and so foreseen: share the "
                            "trajectory as a link or a file instead.")
    for turn in spec.turns:
        if turn.sets:
            scenario = with_events(scenario, [*scenario.events, as_event(scenario, turn)])
        if turn.response is not None:
            scenario = hold_response(scenario, turn)
    return scenario


def within(scenario: Scenario) -> Scenario:
    """A scenario without what lies beyond its end: a file that says both would be refused."""
    end = scenario.date_of(scenario.weeks)
    kept = with_events(scenario, [event for event in scenario.events if event.date < end])
    claims = tuple(claim for claim in kept.claims if fits(kept, claim))
    policy = kept.policy
    if policy is not None:
        turns = tuple(turn for turn in policy.schedule if turn[0] < end)
        policy = replace(policy, schedule=turns)
    return reseal(replace(kept, claims=claims, policy=policy))


def fits(scenario: Scenario, claim: Claim) -> bool:
    """Whether the weeks that a claim speaks of are in the run."""
    calendar = Calendar.of(scenario)
    return all(one.over <= (scenario.weeks if one.date is None else calendar.week(one.date))
               and (one.date is None or calendar.week(one.date) < scenario.weeks)
               for one in claim.expect)


def reseal(scenario: Scenario) -> Scenario:
    """With its document and digest anew."""
    document = content.document(scenario)
    return replace(scenario, document=document, digest=content.digest(scenario, document))


def as_event(scenario: Scenario, turn: SpecTurn) -> Event:
    """What was set at the start of a week, after all that is dated on that day."""
    return Event(date=scenario.date_of(turn.week), label=f"Changed in week {turn.week}",
                 source="set by hand in the explorer", set=dict(turn.sets))


def hold_response(scenario: Scenario, turn: SpecTurn) -> Scenario:
    """A scenario that holds on to a response from a week on."""
    policy, response = scenario.policy, turn.response
    if policy is None or response is None:
        raise ScenarioError("the scenario defines no responses.")
    calendar = Calendar.of(scenario)
    before = tuple((day, name) for day, name in policy.schedule
                   if calendar.week(day) < turn.week)
    schedule = (*before, (scenario.date_of(turn.week), response))
    return reseal(replace(scenario, policy=Policy("scheduled", schedule, policy.review,
                                                    policy.horizon)))


def as_yaml(library: Library, spec: Spec) -> str:
    """A trajectory as the text of a scenario file, with how to run it."""
    scenario = as_scenario(library, spec)
    again = (f"fronde run FILE --seed {spec.seed}" if spec.replicate == 0 else
             f"fr.simulate(fr.load(FILE), seed={spec.seed}, replicate={spec.replicate})")
    return (f"# One trajectory of an exploration. To run it: {again}\n"
            "# A result is conditional on these assumptions; it is no forecast.\n"
            f"{content.as_yaml(scenario.document)}")


def tables(library: Library, spec: Spec) -> bytes:
    """A trajectory played again to its end: its tables, its scenario and its manifest, zipped."""
    scenario = recording(as_scenario(library, spec), LEVELS, ORGANISATIONS)
    result = simulate(scenario, seed=spec.seed, replicate=spec.replicate)
    regional = pl.col("level") == "region"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scenario.yaml", as_yaml(library, spec))
        archive.writestr("manifest.json", json.dumps(result.manifest, indent=1, default=str))
        archive.writestr("series.csv", result.series.filter(~regional).write_csv())
        archive.writestr("regions.parquet", parquet(result.series.filter(regional)))
        for name in CSV:
            table: Any = getattr(result, name)
            archive.writestr(f"{name}.csv", table.write_csv())
    return packed.getvalue()


def parquet(table: pl.DataFrame) -> bytes:
    """A table in Parquet: regions are too many for a spreadsheet."""
    file = io.BytesIO()
    table.write_parquet(file, compression="zstd")
    return file.getvalue()
