"""ODD 4.11: what is observed."""

from __future__ import annotations

from fronde.reporting.markdown import blocks, bullets, code, listed
from fronde.reporting.odd import facts
from fronde.scenario.types import Scenario
from fronde.states import STATES
from fronde.vocabulary import COUNT_METRICS, MEAN_METRICS, NATION_METRICS, STATE_METRICS

# Columns of the nation that count what organisations are and do, by what brings it about.
OF_ORGANISATIONS = {
    "organisations": ("organisations", "largest", "dominant_share"),
    "armed": ("armed", "fighters", "units"),
    "meets": ("mergers", "splits"),
    "combat": ("operations", "successes", "soldiers_lost", "fighters_lost", "arms_captured"),
    "alignment": ("coalitions", "allied", "joint"),
    "sponsorship": ("volunteers", "arms_sponsored", "arms_bought", "enemy_ally"),
}


def observation(scenario: Scenario) -> str:
    """What is written down, where and how often."""
    metrics = scenario.metrics
    every = "each week" if metrics.every == 1 else f"every {metrics.every} weeks and the last"
    levels = listed(list(metrics.levels), "and")
    dated = {"`events`": "dated events as they were applied"} if scenario.events else {}
    return blocks(
        "Everybody is counted, nothing is sampled" + (
            "; those at rest and on the street as expected numbers" if scenario.grouped else "")
        + ".",
        bullets({"`series`": f"values by {levels}, {every}",
                 "`flows`": f"persons by flow and cause, by {levels}, each week",
                 **dated, **organised(scenario)}),
        "Values that this scenario can move: " + told(scenario),
        "A run that is stored keeps its scenario, seed and versions with these tables, so that it "
        "can be made again bit for bit. " + (
            "The numbers of 1.2 are read off these tables." if facts.of_gallery(scenario) else
            "What is reported as a finding comes from studies over seeds and priors, not from "
            "one run."))


def organised(scenario: Scenario) -> dict[str, str]:
    """Tables of organisations."""
    if "organisations" not in scenario.mechanisms:
        return {}
    return {"`organisations`, `membership`": f"the {scenario.metrics.organisations:,} largest, as "
            "often as values",
            **({"`changes`": "each merger and break-up"} if facts.meets(scenario) else {}),
            **({"`operations`": "each operation"} if "combat" in scenario.mechanisms else {})}


def acting(scenario: Scenario) -> set[str]:
    """What organisations are and do here."""
    if "organisations" not in scenario.mechanisms:
        return set()
    found = {name for name in OF_ORGANISATIONS if name in scenario.mechanisms}
    found |= {"armed"} if facts.armed(scenario) else set()
    return found | ({"meets"} if facts.meets(scenario) else set())


def told(scenario: Scenario) -> str:
    """Metrics that the scenario can move."""
    columns = {column.name for column in facts.community_columns(scenario)
               if column.kind != "lever" or f"regime.{column.name}" in facts.moved(scenario)}
    columns -= set(scenario.fixed)
    nation = {column.name for column in facts.nation_columns(scenario)} - set(scenario.fixed)
    for brought_by in acting(scenario):
        nation |= set(OF_ORGANISATIONS[brought_by])
    parts = [f"counts of persons {code(counted(scenario))}"]
    means = [name for name in MEAN_METRICS if name in columns]
    parts += [f"means over citizens {code(means)}"] if means else []
    leader = [name for name in NATION_METRICS if name in nation]
    parts += [f"of the nation {code(leader)}"] if leader else []
    around = {column.name for column in facts.state_columns(scenario)}
    states = [name for name in STATE_METRICS if name in around]
    parts += [f"of neighbouring states {code(states)}"] if states else []
    return f"{'; '.join(parts)}."


def counted(scenario: Scenario) -> list[str]:
    """Counts of persons that the scenario can move."""
    states = {STATES[state] for state in facts.reached(scenario)}
    if "protest" in states:
        states.add("ever_protested")
    if "underground" in states:
        states |= {"ever_underground", "underground_protested"}
    if "jailed" in states:
        states |= {"ever_jailed", "underground_jailed"}
    if "mobilisation" in scenario.mechanisms:
        states.add("passive")
    return [name for name in COUNT_METRICS if name in states]
