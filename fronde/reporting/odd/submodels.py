"""ODD 7: submodels, each with its equations and the values of its parameters."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from importlib import resources
from typing import Any

from fronde.parameters import parameters_of
from fronde.reporting import declared
from fronde.reporting.markdown import blocks, bullets, escaped, number, table
from fronde.reporting.odd import facts
from fronde.reporting.odd.purpose import unpublished
from fronde.scenario.types import Scenario

HAZARDS = (
    "A citizen whose hazards out of the present state add up to h [1/week] changes state within a "
    "step of dt weeks with chance 1 - exp(-h dt). {found}")
FOUND = {
    "plain": "Everybody is asked in each step.",
    "thinned": "Those who change are found by exact thinning of random candidates, which has the "
               "same law as asking everybody and costs events instead of people.",
}


def submodels(scenario: Scenario) -> str:
    """Section 7."""
    parts = ["## 7 Submodels", heading(scenario),
             "### 7.1 Shared: who citizens are and what they see", *shared(scenario)]
    for place, made in enumerate(facts.present(scenario), start=2):
        parts += [f"### 7.{place} Mechanism: {made.name}", escaped(made.text["summary"]),
                  declared.equation(made), declared.standing(made), written(made),
                  value_table(scenario, made.name, scenario.mechanisms[made.name])]
    return blocks(*parts)


def heading(scenario: Scenario) -> str:
    """How to read the tables of parameters."""
    return blocks(
        "The text of each mechanism is that of its file. In the tables of parameters the column "
        "*set by* means:",
        bullets({
            "scenario": "the scenario gives the value; prior and source are those of the "
                        "package's default, not of this value",
            "default": "the scenario says nothing, the value is the package's",
            "open": "single runs take this value, studies draw from the prior",
            "moved": "added where an event or a response can change it on the way"}),
        f"A prior is what is thought plausible before looking at any outcome. "
        f"{unpublished(scenario)}")


def shared(scenario: Scenario) -> list[str]:
    """Submodels that belong to no mechanism: traits, ties, the survey."""
    values = value_table(scenario, "contacts", scenario.contacts)
    parts = []
    if facts.chooses(scenario):
        parts += ["#### Choice", HAZARDS.format(found=FOUND[scenario.sweep]),
                  "#### Traits", text_of("tables/citizens.py")]
    if not facts.sees(scenario):
        return [*parts, "#### Contacts", "Without effect here: nothing in this scenario looks at "
                "ties, or at what is seen of others.", values]
    if scenario.contacts.near + scenario.contacts.far > 0:
        parts += ["#### Ties", text_of("tables/ties.py")]
    fights = [text_of("world/fighting.py")] if facts.fights_seen(scenario) else []
    return [*parts, "#### Contacts and what is seen", text_of("world/survey.py"), *fights, values]


def text_of(file: str) -> str:
    """What a file of the package says of itself."""
    return declared.told(docstring(file))


def docstring(file: str) -> str:
    """The docstring of a file of the package, which is not imported for it."""
    text = resources.files("fronde").joinpath(file).read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(text)) or ""


def written(made: Any) -> str:
    """Which flows a mechanism drives with which causes, and which columns it owns and derives."""
    nation, states = made.nation, made.states
    return bullets({
        "drives": declared.moved(made.drives),
        "carries out in turns": declared.moved(made.performs),
        "owns": owned(made.owns, nation and nation.owns, states and states.owns),
        "derives": owned(made.derives, nation and nation.derives, states and states.derives),
        "sources": ", ".join(facts.link(key) for key in made.cite),
    })


def owned(here: tuple[str, ...], nation: tuple[str, ...] | None,
          states: tuple[str, ...] | None) -> str:
    """Columns by whose they are."""
    whose = {"of communities": here, "of the nation": nation, "of neighbouring states": states}
    return "; ".join(f"{of} {', '.join(f'`{name}`' for name in names)}"
                     for of, names in whose.items() if names)


def value_table(scenario: Scenario, owner: str, values: Any) -> str:
    """Parameters with the values of the scenario."""
    params: type = type(values)
    return table(
        ("parameter", "value", "set by", "unit", "prior", "meaning", "source"),
        ((f"`{owner}.{p.name}`", number(getattr(values, p.name)), set_by(scenario, owner, p.name),
          escaped(p.unit), str(scenario.priors.get(f"{owner}.{p.name}", p.prior) or "none"),
          escaped(p.sentence), declared.source(p.source, facts.link))
         for p in parameters_of(params)))


def set_by(scenario: Scenario, owner: str, name: str) -> str:
    """Who gives a parameter its value."""
    path = f"{owner}.{name}"
    first = ("open" if path in scenario.priors else
             "scenario" if path in scenario.given else "default")
    return f"{first}, moved" if path in facts.moved(scenario) else first


def setting(values: Mapping[str, float]) -> str:
    """What is set or sent."""
    return ", ".join(f"`{path}` = {number(value)}" for path, value in values.items()) or "nothing"
