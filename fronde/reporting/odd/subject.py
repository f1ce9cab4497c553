"""What is true of a scenario: who takes part, which columns count, what it cites."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from fronde import bibliography
from fronde.bibliography import Reference
from fronde.columns import Column
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Act, Drive, Mechanism, Stocks
from fronde.record.provenance import parameter_rows, references_of
from fronde.reporting import declarations
from fronde.scenario import bundled, load
from fronde.scenario.moving import read
from fronde.scenario.settings import ATTENTION
from fronde.scenario.types import Policy, Scenario
from fronde.states import QUIET, STATES, UNDERGROUND, Flow
from fronde.vocabulary import (
    AROUND,
    COLUMNS,
    COUNT_METRICS,
    FLOW,
    FLOWS,
    MEAN_METRICS,
    NATION,
    NATION_METRICS,
    STATE_METRICS,
    names,
)

_PROTOCOL = "grimm2020"
_MOST_KNOWN = 10_000  # acquaintances above which everybody is known
_FOR_ALL = ("stock", "derived")  # kinds of columns that a scenario can hold fixed
TABLES = {"here": COLUMNS, "nation": NATION, "around": AROUND}
_MADE = {f"{table}.{column.name}": column.made for table, some in TABLES.items() for column in some}
# Columns that never move and yet count: no process declares that it looks at them.
_PLACES = {
    "patronage": ("here.installed",),
}
_OF_OTHERS = {"nation.volunteers"}  # kept by organisations, in whose table they are
_NEWS = {"victories_own", "victories_others", "defeats_own", "defeats_others", "fights_seen"}
_SEEN = {"protest_field", "underground_field", "crushed_seen", "found_seen", "street_noticed",
         "insecurity_felt", *_NEWS}
_MEDIA = {"crushed_seen", "found_seen", "street_noticed", "insecurity_felt", "victories_own",
          "fights_seen"}
# Columns of the nation that count what organisations are and do, by what brings it about.
_OF_ORGANISATIONS = {
    "organisations": ("organisations", "largest", "dominant_share"),
    "armed": ("armed", "fighters", "units"),
    "meets": ("mergers", "splits"),
    "combat": ("operations", "successes", "soldiers_lost", "fighters_lost", "arms_captured"),
    "alignment": ("coalitions", "allied", "joint"),
    "sponsorship": ("volunteers", "arms_sponsored", "arms_bought", "enemy_ally"),
}
# Counts of persons, beside the state itself, that a state moves.
_OF_STATES = {"protest": ("ever_protested",),
              "underground": ("ever_underground", "underground_protested"),
              "jailed": ("ever_jailed", "underground_jailed")}


class FlowSource(NamedTuple):
    """A flow, and the mechanism that drives it or carries it out."""

    made: Mechanism
    one: Drive | Act
    flow: Flow

    @property
    def driven(self) -> bool:
        """Whether it is driven by a hazard."""
        return isinstance(self.one, Drive)

    @property
    def source(self) -> str:
        """The state that it leads out of."""
        return STATES[self.flow.source]

    @property
    def target(self) -> str:
        """The state that it leads to."""
        return STATES[self.flow.target]


class Assumed(NamedTuple):
    """How many parameter values there are; who gives them; how many rest on nothing published."""

    all: int
    given: int
    assumed: int
    sized: int  # of which only the size is assumed


@dataclass(frozen=True)
class Subject:
    """A scenario with what follows from who takes part in it."""

    scenario: Scenario

    @cached_property
    def mechanisms(self) -> list[Mechanism]:
        """Those that take part."""
        return [CATALOGUE[name] for name in self.scenario.mechanisms]

    @cached_property
    def steps(self) -> list[FlowSource]:
        """All flows that somebody drives or carries out."""
        return [FlowSource(made, one, FLOWS[FLOW[one.flow]]) for made in self.mechanisms
                for one in declarations.flows(made)]

    @cached_property
    def reached(self) -> list[str]:
        """States that some citizen can come to."""
        flows = [step.flow for step in self.steps if step.flow.name != "arm" or self.armed]
        found = {QUIET} | ({UNDERGROUND} if self.scenario.organisations else set())
        while new := {flow.target for flow in flows if flow.source in found} - found:
            found |= new
        return [STATES[state] for state in sorted(found)]

    @cached_property
    def taken(self) -> list[FlowSource]:
        """Flows that somebody can take."""
        return [step for step in self.steps if {step.source, step.target} <= set(self.reached)]

    @cached_property
    def untaken(self) -> list[FlowSource]:
        """Flows that nobody can take."""
        return [step for step in self.steps if step not in self.taken]

    @cached_property
    def moved(self) -> set[str]:
        """Paths of levers and parameters that dated events or responses set."""
        scenario = self.scenario
        return {path for sets in (*(event.sets for event in scenario.events),
                                  *(response.sets for response in scenario.responses))
                for path in sets}

    @cached_property
    def things(self) -> set[str]:
        """What anything looks at, writes or holds fixed, and what that is made of."""
        scenario, found = self.scenario, {"here.citizens"}
        for made in self.mechanisms:
            found |= {*read(made), *_PLACES.get(made.name, ())}
            found |= {f"{table}.{name}" for _, table, part in owners(made)
                      for name in (*part.owns, *part.derives)}
        found |= {f"here.{path.partition('.')[2]}" for path in self.moved
                  if path.startswith("regime.")}
        found |= {f"here.{name}" for event in scenario.events for name in event.signals}
        found |= {f"{table}.{column.name}" for table in ("here", "nation")
                  for column in TABLES[table] if column.name in scenario.fixed
                  and (table == "here" or column.kind in _FOR_ALL)}
        found |= {"nation.response"} if scenario.policy is not None else set()
        while new := {part for thing in found for part in _MADE.get(thing, ())} - found:
            found |= new
        return found - _OF_OTHERS

    def columns(self, table: str) -> list[Column]:
        """Columns of communities (``here``), the ``nation`` or the states ``around`` that count."""
        if table == "around" and not self.scenario.states:
            return []
        return [column for column in TABLES[table]
                if f"{table}.{column.name}" in self.things and column.name != "dt"]

    @cached_property
    def owners(self) -> list[tuple[str, str, Mechanism | Stocks]]:
        """Mechanism, table and what it owns and derives there."""
        return [one for made in self.mechanisms for one in owners(made)]

    def writer(self, table: str, column: Column) -> tuple[str, str] | None:
        """Who owns or derives a column, and which of both; None: nobody."""
        for name, where, part in self.owners:
            if where == table and column.name in (*part.owns, *part.derives):
                return name, "owns" if column.name in part.owns else "derives"
        return None

    def readers(self, table: str, column: Column) -> list[str]:
        """Mechanisms that look at a column; and the survey, if it makes another one from it."""
        thing = f"{table}.{column.name}"
        found = [made.name for made in self.mechanisms
                 if thing in {*read(made), *_PLACES.get(made.name, ())}]
        made_from_it = any(thing in _MADE.get(other, ()) for other in self.things)
        return [*found, "survey"] if made_from_it else found

    @cached_property
    def deriving(self) -> list[str]:
        """Mechanisms that derive columns of the moment."""
        return list(dict.fromkeys(name for name, _, part in self.owners if part.derives))

    @cached_property
    def driving(self) -> list[str]:
        """Mechanisms that give hazards."""
        return [made.name for made in self.mechanisms if made.drives]

    @cached_property
    def in_turns(self) -> list[str]:
        """Mechanisms that take turns."""
        return [made.name for made in self.mechanisms if made.process is not None]

    @cached_property
    def performing(self) -> bool:
        """Whether citizens change state in turns."""
        return any(not step.driven for step in self.taken)

    def movers(self, column: Column) -> list[str]:
        """What sets a lever, or sends a signal."""
        scenario, path = self.scenario, f"regime.{column.name}"
        return [name for name, some in (("events", scenario.events),
                                        ("responses", scenario.responses))
                if any(path in one.sets or column.name in one.signals for one in some)]

    @cached_property
    def idle(self) -> list[str]:
        """Levers that nothing looks at."""
        used = {column.name for column in self.columns("here")}
        return [name for name in names("lever") if name not in used]

    @cached_property
    def armed(self) -> bool:
        """Whether there is or can be an arm."""
        return "organisations" in self.scenario.mechanisms and (
            "sponsorship" in self.scenario.mechanisms
            or any(one.arms for one in self.scenario.organisations))

    @cached_property
    def news(self) -> bool:
        """Whether operations are news to anybody."""
        return any(_NEWS.intersection(made.reads) for made in self.mechanisms)

    @cached_property
    def media(self) -> bool:
        """Whether anybody looks at what the media let through."""
        return any(_MEDIA.intersection(made.reads) for made in self.mechanisms)

    @cached_property
    def sees(self) -> bool:
        """Whether attention to others counts: contacts are then more than numbers."""
        return any(column.kind == "survey" and column.name in _SEEN
                   for column in self.columns("here"))

    @cached_property
    def chooses(self) -> bool:
        """Whether anything looks at a citizen's traits."""
        return any(made.drives for made in self.mechanisms)

    @cached_property
    def recruits(self) -> bool:
        """Whether citizens come to the underground while it runs."""
        return any(FLOWS[FLOW[drive.flow]].target == UNDERGROUND
                   for made in self.mechanisms for drive in made.drives)

    @cached_property
    def meets(self) -> bool:
        """Whether organisations meet at all."""
        made = self.scenario.mechanisms.get("organisations")
        return made is not None and (made.occasions > 0.0
                                     or "organisations.occasions" in self.moved)

    @cached_property
    def strikes(self) -> bool:
        """Whether organisations choose when to strike; without a tempo they always do."""
        made = self.scenario.mechanisms.get("combat")
        return made is not None and made.tempo < math.inf

    @cached_property
    def all_known(self) -> bool:
        """Whether organisations that take sides know all others."""
        made = self.scenario.mechanisms.get("alignment")
        return made is not None and made.acquaintances > _MOST_KNOWN

    @cached_property
    def chance_free(self) -> bool:
        """Whether choice is the limit without chance."""
        made = self.scenario.mechanisms.get("mobilisation")
        return made is not None and made.temperature == 0.0 and made.pace == math.inf

    @cached_property
    def look_ahead(self) -> Policy | None:
        """The policy of a regime that looks ahead."""
        made = self.scenario.policy
        return made if made is not None and made.kind == "look-ahead" else None

    @cached_property
    def schedule(self) -> Policy | None:
        """The policy of a regime that follows a schedule."""
        return None if self.look_ahead else self.scenario.policy

    @cached_property
    def ties(self) -> int:
        """Ties of a citizen."""
        return int(self.scenario.contacts.near + self.scenario.contacts.far)

    @cached_property
    def attention(self) -> dict[str, float]:
        """Shares of attention that are more than nothing."""
        given = {name: getattr(self.scenario.contacts, name) for name in ATTENTION}
        if self.ties == 0:
            given["ties"] = 0.0
        return {name: round(value / sum(given.values()), 4) for name, value in given.items()
                if value > 0.0}

    @cached_property
    def beyond_ties(self) -> bool:
        """Whether attention goes beyond ties."""
        return any(getattr(self.scenario.contacts, name) > 0.0 for name in ATTENTION[1:])

    @cached_property
    def unchanged(self) -> bool:
        """Whether it is a bundled scenario as it stands."""
        known = bundled().cases | bundled().gallery
        name = self.scenario.name
        return name in known and load(name).digest == self.scenario.digest

    @cached_property
    def of_gallery(self) -> bool:
        """Whether it is a published model of the gallery, as it stands."""
        return self.scenario.name in bundled().gallery and self.unchanged

    @cached_property
    def published(self) -> tuple[Any, ...]:
        """Numbers that a model of the gallery must reproduce."""
        from fronde.theory.published import beside

        return tuple(beside(self.scenario.name))

    @cached_property
    def metrics(self) -> dict[str, list[str]]:
        """Metrics that the scenario can move, by what they are of."""
        here, nation, around = (
            {column.name for column in self.columns(table)
             if column.kind not in _FOR_ALL or self.writer(table, column)} for table in TABLES)
        here -= {name for name in names("lever") if f"regime.{name}" not in self.moved}
        for brought_by in self._acting:
            nation |= set(_OF_ORGANISATIONS[brought_by])
        counts = {*self.reached, *(name for state in self.reached
                                   for name in _OF_STATES.get(state, ()))}
        counts |= {"passive"} if "mobilisation" in self.scenario.mechanisms else set()
        fixed = set(self.scenario.fixed)
        return {what: [name for name in all_ if name in some] for what, all_, some in (
            ("counts", COUNT_METRICS, counts), ("means", MEAN_METRICS, here - fixed),
            ("nation", NATION_METRICS, nation - fixed), ("around", STATE_METRICS, around))}

    @property
    def _acting(self) -> Iterator[str]:
        """What organisations are and do here."""
        if "organisations" in self.scenario.mechanisms:
            yield from (name for name in _OF_ORGANISATIONS if name in self.scenario.mechanisms)
            yield from (name for name in ("armed", "meets") if getattr(self, name))

    @cached_property
    def parameters(self) -> Mapping[str, list[dict[str, Any]]]:
        """Rows of parameters by their owner."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in parameter_rows(self.scenario):
            found.setdefault(row["path"].partition(".")[0], []).append(row)
        return found

    @cached_property
    def assumed(self) -> Assumed:
        """How many values the scenario gives, and how many of the others are assumed."""
        rows = [row for some in self.parameters.values() for row in some]
        free = [row["source"] for row in rows if not row["given"]]
        assumed = sum(source.startswith("assumed") for source in free)
        sized = sum("assumed" in source for source in free) - assumed
        return Assumed(len(rows), len(rows) - len(free), assumed, sized)

    @cached_property
    def data_sources(self) -> list[str]:
        """Sources of the tables of a bundled case, which its README names."""
        case = bundled().cases.get(self.scenario.name)
        if case is None or load(self.scenario.name).regions != self.scenario.regions:
            return []
        readme = case.with_name("README.md").read_text(encoding="utf-8")
        return sorted(set(re.findall(r"`(\w+)`", readme)) & set(bibliography.entries()))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """All references that the text names."""
        keys = {_PROTOCOL, *references_of(self.scenario), *self.data_sources}
        keys |= declarations.keys_in(row["source"] for row in parameter_rows(self.scenario))
        keys |= {key for made in self.mechanisms for key in made.cite}
        return bibliography.references(keys)


def owners(made: Mechanism) -> list[tuple[str, str, Mechanism | Stocks]]:
    """Its name with each table that it writes to, and what it owns and derives there."""
    return [(made.name, table, part) for table, part in (
        ("here", made), ("nation", made.nation), ("around", made.states)) if part is not None]
