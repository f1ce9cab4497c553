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


class Curve(NamedTuple):
    """One metric of the nation (or of every neighbouring state), with its name for a reader."""

    metric: str
    label: str
    colour: str


class Picture(NamedTuple):
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
    curves: tuple[Curve, ...]


def _state(name: str, metric: str = "") -> Curve:
    """The number of citizens in a state, under its name and in its colour."""
    return Curve(metric or name, palette.STATE_NAME[name], palette.STATE[name])


PICTURES = (
    Picture("street", "On the street", "persons who protest in a week", "persons", "log", ANY,
            (_state("protest"),)),
    Picture("hidden", "Underground and in arms",
            "persons who hide, those of them under arms, and fighters from abroad", "persons",
            "log", ("mobilisation",),
            (_state("underground", "hidden"),
             _state("armed"),
             Curve("volunteers", "volunteers", palette.SKY))),
    Picture("operations", "Operations", "what armed organisations do, a week", "operations a week",
            "linear", FIGHT,
            (Curve("operations", "all", palette.VERMILION),
             Curve("successes", "succeeded", palette.BLUE),
             Curve("joint", "of several organisations", palette.GREEN))),
    Picture("legitimacy", "Legitimacy and its parts", "as citizens see it, from 0 to 1", "share",
            "linear", ("legitimacy",),
            (Curve("legitimacy", "legitimacy", palette.GREY),
             *(Curve(name, palette.PART_NAME[name], palette.PART[name])
               for name in ("procedural", "security", "consensus")))),
    Picture("narrative", "Narrative against reality",
            "what share of those who fight are citizens; how far people believe that; how far "
            "they believe the state", "share", "linear", ("narrative",),
            (Curve("domestic", "citizens among the fighters", palette.VERMILION),
             Curve("broad", "believed: domestic and broad", palette.BLUE),
             Curve("credible", "the state is believed", palette.ORANGE))),
    Picture("organisations", "Organisations",
            "underground organisations, those with five fighters or more, coalitions", "number",
            "linear", FIGHT,
            (Curve("organisations", "organisations", palette.BLUE),
             Curve("units", "of five fighters or more", palette.VERMILION),
             Curve("coalitions", "coalitions", palette.GREEN))),
    Picture("survival", "What weighs on the regime",
            "pressure in all that weighs; how near its armies are to blows; share of its own "
            "forces in all armed at home", "share", "linear", ("survival",),
            (Curve("stress", "pressure", palette.VERMILION),
             Curve("tension", "tension of the armies", palette.ORANGE),
             Curve("monopoly", "monopoly of force", palette.BLUE))),
    Picture("forces", "Forces at home", "soldiers at home, the private army, fighters", "persons",
            "log", ("forces",),
            (Curve("army_home", "army at home", palette.BLUE),
             Curve("private_army", "private army", palette.ORANGE),
             Curve("fighters", "fighters against it", palette.VERMILION))),
    Picture("beliefs", "Hopes", "belief that peaceful change, or armed resistance, can succeed",
            "share", "linear", ("belief",),
            (Curve("peaceful", "peaceful change", palette.GREEN),
             Curve("armed_hope", "armed resistance", palette.VERMILION))),
    Picture("grievance", "Grievance", "mean of citizens, and what it is made of", "share", "linear",
            ("grievance",),
            (Curve("grievance", "grievance", palette.GREY),
             Curve("grievance_shock", "moral shock", palette.ORANGE),
             Curve("grievance_backlash", "backlash", palette.VERMILION))),
    Picture("prison", "In prison", "persons serving a sentence", "persons", "log", ("repression",),
            (_state("jailed"),)),
    Picture("arms", "Arms", "fighters armed in a week, by where the arms came from",
            "persons a week", "linear", FIGHT,
            (Curve("arms_sponsored", "by states", palette.BLUE),
             Curve("arms_bought", "with money from home", palette.ORANGE),
             Curve("arms_captured", "captured", palette.VERMILION))),
    Picture("losses", "Losses", "in operations, a week", "persons a week", "linear", FIGHT,
            (Curve("soldiers_lost", "of the state", palette.BLUE),
             Curve("fighters_lost", "of organisations", palette.VERMILION))),
    Picture("clients", "Client rulers", "how firmly each sits, from 0 to 1", "share", "linear",
            ("patronage",), (Curve("state.stability", "", palette.BLUE),)),
)
COLOURS = (palette.BLUE, palette.VERMILION, palette.GREEN, palette.ORANGE, palette.PURPLE,
           palette.SKY, palette.GREY)

HEADLINE = (
    _state("protest"), _state("underground", "hidden"),
    Curve("fighters", "fighters", ""), Curve("operations", "operations this week", ""),
    Curve("legitimacy", "legitimacy", ""), Curve("stress", "pressure on the regime", ""),
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


def shown_of(scenario: Scenario) -> Iterator[Picture]:
    """The pictures that have something to show."""
    for picture in PICTURES:
        if all(name in scenario.mechanisms for name in picture.needs):
            yield picture


def curves(scenario: Scenario, picture: Picture) -> Iterator[tuple[tuple[str, str], Curve]]:
    """Entity and metric of each curve of a picture."""
    for curve in picture.curves:
        level, _, metric = curve.metric.rpartition(".")
        if not level:
            yield ("nation", metric), curve
            continue
        clients = [state for state in scenario.states if state.kind == "client"]
        for number, state in enumerate(clients):
            yield (state.id, metric), Curve(metric, state.name, COLOURS[number % len(COLOURS)])


def flow_colours() -> list[dict[str, Any]]:
    """States of citizens with their names and colours."""
    return [{"id": name, "label": palette.STATE_NAME[name], "colour": colour}
            for name, colour in palette.STATE.items() if name != "passive"]
