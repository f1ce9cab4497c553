"""What the page shows of a trajectory, in order: numbers, courses, what the map can show.

Each is named by metrics of the record; those that a scenario's mechanisms leave constant are not
shown. Colours are those of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from fronde.reporting import palette
from fronde.scenario.types import Scenario

ANY: tuple[str, ...] = ()
FIGHT = ("organisations",)


class Trace(NamedTuple):
    """One metric of the nation (or of every neighbouring state), with its name for a reader."""

    metric: str
    label: str
    colour: str


class Panel(NamedTuple):
    """Courses over the weeks.

    Attributes
    ----------
    needs : mechanisms without which there is nothing to see.
    scale : linear, or log where sizes differ by factors.
    """

    id: str
    title: str
    says: str
    unit: str
    scale: str
    needs: tuple[str, ...]
    curves: tuple[Trace, ...]


def _state(name: str, metric: str = "") -> Trace:
    """The number of citizens in a state, under its name and in its colour."""
    return Trace(metric or name, palette.STATE_NAME[name], palette.STATE[name])


PICTURES = (
    Panel("street", "On the street", "persons who protest in a week", "persons", "log", ANY,
          (_state("protest"),)),
    Panel("hidden", "Underground and in arms",
          "persons who hide, those of them under arms, and fighters from abroad", "persons",
          "log", ("mobilisation",),
          (_state("underground", "hidden"),
           _state("armed"),
           Trace("volunteers", "volunteers", palette.SKY))),
    Panel("operations", "Operations", "what armed organisations do, a week", "operations a week",
          "linear", FIGHT,
          (Trace("operations", "all", palette.VERMILION),
           Trace("successes", "succeeded", palette.BLUE),
           Trace("joint", "of several organisations", palette.GREEN))),
    Panel("legitimacy", "Legitimacy and its parts", "as citizens see it, from 0 to 1", "share",
          "linear", ("legitimacy",),
          (Trace("legitimacy", "legitimacy", palette.GREY),
           *(Trace(name, palette.PART_NAME[name], palette.PART[name])
             for name in ("procedural", "security", "consensus")))),
    Panel("narrative", "Narrative against reality",
          "what share of those who fight are citizens; how far people believe that; how far "
          "they believe the state", "share", "linear", ("narrative",),
          (Trace("domestic", "citizens among the fighters", palette.VERMILION),
           Trace("broad", "believed: domestic and broad", palette.BLUE),
           Trace("credible", "the state is believed", palette.ORANGE))),
    Panel("organisations", "Organisations",
          "underground organisations, those with five fighters or more, coalitions", "number",
          "linear", FIGHT,
          (Trace("organisations", "organisations", palette.BLUE),
           Trace("units", "of five fighters or more", palette.VERMILION),
           Trace("coalitions", "coalitions", palette.GREEN))),
    Panel("survival", "What weighs on the regime",
          "pressure in all that weighs; how near its armies are to blows; share of its own "
          "forces in all armed at home", "share", "linear", ("survival",),
          (Trace("stress", "pressure", palette.VERMILION),
           Trace("tension", "tension of the armies", palette.ORANGE),
           Trace("monopoly", "monopoly of force", palette.BLUE))),
    Panel("forces", "Forces at home", "soldiers at home, the private army, fighters", "persons",
          "log", ("forces",),
          (Trace("army_home", "army at home", palette.BLUE),
           Trace("private_army", "private army", palette.ORANGE),
           Trace("fighters", "fighters against it", palette.VERMILION))),
    Panel("beliefs", "Hopes", "belief that peaceful change, or armed resistance, can succeed",
          "share", "linear", ("belief",),
          (Trace("peaceful", "peaceful change", palette.GREEN),
           Trace("armed_hope", "armed resistance", palette.VERMILION))),
    Panel("grievance", "Grievance", "mean of citizens, and what it is made of", "share", "linear",
          ("grievance",),
          (Trace("grievance", "grievance", palette.GREY),
           Trace("grievance_shock", "moral shock", palette.ORANGE),
           Trace("grievance_backlash", "backlash", palette.VERMILION))),
    Panel("prison", "In prison", "persons serving a sentence", "persons", "log", ("repression",),
          (_state("jailed"),)),
    Panel("arms", "Arms", "fighters armed in a week, by where the arms came from",
          "persons a week", "linear", FIGHT,
          (Trace("arms_sponsored", "by states", palette.BLUE),
           Trace("arms_bought", "with money from home", palette.ORANGE),
           Trace("arms_captured", "captured", palette.VERMILION))),
    Panel("losses", "Losses", "in operations, a week", "persons a week", "linear", FIGHT,
          (Trace("soldiers_lost", "of the state", palette.BLUE),
           Trace("fighters_lost", "of organisations", palette.VERMILION))),
    Panel("clients", "Client rulers", "how firmly each sits, from 0 to 1", "share", "linear",
          ("patronage",), (Trace("state.stability", "", palette.BLUE),)),
)
COLOURS = (palette.BLUE, palette.VERMILION, palette.GREEN, palette.ORANGE, palette.PURPLE,
           palette.SKY, palette.GREY)

HEADLINE = (
    _state("protest"), _state("underground", "hidden"),
    Trace("fighters", "fighters", ""), Trace("operations", "operations this week", ""),
    Trace("legitimacy", "legitimacy", ""), Trace("stress", "pressure on the regime", ""),
)


class MapChoice(NamedTuple):
    """Something that the map can show of each region."""

    metric: str
    label: str
    per_head: bool  # drawn as persons per 100,000


PER_HEAD = ("underground", "armed", "protest", "jailed", "passive")
LEVELS = {
    "legitimacy": palette.PART_NAME["legitimacy"], "security": palette.PART_NAME["security"],
    "peaceful": "hope in peaceful change", "armed_hope": "hope in armed resistance",
    "grievance": "grievance", "insecurity": "insecurity", "broad": "resistance seen as broad",
    "effort": "effort of the police"}
MAPS = (*(MapChoice(name, palette.STATE_NAME[name], True) for name in PER_HEAD),
        *(MapChoice(name, label, False) for name, label in LEVELS.items()))


def panels_of(scenario: Scenario) -> Iterator[Panel]:
    """The pictures that have something to show."""
    for picture in PICTURES:
        if all(name in scenario.mechanisms for name in picture.needs):
            yield picture


def curves(scenario: Scenario, picture: Panel) -> Iterator[tuple[tuple[str, str], Trace]]:
    """Entity and metric of each curve of a picture."""
    for curve in picture.curves:
        level, _, metric = curve.metric.rpartition(".")
        if not level:
            yield ("nation", metric), curve
            continue
        clients = [state for state in scenario.states if state.kind == "client"]
        for number, state in enumerate(clients):
            yield (state.id, metric), Trace(metric, state.name, COLOURS[number % len(COLOURS)])


def flow_colours() -> list[dict[str, Any]]:
    """States of citizens with their names and colours."""
    return [{"id": name, "label": palette.STATE_NAME[name], "colour": colour}
            for name, colour in palette.STATE.items() if name != "passive"]
