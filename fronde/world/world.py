"""The country: columns that a scenario fills and the weeks change."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.draws import stream, uniforms
from fronde.kernel import kernel
from fronde.scenario.settings import Contacts
from fronde.scenario.types import EXCLUSION, Scenario
from fronde.states import QUIET, STATES, UNDERGROUND
from fronde.tables.citizens import THRESHOLD_KINDS, strata_for
from fronde.tables.geography import Geography, Surroundings
from fronde.tables.happened import Happened
from fronde.tables.organisations import OrganisationTable, add_row
from fronde.tables.people import Everybody, People, move, row_of
from fronde.tables.streets import Streets, groups_of
from fronde.vocabulary import COLUMN, COLUMNS, names
from fronde.world.nation import nation_row, state_rows, surroundings

FIRST_MEMBERS = stream("first members")
HERE = np.dtype([(column.name, "f8") for column in COLUMNS])
A_MILLION = 1e6
LEVERS = np.dtype([(name, "f8") for name in names("lever")])


@dataclass
class World:
    """Everything that a week changes, and the ground it stands on.

    Attributes
    ----------
    week : weeks done; tick : where the clock stands (``calendar``).
    drift : how fast what people choose by moves, a week (``engine.pace``); infinite while no
        speed is known.
    trend : growth of the country's street and of those in hiding in the last step, as a share of
        them a week [2]; 0 while none is known.
    first : first person of each community, and the end of the last [communities + 1].
    strata : cells along each trait [communities].
    byte : state of each citizen and what the sweeps note there, uint8 [citizens].
    people : the table of all who ever left rest.
    counts : persons by community and state, float64 [communities, states].
    flows : last week's events by community and cause, float64 [communities, causes].
    streets : who is on the street by group, where they are not simulated one to one, else None.
    here : the community table, one field a column [communities].
    nation : the row of the nation [1]; around : the neighbouring states [states].
    surroundings : how these reach into the country.
    organisations : the table of armed organisations.
    happened : what the underground did last week; latest : what it did in the last step.
    news : successes and failures that are news, a week, by community [2, communities].
    heard : arrests and streets that are news [4, communities]; see ``survey.look``.
    levers : what the scenario sets them to, whatever the response [communities].
    response : number of the response in force (-1: none).
    """

    scenario: Scenario
    seed: int
    week: int
    geography: Geography
    first: NDArray[np.int64]
    strata: NDArray[np.int64]
    thresholds: int
    listed: NDArray[np.float64]
    byte: NDArray[np.uint8]
    people: People
    counts: NDArray[np.float64]
    flows: NDArray[np.float64]
    streets: Streets | None
    here: Any
    nation: Any
    around: Any
    surroundings: Surroundings
    organisations: OrganisationTable
    happened: Happened
    latest: Happened
    news: NDArray[np.float64]
    heard: NDArray[np.float64]
    levers: Any
    response: int = -1
    tick: int = 0
    drift: float = math.inf
    trend: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))

    def copy(self) -> World:
        """Another world that goes its own way from here."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self)}
        changed = ("people", "counts", "flows", "here", "nation", "around", "organisations",
                   "happened", "latest", "news", "heard", "levers", "trend", "streets")
        copies = {name: deepcopy(arrays[name]) for name in changed}
        return World(**{**arrays, **copies, "byte": self.people.bytes_of(len(self.byte))})

    @property
    def communities(self) -> int:
        """How many communities there are."""
        return len(self.strata)

    @property
    def everybody(self) -> Everybody:
        """What says in which state citizens are, for kernels; anew after people ``reserve``."""
        return Everybody(self.byte, self.counts, self.flows, self.people.slots,
                         self.people.view())

    @property
    def dt(self) -> float:
        """Weeks of the step that is being taken."""
        return float(self.nation["dt"][0])

    @dt.setter
    def dt(self, weeks: float) -> None:
        self.nation["dt"] = weeks
        self.here["dt"] = weeks

    @property
    def leader(self) -> Any:
        """The row of the nation, as a record."""
        return self.nation[0]

    @property
    def fallen(self) -> bool:
        """Whether the regime has fallen: then nothing moves any more."""
        return bool(self.nation["fallen"][0] > 0.0)


def copy_of(table: Any) -> Any:
    """Another table of the same records, byte by byte: numpy would go field by field."""
    return table.view(np.uint8).copy().view(table.dtype)


def matrix(table: Any) -> NDArray[np.float64]:
    """The very numbers of a table of records [rows, columns], columns in the table's order."""
    found: NDArray[np.float64] = table.view(np.float64).reshape(len(table), len(table.dtype))
    return found


def places(table: np.dtype[Any], columns: tuple[str, ...]) -> NDArray[np.int64]:
    """Where columns stand in the matrix of a table of this type."""
    return np.array([(table.names or ()).index(name) for name in columns], np.int64)


def build(scenario: Scenario, seed: int, causes: int) -> World:
    """The world at the start of a scenario: everybody at rest.

    ``causes`` is the number of columns of the flow table. Nobody is created one by one: the
    bytes of state are zero pages until somebody acts.
    """
    geography = lay_out(scenario)
    citizens = geography.citizens.astype(np.int64)
    first = np.zeros(len(citizens) + 1, np.int64)
    np.cumsum(citizens, out=first[1:])
    counts = np.zeros((len(citizens), len(STATES)))
    counts[:, QUIET] = citizens
    return World(
        scenario=scenario,
        seed=seed,
        week=0,
        geography=geography,
        first=first,
        strata=np.array([strata_for(int(n), scenario.grouped) for n in citizens], np.int64),
        thresholds=THRESHOLD_KINDS[scenario.thresholds.kind],
        listed=np.array(scenario.thresholds.values or (0.0,)),
        byte=np.zeros(int(first[-1]), np.uint8),
        people=People(),
        counts=counts,
        flows=np.zeros((len(citizens), causes)),
        streets=streets_of(scenario, len(citizens)),
        here=community_table(scenario, geography),
        nation=nation_row(scenario),
        around=state_rows(scenario),
        surroundings=surroundings(scenario),
        organisations=OrganisationTable(geography.groups, len(scenario.states)),
        happened=Happened.nothing(len(citizens), geography.regions),
        latest=Happened.nothing(len(citizens), geography.regions),
        news=np.zeros((2, len(citizens))),
        heard=np.zeros((4, len(citizens))),
        levers=levers(scenario, len(citizens)),
    )


def streets_of(scenario: Scenario, communities: int) -> Streets | None:
    """The street in groups, of a country that is not simulated one to one."""
    if not scenario.grouped:
        return None
    groups = groups_of(scenario.thresholds.kind, scenario.thresholds_differ)
    return Streets(communities, groups)


def lay_out(scenario: Scenario) -> Geography:
    """Communities with their citizens, borders, and the shares of attention."""
    region_of = {region.id: i for i, region in enumerate(scenario.regions)}
    group_of = {group.id: i for i, group in enumerate(scenario.groups)}
    borders = np.zeros((len(region_of), len(region_of)))
    for a, b in scenario.borders:
        borders[region_of[a], region_of[b]] = borders[region_of[b], region_of[a]] = 1.0
    return Geography(
        region=np.array([region_of[c.region] for c in scenario.communities], np.int64),
        group=np.array([group_of[c.group] for c in scenario.communities], np.int64),
        citizens=citizens_of_communities(scenario).astype(float),
        borders=borders,
        groups=len(group_of),
        attention=attention(scenario.contacts),
        notice=scenario.contacts.notice,
        news=scenario.contacts.news / A_MILLION,
        agenda=np.array([group.agenda for group in scenario.groups]),
    )


def citizens_of_communities(scenario: Scenario) -> NDArray[np.int64]:
    """Whole persons of each community, adding up exactly (largest remainders)."""
    population = {region.id: region.population for region in scenario.regions}
    persons = np.array([population[c.region] * c.share for c in scenario.communities])
    exact = persons * (scenario.population / persons.sum())
    whole = np.floor(exact).astype(np.int64)
    missing: int = scenario.population - int(whole.sum())
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:missing]] += 1
    return np.asarray(whole)


def attention(contacts: Contacts) -> NDArray[np.float64]:
    """Shares of attention: ties, community, region, border, group, nation. No ties, no share."""
    ties = contacts.ties if contacts.near + contacts.far > 0 else 0.0
    weights = np.array([ties, contacts.community, contacts.region, contacts.border,
                        contacts.group, contacts.nation])
    return weights / weights.sum() if weights.sum() > 0.0 else weights


def community_table(scenario: Scenario, geography: Geography) -> Any:
    """Place columns, levers and fixed columns, filled from the scenario."""
    here = np.zeros(len(geography.citizens), HERE)
    groups = [scenario.groups[g] for g in geography.group]
    here["dt"] = 1.0
    here["citizens"] = geography.citizens
    here["region_citizens"] = geography.region_citizens[geography.region]
    here["dominant"] = [float(group.dominant) for group in groups]
    here["status"] = [EXCLUSION[group.status] for group in groups]
    here["history"] = [group.history for group in groups]
    installed = {region.id for region in scenario.regions if region.installed}
    here["installed"] = [float(c.region in installed) for c in scenario.communities]
    here["ties_attention"] = geography.attention[0]
    for name, value in scenario.fixed.items():
        if name in COLUMN:
            here[name] = value
    return here


def levers(scenario: Scenario, communities: int) -> Any:
    """The state's levers before the first event [communities]."""
    table = np.zeros(communities, LEVERS)
    for name in names("lever"):
        table[name] = getattr(scenario.regime, name)
    return table


def settle(world: World) -> None:
    """Put the organisations that the scenario lists, and their members, into a new world."""
    scenario, table = world.scenario, world.organisations
    places = {(c.region, c.group): i for i, c in enumerate(scenario.communities)}
    regions = {region.id: i for i, region in enumerate(scenario.regions)}
    states = {state.id: i for i, state in enumerate(scenario.states)}
    table.reserve(len(scenario.organisations))
    members: dict[int, list[int]] = {}
    for number, listed in enumerate(scenario.organisations):
        table.rows = add_row(number, 0, regions[listed.region], listed.agenda, number,
                             table.view())
        table.sponsor[number] = states.get(listed.sponsor, -1)
        table.arms[number, 0] = listed.arms
        home = places[listed.region, listed.group]
        members.setdefault(home, []).extend([number] * listed.members)
    for community, numbers in members.items():
        hide(world, community, np.array(numbers, np.int32))


def hide(world: World, community: int, organisation: Any) -> None:
    """Send citizens of a community underground, spread over it, in a drawn order.

    ``organisation``: that each of them belongs to.
    """
    people, many = world.people, len(organisation)
    people.reserve(many)
    begin, size = world.first[community], world.first[community + 1] - world.first[community]
    person = begin + ((np.arange(many) + 0.5) * size / many).astype(np.int64)
    draw = np.empty(many)
    uniforms.compiled(world.seed, FIRST_MEMBERS, 0, person, 0, draw)
    people.rows = hide_all.compiled(
        person, community, organisation[np.argsort(draw, kind="stable")], people.rows,
        world.everybody)


@kernel(entry=True)
def hide_all(persons: Any, community: int, organisation: Any, rows: int, everybody: Any) -> int:
    """Send persons underground before the first step, each to an organisation; number of rows."""
    for k in range(len(persons)):
        row, rows = row_of(persons[k], community, rows, everybody)
        move(everybody, row, UNDERGROUND, -1, 0, -1, 0)
        everybody.people.organisation[row] = organisation[k]
    return rows
