"""ODD 2: entities, state variables and scales."""

from __future__ import annotations

from collections.abc import Iterable

from fronde.columns import Column
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.reporting.declared import span
from fronde.reporting.markdown import blocks, escaped, listed, number, table
from fronde.reporting.odd import facts
from fronde.reporting.wording import counted
from fronde.scenario.types import Scenario
from fronde.states import STATES

HEAD = ("variable", "unit", "range", "meaning", "changes")
KINDS = {"place": "never", "survey": "counted each step", "luck": "drawn each step"}
TRAITS = (
    ("hardship", "share", "0 to 1", "how badly off the citizen is", "never"),
    ("risk aversion", "share", "0 to 1", "how much the chance of being caught weighs", "never"),
    ("threshold", "standardised", "any", "place in the distribution of thresholds", "never"),
)
ORGANISATION = (
    ("region", "", "a region", "where it is based", "never"),
    ("founded, ended", "weeks", "", "when it came into being, when it ended", "once each"),
    ("agenda", "1", "-1 to 1", "-1 a state of their own, 1 a stronger rule of the dominant nation",
     "when it merges"),
    ("members", "citizens by group", "from 0", "citizens underground or armed that belong to it",
     "as they come, fall, leave"),
    ("armed", "citizens", "from 0", "members under arms", "as arms reach them"),
    ("arms", "arms by origin", "from 0", "in store, one a fighter: given, bought, captured",
     "given, captured, handed out"),
)
ALIGNED = (("coalition", "", "a label", "the side that it has taken", "when it reconsiders"),)
SPONSORED = (
    ("volunteers", "fighters by state", "from 0", "fighters from abroad, who are no citizens",
     "as they come and fall"),
    ("money", "arms", "from 0", "what it could pay for", "given by people at home, spent"),
    ("sponsor", "", "a state or none", "the state that gave it most arms", "with what is given"),
)


def entities(scenario: Scenario) -> str:
    """Section 2."""
    return blocks("## 2 Entities, state variables and scales", "### 2.1 Entities",
                  kinds(scenario), why(scenario), "### 2.2 State variables", *variables(scenario),
                  "### 2.3 Scales", scales(scenario))


def kinds(scenario: Scenario) -> str:
    """Which entities there are, and how many."""
    rows = [
        ("citizen", "one person; belongs to one community for ever; " + (
            "at rest and on the street kept in groups of like traits, as expected numbers; whoever "
            "hides is one person" if scenario.grouped else "everybody is simulated"),
         f"{scenario.population:,}"),
        ("community", "the members of one group in one region; holds what they share",
         f"{len(scenario.communities):,}"),
        ("region", "a place with its communities and borders", f"{len(scenario.regions):,}"),
        ("group", "people of one nationality, wherever they live", f"{len(scenario.groups):,}"),
        ("nation", "one record: the state, its forces, what is counted country-wide", "1"),
    ]
    if "organisations" in scenario.mechanisms:
        rows.insert(1, ("organisation", "citizens who hide or fight together, in exactly one each",
                        f"{len(scenario.organisations):,} at the start"))
    if scenario.states:
        rows.append(("neighbouring state", "a country abroad: enemy, client or neutral",
                     f"{len(scenario.states):,}"))
    return table(("entity", "what it is", "number"), rows)


def why(scenario: Scenario) -> str:
    """Why these entities."""
    if facts.of_gallery(scenario):
        return ("Rationale: the actors of the published model are citizens or organisations of the "
                "package; the other entities are there because the package has them.")
    return ("Rationale: nobody stands for others, since few of a million ever act and a sample "
            "would lose them; what people share is one number for each community, since beliefs "
            "and legitimacy are modelled as common knowledge of a group in a place.")


def variables(scenario: Scenario) -> list[str]:
    """Tables of state variables, one for each kind of entity."""
    parts = [
        "#### Citizens", table(HEAD, citizen(scenario)),
        "#### Communities",
        "One number for each community. Columns that nothing in this scenario reads or sets are "
        "left out.",
        columns(scenario, facts.community_columns(scenario), facts.present(scenario)),
    ]
    if "organisations" in scenario.mechanisms:
        parts += ["#### Organisations", table(HEAD, organisation(scenario))]
    nation = facts.nation_columns(scenario)
    if nation:
        parts += ["#### The nation", columns(scenario, nation,
                                             [made.nation for made in facts.present(scenario)])]
    around = facts.state_columns(scenario)
    if around:
        parts += ["#### States around", columns(scenario, around,
                                                [made.states for made in facts.present(scenario)])]
    return [*parts, "#### Regions and groups", fixed_places()]


def citizen(scenario: Scenario) -> Iterable[tuple[str, ...]]:
    """Variables of a citizen."""
    states = [STATES[state] for state in facts.reached(scenario)]
    yield ("state", "", listed(states), "what the citizen does now", "by the flows of section 3")
    if facts.chooses(scenario):
        yield from TRAITS
    ties = scenario.contacts.near + scenario.contacts.far
    if ties and facts.sees(scenario):
        yield ("ties", "citizens", f"{ties} others of the own community", "whom the citizen "
               "knows; mutual; computed when asked, not stored", "never")
    yield ("since, until", "ticks, 64 a day", "", "when the present state began; when a term in "
           "it ends", "with the state")
    yield ("history", "four bits", "", "has ever protested, been underground, been in prison; and "
           "whether a group's count of those who ever were in prison has them", "never forgotten")
    if "organisations" in scenario.mechanisms:
        yield ("organisation", "", "one or none", "to which somebody who hides or fights belongs",
               "joins, merges, leaves")


def organisation(scenario: Scenario) -> Iterable[tuple[str, ...]]:
    """Variables of an organisation."""
    yield from ORGANISATION
    if "alignment" in scenario.mechanisms:
        yield from ALIGNED
    if "sponsorship" in scenario.mechanisms:
        yield from SPONSORED


def columns(scenario: Scenario, wanted: Iterable[Column],
            made: Iterable[Mechanism | Stocks | None]) -> str:
    """A table of columns with who changes each."""
    mechanisms = list(zip(scenario.mechanisms, made, strict=True))
    return table(HEAD, ((f"`{column.name}`", escaped(column.unit), span(column),
                         escaped(column.meaning), changes(scenario, column, mechanisms))
                        for column in wanted))


def changes(scenario: Scenario, column: Column,
            made: Iterable[tuple[str, Mechanism | Stocks | None]]) -> str:
    """Who changes a column."""
    if column.name in scenario.fixed and column.kind in facts.FOR_ALL:
        return f"held at {number(scenario.fixed[column.name])} by the scenario"
    for name, stocks in made:
        if stocks is not None and column.name in stocks.owns:
            return f"stock of {name}"
        if stocks is not None and column.name in stocks.derives:
            return f"derived by {name}"
    if column.kind in ("lever", "signal"):
        return from_outside(scenario, column)
    return KINDS.get(column.kind, "stays 0: nothing in this scenario writes it")


def from_outside(scenario: Scenario, column: Column) -> str:
    """Who moves a lever or sends a signal."""
    lever = column.kind == "lever"
    path = f"regime.{column.name}"
    by = {"events": any(path in one.sets or column.name in one.signals
                        for one in scenario.events),
          "responses": any(path in one.sets or column.name in one.signals
                           for one in scenario.responses)}
    who = listed([name for name, does in by.items() if does], "and")
    if not who:
        return "never: set at the start" if lever else "stays 0: nothing sends it"
    return f"set at the start, then by {who}" if lever else f"sent by {who}, felt at once"


def fixed_places() -> str:
    """What is known of regions and groups."""
    return ("A region has a population, neighbours, and a mark whether its ruler was installed by "
            "the centre; its place on the tile map serves drawing alone. A group has its access "
            "to power (`status`), a historical grievance (`history`), a mark whether it is the "
            "dominant nationality, and an agenda (-1 to 1). None of these changes.")


def bordered(scenario: Scenario) -> str:
    """How many borders there are."""
    return counted(len(scenario.borders), "border") if scenario.borders else "no borders"


def scales(scenario: Scenario) -> str:
    """Time and space."""
    end = scenario.date_of(scenario.weeks)
    step = ("a week" if scenario.step_days == 7.0 else "a day" if scenario.step_days == 1.0 else
            f"{number(scenario.step_days)} days")
    people = f"{scenario.population:,} persons"
    space = (f"Space is {counted(len(scenario.regions), 'region')} with "
             f"{bordered(scenario)} between them; only who borders whom "
             "counts, there are no distances." if len(scenario.regions) > 1 else
             "There is no space: one region.")
    return blocks(
        f"A run has {counted(scenario.weeks, 'week')}, from {scenario.start} to {end}; what is "
        f"recorded is recorded by week. Within a week time runs in steps of {step} at most (`dt`, "
        "in weeks). They end on the days of dated events, and are shorter, down to an eighth of "
        "a day, while many come to or leave the street; where people choose without noise or all "
        "at once, a step is a round and is not shortened. Rates are per week. Over a step the "
        "hazards of the locked moment are held, and stocks move by the exact solution at that "
        "moment. So results hang on the length of a step as far as the moment would have moved "
        "within it; how far that is, `docs/validation.md` shows.",
        f"{space} It holds {people}.",
        "Rationale: a week is a round of the published model; dates only number the rounds."
        if facts.of_gallery(scenario) else
        "Rationale: a week is short against the weeks to years over which beliefs and legitimacy "
        "move; waves of protest rise within days.")
